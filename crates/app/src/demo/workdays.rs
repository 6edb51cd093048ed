//! Working time as one number: 12.5 is the middle of the thirteenth worked day. Stories are told in it and become moments
//! of the company's calendar.

use kernel::{Calendar, Day, Instant};

/// Worked days around the present.
#[derive(Clone, Debug)]
pub(super) struct Workdays {
    /// Midnight of each worked day.
    days: Vec<(Day, Instant)>,
    /// The spans of a day, in minutes after midnight.
    spans: Vec<(u16, u16)>,
    /// The present.
    now: f64,
    moment: Instant,
}

impl Workdays {
    /// The worked days from `back` days before the present to `on` days after it.
    pub fn around(now: Instant, calendar: &Calendar, back: i32, on: i32) -> Self {
        let today = now.day(calendar.tz);
        let days: Vec<(Day, Instant)> = (-back..=on)
            .map(|n| today.plus(n))
            .filter(|day| calendar.is_worked(*day))
            .map(|day| (day, day.start(calendar.tz)))
            .collect();
        let mut workdays = Self {
            days,
            spans: calendar.hours.0.clone(),
            now: 0.0,
            moment: now,
        };
        let begun = workdays.days.iter().take_while(|(_, start)| *start <= now).count();
        workdays.now = match workdays.days[..begun].last() {
            None => 0.0,
            Some((_, start)) => {
                let passed = (now.0 - start.0) / 60_000_000;
                let worked: i64 = workdays
                    .spans
                    .iter()
                    .map(|(a, b)| (passed.min(i64::from(*b)) - i64::from(*a)).max(0))
                    .sum();
                begun as f64 - 1.0 + worked as f64 / workdays.length() as f64
            }
        };
        workdays
    }

    /// The present.
    pub fn now(&self) -> f64 {
        self.now
    }

    /// The moment of a point; never after the present if the point isn't.
    pub fn at(&self, point: f64) -> Instant {
        let last = self.days.len().saturating_sub(1);
        let day = (point.max(0.0).floor() as usize).min(last);
        let mut seconds = ((point - day as f64).clamp(0.0, 0.999) * (self.length() * 60) as f64).round() as i64;
        let mut from = 0;
        for (start, end) in &self.spans {
            let span = i64::from(end - start) * 60;
            from = i64::from(*start) * 60 + seconds.min(span);
            if seconds < span {
                break;
            }
            seconds -= span;
        }
        let at = self
            .days
            .get(day)
            .map_or(self.moment, |(_, start)| start.plus_seconds(from));
        if point <= self.now && at > self.moment {
            self.moment
        } else {
            at
        }
    }

    /// The worked day of a point.
    pub fn day(&self, point: f64) -> Day {
        let last = self.days.len().saturating_sub(1);
        self.days
            .get((point.max(0.0) as usize).min(last))
            .map_or(Day(0), |(day, _)| *day)
    }

    fn length(&self) -> i64 {
        self.spans
            .iter()
            .map(|(from, to)| i64::from(to - from))
            .sum::<i64>()
            .max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(&format!("{text}:00+08:00")).unwrap()
    }

    #[test]
    fn points_are_moments_of_work() {
        let calendar = Calendar::weekdays(chrono_tz::Asia::Shanghai);
        // A Wednesday, an early morning, a Sunday.
        for (now, point) in [
            ("2026-11-25T10:30", 2.2),
            ("2026-11-25T07:00", 2.0),
            ("2026-11-29T15:00", 5.0),
        ] {
            let workdays = Workdays::around(
                at(now),
                &calendar,
                at(now).day(calendar.tz).0 - Day::parse("2026-11-23").unwrap().0,
                10,
            );
            assert!((workdays.now() - point).abs() < 1e-9, "{now}: {}", workdays.now());
            assert_eq!(workdays.at(0.0), at("2026-11-23T09:00"));
            assert_eq!(workdays.at(0.4), at("2026-11-23T13:30"));
            assert_eq!(workdays.at(1.2), at("2026-11-24T10:30"));
            assert!(workdays.at(workdays.now()) <= at(now));
            assert_eq!(workdays.day(6.5), Day::parse("2026-12-01").unwrap());
        }
    }
}
