//! What is wrong with a draft as it stands, and what its conditions say.

use kernel::{Id, Result};
use records::{Action, Condition, Cx, words};
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::records::load_as;

use crate::sop::{Sop, SopVersion, checked, text_of};

/// The faults of a version with their places, and its conditions in words, both in the asker's language.
pub fn report(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Json> {
    let version: SopVersion = load_as(tx, cx, id, Action::Read)?;
    let sop: Sop = load_as(tx, &cx.as_system(), version.sop, Action::Read)?;
    Ok(of_text(cx, &sop, &text_of(&version)?))
}

/// The same for a text that isn't stored yet.
pub(super) fn of_text(cx: &Cx, sop: &Sop, text: &str) -> Json {
    let (_, faults) = checked(text, sop, cx);
    let faults: Vec<Json> = faults
        .iter()
        .map(|fault| {
            json!({
                "pointer": fault.path, "line": fault.place.line, "column": fault.place.column,
                "severity": if fault.severity == sop::Severity::Error { "error" } else { "warning" },
                "text": fault.text.get(cx.lang),
            })
        })
        .collect();
    json!({ "faults": faults, "words": said(cx, sop, text) })
}

/// What each condition says, by its place in the document, whatever else is wrong with it.
fn said(cx: &Cx, sop: &Sop, text: &str) -> Map<String, Json> {
    let mut found = Map::new();
    let (Ok(json), Some(object)) = (sop::to_json(text), cx.registry.object(&sop.object)) else {
        return found;
    };
    let mut note = |pointer: String, condition: Option<&Json>| {
        if let Some(Ok(condition)) = condition.filter(|c| !c.is_null()).map(Condition::parse) {
            let text = words(&condition, object, &cx.registry);
            found.insert(pointer, Json::from(text.get(cx.lang)));
        }
    };
    let list = |of: &Json, key: &str| of[key].as_array().cloned().unwrap_or_default();
    for (i, stage) in list(&json, "stages").iter().enumerate() {
        for (key, part) in [("steps", "done_when"), ("exit", "when"), ("next", "when")] {
            for (j, item) in list(stage, key).iter().enumerate() {
                note(format!("/stages/{i}/{key}/{j}/{part}"), item.get(part));
            }
        }
    }
    found
}
