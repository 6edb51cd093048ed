//! How fast leads are answered: the distribution, by whom or where they came from, each figure with the list it opens.

use std::collections::BTreeMap;

use insight::{homogeneity, wilson};
use kernel::{Code, Error, Period, Result};
use records::{Condition, Cx, Op, bind};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{AggregateQuery, aggregate};

use super::Lead;

/// How leads group, and the field they group by.
const GROUPS: [(&str, &str); 6] = [
    ("owner", "owner"),
    ("team", "team"),
    ("source", "source"),
    ("form", "form"),
    ("week", "created_at:week"),
    ("month", "created_at:month"),
];
/// Where the bars of the distribution end, in working minutes; the last is open.
const BARS: [i64; 7] = [5, 15, 30, 60, 120, 240, 480];
/// Groups that are shown, the largest first.
const SHOWN: usize = 30;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// `this_month` and its like; all time if absent.
    pub period: Option<String>,
    /// What to group by.
    pub group: Option<String>,
    /// Which leads.
    pub filter: Option<Condition>,
}

/// How often each time was taken: minutes and leads. Those that were late and still wait have none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Times {
    /// Answered, by minutes.
    answered: BTreeMap<i64, u64>,
    in_time: u64,
    late: u64,
    /// Late, and not answered.
    unanswered: u64,
    /// Not answered, and it isn't known to be late: still in time, or given up before.
    waiting: u64,
}

impl Times {
    fn add(&mut self, minutes: Option<i64>, late: Option<bool>, n: u64) {
        match (minutes, late) {
            (Some(minutes), _) => {
                *self.answered.entry(minutes).or_default() += n;
                if late == Some(true) {
                    self.late += n;
                } else {
                    self.in_time += n;
                }
            }
            (None, Some(true)) => {
                self.late += n;
                self.unanswered += n;
            }
            (None, _) => self.waiting += n,
        }
    }

    /// Leads of which it is known whether they were answered in time.
    fn n(&self) -> u64 {
        self.in_time + self.late
    }

    /// The time within which this share of them was answered: who was never answered took longer than everybody.
    fn quantile(&self, share: f64) -> Option<i64> {
        let rank = (share * self.n() as f64).ceil().max(1.0) as u64;
        let mut seen = 0;
        self.answered.iter().find_map(|(minutes, n)| {
            seen += n;
            (seen >= rank).then_some(*minutes)
        })
    }

    fn to_json(&self, filter: &Condition) -> Json {
        let share = wilson(self.in_time, self.n());
        let late = Condition::leaf(Lead::response_late, Op::Eq, true);
        let open = |more: Condition| filter.clone().and(more).to_json();
        json!({
            "n": self.n(), "in_time": self.in_time, "late": self.late, "unanswered": self.unanswered, "waiting": self.waiting,
            "rate": (self.n() > 0).then(|| self.in_time as f64 / self.n() as f64),
            "low": share.map(|i| i.low), "high": share.map(|i| i.high),
            "median": self.quantile(0.5), "p90": self.quantile(0.9),
            "filter": filter.to_json(),
            "late_filter": open(late.clone()),
            "unanswered_filter": open(late.and(Condition::leaf(Lead::responded_at, Op::IsEmpty, true))),
        })
    }

    fn bars(&self, filter: &Condition) -> Vec<Json> {
        let ends = BARS.iter().map(|end| Some(*end)).chain([None]);
        let mut from = 0;
        let bar = |end: Option<i64>| {
            let n: u64 = match end {
                Some(end) => self.answered.range(from..end).map(|(_, n)| n).sum(),
                None => self.answered.range(from..).map(|(_, n)| n).sum(),
            };
            let mut of = Condition::leaf(Lead::response_minutes, Op::Gte, from.to_string());
            if let Some(end) = end {
                of = of.and(Condition::leaf(Lead::response_minutes, Op::Lt, end.to_string()));
            }
            let row = json!({ "from": from, "to": end, "n": n, "filter": filter.clone().and(of).to_json() });
            from = end.unwrap_or(from);
            row
        };
        ends.map(bar).collect()
    }
}

