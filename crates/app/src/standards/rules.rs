//! Shares of standards kept, and whether people differ.

use insight::{homogeneity, wilson};

/// A share with its interval and sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Share {
    pub met: u64,
    pub n: u64,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// So many met of so many that applied.
pub(super) fn share(met: u64, n: u64) -> Share {
    let interval = wilson(met, n);
    Share {
        met,
        n,
        low: interval.map(|i| i.low),
        high: interval.map(|i| i.high),
    }
}

/// What comparing several people says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Too few marks to tell.
    TooEarly,
    /// Differences as large as these come by chance.
    Noise,
    /// They differ more than chance makes them.
    Differ,
}

/// By the test of equal shares at five percent.
pub(super) fn verdict(groups: &[(u64, u64)]) -> Verdict {
    match homogeneity(groups) {
        None => Verdict::TooEarly,
        Some(test) if test.p < 0.05 => Verdict::Differ,
        Some(_) => Verdict::Noise,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_compared_only_where_the_figures_carry_it() {
        for (groups, expected) in [
            (vec![], Verdict::TooEarly),
            (vec![(3, 4)], Verdict::TooEarly),
            (vec![(3, 4), (1, 4)], Verdict::TooEarly),
            (vec![(30, 60), (33, 60)], Verdict::Noise),
            (vec![(15, 60), (45, 60)], Verdict::Differ),
        ] {
            assert_eq!(verdict(&groups), expected, "{groups:?}");
        }
        let none = share(0, 0);
        assert_eq!((none.low, none.high), (None, None));
        let some = share(9, 10);
        assert!(some.low.unwrap() > 0.5 && some.high.unwrap() < 1.0);
    }
}
