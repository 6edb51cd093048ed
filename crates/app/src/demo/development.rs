//! What the sample company knows of its market, whom it plans to win, who sells for it, who was named by whom.

use std::collections::HashMap;

use kernel::{Error, Id, Instant, Lang, Result, Text};
use records::{Action, Condition, Cx, Op};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::records::{find, load_as};

use super::Member;
use super::words::{Words, read};
use crate::App;
use crate::contacts::Contact;
use crate::engine::{Mode, save_changes, store_begun, store_new};
use crate::opportunities::{Opportunity, Stakeholder};
use crate::partners::{DealRegistration, Partner};
use crate::plans::{Plan, draw};
use crate::referrals::Referral;
use crate::sop::{Beginning, Sop};
use crate::tasks::Task;

/// The file, `packs/demo/development.yaml`.
#[derive(Clone, Debug, Deserialize)]
struct File {
    records: Vec<Record>,
    registrations: Vec<Registered>,
    conflict: Conflict,
    referrals: Vec<Named>,
}

/// A plain record.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Record {
    #[serde(default)]
    key: Option<String>,
    object: String,
    by: String,
    ago: f64,
    fields: Json,
}

/// A deal that a partner registered: the stage of its run if it was accepted, the reason if it was refused.
#[derive(Clone, Debug, Deserialize)]
struct Registered {
    partner: String,
    company: Text,
    region: Text,
    amount: i64,
    ago: f64,
    #[serde(default)]
    accepted: Option<String>,
    #[serde(default)]
    refused: Option<Text>,
}

#[derive(Clone, Debug, Deserialize)]
struct Conflict {
    partner: String,
    amount: i64,
}

/// Somebody who was named by a customer.
#[derive(Clone, Debug, Deserialize)]
struct Named {
    name: Text,
    moment: String,
    ago: f64,
    #[serde(default)]
    thanked: Option<Text>,
}

/// Who tells it.
pub(super) struct Telling<'a> {
    app: &'a App,
    cx: &'a Cx,
    lang: Lang,
    people: &'a HashMap<Id, Cx>,
    members: &'a [Member],
    made: HashMap<String, Id>,
}

/// Makes it all, each thing on its day.
pub(super) fn fill(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    words: &Words,
    members: &[Member],
    people: &HashMap<Id, Cx>,
) -> Result<()> {
    let file: File = read(include_str!("../../../../packs/demo/development.yaml"))?;
    let mut telling = Telling::new(app, cx, words.lang, people, members, HashMap::new());
    let ops = telling.who("ops", 210.0)?;
    crate::packs::install(tx, app, &ops, "channel_sale")?;
    telling.records(tx, &file.records)?;
    telling.members(tx)?;
    for registered in &file.registrations {
        telling.registered(tx, registered)?;
    }
    telling.conflict(tx, &file.conflict)?;
    telling.named(tx, &file.referrals)
}

impl<'a> Telling<'a> {
    /// `made` are the records that what is told may name.
    pub fn new(
        app: &'a App,
        cx: &'a Cx,
        lang: Lang,
        people: &'a HashMap<Id, Cx>,
        members: &'a [Member],
        made: HashMap<String, Id>,
    ) -> Self {
        Self {
            app,
            cx,
            lang,
            people,
            members,
            made,
        }
    }

    /// Makes plain records, in their order.
    pub fn records(&mut self, tx: &mut Tx<'_>, records: &[Record]) -> Result<()> {
        records.iter().try_for_each(|record| self.record(tx, record))
    }

    fn then(&self, ago: f64) -> Instant {
        self.cx.now.plus_seconds(-(ago * 86_400.0) as i64)
    }

    /// One of the ten by what stands before the @, so many days ago.
    fn who(&self, name: &str, ago: f64) -> Result<Cx> {
        let email = format!("{name}@demo.example");
        let member = self.members.iter().find(|m| m.email == email);
        let cx = member
            .and_then(|m| self.people.get(&m.id))
            .ok_or_else(Error::not_found)?;
        Ok(cx.at(self.then(ago)))
    }

    fn make(&self, tx: &mut Tx<'_>, cx: &Cx, object: &str, body: Json) -> Result<Id> {
        let body: Map<String, Json> = super::story::members(body);
        store_new(
            tx,
            self.app,
            cx,
            cx.registry.object(object).ok_or_else(Error::not_found)?,
            &body,
            Mode::Caller,
        )
    }

