//! One deal from the first contact to where it stands now: what people did, wrote and left out, stage by stage.

use std::collections::BTreeMap;

use kernel::{Day, Id, IdSource};
use serde_json::{Map, Value as Json, json};
use sop::{Action, Document, Stage};

use super::company::{Customer, Known};
use super::dice::Dice;
use super::story::{Happening, What, members};
use super::words::{ProductWords, Said, Words};
use super::workdays::Workdays;

/// Who makes the deal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Team {
    pub rep: Id,
    pub manager: Id,
}

/// What a deal is told from.
pub(super) struct Setting<'w> {
    pub words: &'w Words,
    pub days: &'w Workdays,
    pub ids: &'w dyn IdSource,
    pub document: &'w Document,
    /// Products by code, as the company has them.
    pub products: &'w BTreeMap<String, Id>,
}

/// A deal that is to be told.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// Its number, and the seed of its dice.
    pub n: usize,
    pub start: f64,
    /// How good the rep is at it: 0 is as the others.
    pub skill: f64,
    /// How long the rep takes: 1 is as the others.
    pub pace: f64,
    /// What it may be worth at most.
    pub most: i64,
    /// What it is called, if by a name of its own.
    pub name: Option<String>,
}

/// The telling of one deal.
pub(super) struct Teller<'w> {
    pub set: &'w Setting<'w>,
    pub dice: Dice,
    pub customer: &'w Customer,
    pub team: Team,
    pub plan: Plan,
    pub id: Id,
    pub out: Vec<Happening>,
    /// The moment that has been reached.
    pub point: f64,
    pub product: &'w ProductWords,
    pub quantity: i64,
    pub amount: i64,
    pub rival: String,
    pub expected: Day,
    /// The stakeholders met so far: user, decider, buyer.
    pub met: [Option<Id>; 3],
    /// Tasks that are open, and when they will be done.
    pub tasks: Vec<(Id, f64)>,
    /// Answers that the customer owes, by question.
    pub unknown: Vec<(Id, String)>,
    used: Vec<String>,
}

/// How a stay in a stage ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum End {
    On,
    Lost,
}

/// The share of deals that leave a stage forwards.
const PASS: [(&str, f64); 6] = [
    ("develop", 0.82),
    ("contact", 0.78),
    ("discover", 0.78),
    ("propose", 0.68),
    ("negotiate", 0.79),
    ("sign", 0.93),
];

impl<'w> Teller<'w> {
    pub fn new(set: &'w Setting<'w>, customer: &'w Customer, team: Team, plan: Plan) -> Self {
        let mut dice = Dice::new(plan.n as u64 + 1_000);
        let products = &set.words.products;
        let mut chosen = None;
        for _ in 0..8 {
            let product = dice.weighed(&[(0, 3.0), (1, 2.0), (2, 2.5), (3, 2.0), (4, 2.0), (5, 1.5)]);
            let quantity = 1 + dice.below(products[product].most) as i64;
            if products[product].price * quantity <= plan.most {
                chosen = Some((product, quantity));
                break;
            }
        }
        let (product, quantity) = chosen.unwrap_or((2, 1));
        let product = &products[product];
        let id = set.ids.next(set.days.at(plan.start));
        let rival = set.words.say(dice.of(&set.words.names.rivals)).to_owned();
        let expected = set.days.day(plan.start + dice.around(66.0, 0.25));
        Self {
            set,
            dice,
            customer,
            team,
            point: plan.start,
            plan,
            id,
            out: Vec::new(),
            product,
            quantity,
            amount: product.price * quantity,
            rival,
            expected,
            met: [None; 3],
            tasks: Vec::new(),
            unknown: Vec::new(),
            used: Vec::new(),
        }
    }

