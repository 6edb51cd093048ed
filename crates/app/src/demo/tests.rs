//! The sample company told and lived: the same stories through the same rules, whether history tells them or people do.

use std::sync::{Arc, Mutex};

use kernel::{FixedClock, IdSource, Instant};
use records::Action;
use serde_json::Value as Json;
use store::journal;
use store::testing::{TestDb, databases};

use super::*;
use crate::engine::{Mode, get, save_changes, store_new};
use crate::today::today;

/// Gives the id that comes next in a story, else ids in a row.
struct Scripted {
    next: Mutex<Option<Id>>,
    others: SeededIds,
}

impl IdSource for Scripted {
    fn next(&self, at: Instant) -> Id {
        let next = self.next.lock().unwrap().take();
        next.unwrap_or_else(|| self.others.next(at))
    }
}

fn app(db: &TestDb, now: &str) -> (App, Arc<Scripted>) {
    let ids = Arc::new(Scripted {
        next: Mutex::new(None),
        others: SeededIds::new(9),
    });
    let clock = Arc::new(FixedClock::new(Instant::parse(now).unwrap()));
    (App::new(db.store.clone(), clock, ids.clone()).unwrap(), ids)
}

const TUESDAY: &str = "2026-11-24T02:00:00Z";

/// A dozen deals over a year.
const DOZEN: Size = Size {
    accounts: 6,
    contacts: 3,
    deals: 12,
    leads: 0,
    days: 400,
    forty: false,
};

/// Customers and a dozen deals, as they happened.
fn dozen(tx: &mut Tx<'_>, app: &App) -> Result<(Cx, HashMap<Id, Cx>, Vec<Happening>)> {
    let now = app.now();
    let staff = people::founded_at(tx, app, Lang::Zh, "", now.plus_seconds(-560 * 86_400))?;
    let members = people::members(tx, &staff)?;
    let cx = Cx {
        now,
        written_at: now,
        ..staff.cx.clone()
    };
    let mut people = HashMap::new();
    for member in &members {
        people.insert(member.id, app.as_user(tx, cx.workspace.id, member.id)?);
    }
    let words = Words::read(Lang::Zh)?;
    let days = Workdays::around(now, &cx.workspace.calendar, PAST, 120);
    let ids = SeededIds::new(1);
    let document = History::new(tx, app, &cx, &people)?
        .document(Opportunity::OBJECT)
        .unwrap()
        .clone();
    let products: Vec<Product> = find(tx, &cx, &Condition::always(), 50)?;
    let set = Setting {
        words: &words,
        days: &days,
        ids: &ids,
        document: &document,
        products: &products.into_iter().filter_map(|p| Some((p.code?, p.id))).collect(),
    };
    let sellers = sellers(tx, &cx, &words, &members)?;
    let mut founder = Founder::new(&words, &days, &ids, sellers);
    let customers = founder.customers(&DOZEN);
    let (_, tour) = day::hero(&mut founder, &set, &members, None)?;
    let mut all = std::mem::take(&mut founder.out);
    let teams = teams(&members);
    for (plan, customer) in plans(&DOZEN, &customers, &days, &members) {
        all.extend(Teller::new(&set, customer, teams[&customer.owner], plan).tell());
    }
    all.extend(tour);
    Ok((cx, people, all))
}

/// Lets a story be lived: by the actions that people use, at the moments at which they did.
fn live(tx: &mut Tx<'_>, app: &App, ids: &Scripted, people: &HashMap<Id, Cx>, happening: &Happening) -> Result<()> {
    let cx = people[&happening.by].at(happening.at);
    match &happening.what {
        What::Make { object, id, body } => {
            *ids.next.lock().unwrap() = Some(*id);
            let object = cx.object(object)?;
            let mode = if object.by_verbs { Mode::Program } else { Mode::Caller };
            store_new(tx, app, &cx, object, body, mode).map(|_| ())
        }
        What::Change { id, body } => {
            let system = cx.as_system();
            for object in system.registry.objects() {
                if let Some(old) = store::records::load(tx, &system, object, *id, Action::Read)? {
                    let mode = if object.by_verbs { Mode::Program } else { Mode::Caller };
                    return save_changes(tx, app, &cx, object, &old, body, mode).map(|_| ());
                }
            }
            Err(Error::not_found())
        }
        What::Act { id, action, note } => {
            crate::sop::act(tx, app, &cx, Opportunity::OBJECT, *id, action.clone(), note.clone()).map(|_| ())
        }
        What::Put { .. } => unreachable!("no leads in this story"),
    }
}

