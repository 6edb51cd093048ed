//! Win rates by group.

use std::collections::BTreeMap;

use insight::wilson;
use kernel::{Code, Error, Result};
use records::{Condition, Cx, Op, bind};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{AggregateQuery, aggregate};

use crate::opportunities::Opportunity;

/// How closed deals group, and the field they group by.
const GROUPS: [(&str, &str); 6] = [
    ("owner", "owner"),
    ("team", "team"),
    ("product", "line_items.product"),
    ("source", "source"),
    ("sop_version", "sop_version"),
    ("month", "closed_on:month"),
];

/// The share of closed deals that were won, per group, with its Wilson 95 % interval. A deal with several products counts
/// under each of them.
pub fn win_rate(tx: &mut Tx<'_>, cx: &Cx, group: Option<&str>, filter: Option<Condition>) -> Result<Vec<Json>> {
    let field = match group {
        None => None,
        Some(group) => Some(
            GROUPS
                .iter()
                .find(|(key, _)| *key == group)
                .map(|(_, field)| *field)
                .ok_or_else(|| {
                    let keys = GROUPS.map(|(key, _)| key).join(" ");
                    Error::field(
                        "/group",
                        Code::InvalidValue,
                        format!("可用的分组：{keys}"),
                        format!("Groups are: {keys}"),
                    )
                })?,
        ),
    };
    if let Some(filter) = &filter {
        // Faults are pointed at in the filter as it was sent.
        bind(filter, cx.object(Opportunity::OBJECT)?, cx)?;
    }
    let closed = Condition::leaf(Opportunity::status, Op::In, json!(["won", "lost"]));
    let condition = filter.map_or(closed.clone(), |f| closed.and(f));
    if field == Some("line_items.product") {
        return by_product(tx, cx, &condition);
    }
    let mut groups: Vec<String> = field.iter().map(|f| (*f).to_owned()).collect();
    groups.push(Opportunity::status.to_owned());
    let object = cx.object(Opportunity::OBJECT)?;
    let rows = aggregate(
        tx,
        cx,
        object,
        &AggregateQuery {
            filter: Some(condition),
            group: groups,
            measures: vec!["count".to_owned()],
        },
    )?;
    let counts = rows.into_iter().map(|row| {
        let key = field.map_or(Json::Null, |f| row.get(f).cloned().unwrap_or_default());
        let won = row.get(Opportunity::status) == Some(&Json::from("won"));
        (key, won, row.get("count").and_then(Json::as_u64).unwrap_or(0))
    });
    Ok(rates(group.unwrap_or("all"), counts))
}

fn by_product(tx: &mut Tx<'_>, cx: &Cx, condition: &Condition) -> Result<Vec<Json>> {
    let items = cx.object("line_items")?;
    let products = AggregateQuery {
        filter: None,
        group: vec!["product".to_owned()],
        measures: vec!["count".to_owned()],
    };
    let object = cx.object(Opportunity::OBJECT)?;
    let mut counts = Vec::new();
    for row in aggregate(tx, cx, items, &products)? {
        let product = row.get("product").cloned().unwrap_or_default();
        // Those that the asker may not know, and those that are gone, are one group.
        let same = match &product["id"] {
            Json::Null => Condition::leaf("product", Op::IsEmpty, true),
            id => Condition::leaf("product", Op::Eq, id.clone()),
        };
        let of = Condition::Exists {
            path: "line_items".to_owned(),
            filter: Some(Box::new(same)),
        };
        let query = AggregateQuery {
            filter: Some(condition.clone().and(of)),
            group: vec![Opportunity::status.to_owned()],
            measures: vec!["count".to_owned()],
        };
        for row in aggregate(tx, cx, object, &query)? {
            let won = row.get(Opportunity::status) == Some(&Json::from("won"));
            counts.push((
                product.clone(),
                won,
                row.get("count").and_then(Json::as_u64).unwrap_or(0),
            ));
        }
    }
    Ok(rates("product", counts.into_iter()))
}

fn rates(group: &str, counts: impl Iterator<Item = (Json, bool, u64)>) -> Vec<Json> {
    let mut by_group: BTreeMap<String, (Json, u64, u64)> = BTreeMap::new();
    for (key, won, count) in counts {
        let entry = by_group.entry(key.to_string()).or_insert((key, 0, 0));
        entry.1 += if won { count } else { 0 };
        entry.2 += count;
    }
    let mut rows: Vec<_> = by_group.into_values().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.2));
    let row = |(key, won, n): (Json, u64, u64)| {
        let interval = wilson(won, n);
        let rate = if n == 0 {
            Json::Null
        } else {
            json!(won as f64 / n as f64)
        };
        json!({ group: key, "n": n, "won": won, "rate": rate, "low": interval.map(|i| i.low), "high": interval.map(|i| i.high) })
    };
    rows.into_iter().map(row).collect()
}
