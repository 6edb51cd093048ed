//! Where things go otherwise most, and what is overdue now.

use std::collections::BTreeMap;

use insight::wilson;
use kernel::{Id, Result};
use records::{Condition, Cx, Op};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{AggregateQuery, aggregate, count};

use super::{Ask, Of, sent, whole};
use crate::App;
use crate::opportunities::Opportunity;
use crate::people::Team;
use crate::sop::StageVisit;
use crate::supervision::Deviation;
use crate::supervision::follow::titled;

/// Overdue deals that are counted at most.
const MANY: usize = 10_000;
/// Places that are shown.
const PLACES: usize = 20;

/// Where things go otherwise most: a step of a stage, with how many stays in that stage it is of.
pub(super) fn places(tx: &mut Tx<'_>, app: &App, cx: &Cx, of: Of<'_>) -> Result<Vec<Json>> {
    let field = |key: &str| key.to_owned();
    let query = AggregateQuery {
        filter: Some(of(None)),
        group: vec![
            field(Deviation::sop_version),
            field(Deviation::stage),
            field(Deviation::step),
            field(Deviation::how),
        ],
        measures: vec!["count".to_owned()],
    };
    let object = cx.object(Deviation::OBJECT)?;
    let mut found: Vec<(Id, String, Option<String>, String, u64)> = aggregate(tx, cx, object, &query)?
        .into_iter()
        .filter_map(|line| {
            let text = |key: &str| line.get(key).and_then(Json::as_str).map(str::to_owned);
            let version = line.get(Deviation::sop_version)?.get("id")?.as_str()?.parse().ok()?;
            Some((
                version,
                text(Deviation::stage)?,
                text(Deviation::step),
                text(Deviation::how)?,
                whole(line.get("count")),
            ))
        })
        .collect();
    found.sort_by_key(|(.., n)| std::cmp::Reverse(*n));
    found.truncate(PLACES);
    let stays = stays(tx, cx, of)?;
    let mut places = Vec::new();
    for (version, stage, step, how, n) in found {
        let known = app.versions().get(tx, cx, version)?;
        let title = titled(&known.document, &stage, step.as_deref());
        let ended = stays.get(&(version, stage.clone())).copied().unwrap_or(0).max(n);
        let interval = wilson(n, ended);
        let step_is = match &step {
            Some(step) => Condition::leaf(Deviation::step, Op::Eq, step.as_str()),
            None => Condition::leaf(Deviation::step, Op::IsEmpty, true),
        };
        let these = of(Some(Condition::All(vec![
            Condition::leaf(Deviation::sop_version, Op::Eq, version.to_string()),
            Condition::leaf(Deviation::stage, Op::Eq, stage.as_str()),
            step_is,
            Condition::leaf(Deviation::how, Op::Eq, how.as_str()),
        ])));
        places.push(json!({
            "sop": known.sop.id, "version": { "id": version, "name": known.record.name, "number": known.record.number },
            "stage": stage, "step": step, "title": title.get(cx.lang), "how": how, "n": n, "of": ended,
            "low": interval.map(|i| i.low), "high": interval.map(|i| i.high), "filter": sent(&these),
        }));
    }
    Ok(places)
}

/// How many stays in each stage have ended, of the runs that are looked at.
fn stays(tx: &mut Tx<'_>, cx: &Cx, of: Of<'_>) -> Result<BTreeMap<(Id, String), u64>> {
    let Ok(object) = cx.object(StageVisit::OBJECT) else {
        return Ok(BTreeMap::new());
    };
    let ended = Condition::leaf(StageVisit::left_at, Op::IsEmpty, false).and(Condition::Exists {
        path: "subject.conformances".to_owned(),
        filter: Some(Box::new(of(None))),
    });
    let query = AggregateQuery {
        filter: Some(ended),
        group: vec![StageVisit::sop_version.to_owned(), StageVisit::stage.to_owned()],
        measures: vec!["count".to_owned()],
    };
    let lines = aggregate(tx, cx, object, &query)?.into_iter().filter_map(|line| {
        let version = line.get(StageVisit::sop_version)?.get("id")?.as_str()?.parse().ok()?;
        let stage = line.get(StageVisit::stage)?.as_str()?.to_owned();
        Some(((version, stage), whole(line.get("count"))))
    });
    Ok(lines.collect())
}

/// Deals whose next step is overdue now.
pub(super) fn overdue(tx: &mut Tx<'_>, cx: &Cx, ask: &Ask, teams: &[Team]) -> Result<Json> {
    let object = cx.object(Opportunity::OBJECT)?;
    let read = [Opportunity::next_due_at, Opportunity::status];
    if !read
        .iter()
        .all(|key| object.field(key).is_some_and(|f| cx.sees_whole(object, f)))
    {
        return Ok(Json::Null);
    }
    let mut parts = vec![
        Condition::leaf(Opportunity::status, Op::Eq, "open"),
        Condition::leaf(Opportunity::next_due_at, Op::Lt, cx.now.to_rfc3339()),
    ];
    if let Some(team) = ask.team {
        let below: Vec<String> = crate::people::teams_below(teams, team)
            .iter()
            .map(Id::to_string)
            .collect();
        parts.push(Condition::leaf(Opportunity::team, Op::In, below));
    }
    if let Some(sop) = ask.sop {
        parts.push(Condition::leaf(Opportunity::sop, Op::Eq, sop.to_string()));
    }
    let filter = Condition::All(parts);
    let n = count(tx, cx, object, Some(&filter), None, MANY)?;
    Ok(json!({ "n": n, "capped": n >= MANY, "filter": sent(&filter) }))
}
