//! Leads: where deals came from, and what came to nothing. Each is answered, asked about, and then converted or given up;
//! those of the last days are still being worked on.

use kernel::{Calendar, Id};
use serde_json::{Value as Json, json};
use sop::Action;

use super::company::{Customer, mobile};
use super::deals::{Setting, make};
use super::dice::Dice;
use super::story::{Happening, What, members as fields};
use super::words::Region;

/// What a lead becomes.
#[derive(Clone, Debug)]
pub(super) enum Fate<'c> {
    /// A deal with a customer: the deal's id and the point at which it began.
    Deal(&'c Customer, Id, f64),
    /// Nothing, or nothing yet.
    Open,
    /// It has just come in, and nobody has called.
    Fresh,
}

/// A lead that is to be told.
pub(super) struct LeadPlan<'c> {
    pub n: usize,
    pub start: f64,
    pub owner: Id,
    /// Who entered it.
    pub by: Id,
    /// The rule that gave it to its owner.
    pub rule: Option<Id>,
    pub region: &'c Region,
    pub fate: Fate<'c>,
}

/// Why leads are given up, and how often.
const REASONS: [(&str, f64); 8] = [
    ("unreachable", 3.0),
    ("no_need", 3.0),
    ("no_budget", 2.0),
    ("wrong_person", 0.7),
    ("not_a_fit", 1.5),
    ("competitor", 1.0),
    ("duplicate", 0.5),
    ("invalid", 0.8),
];

struct Teller<'s> {
    set: &'s Setting<'s>,
    calendar: &'s Calendar,
    dice: Dice,
    owner: Id,
    id: Id,
    who: String,
    line: String,
    point: f64,
    began: kernel::Instant,
    out: Vec<Happening>,
}

/// Tells a lead up to the present.
pub(super) fn tell(set: &Setting<'_>, calendar: &Calendar, plan: &LeadPlan<'_>) -> Vec<Happening> {
    let mut dice = Dice::new(plan.n as u64 + 50_000);
    let words = set.words;
    let title = dice.of(&words.names.titles.user);
    let (name, who) = words.person(&mut dice, title);
    let trade = dice.of(&words.names.trades);
    let company = match &plan.fate {
        Fate::Deal(customer, ..) => customer.name.clone(),
        Fate::Open | Fate::Fresh => {
            let (city, brand) = (dice.of(&plan.region.cities), dice.of(&words.names.brands));
            let space = if words.lang == kernel::Lang::Zh { "" } else { " " };
            [words.say(city), words.say(brand), words.say(&trade.name)].join(space)
        }
    };
    let began = set.days.at(plan.start);
    let source = dice.below(words.names.sources.len());
    let basis = [
        "inquiry", "inquiry", "referral", "public", "inquiry", "consent", "consent",
    ][source % 7];
    let id = set.ids.next(began);
    let mut teller = Teller {
        set,
        calendar,
        owner: plan.owner,
        id,
        who,
        line: words.say(&trade.line).to_owned(),
        point: plan.start,
        began,
        out: Vec::new(),
        dice,
    };
    let product = words.say(&teller.dice.of(&words.products).name);
    let need = words.fill(
        teller.dice.of(&words.texts.leads.needs),
        &[("{product}", product), ("{line}", &teller.line)],
    );
    let known = teller.dice.chance(0.7);
    let amount = 60_000 + 20_000 * teller.dice.below(45);
    let body = json!({ "name": name, "company": company, "title": words.say(&title.name), "phone": mobile(&mut teller.dice),
        "email": format!("lead{}@c{:03}.example", plan.n, plan.n % 997), "source": words.say(&words.names.sources[source]), "basis": basis,
        "region": words.say(&plan.region.name), "industry": words.say(&trade.industry), "need": known.then_some(need.clone()),
        "amount": teller.dice.chance(0.4).then(|| format!("{amount}.00")), "owner": plan.owner, "assigned_by": plan.rule });
    teller.push(plan.by, make("leads", id, body));
    if !matches!(plan.fate, Fate::Fresh) {
        teller.follow(plan, known, &need);
    }
    teller.out
}

