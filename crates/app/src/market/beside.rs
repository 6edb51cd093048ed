//! The personas, competitors and positioning statements that belong beside a lead, a contact or a deal: those that what is
//! written there names. Nothing is stored, so a persona written today helps with yesterday's leads.

use kernel::{Error, Id, Result};
use records::{Action, Condition, Cx, ObjectDef, Op, Typed, Value};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{self as rows, find};

use super::rules::{named, words};
use super::{Competitor, Persona, Positioning};
use crate::contacts::Contact;
use crate::leads::Lead;
use crate::opportunities::{Opportunity, Stakeholder};
use crate::partners::DealRegistration;
use crate::plans::PlanMember;
use crate::referrals::Referral;

/// Cards of each kind that are shown at most.
const SHOWN: usize = 3;
/// Cards that are looked at.
const LOOKED_AT: usize = 500;
/// People of a deal whose titles are looked at.
const PEOPLE: usize = 20;

/// What is known of the market that helps with a record, each with the word that brought it there.
///
/// # Errors
/// `not_found` for a record that isn't there or may not be seen.
pub fn beside(tx: &mut Tx<'_>, cx: &Cx, object: &str, id: Id) -> Result<Json> {
    let object = cx.object(object)?;
    let values = rows::load(tx, cx, object, id, Action::Read)?.ok_or_else(Error::not_found)?;
    let said = |keys: &[&str]| {
        let texts = keys.iter().filter_map(|key| text(cx, object, &values, key));
        texts.collect::<Vec<_>>().join("\n")
    };
    let (titles, rivals) = match object.key {
        Lead::OBJECT => (said(&[Lead::title]), said(&[Lead::need, Lead::description])),
        Contact::OBJECT => (said(&[Contact::title]), String::new()),
        Opportunity::OBJECT => (
            titles(tx, cx, id)?,
            said(&[Opportunity::competitor, Opportunity::description]),
        ),
        _ => return Err(Error::not_found()),
    };
    let personas: Vec<(Persona, String)> = all::<Persona>(tx, cx)?
        .into_iter()
        .filter_map(|p| {
            let word = named(words(p.titles.as_deref().unwrap_or_default()), &titles)?.to_owned();
            Some((p, word))
        })
        .take(SHOWN)
        .collect();
    let competitors: Vec<(Competitor, String)> = all::<Competitor>(tx, cx)?
        .into_iter()
        .filter_map(|c| {
            let names = std::iter::once(c.name.as_str()).chain(words(c.aliases.as_deref().unwrap_or_default()));
            let word = named(names, &rivals)?.to_owned();
            Some((c, word))
        })
        .take(SHOWN)
        .collect();
    let fits = |p: &Positioning| {
        let persona = p.persona.is_some_and(|id| personas.iter().any(|(p, _)| p.id == id));
        let competitor = p
            .competitor
            .is_some_and(|id| competitors.iter().any(|(c, _)| c.id == id));
        persona || competitor
    };
    let positionings: Vec<Id> = all::<Positioning>(tx, cx)?
        .into_iter()
        .filter(fits)
        .map(|p| p.id)
        .take(SHOWN)
        .collect();
    let origins = origins(tx, cx, object.key, id)?;
    let mut cards = |object: &str, found: Vec<(Id, Option<String>)>| -> Result<Vec<Json>> {
        let mut cards = Vec::new();
        for (id, word) in found {
            let object = cx.object(object)?;
            if let Some((_, bytes)) = rows::get(tx, cx, object, id, &[])? {
                let record: Json = serde_json::from_slice(&bytes).map_err(Error::internal)?;
                cards.push(json!({ "record": record, "because": word }));
            }
        }
        Ok(cards)
    };
    Ok(json!({
        "origins": origins,
        "personas": cards(Persona::OBJECT, personas.into_iter().map(|(p, word)| (p.id, Some(word))).collect())?,
        "competitors": cards(Competitor::OBJECT, competitors.into_iter().map(|(c, word)| (c.id, Some(word))).collect())?,
        "positionings": cards(Positioning::OBJECT, positionings.into_iter().map(|id| (id, None)).collect())?,
    }))
}

/// What brought a lead or deal: a development plan, a referral, a partner.
fn origins(tx: &mut Tx<'_>, cx: &Cx, object: &str, id: Id) -> Result<Vec<Json>> {
    let field = match object {
        Lead::OBJECT => "lead",
        Opportunity::OBJECT => "opportunity",
        _ => return Ok(Vec::new()),
    };
    let of = Condition::leaf(field, Op::Eq, id.to_string());
    // The object, and the field that names who is behind it.
    let kinds = [
        (PlanMember::OBJECT, PlanMember::plan),
        (Referral::OBJECT, Referral::referrer_contact),
        (DealRegistration::OBJECT, DealRegistration::partner),
    ];
    let mut found = Vec::new();
    for (key, whose) in kinds {
        let Some(object) = cx.object(key).ok().filter(|o| o.field(field).is_some()) else {
            continue;
        };
        for record in rows::ids(tx, cx, object, &of, SHOWN)? {
            if let Some((_, bytes)) = rows::get(tx, cx, object, record, &[])? {
                let json: Json = serde_json::from_slice(&bytes).map_err(Error::internal)?;
                let by = [whose, Referral::referrer_account]
                    .iter()
                    .find_map(|key| json.get(*key).filter(|v| v.is_object()));
                found.push(json!({ "object": key, "id": record, "by": by }));
            }
        }
    }
    Ok(found)
}

/// Every record of a kind, if the asker reads such.
fn all<T: Typed>(tx: &mut Tx<'_>, cx: &Cx) -> Result<Vec<T>> {
    if cx.object(T::OBJECT).is_err() {
        return Ok(Vec::new());
    }
    find(tx, cx, &Condition::always(), LOOKED_AT)
}

/// A text that the asker reads as it is.
fn text(cx: &Cx, object: &ObjectDef, values: &[Value], key: &str) -> Option<String> {
    let index = object.index(key)?;
    match &values[index] {
        Value::Text(text) if cx.sees_whole(object, &object.fields[index]) => Some(text.clone()),
        _ => None,
    }
}

/// The titles of those who have a say in a deal.
fn titles(tx: &mut Tx<'_>, cx: &Cx, deal: Id) -> Result<String> {
    let (Ok(_), Ok(contacts)) = (cx.object(Stakeholder::OBJECT), cx.object(Contact::OBJECT)) else {
        return Ok(String::new());
    };
    if contacts
        .field(Contact::title)
        .is_none_or(|f| !cx.sees_whole(contacts, f))
    {
        return Ok(String::new());
    }
    let of = Condition::leaf(Stakeholder::opportunity, Op::Eq, deal.to_string());
    let mut titles = Vec::new();
    for person in find::<Stakeholder>(tx, cx, &of, PEOPLE)? {
        let Some(values) = rows::load(tx, cx, contacts, person.contact, Action::Read)? else {
            continue;
        };
        titles.extend(text(cx, contacts, &values, Contact::title));
    }
    Ok(titles.join("\n"))
}
