//! Pure decisions about development plans.

use kernel::{Calendar, Day};

/// Below this many a cost for each says more about chance than about the plan.
pub(super) const ENOUGH: u64 = 5;
/// Working days after which a step may come at most.
pub(super) const AFTER_MOST: i64 = 250;

/// What each of `n` cost, in hundredths; `None` where there are too few to say.
pub(super) fn cost_per(total: i64, n: u64) -> Option<i64> {
    let n = i64::try_from(n).ok().filter(|_| n >= ENOUGH)?;
    // Half a hundredth counts as one.
    Some((total + n / 2) / n)
}

/// The share of a plan's days that have passed, from 0 to 1.
pub(super) fn passed(starts: Day, ends: Day, today: Day) -> f64 {
    let whole = f64::from(ends.0 - starts.0 + 1).max(1.0);
    (f64::from(today.0 - starts.0 + 1) / whole).clamp(0.0, 1.0)
}

/// The `n`th working day beginning with `from`, which counts itself if it is worked.
pub(super) fn working_day(calendar: &Calendar, from: Day, n: i64) -> Day {
    let mut day = from;
    let mut left = n.clamp(1, AFTER_MOST);
    // A calendar without any working day mustn't hold us up.
    for _ in 0..AFTER_MOST * 4 {
        if calendar.is_worked(day) {
            left -= 1;
            if left == 0 {
                return day;
            }
        }
        day = day.plus(1);
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_for_each_needs_enough_of_them() {
        for (total, n, expected) in [
            (100_000, 0, None),
            (100_000, 4, None),
            (100_000, 5, Some(20_000)),
            (100_000, 6, Some(16_667)),
            (0, 8, Some(0)),
        ] {
            assert_eq!(cost_per(total, n), expected, "{total} for {n}");
        }
    }

    #[test]
    fn time_passes_from_nothing_to_all() {
        let day = |n| Day(20_000 + n);
        for (today, expected) in [(-5, 0.0), (0, 0.1), (4, 0.5), (9, 1.0), (30, 1.0)] {
            let share = passed(day(0), day(9), day(today));
            assert!((share - expected).abs() < 1e-9, "{today}: {share}");
        }
    }

    #[test]
    fn steps_fall_on_working_days() {
        let calendar = Calendar::weekdays(chrono_tz::Asia::Shanghai);
        let day = |text| Day::parse(text).unwrap();
        // A Friday.
        for (n, expected) in [
            (1, "2026-11-20"),
            (2, "2026-11-23"),
            (6, "2026-11-27"),
            (7, "2026-11-30"),
        ] {
            assert_eq!(working_day(&calendar, day("2026-11-20"), n), day(expected), "{n}");
        }
        assert_eq!(working_day(&calendar, day("2026-11-21"), 1), day("2026-11-23"));
    }
}
