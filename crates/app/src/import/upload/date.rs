//! Days as people write them. What could be two days is none until somebody says which.

use kernel::{Day, Instant};

/// The order in which days are written whose year stands last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
}

/// What a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// This day.
    Day(Day),
    /// It depends on how days are written in this file.
    Ambiguous,
    /// No day.
    Nothing,
}

/// Reads a day between 1900 and 2199; a moment is the day that it is in `tz`.
pub fn read(text: &str, order: Option<Order>, tz: chrono_tz::Tz) -> Said {
    let folded: String = text.chars().map(super::cells::half_width).collect();
    let text = folded.trim();
    let numbers: Vec<&str> = text.split(['-', '/', '.', '年', '月', '日']).map(str::trim).collect();
    let digits = |t: &&str| !t.is_empty() && t.len() <= 4 && t.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = match numbers.as_slice() {
        [y, m, d] => vec![y, m, d],
        // 2026年3月5日 ends with an empty part.
        [y, m, d, ""] if text.ends_with('日') => vec![y, m, d],
        [only] if only.len() == 8 && only.bytes().all(|b| b.is_ascii_digit()) => {
            vec![&only[..4], &only[4..6], &only[6..]]
        }
        // A bare number may be a day counted by a spreadsheet.
        [only] if only.len() == 5 && only.bytes().all(|b| b.is_ascii_digit()) => return Said::Ambiguous,
        _ => return moment(text, tz),
    };
    if !parts.iter().all(digits) {
        return moment(text, tz);
    }
    match (parts[0].len(), parts[2].len()) {
        (4, 1 | 2) => day(parts[0], parts[1], parts[2]),
        (1 | 2, 4) => match order {
            Some(Order::DayFirst) => day(parts[2], parts[1], parts[0]),
            Some(Order::MonthFirst) => day(parts[2], parts[0], parts[1]),
            None => Said::Ambiguous,
        },
        (1 | 2, 1 | 2) => Said::Ambiguous,
        _ => Said::Nothing,
    }
}

fn day(year: &str, month: &str, day: &str) -> Said {
    let text = format!("{year:0>4}-{month:0>2}-{day:0>2}");
    let fits = ("1900".."2200").contains(&year);
    Day::parse(&text).filter(|_| fits).map_or(Said::Nothing, Said::Day)
}

fn moment(text: &str, tz: chrono_tz::Tz) -> Said {
    let found = Instant::parse(text).map(|at| at.day(tz));
    found.map_or(Said::Nothing, |found| {
        let text = found.to_string();
        if ("1900".."2200").contains(&&text[..4]) {
            Said::Day(found)
        } else {
            Said::Nothing
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_or_refused_never_guessed() {
        let of = |text: &str, order| match read(text, order, chrono_tz::Asia::Shanghai) {
            Said::Day(day) => day.to_string(),
            Said::Ambiguous => "?".to_owned(),
            Said::Nothing => "-".to_owned(),
        };
        for (text, expected) in [
            ("2026-03-05", "2026-03-05"),
            ("2026/3/5", "2026-03-05"),
            ("2026年3月5日", "2026-03-05"),
            ("20260305", "2026-03-05"),
            ("2026.03.05", "2026-03-05"),
            ("２０２６－０３－０５", "2026-03-05"),
            ("03/04/2026", "?"),
            ("13/04/2026", "?"),
            ("2026-02-29", "-"),
            ("2024-02-29", "2024-02-29"),
            ("2026-13-01", "-"),
            ("0000-00-00", "-"),
            ("1899-12-31", "-"),
            ("9999-12-31", "-"),
            ("10000-01-01", "-"),
            ("45000", "?"),
            ("民国115年3月5日", "-"),
            ("明天", "-"),
            ("2026-03-05T23:30:00-08:00", "2026-03-06"),
            ("2026-03-08 02:30 America/New_York", "-"),
            ("1741132800", "-"),
            ("26-3-5", "?"),
            ("", "-"),
        ] {
            assert_eq!(of(text, None), expected, "{text}");
        }
        assert_eq!(of("03/04/2026", Some(Order::DayFirst)), "2026-04-03");
        assert_eq!(of("03/04/2026", Some(Order::MonthFirst)), "2026-03-04");
        assert_eq!(of("13/04/2026", Some(Order::MonthFirst)), "-");
    }
}