    /// Tells it up to the present.
    pub fn tell(mut self) -> Vec<Happening> {
        self.open();
        for (key, pass) in PASS {
            let Some((_, stage)) = self.set.document.stage(key) else {
                break;
            };
            let end = if self.dice.chance(pass + self.plan.skill) {
                End::On
            } else {
                End::Lost
            };
            self.stay(stage, end);
            if self.is_over() {
                break;
            }
            if end == End::Lost {
                self.lose(key);
                break;
            }
            self.slip();
            let action = if stage.signing {
                Action::Win
            } else {
                Action::Advance { to: None }
            };
            self.act(action, None);
            if stage.signing {
                self.care();
            } else if key == "propose" && self.dice.chance(0.03) {
                self.back("propose");
            }
        }
        self.out
    }

    /// Whether the present is reached: what would come next lies in the future.
    pub fn is_over(&self) -> bool {
        self.point >= self.set.days.now()
    }

    /// Makes the deal.
    pub fn open(&mut self) {
        let words = self.set.words;
        let project = self.dice.of(&words.names.projects);
        let slots = [
            ("{product}", words.say(&self.product.name)),
            ("{line}", self.customer.line.as_str()),
        ];
        let about = match &self.plan.name {
            Some(name) => name.clone(),
            None => words.fill(project, &slots),
        };
        let name = format!("{} {about}", self.customer.name);
        let guess = (self.amount as f64 * self.dice.between(0.75, 1.2)) as i64 / 10_000 * 10_000;
        let source = words.say(self.dice.of(&words.names.sources)).to_owned();
        let body = json!({ "name": name, "account": self.customer.id, "number": format!("OP-{:04}", self.plan.n + 1), "source": source,
            "amount": self.dice.chance(0.85).then(|| format!("{}.00", guess.max(10_000))), "expected_close": self.expected.to_string() });
        let id = self.id;
        self.push(self.team.rep, make("opportunities", id, body));
    }

    /// A stay in a stage, told by `stages.rs`; ends just before the stage is left.
    pub fn stay(&mut self, stage: &Stage, end: End) {
        let entered = self.point;
        let pace = self.plan.pace * self.dice.around(0.92, 0.28);
        let mut steps: Vec<_> = stage
            .steps
            .iter()
            .filter(|step| step.required || self.dice.chance(0.45))
            .map(|step| (step.due.unwrap_or(stage.target), step))
            .collect();
        steps.sort_by_key(|(due, _)| days(*due));
        let reached = if end == End::On {
            steps.len()
        } else {
            (steps.len() as f64 * self.dice.between(0.1, 0.8)) as usize
        };
        let stall = self
            .dice
            .chance(if stage.signing { 0.0 } else { 0.07 })
            .then(|| self.dice.below(steps.len().max(1)));
        for (i, (due, step)) in steps.into_iter().enumerate().take(reached) {
            if stall == Some(i) {
                self.stall(&stage.key);
            }
            let target = entered + f64::from(days(due)) * pace * self.dice.between(0.5, 0.98);
            self.wait(0.03);
            self.point = self.point.max(target);
            if self.is_over() {
                return;
            }
            self.step(stage, step);
        }
        if end == End::On {
            self.close(stage);
        } else {
            let silence = self.dice.around(7.0, 0.5);
            self.wait(silence);
            if self.dice.chance(0.5) {
                self.talk(&stage.key, "continuation", None);
            }
            self.wait(silence);
        }
    }

    /// Nothing moves for some weeks.
    fn stall(&mut self, stage: &str) {
        let long = self.dice.around(22.0, 0.4);
        if self.dice.chance(0.3) {
            let words = self.set.words;
            let reason = words.say(self.dice.of(&words.talk.hold)).to_owned();
            let until = self.set.days.day(self.point + long);
            let note = json!({ "reason": reason });
            self.act(
                Action::Hold {
                    reason,
                    until: Some(until),
                },
                Some(note),
            );
            self.wait(long);
            self.act(Action::Resume, None);
        } else {
            self.wait(long * 0.4);
            self.talk(stage, "continuation", None);
            self.wait(long * 0.6);
        }
    }

