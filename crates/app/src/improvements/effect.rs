//! The figures before and after an improvement was published.

use kernel::{Day, Id, Result};
use records::{Action, Condition, Cx, Op};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{count, find, load_as};

use super::Improvement;
use super::rules::{ENOUGH, WATCHED, judge, windows};
use crate::opportunities::Opportunity;
use crate::sop::{SopVersion, StageVisit};
use crate::supervision::Deviation;

/// More records than there are in a window.
const ALL: usize = 1_000_000;

/// What came of an improvement so far. Cost grows with the deals that began in the compared days.
///
/// # Errors
/// `not_found` for one that may not be seen.
pub fn effect(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Json> {
    let one: Improvement = load_as(tx, cx, id, Action::Read)?;
    let Some((sop, measure)) = one.sop.zip(one.measure.clone()) else {
        return Ok(json!({ "state": "no_measure" }));
    };
    let Some(draft) = one.draft else {
        return Ok(json!({ "state": "no_draft" }));
    };
    let draft: SopVersion = load_as(tx, cx, draft, Action::Read)?;
    let Some(published) = draft.published_at else {
        return Ok(json!({ "state": "unpublished" }));
    };
    let tz = cx.workspace.calendar.tz;
    let changed = published.day(tz);
    let Some(windows) = windows(changed, cx.today()) else {
        return Ok(json!({
            "state": "too_early", "published_on": changed.to_string(), "days": WATCHED,
            "from": changed.plus(WATCHED + 1).to_string(), "enough": ENOUGH,
        }));
    };
    let new = Condition::leaf("sop_version", Op::Eq, draft.id.to_string());
    let old = Condition::Not(Box::new(new.clone()));
    let before = side(tx, cx, &one, sop, &measure, windows.before, old)?;
    let after = side(tx, cx, &one, sop, &measure, windows.after, new)?;
    let found = judge(before.0, after.0);
    let shown =
        |(k, n): (u64, u64), interval: Option<insight::Interval>, (from, to): (Day, Day), filter: &Condition| {
            json!({
                "k": k, "n": n, "rate": (n > 0).then(|| k as f64 / n as f64),
                "low": interval.map(|i| i.low), "high": interval.map(|i| i.high),
                "from": from.to_string(), "to": to.plus(-1).to_string(), "filter": filter,
            })
        };
    Ok(json!({
        "state": found.verdict.as_str(), "published_on": changed.to_string(), "days": WATCHED, "enough": ENOUGH,
        "before": shown(found.before, found.intervals.0, windows.before, &before.1),
        "after": shown(found.after, found.intervals.1, windows.after, &after.1),
        "low": found.difference.map(|d| d.low), "high": found.difference.map(|d| d.high),
    }))
}

/// How many of the deals that began on these days had the deviation within the days they are watched; and the condition
/// that finds those deviations.
fn side(
    tx: &mut Tx<'_>,
    cx: &Cx,
    one: &Improvement,
    sop: Id,
    measure: &str,
    (from, to): (Day, Day),
    version: Condition,
) -> Result<((u64, u64), Condition)> {
    let tz = cx.workspace.calendar.tz;
    let began = Condition::All(vec![
        Condition::leaf(StageVisit::n, Op::Eq, 0),
        Condition::leaf(StageVisit::entered_at, Op::Gte, from.start(tz).to_rfc3339()),
        Condition::leaf(StageVisit::entered_at, Op::Lt, to.start(tz).to_rfc3339()),
        Condition::leaf("subject.sop", Op::Eq, sop.to_string()),
        version.clone(),
    ]);
    cx.object(Opportunity::OBJECT)?;
    let n = count(tx, cx, cx.object(StageVisit::OBJECT)?, Some(&began), None, ALL)? as u64;
    let mut parts = vec![
        Condition::leaf(Deviation::sop, Op::Eq, sop.to_string()),
        Condition::leaf(Deviation::how, Op::Eq, measure),
        Condition::leaf(Deviation::began_on, Op::Gte, from.to_string()),
        Condition::leaf(Deviation::began_on, Op::Lt, to.to_string()),
        version,
    ];
    if let Some(stage) = &one.stage {
        parts.push(Condition::leaf(Deviation::stage, Op::Eq, stage.as_str()));
    }
    if let Some(step) = &one.step {
        parts.push(Condition::leaf(Deviation::step, Op::Eq, step.as_str()));
    }
    let filter = Condition::All(parts);
    let found: Vec<Deviation> = find(tx, cx, &filter, ALL)?;
    let within = |d: &&Deviation| d.happened_at.day(tz).0 - d.began_on.0 <= WATCHED;
    let mut deals: Vec<Id> = found.iter().filter(within).map(|d| d.opportunity).collect();
    deals.sort_unstable();
    deals.dedup();
    let k = (deals.len() as u64).min(n);
    Ok(((k, n), filter))
}
