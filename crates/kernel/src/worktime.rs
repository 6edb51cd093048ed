//! Working time reckoned many times over: the spans of a calendar laid out once.

use crate::{Calendar, Day, Instant};

/// The working time of some years, for many questions.
#[derive(Clone, Debug)]
pub struct WorkTime {
    /// Each span: when it begins and ends, and how much work there was before it, in microseconds.
    spans: Vec<(i64, i64, i64)>,
}

impl WorkTime {
    /// The working time of these days, the last included.
    pub fn new(calendar: &Calendar, from: Day, to: Day) -> Self {
        let (mut spans, mut before, mut day) = (Vec::new(), 0, from);
        while day <= to {
            for (start, end) in calendar.spans(day) {
                spans.push((start.0, end.0, before));
                before += end.0 - start.0;
            }
            day = day.plus(1);
        }
        Self { spans }
    }

    /// Minutes of working time between two moments of these days; 0 if `to` is not after `from`.
    pub fn minutes_between(&self, from: Instant, to: Instant) -> i64 {
        ((self.until(to) - self.until(from)) / 60_000_000).max(0)
    }

    /// How much work there was until a moment.
    fn until(&self, at: Instant) -> i64 {
        let next = self.spans.partition_point(|span| span.0 <= at.0);
        let Some((start, end, before)) = next.checked_sub(1).and_then(|i| self.spans.get(i)) else {
            return 0;
        };
        before + at.0.min(*end) - start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_the_calendar_says() {
        let mut calendar = Calendar::weekdays(chrono_tz::Asia::Shanghai);
        calendar.exceptions.insert(Day(20_780), false);
        calendar.exceptions.insert(Day(20_783), true);
        let from = Day(20_770);
        let work = WorkTime::new(&calendar, from, Day(20_800));
        let begin = from.start(calendar.tz);
        // A moment every 5 h 7 min, against each of the next ones.
        let moments: Vec<Instant> = (0..120).map(|i| begin.plus_seconds(i * 18_420)).collect();
        for (i, a) in moments.iter().enumerate() {
            for b in moments.iter().skip(i).step_by(7) {
                assert_eq!(
                    work.minutes_between(*a, *b),
                    calendar.minutes_between(*a, *b),
                    "{a:?} {b:?}"
                );
            }
        }
        assert_eq!(work.minutes_between(moments[40], moments[3]), 0);
    }
}
