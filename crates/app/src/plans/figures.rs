//! How a plan stands: how many were reached, what came of it, what it cost.

use kernel::{Day, Error, Id, Result, format_minor, parse_scaled};
use records::{Action, Condition, Cx, Op};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records as rows;

use super::rules::{ENOUGH, cost_per, passed};
use super::{Plan, PlanCost, PlanMember};
use crate::activities::Activity;
use crate::insights::{figure, figure_sum, n};
use crate::opportunities::Opportunity;
use crate::tasks::Task;

/// The plan's figures, as far as the asker sees the records; each has the condition that opens them.
///
/// # Errors
/// `not_found` for what isn't there or may not be seen.
pub fn figures(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Json> {
    let object = cx.object(Plan::OBJECT)?;
    let values = rows::load(tx, cx, object, id, Action::Read)?.ok_or_else(Error::not_found)?;
    let plan = Plan::from_values(values).ok_or_else(|| Error::internal("a plan doesn't fit its definition"))?;
    let today = cx.today();
    let (from, to) = (plan.starts_on.unwrap_or(today), plan.ends_on.unwrap_or(today));
    let of = Condition::leaf(PlanMember::plan, Op::Eq, id.to_string());
    let members = figure(tx, cx, PlanMember::OBJECT, &of)?;
    let touched = figure(tx, cx, PlanMember::OBJECT, &of.clone().and(reached(cx, from)))?;
    let tasks = figure(tx, cx, Task::OBJECT, &of)?;
    let done = of.clone().and(Condition::leaf(Task::status, Op::Eq, "done"));
    let done = figure(tx, cx, Task::OBJECT, &done)?;
    let brought = brought(cx, id, from, to);
    let deals = figure_sum(tx, cx, Opportunity::OBJECT, &brought, Opportunity::amount)?;
    let won = brought.and(Condition::leaf(Opportunity::status, Op::Eq, "won"));
    let won = figure_sum(tx, cx, Opportunity::OBJECT, &won, Opportunity::amount)?;
    let costs = figure_sum(tx, cx, PlanCost::OBJECT, &of, PlanCost::amount)?;
    let spent = spent(&costs, &plan.currency);
    let per = |n: u64| {
        let value = spent.and_then(|total| cost_per(total, n));
        json!({ "value": value.map(|v| format_minor(i128::from(v), 2)), "n": n, "few": n < ENOUGH })
    };
    let quota = plan.quota.filter(|q| *q > 0).map(|quota| {
        let reached = match plan.quota_of.as_deref() {
            Some("touched") => n(&touched),
            Some("won") => n(&won),
            _ => n(&deals),
        };
        json!({ "of": quota, "reached": reached, "passed": passed(from, to, today) })
    });
    Ok(json!({
        "quota": quota, "currency": plan.currency,
        "per": { "touched": per(n(&touched)), "deal": per(n(&deals)), "won": per(n(&won)) },
        "members": members, "touched": touched, "tasks": tasks, "tasks_done": done, "deals": deals, "won": won, "costs": costs,
    }))
}

/// Members somebody was in contact with since the plan began.
fn reached(cx: &Cx, from: Day) -> Condition {
    let since = from.start(cx.workspace.calendar.tz).to_rfc3339();
    let contact = |path: &str| Condition::Exists {
        path: path.to_owned(),
        filter: Some(Box::new(Condition::leaf(Activity::at, Op::Gte, since.clone()))),
    };
    Condition::Any(vec![contact("lead.activities"), contact("account.activities")])
}

/// Deals that the plan brought: made of one of its leads, or begun with one of its companies while it ran.
fn brought(cx: &Cx, plan: Id, from: Day, to: Day) -> Condition {
    let tz = cx.workspace.calendar.tz;
    let of = |path: &str| Condition::Exists {
        path: path.to_owned(),
        filter: Some(Box::new(Condition::leaf(PlanMember::plan, Op::Eq, plan.to_string()))),
    };
    let begun = Condition::leaf("created_at", Op::Gte, from.start(tz).to_rfc3339());
    let before = Condition::leaf("created_at", Op::Lt, to.plus(1).start(tz).to_rfc3339());
    begun.and(Condition::Any(vec![of("plans"), before.and(of("account.plans"))]))
}

/// What was spent in the plan's currency; `None` if costs in others can't be added to it.
fn spent(costs: &Json, currency: &str) -> Option<i64> {
    let amounts = costs["amounts"].as_array()?;
    match amounts.as_slice() {
        [] => Some(0),
        [one] if one["currency"] == currency => parse_scaled(one["amount"].as_str()?, 2),
        _ => None,
    }
}
