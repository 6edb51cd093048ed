//! How well standards are kept: by person and by standard, of the reviewed talks that the asker sees.

use std::collections::BTreeMap;

use kernel::Result;
use records::{Condition, Cx, bind};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{AggregateQuery, aggregate};

use super::StandardMark;
use super::rules::{Verdict, share, verdict};

/// Shares of standards met among those that applied, each with its interval, its sample and the condition that finds its
/// marks; and whether people differ more than chance makes them.
pub fn figures(tx: &mut Tx<'_>, cx: &Cx, filter: Option<&Condition>) -> Result<Json> {
    let object = cx.object(StandardMark::OBJECT)?;
    if let Some(filter) = filter {
        // Faults are pointed at in the filter as it was sent.
        bind(filter, object, cx)?;
    }
    let people = counted(tx, cx, StandardMark::person, filter)?;
    let standards = counted(tx, cx, StandardMark::standard, filter)?;
    let groups: Vec<(u64, u64)> = people.iter().map(|(_, met, n)| (*met, *n)).collect();
    let (verdict, zh, en) = match verdict(&groups) {
        Verdict::TooEarly => (
            "too_early",
            "样本还太少，人与人之间不能比较",
            "There are too few marks yet to compare people",
        ),
        Verdict::Noise => (
            "noise",
            "人与人之间的差别在随机波动之内",
            "The differences between people are noise",
        ),
        Verdict::Differ => (
            "differ",
            "人与人之间的差别大于随机波动",
            "People differ more than chance makes them",
        ),
    };
    let text = if cx.lang == kernel::Lang::Zh { zh } else { en };
    Ok(json!({
        "people": lines(people, StandardMark::person), "standards": lines(standards, StandardMark::standard),
        "verdict": verdict, "text": text,
    }))
}

type Line = (Json, u64, u64);

/// Met and applied, by a field.
fn counted(tx: &mut Tx<'_>, cx: &Cx, field: &str, filter: Option<&Condition>) -> Result<Vec<Line>> {
    let query = AggregateQuery {
        filter: filter.cloned(),
        group: vec![field.to_owned(), StandardMark::mark.to_owned()],
        measures: vec!["count".to_owned()],
    };
    let mut lines: BTreeMap<String, Line> = BTreeMap::new();
    for row in aggregate(tx, cx, cx.object(StandardMark::OBJECT)?, &query)? {
        let count = row.get("count").and_then(Json::as_u64).unwrap_or(0);
        let key = row.get(field).cloned().unwrap_or_default();
        let line = lines.entry(key.to_string()).or_insert((key, 0, 0));
        match row.get(StandardMark::mark).and_then(Json::as_str) {
            Some("met") => {
                line.1 += count;
                line.2 += count;
            }
            Some("not_met") => line.2 += count,
            _ => {}
        }
    }
    let mut lines: Vec<Line> = lines.into_values().filter(|(_, _, n)| *n > 0).collect();
    lines.sort_by_key(|(_, _, n)| std::cmp::Reverse(*n));
    Ok(lines)
}

fn lines(lines: Vec<Line>, field: &str) -> Vec<Json> {
    let applied = Condition::leaf(StandardMark::mark, records::Op::In, json!(["met", "not_met"]));
    lines
        .into_iter()
        .map(|(key, met, n)| {
            let share = share(met, n);
            let value = key.get("id").cloned().unwrap_or_else(|| key.clone());
            let own = if value.is_null() {
                json!({ "field": field, "op": "is_empty", "value": true })
            } else {
                json!({ "field": field, "op": "eq", "value": value })
            };
            json!({
                "of": key, "met": share.met, "n": share.n, "rate": share.met as f64 / share.n as f64,
                "low": share.low, "high": share.high, "filter": { "all": [own, applied] },
            })
        })
        .collect()
}
