//! A company to try the product with: people, customers, leads, deals won, lost and under way. The same seed gives the
//! same company; its times lie around the present, so that there is always something due today.
//!
//! What happened is told as stories (`deals`, `stages`, `leads`, `day`) in words from `packs/demo`; `history` lets the
//! rules decide on each happening and writes everything in the order in which it happened.

mod approvals;
mod care;
mod catalogue;
mod company;
mod day;
mod deals;
mod development;
mod dice;
mod files;
mod history;
mod inflow;
mod lab;
mod leads;
mod needs;
mod people;
mod pools;
mod stages;
mod story;
mod studio;
#[cfg(test)]
mod tests;
mod words;
mod workdays;

use std::collections::{BTreeMap, HashMap};

use kernel::{Error, Id, Lang, Result, SeededIds};
use records::{Condition, Cx};
use store::Tx;
use store::records::find;

use crate::App;
use crate::opportunities::Opportunity;
use crate::products::Product;

use company::{Customer, Founder};
use deals::{Plan, Setting, Teller};
use dice::Dice;
use history::History;
use inflow::Inflow;
pub use people::staff;
use story::{Happening, What};
use words::Words;
use workdays::Workdays;

/// The password of everybody in the sample.
pub const PASSWORD: &str = "stagecraft-demo";

/// Days that the company looks back on.
const PAST: i32 = 550;

/// Someone of the sample: address, role, name.
#[derive(Clone, Debug)]
pub struct Person {
    /// What they sign in with.
    pub email: &'static str,
    /// The key of their role.
    pub role: &'static str,
    /// Their name.
    pub name: &'static str,
    /// Their id.
    pub id: Id,
}

/// The sample's people.
#[derive(Clone, Debug)]
pub struct Staff {
    /// The system's context in the company.
    pub cx: Cx,
    /// Everybody.
    pub people: Vec<Person>,
}

/// Somebody who works in the sample company.
#[derive(Clone, Debug)]
struct Member {
    id: Id,
    email: String,
    role: &'static str,
    team: Option<Id>,
}

/// How large a sample is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Companies.
    accounts: usize,
    /// Contacts at each of them.
    contacts: usize,
    /// Deals, over the whole time.
    deals: usize,
    /// Leads, over the whole time.
    leads: usize,
    /// Calendar days over which deals began.
    days: i32,
    /// Whether forty people work in five regions, or ten in two.
    forty: bool,
}

impl Size {
    /// The company that `stagecraft demo` shows: forty people, eighteen months.
    pub const FULL: Self = Self {
        accounts: 600,
        contacts: 3,
        deals: 1_500,
        // With those in the pools there are 2,500.
        leads: 2_500 - pools::INSIDE.0,
        days: PAST - 5,
        forty: true,
    };
    /// Ten people and some weeks, quickly made: for scripts and browser tests.
    pub const SMALL: Self = Self {
        accounts: 40,
        contacts: 3,
        deals: 60,
        leads: 80 - pools::INSIDE.1,
        days: 110,
        forty: false,
    };
}

/// Founds the sample company and tells its history, in one transaction.
pub fn fill(tx: &mut Tx<'_>, app: &App, lang: Lang, password_hash: &str, size: Size) -> Result<()> {
    let now = app.now();
    let founding = now.plus_seconds(-i64::from(PAST + 10) * 86_400);
    let staff = people::founded_at(tx, app, lang, password_hash, founding)?;
    let words = Words::read(lang)?;
    let mut members = people::members(tx, &staff)?;
    if size.forty {
        people::grow(tx, app, &words, password_hash, &staff.cx, &mut members)?;
    }
    people::lead(tx, app, &staff.cx, &members)?;
    let cx = Cx {
        now,
        written_at: now,
        ..staff.cx.clone()
    };
    let mut people = HashMap::new();
    for member in &members {
        people.insert(member.id, app.as_user(tx, cx.workspace.id, member.id)?);
    }
    let days = Workdays::around(now, &cx.workspace.calendar, PAST, 120);
    let ids = SeededIds::new(20_261_122);
    let mut history = History::new(tx, app, &cx, &people)?;
    let document = history
        .document(Opportunity::OBJECT)
        .ok_or_else(Error::not_found)?
        .clone();
    let products: Vec<Product> = find(tx, &cx, &Condition::always(), 50)?;
    let products: BTreeMap<String, Id> = products.into_iter().filter_map(|p| Some((p.code?, p.id))).collect();
    let set = Setting {
        words: &words,
        days: &days,
        ids: &ids,
        document: &document,
        products: &products,
    };
    let sellers = sellers(tx, &cx, &words, &members)?;
    let mut founder = Founder::new(&words, &days, &ids, sellers.clone());
    let customers = founder.customers(&size);
    let (hero, tour) = day::hero(
        &mut founder,
        &set,
        &members,
        customers.first().filter(|c| c.is_group).map(|c| c.id),
    )?;
    let teams = teams(&members);
    for happening in std::mem::take(&mut founder.out) {
        history.tell(tx, happening)?;
    }
    let mut inflow = Inflow::new(tx, app, &staff.cx, &size, &set, &sellers, &members)?;
    for (plan, customer) in plans(&size, &customers, &days, &members) {
        let team = *teams.get(&customer.owner).ok_or_else(Error::not_found)?;
        let (start, teller) = (plan.start, Teller::new(&set, customer, team, plan));
        inflow.deal(customer, teller.id, start);
        for happening in teller.tell() {
            history.tell(tx, happening)?;
        }
    }
    for lead in inflow.all() {
        for happening in leads::tell(&set, &cx.workspace.calendar, &lead) {
            history.tell(tx, happening)?;
        }
    }
    let mut sales: Vec<_> = history.first_sales().into_iter().collect();
    sales.sort();
    for (account, (at, by)) in sales {
        let day = at.day(cx.workspace.calendar.tz).to_string();
        let body = story::members(serde_json::json!({ "customer_since": day }));
        let what = What::Change { id: account, body };
        history.tell(tx, Happening { at, by, what })?;
    }
    for happening in tour {
        history.tell(tx, happening)?;
    }
    for happening in day::waiting(&set, &history, &members, hero) {
        history.tell(tx, happening)?;
    }
    for happening in day::tasks(&set, &history, &members, hero, now.day(cx.workspace.calendar.tz)) {
        history.tell(tx, happening)?;
    }
    history.write(tx)?;
    crate::accounts::check_groups(tx, &cx, true)?;
    // What was told is history; how deals go is judged as of now.
    while crate::health::refresh_due(tx, app, &cx)? {}
    care::fill(tx, app, &cx, lang, &members, &people)?;
    development::fill(tx, app, &cx, &words, &members, &people)?;
    catalogue::fill(tx, app, &cx, &words, &members, &people, &products)?;
    pools::fill(tx, app, &cx, &words, &size, &members, &people)?;
    lab::fill(tx, app, &cx, &words, &members)?;
    needs::fill(tx, app, &cx, &words, &members, &people)?;
    approvals::fill(tx, app, &cx, &words, &days, &members, &people)?;
    files::fill(tx, app, &words, &members, &people, hero)?;
    studio::fill(tx, app, &cx, &words, &members)
}