impl Teller<'_> {
    fn follow(&mut self, plan: &LeadPlan<'_>, known: bool, need: &str) {
        // Most are answered within the hour, some the next day.
        let wait = if self.dice.chance(0.78) {
            self.dice.between(0.01, 0.12)
        } else {
            self.dice.between(0.2, 1.4)
        };
        self.point += wait;
        if let Fate::Deal(_, _, deal) = &plan.fate {
            self.point = self.point.min(deal - 0.06);
        }
        let good = matches!(plan.fate, Fate::Deal(..));
        let reason = self.dice.weighed(&REASONS);
        let tries = self.dice.weighed(&[(0, 0.55), (1, 0.3), (2, 0.15)]);
        let tries = match reason {
            _ if good => 0,
            "unreachable" | "invalid" => tries + 2,
            _ => tries,
        };
        for _ in 0..tries {
            let words = self.set.words;
            let said = words.fill(&self.dice.of(&words.talk.no_answer).text, &[("{who}", &self.who)]);
            self.call("no_answer", "continuation", &said);
            let pause = self.dice.between(0.3, 1.0);
            self.point += pause;
        }
        if good || !matches!(reason, "unreachable" | "invalid") {
            let words = self.set.words;
            let said = words.fill(self.dice.of(&words.texts.leads.calls), &[("{who}", &self.who)]);
            self.call("connected", if good { "advance" } else { "continuation" }, &said);
            if !known {
                self.push(
                    self.owner,
                    What::Change {
                        id: self.id,
                        body: fields(json!({ "need": need })),
                    },
                );
            }
        }
        match &plan.fate {
            Fate::Deal(customer, opportunity, deal) => {
                self.point = deal - 0.02;
                self.act(Action::Complete {
                    step: "lead_fit".into(),
                });
                self.act(Action::Complete {
                    step: "lead_agreed".into(),
                });
                self.point = *deal + 0.001;
                self.act(Action::Advance { to: None });
                let at = self.set.days.at(self.point).to_rfc3339();
                let contact = customer.people.first().map(|k| k.id);
                let body = json!({ "status": "converted", "account": customer.id, "contact": contact, "opportunity": opportunity, "converted_at": at });
                self.put(
                    body,
                    Some(("converted", json!({ "made": { "opportunities": opportunity } }), None)),
                );
            }
            Fate::Fresh => {}
            Fate::Open => {
                // Some are looked into for days before it is clear.
                let pause = self.dice.around(3.5, 0.7);
                self.point += pause;
                if self.dice.chance(0.03) {
                    return;
                }
                let detail = self
                    .set
                    .words
                    .texts
                    .leads
                    .lost
                    .get(reason)
                    .map(|t| self.set.words.say(t).to_owned());
                let why = detail.clone().unwrap_or_default();
                self.act(Action::Hold {
                    reason: why,
                    until: None,
                });
                let body = json!({ "status": "disqualified", "reason": reason, "reason_detail": detail });
                self.put(
                    body,
                    Some((
                        "disqualified",
                        json!({ "reason": reason }),
                        detail.map(|d| json!({ "detail": d })),
                    )),
                );
            }
        }
    }

    fn call(&mut self, reached: &str, outcome: &str, said: &str) {
        let at = self.set.days.at(self.point);
        let id = self.set.ids.next(at);
        let minutes = (reached == "connected").then(|| 3 + self.dice.below(12));
        let body = json!({ "lead": self.id, "kind": "call", "reached": reached, "outcome": outcome, "body": said, "minutes": minutes });
        self.push(self.owner, make("activities", id, body));
        // The first contact stops the clock.
        let touched = at.to_rfc3339();
        if self.out.iter().any(|h| matches!(h.what, What::Put { .. })) {
            self.put(json!({ "touched_at": touched }), None);
        } else {
            let minutes = self.calendar.minutes_between(self.began, at);
            let late = at > self.calendar.add_minutes(self.began, crate::leads::RESPOND_WITHIN);
            let body = json!({ "status": "working", "responded_at": touched, "response_minutes": minutes,
                "response_late": late, "touched_at": touched });
            self.put(body, None);
        }
        self.point += 0.01;
    }

    fn put(&mut self, body: Json, event: Option<(&'static str, Json, Option<Json>)>) {
        let what = What::Put {
            id: self.id,
            body: fields(body),
            event,
        };
        self.push(self.owner, what);
    }

    fn act(&mut self, action: Action) {
        self.push(
            self.owner,
            What::Act {
                id: self.id,
                action,
                note: None,
            },
        );
        self.point += 0.002;
    }

    fn push(&mut self, by: Id, what: What) {
        if self.point < self.set.days.now() {
            let at = self.set.days.at(self.point);
            self.out.push(Happening { at, by, what });
        }
    }
}
