//! What a rule must be.

use kernel::{Code, Error, Result};
use records::{Action, Condition, Cx, Value, bind};
use store::Tx;
use store::records::load_as;

use super::SopRule;
use crate::App;
use crate::engine::{Draft, Hooks, Saved};
use crate::opportunities::Opportunity;
use crate::sop::{Sop, SopVersion};

pub(crate) struct SopRuleHooks;

impl Hooks for SopRuleHooks {
    fn prepare(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        draft.fill(SopRule::position, 10);
        let system = cx.as_system();
        condition(&system, draft.get(SopRule::condition))?;
        let fault =
            |field: &str, zh: &str, en: &str| Err(Error::field(format!("/{field}"), Code::InvalidValue, zh, en));
        if let Some(sop) = draft.id(SopRule::sop) {
            let sop: Sop = load_as(tx, &system, sop, Action::Read)?;
            if sop.object != Opportunity::OBJECT || sop.current.is_none() {
                return fault(
                    SopRule::sop,
                    "请选择一个已发布的商机 SOP",
                    "Choose a published SOP of opportunities",
                );
            }
        }
        let share = draft.get(SopRule::share).clone();
        match (draft.id(SopRule::other), share) {
            (None, Value::Null) => Ok(()),
            (Some(other), Value::Int(1..=9_999)) => {
                let version: SopVersion = load_as(tx, &system, other, Action::Read)?;
                let sop: Sop = load_as(tx, &system, version.sop, Action::Read)?;
                let published = matches!(version.status.as_str(), "published" | "retired");
                if sop.object == Opportunity::OBJECT && published && sop.current != Some(other) {
                    return Ok(());
                }
                if published && sop.object == Opportunity::OBJECT && draft.id(SopRule::sop) != Some(sop.id) {
                    return Ok(());
                }
                fault(
                    SopRule::other,
                    "对照的版本须是发布过的商机 SOP 版本，且不同于主用的版本",
                    "The compared version is one of opportunities that was published, other than the main one",
                )
            }
            (Some(_), _) => fault(
                SopRule::share,
                "请填写对照比例，大于 0%、小于 100%",
                "Give the share that is compared, above 0% and below 100%",
            ),
            (None, _) => fault(
                SopRule::other,
                "填写了比例，请选择对照的版本",
                "A share was given: choose the version that is compared",
            ),
        }
    }

    fn saved(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, _saved: &Saved<'_>) -> Result<()> {
        // Every process reads the rules again.
        store::workspace::bump_rights(tx, cx.workspace.id)
    }
}

/// A condition that can be told of a deal as it is created: what hangs on it isn't there yet.
fn condition(system: &Cx, value: &Value) -> Result<()> {
    let Value::Json(text) = value else { return Ok(()) };
    let json = serde_json::from_str(text).unwrap_or_default();
    let condition = Condition::parse(&json).map_err(|e| e.within("/condition"))?;
    bind(&condition, system.object(Opportunity::OBJECT)?, system).map_err(|e| e.within("/condition"))?;
    if asks_for_others(&condition) {
        return Err(Error::field(
            "/condition",
            Code::InvalidValue,
            "新商机刚创建时还没有产品明细、跟进等下级记录：请改用商机或客户自身的字段，如金额、来源、客户等级、行业",
            "A new opportunity has no line items or activities yet: use fields of the deal or its account, such as amount, source, tier, industry",
        ));
    }
    Ok(())
}

fn asks_for_others(condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(asks_for_others),
        Condition::Not(inner) => asks_for_others(inner),
        Condition::Exists { .. } => true,
        Condition::Leaf { .. } => false,
    }
}
