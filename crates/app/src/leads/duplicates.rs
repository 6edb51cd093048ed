//! Who may be the same as a lead that is being written down: among leads, accounts and contacts.

use kernel::{Id, Result};
use records::{Action, Cx, ObjectDef, Value};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use store::records as rows;
use store::search::{SearchScope, search};

use super::Lead;
use super::likeness::{company_key, company_words, email_key, name_key, phone_key};
use crate::accounts::Account;
use crate::contacts::{self, Contact};

/// What is known of the lead so far.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The person.
    pub name: Option<String>,
    /// Their company.
    pub company: Option<String>,
    /// Their phone number.
    pub phone: Option<String>,
    /// Their address.
    pub email: Option<String>,
    /// The lead itself, if it is stored already.
    pub except: Option<Id>,
}

/// Likely ones that are shown at most.
const SHOWN: usize = 10;
/// Records looked at for each thing that is known.
const LOOKED_AT: usize = 50;

/// The likely ones: those that the asker may see with their names and why, the others only as being there, and only for a
/// phone number or address, which nobody guesses.
pub fn duplicates(tx: &mut Tx<'_>, cx: &Cx, asked: &Asked) -> Result<Json> {
    let wanted = Keys::of(asked);
    let (mut found, mut elsewhere) = (Vec::new(), false);
    for key in [Lead::OBJECT, Contact::OBJECT, Account::OBJECT] {
        let system = cx.as_system();
        let object = system.object(key)?;
        for id in candidates(tx, cx, object, &wanted)? {
            if Some(id) == asked.except {
                continue;
            }
            let Some(values) = rows::load(tx, &system, object, id, Action::Read)? else {
                continue;
            };
            let mut why = wanted.same(object, &values);
            if why.is_empty() && wanted.company.is_none() {
                continue;
            }
            let known = if key == Contact::OBJECT {
                contacts::companies(tx, cx, id)?
            } else {
                Vec::new()
            };
            wanted.same_company(&known, object, &values, &mut why);
            if why.is_empty() {
                continue;
            }
            let certain = why.iter().any(|w| matches!(*w, "phone" | "email"));
            let Ok(seen) = cx.object(key) else {
                elsewhere |= certain;
                continue;
            };
            if !rows::may(tx, cx, seen, id, Action::Read)? {
                elsewhere |= certain;
                continue;
            }
            // What reads masked must not be found out by trying.
            let open = |why: &&str| seen.field(why).is_none_or(|f| cx.sees_whole(seen, f));
            let why: Vec<&str> = why.into_iter().filter(open).collect();
            if !why.is_empty() {
                found.push((weight(&why), row(tx, cx, seen, id, &why, &known)?));
            }
        }
    }
    // The surest first; what is alike stays in the order in which it was found.
    found.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    found.truncate(SHOWN);
    let found: Vec<Json> = found.into_iter().map(|(_, row)| row).collect();
    Ok(json!({ "found": found, "elsewhere": elsewhere }))
}

fn weight(why: &[&str]) -> u32 {
    let one = |why: &&str| match *why {
        "phone" | "email" => 10,
        "company" => 3,
        _ => 1,
    };
    why.iter().map(one).sum()
}

fn row(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, id: Id, why: &[&str], companies: &[String]) -> Result<Json> {
    let fields: Vec<String> = ["id", "name", "company", "account", "status", "owner", "updated_at"]
        .into_iter()
        .filter(|key| object.field(key).is_some_and(|f| cx.sees(object, f)))
        .map(str::to_owned)
        .collect();
    let record = rows::get(tx, cx, object, id, &fields)?.map(|(_, json)| json);
    let record: Json = serde_json::from_slice(&record.unwrap_or_default()).unwrap_or_default();
    Ok(json!({ "object": object.key, "record": record, "why": why, "companies": companies }))
}

/// What two records are compared by.
struct Keys {
    name: Option<String>,
    /// The name as people at a company are looked for: without one a name says nothing.
    person: Option<String>,
    company: Option<String>,
    /// The company's name as it is looked for.
    words: Option<String>,
    phone: Option<String>,
    email: Option<String>,
}

impl Keys {
    fn of(asked: &Asked) -> Self {
        Self {
            name: asked.name.as_deref().map(name_key).filter(|n| !n.is_empty()),
            person: asked.name.clone().filter(|_| asked.company.is_some()),
            company: asked.company.as_deref().and_then(company_key),
            words: asked.company.as_deref().and_then(company_words),
            phone: asked.phone.as_deref().and_then(phone_key),
            email: asked.email.as_deref().and_then(email_key),
        }
    }

