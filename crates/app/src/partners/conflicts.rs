//! Whether a deal that a partner registers meets a customer, a deal or another registration that is there already.

use kernel::{Error, Id, Result};
use records::{Action, Condition, Cx, Op, Value};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{self as rows, find, load_as};

use super::rules::{conflict, holds, in_regions};
use super::{DealRegistration, Partner};
use crate::App;
use crate::accounts::Account;
use crate::contacts::Contact;
use crate::engine::{Draft, Hooks};
use crate::leads::{self, Lead, company_key};
use crate::opportunities::Opportunity;

/// Registrations that are compared: those of the last time.
const COMPARED: usize = 2_000;
/// Deals of one company that are named.
const DEALS: usize = 20;

/// What is known of a deal to be registered.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The end customer.
    pub company: Option<String>,
    /// Somebody's number there.
    pub phone: Option<String>,
}

/// Records that a registered deal meets, whoever may see them.
#[derive(Clone, Debug, Default)]
pub(super) struct Met {
    pub accounts: Vec<Id>,
    leads: Vec<Id>,
    deals: Vec<Id>,
    registrations: Vec<Id>,
}

impl Met {
    pub fn conflict(&self) -> &'static str {
        conflict(
            self.deals.len(),
            self.registrations.len(),
            self.accounts.len() + self.leads.len(),
        )
    }

    /// Finds what is there, by the same rule by which leads are compared.
    pub fn find(tx: &mut Tx<'_>, cx: &Cx, asked: &Asked, except: Option<&DealRegistration>) -> Result<Self> {
        let system = cx.as_system();
        let mut met = Self::default();
        let known = leads::Asked {
            company: asked.company.clone(),
            phone: asked.phone.clone(),
            ..leads::Asked::default()
        };
        let found = leads::duplicates(tx, &system, &known)?;
        let own = except.and_then(|r| r.opportunity);
        for row in found["found"].as_array().into_iter().flatten() {
            let id = |json: &Json| json.as_str().and_then(|id| id.parse::<Id>().ok());
            let record = &row["record"];
            match row["object"].as_str() {
                Some(Account::OBJECT) => met.accounts.extend(id(&record["id"])),
                Some(Contact::OBJECT) => met.accounts.extend(id(&record["account"]["id"])),
                Some(Lead::OBJECT) if is_open(record["status"].as_str()) => met.leads.extend(id(&record["id"])),
                _ => {}
            }
        }
        met.accounts.sort_unstable();
        met.accounts.dedup();
        if !met.accounts.is_empty() {
            let open = Condition::leaf(Opportunity::account, Op::In, json!(met.accounts)).and(Condition::leaf(
                Opportunity::status,
                Op::In,
                json!(["open", "on_hold"]),
            ));
            let deals = rows::ids(tx, &system, system.object(Opportunity::OBJECT)?, &open, DEALS)?;
            met.deals = deals.into_iter().filter(|id| Some(*id) != own).collect();
        }
        if let Some(key) = asked.company.as_deref().and_then(company_key) {
            let standing = Condition::leaf(DealRegistration::status, Op::In, json!(["submitted", "accepted"]));
            let others: Vec<DealRegistration> = find(tx, &system, &standing, COMPARED)?;
            let same = |r: &&DealRegistration| {
                except.is_none_or(|e| e.id != r.id)
                    && holds(&r.status, r.protected_until, cx.today())
                    && company_key(&r.company).as_ref() == Some(&key)
            };
            met.registrations = others.iter().filter(same).map(|r| r.id).collect();
        }
        Ok(met)
    }

    /// What of it the asker may see, and whether there is more.
    fn shown(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<Json> {
        let lists = [
            (Opportunity::OBJECT, &self.deals),
            (DealRegistration::OBJECT, &self.registrations),
            (Account::OBJECT, &self.accounts),
            (Lead::OBJECT, &self.leads),
        ];
        let (mut found, mut elsewhere) = (Vec::new(), false);
        for (key, ids) in lists {
            for id in ids {
                let record = match cx.object(key) {
                    Ok(object) => rows::get(tx, cx, object, *id, &[])?,
                    Err(_) => None,
                };
                let Some((_, bytes)) = record else {
                    elsewhere = true;
                    continue;
                };
                let record: Json = serde_json::from_slice(&bytes).map_err(Error::internal)?;
                let name = record.get("name").or_else(|| record.get("company")).cloned();
                let whose = record.get("owner").or_else(|| record.get("partner")).cloned();
                found.push(json!({ "object": key, "id": id, "name": name, "whose": whose }));
            }
        }
        Ok(json!({ "conflict": self.conflict(), "found": found, "elsewhere": elsewhere }))
    }
}

fn is_open(status: Option<&str>) -> bool {
    matches!(status, Some("new" | "working" | "qualified"))
}

/// What a deal would meet if it were registered now.
///
/// # Errors
/// `not_found` for those who don't read registrations.
pub fn check(tx: &mut Tx<'_>, cx: &Cx, asked: &Asked) -> Result<Json> {
    if !cx
        .object(DealRegistration::OBJECT)
        .is_ok_and(|o| cx.rights.object(o.key).create)
    {
        return Err(Error::forbidden());
    }
    Met::find(tx, cx, asked, None)?.shown(tx, cx)
}

/// What a registered deal meets now, and whether it lies outside the partner's regions.
///
/// # Errors
/// `not_found` for what isn't there or may not be seen.
pub fn conflicts(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Json> {
    let registration: DealRegistration = load_as(tx, cx, id, Action::Read)?;
    let partner: Partner = load_as(tx, &cx.as_system(), registration.partner, Action::Read)?;
    let regions = crate::market::words(partner.regions.as_deref().unwrap_or_default());
    let inside = in_regions(regions, registration.region.as_deref());
    let mut shown = Met::find(tx, cx, &asked(&registration), Some(&registration))?.shown(tx, cx)?;
    shown["outside_regions"] = json!(!inside);
    Ok(shown)
}

pub(super) fn asked(registration: &DealRegistration) -> Asked {
    Asked {
        company: Some(registration.company.clone()),
        phone: registration.phone.clone(),
    }
}

pub(crate) struct RegistrationHooks;

impl Hooks for RegistrationHooks {
    fn prepare(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        let told = draft.changed(DealRegistration::company) || draft.changed(DealRegistration::phone);
        if !told || *draft.get(DealRegistration::status) != Value::from("submitted") {
            return Ok(());
        }
        let text = |key: &str| match draft.get(key) {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        };
        let asked = Asked {
            company: text(DealRegistration::company),
            phone: text(DealRegistration::phone),
        };
        let old = draft.old.and_then(|old| DealRegistration::from_values(old.to_vec()));
        let met = Met::find(tx, cx, &asked, old.as_ref())?;
        draft.set(DealRegistration::conflict, met.conflict());
        Ok(())
    }
}
