//! What of an SOP's data the asker may see. Gates are decided with the system's eyes, shown with theirs.

use std::collections::HashSet;

use kernel::{IN_VALUES, Id, Result};
use records::{Condition, Cx, ObjectDef, Op};
use serde_json::Value as Json;
use store::Tx;
use store::records::ids;

use super::{Answer, Waiver};
use crate::opportunities::Opportunity;

pub(super) fn is_hidden(cx: &Cx, object: &ObjectDef, key: &str) -> bool {
    object.field(key).is_some_and(|f| !cx.sees(object, f))
}

/// A text as the asker reads it.
pub(super) fn text(cx: &Cx, object: &ObjectDef, key: &str, text: String) -> Option<String> {
    let field = object.field(key).filter(|f| cx.sees(object, f))?;
    Some(if cx.is_masked(object, field) {
        records::mask(field, &text)
    } else {
        text
    })
}

/// Those of `all` that the asker sees.
fn visible(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, all: &[Id]) -> Result<HashSet<Id>> {
    let mut found = HashSet::new();
    for some in all.chunks(IN_VALUES) {
        let named: Vec<String> = some.iter().map(Id::to_string).collect();
        found.extend(ids(tx, cx, object, &Condition::leaf("id", Op::In, named), IN_VALUES)?);
    }
    Ok(found)
}

/// The answers as the asker reads them. Of one whose words are hidden nothing is shown.
pub(super) fn answers(tx: &mut Tx<'_>, cx: &Cx, mut all: Vec<Answer>) -> Result<Vec<Answer>> {
    let Ok(object) = cx.object(Answer::OBJECT) else {
        return Ok(Vec::new());
    };
    let words = [
        Answer::question,
        Answer::text,
        Answer::unknown_because,
        Answer::will_know_by,
    ];
    if words.iter().any(|key| is_hidden(cx, object, key)) {
        return Ok(Vec::new());
    }
    let seen = visible(tx, cx, object, &all.iter().map(|a| a.id).collect::<Vec<_>>())?;
    all.retain(|a| seen.contains(&a.id));
    for answer in &mut all {
        let said = answer.text.take();
        answer.text = said.and_then(|said| text(cx, object, Answer::text, said));
        let because = answer.unknown_because.take();
        answer.unknown_because = because.and_then(|because| text(cx, object, Answer::unknown_because, because));
        answer.created_by = answer.created_by.filter(|_| !is_hidden(cx, object, "created_by"));
        hide_values(cx, object, answer);
    }
    Ok(all)
}

/// Values that the asker doesn't read as they are aren't shown.
fn hide_values(cx: &Cx, object: &ObjectDef, answer: &mut Answer) {
    let whole = |key: &str| object.field(key).is_some_and(|f| cx.sees_whole(object, f));
    answer.number = answer.number.filter(|_| whole(Answer::number));
    answer.amount = answer.amount.filter(|_| whole(Answer::amount));
    answer.choice = answer.choice.take().filter(|_| whole(Answer::choice));
    answer.person = answer.person.filter(|_| whole(Answer::person));
    answer.day = answer.day.filter(|_| whole(Answer::day));
}

/// The waivers as the asker reads them.
pub(super) fn waivers(tx: &mut Tx<'_>, cx: &Cx, mut all: Vec<Waiver>) -> Result<Vec<Waiver>> {
    let Ok(object) = cx.object(Waiver::OBJECT) else {
        return Ok(Vec::new());
    };
    if [Waiver::step, Waiver::stage, Waiver::status]
        .iter()
        .any(|key| is_hidden(cx, object, key))
    {
        return Ok(Vec::new());
    }
    let seen = visible(tx, cx, object, &all.iter().map(|w| w.id).collect::<Vec<_>>())?;
    all.retain(|w| seen.contains(&w.id));
    for waiver in &mut all {
        let reason = std::mem::take(&mut waiver.reason);
        waiver.reason = text(cx, object, Waiver::reason, reason).unwrap_or_default();
    }
    Ok(all)
}

/// Members of the view that say what a field of the record holds, as paths; a `*` stands for every entry of a list.
const TOLD: &[(&str, &[&str])] = &[
    (Opportunity::status, &["status", "run"]),
    (Opportunity::phase, &["stages/*/phase"]),
    (Opportunity::probability_stage, &["stages/*/probability"]),
    (
        Opportunity::stage_entered_at,
        &[
            "stage/entered_at",
            "stage/target_at",
            "stage/days",
            "stages/*/entered_at",
            "stages/*/left_at",
        ],
    ),
    (Opportunity::next_step, &["next"]),
    (
        Opportunity::next_due_at,
        &["next/due_at", "next/overdue", "steps/*/due_at", "steps/*/overdue"],
    ),
    (Opportunity::steps_done, &["stage/steps_done"]),
    (Opportunity::steps_required, &["stage/steps_required"]),
];

/// Leaves out of a view what a hidden field holds.
pub(super) fn drop_hidden(cx: &Cx, object: &ObjectDef, view: &mut Json) {
    for (_, paths) in TOLD.iter().filter(|(key, _)| is_hidden(cx, object, key)) {
        for path in *paths {
            drop_at(view, path);
        }
    }
}

fn drop_at(value: &mut Json, path: &str) {
    match (path.split_once('/'), value) {
        (Some(("*", rest)), Json::Array(list)) => list.iter_mut().for_each(|entry| drop_at(entry, rest)),
        (Some((member, rest)), Json::Object(members)) => {
            if let Some(inner) = members.get_mut(member) {
                drop_at(inner, rest);
            }
        }
        (None, Json::Object(members)) => {
            members.remove(path);
        }
        _ => {}
    }
}
