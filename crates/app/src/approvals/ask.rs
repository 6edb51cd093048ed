//! Asking: the one way by which a capability has something approved.

use kernel::{Code, Error, Id, Result, Text};
use records::{Action, Condition, Cx, Op, bind};
use serde_json::{Map, json};
use store::Tx;
use store::records::{self as rows, find};

use super::running::{Running, said, superior, to_json};
use super::steps::{self, Step};
use super::{Approval, Flow, SUBJECTS};
use crate::App;
use crate::engine::{Mode, may_act, store_new};

/// What is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Ask<'a> {
    /// One of [`super::KINDS`].
    pub kind: &'a str,
    /// The record that it is about: its kind and itself.
    pub subject: (&'a str, Id),
    /// In a few words, for those who decide.
    pub title: Text,
    /// Why.
    pub reason: &'a str,
    /// Who decides where no flow of the company fits; the asker's superior if nothing is said.
    pub otherwise: Vec<Step>,
}

/// Asks for something under the company's flow for it. What comes of it is heard through [`super::kinds`]: nothing is
/// approved before this returns. The caller has checked that the asker may ask.
///
/// # Errors
/// `forbidden` for programs: somebody asks.
pub(crate) fn ask(tx: &mut Tx<'_>, app: &App, cx: &Cx, ask: &Ask<'_>) -> Result<Id> {
    cx.user.ok_or_else(Error::forbidden)?;
    let system = cx.as_system();
    let (object, id) = ask.subject;
    let field = SUBJECTS.iter().find(|(key, _)| *key == object);
    let (_, field) = field.ok_or_else(|| Error::internal(format!("nothing is approved about {object}")))?;
    let flow = fitting(tx, &system, ask.kind, object, id)?;
    let mut plan = match &flow {
        Some(flow) => steps::read(flow.steps.as_deref()),
        None => ask.otherwise.clone(),
    };
    if plan.is_empty() {
        plan.push(superior());
    }
    let short = |text: &str| text.chars().take(200).collect::<String>();
    let mut body = Map::new();
    body.insert(Approval::title.into(), json!(short(&ask.title.zh)));
    body.insert(Approval::title_en.into(), json!(short(&ask.title.en)));
    body.insert(Approval::kind.into(), json!(ask.kind));
    body.insert(Approval::status.into(), json!("pending"));
    body.insert((*field).into(), json!(id));
    body.insert(Approval::steps.into(), to_json(&plan));
    body.insert(Approval::step.into(), json!("0"));
    body.insert(Approval::decisions.into(), json!("0"));
    body.insert(Approval::alone.into(), json!(false));
    if let Some(reason) = said(Some(ask.reason)) {
        body.insert(Approval::reason.into(), json!(reason));
    }
    if let Some(flow) = &flow {
        body.insert(Approval::flow.into(), json!(flow.id));
        body.insert(Approval::flow_version.into(), json!(flow.version.to_string()));
    }
    let approvals = system.object(Approval::OBJECT)?;
    let approval = store_new(tx, app, &system, approvals, &body, Mode::Program)?;
    let mut running = Running::load(tx, &system, approval)?;
    running.enter(tx, app, cx, 0)?;
    running.save(tx, app, cx, None)?;
    Ok(approval)
}

/// The first flow of a kind in force that fits the record.
fn fitting(tx: &mut Tx<'_>, system: &Cx, kind: &str, object: &str, id: Id) -> Result<Option<Flow>> {
    let of = Condition::leaf(Flow::active, Op::Eq, true)
        .and(Condition::leaf(Flow::kind, Op::Eq, kind))
        .and(Condition::leaf(Flow::object, Op::Eq, object));
    let mut flows: Vec<Flow> = find(tx, system, &of, 1_000)?;
    flows.sort_by_key(|flow| (flow.position, flow.id));
    let on = system.object(object)?;
    for flow in flows {
        let Some(text) = &flow.condition else {
            return Ok(Some(flow));
        };
        let condition = serde_json::from_str(text)
            .ok()
            .and_then(|json| Condition::parse(&json).ok());
        // One that no longer fits the catalogue holds for nothing.
        let Some(condition) = condition.filter(|c| bind(c, on, system).is_ok()) else {
            continue;
        };
        if rows::check(tx, system, on, id, std::slice::from_ref(&condition))? == [true] {
            return Ok(Some(flow));
        }
    }
    Ok(None)
}

/// Asks the company for something about a record that one works on: help, a visit, an expense, whatever needs a yes.
///
/// # Errors
/// `required` without words.
pub fn request(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    object: &str,
    id: Id,
    title: Option<&str>,
    reason: Option<&str>,
) -> Result<Id> {
    cx.writes()?;
    let on = cx.object(object)?;
    if !SUBJECTS.iter().any(|(key, _)| *key == on.key) {
        return Err(Error::not_found());
    }
    may_act(tx, cx, on, id, Action::Update)?;
    let missing = |at: &str, zh: &str, en: &str| Error::field(at, Code::Required, zh, en);
    let title = said(title).ok_or_else(|| missing("/title", "请写明请示什么", "Say what you ask for"))?;
    if title.chars().count() > 200 {
        return Err(Error::field(
            "/title",
            Code::InvalidValue,
            "最多 200 字，详情请写在理由里",
            "200 characters at most; details belong to the reason",
        ));
    }
    let reason = reason.filter(|reason| !sop::is_thin(reason));
    let reason = reason.ok_or_else(|| {
        missing(
            "/reason",
            "请写明具体理由（“无”“暂无”之类不算）",
            "Give a reason in words; placeholders don't count",
        )
    })?;
    let asked = Ask {
        kind: "request",
        subject: (on.key, id),
        title: Text::new(title, title),
        reason,
        otherwise: Vec::new(),
    };
    ask(tx, app, cx, &asked)
}
