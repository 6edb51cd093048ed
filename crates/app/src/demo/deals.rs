//! One customer with a deal under way: made and moved by the same actions that people use, at times that have passed.

use kernel::{Id, Instant, Result};
use records::{Action, Condition, Cx};
use serde_json::{Value as Json, json};
use sop::Action as Move;
use store::Tx;
use store::records::{find, load_as};

use super::{Names, Staff};
use crate::App;
use crate::activities::{LogEntry, LogNext, log};
use crate::engine;
use crate::opportunities::Opportunity;
use crate::products::Product;
use crate::setup::make;

/// What is to become of a deal.
#[derive(Clone, Debug)]
pub struct Deal {
    /// Its number, and the seed of its words.
    pub n: u64,
    /// Whose it is.
    pub owner: Id,
    /// How many stages it has left behind.
    pub stages: usize,
    /// Days since it entered the stage it stands in.
    pub recent: i64,
    /// Lost in the stage it reached.
    pub lost: bool,
}

/// The deals of the sample.
pub fn plan(staff: &Staff, count: u64) -> Vec<Deal> {
    let reps: Vec<Id> = staff.people.iter().filter(|p| p.role == "rep").map(|p| p.id).collect();
    let mut dice = Names::new(20_261_122, staff.cx.workspace.lang);
    (0..count)
        .map(|n| {
            let stages = [0, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 6][dice.below(12)];
            let lost = stages > 0 && stages < 6 && dice.chance(18);
            Deal {
                n,
                owner: reps[(n as usize) % reps.len()],
                stages,
                recent: [0, 0, 0, 1, 1, 1, 2, 3, 4, 7][dice.below(10)],
                lost,
            }
        })
        .collect()
}

/// Makes a deal and everything around it.
pub fn deal(tx: &mut Tx<'_>, app: &App, staff: &Staff, deal: &Deal) -> Result<()> {
    let mut names = Names::new(deal.n + 1, staff.cx.workspace.lang);
    let cx = app.as_user(tx, staff.cx.workspace.id, deal.owner)?;
    let present = cx.now;
    let age = |stages_ago: usize| deal.recent + 9 * stages_ago as i64;
    let cx = past(&cx, present, age(deal.stages));
    let (company, trade, city) = names.company();
    let tier = ["A", "B", "B", "C"][names.below(4)];
    let account = make(
        tx,
        app,
        &cx,
        "accounts",
        json!({ "name": company, "industry": trade, "region": city, "tier": tier, "owner": deal.owner, "phone": names.phone(), "employees": 60 + names.below(900),
            "website": format!("https://c{}.example", deal.n), "source": names.source() }),
    )?;
    let mut people = Vec::new();
    for i in 0..3 {
        let shift = names.below(2);
        let body = json!({ "name": names.person(), "account": account, "title": names.title(i + shift), "phone": names.phone(),
            "email": format!("p{}{i}@c{}.example", deal.n, deal.n), "owner": deal.owner, "preferred_channel": "phone" });
        people.push(make(tx, app, &cx, "contacts", body)?);
    }
    let products: Vec<Product> = find(tx, &cx, &Condition::always(), 20)?;
    let product = &products[names.below(products.len().min(6))];
    let quantity = 1 + names.below(4);
    let amount = product.price.unwrap_or(10_000_000) / 100 * quantity as i64;
    let opportunity = engine::create(
        tx,
        app,
        &cx,
        Opportunity::OBJECT,
        &object(
            json!({ "name": format!("{company} {}", product.name), "account": account, "number": format!("OP-{:04}", deal.n + 1), "amount": format!("{amount}.00"),
            "source": names.source(), "expected_close": present.day(cx.workspace.calendar.tz).plus(20 + names.below(70) as i32 - 10 * deal.stages as i32).to_string() }),
        )?,
    )?;
    let story = Story {
        app,
        opportunity,
        people: &people,
        product: product.id,
        quantity,
        amount,
        deal,
        present,
    };
    for stage in 0..deal.stages {
        let then = past(&cx, present, age(deal.stages - stage - 1));
        story.learn(tx, &then, &mut names, stage)?;
        story.finish_stage(tx, &then)?;
    }
    let now = past(&cx, present, names.below(3).min(deal.recent as usize) as i64);
    if deal.lost {
        let on = now.today();
        let reason = ["price", "competitor", "no_decision", "timing"][names.below(4)].to_owned();
        return crate::sop::act_historical(
            tx,
            app,
            &now,
            Opportunity::OBJECT,
            opportunity,
            &Move::Lose { reason, on },
            None,
            now.now,
        );
    }
    story.begin_stage(tx, &now, &mut names)
}

/// The same person, some days ago, at an hour of work.
fn past(cx: &Cx, present: Instant, days: i64) -> Cx {
    Cx {
        now: Instant(present.plus_seconds(-days * 86_400).0 - 1_000_000),
        ..cx.clone()
    }
}

fn object(json: Json) -> Result<serde_json::Map<String, Json>> {
    match json {
        Json::Object(map) => Ok(map),
        _ => Err(kernel::Error::internal("a record is an object")),
    }
}

struct Story<'a> {
    app: &'a App,
    opportunity: Id,
    people: &'a [Id],
    product: Id,
    quantity: usize,
    amount: i64,
    deal: &'a Deal,
    present: Instant,
}

