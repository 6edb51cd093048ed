//! What an answer was before: the journal's word, with who changed it and when.

use kernel::{Id, Result};
use records::{Cx, FieldType};
use serde_json::{Map, Value as Json, json};
use store::{Tx, journal};

use super::talk::named;
use crate::contacts::Contact;
use crate::people::User;
use crate::sop::{Answer, answers_seen};

/// Changes that are looked at, at most.
const CHANGES: usize = 200;

/// The earlier versions of an answer, the latest first: what its fields held, until when, and who changed it then.
/// Nothing where the asker sees no answer.
pub fn history(tx: &mut Tx<'_>, cx: &Cx, deal: Id, question: &str) -> Result<Json> {
    let seen = answers_seen(tx, cx, deal)?;
    let answer = seen.iter().find(|a| a.question == question);
    let (Some(answer), Ok(object)) = (answer, cx.object(Answer::OBJECT)) else {
        return Ok(json!({ "versions": [] }));
    };
    let events = journal::below(
        tx,
        cx.workspace.id,
        (Answer::OBJECT, &[deal]),
        Some(&[answer.id]),
        None,
        CHANGES,
    )?;
    let users = named(tx, cx, User::OBJECT, events.iter().filter_map(|e| e.actor).collect())?;
    let mut versions = Vec::new();
    for event in events.iter().filter(|e| e.kind == "updated") {
        let mut was = Map::new();
        for (key, pair) in event.values.iter().filter_map(Json::as_object).flatten() {
            let Some(field) = object.field(key).filter(|f| cx.sees_whole(object, f)) else {
                continue;
            };
            let held = pair.get(0).cloned().unwrap_or_default();
            let held = match (&field.ty, held.as_str().and_then(|text| text.parse().ok())) {
                (FieldType::Reference(_), Some(id)) => json!(named(tx, cx, Contact::OBJECT, vec![id])?.get(&id)),
                _ => held,
            };
            was.insert(key.clone(), held);
        }
        let by = event
            .actor
            .and_then(|id| users.get(&id).map(|name| json!({ "id": id, "name": name })));
        versions.push(json!({ "seq": event.seq, "at": event.at.to_rfc3339(), "by": by, "was": was }));
    }
    Ok(json!({ "versions": versions }))
}
