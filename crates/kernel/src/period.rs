//! Relative spans of days: the last 30 days, next week, this quarter. Weeks start on Monday.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::Day;

/// A unit of spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// Which of the spans around today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum PeriodWord {
    This,
    Last,
    Next,
}

/// A calendar span relative to today, written `this_quarter`, `last_month` and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Which one.
    pub word: PeriodWord,
    /// Of what length.
    pub unit: Unit,
}

impl Unit {
    /// The first day of the span that `day` lies in.
    pub fn start(self, day: Day) -> Day {
        let date = day.to_date();
        let first = |year, month| Day::from_date(NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default());
        match self {
            Self::Day => day,
            Self::Week => day.plus(-(date.weekday().num_days_from_monday() as i32)),
            Self::Month => first(date.year(), date.month()),
            Self::Quarter => first(date.year(), (date.month0() / 3) * 3 + 1),
            Self::Year => first(date.year(), 1),
        }
    }

    /// The first day of the span `n` spans after the one that starts at `start`.
    pub fn step(self, start: Day, n: i32) -> Day {
        let months = |n: i32| {
            let date = start.to_date();
            let index = date.year() * 12 + date.month0() as i32 + n;
            let (year, month) = (index.div_euclid(12), index.rem_euclid(12) as u32 + 1);
            // A day that the month lacks becomes its last.
            (1..=date.day())
                .rev()
                .find_map(|d| NaiveDate::from_ymd_opt(year, month, d))
                .map_or(start, Day::from_date)
        };
        match self {
            Self::Day => start.plus(n),
            Self::Week => start.plus(n.saturating_mul(7)),
            Self::Month => months(n),
            Self::Quarter => months(n * 3),
            Self::Year => months(n * 12),
        }
    }

    /// Its name in conditions.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year]
            .into_iter()
            .find(|u| u.as_str() == text)
    }
}

impl Period {
    /// Reads `this_quarter` and its like.
    pub fn parse(text: &str) -> Option<Self> {
        let (word, unit) = text.split_once('_')?;
        let word = match word {
            "this" => PeriodWord::This,
            "last" => PeriodWord::Last,
            "next" => PeriodWord::Next,
            _ => return None,
        };
        Some(Self {
            word,
            unit: Unit::parse(unit)?,
        })
    }

    /// The way it is written.
    pub fn to_text(self) -> String {
        let word = match self.word {
            PeriodWord::This => "this",
            PeriodWord::Last => "last",
            PeriodWord::Next => "next",
        };
        format!("{word}_{}", self.unit.as_str())
    }

    /// Its first day and the first day after it.
    pub fn days(self, today: Day) -> (Day, Day) {
        let start = self.unit.start(today);
        let from = match self.word {
            PeriodWord::This => start,
            PeriodWord::Last => self.unit.step(start, -1),
            PeriodWord::Next => self.unit.step(start, 1),
        };
        (from, self.unit.step(from, 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_around_a_sunday() {
        let today = Day::parse("2026-11-22").unwrap(); // a Sunday
        for (word, from, to) in [
            ("this_day", "2026-11-22", "2026-11-23"),
            ("this_week", "2026-11-16", "2026-11-23"),
            ("next_week", "2026-11-23", "2026-11-30"),
            ("last_month", "2026-10-01", "2026-11-01"),
            ("this_quarter", "2026-10-01", "2027-01-01"),
            ("last_quarter", "2026-07-01", "2026-10-01"),
            ("next_year", "2027-01-01", "2028-01-01"),
        ] {
            let period = Period::parse(word).unwrap();
            let (a, b) = period.days(today);
            assert_eq!((a.to_string().as_str(), b.to_string().as_str()), (from, to), "{word}");
            assert_eq!(period.to_text(), word);
        }
        assert_eq!(
            Unit::Month.step(Day::parse("2026-01-31").unwrap(), 1).to_string(),
            "2026-02-28"
        );
        assert_eq!(Period::parse("this_fortnight"), None);
    }
}
