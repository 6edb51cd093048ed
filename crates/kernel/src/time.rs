//! Instants and days as integers, the way they are stored.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

/// Days since 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub i32);

/// The first and last day that can be written: years 0001 to 9999.
const FIRST_DAY: i32 = -719_162;
const LAST_DAY: i32 = 2_932_896;

impl Instant {
    /// The same moment as chrono knows it.
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or_default()
    }

    /// From chrono, cut to microseconds.
    pub fn from_utc(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_micros())
    }

    /// RFC 3339 in UTC with microseconds.
    pub fn to_rfc3339(self) -> String {
        self.to_utc().to_rfc3339_opts(SecondsFormat::Micros, true)
    }

    /// Reads RFC 3339 with any offset. `None` if it isn't, or lies outside the years 0001 to 9999.
    pub fn parse(text: &str) -> Option<Self> {
        let at = DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc);
        (1..=9999).contains(&at.year()).then(|| Self::from_utc(at))
    }

    /// The day it falls on in `tz`.
    pub fn day(self, tz: Tz) -> Day {
        Day::from_date(self.to_utc().with_timezone(&tz).date_naive())
    }

    /// The minutes after midnight that clocks in `tz` show.
    pub fn minute(self, tz: Tz) -> u32 {
        let local = self.to_utc().with_timezone(&tz);
        local.hour() * 60 + local.minute()
    }

    /// Later by `seconds` (earlier if negative).
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }
}

impl Day {
    /// The same day as chrono knows it.
    pub fn to_date(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(1970, 1, 1).unwrap_or_default()
            + TimeDelta::days(i64::from(self.0.clamp(FIRST_DAY, LAST_DAY)))
    }

    /// From chrono.
    pub fn from_date(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce() - 719_163)
    }

    /// Reads `2026-11-22`. `None` if it isn't such a day of the years 0001 to 9999.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(i, b)| {
                if i == 4 || i == 7 {
                    *b == b'-'
                } else {
                    b.is_ascii_digit()
                }
            });
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        (shaped && date.year() >= 1).then(|| Self::from_date(date))
    }

    /// The moment it begins in `tz`; where a clock change skips midnight, the first moment after it.
    pub fn start(self, tz: Tz) -> Instant {
        let midnight = self.to_date().and_hms_opt(0, 0, 0).unwrap_or_default();
        crate::calendar::local_to_instant(midnight, tz)
    }

    /// The moment when clocks in `tz` show `minute` minutes after midnight; in the gap of a clock change, the first after it.
    pub fn at(self, minute: u32, tz: Tz) -> Instant {
        let time = NaiveTime::from_num_seconds_from_midnight_opt(minute.min(24 * 60 - 1) * 60, 0).unwrap_or_default();
        crate::calendar::local_to_instant(self.to_date().and_time(time), tz)
    }

    /// Its place in the week: 1 is Monday, 7 is Sunday.
    pub fn weekday(self) -> u32 {
        self.to_date().weekday().number_from_monday()
    }

    /// Later by `days`.
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days).clamp(FIRST_DAY, LAST_DAY))
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.to_date().format("%Y-%m-%d").fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_instants_read_what_they_write() {
        for text in ["0001-01-01", "1969-12-31", "1970-01-01", "2024-02-29", "9999-12-31"] {
            assert_eq!(Day::parse(text).map(|d| d.to_string()).as_deref(), Some(text));
        }
        for bad in [
            "2026-2-1",
            "2026-02-30",
            "20260201",
            "10000-01-01",
            "0000-01-01",
            "2026-11-22T00:00:00Z",
        ] {
            assert_eq!(Day::parse(bad), None, "{bad}");
        }
        let at = Instant::parse("2026-11-22T08:00:00.123456+08:00").unwrap();
        assert_eq!(at.to_rfc3339(), "2026-11-22T00:00:00.123456Z");
        assert_eq!(at.day(chrono_tz::Asia::Shanghai), Day::parse("2026-11-22").unwrap());
        assert_eq!(
            Day::parse("2026-11-22")
                .unwrap()
                .start(chrono_tz::Asia::Shanghai)
                .to_rfc3339(),
            "2026-11-21T16:00:00.000000Z"
        );
    }
}
