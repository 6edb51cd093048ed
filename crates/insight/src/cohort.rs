//! What became of those who entered a stage: shares and times in which those who still stand there count as long as they
//! were watched, so that open deals don't lie.

use crate::intervals::{Interval, wilson_of};

/// How many of a cohort left after so many days, by outcome, and how many still stand there after them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spell<const K: usize> {
    /// The first day of this span; days count from entry.
    pub from: i64,
    /// The day after its last. A span of one day is exact, a wider one is a class of a life table.
    pub to: i64,
    /// Those who left in it, by outcome.
    pub left: [u64; K],
    /// Those who were last seen in it and hadn't left.
    pub open: u64,
}

/// A cohort with its curve.
#[derive(Clone, Debug)]
pub struct Cohort<const K: usize> {
    points: Vec<Point<K>>,
    entered: u64,
}

#[derive(Clone, Copy, Debug)]
struct Point<const K: usize> {
    spell: Spell<K>,
    /// Those who could still leave.
    at_risk: f64,
    /// The share that hadn't left before this span.
    before: f64,
    /// The share that hasn't left by its end.
    stay: f64,
}

/// The share that left in one way within so many days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The share.
    pub rate: f64,
    /// Its standard error.
    pub error: f64,
    /// Its interval, 95 %.
    pub interval: Interval,
}

impl<const K: usize> Cohort<K> {
    /// The cohort of these spells, in any order; spells of the same span add up.
    pub fn new(spells: impl IntoIterator<Item = Spell<K>>) -> Self {
        let mut merged: Vec<Spell<K>> = Vec::new();
        let mut spells: Vec<_> = spells.into_iter().collect();
        spells.sort_by_key(|s| s.from);
        for spell in spells {
            match merged.last_mut().filter(|last| last.from == spell.from) {
                Some(last) => {
                    (0..K).for_each(|k| last.left[k] += spell.left[k]);
                    last.open += spell.open;
                }
                None => merged.push(spell),
            }
        }
        let entered = merged.iter().map(|s| s.left.iter().sum::<u64>() + s.open).sum();
        let (mut there, mut stay) = (entered, 1.0);
        let mut points = Vec::with_capacity(merged.len());
        for spell in merged {
            let left: u64 = spell.left.iter().sum();
            // In a class wider than a day those last seen in it were there for half of it (Cutler and Ederer 1958).
            let seen = if spell.to - spell.from > 1 {
                spell.open as f64 / 2.0
            } else {
                0.0
            };
            let at_risk = there as f64 - seen;
            let before = stay;
            if left > 0 {
                stay = (before * (1.0 - left as f64 / at_risk)).max(0.0);
            }
            points.push(Point {
                spell,
                at_risk,
                before,
                stay,
            });
            there -= left + spell.open;
        }
        Self { points, entered }
    }

    /// How many entered.
    pub fn entered(&self) -> u64 {
        self.entered
    }

    /// Up to which day the cohort tells something: to its last span, or while enough are watched.
    pub fn horizon(&self) -> i64 {
        const ENOUGH: f64 = 5.0;
        let mut open: u64 = self.points.iter().map(|p| p.spell.open).sum();
        let mut to = 0;
        for point in &self.points {
            if open > 0 && point.at_risk < ENOUGH {
                break;
            }
            open -= point.spell.open;
            to = point.spell.to - 1;
        }
        to
    }

    /// The share that hadn't left after `days`.
    ///
    /// Source: E. L. Kaplan, P. Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958).
    pub fn stay(&self, days: i64) -> f64 {
        self.until(days).last().map_or(1.0, |p| p.stay)
    }

    /// After how many days half had left; `None` if that wasn't seen. Within a span of several days it is read off a
    /// straight line.
    pub fn median(&self) -> Option<f64> {
        let point = self.points.iter().find(|p| p.stay <= 0.5)?;
        let (from, to) = (point.spell.from as f64, point.spell.to as f64);
        if point.spell.to - point.spell.from <= 1 {
            return Some(from);
        }
        Some(from + (to - from) * (point.before - 0.5) / (point.before - point.stay))
    }

    /// The share that left in the way `k` within `days`, others having left in other ways. `None` if nobody was watched.
    ///
    /// Sources: O. O. Aalen, S. Johansen, Scandinavian Journal of Statistics 5 (1978), for the share; E. Marubini, M. G.
    /// Valsecchi, "Analysing Survival Data from Clinical Trials and Observational Studies" (1995), 10.2, for its variance;
    /// F. J. Dorey, E. L. Korn, Statistics in Medicine 6 (1987), for Wilson's interval at the effective sample size.
    pub fn share(&self, k: usize, days: i64) -> Option<Share> {
        let points: Vec<_> = self.until(days).filter(|p| p.at_risk > 0.0).collect();
        let watched = points.first()?.at_risk;
        let steps = points.iter().scan(0.0, |share, p| {
            *share += p.before * p.spell.left[k] as f64 / p.at_risk;
            Some(*share)
        });
        let steps: Vec<f64> = steps.collect();
        let rate = steps.last().copied()?.clamp(0.0, 1.0);
        let mut variance = 0.0;
        for (p, here) in points.iter().zip(&steps) {
            let (n, d) = (p.at_risk, p.spell.left.iter().sum::<u64>() as f64);
            let own = p.spell.left[k] as f64;
            let rest = rate - here;
            if n > d {
                variance += rest * rest * d / (n * (n - d));
            }
            variance += p.before * p.before * (n - own) * own / (n * n * n);
            variance -= 2.0 * rest * p.before * own / (n * n);
        }
        let error = variance.max(0.0).sqrt();
        let known: u64 = points.iter().map(|p| p.spell.left.iter().sum::<u64>()).sum();
        let worth = if error > 0.0 {
            (rate * (1.0 - rate) / (error * error)).min(self.entered as f64)
        } else {
            // All or nothing: those whose end is known, and those who are still watched.
            (known as f64
                + points
                    .last()
                    .map_or(0.0, |p| p.at_risk - p.spell.left.iter().sum::<u64>() as f64))
            .min(watched)
        };
        Some(Share {
            rate,
            error,
            interval: wilson_of(rate, worth.max(1.0)),
        })
    }

