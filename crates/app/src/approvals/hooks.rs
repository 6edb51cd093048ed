//! What must hold of flows and of stand-ins.

use kernel::{Code, Error, Id, Result};
use records::{Action, Condition, Cx, Value, bind};
use store::Tx;
use store::records::load_as;

use super::{Delegation, Flow, KINDS, away, steps};
use crate::App;
use crate::engine::{Draft, Hooks, Saved};
use crate::people::User;

pub(crate) struct FlowHooks;

impl Hooks for FlowHooks {
    fn prepare(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        draft.fill(Flow::position, 10);
        draft.fill(Flow::object, "opportunities");
        let system = cx.as_system();
        let steps = steps::checked(tx, &system, draft.get(Flow::steps))?;
        let object = text(draft.get(Flow::object)).unwrap_or_default().to_owned();
        if let Value::Json(json) = draft.get(Flow::condition) {
            let json = serde_json::from_str(json).unwrap_or_default();
            let condition = Condition::parse(&json).map_err(|e| e.within("/condition"))?;
            bind(&condition, system.object(&object)?, &system).map_err(|e| e.within("/condition"))?;
        }
        let kind = text(draft.get(Flow::kind)).unwrap_or_default();
        if kind != KINDS[0].0 && object != "opportunities" {
            return Err(Error::field(
                "/object",
                Code::InvalidValue,
                "这类申请只针对商机",
                "Requests of this kind are about opportunities only",
            ));
        }
        if *draft.get(Flow::active) == Value::Bool(true) && steps.is_empty() {
            return Err(Error::field(
                "/steps",
                Code::Required,
                "请先写好审批步骤，再启用",
                "Write its steps before it comes into force",
            ));
        }
        Ok(())
    }
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

pub(crate) struct DelegationHooks;

impl Hooks for DelegationHooks {
    fn prepare(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        draft.fill(Delegation::owner, cx.user);
        let (owner, stand_in) = (draft.id(Delegation::owner), draft.id(Delegation::stand_in));
        let wrong = |at: &str, zh: &str, en: &str| Err(Error::field(at, Code::InvalidValue, zh, en));
        if let (Value::Int(from), Value::Int(until)) = (draft.get(Delegation::begins), draft.get(Delegation::until)) {
            if until < from {
                return wrong("/until", "结束日期不能早于开始日期", "It can't end before it begins");
            }
            if draft.old.is_none() && *until < i64::from(cx.today().0) {
                return wrong("/until", "这段时间已经过去", "That time is over");
            }
        }
        if owner.is_some() && owner == stand_in {
            return wrong("/stand_in", "请选择另一位同事", "Choose somebody else");
        }
        if let Some(stand_in) = stand_in.filter(|_| draft.changed(Delegation::stand_in)) {
            let user: User = load_as(tx, &cx.as_system(), stand_in, Action::Read)?;
            if !user.active {
                return wrong(
                    "/stand_in",
                    "此人已停用，请换一位",
                    "They no longer work here: choose somebody else",
                );
            }
        }
        Ok(())
    }

    fn saved(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        match (saved.new, saved.get("id")) {
            (Some(_), Value::Id(id)) => away::plan(tx, app, cx, *id, saved.get(Delegation::begins)),
            _ => Ok(()),
        }
    }
}

/// Whoever leaves the company decides on nothing any more: what waits for them goes on to others.
pub(crate) fn left(tx: &mut Tx<'_>, app: &App, cx: &Cx, user: Id) -> Result<()> {
    away::left(tx, app, cx, user)
}
