//! What people do to a deal and to what hangs on it, all at random.

use app::activities::{self, LogEntry};
use app::sop::{self as runs, AnswerInput};
use app::{App, engine};
use kernel::{Code, Error, Id, Result};
use records::{Condition, Cx, Op};
use serde_json::{Map, Value as Json, json};
use sop::Action;
use store::Tx;
use store::records as rows;

use super::company::{Company, Scene};
use crate::choices::Choices;

/// Something that somebody does.
#[derive(Clone, Debug)]
pub enum Act {
    /// A verb on a run; `pick` chooses a step or a stage.
    Verb {
        deal: Id,
        user: Id,
        verb: &'static str,
        pick: usize,
        words: &'static str,
    },
    /// An answer to a question of the stage.
    Answer {
        deal: Id,
        user: Id,
        pick: usize,
        input: usize,
    },
    /// A waiver is asked for.
    Ask { deal: Id, user: Id, pick: usize },
    /// The waiver that waits is decided.
    Decide { deal: Id, user: Id, approve: bool },
    /// A field is set.
    Set {
        object: &'static str,
        id: Id,
        user: Id,
        field: &'static str,
        value: Json,
    },
    /// Something new hangs on the deal.
    Make { object: &'static str, user: Id, body: Json },
    /// Something that hangs on the deal is changed, deleted or restored.
    Child {
        object: &'static str,
        deal: Id,
        user: Id,
        pick: usize,
        change: Option<(&'static str, Json)>,
    },
    /// A record is deleted.
    Delete { object: &'static str, id: Id, user: Id },
    /// It comes back.
    Restore { object: &'static str, id: Id, user: Id },
    /// A call is logged, for a step or not.
    Log {
        deal: Id,
        user: Id,
        pick: usize,
        outcome: &'static str,
    },
    /// The administrator does all that the stage asks for.
    Work { deal: Id, contact: Id },
    /// Time passes.
    Wait { minutes: i64 },
}

const VERBS: [&str; 19] = [
    "advance",
    "advance",
    "advance",
    "advance",
    "advance_to",
    "bulk",
    "bulk",
    "win",
    "back",
    "back",
    "hold",
    "resume",
    "lose",
    "revive",
    "revive",
    "complete",
    "complete",
    "skip",
    "reopen",
];
const WORDS: [&str; 3] = ["客户改变了计划", "无", ""];

/// Chooses something to do.
pub fn pick(c: &mut Choices, company: &Company, scene: &Scene) -> Act {
    let deal = *c.pick(&scene.deals);
    // Mostly the representative, who may do most.
    let user = company.users[[0, 0, 0, 1, 2][c.below(5)]];
    let pick = c.below(12);
    match c.below(30) {
        24..=29 => Act::Work {
            deal,
            contact: scene.contacts[0],
        },
        0..=6 => Act::Verb {
            deal,
            user,
            verb: VERBS[c.below(VERBS.len())],
            pick,
            words: WORDS[c.below(WORDS.len())],
        },
        7 => Act::Answer {
            deal,
            user,
            pick,
            input: c.below(4),
        },
        8 => Act::Ask { deal, user, pick },
        9 => Act::Decide {
            deal,
            user,
            approve: c.chance(70),
        },
        10..=12 => set(c, company, scene, deal, user),
        13..=16 => make(c, company, scene, deal, user),
        17 | 18 => child(c, deal, user, pick),
        19 => {
            let all = [
                ("contacts", scene.contacts[0]),
                ("accounts", scene.account),
                ("contacts", scene.contacts[1]),
                ("opportunities", deal),
            ];
            let (object, id) = *c.pick(&all);
            Act::Delete { object, id, user }
        }
        20 | 21 => {
            let all = [
                ("opportunities", deal),
                ("opportunities", deal),
                ("contacts", scene.contacts[0]),
                ("accounts", scene.account),
            ];
            let (object, id) = *c.pick(&all);
            Act::Restore { object, id, user }
        }
        22 => Act::Log {
            deal,
            user,
            pick,
            outcome: ["advance", "order", "continuation"][c.below(3)],
        },
        _ => Act::Wait {
            minutes: [5, 300, 3000, 60_000][c.below(4)],
        },
    }
}

fn set(c: &mut Choices, company: &Company, scene: &Scene, deal: Id, user: Id) -> Act {
    let (object, id, fields): (_, _, &[&'static str]) = match c.below(6) {
        0..=2 => {
            let own = [
                "pain",
                "amount",
                "source",
                "budget",
                "competitor",
                "pain_amount",
                "expected_close",
                "account",
                "decision_process",
                "owner",
                "engaged_on",
            ];
            // What only verbs may write.
            let shut = [
                "status",
                "stage",
                "phase",
                "sop",
                "sop_version",
                "closed_on",
                "next_step",
                "loss_reason",
            ];
            let field = if c.chance(20) { *c.pick(&shut) } else { *c.pick(&own) };
            return Act::Set {
                object: "opportunities",
                id: deal,
                user,
                field,
                value: value(c, company, scene, field),
            };
        }
        3 => ("accounts", scene.account, &["industry", "region", "tier"]),
        4 => ("contacts", *c.pick(&scene.contacts), &["title", "account"]),
        _ => match c.below(2) {
            0 => ("users", company.users[0], &["title"]),
            _ => ("products", company.product, &["kind"]),
        },
    };
    // People and products are the administrator's.
    let user = if matches!(object, "users" | "products") {
        company.users[2]
    } else {
        user
    };
    let field = *c.pick(fields);
    Act::Set {
        object,
        id,
        user,
        field,
        value: value(c, company, scene, field),
    }
}

fn value(c: &mut Choices, company: &Company, scene: &Scene, field: &str) -> Json {
    if c.chance(25) && !matches!(field, "owner" | "engaged_on") {
        return Json::Null;
    }
    match field {
        "amount" | "budget" | "pain_amount" => json!((*c.pick(&["5.00", "100.00"]))),
        "expected_close" => json!((*c.pick(&["2026-11-20", "2026-12-30"]))),
        "engaged_on" => json!("2026-11-20"),
        "account" => json!(scene.account),
        "owner" => json!(c.pick(&company.users[..2])),
        "tier" => json!((*c.pick(&["A", "B"]))),
        "kind" => json!((*c.pick(&["product", "service"]))),
        "status" => json!((*c.pick(&["won", "lost", "open"]))),
        "stage" => json!("s1"),
        "sop" | "sop_version" => json!(c.pick(&company.sops)),
        "closed_on" => json!("2026-11-22"),
        "loss_reason" => json!("price"),
        "phase" => json!("sign"),
        _ => json!((*c.pick(&["某某", "x"]))),
    }
}

fn make(c: &mut Choices, company: &Company, scene: &Scene, deal: Id, user: Id) -> Act {
    let contact = *c.pick(&scene.contacts);
    let (object, body) = match c.below(7) {
        0 | 1 => {
            let role = *c.pick(&["decider", "user", "buyer", "champion", "economic_buyer"]);
            let attitude = *c.pick(&["supporter", "neutral", "negative"]);
            let body = json!({"opportunity": deal, "contact": contact, "role": role, "attitude": attitude, "met": c.chance(60)});
            ("stakeholders", body)
        }
        2 | 3 => {
            let kind = *c.pick(&["call", "visit", "meeting"]);
            let outcome = *c.pick(&["advance", "order", "continuation"]);
            let about = match c.below(4) {
                0 => json!({"contact": contact}),
                1 => json!({"account": scene.account, "contact": contact}),
                _ => json!({"opportunity": deal}),
            };
            let mut body = json!({"kind": kind, "outcome": outcome, "reached": "connected", "body": "谈了"});
            body.as_object_mut().unwrap().extend(about.as_object().unwrap().clone());
            ("activities", body)
        }
        4 => (
            "line_items",
            json!({"opportunity": deal, "product": company.product, "quantity": 1 + c.below(3)}),
        ),
        5 => ("tasks", json!({"title": "回访", "opportunity": deal})),
        _ => ("notes", json!({"body": "备忘", "opportunity": deal})),
    };
    Act::Make { object, user, body }
}

fn child(c: &mut Choices, deal: Id, user: Id, pick: usize) -> Act {
    let object = *c.pick(&["stakeholders", "activities", "line_items", "tasks", "notes"]);
    let change = match (object, c.below(3)) {
        (_, 0) => None,
        ("stakeholders", 1) => Some(("attitude", json!("negative"))),
        ("stakeholders", _) => Some(("role", json!((*c.pick(&["decider", "user", "buyer"]))))),
        ("activities", 1) => Some(("outcome", json!((*c.pick(&["no_sale", "advance"]))))),
        // It was about another deal, or only about the account.
        ("activities" | "notes" | "tasks", 2) => Some(("opportunity", Json::Null)),
        ("line_items", _) => Some(("quantity", json!(1 + c.below(3)))),
        ("tasks", _) => Some(("status", json!((*c.pick(&["open", "done"]))))),
        _ => Some(("body", json!("改过"))),
    };
    Act::Child {
        object,
        deal,
        user,
        pick,
        change,
    }
}

impl Act {
    /// The deal that it tries to move on.
    pub fn moves(&self) -> Option<Id> {
        match self {
            Self::Verb {
                deal,
                verb: "advance" | "advance_to" | "bulk" | "win",
                ..
            } => Some(*deal),
            _ => None,
        }
    }

    /// The deal whose run it is a verb on.
    pub fn verb_on(&self) -> Option<Id> {
        match self {
            Self::Verb { deal, .. } => Some(*deal),
            _ => None,
        }
    }
}

/// Does it.
pub fn act(tx: &mut Tx<'_>, company: &Company, act: &Act) -> Result<()> {
    let app = &company.app;
    let as_user = |tx: &mut Tx<'_>, user: &Id| app.as_user(tx, company.id, *user);
    match act {
        Act::Verb {
            deal,
            user,
            verb,
            pick,
            words,
        } => {
            let cx = as_user(tx, user)?;
            verb_on(tx, company, &cx, *deal, verb, *pick, words)
        }
        Act::Answer {
            deal,
            user,
            pick,
            input,
        } => {
            let cx = as_user(tx, user)?;
            answer(tx, company, &cx, *deal, *pick, *input)
        }
        Act::Ask { deal, user, pick } => {
            let (cx, step) = (as_user(tx, user)?, step(tx, company, *deal, *pick)?);
            runs::ask(tx, app, &cx, "opportunities", *deal, &step, "客户要求先试用").map(|_| ())
        }
        Act::Decide { deal, user, approve } => {
            let cx = as_user(tx, user)?;
            let waiting = Condition::leaf("opportunity", Op::Eq, deal.to_string()).and(Condition::leaf(
                "status",
                Op::Eq,
                "pending",
            ));
            let waivers = cx.object("waivers")?;
            let first = rows::ids(tx, &cx, waivers, &waiting, 1)?.into_iter().next();
            let waiver = first.ok_or_else(Error::not_found)?;
            runs::decide_waiver(tx, app, &cx, waiver, *approve, None).map(|_| ())
        }
        Act::Set {
            object,
            id,
            user,
            field,
            value,
        } => {
            let cx = as_user(tx, user)?;
            patch(tx, app, &cx, object, *id, field, value)
        }
        Act::Make { object, user, body } => {
            let cx = as_user(tx, user)?;
            engine::create(tx, app, &cx, object, body.as_object().unwrap()).map(|_| ())
        }
        Act::Child {
            object,
            deal,
            user,
            pick,
            change,
        } => {
            let cx = as_user(tx, user)?;
            let of = Condition::leaf("opportunity", Op::Eq, deal.to_string());
            let all = rows::ids(tx, &cx, cx.object(object)?, &of, 100)?;
            let id = *all.get(pick % all.len().max(1)).ok_or_else(Error::not_found)?;
            match change {
                Some((field, value)) => patch(tx, app, &cx, object, id, field, value),
                None => delete(tx, app, &cx, object, id),
            }
        }
        Act::Delete { object, id, user } => {
            let cx = as_user(tx, user)?;
            delete(tx, app, &cx, object, *id)
        }
        Act::Restore { object, id, user } => {
            let cx = as_user(tx, user)?;
            engine::restore(tx, app, &cx, object, *id)
        }
        Act::Log {
            deal,
            user,
            pick,
            outcome,
        } => {
            let cx = as_user(tx, user)?;
            let step = if pick.is_multiple_of(2) {
                Some(step(tx, company, *deal, *pick)?)
            } else {
                None
            };
            let entry =
                json!({"kind": "call", "reached": "connected", "outcome": outcome, "body": "谈了", "step": step});
            let entry: LogEntry = serde_json::from_value(entry).map_err(Error::internal)?;
            activities::log(tx, app, &cx, "opportunities", *deal, &entry).map(|_| ())
        }
        Act::Work { deal, contact } => {
            let cx = as_user(tx, &company.users[2])?;
            work(tx, company, &cx, *deal, *contact)
        }
        Act::Wait { minutes } => {
            company.clock.set(app.now().plus_seconds(minutes * 60));
            Ok(())
        }
    }
}

fn verb_on(tx: &mut Tx<'_>, company: &Company, cx: &Cx, deal: Id, verb: &str, pick: usize, words: &str) -> Result<()> {
    let app = &company.app;
    if verb == "bulk" {
        return engine::bulk_one(tx, app, cx, "opportunities", deal, &engine::BulkWork::Advance);
    }
    if verb == "revive" {
        return runs::reopen(tx, app, cx, deal, Some(words.to_owned())).map(|_| ());
    }
    let (reason, step) = (words.to_owned(), step(tx, company, deal, pick)?);
    let stage = match company.run(tx, deal)? {
        Some((_, document)) => document.stages[pick % document.stages.len()].key.clone(),
        None => String::new(),
    };
    let action = match verb {
        "advance" => Action::Advance { to: None },
        "advance_to" => Action::Advance { to: Some(stage) },
        "win" => Action::Win,
        "back" => Action::Back {
            to: pick.is_multiple_of(2).then_some(stage),
            reason,
        },
        "hold" => Action::Hold { reason, until: None },
        "resume" => Action::Resume,
        "lose" => {
            let on = cx.today().plus(-(pick as i32 % 3));
            let reason = if pick.is_multiple_of(2) {
                "price".to_owned()
            } else {
                "timing".to_owned()
            };
            Action::Lose { reason, on }
        }
        "complete" => Action::Complete { step },
        "skip" => Action::Skip { step, reason },
        _ => Action::Reopen { step },
    };
    runs::act(tx, app, cx, "opportunities", deal, action, None).map(|_| ())
}

/// A step of the stage that a deal stands in, seldom one that isn't.
fn step(tx: &mut Tx<'_>, company: &Company, deal: Id, pick: usize) -> Result<String> {
    let Some((run, document)) = company.run(tx, deal)? else {
        return Ok("none".to_owned());
    };
    let stage = document.stages.iter().find(|s| s.key == run.stage).unwrap();
    let key = stage.steps.get(pick % (stage.steps.len() + 1)).map(|s| s.key.clone());
    Ok(key.unwrap_or_else(|| "none".to_owned()))
}

fn answer(tx: &mut Tx<'_>, company: &Company, cx: &Cx, deal: Id, pick: usize, input: usize) -> Result<()> {
    let Some((run, document)) = company.run(tx, deal)? else {
        return Err(Error::not_found());
    };
    let stage = document.stages.iter().find(|s| s.key == run.stage).unwrap();
    let lists = document
        .questions
        .iter()
        .filter(|l| stage.steps.iter().any(|s| s.questions.contains(&l.key)));
    let questions: Vec<&str> = lists.flat_map(|l| l.all().map(|q| q.key.as_str())).collect();
    let question = *questions
        .get(pick % questions.len().max(1))
        .ok_or_else(Error::not_found)?;
    let by = cx.today().plus(3).to_string();
    let input = match input {
        0 => json!({"text": "每周两次，靠人工补救"}),
        1 => json!({"text": "暂无"}),
        2 => json!({"unknown_because": "要等财务回来", "will_know_by": by}),
        _ => json!({"text": "每月损失三万元"}),
    };
    let input: AnswerInput = serde_json::from_value(input).map_err(Error::internal)?;
    runs::answer(tx, &company.app, cx, "opportunities", deal, question, &input)
}

/// Everything that a stage may ask for, as far as it isn't there yet.
fn work(tx: &mut Tx<'_>, company: &Company, cx: &Cx, deal: Id, contact: Id) -> Result<()> {
    let app = &company.app;
    for (field, value) in [
        ("pain", json!("每周停线两次")),
        ("pain_amount", json!("600000.00")),
        ("amount", json!("100.00")),
        ("source", json!("展会")),
        ("budget", json!("100.00")),
        ("competitor", json!("某某")),
        ("decision_process", json!("先试用")),
        ("expected_close", json!(cx.today().plus(30).to_string())),
    ] {
        patch(tx, app, cx, "opportunities", deal, field, &value)?;
    }
    let make = |tx: &mut Tx<'_>, object: &str, body: Json| {
        engine::create(tx, app, cx, object, body.as_object().unwrap()).map(|_| ())
    };
    for role in ["decider", "user", "champion", "buyer"] {
        let body = json!({"opportunity": deal, "contact": contact, "role": role, "attitude": "supporter", "met": true});
        make(tx, "stakeholders", body)?;
    }
    for outcome in ["advance", "order"] {
        let body = json!({"opportunity": deal, "kind": "visit", "outcome": outcome, "reached": "connected"});
        make(tx, "activities", body)?;
    }
    make(
        tx,
        "line_items",
        json!({"opportunity": deal, "product": company.product, "quantity": 2}),
    )?;
    let Some((run, document)) = company.run(tx, deal)? else {
        return Ok(());
    };
    let stage = document.stages.iter().find(|s| s.key == run.stage).unwrap();
    for list in document
        .questions
        .iter()
        .filter(|l| stage.steps.iter().any(|s| s.questions.contains(&l.key)))
    {
        for question in list.all() {
            let input = AnswerInput {
                text: Some("每周两次".to_owned()),
                ..AnswerInput::default()
            };
            runs::answer(tx, app, cx, "opportunities", deal, &question.key, &input)?;
        }
    }
    for step in stage
        .steps
        .iter()
        .filter(|s| !s.by_data() && !run.steps.contains_key(&s.key))
    {
        let step = step.key.clone();
        runs::act(tx, app, cx, "opportunities", deal, Action::Complete { step }, None)?;
    }
    Ok(())
}

fn patch(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, id: Id, field: &str, value: &Json) -> Result<()> {
    let (version, _) = engine::get(tx, cx, object, id, &["version".to_owned()])?;
    let body = Map::from_iter([(field.to_owned(), value.clone())]);
    let shut = cx.object(object)?.field(field).is_some_and(|f| f.read_only || f.fixed);
    engine::patch(tx, app, cx, object, id, version, &body)?;
    if shut {
        return Err(Error::new(Code::Internal).private(format!("{field} let itself be set")));
    }
    Ok(())
}

fn delete(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, id: Id) -> Result<()> {
    let (version, _) = engine::get(tx, cx, object, id, &["version".to_owned()])?;
    engine::delete(tx, app, cx, object, id, version)
}
