//! The decision unit of a deal: its people with their lines, when each was last in touch, how their attitude went, who was
//! talked to and isn't on the map, and the gaps.

use std::collections::{BTreeMap, HashMap};

use kernel::{Error, Id, Instant, Result};
use records::{Action, Condition, Cx, ObjectDef, Op};
use serde_json::{Map, Value as Json, json};
use store::records::{self as rows, find};
use store::{Tx, journal};

use super::gaps::gaps;
use super::hooks::PEOPLE;
use super::talk::named;
use crate::activities::Activity;
use crate::contacts::Contact;
use crate::opportunities::{Opportunity, Stakeholder};
use crate::people::User;

/// Talks and changes that are looked at, at most.
const TALKS: usize = 1_000;

/// The map of a deal.
///
/// # Errors
/// `not_found` for a deal that the asker doesn't see.
pub fn decision_unit(tx: &mut Tx<'_>, cx: &Cx, deal: Id) -> Result<Json> {
    let opportunities = cx.object(Opportunity::OBJECT)?;
    if !rows::may(tx, cx, opportunities, deal, Action::Read)? {
        return Err(Error::not_found());
    }
    // Who doesn't read of people on deals sees none.
    let Ok(object) = cx.object(Stakeholder::OBJECT) else {
        return Ok(json!({ "people": [], "beside": [], "gaps": [], "may_change": false }));
    };
    let of = Condition::leaf(Stakeholder::opportunity, Op::Eq, deal.to_string());
    let known: Vec<Stakeholder> = find(tx, cx, &of, PEOPLE)?;
    let touched = touched(tx, cx, deal)?;
    let attitudes = attitudes(tx, cx, object, deal)?;
    let mut people = Vec::new();
    for person in &known {
        let Some((_, json)) = rows::get(tx, cx, object, person.id, &[])? else {
            continue;
        };
        let mut one: Map<String, Json> = serde_json::from_slice(&json).unwrap_or_default();
        // Who reports to whom is drawn by the map itself.
        if let Some(to) = one.get_mut(Stakeholder::reports_to) {
            *to = to.get("id").cloned().unwrap_or_default();
        }
        one.insert("title".into(), title(tx, cx, person.contact)?);
        let last = touched.get(&person.contact).map(|at| at.to_rfc3339());
        one.insert("last_contact_at".into(), json!(last));
        one.insert(
            "attitudes".into(),
            json!(attitudes.get(&person.id).map_or(&[][..], Vec::as_slice)),
        );
        people.push(Json::Object(one));
    }
    let others = touched
        .keys()
        .filter(|id| known.iter().all(|p| p.contact != **id))
        .copied();
    let names = named(tx, cx, Contact::OBJECT, others.collect())?;
    let mut beside: Vec<_> = names
        .into_iter()
        .filter_map(|(id, name)| Some((*touched.get(&id)?, id, name)))
        .collect();
    beside.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    let beside: Vec<Json> = beside
        .into_iter()
        .map(|(at, id, name)| json!({ "id": id, "name": name, "at": at.to_rfc3339() }))
        .collect();
    let updates = !cx.read_only && rows::may(tx, cx, opportunities, deal, Action::Update)?;
    Ok(
        json!({ "people": people, "beside": beside, "gaps": shown_gaps(tx, cx, opportunities, deal)?, "may_change": updates }),
    )
}

/// The gaps of an open deal, for those who see where it stands.
fn shown_gaps(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, deal: Id) -> Result<Vec<Json>> {
    let record: Opportunity = rows::load_as(tx, &cx.as_system(), deal, Action::Read)?;
    let seen = [Opportunity::phase, Opportunity::status]
        .iter()
        .all(|key| object.field(key).is_some_and(|f| cx.sees_whole(object, f)));
    let people = cx.object(Stakeholder::OBJECT)?;
    let told = [
        Stakeholder::role,
        Stakeholder::attitude,
        Stakeholder::met,
        Stakeholder::influence,
        Stakeholder::concern,
    ]
    .iter()
    .all(|key| people.field(key).is_some_and(|f| cx.sees_whole(people, f)));
    match record.phase.as_deref() {
        Some(phase) if seen && told && record.status == "open" => gaps(tx, cx, deal, phase),
        _ => Ok(Vec::new()),
    }
}

/// When each person was last in touch on the deal: an unanswered call isn't.
fn touched(tx: &mut Tx<'_>, cx: &Cx, deal: Id) -> Result<BTreeMap<Id, Instant>> {
    let mut last = BTreeMap::new();
    let Ok(object) = cx.object(Activity::OBJECT) else {
        return Ok(last);
    };
    let seen = [Activity::contact, Activity::at, Activity::reached]
        .iter()
        .all(|key| object.field(key).is_some_and(|f| cx.sees_whole(object, f)));
    if !seen {
        return Ok(last);
    }
    let of = Condition::leaf(Activity::opportunity, Op::Eq, deal.to_string()).and(Condition::leaf(
        Activity::contact,
        Op::IsEmpty,
        false,
    ));
    for talk in find::<Activity>(tx, cx, &of, TALKS)? {
        let Some(contact) = talk.contact else { continue };
        if matches!(
            talk.reached.as_deref(),
            None | Some("connected" | "refused" | "call_back")
        ) {
            let at = last.entry(contact).or_insert(talk.at);
            *at = talk.at.max(*at);
        }
    }
    Ok(last)
}

fn title(tx: &mut Tx<'_>, cx: &Cx, contact: Id) -> Result<Json> {
    let Ok(object) = cx.object(Contact::OBJECT) else {
        return Ok(Json::Null);
    };
    if object.field(Contact::title).is_none_or(|f| !cx.sees(object, f)) {
        return Ok(Json::Null);
    }
    let found = rows::get(tx, cx, object, contact, &[Contact::title.to_owned()])?;
    let record: Json = found.map_or(Json::Null, |(_, json)| {
        serde_json::from_slice(&json).unwrap_or_default()
    });
    Ok(record.get(Contact::title).cloned().unwrap_or_default())
}

/// What the journal says of attitudes, the oldest first: from what to what, when, by whom.
fn attitudes(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, deal: Id) -> Result<HashMap<Id, Vec<Json>>> {
    let mut all: HashMap<Id, Vec<Json>> = HashMap::new();
    if object
        .field(Stakeholder::attitude)
        .is_none_or(|f| !cx.sees_whole(object, f))
    {
        return Ok(all);
    }
    let mut events = journal::below(tx, cx.workspace.id, (Stakeholder::OBJECT, &[deal]), None, None, TALKS)?;
    events.reverse();
    let actors = events.iter().filter_map(|e| e.actor).collect();
    let names = named(tx, cx, User::OBJECT, actors)?;
    for event in events.iter().filter(|e| e.kind == "updated") {
        let Some(pair) = event.values.as_ref().and_then(|v| v.get(Stakeholder::attitude)) else {
            continue;
        };
        all.entry(event.record).or_default().push(json!({
            "from": pair.get(0), "to": pair.get(1), "at": event.at.to_rfc3339(),
            "by": event.actor.and_then(|id| names.get(&id)),
        }));
    }
    Ok(all)
}
