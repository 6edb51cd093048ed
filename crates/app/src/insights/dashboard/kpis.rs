//! The cards: a figure, how many it is made of, what it is compared with, and where its records are.

use insight::{newcombe, wilson};
use kernel::{Result, Unit};
use records::{Condition, Op};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{AggregateQuery, FlowBy, aggregate, count};

use super::closed::{Closed, closed, share, won};
use super::{Frame, money, sent};
use crate::insights::kept::kind;
use crate::opportunities::Opportunity;

/// Late steps are counted up to this many.
const MANY: usize = 10_000;

pub(super) fn kpis(tx: &mut Tx<'_>, frame: &Frame<'_>, figures: &Closed) -> Result<Vec<Json>> {
    let mut cards = Vec::new();
    let amounts = frame.sees(&[Opportunity::amount, Opportunity::currency]);
    let dated = frame.sees(&[Opportunity::status, Opportunity::closed_on]);
    if dated && amounts {
        let (now, before) = (figures.sum(kind::WON, false), figures.sum(kind::WON, true));
        cards.push(json!({
            "key": "won", "amount": money(now.amount), "n": now.n, "before": money(before.amount), "before_n": before.n,
            "others": figures.others(), "filter": sent(&frame.filter([won(), frame.within(Opportunity::closed_on)])),
        }));
    }
    if frame.sees(&[Opportunity::status]) {
        let open = Condition::leaf(Opportunity::status, Op::Eq, "open");
        cards.push(now(tx, frame, figures, amounts, "open", vec![open.clone()])?);
        if frame.sees(&[Opportunity::health]) {
            let weak = Condition::leaf(Opportunity::health, Op::Eq, "weak");
            cards.push(now(tx, frame, figures, amounts, "at_risk", vec![open, weak])?);
        }
    }
    if frame.sees(&[Opportunity::engaged_on]) {
        let (now, before) = (figures.sum(kind::NEW, false), figures.sum(kind::NEW, true));
        cards.push(json!({
            "key": "new", "n": now.n, "before_n": before.n, "filter": sent(&frame.filter([frame.within(Opportunity::engaged_on)])),
        }));
    }
    if dated {
        cards.push(win_rate(frame, figures));
    }
    if dated && frame.sees(&[Opportunity::cycle_days]) {
        cards.push(cycle(tx, frame)?);
    }
    if frame.sees(&[Opportunity::next_due_at]) {
        let late = frame.filter([Condition::leaf(
            Opportunity::next_due_at,
            Op::Lt,
            frame.cx.now.to_rfc3339(),
        )]);
        let object = frame.cx.object(Opportunity::OBJECT)?;
        let n = count(tx, frame.cx, object, Some(&late), None, MANY)?;
        cards.push(json!({ "key": "overdue", "n": n, "more": n >= MANY, "filter": sent(&late) }));
    }
    Ok(cards)
}

/// How many deals are so now, and their amount.
fn now(
    tx: &mut Tx<'_>,
    frame: &Frame<'_>,
    figures: &Closed,
    amounts: bool,
    key: &str,
    so: Vec<Condition>,
) -> Result<Json> {
    let filter = frame.filter(so);
    let (group, measures): (&[&str], &[&str]) = if amounts {
        (&[Opportunity::currency], &["count", "sum:amount"])
    } else {
        (&[], &["count"])
    };
    let owned = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
    let query = AggregateQuery {
        filter: Some(filter.clone()),
        group: owned(group),
        measures: owned(measures),
    };
    let rows = aggregate(tx, frame.cx, frame.cx.object(Opportunity::OBJECT)?, &query)?;
    let n: u64 = rows.iter().filter_map(|r| r.get("count")?.as_u64()).sum();
    let shown = rows
        .iter()
        .find(|r| r.get("currency").and_then(Json::as_str) == Some(figures.currency()));
    let inside = shown.and_then(|r| r.get("count")?.as_u64()).unwrap_or(0);
    let amount = shown.and_then(|r| r.get("sum:amount").cloned());
    Ok(json!({
        "key": key, "amount": amounts.then(|| amount.unwrap_or_else(|| Json::from("0.00"))), "n": n,
        "others": if amounts { n - inside } else { 0 }, "filter": sent(&filter),
    }))
}