impl Story<'_> {
    /// What a stage brings to light.
    fn learn(&self, tx: &mut Tx<'_>, cx: &Cx, names: &mut Names, stage: usize) -> Result<()> {
        match stage {
            1 => {
                self.set(tx, cx, json!({ "pain": names.say("换线一次要停 40 分钟，返工率偏高", "Each changeover stops the line for 40 minutes; rework is high") }))?;
                self.meet(tx, cx, 1, "influencer", "positive")?;
            }
            2 => {
                let pain = format!("{}.00", self.amount / 2 + 80_000);
                let budget = format!("{}.00", self.amount + 50_000);
                let process = names.say(
                    "生产总监提出，信息部评估，总经理办公会审批，采购比价后签约",
                    "Production proposes, IT assesses, the board approves, purchasing compares prices",
                );
                self.set(
                    tx,
                    cx,
                    json!({ "pain_amount": pain, "budget": budget, "decision_process": process }),
                )?;
                self.meet(tx, cx, 0, "decider", "positive")?;
                self.meet(tx, cx, 2, "economic_buyer", "neutral")?;
            }
            3 => {
                let body =
                    json!({ "opportunity": self.opportunity, "product": self.product, "quantity": self.quantity });
                engine::create(tx, self.app, cx, "line_items", &object(body)?)?;
                self.set(
                    tx,
                    cx,
                    json!({ "competitor": names.say("金蝶云 · 鼎捷", "Kingdee · Digiwin") }),
                )?;
            }
            _ => {}
        }
        let said = [
            (
                "确认了产线现状，客户同意下周安排技术交流会",
                "Went through the line as it is; they agreed to a technical session next week",
            ),
            (
                "客户主动提出 12 月检修窗口，希望演示时带上排产模块",
                "They named the December service window and want scheduling in the demo",
            ),
            (
                "与生产总监核对了停线损失，对方答应提供数据",
                "Checked the cost of stops with the production director, who will send figures",
            ),
        ][names.below(3)];
        let entry = self.entry(
            ["call", "visit", "meeting"][names.below(3)],
            names.say(said.0, said.1),
            "advance",
        );
        log(tx, self.app, cx, self.opportunity, &entry).map(|_| ())
    }

    fn entry(&self, kind: &str, body: String, outcome: &str) -> LogEntry {
        LogEntry {
            kind: kind.to_owned(),
            reached: (kind == "call").then(|| "connected".to_owned()),
            outcome: Some(outcome.to_owned()),
            body: Some(body),
            contact: self.people.first().copied(),
            minutes: Some(12),
            at: None,
            next: None,
            step: None,
        }
    }

    /// Does by hand what the stage asks for, and moves on; what is still lacking is marked, as with any history.
    fn finish_stage(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
        let record: Opportunity = load_as(tx, cx, self.opportunity, Action::Read)?;
        let Some(version) = record.sop_version else {
            return Ok(());
        };
        let version = self.app.versions().get(tx, cx, version)?;
        let stage = record
            .stage
            .as_deref()
            .and_then(|s| version.document.stage(s))
            .map(|(_, s)| s.clone());
        for step in stage
            .iter()
            .flat_map(|s| &s.steps)
            .filter(|s| s.required && !s.by_data())
        {
            let complete = Move::Complete { step: step.key.clone() };
            // A timer that isn't due yet stays open.
            crate::sop::act_historical(
                tx,
                self.app,
                cx,
                Opportunity::OBJECT,
                self.opportunity,
                &complete,
                None,
                cx.now,
            )
            .or_else(|e| {
                if e.code() == kernel::Code::WrongState {
                    Ok(())
                } else {
                    Err(e)
                }
            })?;
        }
        crate::sop::act_historical(
            tx,
            self.app,
            cx,
            Opportunity::OBJECT,
            self.opportunity,
            &Move::Advance { to: None },
            None,
            cx.now,
        )
    }

    /// Begins the stage it stands in, and plans what comes next.
    fn begin_stage(&self, tx: &mut Tx<'_>, cx: &Cx, names: &mut Names) -> Result<()> {
        let next = [
            (
                "确认技术交流会时间",
                "Agree on the date of the technical session",
                "call",
            ),
            ("发送会议纪要", "Send the minutes", "send"),
            ("上门勘察二号产线", "Visit line two", "visit"),
        ][names.below(3)];
        let mut entry = self.entry(
            "call",
            names.say("跟进近况，约定下一步", "Caught up and agreed on what comes next"),
            if names.chance(60) { "advance" } else { "continuation" },
        );
        if self.deal.stages < 6 {
            let today = self.present.day(cx.workspace.calendar.tz);
            entry.next = Some(LogNext {
                title: names.say(next.0, next.1),
                due_on: Some(today.plus(names.below(4) as i32 - 1).to_string()),
                kind: Some(next.2.to_owned()),
            });
        }
        log(tx, self.app, cx, self.opportunity, &entry).map(|_| ())
    }

    fn set(&self, tx: &mut Tx<'_>, cx: &Cx, fields: Json) -> Result<()> {
        let record: Opportunity = load_as(tx, cx, self.opportunity, Action::Read)?;
        engine::patch(
            tx,
            self.app,
            cx,
            Opportunity::OBJECT,
            self.opportunity,
            record.version,
            &object(fields)?,
        )
    }

    fn meet(&self, tx: &mut Tx<'_>, cx: &Cx, who: usize, role: &str, attitude: &str) -> Result<()> {
        let body = json!({ "opportunity": self.opportunity, "contact": self.people[who], "role": role, "attitude": attitude, "met": true });
        engine::create(tx, self.app, cx, "stakeholders", &object(body)?).map(|_| ())
    }
}
