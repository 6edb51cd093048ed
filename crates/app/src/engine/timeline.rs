//! What happened to a record, as far as the asker may know.

use std::collections::HashMap;

use kernel::{Error, Id, Result};
use records::{Access, Action, Condition, Cx, ObjectDef, Op};
use serde_json::{Value as Json, json};
use store::Tx;
use store::journal::{self, Event};
use store::records as rows;

use crate::leads::{handed_on, is_handing_on};
use crate::sop::Waiver;

/// Records that stand on other records' timelines and belong to this one's story, too.
#[derive(Clone, Debug, Default)]
pub(crate) struct Beside {
    /// Of which object: activities and the like.
    pub object: &'static str,
    /// The records on whose timelines they stand.
    pub topics: Vec<Id>,
    /// These only; all of them if nothing is said.
    pub records: Option<Vec<Id>>,
}

/// A page of a timeline, newest first.
#[derive(Clone, Debug)]
pub struct TimelinePage {
    /// The entries.
    pub data: Vec<Json>,
    /// The number before which the next page goes on.
    pub next: Option<i64>,
}

/// The events of a record and of its children, before number `before`, `limit` at most; of a company and a person also what
/// was logged with them on deals; of what a lead became also what was done with the lead.
pub fn timeline(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &str,
    id: Id,
    before: Option<i64>,
    limit: usize,
) -> Result<TimelinePage> {
    let object = cx.object(object)?;
    if !rows::may(tx, cx, object, id, Action::Read)? {
        return Err(Error::not_found());
    }
    let mut events = journal::timeline(tx, cx.workspace.id, id, before, limit + 1)?;
    let story = match object.key {
        "accounts" => crate::accounts::beside(tx, cx, id)?,
        "contacts" => crate::contacts::beside(tx, cx, id)?,
        _ => Beside::default(),
    };
    let mut all = handed_on(tx, cx, object.key, id, &story.topics)?;
    all.push(story);
    for mut beside in all {
        beside.topics.retain(|topic| *topic != id);
        events.extend(journal::below(
            tx,
            cx.workspace.id,
            (beside.object, beside.topics.as_slice()),
            beside.records.as_deref(),
            before,
            limit + 1,
        )?);
    }
    events.sort_by_key(|event| std::cmp::Reverse(event.seq));
    events.dedup_by_key(|event| event.seq);
    let next = (events.len() > limit).then(|| events[limit - 1].seq);
    events.truncate(limit);
    let mut names = HashMap::new();
    let mut data = Vec::with_capacity(events.len());
    for event in &events {
        data.extend(entry(tx, cx, event, &mut names)?);
    }
    Ok(TimelinePage { data, next })
}

fn entry(tx: &mut Tx<'_>, cx: &Cx, event: &Event, names: &mut HashMap<Id, Json>) -> Result<Option<Json>> {
    let Ok(object) = cx.object(&event.object) else {
        return Ok(None);
    };
    let shown = match shown(tx, cx, object, event)? {
        Shown::Nothing => return Ok(None),
        Shown::Record(record) => record,
        Shown::Bare => Json::Null,
    };
    if is_handing_on(event, &shown) {
        return Ok(None);
    }
    let fields = fields(tx, cx, object, event, names)?;
    if event.kind == "updated" && fields.as_array().is_some_and(Vec::is_empty) {
        return Ok(None);
    }
    let actor = match event.actor {
        Some(actor) => name_of(tx, cx, "users", actor, names)?,
        None => Json::Null,
    };
    let meta = if event.kind == "updated" {
        json!({})
    } else {
        visible_meta(cx, object, event)
    };
    Ok(Some(json!({
        "seq": event.seq,
        "at": event.at.to_rfc3339(),
        "actor": actor,
        "object": event.object,
        "record": event.record,
        "kind": event.kind,
        "fields": fields,
        "meta": meta,
        "note": words(tx, cx, object, event)?,
        "record_data": shown,
    })))
}

enum Shown {
    Nothing,
    Bare,
    Record(Json),
}

/// A child's event shows the child as it is now; one that is gone or may not be seen shows nothing.
fn shown(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, event: &Event) -> Result<Shown> {
    let child = matches!(object.access, Access::Via(_)) || object.key == "tasks";
    if !child {
        return Ok(Shown::Bare);
    }
    Ok(match rows::get(tx, cx, object, event.record, &[])? {
        Some((_, json)) => Shown::Record(serde_json::from_slice(&json).unwrap_or_default()),
        None => Shown::Nothing,
    })
}

