//! The score of a lead: a sum of points that anybody can read. It is kept in the lead with its reasons, follows each write in
//! the same transaction, and is made anew by a job when the rules change.

mod forbidden;
mod hooks;
mod preview;

use kernel::{Day, Id, Instant, Result};
use records::{Action, Condition, Cx, Op, Value, bind};
use serde_json::{Value as Json, json};
use store::records as rows;
use store::{Tx, jobs};

pub(crate) use hooks::ScoreRuleHooks;
pub use preview::{Draft, preview};

use super::{Lead, ScoreRule};
use crate::App;

/// The kind of the job that makes all scores anew.
pub(crate) const RESCORE: &str = "score_refresh";
/// Leads made anew in one transaction.
const AT_ONCE: usize = 300;
/// The hour of the night at which scores that follow the day are made anew, in minutes.
const NIGHT: u32 = 2 * 60;

/// The rules in force, in their order, with their conditions.
fn rules(tx: &mut Tx<'_>, system: &Cx) -> Result<Vec<(ScoreRule, Condition)>> {
    let active = Condition::leaf(ScoreRule::active, Op::Eq, true);
    let mut rules: Vec<ScoreRule> = rows::find(tx, system, &active, 1_000)?;
    rules.sort_by_key(|rule| (rule.position, rule.id));
    let object = system.object(Lead::OBJECT)?;
    let read = |rule: ScoreRule| {
        let condition = condition(rule.condition.as_deref())?;
        // What no longer fits the definitions gives no points; nothing is refused for it.
        bind(&condition, object, system).ok()?;
        Some((rule, condition))
    };
    Ok(rules.into_iter().filter_map(read).collect())
}

/// A condition as a record keeps it.
pub(crate) fn condition(text: Option<&str>) -> Option<Condition> {
    let json: Json = serde_json::from_str(text?).ok()?;
    Condition::parse(&json).ok()
}

/// Keeps the score that a lead has now; gives its values with it.
pub(super) fn refresh(tx: &mut Tx<'_>, cx: &Cx, values: Vec<Value>) -> Result<Vec<Value>> {
    let system = cx.as_system();
    let rules = rules(tx, &system)?;
    scored(tx, &system, &rules, values)
}

fn scored(tx: &mut Tx<'_>, system: &Cx, rules: &[(ScoreRule, Condition)], values: Vec<Value>) -> Result<Vec<Value>> {
    let object = system.object(Lead::OBJECT)?;
    let (Some(score), Some(why), Value::Id(id)) =
        (object.index(Lead::score), object.index(Lead::score_why), &values[0])
    else {
        return Ok(values);
    };
    if rules.is_empty() && values[score].is_null() {
        return Ok(values);
    }
    let conditions: Vec<Condition> = rules.iter().map(|(_, condition)| condition.clone()).collect();
    let holds = rows::check(tx, system, object, *id, &conditions)?;
    let hit: Vec<&ScoreRule> = rules
        .iter()
        .zip(holds)
        .filter(|(_, holds)| *holds)
        .map(|((rule, _), _)| rule)
        .collect();
    let (sum, reasons) = sum(&hit);
    let changes = if rules.is_empty() {
        [(score, Value::Null), (why, Value::Null)]
    } else {
        [(score, Value::Int(sum)), (why, Value::Json(reasons.to_string()))]
    };
    // Nobody changed the lead: the program found it out.
    rows::find_out(tx, system, object, &values, &changes)
}

/// Points together, and each with its rule and words.
fn sum(hit: &[&ScoreRule]) -> (i64, Json) {
    let reasons = hit
        .iter()
        .map(|r| json!({ "rule": r.id, "name": r.name, "points": r.points }));
    (hit.iter().map(|r| r.points).sum(), reasons.collect())
}

/// Asks for all scores to be made anew.
fn ask(tx: &mut Tx<'_>, app: &App, cx: &Cx, after: Option<Id>, dedupe: Option<&str>, at: Instant) -> Result<()> {
    let payload = json!({ "after": after });
    jobs::enqueue(tx, cx.workspace.id, app.new_id(cx.now), RESCORE, &payload, dedupe, at).map(|_| ())
}

/// Makes the scores of some open leads anew, and asks for the next.
pub(crate) fn rescore(tx: &mut Tx<'_>, app: &App, cx: &Cx, payload: &Json) -> Result<()> {
    let after: Option<Id> = payload["after"].as_str().and_then(|id| id.parse().ok());
    let system = cx.as_system();
    let object = system.object(Lead::OBJECT)?;
    let rules = rules(tx, &system)?;
    let open = Condition::leaf(Lead::status, Op::In, json!(super::OPEN));
    let ids = rows::ids_after(tx, &system, object, &open, after, AT_ONCE)?;
    for id in &ids {
        if let Some(values) = rows::load(tx, &system, object, *id, Action::Read)? {
            scored(tx, &system, &rules, values)?;
        }
    }
    if ids.len() == AT_ONCE {
        return ask(tx, app, cx, ids.last().copied(), None, cx.now);
    }
    if rules.iter().any(|(_, condition)| condition.follows_the_day()) {
        let tomorrow: Day = cx.today().plus(1);
        let at = tomorrow.at(NIGHT, cx.workspace.calendar.tz);
        ask(tx, app, cx, None, Some("nightly"), at)?;
    }
    Ok(())
}