    fn until(&self, days: i64) -> impl Iterator<Item = &Point<K>> {
        self.points.iter().filter(move |p| p.spell.to - 1 <= days)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(at: i64, left: [u64; 2], open: u64) -> Spell<2> {
        Spell {
            from: at,
            to: at + 1,
            left,
            open,
        }
    }

    #[test]
    fn a_cohort_by_hand() {
        // Ten enter: 2 move on at once, 1 is lost on day 1, 3 were last seen on day 1, 2 move on on day 3, 2 stay.
        let cohort = Cohort::new([
            day(0, [2, 0], 0),
            day(1, [0, 1], 3),
            day(3, [2, 0], 0),
            day(9, [0, 0], 2),
        ]);
        assert_eq!(cohort.entered(), 10);
        let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        close(cohort.stay(0), 0.8);
        close(cohort.stay(1), 0.7);
        close(cohort.stay(9), 0.35);
        close(cohort.share(0, 9).unwrap().rate, 0.2 + 0.7 * 2.0 / 4.0);
        close(cohort.share(1, 9).unwrap().rate, 0.8 / 8.0);
        assert_eq!(cohort.median(), Some(3.0));
        // Counting only those who left would say 4 of 5.
        assert!(cohort.share(0, 9).unwrap().interval.high < 0.9);
    }

    #[test]
    fn half_within_a_wide_span_is_read_off_a_line() {
        let wide = Cohort::new([
            Spell {
                from: 10,
                to: 20,
                left: [8, 0],
                open: 0,
            },
            Spell {
                from: 20,
                to: 30,
                left: [2, 0],
                open: 0,
            },
        ]);
        assert!((wide.median().unwrap() - 16.25).abs() < 1e-12);
        assert_eq!(Cohort::new([day(4, [1, 0], 9)]).median(), None);
    }

    #[test]
    fn nobody_is_no_share() {
        assert_eq!(Cohort::<2>::new([]).share(0, 30), None);
        assert_eq!(Cohort::<2>::new([]).horizon(), 0);
    }

    #[test]
    fn the_horizon_ends_where_too_few_are_watched() {
        let open = Cohort::new([day(0, [5, 0], 20), day(7, [1, 0], 1), day(30, [1, 0], 1)]);
        assert_eq!(open.horizon(), 0);
        let done = Cohort::new([day(0, [5, 0], 0), day(7, [1, 0], 0), day(30, [1, 0], 0)]);
        assert_eq!(done.horizon(), 30);
    }

    fn spells() -> impl Strategy<Value = Vec<Spell<2>>> {
        let spell = (0_i64..60, 0_u64..20, 0_u64..20, 0_u64..20);
        prop::collection::vec(spell.prop_map(|(at, on, off, open)| day(at, [on, off], open)), 1..40)
    }

    proptest! {
        #[test]
        fn shares_and_those_who_stay_make_one(spells in spells(), days in 0_i64..80) {
            let cohort = Cohort::new(spells);
            if let (Some(on), Some(off)) = (cohort.share(0, days), cohort.share(1, days)) {
                prop_assert!((on.rate + off.rate + cohort.stay(days) - 1.0).abs() < 1e-9);
                for share in [on, off] {
                    prop_assert!(share.interval.low <= share.rate + 1e-9 && share.rate <= share.interval.high + 1e-9);
                    prop_assert!(share.error.is_finite());
                }
            }
        }

        #[test]
        fn without_open_ones_it_is_plain_counting(spells in spells()) {
            let spells: Vec<_> = spells.into_iter().map(|s| Spell { open: 0, ..s }).collect();
            let on: u64 = spells.iter().map(|s| s.left[0]).sum();
            let all: u64 = spells.iter().map(|s| s.left.iter().sum::<u64>()).sum();
            if all > 0 {
                let share = Cohort::new(spells).share(0, 99).unwrap();
                prop_assert!((share.rate - on as f64 / all as f64).abs() < 1e-9);
                let plain = crate::wilson(on, all).unwrap();
                prop_assert!((share.interval.low - plain.low).abs() < 1e-6 && (share.interval.high - plain.high).abs() < 1e-6, "{share:?} {plain:?}");
            }
        }

        #[test]
        fn curves_never_turn_back(spells in spells()) {
            let cohort = Cohort::new(spells);
            let stays: Vec<f64> = (0..70).map(|d| cohort.stay(d)).collect();
            prop_assert!(stays.windows(2).all(|w| w[1] <= w[0] + 1e-12));
        }
    }
}