/// A deal as it stands, and what its timeline says.
type Kept = (Vec<(String, Json)>, Vec<String>);

fn deals(tx: &mut Tx<'_>, cx: &Cx) -> Result<Vec<Kept>> {
    let deals: Vec<Opportunity> = find(tx, cx, &Condition::always(), 100)?;
    let mut kept = Vec::new();
    for deal in deals {
        let (_, json) = get(tx, cx, Opportunity::OBJECT, deal.id, &[])?;
        let json: serde_json::Map<String, Json> = serde_json::from_slice(&json).unwrap();
        // How often it was written, and when last, is told more coarsely; how it goes is judged afterwards.
        let fields = json
            .into_iter()
            .filter(|(key, _)| !matches!(key.as_str(), "version" | "updated_at" | "health" | "health_due_at"));
        let mut events: Vec<String> = journal::timeline(tx, cx.workspace.id, deal.id, None, 1_000)?
            .into_iter()
            .map(|e| {
                format!(
                    "{} {} {} {} {:?} {:?}",
                    e.at.to_rfc3339(),
                    e.object,
                    e.record,
                    e.kind,
                    e.meta,
                    e.actor
                )
            })
            .collect();
        events.sort();
        kept.push((fields.collect(), events));
    }
    Ok(kept)
}

#[test]
fn what_history_tells_is_what_actions_would_have_made() {
    for (told, lived) in databases().into_iter().zip(databases()) {
        let (here, _) = app(&told, TUESDAY);
        let by_history = told.store.write_blocking(move |tx| {
            let (cx, people, all) = dozen(tx, &here)?;
            let mut history = History::new(tx, &here, &cx, &people)?;
            for happening in all {
                history.tell(tx, happening)?;
            }
            history.write(tx)?;
            deals(tx, &cx)
        });
        let (here, ids) = app(&lived, TUESDAY);
        let by_people = lived.store.write_blocking(move |tx| {
            let (cx, people, all) = dozen(tx, &here)?;
            for happening in &all {
                live(tx, &here, &ids, &people, happening)?;
            }
            deals(tx, &cx)
        });
        let (by_history, by_people) = (by_history.unwrap(), by_people.unwrap());
        assert_eq!(by_history.len(), 13, "{}", told.name);
        for (told, lived) in by_history.iter().zip(&by_people) {
            for (t, l) in told.0.iter().zip(&lived.0) {
                assert_eq!(t, l);
            }
            for (t, l) in told.1.iter().zip(&lived.1) {
                assert_eq!(t, l);
            }
            assert_eq!(told.1.len(), lived.1.len());
        }
    }
}

/// The first rep of a small sample founded at `now`, and their day.
fn day_of(db: &TestDb, now: &str, lang: Lang) -> (App, Cx, Json) {
    let (app, _) = app(db, now);
    let here = app.clone();
    let filled = db.store.write_blocking(move |tx| {
        fill(tx, &here, lang, "", Size::SMALL)?;
        let company = store::workspace::workspaces(tx)?.pop().ok_or_else(Error::not_found)?;
        let system = here.system(tx, company.workspace.id)?;
        let users: Vec<crate::people::User> = find(tx, &system, &Condition::always(), 100)?;
        let rep = users
            .iter()
            .find(|u| u.email == "rep@demo.example")
            .ok_or_else(Error::not_found)?;
        let cx = here.as_user(tx, company.workspace.id, rep.id)?;
        let day = today(tx, &here, &cx)?;
        Ok((cx, day))
    });
    let (cx, day) = filled.unwrap();
    (app, cx, day)
}