    fn back(&mut self, key: &str) {
        self.wait(3.0);
        let words = self.set.words;
        let reason = words.say(self.dice.of(&words.texts.backs)).to_owned();
        let note = json!({ "reason": reason });
        self.act(
            Action::Back {
                to: Some(key.to_owned()),
                reason,
            },
            Some(note),
        );
        self.wait(6.0);
        self.talk(key, "advance", None);
        self.wait(0.2);
        self.act(Action::Advance { to: None }, None);
    }

    fn lose(&mut self, stage: &str) {
        let reason = self.dice.weighed(match stage {
            "develop" => &[
                ("disqualified", 4.0),
                ("no_decision", 3.0),
                ("timing", 2.0),
                ("our_process", 0.7),
            ],
            "contact" => &[
                ("no_decision", 4.0),
                ("timing", 3.0),
                ("disqualified", 1.5),
                ("our_process", 0.7),
            ],
            "discover" => &[
                ("no_decision", 4.0),
                ("product_gap", 2.0),
                ("timing", 2.0),
                ("competitor", 1.0),
            ],
            "propose" => &[
                ("competitor", 4.0),
                ("price", 3.0),
                ("trust", 1.5),
                ("product_gap", 1.0),
            ],
            "negotiate" => &[
                ("price", 4.0),
                ("competitor", 3.0),
                ("no_decision", 2.0),
                ("authority", 1.0),
            ],
            _ => &[("no_decision", 2.0), ("authority", 2.0), ("timing", 1.0)],
        });
        let words = self.set.words;
        let detail = words.texts.losses.get(reason).map(|list| self.dice.of(list));
        let note = detail.map(|text| json!({ "detail": self.fill(text) }));
        self.finish_tasks();
        let on = self.set.days.day(self.point);
        let reason = reason.to_owned();
        self.act(Action::Lose { reason, on }, note);
    }

    /// The day on which it was to close is moved when it can't be held; some forget to.
    fn slip(&mut self) {
        let today = self.set.days.day(self.point);
        if self.expected.0 < today.0 + 14 && self.dice.chance(0.75) {
            self.expected = self.set.days.day(self.point + self.dice.around(26.0, 0.2));
            let body = json!({ "expected_close": self.expected.to_string() });
            self.wait(0.01);
            self.change(self.id, body);
        }
    }

    // What all tell with.

    pub fn wait(&mut self, days: f64) {
        self.point += days;
    }

    /// Somebody does something now. What lies in the future hasn't happened.
    pub fn push(&mut self, by: Id, what: What) {
        if !self.is_over() {
            let at = self.set.days.at(self.point);
            self.out.push(Happening { at, by, what });
        }
    }

    pub fn act(&mut self, action: Action, note: Option<Json>) {
        self.act_by(self.team.rep, action, note);
    }

    pub fn act_by(&mut self, by: Id, action: Action, note: Option<Json>) {
        let what = What::Act {
            id: self.id,
            action,
            note,
        };
        self.push(by, what);
        self.wait(0.004);
    }

    pub fn change(&mut self, id: Id, body: Json) {
        let body = members(body);
        self.push(self.team.rep, What::Change { id, body });
        self.wait(0.004);
    }

    /// Makes a record that belongs to the deal.
    pub fn add(&mut self, object: &'static str, body: Json) -> Id {
        let id = self.set.ids.next(self.set.days.at(self.point));
        let mut body = members(body);
        body.insert("opportunity".into(), json!(self.id));
        self.push(self.team.rep, What::Make { object, id, body });
        self.wait(0.004);
        id
    }

