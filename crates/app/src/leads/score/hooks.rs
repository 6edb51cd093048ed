//! What must hold of a score rule, and that scores follow it.

use kernel::{Code, Error, Result};
use records::{Cx, Value, bind};
use store::Tx;

use super::forbidden::faults;
use super::{ScoreRule, ask, condition};
use crate::App;
use crate::engine::{Draft, Hooks, Saved};
use crate::leads::Lead;

/// Points of a rule at most, and at least below zero.
const MOST: i64 = 100;

pub(crate) struct ScoreRuleHooks;

impl Hooks for ScoreRuleHooks {
    fn prepare(&self, _tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        draft.fill(ScoreRule::position, 10);
        if matches!(draft.get(ScoreRule::points), Value::Int(n) if n.abs() > MOST) {
            return Err(Error::field(
                "/points",
                Code::InvalidValue,
                "分值为 -100 到 100",
                "Points are from -100 to 100",
            ));
        }
        // A rule is named first and given its condition then: until it has one it isn't in force.
        if draft.get(ScoreRule::condition).is_null() {
            if draft.old.is_none() && !draft.is_given(ScoreRule::active) {
                draft.set(ScoreRule::active, false);
            }
            if *draft.get(ScoreRule::active) == Value::Bool(false) {
                return Ok(());
            }
        }
        check(cx, draft.get(ScoreRule::condition))
    }

    fn saved(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        let counts = [
            ScoreRule::name,
            ScoreRule::position,
            ScoreRule::points,
            ScoreRule::condition,
            ScoreRule::active,
        ];
        if saved.old.is_none() || saved.new.is_none() || counts.iter().any(|key| saved.changed(key)) {
            ask(tx, app, cx, None, Some("rules"), cx.now)?;
        }
        Ok(())
    }
}

/// A rule has a condition on leads that may be scored by.
pub(super) fn check(cx: &Cx, value: &Value) -> Result<()> {
    let Value::Json(text) = value else {
        return Err(Error::field(
            "/condition",
            Code::Required,
            "请设置条件：哪些线索得到这些分",
            "Set the condition: which leads get these points",
        ));
    };
    let parsed = conditions_of(text)?;
    let system = cx.as_system();
    let object = system.object(Lead::OBJECT)?;
    bind(&parsed, object, &system).map_err(|e| e.within("/condition"))?;
    let faults = faults(&parsed, object, &cx.registry, "/condition");
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::fields(faults))
    }
}

/// Reads a condition that was sent as a field.
fn conditions_of(text: &str) -> Result<records::Condition> {
    if let Some(read) = condition(Some(text)) {
        return Ok(read);
    }
    let json = serde_json::from_str(text).unwrap_or_default();
    records::Condition::parse(&json).map_err(|e| e.within("/condition"))
}