    /// Sets what verbs keep.
    fn put<T: records::Typed>(&self, tx: &mut Tx<'_>, cx: &Cx, id: Id, body: Json) -> Result<()> {
        let system = cx.as_system();
        let object = system.object(T::OBJECT)?;
        let old = store::records::load(tx, &system, object, id, Action::Read)?.ok_or_else(Error::not_found)?;
        save_changes(
            tx,
            self.app,
            &system,
            object,
            &old,
            &super::story::members(body),
            Mode::Program,
        )
        .map(|_| ())
    }

    /// A value in the company's language, with what it refers to.
    fn said(&self, json: &Json) -> Json {
        match json {
            Json::Object(map) if map.len() == 2 && map.contains_key("zh") && map.contains_key("en") => {
                map[if self.lang == Lang::Zh { "zh" } else { "en" }].clone()
            }
            Json::Object(map) => map.iter().map(|(k, v)| (k.clone(), self.said(v))).collect(),
            Json::Array(list) => list.iter().map(|v| self.said(v)).collect(),
            Json::String(text) => {
                if let Some(key) = text.strip_prefix('@') {
                    return json!(self.made.get(key));
                }
                match text.strip_prefix("day:").and_then(|n| n.parse::<i32>().ok()) {
                    Some(days) => json!(self.cx.today().plus(days).to_string()),
                    None => json.clone(),
                }
            }
            other => other.clone(),
        }
    }

    fn record(&mut self, tx: &mut Tx<'_>, record: &Record) -> Result<()> {
        let cx = self.who(&record.by, record.ago)?;
        let id = self.make(tx, &cx, &record.object, self.said(&record.fields))?;
        if let Some(key) = &record.key {
            self.made.insert(key.clone(), id);
        }
        Ok(())
    }

    /// The running plans have their members; most of the first calls are made.
    fn members(&self, tx: &mut Tx<'_>) -> Result<()> {
        let plan = *self.made.get("plan_south").ok_or_else(Error::not_found)?;
        let plan: Plan = load_as(tx, self.cx, plan, Action::Read)?;
        draw(tx, self.app, &self.who("south", 10.0)?, plan.id)?;
        let east = *self.made.get("plan_east").ok_or_else(Error::not_found)?;
        draw(tx, self.app, &self.who("manager", 20.0)?, east)?;
        let of = Condition::leaf(Task::plan, Op::Eq, plan.id.to_string());
        let tasks: Vec<Task> = find(tx, &self.cx.as_system(), &of, 200)?;
        for (i, task) in tasks.iter().enumerate() {
            if i % 4 != 3 {
                let then = self.cx.at(self.then(5.0 + (i % 3) as f64));
                self.put::<Task>(tx, &then, task.id, json!({ "status": "done" }))?;
            }
        }
        Ok(())
    }

    fn registered(&self, tx: &mut Tx<'_>, told: &Registered) -> Result<()> {
        let partner = *self.made.get(&told.partner).ok_or_else(Error::not_found)?;
        let partner: Partner = load_as(tx, self.cx, partner, Action::Read)?;
        let owner = partner.owner.ok_or_else(Error::not_found)?;
        let cx = self
            .people
            .get(&owner)
            .ok_or_else(Error::not_found)?
            .at(self.then(told.ago));
        let amount = format!("{}.00", told.amount);
        let company = told.company.get(self.lang);
        let body = json!({ "partner": partner.id, "company": company, "region": told.region.get(self.lang), "amount": amount });
        let id = self.make(tx, &cx, DealRegistration::OBJECT, body)?;
        let decided = cx.at(self.then(told.ago - 0.7));
        let by = json!({ "decided_by": owner, "decided_at": decided.now.to_rfc3339() });
        if let Some(reason) = &told.refused {
            self.put::<DealRegistration>(
                tx,
                &decided,
                id,
                json!({ "status": "refused", "reason": reason.get(self.lang) }),
            )?;
            return self.put::<DealRegistration>(tx, &decided, id, by);
        }
        let Some(stage) = &told.accepted else { return Ok(()) };
        let account = self.make(
            tx,
            &decided,
            "accounts",
            json!({ "name": company, "region": told.region.get(self.lang), "source": partner.name }),
        )?;
        let of = Condition::leaf(Sop::key, Op::Eq, "channel_sale");
        let sop = find::<Sop>(tx, &decided.as_system(), &of, 1)?
            .into_iter()
            .next()
            .ok_or_else(Error::not_found)?;
        let body = json!({ "name": company, "account": account, "amount": amount, "source": partner.name, "sop": sop.id,
            "expected_close": self.cx.today().plus(35).to_string(), "engaged_on": decided.today().to_string(), "owner": owner });
        // The stage it is in was entered a day ago.
        let beginning = Beginning {
            version: sop.current.ok_or_else(Error::not_found)?,
            stage: Some(stage),
            at: self.then(1.0_f64.min(told.ago)),
            historical: true,
        };
        let object = self
            .cx
            .registry
            .object(Opportunity::OBJECT)
            .ok_or_else(Error::not_found)?;
        let body = super::story::members(body);
        let deal = store_begun(tx, self.app, &decided, object, &body, Mode::Program, Some(beginning))?;
        let accepted = json!({ "status": "accepted", "account": account, "opportunity": deal,
            "protected_until": decided.today().plus(90).to_string() });
        self.put::<DealRegistration>(tx, &decided, id, accepted)?;
        self.put::<DealRegistration>(tx, &decided, id, by)
    }

