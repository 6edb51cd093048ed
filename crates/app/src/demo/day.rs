//! The day of those who sign in: the deal that the guided tour walks through, and what is to be done today.

use kernel::{Day, Error, Id, Result};
use serde_json::json;
use sop::{Action, Outcome, State};

use super::Member;
use super::company::{Customer, Founder, Known, Named};
use super::deals::{End, Plan, Setting, Team, Teller, make};
use super::dice::Dice;
use super::history::History;
use super::story::Happening;

/// Worked days since the deal of the tour entered its stage: its schedule was due in six.
const ENTERED: f64 = 7.2;
/// The seed of its way there, one without long pauses.
const WAY: usize = 9_000;

/// The deal of the tour: one call away from its gate, and that gate lacks one thing that is put right in a minute. It is
/// late, and the largest of what is late, so that it is the rep's next best step.
pub(super) fn hero(
    founder: &mut Founder<'_>,
    set: &Setting<'_>,
    members: &[Member],
    group: Option<Id>,
) -> Result<(Id, Vec<Happening>)> {
    let words = set.words;
    let rep = members.iter().find(|m| m.email == "rep@demo.example");
    let manager = members
        .iter()
        .find(|m| m.role == "manager" && m.team == rep.and_then(|r| r.team));
    let (rep, manager) = rep.zip(manager).ok_or_else(Error::not_found)?;
    let team = Team {
        rep: rep.id,
        manager: manager.id,
    };
    let mut customer = company(set, rep.id);
    // How long the way to the negotiation takes doesn't depend on when it begins.
    let long = way(set, &customer, team, 0.0).point;
    let start = set.days.now() - ENTERED - long;
    customer.since = (start - 2.0).max(0.0);
    founder.out.push(Happening {
        at: set.days.at(customer.since),
        by: rep.id,
        what: make("accounts", customer.id, account(set, &customer, group)),
    });
    customer.people.clear();
    let titles = &words.names.titles;
    let people = [&titles.user[0], &titles.decider[1], &titles.buyer[0]];
    for (i, (name, title)) in words.texts.hero.people.iter().zip(people).enumerate() {
        let name = words.say(name).to_owned();
        let named = Named {
            who: name.clone(),
            name,
            title,
        };
        let known = founder.meet(&customer, i, 999, &named);
        customer.people.push(known);
    }
    let mut teller = way(set, &customer, team, start);
    negotiate(&mut teller);
    Ok((teller.id, teller.out))
}

fn company(set: &Setting<'_>, owner: Id) -> Customer {
    let words = set.words;
    // They get their ids when it is known since when we know them.
    let nobody = Known {
        id: Id::NONE,
        who: String::new(),
    };
    Customer {
        id: set.ids.next(set.days.at(0.0)),
        name: words.say(&words.texts.hero.company).to_owned(),
        line: words.say(&words.names.trades[0].line).to_owned(),
        owner,
        since: 0.0,
        people: vec![nobody.clone(), nobody.clone(), nobody],
        weight: 0.0,
        is_group: false,
    }
}

fn account(set: &Setting<'_>, customer: &Customer, group: Option<Id>) -> serde_json::Value {
    let (words, names) = (set.words, &set.words.names);
    json!({ "name": customer.name, "parent": group, "industry": words.say(&names.trades[0].industry), "region": words.say(&names.regions[0].name),
        "tier": "A", "phone": "0512-66180000", "employees": 1_200, "website": "https://www.hld.example",
        "source": words.say(&names.sources[0]) })
}

/// The deal up to the moment at which it enters the negotiation.
fn way<'s>(set: &'s Setting<'s>, customer: &'s Customer, team: Team, start: f64) -> Teller<'s> {
    let plan = Plan {
        n: WAY,
        start,
        skill: 0.0,
        pace: 0.9,
        most: i64::MAX,
        name: Some(set.words.say(&set.words.texts.hero.deal).to_owned()),
    };
    let mut teller = Teller::new(set, customer, team, plan);
    teller.product = &set.words.products[0];
    teller.quantity = 2;
    teller.amount = 2 * teller.product.price;
    teller.open();
    for key in ["develop", "contact", "discover", "propose"] {
        if let Some((_, stage)) = set.document.stage(key) {
            teller.stay(stage, End::On);
            teller.act(Action::Advance { to: None }, None);
        }
    }
    teller
}