/// How fast leads were answered that came in the period: in working time, in all and by group.
///
/// # Errors
/// `invalid_value` for a period or group that there isn't; `not_found` for those who don't see the clock of leads.
pub fn first_response(tx: &mut Tx<'_>, cx: &Cx, ask: &Ask) -> Result<Json> {
    let object = cx.object(Lead::OBJECT)?;
    let sees = |key: &str| object.field(key).is_some_and(|f| cx.sees_whole(object, f));
    if ![Lead::response_minutes, Lead::response_late, Lead::responded_at]
        .iter()
        .all(|key| sees(key))
    {
        return Err(Error::not_found());
    }
    let wrong = |at: &str, known: String| {
        Error::field(
            at,
            Code::InvalidValue,
            format!("可用的值：{known}"),
            format!("Values are: {known}"),
        )
    };
    let group = match ask.group.as_deref() {
        None => None,
        Some(key) => {
            let known = GROUPS.iter().find(|(k, _)| *k == key);
            Some(
                known
                    .copied()
                    .ok_or_else(|| wrong("/group", GROUPS.map(|(k, _)| k).join(" ")))?,
            )
        }
    };
    let mut filter = Condition::always();
    if let Some(period) = &ask.period {
        Period::parse(period).ok_or_else(|| wrong("/period", "this_month last_month this_quarter …".to_owned()))?;
        filter = filter.and(Condition::leaf("created_at", Op::Within, json!({ "period": period })));
    }
    if let Some(more) = &ask.filter {
        bind(more, object, cx)?;
        filter = filter.and(more.clone());
    }
    let mut fields = vec![Lead::response_minutes.to_owned(), Lead::response_late.to_owned()];
    fields.extend(group.map(|(_, field)| field.to_owned()));
    let query = AggregateQuery {
        filter: Some(filter.clone()),
        group: fields,
        measures: vec!["count".to_owned()],
    };
    let mut all = Times::default();
    let mut groups: BTreeMap<String, (Json, Times)> = BTreeMap::new();
    for row in aggregate(tx, cx, object, &query)? {
        let number = |json: &Json| json.as_i64().or_else(|| json.as_str().and_then(|s| s.parse().ok()));
        let minutes = row.get(Lead::response_minutes).and_then(number);
        let late = row.get(Lead::response_late).and_then(Json::as_bool);
        let n = row.get("count").and_then(Json::as_u64).unwrap_or(0);
        all.add(minutes, late, n);
        if let Some((_, field)) = group {
            let key = row.get(field).cloned().unwrap_or_default();
            groups
                .entry(key.to_string())
                .or_insert_with(|| (key, Times::default()))
                .1
                .add(minutes, late, n);
        }
    }
    let mut rows: Vec<(Json, Times)> = groups.into_values().collect();
    rows.sort_by_key(|(_, times)| std::cmp::Reverse((times.n(), times.waiting)));
    if group.is_some_and(|(key, _)| matches!(key, "week" | "month")) {
        rows.sort_by_key(|(key, _)| std::cmp::Reverse(key.as_str().unwrap_or_default().to_owned()));
    }
    let compared: Vec<(u64, u64)> = rows.iter().map(|(_, t)| (t.in_time, t.n())).collect();
    let test = homogeneity(&compared);
    let left = rows.len().saturating_sub(SHOWN);
    rows.truncate(SHOWN);
    let shown = rows.iter().map(|(key, times)| {
        let of = group.map_or_else(Condition::always, |(_, field)| same(field, key));
        let mut row = times.to_json(&filter.clone().and(of));
        row["key"] = key.clone();
        row
    });
    Ok(json!({
        "group": group.map(|(key, _)| key),
        "all": all.to_json(&filter),
        "bars": all.bars(&filter),
        "rows": shown.collect::<Vec<_>>(),
        "left": left,
        // Whether groups differ at all, or their differences are what chance makes of them.
        "differ": test.map(|t| t.p < 0.05),
        "p": test.map(|t| t.p),
    }))
}

/// The leads of a group.
fn same(field: &str, key: &Json) -> Condition {
    if let Some((field, unit)) = field.split_once(':') {
        return match key.as_str().and_then(|text| span(text, unit)) {
            Some((from, to)) => Condition::leaf(field, Op::Gte, from).and(Condition::leaf(field, Op::Lt, to)),
            None => Condition::leaf(field, Op::IsEmpty, true),
        };
    }
    match key.get("id").unwrap_or(key) {
        Json::Null => Condition::leaf(field, Op::IsEmpty, true),
        value => Condition::leaf(field, Op::Eq, value.clone()),
    }
}

/// The first day of a month or week as groups name it, and the day after its last.
fn span(text: &str, unit: &str) -> Option<(String, String)> {
    let day = match unit {
        "month" => kernel::Day::parse(&format!("{text}-01"))?,
        _ => week(text)?,
    };
    let next = kernel::Unit::parse(unit)?.step(day, 1);
    Some((day.to_string(), next.to_string()))
}

/// The Monday of a week written by its first day, or like `2026-W47`.
fn week(text: &str) -> Option<kernel::Day> {
    if let Some(day) = kernel::Day::parse(text) {
        return Some(day);
    }
    let (year, week) = text.split_once("-W")?;
    let (year, week): (i32, i32) = (year.parse().ok()?, week.parse().ok()?);
    // The fourth of January is always in the first week.
    let fourth = kernel::Day::parse(&format!("{year}-01-04"))?;
    Some(kernel::Unit::Week.start(fourth).plus((week - 1) * 7))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_never_answered_took_longer_than_everybody() {
        let mut times = Times::default();
        assert_eq!((times.n(), times.quantile(0.5)), (0, None));
        for (minutes, late, n) in [
            (Some(10), Some(false), 4),
            (Some(90), Some(true), 2),
            (None, Some(true), 4),
            (None, None, 7),
        ] {
            times.add(minutes, late, n);
        }
        assert_eq!((times.n(), times.in_time, times.late), (10, 4, 6));
        assert_eq!((times.unanswered, times.waiting), (4, 7));
        assert_eq!(times.quantile(0.4), Some(10));
        assert_eq!(times.quantile(0.5), Some(90));
        assert_eq!(times.quantile(0.9), None);
        let bars = times.bars(&Condition::always());
        let counts: Vec<_> = bars.iter().map(|b| b["n"].as_u64().unwrap()).collect();
        assert_eq!(counts, [0, 4, 0, 0, 2, 0, 0, 0]);
    }

    #[test]
    fn groups_of_time_are_found_by_their_days() {
        assert_eq!(
            span("2026-11", "month"),
            Some(("2026-11-01".into(), "2026-12-01".into()))
        );
        assert_eq!(
            span("2026-W48", "week"),
            Some(("2026-11-23".into(), "2026-11-30".into()))
        );
        assert_eq!(
            span("2026-11-23", "week"),
            Some(("2026-11-23".into(), "2026-11-30".into()))
        );
    }
}
