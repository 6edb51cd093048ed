//! The values of records as they would be stored, under the same rules as everybody's, without storing them: for history
//! that is told from memory and whose records come together.

use kernel::{Error, Id, Result};
use records::{Cx, ObjectDef, Value};
use serde_json::{Map, Value as Json};
use store::Tx;

use super::actions::prepare;
use super::draft::{Draft, Mode};
use crate::App;

/// A new record of what a caller sent. What it refers to isn't looked up.
pub(crate) fn drafted(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    object: &ObjectDef,
    id: Id,
    body: &Map<String, Json>,
    mode: Mode,
) -> Result<Vec<Value>> {
    let draft = read(tx, app, cx, Draft::create(object, id, cx), body, mode)?;
    Ok(draft.new)
}

/// What a caller's changes would change in a record.
pub(crate) fn redrafted(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    object: &ObjectDef,
    old: &[Value],
    body: &Map<String, Json>,
    mode: Mode,
) -> Result<Vec<(usize, Value)>> {
    Ok(read(tx, app, cx, Draft::change(object, old), body, mode)?.changes())
}

fn read<'a>(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    mut draft: Draft<'a>,
    body: &Map<String, Json>,
    mode: Mode,
) -> Result<Draft<'a>> {
    let mut errors = draft.read(body, cx, mode);
    if errors.is_empty() {
        prepare(tx, app, cx, &mut draft, mode)?;
        errors.extend(draft.missing());
    }
    if errors.is_empty() {
        Ok(draft)
    } else {
        Err(Error::fields(errors))
    }
}
