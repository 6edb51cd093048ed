//! Intervals for proportions.

use crate::normal::Z;

/// A lower and an upper bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower bound.
    pub low: f64,
    /// The upper bound.
    pub high: f64,
}

/// The Wilson score interval, 95 %, for `k` of `n`. `None` without observations.
///
/// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
pub fn wilson(k: u64, n: u64) -> Option<Interval> {
    (n > 0).then(|| wilson_of(k as f64 / n as f64, n as f64))
}

/// The same for a share that as many observations as `n` would tell; `n` needn't be whole.
pub(crate) fn wilson_of(p: f64, n: f64) -> Interval {
    let z2 = Z * Z;
    let centre = p + z2 / (2.0 * n);
    let spread = Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z2 / n;
    Interval {
        low: ((centre - spread) / scale).max(0.0),
        high: ((centre + spread) / scale).min(1.0),
    }
}

/// The interval, 95 %, for by how much the share `k1` of `n1` is larger than `k2` of `n2`. `None` without observations.
///
/// Source: R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in
/// Medicine 17 (1998), method 10.
pub fn newcombe((k1, n1): (u64, u64), (k2, n2): (u64, u64)) -> Option<Interval> {
    let (one, two) = (wilson(k1, n1)?, wilson(k2, n2)?);
    let (p1, p2) = (k1 as f64 / n1 as f64, k2 as f64 / n2 as f64);
    let d = p1 - p2;
    Some(Interval {
        low: d - ((p1 - one.low).powi(2) + (two.high - p2).powi(2)).sqrt(),
        high: d + ((one.high - p1).powi(2) + (p2 - two.low).powi(2)).sqrt(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wilson_for_known_counts() {
        let all = wilson(4238, 6711).unwrap();
        assert!(
            (all.low - 0.619_886_914_8).abs() < 1e-9 && (all.high - 0.642_963_669_4).abs() < 1e-9,
            "{all:?}"
        );
        let none = wilson(0, 10).unwrap();
        assert!(none.low == 0.0 && (none.high - 0.277_533).abs() < 1e-6, "{none:?}");
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn newcombe_for_the_examples_of_its_author() {
        // Table II of the paper: 56/70 − 48/80 and 9/10 − 3/10.
        for ((a, b), (low, high)) in [
            (((56, 70), (48, 80)), (0.0524, 0.3339)),
            (((9, 10), (3, 10)), (0.1705, 0.8090)),
        ] {
            let found = newcombe(a, b).unwrap();
            assert!(
                (found.low - low).abs() < 5e-5 && (found.high - high).abs() < 5e-5,
                "{found:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_share_and_narrows_with_more(n in 1_u64..5_000, part in 0.0..=1.0_f64) {
            let k = (n as f64 * part) as u64;
            let p = k as f64 / n as f64;
            let (few, many) = (wilson(k, n).unwrap(), wilson(k * 10, n * 10).unwrap());
            prop_assert!(few.low <= p + 1e-12 && p <= few.high + 1e-12);
            prop_assert!((0.0..=1.0).contains(&few.low) && (0.0..=1.0).contains(&few.high));
            prop_assert!(many.high - many.low < few.high - few.low);
            // What is won and what isn't mirror each other.
            let other = wilson(n - k, n).unwrap();
            prop_assert!((other.low - (1.0 - few.high)).abs() < 1e-9);
        }

        #[test]
        fn no_difference_lies_in_the_interval_of_equal_shares(n in 1_u64..500, k in 0_u64..500) {
            let k = k.min(n);
            let same = newcombe((k, n), (k, n)).unwrap();
            prop_assert!(same.low <= 0.0 && 0.0 <= same.high);
            prop_assert!((same.low + same.high).abs() < 1e-9);
        }
    }
}
