//! Which tier an account is in, and why: pure decisions over its figures.

use kernel::Day;
use serde::{Deserialize, Serialize};

use super::rule::{Figure, Part, Rule, Way};

/// What is known of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Hundredths won in the period.
    pub won: i64,
    /// Deals won in it.
    pub wins: i64,
    /// When the last one was won.
    pub last_won: Option<Day>,
    /// Hundredths under way.
    pub open: i64,
    /// Which of the rule's conditions hold.
    pub holds: Vec<bool>,
}

/// Why an account is in its tier, as it is kept: with the figures of the day, so that it can be said ever after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// Nothing was won in the period.
    Nothing {
        /// Months of the period.
        months: Option<u32>,
    },
    /// By the share of what was won.
    Abc {
        /// Hundredths won.
        won: i64,
        /// In which currency.
        currency: String,
        /// Its place among those who bought, from 1.
        rank: i64,
        /// How many bought.
        of: i64,
        /// Hundredths of a percent that those before it brought.
        before: i64,
        /// The line below which they had to stay, in percent; none for the last tier.
        line: Option<i64>,
        /// Months of the period.
        months: Option<u32>,
    },
    /// By recency, frequency and money.
    Rfm {
        /// How recently, 1 to 5.
        r: i64,
        /// How often.
        f: i64,
        /// For how much.
        m: i64,
        /// Days since the last one.
        days: i64,
        /// Deals won.
        wins: i64,
        /// Hundredths won.
        won: i64,
        /// In which currency.
        currency: String,
    },
    /// By points.
    Points {
        /// All together.
        total: i64,
        /// What gave them, and how many.
        parts: Vec<(String, i64)>,
    },
}

/// The tier of each account, by its place among the rule's tiers, and why; in the order given.
pub fn tiers(rule: &Rule, today: Day, accounts: &[Figures]) -> Vec<(usize, Why)> {
    match &rule.way {
        Way::Abc { shares } => abc(rule, shares, accounts),
        Way::Rfm { sums } => rfm(rule, sums, today, accounts),
        Way::Points { parts, from } => accounts
            .iter()
            .map(|account| points(parts, from, today, account))
            .collect(),
    }
}

/// Those who bought, by what they brought, the most first; of equals who is known longer stands first. The line is on what
/// those before an account brought: who crosses it is still in.
fn abc(rule: &Rule, shares: &[u32], accounts: &[Figures]) -> Vec<(usize, Why)> {
    let mut places: Vec<usize> = (0..accounts.len()).filter(|i| accounts[*i].won > 0).collect();
    places.sort_by_key(|i| (std::cmp::Reverse(accounts[*i].won), *i));
    let total: i128 = places.iter().map(|i| i128::from(accounts[*i].won)).sum();
    let mut all = vec![(shares.len(), Why::Nothing { months: rule.months }); accounts.len()];
    let mut before: i128 = 0;
    for (rank, i) in places.iter().enumerate() {
        let place = shares
            .iter()
            .position(|share| before * 100 < i128::from(*share) * total);
        all[*i] = (
            place.unwrap_or(shares.len()),
            Why::Abc {
                won: accounts[*i].won,
                currency: rule.currency.clone(),
                rank: rank as i64 + 1,
                of: places.len() as i64,
                before: i64::try_from(before * 10_000 / total.max(1)).unwrap_or(10_000),
                line: place.map(|p| i64::from(shares[p])),
                months: rule.months,
            },
        );
        before += i128::from(accounts[*i].won);
    }
    all
}

