//! A person's day: what to do first and why, what is late, what comes today and tomorrow, what waits for them.

mod waiting;

use std::collections::HashSet;

use kernel::{Day, Id, Instant, Result};
use records::{Condition, Cx, Op};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{self as rows, ListQuery, find};

use crate::App;
use crate::accounts::Account;
use crate::contacts::Contact;
use crate::opportunities::{Opportunity, Stakeholder};
use crate::tasks::Task;

/// Steps and tasks looked at, each; the page says so if there are more.
const ITEMS: usize = 200;

struct Item {
    due: Instant,
    /// Whether it is somebody else's turn: an approval, or a decision on an exception.
    waits: bool,
    /// Steps that are required come before what is not.
    weight: u8,
    amount: i64,
    json: Json,
}

/// Customers to be contacted that are named.
const TO_CONTACT: usize = 5;

/// The day of the asker.
pub fn today(tx: &mut Tx<'_>, app: &App, cx: &Cx) -> Result<Json> {
    let tz = cx.workspace.calendar.tz;
    let (today, tomorrow) = (cx.today(), cx.today().plus(1));
    let horizon = tomorrow.plus(1).start(tz);
    let mut items = steps(tx, app, cx, horizon)?;
    items.extend(tasks(tx, app, cx, tomorrow)?);
    items.sort_by_key(|i| (i.due, i.weight));
    let in_day = |i: &Item| i.due.day(tz);
    let (mut overdue, mut now, mut next) = (Vec::new(), Vec::new(), Vec::new());
    let mut candidates = Vec::new();
    for item in &items {
        let day = in_day(item);
        let late = item.due < cx.now;
        let group = if late {
            &mut overdue
        } else if day <= today {
            &mut now
        } else {
            &mut next
        };
        group.push(item.json.clone());
        candidates.push((late, item));
    }
    // What is late comes first, then what is due first; of several the one with the most at stake. What waits for others
    // is nothing to do now.
    let best = candidates
        .iter()
        .filter(|(_, i)| !i.waits)
        .min_by_key(|(late, i)| (!late, if *late { 0 } else { i.due.0 }, i.weight, -i.amount));
    let best = match best {
        Some((late, item)) => Some(explain(tx, cx, item, *late)?),
        None => None,
    };
    Ok(json!({
        "best": best,
        "overdue": overdue,
        "today": now,
        "tomorrow": next,
        "more": items.len() >= ITEMS,
        "waiting": waiting::waiting(tx, app, cx)?,
        "to_contact": to_contact(tx, app, cx)?,
    }))
}

fn records(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    object: &str,
    filter: Json,
    sort: &str,
    fields: &[&str],
) -> Result<Vec<Json>> {
    let query = ListQuery {
        filter: Some(Condition::parse(&filter)?),
        sort: sort.to_owned(),
        fields: fields
            .iter()
            .map(|f| (*f).to_owned())
            .filter(|f| {
                cx.object(object)
                    .is_ok_and(|o| o.field(f).is_some_and(|f| cx.sees(o, f)))
            })
            .collect(),
        limit: ITEMS,
        ..ListQuery::default()
    };
    let Ok(object) = cx.object(object) else {
        return Ok(Vec::new());
    };
    let page = match rows::list(tx, cx, object, &query, app.cursor_key()) {
        Ok(page) => page,
        // A role that doesn't see what a day is made of has none.
        Err(e) if e.code() == kernel::Code::UnknownField => return Ok(Vec::new()),
        Err(e) => return Err(e),
    };
    let mut text = b"[".to_vec();
    text.extend(page.data);
    text.push(b']');
    Ok(serde_json::from_slice(&text).unwrap_or_default())
}

/// One's customers who should have been contacted by now, by the cadence of their tier: the best tier first,
/// then the longest overdue.
fn to_contact(tx: &mut Tx<'_>, app: &App, cx: &Cx) -> Result<Json> {
    let filter = json!({ "all": [
        { "field": "owner", "op": "eq", "value": { "me": true } },
        { "field": "contact_due_on", "op": "lt", "value": { "today": 0 } },
        { "not": { "exists": { "path": "refusals", "where": { "field": "lifted_at", "op": "is_empty", "value": true } } } },
    ]});
    let fields = ["name", "tier", "contact_due_on"];
    let mut found = records(tx, app, cx, Account::OBJECT, filter, "tier,contact_due_on", &fields)?;
    let n = found.len();
    found.truncate(TO_CONTACT);
    Ok(json!({ "n": n, "more": n >= ITEMS, "items": found }))
}

