//! The same change to many records, each under its own rules.

use std::collections::HashSet;

use kernel::{BULK_RECORDS, Code, Error, Id, Lang, Result};
use records::{Condition, Cx};
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::records as rows;

use crate::App;

/// Which records, and what to do with each.
#[derive(Clone, Debug)]
pub struct Bulk {
    /// These records.
    pub ids: Option<Vec<Id>>,
    /// Or those that satisfy this.
    pub filter: Option<Condition>,
    /// What to do.
    pub work: BulkWork,
}

/// What a bulk request does.
#[derive(Clone, Debug)]
pub enum BulkWork {
    /// Set fields.
    Set(Map<String, Json>),
    /// Delete.
    Delete,
    /// Move on in the SOP.
    Advance,
}

/// The records that a bulk request means.
///
/// # Errors
/// If it means none or more than [`BULK_RECORDS`].
pub fn bulk_ids(tx: &mut Tx<'_>, cx: &Cx, object: &str, bulk: &Bulk) -> Result<Vec<Id>> {
    let object = super::actions::writable(cx, object)?;
    let ids = match (&bulk.ids, &bulk.filter) {
        (Some(ids), None) => ids.clone(),
        (None, Some(filter)) => rows::ids(tx, cx, object, filter, BULK_RECORDS + 1)?,
        _ => {
            return Err(Error::field(
                "/ids",
                Code::Required,
                "请给出 ids 或 filter 之一",
                "Give either ids or filter",
            ));
        }
    };
    if ids.len() > BULK_RECORDS {
        let text = (
            format!("一次最多处理 {BULK_RECORDS} 条"),
            format!("At most {BULK_RECORDS} records at a time"),
        );
        return Err(Error::field("/ids", Code::InvalidValue, text.0, text.1));
    }
    // Named twice it is still one record.
    let mut seen = HashSet::new();
    Ok(ids.into_iter().filter(|id| seen.insert(*id)).collect())
}

/// Does the work on one record.
pub fn bulk_one(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, id: Id, work: &BulkWork) -> Result<()> {
    let definition = cx.object(object)?;
    let version = rows::get(tx, cx, definition, id, &["version".to_owned()])?
        .ok_or_else(Error::not_found)?
        .0;
    match work {
        BulkWork::Set(fields) => super::patch(tx, app, cx, object, id, version, fields),
        BulkWork::Delete => super::delete(tx, app, cx, object, id, version),
        BulkWork::Advance => {
            crate::sop::act(tx, app, cx, object, id, sop::Action::Advance { to: None }, None).map(|_| ())
        }
    }
}

/// The outcome as it is answered.
pub fn bulk_answer(outcomes: &[(Id, Result<()>)], lang: Lang) -> Json {
    let failed: Vec<Json> = outcomes
        .iter()
        .filter_map(|(id, outcome)| {
            let error = outcome.as_ref().err()?;
            Some(json!({ "id": id, "error": crate::problem(error, lang) }))
        })
        .collect();
    json!({ "done": outcomes.len() - failed.len(), "failed": failed })
}
