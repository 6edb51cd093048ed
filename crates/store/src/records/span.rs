//! The local day that a stored day or moment falls on, as an expression.

use std::fmt::Write as _;

use chrono::{Offset as _, TimeZone as _};
use kernel::{Day, Instant};
use records::{Cx, FieldType};

const DAY: i64 = 86_400_000_000;

/// The number of the day that `column` falls on where the company is.
pub(crate) fn day_number(column: &str, ty: &FieldType, cx: &Cx) -> String {
    if *ty == FieldType::Day {
        return column.to_owned();
    }
    let shifts = shifts(cx);
    let local = if let [(_, only)] = shifts.as_slice() {
        format!("({column} + {only})")
    } else {
        let mut case = String::from("(CASE");
        for (until, shift) in &shifts {
            let _ = match until {
                Some(until) => write!(case, " WHEN {column} < {until} THEN {column} + {shift}"),
                None => write!(case, " ELSE {column} + {shift} END)"),
            };
        }
        case
    };
    // Division cuts towards zero in both databases; days before 1970 must be rounded down.
    format!("(({local} - (({local} % {DAY}) + {DAY}) % {DAY}) / {DAY})")
}

/// What local time is ahead of UTC, in microseconds, and until when; from 1990 to 2050, beyond that as at the ends.
fn shifts(cx: &Cx) -> Vec<(Option<i64>, i64)> {
    let tz = cx.workspace.calendar.tz;
    let shift = |at: i64| {
        i64::from(
            tz.offset_from_utc_datetime(&Instant(at).to_utc().naive_utc())
                .fix()
                .local_minus_utc(),
        ) * 1_000_000
    };
    let bound = |text| Day::parse(text).map_or(0, |d| i64::from(d.0) * DAY);
    let (mut at, end) = (bound("1990-01-01"), bound("2050-01-01"));
    let mut shifts = Vec::new();
    while at < end {
        let next = at + 7 * DAY;
        if shift(next) != shift(at) {
            let (mut before, mut after) = (at, next);
            while after - before > 60_000_000 {
                let middle = before.midpoint(after);
                if shift(middle) == shift(at) {
                    before = middle;
                } else {
                    after = middle;
                }
            }
            // Clocks change on whole minutes.
            let change = (after / 60_000_000) * 60_000_000;
            shifts.push((Some(change), shift(at)));
        }
        at = next;
    }
    shifts.push((None, shift(end)));
    shifts
}