fn steps(tx: &mut Tx<'_>, app: &App, cx: &Cx, horizon: Instant) -> Result<Vec<Item>> {
    let filter = json!({ "all": [
        { "field": "owner", "op": "eq", "value": { "me": true } },
        { "field": "status", "op": "in", "value": ["open", "won"] },
        { "field": "next_due_at", "op": "lt", "value": horizon.to_rfc3339() },
    ]});
    let fields = [
        "name",
        "account",
        "amount",
        "currency",
        "stage",
        "sop_version",
        "next_step",
        "next_due_at",
    ];
    let found = records(tx, app, cx, Opportunity::OBJECT, filter, "next_due_at", &fields)?;
    let asked = waiting::asked(tx, app, cx)?;
    let mut items = Vec::with_capacity(found.len());
    for record in found {
        let Some(due) = record["next_due_at"].as_str().and_then(Instant::parse) else {
            continue;
        };
        let Some(key) = record["next_step"]["step"].as_str() else {
            continue;
        };
        let version = record["sop_version"]["id"]
            .as_str()
            .and_then(|id| id.parse::<Id>().ok());
        let mut required = true;
        let mut waits = record["id"]
            .as_str()
            .is_some_and(|id| asked.contains(&(id.to_owned(), key.to_owned())));
        let mut kind = if key.starts_with("advance:") { "advance" } else { "gate" };
        if let Some(version) = version {
            let version = app.versions().get(tx, cx, version)?;
            let step = record["stage"]
                .as_str()
                .and_then(|s| version.document.stage(s))
                .and_then(|(_, s)| s.step(key));
            if let Some(step) = step {
                required = step.required;
                waits |= step.kind == sop::Kind::Approval && !cx.rights.can("waiver.decide");
                kind = sop::Kind::ALL
                    .iter()
                    .find(|(k, _)| *k == step.kind)
                    .map_or("", |(_, name)| name);
            }
        }
        items.push(Item {
            due,
            waits,
            weight: u8::from(!required),
            amount: amount(&record),
            json: json!({
                "kind": "step", "id": record["id"], "version": record["version"], "step": key, "title": record["next_step"]["text"],
                "required": required, "waits": waits, "step_kind": kind, "due_at": due.to_rfc3339(), "overdue": due < cx.now,
                "opportunity": { "id": record["id"], "name": record["name"] }, "account": record["account"],
                "amount": record["amount"], "currency": record["currency"],
            }),
        });
    }
    Ok(items)
}

fn amount(record: &Json) -> i64 {
    record["amount"]
        .as_str()
        .and_then(|a| kernel::parse_scaled(a, 2))
        .unwrap_or(0)
}

fn tasks(tx: &mut Tx<'_>, app: &App, cx: &Cx, last: Day) -> Result<Vec<Item>> {
    let filter = json!({ "all": [
        { "field": "owner", "op": "eq", "value": { "me": true } },
        { "field": "status", "op": "in", "value": ["open", "doing"] },
        { "field": "due_on", "op": "lte", "value": last.to_string() },
    ]});
    let fields = ["title", "kind", "due_on", "due_at", "opportunity", "account", "contact"];
    let found = records(tx, app, cx, Task::OBJECT, filter, "due_on", &fields)?;
    let found = standing(tx, cx, found)?;
    let tz = cx.workspace.calendar.tz;
    let items = found.into_iter().filter_map(|record| {
        let day = record["due_on"].as_str().and_then(Day::parse)?;
        let at = record["due_at"].as_str().and_then(Instant::parse);
        // Without a time it is due by the end of its day.
        let due = at.unwrap_or_else(|| Instant(day.plus(1).start(tz).0 - 1));
        Some(Item {
            due,
            waits: false,
            weight: 1,
            amount: 0,
            json: json!({
                "kind": "task", "id": record["id"], "version": record["version"], "title": record["title"], "required": false,
                "step_kind": record["kind"], "due_at": at.map(Instant::to_rfc3339), "due_on": record["due_on"], "all_day": at.is_none(),
                "overdue": due < cx.now, "opportunity": record["opportunity"], "account": record["account"], "contact": record["contact"],
            }),
        })
    });
    Ok(items.collect())
}

