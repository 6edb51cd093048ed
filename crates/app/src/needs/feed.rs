//! What a need fills in on its deal: fields that are empty there, and follow the need while nobody writes them by hand. So
//! gates and matching see what was learned, and the deal's history says when.

use kernel::{Id, Result};
use records::{Action, Cx, ObjectDef, Value};
use serde_json::Map;
use store::Tx;
use store::records::{self as rows, to_json};

use super::Need;
use crate::App;
use crate::engine::{Draft, Mode, Saved, save_changes};
use crate::opportunities::Opportunity;

/// The need's field, and the deal's.
const FEEDS: [(&str, &str); 4] = [
    (Need::title, Opportunity::pain),
    (Need::impact, Opportunity::pain_amount),
    (Need::budget, Opportunity::budget),
    (Need::decision_process, Opportunity::decision_process),
];

/// Which fields of the deal the need fills in; what somebody has written there by hand stays theirs.
pub(super) fn choose(tx: &mut Tx<'_>, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
    let Some(deal) = draft.id(Need::opportunity) else {
        return Ok(());
    };
    let Some((object, values)) = deal_of(tx, cx, deal)? else {
        return Ok(());
    };
    let get = |key: &str| object.index(key).map_or(&Value::Null, |i| &values[i]);
    if *get(Opportunity::status) != Value::from("open") {
        return Ok(());
    }
    let before: Vec<String> = match draft.get(Need::fed) {
        Value::List(keys) => keys.clone(),
        _ => Vec::new(),
    };
    let same_money = draft.get(Need::currency) == get(Opportunity::currency);
    let mut fed = Vec::new();
    for (from, to) in FEEDS {
        let (Some(own), Some(theirs)) = (draft.object.index(from), object.field(to)) else {
            continue;
        };
        let money = theirs.ty == records::FieldType::Money;
        if !cx.sees_whole(object, theirs) || (money && !same_money) {
            continue;
        }
        let old = draft.old.map_or(&Value::Null, |old| &old[own]);
        let follows = before.iter().any(|key| key == to) && get(to) == old;
        if (get(to).is_null() && !draft.new[own].is_null()) || follows {
            fed.push(to.to_owned());
        }
    }
    fed.sort();
    draft.set(Need::fed, if fed.is_empty() { Value::Null } else { Value::List(fed) });
    Ok(())
}

/// Writes them, if the one who records the need may change the deal.
pub(super) fn write(tx: &mut Tx<'_>, app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
    let (Some(new), Value::List(fed)) = (saved.new, saved.get(Need::fed)) else {
        return Ok(());
    };
    let Value::Id(deal) = saved.get(Need::opportunity) else {
        return Ok(());
    };
    let Some((object, values)) = deal_of(tx, cx, *deal)? else {
        return Ok(());
    };
    let mut body = Map::new();
    for (from, to) in FEEDS.iter().filter(|(_, to)| fed.iter().any(|key| key == to)) {
        let (Some(own), Some(theirs)) = (saved.object.index(from), object.index(to)) else {
            continue;
        };
        if new[own] != values[theirs] {
            body.insert((*to).to_owned(), to_json(&saved.object.fields[own], &new[own]));
        }
    }
    if body.is_empty() {
        return Ok(());
    }
    save_changes(tx, app, cx, object, &values, &body, Mode::Program).map(|_| ())
}

/// The deal, if the asker may change it.
fn deal_of<'c>(tx: &mut Tx<'_>, cx: &'c Cx, deal: Id) -> Result<Option<(&'c ObjectDef, Vec<Value>)>> {
    let Ok(object) = cx.object(Opportunity::OBJECT) else {
        return Ok(None);
    };
    Ok(rows::load(tx, cx, object, deal, Action::Update)?.map(|values| (object, values)))
}