    /// A contact with the customer, in words that fit the stage.
    pub fn talk(&mut self, stage: &str, outcome: &str, only: Option<&[&str]>) {
        let words = self.set.words;
        let Some(said) = words.talk.stages.get(stage).and_then(|s| s.get(outcome)) else {
            return;
        };
        let fits = |s: &&Said| only.is_none_or(|kinds| kinds.contains(&s.kind.as_str()));
        let all: Vec<&Said> = said.iter().filter(fits).collect();
        let fresh: Vec<&Said> = all
            .iter()
            .filter(|s| !self.used.contains(&s.text.zh))
            .copied()
            .collect();
        let from = if fresh.is_empty() { &all } else { &fresh };
        if from.is_empty() {
            return;
        }
        let said = *self.dice.of(from);
        self.used.push(said.text.zh.clone());
        let kind = said.kind.as_str();
        let body = self.fill(&said.text);
        self.log(kind, (kind == "call").then_some("connected"), outcome, body, stage);
    }

    /// Logs a contact; often with what comes next.
    pub fn log(&mut self, kind: &str, reached: Option<&str>, outcome: &str, body: String, stage: &str) {
        self.finish_due_tasks();
        let minutes = match kind {
            "call" => 4 + self.dice.below(18),
            "visit" => 60 + 10 * self.dice.below(12),
            "meeting" => 30 + 5 * self.dice.below(12),
            _ => 0,
        };
        let who = self.known().map(|k| k.id);
        let body = json!({ "kind": kind, "reached": reached, "outcome": outcome, "body": body, "contact": who,
            "account": self.customer.id, "minutes": (minutes > 0).then_some(minutes) });
        self.add("activities", body);
        if self.dice.chance(0.35) {
            self.plan_task(stage);
        }
    }

    fn plan_task(&mut self, stage: &str) {
        let words = self.set.words;
        let Some(tasks) = words.talk.tasks.get(stage) else {
            return;
        };
        let task = self.dice.of(tasks);
        let due = self.point + self.dice.between(0.8, 4.0);
        let body = json!({ "title": words.say(&task.text), "kind": task.kind, "due_on": self.set.days.day(due).to_string(),
            "account": self.customer.id, "contact": self.known().map(|k| k.id) });
        let id = self.add("tasks", body);
        let done = due
            + if self.dice.chance(0.8) {
                self.dice.between(-0.7, 0.0)
            } else {
                self.dice.between(0.5, 2.5)
            };
        self.tasks.push((id, done));
    }

    /// Does what was planned before now.
    fn finish_due_tasks(&mut self) {
        let now = self.point;
        let due: Vec<_> = self.tasks.iter().filter(|(_, done)| *done <= now).copied().collect();
        self.tasks.retain(|(_, done)| *done > now);
        for (id, _) in due {
            self.change(id, json!({ "status": "done" }));
        }
    }

    /// Nothing stays open when a deal is over.
    pub fn finish_tasks(&mut self) {
        for (id, _) in std::mem::take(&mut self.tasks) {
            self.change(id, json!({ "status": "done" }));
        }
    }

    /// Whom one talks to: the user first, later whoever was met.
    pub fn known(&mut self) -> Option<&'w Known> {
        let met = self.met.iter().filter(|m| m.is_some()).count().max(1);
        let which = if self.dice.chance(0.6) { 0 } else { self.dice.below(met) };
        self.customer.people.get(which)
    }

    /// A text about this deal.
    pub fn fill(&mut self, text: &kernel::Text) -> String {
        let words = self.set.words;
        let who = self.known().map(|k| k.who.clone()).unwrap_or_default();
        let day = words.say(self.dice.of(&words.talk.days)).to_owned();
        let n = (2 + self.dice.below(7)).to_string();
        let product = words.say(&self.product.name);
        let slots = [
            ("{who}", who.as_str()),
            ("{day}", &day),
            ("{n}", &n),
            ("{line}", &self.customer.line),
            ("{product}", product),
            ("{rival}", &self.rival),
        ];
        words.fill(text, &slots)
    }
}

/// A record that is made.
pub(super) fn make(object: &'static str, id: Id, body: Json) -> What {
    let body: Map<String, Json> = members(body);
    What::Make { object, id, body }
}

/// A step's time in days.
pub(super) fn days(span: sop::Span) -> u16 {
    match span {
        sop::Span::Days(days) => days,
        sop::Span::Hours(_) => 1,
    }
}