    /// What a record has in common with it, by the record's fields. A name alone says nothing; with the same company it does.
    fn same(&self, object: &ObjectDef, values: &[Value]) -> Vec<&'static str> {
        let text = |key: &str| match object.index(key).map(|i| &values[i]) {
            Some(Value::Text(text)) => Some(text.as_str()),
            _ => None,
        };
        let equal = |ours: &Option<String>, theirs: Option<String>| ours.is_some() && *ours == theirs;
        let mut why = Vec::new();
        if equal(&self.phone, text("phone").and_then(phone_key)) {
            why.push("phone");
        }
        if equal(&self.email, text("email").and_then(email_key)) {
            why.push("email");
        }
        if object.key == Account::OBJECT {
            if equal(&self.company, text("name").and_then(company_key)) {
                why.push("name");
            }
            return why;
        }
        if equal(&self.company, text("company").and_then(company_key)) {
            why.push("company");
        }
        let named = equal(&self.name, text("name").map(name_key));
        if named && !why.is_empty() {
            why.push("name");
        }
        why
    }
}

impl Keys {
    /// Adds that a person is at the company, be it the one they belong to or a further one, where that says something.
    fn same_company(&self, companies: &[String], object: &ObjectDef, values: &[Value], why: &mut Vec<&'static str>) {
        let named = match object.index("name").map(|i| &values[i]) {
            Some(Value::Text(name)) => self.name.as_ref() == Some(&name_key(name)),
            _ => false,
        };
        let there = self.company.is_some() && companies.iter().any(|c| company_key(c) == self.company);
        if !there || (why.is_empty() && !named) {
            return;
        }
        why.push("company");
        if named && !why.contains(&"name") {
            why.push("name");
        }
    }
}

/// The record that an imported row means: a person with the same address, or the same name and number, whoever may see
/// them; a company of the same name, if the asker sees it, since names of companies can be guessed.
pub(crate) fn existing(tx: &mut Tx<'_>, cx: &Cx, object: &str, asked: &Asked) -> Result<Option<Id>> {
    let system = cx.as_system();
    let object = system.object(object)?;
    let wanted = Keys::of(asked);
    for id in candidates(tx, cx, object, &wanted)? {
        let Some(values) = rows::load(tx, &system, object, id, Action::Read)? else {
            continue;
        };
        let why = wanted.same(object, &values);
        let company = object.key == Account::OBJECT && why.contains(&"name");
        let company = company && rows::may(tx, cx, object, id, Action::Read)?;
        if company || why.contains(&"email") || (why.contains(&"phone") && why.contains(&"name")) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// What tells the rows of a file apart, in the same sense.
pub(crate) fn import_keys(object: &str, name: Option<&str>, phone: Option<&str>, email: Option<&str>) -> Vec<String> {
    if object == Account::OBJECT {
        return name.and_then(company_key).into_iter().collect();
    }
    let person = name.zip(phone.and_then(phone_key));
    let person = person.map(|(name, phone)| format!("{} {phone}", name_key(name)));
    email.and_then(email_key).into_iter().chain(person).collect()
}

/// Records that the index of words proposes.
/// The records of a kind that have the same phone number or address, as the system sees them.
pub(crate) fn reached_alike(tx: &mut Tx<'_>, cx: &Cx, object: &str, asked: &Asked) -> Result<Vec<Id>> {
    let system = cx.as_system();
    let object = system.object(object)?;
    let wanted = Keys::of(asked);
    let mut alike = Vec::new();
    for id in candidates(tx, cx, object, &wanted)? {
        let values = rows::load(tx, &system, object, id, Action::Read)?;
        if values.is_some_and(|values| !wanted.same(object, &values).is_empty()) {
            alike.push(id);
        }
    }
    Ok(alike)
}

fn candidates(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, wanted: &Keys) -> Result<Vec<Id>> {
    let scope = |private| SearchScope {
        object: object.key,
        all: true,
        owner: None,
        teams: Vec::new(),
        private,
    };
    let mut ids: Vec<Id> = Vec::new();
    let words = [
        (wanted.phone.as_deref(), true),
        (wanted.email.as_deref(), true),
        (wanted.words.as_deref().filter(|_| object.key != Contact::OBJECT), false),
        (
            wanted.person.as_deref().filter(|_| object.key == Contact::OBJECT),
            false,
        ),
    ];
    for (words, private) in words {
        let Some(words) = words else { continue };
        for hit in search(tx, cx.workspace.id, words, &[scope(private)], LOOKED_AT)? {
            if !ids.contains(&hit.id) {
                ids.push(hit.id);
            }
        }
    }
    Ok(ids)
}
