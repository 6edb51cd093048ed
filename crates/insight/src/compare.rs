//! Whether groups differ, or their differences are noise.

use statrs::function::gamma::gamma_ur;

/// What a test of several shares found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Homogeneity {
    /// How far the shares are from being equal.
    pub chi2: f64,
    /// The groups less one.
    pub freedom: usize,
    /// How often equal shares would look as different as this, or more.
    pub p: f64,
}

/// Pearson's χ² test that groups share one rate; each group is how many of how many. `None` if there are fewer than two
/// groups or too few observations for the test to say anything: none may be expected under 1, and at most a fifth under 5.
///
/// Sources: K. Pearson, Philosophical Magazine 50 (1900); W. G. Cochran, "Some methods for strengthening the common χ²
/// tests", Biometrics 10 (1954), for when it may be used.
pub fn homogeneity(groups: &[(u64, u64)]) -> Option<Homogeneity> {
    let groups: Vec<_> = groups.iter().filter(|(_, n)| *n > 0).collect();
    let (k, n) = groups.iter().fold((0, 0), |(k, n), g| (k + g.0, n + g.1));
    if groups.len() < 2 || k == 0 || k == n {
        return None;
    }
    let share = k as f64 / n as f64;
    let (mut chi2, mut few, mut none) = (0.0, 0, false);
    for (k, n) in &groups {
        for (seen, p) in [(*k, share), (n - k, 1.0 - share)] {
            let expected = *n as f64 * p;
            chi2 += (seen as f64 - expected).powi(2) / expected;
            few += usize::from(expected < 5.0);
            none |= expected < 1.0;
        }
    }
    if none || few * 5 > groups.len() * 2 {
        return None;
    }
    let freedom = groups.len() - 1;
    let p = if chi2 > 0.0 {
        gamma_ur(freedom as f64 / 2.0, chi2 / 2.0)
    } else {
        1.0
    };
    Some(Homogeneity { chi2, freedom, p })
}

/// The p-values of several tests looked at together, so that among those below `q` at most that share is mistaken.
///
/// Source: Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate", JRSS B 57 (1995).
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*b].total_cmp(&p[*a]));
    let mut adjusted = vec![1.0; p.len()];
    let mut least: f64 = 1.0;
    for (place, i) in order.into_iter().enumerate() {
        let rank = p.len() - place;
        least = least.min(p[i] * p.len() as f64 / rank as f64);
        adjusted[i] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pearsons_test_for_known_tables() {
        // A fair table, and one whose χ² is 8/3 by hand.
        let same = homogeneity(&[(10, 20), (20, 40), (30, 60)]).unwrap();
        assert!(same.chi2.abs() < 1e-12 && (same.p - 1.0).abs() < 1e-12, "{same:?}");
        let some = homogeneity(&[(20, 30), (10, 30)]).unwrap();
        assert!(
            (some.chi2 - 20.0 / 3.0).abs() < 1e-9 && (some.p - 0.009_823_275).abs() < 1e-7,
            "{some:?}"
        );
    }

    #[test]
    fn too_few_observations_say_nothing() {
        for groups in [
            &[][..],
            &[(3, 9)],
            &[(1, 2), (1, 2)],
            &[(0, 50), (0, 60)],
            &[(50, 50), (60, 60)],
            &[(0, 0), (5, 9)],
        ] {
            assert_eq!(homogeneity(groups), None, "{groups:?}");
        }
    }

    #[test]
    fn rates_of_false_discoveries() {
        let p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216];
        let expected = [
            0.01,
            0.04,
            0.084,
            0.084,
            0.084,
            0.1,
            0.105_714_285_7,
            0.216,
            0.216,
            0.216,
        ];
        for (found, expected) in benjamini_hochberg(&p).iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
        assert!(benjamini_hochberg(&[]).is_empty());
    }
}