/// Fifths of those who bought, by each of three figures; equals stand in the same fifth.
fn rfm(rule: &Rule, sums: &[i64], today: Day, accounts: &[Figures]) -> Vec<(usize, Why)> {
    let days = |a: &Figures| i64::from(a.last_won.map_or(0, |day| today.0 - day.0));
    let buyers: Vec<&Figures> = accounts.iter().filter(|a| a.wins > 0).collect();
    let sorted = |key: &dyn Fn(&Figures) -> i64| {
        let mut values: Vec<i64> = buyers.iter().map(|a| key(a)).collect();
        values.sort_unstable();
        values
    };
    // The fewer days, the better.
    let recency = sorted(&|a| -days(a));
    let frequency = sorted(&|a| a.wins);
    let money = sorted(&|a| a.won);
    let score = |sorted: &[i64], value: i64| {
        let below = sorted.partition_point(|v| *v < value);
        1 + (5 * below / sorted.len().max(1)) as i64
    };
    accounts
        .iter()
        .map(|account| {
            if account.wins == 0 {
                return (sums.len(), Why::Nothing { months: rule.months });
            }
            let (r, f, m) = (
                score(&recency, -days(account)),
                score(&frequency, account.wins),
                score(&money, account.won),
            );
            let place = sums.iter().position(|sum| r + f + m >= *sum).unwrap_or(sums.len());
            let why = Why::Rfm {
                r,
                f,
                m,
                days: days(account),
                wins: account.wins,
                won: account.won,
                currency: rule.currency.clone(),
            };
            (place, why)
        })
        .collect()
}

fn points(parts: &[Part], from: &[i64], today: Day, account: &Figures) -> (usize, Why) {
    let mut holds = account.holds.iter();
    let mut given = Vec::new();
    for part in parts {
        let reached = match (part.figure, &part.condition) {
            (Some(figure), _) => reaches(figure, part.at_least.unwrap_or_default(), today, account),
            (None, Some(_)) => holds.next().copied().unwrap_or(false),
            (None, None) => false,
        };
        if reached {
            given.push((part.name.clone(), part.points));
        }
    }
    let total = given.iter().map(|(_, points)| points).sum();
    let place = from.iter().position(|line| total >= *line).unwrap_or(from.len());
    (place, Why::Points { total, parts: given })
}

fn reaches(figure: Figure, at_least: i64, today: Day, account: &Figures) -> bool {
    match figure {
        Figure::Won => account.won >= at_least.saturating_mul(100),
        Figure::Wins => account.wins >= at_least,
        Figure::Recency => account
            .last_won
            .is_some_and(|day| i64::from(today.0 - day.0) <= at_least),
        Figure::Open => account.open >= at_least.saturating_mul(100),
    }
}

#[cfg(test)]
mod tests {
    use super::super::rule::Tier;
    use super::*;

    fn rule(way: Way, n: usize) -> Rule {
        Rule {
            way,
            tiers: vec![Tier::default(); n],
            months: None,
            currency: "CNY".into(),
        }
    }

    fn won(amounts: &[i64]) -> Vec<Figures> {
        amounts
            .iter()
            .map(|n| Figures {
                won: n * 100,
                wins: i64::from(*n > 0),
                last_won: (*n > 0).then_some(Day(100)),
                ..Figures::default()
            })
            .collect()
    }

    fn places(rule: &Rule, accounts: &[Figures]) -> Vec<usize> {
        tiers(rule, Day(130), accounts)
            .into_iter()
            .map(|(place, _)| place)
            .collect()
    }

    #[test]
    fn shares_split_where_what_came_before_stays_below_the_line() {
        let abc = rule(Way::Abc { shares: vec![80, 95] }, 3);
        for (amounts, expected) in [
            // 0, 50, 80, 95 percent came before.
            (vec![50, 30, 15, 5], vec![0, 0, 1, 2]),
            (vec![5, 15, 30, 50], vec![2, 1, 0, 0]),
            // One who brings everything is A, and who brought nothing is in the last.
            (vec![0, 100, 0], vec![2, 0, 2]),
            (vec![0, 0], vec![2, 2]),
            (vec![], vec![]),
            // Of equals the one known longer stands first.
            (vec![1; 10], vec![0, 0, 0, 0, 0, 0, 0, 0, 1, 1]),
        ] {
            assert_eq!(places(&abc, &won(&amounts)), expected, "{amounts:?}");
        }
        let why = tiers(&abc, Day(130), &won(&[50, 30, 15, 5])).remove(1).1;
        let Why::Abc {
            rank, of, before, line, ..
        } = why
        else {
            panic!("{why:?}")
        };
        assert_eq!((rank, of, before, line), (2, 4, 5_000, Some(80)));
    }

