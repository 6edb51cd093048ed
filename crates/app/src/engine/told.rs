//! The values of records as they would be stored, under the same rules as everybody's, without storing them: for history
//! that is told from memory and whose records come together.

use kernel::{Id, Result};
use records::{Cx, ObjectDef, Value};
use serde_json::{Map, Value as Json};
use store::Tx;

use super::actions::{Others, fill};
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
    let mut draft = Draft::create(object, id, cx);
    fill(tx, app, cx, &mut draft, body, mode, Others::Trusted)?;
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
    let mut draft = Draft::change(object, old);
    fill(tx, app, cx, &mut draft, body, mode, Others::Trusted)?;
    Ok(draft.changes())
}
