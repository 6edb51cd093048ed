//! When a task comes again, and when it is brought to mind. Pure.

use chrono::{Datelike, Months, NaiveDate};
use kernel::{Calendar, Day, Instant};

/// How a task repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Every day.
    Daily,
    /// Every week on these weekdays; 1 is Monday.
    Weekly(Vec<u32>),
    /// Every month on the day of the month of the first one, or on the last where a month is shorter.
    Monthly,
}

impl Repeat {
    /// From the fields of a task.
    pub fn read(kind: &str, days: &[String]) -> Option<Self> {
        Some(match kind {
            "daily" => Self::Daily,
            "weekly" => Self::Weekly(days.iter().filter_map(|d| d.parse().ok()).collect()),
            "monthly" => Self::Monthly,
            _ => return None,
        })
    }

    /// The next day after `due`, but none that has passed by `today`: what was missed isn't made up for.
    /// `first` is the day that the series began with.
    pub fn next(&self, first: Day, due: Day, today: Day) -> Day {
        let from = due.plus(1).max(today);
        match self {
            Self::Daily => from,
            Self::Weekly(days) => {
                let wanted =
                    |day: &Day| days.contains(&day.weekday()) || (days.is_empty() && day.weekday() == first.weekday());
                (0..7).map(|n| from.plus(n)).find(wanted).unwrap_or(from)
            }
            Self::Monthly => monthly(first.to_date(), from.to_date()).map_or(from, Day::from_date),
        }
    }
}

/// The first day that is whole months after `first` and not before `from`.
fn monthly(first: NaiveDate, from: NaiveDate) -> Option<NaiveDate> {
    let months = (from.year() - first.year()) * 12 + from.month0() as i32 - first.month0() as i32;
    let after = |n: i32| first.checked_add_months(Months::new(u32::try_from(n.max(0)).unwrap_or(0)));
    [months, months + 1]
        .into_iter()
        .filter_map(after)
        .find(|day| *day >= from)
}

/// The moment when a task is due: its time, or the end of its day.
pub fn due(on: Option<Day>, at: Option<Instant>, calendar: &Calendar) -> Option<Instant> {
    at.or_else(|| on.map(|day| Instant(day.plus(1).start(calendar.tz).0 - 1)))
}

/// When a task is brought to mind. One without a time counts from the start of work on its day.
pub fn remind_at(how: &str, on: Option<Day>, at: Option<Instant>, calendar: &Calendar) -> Option<Instant> {
    let morning = calendar.hours.0.first().map_or(9 * 60, |(from, _)| u32::from(*from));
    let base = at.or_else(|| on.map(|day| day.at(morning, calendar.tz)))?;
    Some(match how {
        "m10" => base.plus_seconds(-600),
        "h1" => base.plus_seconds(-3600),
        // The same hour on the day before, also where the clock is changed between.
        "d1" => base.day(calendar.tz).plus(-1).at(base.minute(calendar.tz), calendar.tz),
        _ => base,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn the_next_one_is_after_the_last_and_not_in_the_past() {
        let weekly = Repeat::Weekly(vec![1, 4]);
        let monthly = Repeat::Monthly;
        for (repeat, first, due, today, next) in [
            (&Repeat::Daily, "2026-11-20", "2026-11-24", "2026-11-24", "2026-11-25"),
            // Done early: the next is after the day it was due.
            (&Repeat::Daily, "2026-11-20", "2026-11-26", "2026-11-24", "2026-11-27"),
            // Done late: today's is still to be done, the days between are not made up for.
            (&Repeat::Daily, "2026-11-20", "2026-11-20", "2026-11-24", "2026-11-24"),
            (&weekly, "2026-11-23", "2026-11-23", "2026-11-23", "2026-11-26"),
            (&weekly, "2026-11-23", "2026-11-26", "2026-11-26", "2026-11-30"),
            (&weekly, "2026-11-23", "2026-11-05", "2026-11-24", "2026-11-26"),
            (
                &Repeat::Weekly(vec![]),
                "2026-11-24",
                "2026-11-24",
                "2026-11-24",
                "2026-12-01",
            ),
            (&monthly, "2026-01-31", "2026-01-31", "2026-01-31", "2026-02-28"),
            // A short month doesn't wear the day off.
            (&monthly, "2026-01-31", "2026-02-28", "2026-02-28", "2026-03-31"),
            (&monthly, "2024-02-29", "2025-02-28", "2025-02-28", "2025-03-29"),
            (&monthly, "2026-11-05", "2026-11-05", "2027-01-20", "2027-02-05"),
            (&monthly, "2026-12-15", "2026-12-15", "2026-12-15", "2027-01-15"),
        ] {
            assert_eq!(
                repeat.next(day(first), day(due), day(today)),
                day(next),
                "{repeat:?} {due} {today}"
            );
        }
    }

    #[test]
    fn every_series_goes_on_and_keeps_its_days() {
        let (first, days) = (day("2026-01-31"), vec![2, 5]);
        for repeat in [Repeat::Daily, Repeat::Weekly(days.clone()), Repeat::Monthly] {
            let mut due = first;
            for _ in 0..500 {
                let next = repeat.next(first, due, first);
                assert!(next > due && next.0 - due.0 <= 31, "{repeat:?} {due} {next}");
                match &repeat {
                    Repeat::Weekly(days) => assert!(days.contains(&next.weekday())),
                    Repeat::Monthly => assert!(next.to_date().day() >= 28),
                    Repeat::Daily => assert_eq!(next, due.plus(1)),
                }
                due = next;
            }
        }
    }

    #[test]
    fn a_reminder_counts_from_the_time_or_the_start_of_work() {
        let calendar = Calendar::weekdays(chrono_tz::Asia::Shanghai);
        let at = |text: &str| Instant::parse(text).unwrap();
        let (on, time) = (Some(day("2026-11-25")), Some(at("2026-11-25T15:00:00+08:00")));
        for (how, time, expected) in [
            ("at", None, "2026-11-25T09:00:00+08:00"),
            ("h1", None, "2026-11-25T08:00:00+08:00"),
            ("d1", None, "2026-11-24T09:00:00+08:00"),
            ("at", time, "2026-11-25T15:00:00+08:00"),
            ("m10", time, "2026-11-25T14:50:00+08:00"),
            ("d1", time, "2026-11-24T15:00:00+08:00"),
        ] {
            assert_eq!(remind_at(how, on, time, &calendar), Some(at(expected)), "{how}");
        }
        assert_eq!(remind_at("at", None, None, &calendar), None);
        // The clocks of New York go back on 1 November: a day before is the same hour all the same.
        let york = Calendar::weekdays(chrono_tz::America::New_York);
        let noon = Some(at("2026-11-01T12:00:00-05:00"));
        assert_eq!(
            remind_at("d1", None, noon, &york),
            Some(at("2026-10-31T12:00:00-04:00"))
        );
    }
}