fn win_rate(frame: &Frame<'_>, figures: &Closed) -> Json {
    let pair = |before: bool| {
        let (won, lost) = (figures.sum(kind::WON, before), figures.sum(kind::LOST, before));
        (won.n as u64, (won.n + lost.n) as u64)
    };
    let (now, before) = (pair(false), pair(true));
    let (interval, change) = (wilson(now.0, now.1), newcombe(now, before));
    json!({
        "key": "win_rate", "n": now.1, "won": now.0, "rate": share(now.0, now.1),
        "low": interval.map(|i| i.low), "high": interval.map(|i| i.high),
        "before": share(before.0, before.1), "before_n": before.1,
        "change_low": change.map(|c| c.low), "change_high": change.map(|c| c.high),
        "filter": sent(&frame.filter([closed(), frame.within(Opportunity::closed_on)])),
    })
}

/// Days from engaging to winning: the middle and the quarters around it.
fn cycle(tx: &mut Tx<'_>, frame: &Frame<'_>) -> Result<Json> {
    let months = (Unit::Month.start(frame.from), frame.to);
    let now = frame.flows(tx, &[kind::CYCLE], months, None, &[FlowBy::At])?;
    let before = frame.flows(tx, &[kind::CYCLE], (frame.before, frame.from), None, &[FlowBy::At])?;
    let sorted = |rows: Vec<(store::records::FlowKey, store::records::FlowSum)>| {
        let mut counts: Vec<(i64, i64)> = rows.into_iter().map(|(key, sum)| (key.at, sum.n)).collect();
        counts.sort_unstable();
        counts
    };
    let (now, before) = (sorted(now), sorted(before));
    let n: i64 = now.iter().map(|(_, n)| n).sum();
    Ok(json!({
        "key": "cycle", "n": n, "median": quantile(&now, 2), "quarter": quantile(&now, 1), "three_quarters": quantile(&now, 3),
        "before": quantile(&before, 2), "before_n": before.iter().map(|(_, n)| n).sum::<i64>(),
        "filter": sent(&frame.filter([won(), frame.within(Opportunity::closed_on),
            Condition::Not(Box::new(Condition::leaf(Opportunity::cycle_days, Op::IsEmpty, true)))])),
    }))
}

/// The quartile of counted values in order: the value below which so many quarters lie, or the mean of the two around it.
fn quantile(counts: &[(i64, i64)], quarters: i64) -> Option<f64> {
    let n: i64 = counts.iter().map(|(_, n)| n).sum();
    let at = |place: i64| {
        let mut passed = 0;
        counts.iter().find_map(|(value, n)| {
            passed += n;
            (passed > place).then_some(*value)
        })
    };
    let rank = n * quarters;
    if n == 0 {
        None
    } else if rank % 4 == 0 {
        Some((at(rank / 4 - 1)? + at(rank / 4)?) as f64 / 2.0)
    } else {
        at(rank / 4).map(|v| v as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn quartiles_of_counted_days() {
        assert_eq!(quantile(&[], 2), None);
        assert_eq!(quantile(&[(7, 1)], 2), Some(7.0));
        assert_eq!(quantile(&[(1, 1), (4, 1)], 2), Some(2.5));
        assert_eq!(quantile(&[(1, 2), (3, 1), (9, 2)], 2), Some(3.0));
        assert_eq!(quantile(&[(1, 1), (2, 1), (3, 1), (4, 1)], 1), Some(1.5));
        assert_eq!(quantile(&[(1, 1), (2, 1), (3, 1), (4, 1)], 3), Some(3.5));
    }
}
