//! Before and after, told honestly: deals by when they began, each watched equally long, none of the earlier ones after the
//! change.

use insight::{Interval, newcombe, wilson};
use kernel::Day;

/// What an improvement is measured by: the share of deals with such a deviation.
pub const MEASURES: &[(&str, &str, &str)] = &[
    ("skipped", "步骤遗漏的比例", "Share with the step left out"),
    ("extra", "多做的比例", "Share with something extra"),
    ("out_of_order", "次序不符的比例", "Share out of order"),
    ("late", "步骤逾期的比例", "Share with the step late"),
    ("waived", "例外放行的比例", "Share with a waiver"),
];

/// Days for which each deal is watched.
pub const WATCHED: i32 = 30;
/// Days of beginnings that are compared at most.
const LONGEST: i32 = 180;
/// Deals on each side that a comparison needs.
pub const ENOUGH: u64 = 30;

/// The days on which the compared deals began; the second of each pair is the day after the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    /// Before the change.
    pub before: (Day, Day),
    /// After it.
    pub after: (Day, Day),
}

/// The deals that can be compared today after a change on that day; `None` while no deal has been watched long enough.
pub fn windows(changed: Day, today: Day) -> Option<Windows> {
    let length = (today.0 - WATCHED - changed.0).min(LONGEST);
    (length > 0).then(|| Windows {
        // What is seen of them ends before the change.
        before: (changed.plus(-WATCHED - length), changed.plus(-WATCHED)),
        after: (changed, changed.plus(length)),
    })
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// How many of how many before, and after.
    pub before: (u64, u64),
    /// After.
    pub after: (u64, u64),
    /// The intervals of both shares.
    pub intervals: (Option<Interval>, Option<Interval>),
    /// The interval of the difference, after less before.
    pub difference: Option<Interval>,
    /// What may be said.
    pub verdict: Verdict,
}

/// What may be said of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There are too few deals.
    TooEarly,
    /// The difference may be chance.
    Noise,
    /// Fewer deals have the deviation.
    Better,
    /// More have it.
    Worse,
}

impl Verdict {
    /// Its key.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooEarly => "too_early",
            Self::Noise => "noise",
            Self::Better => "better",
            Self::Worse => "worse",
        }
    }
}

/// Judges how many of how many before and after.
pub fn judge(before: (u64, u64), after: (u64, u64)) -> Effect {
    let enough = before.1 >= ENOUGH && after.1 >= ENOUGH;
    let difference = if enough { newcombe(after, before) } else { None };
    let verdict = match difference {
        None => Verdict::TooEarly,
        Some(d) if d.high < 0.0 => Verdict::Better,
        Some(d) if d.low > 0.0 => Verdict::Worse,
        Some(_) => Verdict::Noise,
    };
    Effect {
        before,
        after,
        intervals: (wilson(before.0, before.1), wilson(after.0, after.1)),
        difference,
        verdict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deals_are_watched_equally_long_on_both_sides() {
        let changed = Day(1_000);
        assert_eq!(windows(changed, Day(1_030)), None);
        let some = windows(changed, Day(1_050)).unwrap();
        assert_eq!(
            (some.before, some.after),
            ((Day(950), Day(970)), (Day(1_000), Day(1_020)))
        );
        let long = windows(changed, Day(2_000)).unwrap();
        assert_eq!(long.after.1.0 - long.after.0.0, 180);
        assert_eq!(long.before.1, Day(970));
    }

    #[test]
    fn few_say_nothing_and_small_differences_are_noise() {
        for (before, after, verdict) in [
            ((10, 29), (0, 40), Verdict::TooEarly),
            ((10, 40), (9, 40), Verdict::Noise),
            ((60, 100), (20, 100), Verdict::Better),
            ((20, 100), (60, 100), Verdict::Worse),
        ] {
            assert_eq!(judge(before, after).verdict, verdict, "{before:?} {after:?}");
        }
    }
}