/// What was done in the negotiation so far: all but the schedule, which a call settles, and the terms in writing.
fn negotiate(teller: &mut Teller<'_>) {
    let words = teller.set.words;
    let entered = teller.point;
    let expected = teller.set.days.day(teller.set.days.now() + 24.0).to_string();
    teller.change(teller.id, json!({ "expected_close": expected }));
    if let (None, Some(buyer)) = (teller.met[2], teller.customer.people.get(2)) {
        teller.add(
            "stakeholders",
            json!({ "contact": buyer.id, "role": "buyer", "attitude": "neutral" }),
        );
    }
    for (after, step) in [(0.8, "neg_plan"), (1.6, "neg_quote"), (3.4, "neg_objections")] {
        teller.point = entered + after;
        if step == "neg_quote" {
            teller.talk("negotiate", "continuation", Some(&["email"]));
        }
        teller.act(Action::Complete { step: step.to_owned() }, None);
    }
    let reason = words.say(&words.texts.skips[2]).to_owned();
    let note = json!({ "reason": reason });
    teller.act(
        Action::Skip {
            step: "neg_approval".to_owned(),
            reason,
        },
        Some(note),
    );
    teller.point = entered + 4.4;
    let said = words.say(&words.texts.hero.meeting).to_owned();
    teller.add(
        "activities",
        json!({ "kind": "meeting", "outcome": "advance", "body": said, "minutes": 75,
        "contact": teller.customer.people.first().map(|k| k.id), "account": teller.customer.id }),
    );
    teller.point = entered + 5.1;
    let note = words.say(&words.texts.hero.schedule).to_owned();
    teller.add("notes", json!({ "body": note }));
    // Nothing else is left to do for it but what the tour shows.
    teller.finish_tasks();
}

/// What everybody has to do around today, whatever the date.
pub(super) fn tasks(
    set: &Setting<'_>,
    history: &History<'_>,
    members: &[Member],
    hero: Id,
    today: Day,
) -> Vec<Happening> {
    let mut dice = Dice::new(7);
    let mut out = Vec::new();
    let words = set.words;
    let wanted = &words.talk.tasks["day"];
    for member in members.iter().filter(|m| m.role == "rep") {
        // Those that were there when the tasks were planned.
        let planned = set.days.at(set.days.now() - 2.5);
        let deals: Vec<Id> = open_deals(history, member, hero, planned);
        let own = member.email == "rep@demo.example";
        let days: &[i32] = if own { &[-2, 0, 0, 0, 1, 1] } else { &[0, 1] };
        let order = dice.shuffled(wanted.len());
        for (i, day) in days.iter().enumerate() {
            let task = &wanted[order[i % order.len()]];
            let on = (!deals.is_empty()).then(|| *dice.of(&deals));
            let point = set.days.now() - dice.between(0.6, 2.4);
            let id = set.ids.next(set.days.at(point));
            let account = on.and_then(|id| history.account_of(id));
            let body = json!({ "title": words.say(&task.text), "kind": task.kind, "due_on": today.plus(*day).to_string(),
                "opportunity": on, "account": account });
            out.push(Happening {
                at: set.days.at(point),
                by: member.id,
                what: make("tasks", id, body),
            });
        }
    }
    out
}

/// Exceptions that wait for the manager's word, in the team of who signs in first.
pub(super) fn waiting(set: &Setting<'_>, history: &History<'_>, members: &[Member], hero: Id) -> Vec<Happening> {
    let words = set.words;
    let team = members
        .iter()
        .find(|m| m.email == "rep@demo.example")
        .and_then(|m| m.team);
    let mut out = Vec::new();
    for member in members.iter().filter(|m| m.role == "rep" && m.team == team) {
        let asked = set.days.at(set.days.now() - 1.0);
        let lacking = |id: &Id| {
            let run = history.run(*id)?;
            let (_, stage) = set.document.stage(&run.stage)?;
            let by_hand = |s: &&sop::Step| s.required && !s.by_data() && !run.steps.contains_key(&s.key);
            Some((*id, stage.key.clone(), stage.steps.iter().find(by_hand)?))
        };
        let deals = open_deals(history, member, hero, asked);
        let Some((deal, stage, step)) = deals.iter().find_map(lacking) else {
            continue;
        };
        let at = set.days.at(set.days.now() - 0.2 - 0.3 * out.len() as f64);
        let reason = words.say(&words.texts.waivers[out.len() % words.texts.waivers.len()]);
        let body = json!({ "opportunity": deal, "stage": stage, "step": step.key, "step_title": words.say(&step.title), "reason": reason, "status": "pending" });
        out.push(Happening {
            at,
            by: member.id,
            what: make("waivers", set.ids.next(at), body),
        });
        if out.len() == 3 {
            break;
        }
    }
    out
}

/// The deals of somebody that go on, and that stood where they stand at a moment.
fn open_deals(history: &History<'_>, member: &Member, hero: Id, at: kernel::Instant) -> Vec<Id> {
    let goes_on = |id: &Id| {
        let run = history.run(*id);
        *id != hero && run.is_some_and(|r| r.state == State::Active && r.outcome == Outcome::Open && r.entered_at < at)
    };
    history.deals_of(member.id).into_iter().filter(goes_on).collect()
}
