//! Members drawn from a segment or a saved view.

use kernel::{Code, Error, Id, Result};
use records::{Action, Condition, Cx, Op};
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::records::{self as rows, load_as};

use super::{Plan, PlanMember};
use crate::App;
use crate::engine::{Mode, may_act, store_new};
use crate::market::Segment;
use crate::views::SavedView;

/// Members that come in at once: with their tasks they are written in one transaction.
pub const AT_ONCE: usize = 100;

/// Takes those of the plan's segment or view into it that the asker sees and that aren't there yet, `AT_ONCE` at most:
/// `added`, and whether there are `more`.
///
/// # Errors
/// `wrong_state` if the plan has ended, or doesn't say whom it is for.
pub fn draw(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<Json> {
    cx.writes()?;
    let plan = may_act(tx, cx, cx.object(Plan::OBJECT)?, id, Action::Update)?;
    let plan = Plan::from_values(plan).ok_or_else(|| Error::internal("a plan doesn't fit its definition"))?;
    if plan.status == "done" {
        return Err(Error::new(Code::WrongState).detail(
            "计划已结束：改回「进行中」后再加入对象",
            "The plan is done: set it to running before adding members",
        ));
    }
    if !cx.rights.object(PlanMember::OBJECT).create {
        return Err(Error::forbidden());
    }
    let (object, target) = target(tx, cx, &plan)?;
    let object = cx.object(object)?;
    let there = Condition::Exists {
        path: "plans".to_owned(),
        filter: Some(Box::new(Condition::leaf(PlanMember::plan, Op::Eq, id.to_string()))),
    };
    let wanted = target.and(Condition::Not(Box::new(there)));
    let found = rows::ids(tx, cx, object, &wanted, AT_ONCE + 1)?;
    let key = if object.key == "leads" {
        PlanMember::lead
    } else {
        PlanMember::account
    };
    let members = cx.object(PlanMember::OBJECT)?;
    for one in found.iter().take(AT_ONCE) {
        let body = Map::from_iter([(PlanMember::plan.to_owned(), json!(id)), (key.to_owned(), json!(one))]);
        store_new(tx, app, cx, members, &body, Mode::Program)?;
    }
    Ok(json!({ "added": found.len().min(AT_ONCE), "more": found.len() > AT_ONCE }))
}

/// Whom the plan is for: the object and the condition.
fn target(tx: &mut Tx<'_>, cx: &Cx, plan: &Plan) -> Result<(&'static str, Condition)> {
    let nobody = || {
        Error::new(Code::WrongState).detail(
            "请先在计划里选择「目标市场」，或客户、线索列表的一个「目标视图」",
            "Choose a segment in the plan first, or a view of accounts or leads",
        )
    };
    let (object, filter) = match (plan.segment, plan.view) {
        (Some(segment), _) => {
            let segment: Segment = load_as(tx, cx, segment, Action::Read)?;
            (segment.object, segment.filter)
        }
        (None, Some(view)) => {
            let view: SavedView = load_as(tx, cx, view, Action::Read)?;
            (view.object, view.filter)
        }
        (None, None) => return Err(nobody()),
    };
    let condition = match filter {
        Some(filter) => Condition::parse_text(&filter)?,
        None => Condition::always(),
    };
    match object.as_str() {
        "accounts" => Ok(("accounts", condition)),
        // A lead that is decided on isn't approached any more.
        "leads" => {
            let open = Condition::leaf("status", Op::In, json!(["new", "working", "qualified"]));
            Ok(("leads", condition.and(open)))
        }
        _ => Err(nobody()),
    }
}