    /// A partner registers a company with which a deal is under way.
    fn conflict(&self, tx: &mut Tx<'_>, told: &Conflict) -> Result<()> {
        let partner = *self.made.get(&told.partner).ok_or_else(Error::not_found)?;
        let open = Condition::leaf(Opportunity::status, Op::Eq, "open").and(Condition::leaf(
            "account.region",
            Op::IsEmpty,
            false,
        ));
        let deals: Vec<Opportunity> = find(tx, self.cx, &open, 1)?;
        let Some(account) = deals.first().and_then(|d| d.account) else {
            return Ok(());
        };
        let account: crate::accounts::Account = load_as(tx, self.cx, account, Action::Read)?;
        let cx = self.who("manager", 0.2)?;
        let body = json!({ "partner": partner, "company": account.name, "region": account.region, "amount": format!("{}.00", told.amount) });
        let id = self.make(tx, &cx, DealRegistration::OBJECT, body)?;
        // Words are found once they are written, after all of this.
        self.put::<DealRegistration>(tx, &cx, id, json!({ "conflict": "deal" }))
    }

    /// Content customers of the rep who signs in first have named somebody; one of them has become a deal.
    fn named(&self, tx: &mut Tx<'_>, told: &[Named]) -> Result<()> {
        let rep = self.who("rep", 0.0)?;
        let mine = |status: &str| {
            Condition::leaf(Opportunity::status, Op::Eq, status).and(Condition::leaf(
                Opportunity::owner,
                Op::Eq,
                json!(rep.user),
            ))
        };
        let won: Vec<Opportunity> = find(tx, self.cx, &mine("won"), 20)?;
        let open: Vec<Opportunity> = find(tx, self.cx, &mine("open"), 20)?;
        for (i, named) in told.iter().enumerate() {
            let Some(deal) = won.get(i) else { break };
            let of = Condition::leaf(Stakeholder::opportunity, Op::Eq, deal.id.to_string());
            let Some(person) = find::<Stakeholder>(tx, self.cx, &of, 1)?.into_iter().next() else {
                continue;
            };
            let contact: Contact = load_as(tx, self.cx, person.contact, Action::Read)?;
            let cx = self.who("rep", named.ago)?;
            let day = |ago: f64| cx.at(self.then(ago)).today().to_string();
            let thanked = named.thanked.as_ref().map(|how| how.get(self.lang));
            let body = json!({ "name": named.name.get(self.lang), "referrer_contact": contact.id, "asked_in": deal.id, "moment": named.moment,
                "named_on": day(named.ago), "opportunity": open.get(i).filter(|_| i == 0).map(|d| d.id) });
            let id = self.make(tx, &cx, Referral::OBJECT, body)?;
            if thanked.is_some() {
                let then = cx.at(self.then(named.ago - 2.0));
                let thanks = json!({ "thanked_on": day(named.ago - 2.0), "thanked_how": thanked });
                self.put::<Referral>(tx, &then, id, thanks)?;
            }
        }
        Ok(())
    }
}
