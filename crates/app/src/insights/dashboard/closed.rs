//! Deals begun, won and lost: sums, the trend, and people side by side.

use std::collections::BTreeMap;

use insight::{homogeneity, wilson};
use kernel::{Day, Id, Result, Unit};
use records::{Condition, Op};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{FlowBy, FlowKey, FlowSum};

use super::people::People;
use super::{Frame, money, sent};
use crate::insights::kept::kind;
use crate::opportunities::Opportunity;

/// Closed deals that a person needs to be compared with others.
const ENOUGH: u64 = 10;

pub(super) struct Closed {
    now: Vec<(FlowKey, FlowSum)>,
    before: Vec<(FlowKey, FlowSum)>,
    currency: String,
    amounts: bool,
}

impl Closed {
    pub fn read(tx: &mut Tx<'_>, frame: &Frame<'_>) -> Result<Self> {
        const KINDS: [&str; 3] = [kind::NEW, kind::WON, kind::LOST];
        let by = [FlowBy::Kind, FlowBy::Day, FlowBy::Owner, FlowBy::Currency];
        let now = frame.flows(tx, &KINDS, (frame.from, frame.to), None, &by)?;
        let before = frame.flows(
            tx,
            &KINDS,
            (frame.before, frame.before_until),
            None,
            &[FlowBy::Kind, FlowBy::Currency],
        )?;
        // Amounts of different currencies are never added up: the company's own is shown, else the commonest.
        let home = frame.cx.workspace.currency.as_str();
        let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
        for (key, sum) in now.iter().chain(&before).filter(|(key, _)| key.kind == kind::WON) {
            *counts.entry(key.currency.as_deref().unwrap_or(home)).or_default() += sum.n;
        }
        let commonest = counts.iter().max_by_key(|(_, n)| **n).map_or(home, |(code, _)| code);
        let currency = if counts.contains_key(home) { home } else { commonest }.to_owned();
        Ok(Self {
            now,
            before,
            currency,
            amounts: frame.sees(&[Opportunity::amount, Opportunity::currency]),
        })
    }

    /// The currency that amounts are shown in.
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// How many, and the amount of those in the shown currency.
    pub fn sum(&self, kind: &str, before: bool) -> FlowSum {
        let rows = if before { &self.before } else { &self.now };
        self.add(rows.iter().filter(|(key, _)| key.kind == kind))
    }

    fn add<'r>(&self, rows: impl Iterator<Item = &'r (FlowKey, FlowSum)>) -> FlowSum {
        let mut all = FlowSum::default();
        for (key, sum) in rows {
            let shown = key.currency.as_deref().is_none_or(|c| c == self.currency);
            let amount = if shown && self.amounts { sum.amount } else { 0 };
            all.add(&FlowSum { amount, ..*sum }, 1);
        }
        all
    }

    /// Won deals of other currencies, which the shown amounts leave out.
    pub fn others(&self) -> i64 {
        let other = |key: &FlowKey| key.kind == kind::WON && key.currency.as_ref().is_some_and(|c| *c != self.currency);
        self.now
            .iter()
            .filter(|(key, _)| other(key))
            .map(|(_, sum)| sum.n)
            .sum()
    }

    /// What was won, by week, or by month of a year; spans that haven't come aren't there.
    pub fn trend(&self, frame: &Frame<'_>) -> Option<Json> {
        if !frame.sees(&[Opportunity::status, Opportunity::closed_on]) {
            return None;
        }
        let unit = if frame.unit == Unit::Year {
            Unit::Month
        } else {
            Unit::Week
        };
        let mut points = Vec::new();
        let mut start = unit.start(frame.from);
        while start < frame.until {
            let next = unit.step(start, 1);
            let (from, to) = (start.max(frame.from), next.min(frame.to));
            let inside = |key: &FlowKey| key.kind == kind::WON && from <= key.day && key.day < to;
            let sum = self.add(self.now.iter().filter(|(key, _)| inside(key)));
            let filter = frame.filter([won(), since(from), until(to)]);
            points.push(json!({
                "from": from.to_string(), "to": to.plus(-1).to_string(), "n": sum.n,
                "amount": self.amounts.then(|| money(sum.amount)), "unfinished": to > frame.until, "filter": sent(&filter),
            }));
            start = next;
        }
        Some(json!({ "unit": unit.as_str(), "points": points, "others": self.others() }))
    }

    /// Who won how much of what they closed, and whether they differ by more than chance.
    pub fn owners(&self, frame: &Frame<'_>, people: &People) -> Option<Json> {
        if !frame.sees(&[Opportunity::status, Opportunity::closed_on]) {
            return None;
        }
        let mut by_owner: BTreeMap<Option<Id>, (FlowSum, FlowSum)> = BTreeMap::new();
        for row in &self.now {
            let entry = by_owner.entry(people.known(row.0.owner)).or_default();
            match row.0.kind.as_str() {
                kind::WON => entry.0.add(&self.add(std::iter::once(row)), 1),
                kind::LOST => entry.1.add(&row.1, 1),
                _ => {}
            }
        }
        by_owner.retain(|_, (won, lost)| won.n + lost.n > 0);
        let mut rows: Vec<_> = by_owner.into_iter().collect();
        rows.sort_by_key(|(_, (won, lost))| (-won.amount, -won.n, -lost.n));
        let counts = |(won, lost): &(FlowSum, FlowSum)| (won.n as u64, (won.n + lost.n) as u64);
        let compared: Vec<_> = rows
            .iter()
            .map(|(_, sums)| counts(sums))
            .filter(|(_, n)| *n >= ENOUGH)
            .collect();
        let test = homogeneity(&compared);
        let shown = rows.iter().map(|(owner, sums)| {
            let (won, n) = counts(sums);
            let interval = wilson(won, n);
            let filter = frame.filter([
                closed(),
                frame.within(Opportunity::closed_on),
                owner.map_or_else(
                    || Condition::leaf(Opportunity::owner, Op::IsEmpty, true),
                    |id| Condition::leaf(Opportunity::owner, Op::Eq, id.to_string()),
                ),
            ]);
            json!({
                "owner": people.reference(*owner), "n": n, "won": won, "rate": share(won, n),
                "low": interval.map(|i| i.low), "high": interval.map(|i| i.high),
                "amount": self.amounts.then(|| money(sums.0.amount)), "filter": sent(&filter),
            })
        });
        Some(json!({
            "rows": shown.collect::<Vec<_>>(),
            "compared": compared.len(),
            "enough": ENOUGH,
            "test": test.map(|t| json!({ "chi2": t.chi2, "freedom": t.freedom, "p": t.p, "differ": t.p < 0.05 })),
        }))
    }
}

pub(super) fn share(k: u64, n: u64) -> Option<f64> {
    (n > 0).then(|| k as f64 / n as f64)
}

pub(super) fn won() -> Condition {
    Condition::leaf(Opportunity::status, Op::Eq, "won")
}

pub(super) fn closed() -> Condition {
    Condition::leaf(Opportunity::status, Op::In, json!(["won", "lost"]))
}

fn since(day: Day) -> Condition {
    Condition::leaf(Opportunity::closed_on, Op::Gte, day.to_string())
}

fn until(day: Day) -> Condition {
    Condition::leaf(Opportunity::closed_on, Op::Lt, day.to_string())
}