/// Those of the tasks whose record is still there and goes on: a lost deal or a deleted account asks for nothing. It is
/// asked as the system: a task on a record that its owner may not see is theirs to do all the same.
fn standing(tx: &mut Tx<'_>, cx: &Cx, tasks: Vec<Json>) -> Result<Vec<Json>> {
    if tasks.is_empty() {
        return Ok(tasks);
    }
    let none = |field: &str| json!({ "field": field, "op": "is_empty", "value": true });
    let there = |field: &str| json!({ "field": field, "op": "is_empty", "value": false });
    let ids: Vec<&Json> = tasks.iter().map(|task| &task["id"]).collect();
    let stand = Condition::parse(&json!({ "all": [
        { "field": "id", "op": "in", "value": ids },
        { "any": [none("opportunity"), { "field": "opportunity.status", "op": "in", "value": ["open", "on_hold", "won"] }] },
        { "any": [none("lead"), { "all": [
            there("lead.status"), { "not": { "field": "lead.status", "op": "eq", "value": "disqualified" } },
        ] }] },
        { "any": [none("account"), there("account.name")] },
    ]}))?
    .and(Condition::Not(Box::new(crate::contact::asks_for_nothing())));
    let standing: Vec<Task> = find(tx, &cx.as_system(), &stand, ITEMS)?;
    let standing: HashSet<String> = standing.iter().map(|task| task.id.to_string()).collect();
    let stands = |task: &Json| task["id"].as_str().is_some_and(|id| standing.contains(id));
    Ok(tasks.into_iter().filter(stands).collect())
}

/// Adds to the first item why it is first, whom to call, and how.
fn explain(tx: &mut Tx<'_>, cx: &Cx, item: &Item, late: bool) -> Result<Json> {
    let mut best = item.json.clone();
    let id = best["opportunity"]["id"].as_str().and_then(|id| id.parse::<Id>().ok());
    if let Some(id) = id {
        let people: Vec<Stakeholder> = find(
            tx,
            cx,
            &Condition::leaf(Stakeholder::opportunity, Op::Eq, id.to_string()),
            50,
        )?;
        let rank = |s: &Stakeholder| {
            ["decider", "economic_buyer", "champion"]
                .iter()
                .position(|r| s.role.as_deref() == Some(r))
                .unwrap_or(9)
        };
        if let Some(first) = people.iter().min_by_key(|s| rank(s)) {
            let contacts = cx.object(Contact::OBJECT)?;
            let seen = |f: &&str| contacts.field(f).is_some_and(|f| cx.sees(contacts, f));
            let fields: Vec<String> = [Contact::name, Contact::phone]
                .into_iter()
                .filter(seen)
                .map(str::to_owned)
                .collect();
            if let Some((_, json)) = rows::get(tx, cx, contacts, first.contact, &fields)? {
                best["contact"] = serde_json::from_slice(&json).unwrap_or_default();
                best["contact"]["id"] = json!(first.contact);
            }
        }
    }
    let days = |due: Instant| cx.today().0 - due.day(cx.workspace.calendar.tz).0;
    let (zh, en) = match (late, days(item.due)) {
        (true, 0) => (
            "今天已到期，还没有完成".to_owned(),
            "It was due today and is still open".to_owned(),
        ),
        (true, n) => {
            let days = if n == 1 { "day" } else { "days" };
            (
                format!("已逾期 {n} 天，在所有逾期事项中金额最大"),
                format!("{n} {days} overdue; the largest deal among those overdue"),
            )
        }
        (false, 0) => ("今天最先到期".to_owned(), "It is due first today".to_owned()),
        (false, _) => (
            "今天的都已完成，这是明天最先到期的".to_owned(),
            "Today is done: this is due first tomorrow".to_owned(),
        ),
    };
    best["reason"] = Json::from(if cx.lang == kernel::Lang::Zh { zh } else { en });
    Ok(best)
}