/// The reps, each with the number of their region in the words.
fn sellers(tx: &mut Tx<'_>, cx: &Cx, words: &Words, members: &[Member]) -> Result<Vec<(Member, usize)>> {
    let teams: Vec<crate::people::Team> = find(tx, cx, &Condition::always(), 50)?;
    let region = |member: &Member| {
        let team = teams.iter().find(|t| Some(t.id) == member.team)?;
        words.names.regions.iter().position(|r| words.say(&r.team) == team.name)
    };
    let reps = members.iter().filter(|m| m.role == "rep");
    Ok(reps.filter_map(|m| Some((m.clone(), region(m)?))).collect())
}

/// Each rep with the manager of their team.
fn teams(members: &[Member]) -> HashMap<Id, deals::Team> {
    let team = |rep: &Member| {
        let manager = members.iter().find(|m| m.role == "manager" && m.team == rep.team)?;
        Some((
            rep.id,
            deals::Team {
                rep: rep.id,
                manager: manager.id,
            },
        ))
    };
    members.iter().filter(|m| m.role == "rep").filter_map(team).collect()
}

/// How much begins in a month, from January: little around the Spring Festival, much after it and in autumn.
const SEASON: [f64; 12] = [0.8, 0.5, 1.2, 1.05, 1.0, 1.1, 0.9, 0.95, 1.2, 0.9, 1.15, 1.0];

/// Worked days of the time in which things begin, each with how much begins on it.
fn season(size: &Size, days: &Workdays) -> Vec<(usize, f64)> {
    let last = days.now();
    let first = (last - f64::from(size.days) * 0.68).max(1.0);
    let weight = |day: usize| {
        let date = days.day(day as f64).to_string();
        let month: usize = date[5..7].parse().unwrap_or(1);
        // Business grows by a fifth a year.
        (
            day,
            SEASON[(month - 1) % 12] * (1.0 + 0.2 * (day as f64 - first) / 250.0),
        )
    };
    (first as usize..=last as usize).map(weight).collect()
}

/// When deals begin, and with whom.
fn plans<'c>(size: &Size, customers: &'c [Customer], days: &Workdays, members: &[Member]) -> Vec<(Plan, &'c Customer)> {
    let mut dice = Dice::new(1_500);
    let (last, weights) = (days.now(), season(size, days));
    let mut starts: Vec<f64> = (0..size.deals)
        .map(|_| (dice.weighed(&weights) as f64 + dice.share()).min(last - 0.1))
        .collect();
    starts.sort_by(f64::total_cmp);
    // Some are better at it and some take longer, less than chance makes it look.
    let skills: HashMap<Id, (f64, f64)> = members
        .iter()
        .map(|m| (m.id, (dice.between(-0.035, 0.035), dice.around(1.0, 0.12))))
        .collect();
    let rep = members.iter().find(|m| m.email == "rep@demo.example").map(|m| m.id);
    let plan = |(n, start): (usize, f64)| {
        // Who signs in first has a full day.
        let busy = |c: &Customer| {
            if Some(c.owner) == rep && start > last - 60.0 {
                3.0
            } else {
                1.0
            }
        };
        let known = customers
            .iter()
            .enumerate()
            .filter(|(_, c)| c.since < start && !c.is_group);
        let known: Vec<(usize, f64)> = known.map(|(i, c)| (i, c.weight * busy(c))).collect();
        if known.is_empty() {
            return None;
        }
        let customer = &customers[dice.weighed(&known)];
        let (skill, pace) = skills.get(&customer.owner).copied().unwrap_or((0.0, 1.0));
        // The deal of the tour is the largest that this rep has.
        let most = if Some(customer.owner) == rep {
            960_000
        } else {
            5_000_000
        };
        let plan = Plan {
            n,
            start,
            skill,
            pace,
            most,
            name: None,
        };
        Some((plan, customer))
    };
    starts.into_iter().enumerate().filter_map(plan).collect()
}