    #[test]
    fn a_larger_amount_is_never_in_a_worse_tier() {
        let abc = rule(
            Way::Abc {
                shares: vec![50, 80, 95],
            },
            4,
        );
        let rfm = rule(Way::Rfm { sums: vec![12, 8] }, 3);
        let mut seed = 7_u64;
        for _ in 0..200 {
            let amounts: Vec<i64> = (0..30)
                .map(|_| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    ((seed >> 33) % 40) as i64
                })
                .collect();
            for rule in [&abc, &rfm] {
                let places = places(rule, &won(&amounts));
                for i in 0..30 {
                    for j in 0..30 {
                        assert!(
                            amounts[i] <= amounts[j] || places[i] <= places[j],
                            "{amounts:?} {places:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn fifths_of_three_figures_add_up() {
        let rfm = rule(Way::Rfm { sums: vec![12, 8] }, 3);
        let account = |won: i64, wins: i64, day: i32| Figures {
            won,
            wins,
            last_won: Some(Day(day)),
            ..Figures::default()
        };
        let accounts: Vec<Figures> = (1..=5).map(|n| account(n * 1_000, n, 100 + n as i32)).collect();
        let all = tiers(&rfm, Day(130), &accounts);
        assert_eq!(all.iter().map(|(place, _)| *place).collect::<Vec<_>>(), [2, 2, 1, 0, 0]);
        let Why::Rfm { r, f, m, days, .. } = all[4].1 else {
            panic!()
        };
        assert_eq!((r, f, m, days), (5, 5, 5, 25));
        // Equals stand in the same fifth.
        let same = tiers(&rfm, Day(130), &vec![account(1_000, 1, 100); 4]);
        assert!(same.iter().all(|(place, _)| *place == 2));
    }

    #[test]
    fn points_are_a_sum_that_can_be_read() {
        let part = |name: &str, points, figure, at_least| Part {
            name: name.into(),
            points,
            figure,
            at_least,
            condition: None,
        };
        let parts = vec![
            part("成交满 10 万", 40, Some(Figure::Won), Some(100_000)),
            part("买过两次", 20, Some(Figure::Wins), Some(2)),
            part("半年内买过", 10, Some(Figure::Recency), Some(180)),
            part("在谈 5 万", 10, Some(Figure::Open), Some(50_000)),
            Part {
                condition: Some(serde_json::json!({})),
                ..part("集团客户", 30, None, None)
            },
            Part {
                condition: Some(serde_json::json!({})),
                ..part("欠款", -50, None, None)
            },
        ];
        let rule = rule(
            Way::Points {
                parts,
                from: vec![60, 30],
            },
            3,
        );
        let account = |won, wins, day, open, holds: [bool; 2]| Figures {
            won,
            wins,
            last_won: Some(Day(day)),
            open,
            holds: holds.to_vec(),
        };
        for (figures, place, total) in [
            (account(10_000_000, 2, 100, 0, [false, false]), 0, 70),
            (account(9_999_999, 2, 100, 0, [false, false]), 1, 30),
            (account(0, 0, -200, 5_000_000, [true, false]), 1, 40),
            (account(10_000_000, 2, 100, 5_000_000, [true, true]), 0, 60),
            (account(0, 0, -200, 0, [false, true]), 2, -50),
        ] {
            let (at, why) = tiers(&rule, Day(130), std::slice::from_ref(&figures)).remove(0);
            let Why::Points { total: sum, .. } = why else { panic!() };
            assert_eq!((at, sum), (place, total), "{figures:?}");
        }
    }
}
