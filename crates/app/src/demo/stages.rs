//! How each step of the solution-selling SOP gets done, now and then late, left out or excused, as it is among people.

use kernel::Id;
use serde_json::{Value as Json, json};
use sop::{Action, Stage, Step};

use super::deals::{Teller, days};

/// Contacts that count as having spoken with somebody.
const SPOKEN: &[&str] = &["call", "visit", "meeting"];
/// Steps that managers are asked to let pass.
const WAIVED: &[&str] = &[
    "con_prepare",
    "dis_value",
    "dis_cost",
    "dis_confirm",
    "pro_value",
    "pro_present",
    "neg_plan",
    "neg_terms",
];
/// Contacts in person or by video.
const FACE_TO_FACE: &[&str] = &["visit", "meeting"];

impl Teller<'_> {
    /// Does a step, or leaves it out for a reason.
    pub fn step(&mut self, stage: &Stage, step: &Step) {
        if WAIVED.contains(&step.key.as_str()) && self.dice.chance(0.035) {
            return self.waive(stage, step);
        }
        let left_out = match step.key.as_str() {
            "neg_approval" => 0.62,
            "dev_reason" | "con_minutes" | "pro_value" | "sig_archive" => 0.09,
            "neg_schedule" | "dis_budget" => 0.12,
            "care_week" | "care_month" | "care_quarter" | "care_training" => 0.05,
            _ => 0.0,
        };
        if step.skip == sop::Skip::Reason && self.dice.chance(left_out) {
            let skips = &self.set.words.texts.skips;
            let reason = if step.key == "neg_approval" {
                &skips[2]
            } else {
                self.dice.of(skips)
            };
            let reason = self.set.words.say(reason).to_owned();
            let note = json!({ "reason": reason });
            return self.act(
                Action::Skip {
                    step: step.key.clone(),
                    reason,
                },
                Some(note),
            );
        }
        self.finish(step);
    }

    /// Does a step.
    fn finish(&mut self, step: &Step) {
        match step.key.as_str() {
            // The deal and its account were made with these.
            "dev_account" | "dev_source" | "dev_profile" | "neg_buyer" => {}
            "dev_entry" => self.meets(0, "user"),
            "dev_reach" => self.reach(),
            "dev_reason" => {
                let note = self.fill(&self.set.words.texts.notes[0]);
                self.add("notes", json!({ "body": note }));
                self.complete(step, self.team.rep);
            }
            "con_meet" => {
                let outcome = self.dice.weighed(&[("advance", 0.7), ("continuation", 0.3)]);
                self.talk("contact", outcome, Some(FACE_TO_FACE));
            }
            "con_pain" => {
                let pain = self.of(&self.set.words.texts.pains);
                self.deal(json!({ "pain": pain }));
            }
            "dis_cost" => {
                let cost = (self.amount as f64 * self.dice.between(0.3, 1.6)) as i64 / 10_000 * 10_000 + 20_000;
                self.deal(json!({ "pain_amount": format!("{cost}.00") }));
            }
            "dis_people" => {
                self.meets(1, "decider");
                if self.dice.chance(0.55) {
                    self.meets(2, "economic_buyer");
                }
            }
            "dis_process" => {
                let process = self.of(&self.set.words.texts.decisions);
                self.deal(json!({ "decision_process": process }));
                self.answer(step, 0.5);
            }
            "dis_budget" => {
                let budget = (self.amount as f64 * self.dice.between(0.85, 1.25)) as i64 / 10_000 * 10_000 + 10_000;
                self.deal(json!({ "budget": format!("{budget}.00") }));
            }
            "dis_site" => self.talk("discover", "advance", Some(&["visit"])),
            "pro_match" => self.items(),
            "pro_amount" => {
                let body =
                    json!({ "amount": format!("{}.00", self.amount), "expected_close": self.expected.to_string() });
                self.deal(body);
            }
            "pro_rival" => {
                let rival = self.rival.clone();
                self.deal(json!({ "competitor": rival }));
            }
            "pro_champion" => {
                if let Some(user) = self.met[0] {
                    self.change(user, json!({ "role": "champion", "attitude": "supporter" }));
                }
            }
            "pro_present" => {
                self.talk("propose", "advance", Some(FACE_TO_FACE));
                self.complete(step, self.team.rep);
            }
            "neg_quote" => {
                self.talk("negotiate", "continuation", Some(&["email"]));
                self.complete(step, self.team.rep);
            }
            "neg_objections" => {
                self.answer(step, 0.5);
                self.complete(step, self.team.rep);
            }
            "sig_signed" => self.signed(),
            "pro_review" | "neg_approval" | "sig_review" => self.complete(step, self.team.manager),
            "care_thanks" | "care_week" | "care_month" | "care_quarter" | "care_training" | "care_referral" => {
                self.talk("care", "continuation", None);
                self.complete(step, self.team.rep);
            }
            _ if !step.questions.is_empty() => self.answer(step, 0.35),
            _ if step.by_data() => {}
            _ => self.complete(step, self.team.rep),
        }
    }

    /// What the gate asks for beyond its steps, just before the stage is left.
    pub fn close(&mut self, stage: &Stage) {
        self.wait(0.2);
        self.learn();
        match stage.key.as_str() {
            "contact" => self.attitude(0, "positive"),
            "discover" => {
                let attitude = self.dice.weighed(&[("neutral", 0.5), ("positive", 0.5)]);
                self.attitude(1, attitude);
            }
            "propose" => self.attitude(1, "positive"),
            "negotiate" => {
                if self.met[2].is_none() {
                    self.meets(2, "buyer");
                }
                if self.dice.chance(0.6) {
                    let discount = 2 + self.dice.below(9) as i64;
                    self.amount -= self.amount * discount / 100;
                }
                let amount = format!("{}.00", self.amount);
                self.deal(json!({ "amount": amount }));
            }
            _ => {}
        }
        // A neutral answer brings nobody on; most gates want to see the customer do something.
        if !stage.signing {
            self.wait(0.05);
            self.talk(&stage.key, "advance", Some(SPOKEN));
        }
        if self.dice.chance(0.3) {
            let note = self.of(&self.set.words.texts.notes[1..]);
            self.add("notes", json!({ "body": note }));
        }
        let rest = self.dice.between(0.05, 0.5);
        self.wait(rest);
    }

    /// Several tries until somebody answers.
    fn reach(&mut self) {
        for _ in 0..self.dice.weighed(&[(0, 0.5), (1, 0.3), (2, 0.2)]) {
            let said = self.dice.of(&self.set.words.talk.no_answer);
            let body = self.fill(&said.text);
            self.log("call", Some("no_answer"), "continuation", body, "develop");
            let pause = self.dice.between(0.3, 1.2);
            self.wait(pause);
        }
        self.talk("develop", "advance", Some(&["call"]));
    }

    /// Somebody of the customer's comes into play.
    fn meets(&mut self, which: usize, role: &str) {
        let Some(contact) = self.customer.people.get(which).map(|k| k.id) else {
            return;
        };
        let concern = self
            .set
            .words
            .say(self.dice.of(&self.set.words.texts.concerns))
            .to_owned();
        let body = json!({ "contact": contact, "role": role, "attitude": "unknown", "concern": concern });
        self.met[which] = Some(self.add("stakeholders", body));
    }

    fn attitude(&mut self, which: usize, attitude: &str) {
        if let Some(id) = self.met[which] {
            self.change(id, json!({ "attitude": attitude, "met": true }));
        }
    }

    /// What is offered, with a service to it.
    fn items(&mut self) {
        let products = self.set.products;
        if let Some(product) = products.get(&self.product.code) {
            let price = format!("{}.00", self.product.price);
            self.add(
                "line_items",
                json!({ "product": product, "quantity": self.quantity, "unit_price": price }),
            );
        }
        let service = if self.dice.chance(0.6) { "SRV-70" } else { "SRV-80" };
        let found = self.set.words.products.iter().find(|p| p.code == service);
        if let (Some(words), Some(product), true) = (found, products.get(service), self.amount > 200_000) {
            let price = format!("{}.00", words.price);
            self.add(
                "line_items",
                json!({ "product": product, "quantity": 1, "unit_price": price }),
            );
            self.amount += words.price;
        }
    }

    /// The contract lies in the customer's approval, longer than anybody would like; then it is signed.
    fn signed(&mut self) {
        let mut left = self.dice.around(10.0, 0.5);
        while left > 5.0 {
            let pause = self.dice.between(2.5, 4.5);
            self.wait(pause);
            left -= pause;
            self.talk("sign", "continuation", None);
        }
        self.wait(left.max(0.3));
        self.talk("sign", "order", None);
    }

    /// Answers to the questions of a step: the important ones, and some of the others.
    fn answer(&mut self, step: &Step, others: f64) {
        let lists = step
            .questions
            .iter()
            .filter_map(|key| self.set.document.questions.iter().find(|l| l.key == *key));
        let asked: Vec<_> = lists
            .flat_map(sop::QuestionList::all)
            .map(|q| (q.key.clone(), q.important))
            .collect();
        for (question, important) in asked {
            if !important && !self.dice.chance(others) {
                continue;
            }
            let body = match self.set.words.answers.get(&question) {
                Some(_) if important && self.dice.chance(0.02) => {
                    let because = self.of(&self.set.words.texts.unknowns);
                    let by = self.set.days.day(self.point + 20.0);
                    json!({ "question": question, "unknown_because": because, "will_know_by": by.to_string() })
                }
                Some(list) => {
                    let text = self.of(list);
                    json!({ "question": question, "text": text })
                }
                None => continue,
            };
            let open = body.get("unknown_because").is_some();
            let id = self.add("answers", body);
            if open {
                self.unknown.push((id, question));
            }
            self.wait(0.003);
        }
    }

    /// What the customer couldn't say at first is known by now.
    fn learn(&mut self) {
        for (id, question) in std::mem::take(&mut self.unknown) {
            let Some(list) = self.set.words.answers.get(&question) else {
                continue;
            };
            let text = self.of(list);
            let mut body = super::story::members(json!({ "text": text }));
            body.insert("unknown_because".into(), Json::Null);
            body.insert("will_know_by".into(), Json::Null);
            self.push(self.team.rep, super::story::What::Change { id, body });
            self.wait(0.004);
        }
    }

    /// The rep asks for an exception; the manager grants it the next day.
    fn waive(&mut self, stage: &Stage, step: &Step) {
        let id = self.asks_for_waiver(stage, step);
        let pause = self.dice.between(0.3, 1.1);
        self.wait(pause);
        let granted = self.dice.chance(0.88);
        let texts = &self.set.words.texts;
        let comments = if granted { &texts.waiver_yes } else { &texts.waiver_no };
        let comment = self.set.words.say(self.dice.of(comments)).to_owned();
        let at = self.set.days.at(self.point).to_rfc3339();
        let status = if granted { "approved" } else { "rejected" };
        let body = json!({ "status": status, "decided_by": self.team.manager, "decided_at": at, "comment": comment });
        let body = super::story::members(body);
        self.push(self.team.manager, super::story::What::Change { id, body });
        if granted {
            let note = json!({ "comment": comment });
            return self.act_by(self.team.manager, Action::Waive { step: step.key.clone() }, Some(note));
        }
        let pause = self.dice.between(0.5, 2.0);
        self.wait(pause);
        self.finish(step);
    }

    fn asks_for_waiver(&mut self, stage: &Stage, step: &Step) -> Id {
        let words = self.set.words;
        let reason = words.say(self.dice.of(&words.texts.waivers)).to_owned();
        let body = json!({ "stage": stage.key, "step": step.key, "step_title": words.say(&step.title), "reason": reason, "status": "pending" });
        self.add("waivers", body)
    }

    /// Delivery and care, up to the last callback.
    pub fn care(&mut self) {
        let Some((_, stage)) = self.set.document.stage("care") else {
            return;
        };
        let entered = self.point;
        let pace = self.plan.pace * self.dice.around(0.95, 0.15);
        let mut steps: Vec<&Step> = stage
            .steps
            .iter()
            .filter(|s| s.required || self.dice.chance(0.4))
            .collect();
        steps.sort_by_key(|s| days(s.due.unwrap_or(stage.target)));
        for step in steps {
            let due = f64::from(days(step.due.unwrap_or(stage.target)));
            let earliest = step.wait.map_or(0.0, |w| f64::from(days(w)) + 0.1);
            self.wait(0.03);
            let target = entered + (due * pace * self.dice.between(0.75, 0.99)).max(earliest);
            self.point = self.point.max(target);
            if self.is_over() {
                return;
            }
            self.step(stage, step);
        }
        self.wait(1.0);
        self.finish_tasks();
        self.act(Action::Advance { to: None }, None);
    }

    fn deal(&mut self, body: Json) {
        self.change(self.id, body);
    }

    fn complete(&mut self, step: &Step, by: Id) {
        self.act_by(by, Action::Complete { step: step.key.clone() }, None);
    }

    fn of(&mut self, list: &[kernel::Text]) -> String {
        let text = &list[self.dice.below(list.len())];
        self.fill(text)
    }
}
