//! A figure together with the list of its records: what is counted and what is opened are one condition.

use kernel::Result;
use records::{Condition, Cx};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{AggregateQuery, aggregate};

/// How many records of an object hold to a condition, as far as the asker sees them, and the list they stand in.
pub(crate) fn figure(tx: &mut Tx<'_>, cx: &Cx, object: &str, filter: &Condition) -> Result<Json> {
    let n = sum(tx, cx, object, filter, None)?.0;
    Ok(json!({ "n": n, "object": object, "filter": filter.to_json() }))
}

/// The same with the sum of an amount: `amounts` has one entry for each currency.
pub(crate) fn figure_sum(tx: &mut Tx<'_>, cx: &Cx, object: &str, filter: &Condition, field: &str) -> Result<Json> {
    let (n, amounts) = sum(tx, cx, object, filter, Some(field))?;
    Ok(json!({ "n": n, "amounts": amounts, "object": object, "filter": filter.to_json() }))
}

/// The number in a figure.
pub(crate) fn n(figure: &Json) -> u64 {
    figure["n"].as_u64().unwrap_or(0)
}

fn sum(tx: &mut Tx<'_>, cx: &Cx, object: &str, filter: &Condition, field: Option<&str>) -> Result<(u64, Vec<Json>)> {
    let object = cx.object(object)?;
    // An amount that the asker doesn't see is no part of the figure.
    let field = field.filter(|key| object.field(key).is_some_and(|f| cx.sees(object, f)));
    let query = AggregateQuery {
        filter: Some(filter.clone()),
        group: field.map(|_| "currency".to_owned()).into_iter().collect(),
        measures: std::iter::once("count".to_owned())
            .chain(field.map(|key| format!("sum:{key}")))
            .collect(),
    };
    let mut amounts = Vec::new();
    let mut n = 0;
    for row in aggregate(tx, cx, object, &query)? {
        n += row.get("count").and_then(Json::as_u64).unwrap_or(0);
        let amount = field.and_then(|key| row.get(&format!("sum:{key}")));
        if let (Some(Json::String(amount)), Some(Json::String(currency))) = (amount, row.get("currency")) {
            amounts.push(json!({ "amount": amount, "currency": currency }));
        }
    }
    Ok((n, amounts))
}
