//! The day of those who sign in: the deal that the guided tour walks through, and what is to be done today.

use kernel::{Day, Error, Id, Result};
use serde_json::json;
use sop::{Action, Outcome, State};

use super::Member;
use super::company::{Customer, Founder, Named};
use super::deals::{Setting, make};
use super::dice::Dice;
use super::history::History;
use super::story::{Happening, What, members as fields};

/// Worked days since the deal of the tour entered its stage: its minutes were due in seven.
const ENTERED: f64 = 8.2;

/// The deal of the tour: one call away from its gate, and that gate lacks one thing that is put right in a minute. It is
/// late, and the largest of what is late, so that it is the rep's next best step.
pub(super) fn hero(founder: &mut Founder<'_>, set: &Setting<'_>, members: &[Member]) -> Result<(Id, Vec<Happening>)> {
    let words = set.words;
    let by = |role: &str| members.iter().find(|m| m.role == role).map(|m| m.id);
    let rep = members
        .iter()
        .find(|m| m.email == "rep@demo.example")
        .map(|m| m.id)
        .or(by("rep"));
    let rep = rep.ok_or_else(Error::not_found)?;
    let now = set.days.now();
    let texts = &words.texts.hero;
    let mut customer = Customer {
        id: set.ids.next(set.days.at(now - 40.0)),
        name: words.say(&texts.company).to_owned(),
        line: words.say(&words.names.trades[0].line).to_owned(),
        owner: rep,
        since: now - 40.0,
        people: Vec::new(),
        weight: 0.0,
        is_group: false,
    };
    let region = &words.names.regions[0];
    let account = json!({ "name": customer.name, "industry": words.say(&words.names.trades[0].industry), "region": words.say(&region.name),
        "tier": "A", "phone": "0512-66180000", "employees": 1_200, "website": "https://www.hld.example", "source": words.say(&words.names.sources[0]) });
    founder.out.push(Happening {
        at: set.days.at(customer.since),
        by: rep,
        what: make("accounts", customer.id, account),
    });
    let titles = &words.names.titles;
    for (i, (name, title)) in texts
        .people
        .iter()
        .zip([&titles.user[0], &titles.decider[1], &titles.buyer[0]])
        .enumerate()
    {
        let name = words.say(name).to_owned();
        let named = Named {
            who: name.clone(),
            name,
            title,
        };
        let known = founder.meet(&customer, i, 999, &named);
        customer.people.push(known);
    }
    let id = set.ids.next(set.days.at(now - ENTERED - 6.0));
    let mut story = Story {
        set,
        rep,
        deal: id,
        out: Vec::new(),
    };
    story.tell(&customer, now);
    Ok((id, story.out))
}

struct Story<'s> {
    set: &'s Setting<'s>,
    rep: Id,
    deal: Id,
    out: Vec<Happening>,
}

impl Story<'_> {
    fn tell(&mut self, customer: &Customer, now: f64) {
        let words = self.set.words;
        let say = |text: &kernel::Text| words.say(text).to_owned();
        let begun = now - ENTERED - 6.0;
        let body = json!({ "name": format!("{} {}", customer.name, words.say(&words.texts.hero.deal)), "account": customer.id,
            "amount": "1386000.00", "number": "OP-9001", "source": words.say(&words.names.sources[0]),
            "expected_close": self.set.days.day(now + 58.0).to_string() });
        self.push(begun, make("opportunities", self.deal, body));
        let user = self.add(
            begun + 0.3,
            "stakeholders",
            json!({ "contact": customer.people[0].id, "role": "user", "attitude": "unknown",
            "concern": say(&words.texts.concerns[1]) }),
        );
        self.add(
            begun + 0.5,
            "notes",
            json!({ "body": words.fill(&words.texts.notes[0], &[("{line}", &customer.line)]) }),
        );
        self.act(
            begun + 0.6,
            Action::Complete {
                step: "dev_reason".into(),
            },
        );
        self.act(
            begun + 0.7,
            Action::Complete {
                step: "dev_conflict".into(),
            },
        );
        let call = &words.talk.stages["develop"]["advance"][0];
        let slots = [
            ("{who}", customer.people[0].who.as_str()),
            ("{day}", words.say(&words.talk.days[0])),
            ("{line}", &customer.line),
        ];
        self.add(
            begun + 4.6,
            "activities",
            json!({ "kind": "call", "reached": "connected", "outcome": "advance", "minutes": 12,
            "body": words.fill(&call.text, &slots), "contact": customer.people[0].id, "account": customer.id }),
        );
        self.act(now - ENTERED, Action::Advance { to: None });
        self.act(
            now - ENTERED + 1.1,
            Action::Complete {
                step: "con_prepare".into(),
            },
        );
        self.add(
            now - ENTERED + 3.2,
            "activities",
            json!({ "kind": "visit", "outcome": "advance", "minutes": 110,
            "body": say(&words.texts.hero.visit), "contact": customer.people[0].id, "account": customer.id }),
        );
        let pain = words.fill(
            &words.texts.pains[0],
            &[
                ("{who}", customer.people[0].who.as_str()),
                ("{line}", &customer.line),
                ("{n}", "4"),
            ],
        );
        self.push(
            now - ENTERED + 3.4,
            What::Change {
                id: self.deal,
                body: fields(json!({ "pain": pain })),
            },
        );
        for (i, question) in ["fm_today", "fm_trigger", "fm_trouble"].into_iter().enumerate() {
            let text = words.fill(&words.answers[question][0], &[("{n}", "4"), ("{line}", &customer.line)]);
            self.add(
                now - ENTERED + 3.5 + 0.01 * i as f64,
                "answers",
                json!({ "question": question, "text": text }),
            );
        }
        self.push(
            now - ENTERED + 3.6,
            What::Change {
                id: user,
                body: fields(json!({ "met": true })),
            },
        );
        self.add(
            now - ENTERED + 4.3,
            "notes",
            json!({ "body": say(&words.texts.hero.minutes) }),
        );
    }

    fn push(&mut self, point: f64, what: What) {
        let at = self.set.days.at(point);
        self.out.push(Happening { at, by: self.rep, what });
    }

    fn act(&mut self, point: f64, action: Action) {
        self.push(
            point,
            What::Act {
                id: self.deal,
                action,
                note: None,
            },
        );
    }

    fn add(&mut self, point: f64, object: &'static str, mut body: serde_json::Value) -> Id {
        let id = self.set.ids.next(self.set.days.at(point));
        body["opportunity"] = json!(self.deal);
        self.push(point, make(object, id, body));
        id
    }
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
        let deals: Vec<Id> = history
            .deals_of(member.id)
            .into_iter()
            .filter(|id| *id != hero)
            .filter(|id| {
                history
                    .run(*id)
                    .is_some_and(|r| r.state == State::Active && r.outcome == Outcome::Open)
            })
            .collect();
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
        let open = |id: &Id| {
            let run = history
                .run(*id)
                .filter(|r| *id != hero && r.state == State::Active && r.outcome == Outcome::Open)?;
            let (_, stage) = set.document.stage(&run.stage)?;
            let step = stage
                .steps
                .iter()
                .find(|s| s.required && !s.by_data() && !run.steps.contains_key(&s.key))?;
            Some((*id, stage.key.clone(), step))
        };
        let Some((deal, stage, step)) = history.deals_of(member.id).iter().find_map(open) else {
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