#[test]
fn who_signs_in_has_a_day_ahead_whatever_the_date() {
    // A working day, a night before work, a Sunday, in the Spring Festival, at new year.
    let moments = [
        TUESDAY,
        "2026-06-15T22:30:00Z",
        "2026-11-22T09:00:00Z",
        "2026-02-19T04:00:00Z",
        "2026-01-01T01:00:00Z",
    ];
    for (i, now) in moments.into_iter().enumerate() {
        for db in databases().into_iter().take(if i == 0 { 2 } else { 1 }) {
            let lang = if i % 2 == 0 { Lang::Zh } else { Lang::En };
            let (app, cx, day) = day_of(&db, now, lang);
            let count = |group: &str| day[group].as_array().map_or(0, Vec::len);
            assert!(count("overdue") >= 2, "{now}: {}", day["overdue"]);
            assert!(count("today") >= 2, "{now}: {}", day["today"]);
            assert!(count("tomorrow") >= 2, "{now}: {}", day["tomorrow"]);
            assert_eq!(day["best"]["step"], "neg_schedule", "{now}: {}", day["best"]);
            assert!(!day["best"]["reason"].as_str().unwrap_or_default().is_empty());
            let deal: Id = day["best"]["opportunity"]["id"].as_str().unwrap().parse().unwrap();
            db.store
                .write_blocking(move |tx| {
                    tour_can_be_walked(tx, &app, &cx, deal);
                    Ok(())
                })
                .unwrap();
        }
    }
}

/// A call completes the best next step; the gate then lacks one thing that is done by hand; then it lets go.
fn tour_can_be_walked(tx: &mut Tx<'_>, app: &App, cx: &Cx, deal: Id) {
    let entry = crate::activities::LogEntry {
        kind: "call".to_owned(),
        reached: Some("connected".to_owned()),
        outcome: Some("advance".to_owned()),
        body: Some("日程逐项确认，没有改动".to_owned()),
        contact: None,
        minutes: None,
        at: None,
        next: None,
        step: Some("neg_schedule".to_owned()),
    };
    crate::activities::log(tx, app, cx, Opportunity::OBJECT, deal, &entry).unwrap();
    let advance = || sop::Action::Advance { to: None };
    let refused = crate::sop::act(tx, app, cx, Opportunity::OBJECT, deal, advance(), None).unwrap_err();
    assert_eq!(refused.code(), kernel::Code::GateNotMet);
    let complete = sop::Action::Complete {
        step: "neg_terms".to_owned(),
    };
    crate::sop::act(tx, app, cx, Opportunity::OBJECT, deal, complete, None).unwrap();
    crate::sop::act(tx, app, cx, Opportunity::OBJECT, deal, advance(), None).unwrap();
}

#[test]
fn the_large_company_is_as_large_as_it_should_be() {
    let db = databases().into_iter().next().unwrap();
    let (app, _) = app(&db, TUESDAY);
    let here = app.clone();
    db.store
        .write_blocking(move |tx| fill(tx, &here, Lang::Zh, "", Size::FULL))
        .unwrap();
    let here = app.clone();
    let (counts, bodies) = db
        .store
        .read_blocking(move |tx| {
            let company = store::workspace::workspaces(tx)?.pop().ok_or_else(Error::not_found)?;
            let cx = here.system(tx, company.workspace.id)?;
            let always = Condition::always();
            let mut counts = BTreeMap::new();
            let grouped = records::Condition::leaf("head", records::Op::IsEmpty, false);
            let grouped = store::records::ids(tx, &cx, cx.object("accounts")?, &grouped, 1_000)?.len();
            let further = store::records::ids(tx, &cx, cx.object("affiliations")?, &always, 1_000)?.len();
            assert_eq!(
                grouped, 61,
                "twenty groups with two members each, and the company of the tour"
            );
            assert!(further > 50, "{further} people at a second company");
            for key in ["users", "teams", "accounts", "contacts", "leads", "opportunities"] {
                let object = cx.object(key)?;
                counts.insert(key, store::records::ids(tx, &cx, object, &always, 10_000)?.len());
            }
            let activities: Vec<crate::activities::Activity> = find(tx, &cx, &always, 20_000)?;
            let bodies: Vec<String> = activities.into_iter().filter_map(|a| a.body).collect();
            let future = Condition::leaf("at", records::Op::Gt, cx.now.to_rfc3339());
            assert_eq!(find::<crate::activities::Activity>(tx, &cx, &future, 1)?.len(), 0);
            Ok((counts, bodies))
        })
        .unwrap();
    // The five regions and the company; one customer and deal more, for the tour, and three that a partner brought.
    let expected = [
        ("users", 40),
        ("teams", 6),
        ("accounts", 604),
        ("contacts", 1_803),
        ("leads", 2_500),
        ("opportunities", 1_504),
    ];
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), {
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        expected
    });
    assert!(bodies.len() > 8_000);
    let unfilled = bodies.iter().find(|b| b.contains(['{', '}']));
    assert_eq!(unfilled, None);
}
