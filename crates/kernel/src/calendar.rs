//! Working time: which days are worked, between which hours, in the workspace's time zone.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use crate::{Day, Instant};

/// The working hours of a day, in minutes after midnight; they don't cross midnight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayHours(pub Vec<(u16, u16)>);

impl Default for DayHours {
    /// Nine to twelve and half past one to six: seven and a half hours.
    fn default() -> Self {
        Self(vec![(9 * 60, 12 * 60), (13 * 60 + 30, 18 * 60)])
    }
}

/// A working calendar: Monday to Friday, but for the exceptions that an administrator keeps as data (public holidays
/// and the weekend days that are worked to make up for them).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The time zone that days and hours are read in.
    pub tz: Tz,
    /// The hours of a worked day.
    pub hours: DayHours,
    /// Days that differ from their weekday: worked or not.
    pub exceptions: BTreeMap<Day, bool>,
}

impl Calendar {
    /// Monday to Friday in `tz`, ordinary hours.
    pub fn weekdays(tz: Tz) -> Self {
        Self {
            tz,
            hours: DayHours::default(),
            exceptions: BTreeMap::new(),
        }
    }

    /// Whether `day` is worked.
    pub fn is_worked(&self, day: Day) -> bool {
        self.exceptions
            .get(&day)
            .copied()
            .unwrap_or_else(|| day.to_date().weekday().num_days_from_monday() < 5)
    }

    /// Minutes of work in a whole worked day.
    pub fn minutes_per_day(&self) -> i64 {
        self.hours.0.iter().map(|(from, to)| i64::from(to - from)).sum()
    }

    /// The moment when `minutes` of working time have passed since `from`. Cost grows with the days passed over.
    pub fn add_minutes(&self, from: Instant, minutes: i64) -> Instant {
        let mut left = TimeDelta::minutes(minutes.max(0));
        let mut day = from.day(self.tz);
        // A calendar without any worked day must not loop for ever: after ten years the clock just runs.
        for _ in 0..3660 {
            for (start, end) in self.spans(day) {
                let start = start.max(from);
                if start >= end {
                    continue;
                }
                let span = TimeDelta::microseconds(end.0 - start.0);
                if left <= span {
                    return Instant(start.0 + left.num_microseconds().unwrap_or(0));
                }
                left -= span;
            }
            day = day.plus(1);
        }
        from.plus_seconds(minutes.saturating_mul(60))
    }

    /// The moment when `days` working days have passed since `from`, at the same working hour: a whole working day is
    /// as long as its hours.
    pub fn add_days(&self, from: Instant, days: i64) -> Instant {
        self.add_minutes(from, days.saturating_mul(self.minutes_per_day()))
    }

    /// Minutes of working time between two moments; 0 if `to` is not after `from`. Cost grows with the days between.
    pub fn minutes_between(&self, from: Instant, to: Instant) -> i64 {
        let (mut day, last) = (from.day(self.tz), to.day(self.tz));
        let mut micros = 0;
        while day <= last {
            for (start, end) in self.spans(day) {
                micros += (end.min(to).0 - start.max(from).0).max(0);
            }
            day = day.plus(1);
        }
        micros / 60_000_000
    }

    pub(crate) fn spans(&self, day: Day) -> Vec<(Instant, Instant)> {
        if !self.is_worked(day) {
            return Vec::new();
        }
        let at = |minute: u16| {
            let time = NaiveTime::from_num_seconds_from_midnight_opt(u32::from(minute) * 60, 0).unwrap_or_default();
            local_to_instant(day.to_date().and_time(time), self.tz)
        };
        self.hours.0.iter().map(|&(from, to)| (at(from), at(to))).collect()
    }
}

/// A wall-clock time as an instant: the earlier one where the clock is set back, the first after the gap where it is
/// set forward.
pub(crate) fn local_to_instant(local: NaiveDateTime, tz: Tz) -> Instant {
    let mut candidate = local;
    for _ in 0..=26 {
        if let Some(at) = tz.from_local_datetime(&candidate).earliest() {
            return Instant::from_utc(at.with_timezone(&Utc));
        }
        candidate += TimeDelta::minutes(15);
    }
    Instant::from_utc(local.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(&format!("{text}:00+08:00")).unwrap()
    }

    #[test]
    fn working_time_skips_nights_weekends_and_holidays_and_counts_make_up_days() {
        let mut calendar = Calendar::weekdays(chrono_tz::Asia::Shanghai);
        calendar.exceptions.insert(Day::parse("2026-11-23").unwrap(), false); // a holiday
        calendar.exceptions.insert(Day::parse("2026-11-28").unwrap(), true); // a Saturday that is worked
        for (from, minutes, to) in [
            ("2026-11-20T17:30", 30, "2026-11-20T18:00"),
            ("2026-11-20T17:30", 31, "2026-11-24T09:01"),
            ("2026-11-22T12:00", 60, "2026-11-24T10:00"),
            ("2026-11-24T11:30", 60, "2026-11-24T14:00"),
            ("2026-11-27T18:00", 60, "2026-11-28T10:00"),
            ("2026-11-24T07:00", 0, "2026-11-24T09:00"),
        ] {
            let end = calendar.add_minutes(at(from), minutes);
            assert_eq!(end, at(to), "{from} + {minutes}");
            assert_eq!(calendar.minutes_between(at(from), end), minutes, "{from} .. {to}");
        }
        assert_eq!(calendar.add_days(at("2026-11-24T10:00"), 1), at("2026-11-25T10:00"));
        assert_eq!(
            calendar.minutes_between(at("2026-11-24T10:00"), at("2026-11-23T10:00")),
            0
        );
    }
}
