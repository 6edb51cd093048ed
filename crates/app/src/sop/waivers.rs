//! Exceptions: a required step left out with a reason and one approval.

use kernel::{Code, Error, Id, Result};
use records::{Action, Condition, Cx, Op};
use serde_json::{Map, json};
use store::Tx;
use store::records::{self as rows, find};

use super::consent::{self, CONSENT};
use super::{Waiver, run};
use crate::App;
use crate::engine::{Mode, save_changes, store_new};
use crate::opportunities::Opportunity;

/// Asks for a step to be left out; gives the waiver.
pub fn ask(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, subject: Id, step: &str, reason: &str) -> Result<Id> {
    cx.writes()?;
    let loaded = run::load(tx, app, cx, object, subject, Action::Update)?;
    let document = &loaded.version.document;
    let found = document
        .stage(&loaded.run.stage)
        .and_then(|(_, s)| Some((s.key.clone(), s.step(step)?)));
    let (stage, step) = found.ok_or_else(|| {
        Error::new(Code::WrongState).detail("此步骤不在当前阶段", "The step isn't part of the present stage")
    })?;
    if sop::is_thin(reason) {
        return Err(Error::field(
            "/reason",
            Code::Required,
            "请写明具体理由（“无”“暂无”之类不算）",
            "Give a reason in words; placeholders don't count",
        ));
    }
    if loaded.run.steps.contains_key(&step.key) {
        return Err(
            Error::new(Code::WrongState).detail("此步骤已经完成或已跳过", "The step is done or left out already")
        );
    }
    let waiting = Condition::leaf(Waiver::opportunity, Op::Eq, subject.to_string())
        .and(Condition::leaf(Waiver::step, Op::Eq, step.key.as_str()))
        .and(Condition::leaf(Waiver::status, Op::Eq, "pending"));
    if let Some(waiver) = find::<Waiver>(tx, &cx.as_system(), &waiting, 1)?.into_iter().next() {
        return Err(Error::new(Code::Duplicate)
            .detail(
                "此步骤已有待审批的例外申请",
                "A waiver for this step is already waiting",
            )
            .with("waiver", json!(waiver.id)));
    }
    let mut body = Map::new();
    body.insert(Waiver::opportunity.into(), json!(subject));
    body.insert(Waiver::stage.into(), json!(stage));
    body.insert(Waiver::step.into(), json!(step.key));
    body.insert(Waiver::step_title.into(), json!(step.title.get(cx.workspace.lang)));
    body.insert(Waiver::reason.into(), json!(reason));
    body.insert(Waiver::status.into(), json!("pending"));
    let waivers = cx.object(Waiver::OBJECT)?;
    store_new(tx, app, cx, waivers, &body, Mode::Program)
}

/// Whether it is for the asker to decide on a waiver that they see.
pub(crate) fn may_decide(tx: &mut Tx<'_>, app: &App, cx: &Cx, waiver: Id) -> Result<bool> {
    if !cx.rights.can(CONSENT) {
        return Ok(false);
    }
    let waiver: Waiver = rows::load_as(tx, cx, waiver, Action::Read)?;
    Ok(refused(tx, app, cx, &waiver)?.is_none())
}

fn refused(tx: &mut Tx<'_>, app: &App, cx: &Cx, waiver: &Waiver) -> Result<Option<Error>> {
    let deals = cx.registry.object(Opportunity::OBJECT).ok_or_else(Error::not_found)?;
    consent::of_waiver(tx, app, cx, (deals, waiver.opportunity), waiver.created_by)
}

/// Approves or rejects a waiver. Nobody decides on their own, nor on one of their own deal.
pub fn decide_waiver(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    id: Id,
    approve: bool,
    comment: Option<&str>,
) -> Result<Waiver> {
    cx.writes()?;
    let waiver: Waiver = rows::load_as(tx, cx, id, Action::Read)?;
    cx.require(CONSENT)?;
    if let Some(refused) = refused(tx, app, cx, &waiver)? {
        return Err(refused);
    }
    if waiver.status != "pending" {
        return Err(Error::new(Code::WrongState).detail("此申请已有结论", "This waiver has been decided already"));
    }
    let waivers = cx.object(Waiver::OBJECT)?;
    let old = rows::load(tx, cx, waivers, id, Action::Read)?.ok_or_else(Error::not_found)?;
    let mut body = Map::new();
    body.insert(
        Waiver::status.into(),
        json!(if approve { "approved" } else { "rejected" }),
    );
    body.insert(Waiver::decided_by.into(), json!(cx.user));
    body.insert(Waiver::decided_at.into(), json!(cx.now.to_rfc3339()));
    body.insert(Waiver::comment.into(), json!(comment));
    let new = save_changes(tx, app, cx, waivers, &old, &body, Mode::Program)?;
    if approve {
        let action = sop::Action::Waive {
            step: waiver.step.clone(),
        };
        // The record moved on meanwhile: the decision is kept, there is nothing left to waive.
        let mut loaded = run::load(tx, app, cx, "opportunities", waiver.opportunity, Action::Read)?;
        if loaded.run.stage == waiver.stage && !loaded.run.steps.contains_key(&waiver.step) {
            let note = comment.map(|comment| json!({ "comment": comment }));
            run::apply(tx, cx, &mut loaded, &action, note, cx.now, true, false)?;
        }
    }
    Waiver::from_values(new).ok_or_else(|| Error::internal("a waiver that doesn't fit its definition"))
}
