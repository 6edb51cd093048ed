//! Exceptions: a required step left out with a reason and one approval.

use kernel::{Code, Error, Id, Lang, Result, Text};
use records::{Action, Condition, Cx, Op};
use serde_json::{Map, json};
use store::Tx;
use store::records::{self as rows, find};

use super::consent::{self, CONSENT};
use super::{Waiver, run};
use crate::App;
use crate::approvals::{self, Approval, Ask, Asks, Deed, Status};
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
    let title = Text::new(step.title.get(Lang::Zh), step.title.get(Lang::En));
    let approval = have_approved(tx, app, cx, subject, &title, reason)?;
    let mut body = Map::new();
    body.insert(Waiver::approval.into(), json!(approval));
    body.insert(Waiver::opportunity.into(), json!(subject));
    body.insert(Waiver::stage.into(), json!(stage));
    body.insert(Waiver::step.into(), json!(step.key));
    body.insert(Waiver::step_title.into(), json!(step.title.get(cx.workspace.lang)));
    body.insert(Waiver::reason.into(), json!(reason));
    body.insert(Waiver::status.into(), json!("pending"));
    let waivers = cx.object(Waiver::OBJECT)?;
    store_new(tx, app, cx, waivers, &body, Mode::Program)
}

fn have_approved(tx: &mut Tx<'_>, app: &App, cx: &Cx, deal: Id, step: &Text, reason: &str) -> Result<Id> {
    let request = Ask {
        kind: "waiver",
        subject: (Opportunity::OBJECT, deal),
        title: Text::new(format!("不做「{}」", step.zh), format!("Leave out: {}", step.en)),
        reason,
        otherwise: vec![approvals::Step::by_right(CONSENT)],
    };
    approvals::ask(tx, app, cx, &request)
}

/// Has a waiver approved that history tells of; gives the approval.
pub(crate) fn ask_about(tx: &mut Tx<'_>, app: &App, cx: &Cx, waiver: &Waiver) -> Result<Id> {
    let title = Text::new(&*waiver.step_title, &*waiver.step_title);
    have_approved(tx, app, cx, waiver.opportunity, &title, &waiver.reason)
}

/// Whether it is for the asker to decide on a waiver that they see.
pub(crate) fn may_decide(tx: &mut Tx<'_>, app: &App, cx: &Cx, waiver: Id) -> Result<bool> {
    let waiver: Waiver = rows::load_as(tx, cx, waiver, Action::Read)?;
    match waiver.approval {
        Some(approval) => approvals::may_decide(tx, app, cx, approval),
        None => Ok(false),
    }
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
    let decided = || Error::new(Code::WrongState).detail("此申请已有结论", "This waiver has been decided already");
    let approval = waiver.approval.ok_or_else(decided)?;
    let deed = if approve { Deed::Approve } else { Deed::Reject };
    approvals::act(tx, app, cx, approval, deed, comment)?;
    rows::load_as(tx, cx, id, Action::Read)
}

/// What becomes of a waiver once its approval is decided.
pub(crate) struct WaiverAsks;

impl Asks for WaiverAsks {
    fn concerned(&self, tx: &mut Tx<'_>, cx: &Cx, approval: &Approval) -> Result<Vec<Id>> {
        let Some(deal) = approval.opportunity else {
            return Ok(Vec::new());
        };
        let deal: Opportunity = rows::load_as(tx, cx, deal, Action::Read)?;
        Ok(deal.owner.into_iter().collect())
    }

    fn refuses(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, approval: &Approval) -> Result<Option<Error>> {
        let deals = cx.registry.object(Opportunity::OBJECT).ok_or_else(Error::not_found)?;
        let Some(deal) = approval.opportunity else {
            return Ok(None);
        };
        consent::of_waiver(tx, app, cx, (deals, deal), approval.created_by)
    }

    fn decided(
        &self,
        tx: &mut Tx<'_>,
        app: &App,
        cx: &Cx,
        approval: &Approval,
        outcome: Status,
        comment: Option<&str>,
    ) -> Result<()> {
        // What is with the asker is still to be decided.
        if !outcome.is_final() {
            return Ok(());
        }
        let of = Condition::leaf(Waiver::approval, Op::Eq, approval.id.to_string());
        let Some(waiver) = find::<Waiver>(tx, cx, &of, 1)?.into_iter().next() else {
            return Ok(());
        };
        let waivers = cx.object(Waiver::OBJECT)?;
        let old = rows::load(tx, cx, waivers, waiver.id, Action::Read)?.ok_or_else(Error::not_found)?;
        let mut body = Map::new();
        body.insert(Waiver::status.into(), json!(outcome.as_str()));
        body.insert(Waiver::decided_by.into(), json!(cx.user));
        body.insert(Waiver::decided_at.into(), json!(cx.now.to_rfc3339()));
        body.insert(Waiver::comment.into(), json!(comment));
        save_changes(tx, app, cx, waivers, &old, &body, Mode::Program)?;
        if outcome != Status::Approved {
            return Ok(());
        }
        let action = sop::Action::Waive {
            step: waiver.step.clone(),
        };
        // The record moved on meanwhile: the decision is kept, there is nothing left to waive.
        let mut loaded = run::load(tx, app, cx, Opportunity::OBJECT, waiver.opportunity, Action::Read)?;
        if loaded.run.stage == waiver.stage && !loaded.run.steps.contains_key(&waiver.step) {
            let note = comment.map(|comment| json!({ "comment": comment }));
            run::apply(tx, cx, &mut loaded, &action, note, cx.now, true, false)?;
        }
        Ok(())
    }
}