/// The changed fields that the asker sees, with what was and what is.
fn fields(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, event: &Event, names: &mut HashMap<Id, Json>) -> Result<Json> {
    let mut list = Vec::new();
    let changed = event
        .meta
        .get("fields")
        .and_then(Json::as_array)
        .filter(|_| event.kind == "updated");
    for key in changed.into_iter().flatten().filter_map(Json::as_str) {
        let Some(field) = object.field(key).filter(|f| cx.sees(object, f)) else {
            continue;
        };
        let masked = cx.is_masked(object, field);
        let pair = event.values.as_ref().and_then(|d| d.get(key));
        let mut side = |i: usize, tx: &mut Tx<'_>| -> Result<Json> {
            let value = pair.and_then(|p| p.get(i)).cloned().unwrap_or_default();
            match (&field.ty, value.as_str()) {
                (_, Some(text)) if masked => Ok(Json::from(records::mask(field, text))),
                (records::FieldType::Reference(target), Some(text)) => match text.parse() {
                    Ok(id) => name_of(tx, cx, target, id, names),
                    Err(()) => Ok(Json::Null),
                },
                _ => Ok(value),
            }
        };
        let (from, to) = (side(0, tx)?, side(1, tx)?);
        list.push(json!({ "field": key, "label": field.label.get(cx.lang), "from": from, "to": to }));
    }
    Ok(Json::Array(list))
}

/// Names of fields in an event's description, for those who see them only.
fn visible_meta(cx: &Cx, object: &ObjectDef, event: &Event) -> Json {
    let hidden = |key: &Json| {
        key.as_str()
            .and_then(|k| object.field(k))
            .is_some_and(|f| !cx.sees(object, f))
    };
    let mut meta = event.meta.clone();
    if meta.get("field").is_some_and(hidden) {
        return json!({});
    }
    if let Some(meta) = meta.as_object_mut() {
        let of_kind = TOLD.iter().filter(|(kind, ..)| *kind == event.kind);
        for (_, member, _) in of_kind.filter(|(.., key)| hidden(&Json::from(*key))) {
            meta.remove(*member);
        }
    }
    meta
}

/// Members of an event that tell what a field holds: kind, member, field.
const TOLD: [(&str, &str, &str); 5] = [
    ("sop_started", "stage", "stage"),
    ("stage_entered", "stage", "stage"),
    ("stage_entered", "from", "stage"),
    ("lost", "reason", "loss_reason"),
    ("lost", "on", "closed_on"),
];

/// What people wrote with a verb, if they wrote something.
fn words(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, event: &Event) -> Result<Json> {
    let hidden = |key: &str| object.field(key).is_some_and(|f| !cx.sees(object, f));
    let said = event.values.as_ref().and_then(|words| words.get("comment"));
    let comments = said.is_some() && comments_seen(tx, cx, event)?;
    let words = event.values.as_ref().and_then(Json::as_object);
    let shown = words.filter(|_| event.kind != "updated").map(|words| {
        let told = |key: &str| {
            matches!(key, "reason" | "detail" | "note" | "comment")
                && !hidden(key)
                && (key != "comment" || comments)
                && !(event.kind == "lost" && key == "detail" && hidden("loss_detail"))
        };
        let words = words.iter().filter(|(key, _)| told(key));
        words
            .map(|(k, v)| (k.clone(), masked(cx, object, k, v)))
            .collect::<serde_json::Map<_, _>>()
    });
    Ok(shown.filter(|words| !words.is_empty()).map_or(Json::Null, Json::Object))
}

fn masked(cx: &Cx, object: &ObjectDef, key: &str, words: &Json) -> Json {
    match (object.field(key), words.as_str()) {
        (Some(field), Some(text)) if cx.is_masked(object, field) => Json::from(records::mask(field, text)),
        _ => words.clone(),
    }
}

/// What was said with the decision on a waiver is a part of the waiver: it is for those who read them.
fn comments_seen(tx: &mut Tx<'_>, cx: &Cx, event: &Event) -> Result<bool> {
    let Ok(waivers) = cx.object(Waiver::OBJECT) else {
        return Ok(false);
    };
    let seen = |key: &str| {
        let field = waivers.field(key);
        field.is_some_and(|f| cx.sees_whole(waivers, f))
    };
    if event.object == Waiver::OBJECT || !seen(Waiver::comment) || !seen(Waiver::opportunity) {
        return Ok(event.object == Waiver::OBJECT && seen(Waiver::comment));
    }
    let of = Condition::leaf(Waiver::opportunity, Op::Eq, event.record.to_string());
    Ok(!rows::ids(tx, cx, waivers, &of, 1)?.is_empty())
}

fn name_of(tx: &mut Tx<'_>, cx: &Cx, object: &str, id: Id, names: &mut HashMap<Id, Json>) -> Result<Json> {
    if let Some(name) = names.get(&id) {
        return Ok(name.clone());
    }
    let name = match cx.object(object) {
        Ok(object) => {
            // A name that is hidden is nothing; the record is there all the same.
            let name = object.name_in(cx.lang);
            let seen = object.field(name).is_some_and(|f| cx.sees(object, f));
            let field = if seen { name } else { "id" };
            match rows::get(tx, cx, object, id, &[field.to_owned()])? {
                Some((_, json)) => {
                    let record: Json = serde_json::from_slice(&json).unwrap_or_default();
                    json!({ "id": id, "name": record.get(name) })
                }
                None => Json::Null,
            }
        }
        Err(_) => Json::Null,
    };
    names.insert(id, name.clone());
    Ok(name)
}
