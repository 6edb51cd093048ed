//! The heat map: of the required steps in stages that were entered in the period, by person and stage, how many were done
//! in time, done late, left out.

use std::collections::BTreeMap;

use kernel::{Id, Result};
use records::{Condition, Op};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{FlowBy, FlowSum};

use super::funnel::{Funnel, visited};
use super::people::People;
use super::{Frame, sent};
use crate::insights::kept::kind;
use crate::opportunities::Opportunity;
use crate::sop::StageVisit;

/// People shown, those with most steps first.
const PEOPLE: usize = 12;

pub(super) fn heat(tx: &mut Tx<'_>, frame: &Frame<'_>, funnel: &Funnel, people: &People) -> Result<Json> {
    let kinds = [kind::ON, kind::BACK, kind::OFF, kind::STAYS];
    let by = [FlowBy::Owner, FlowBy::Stage];
    let rows = frame.flows(tx, &kinds, (frame.from, frame.to), Some(funnel.sop), &by)?;
    let mut table: BTreeMap<Option<Id>, BTreeMap<&str, FlowSum>> = BTreeMap::new();
    for (key, sum) in &rows {
        if funnel.stages.iter().any(|(stage, _)| *stage == key.stage) && steps(sum) > 0 {
            let cells = table.entry(people.known(key.owner)).or_default();
            cells.entry(key.stage.as_str()).or_default().add(sum, 1);
        }
    }
    let mut order: Vec<_> = table.into_iter().collect();
    order.sort_by_key(|(_, cells)| -cells.values().map(steps).sum::<i64>());
    let all = order.len();
    order.truncate(PEOPLE);
    let linked = frame.cx.object(StageVisit::OBJECT).is_ok();
    let rows = order.iter().map(|(owner, cells)| {
        let shown = funnel.stages.iter().map(|(stage, _)| {
            let sum = cells.get(stage.as_str())?;
            let whose = owner.map_or_else(
                || Condition::leaf(Opportunity::owner, Op::IsEmpty, true),
                |id| Condition::leaf(Opportunity::owner, Op::Eq, id.to_string()),
            );
            let not_in_time = Condition::Any(vec![
                Condition::leaf(StageVisit::late, Op::Gt, 0),
                Condition::leaf(StageVisit::left_out, Op::Gt, 0),
            ]);
            // All of the stage's deals if there is nothing to complain of.
            let rest = (sum.late + sum.left_out > 0).then_some(not_in_time);
            let filter = visited(frame, stage, rest).and(whose);
            Some(json!({
                "on_time": sum.on_time, "late": sum.late, "left_out": sum.left_out, "filter": linked.then(|| sent(&filter)),
            }))
        });
        json!({ "owner": people.reference(*owner), "cells": shown.collect::<Vec<_>>() })
    });
    Ok(json!({
        "stages": funnel.stages.iter().map(|(key, name)| json!({ "key": key, "name": name })).collect::<Vec<_>>(),
        "rows": rows.collect::<Vec<_>>(),
        "all": all,
    }))
}

fn steps(sum: &FlowSum) -> i64 {
    sum.on_time + sum.late + sum.left_out
}
