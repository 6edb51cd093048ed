//! Which products answer which needs, and how a suggestion's score is made up. Pure: every point has its reason.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use insight::{Interval, wilson};
use kernel::Id;
use store::matching::{Found, Kind};

use crate::market::named;

/// Points for a need that a FAB answers, a need that a fact says is met, and one that a fact says can't be.
pub const FAB: i64 = 3;
/// See [`FAB`].
pub const CAN: i64 = 2;
/// See [`FAB`].
pub const CANNOT: i64 = -4;
/// Points for being made for the customer's industry or segment.
pub const FITS: i64 = 1;
/// Points for what won more often, or less often, than the rest in like cases, by more than chance makes likely.
pub const WINS: i64 = 2;
/// See [`WINS`].
pub const LOSES: i64 = -1;

/// Closed deals below which a share says nothing.
pub const ENOUGH: u64 = 10;

/// Why a product comes to mind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What it counts.
    pub points: i64,
    /// Which need it is about, by its place.
    pub need: usize,
    /// What says so.
    pub kind: Kind,
    /// The fact's or FAB's record.
    pub source: Id,
    /// The word that the need has.
    pub word: String,
}

/// A product with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub product: Id,
    /// Why and why not, by need.
    pub reasons: Vec<Reason>,
}

impl Candidate {
    /// What its reasons come to.
    pub fn points(&self) -> i64 {
        self.reasons.iter().map(|r| r.points).sum()
    }

    /// The needs that it answers.
    pub fn answers(&self) -> BTreeSet<usize> {
        self.reasons.iter().filter(|r| r.points > 0).map(|r| r.need).collect()
    }
}

/// The products that answer one of `needs` at least, the best first: more points, then more needs, then by id. Of several
/// FABs or facts of a product that answer a need the one with the longest word counts, so that a long list of words brings
/// nothing.
pub fn candidates(needs: &[String], found: &[Found]) -> Vec<Candidate> {
    let mut best: BTreeMap<(Id, usize, Kind), &Found> = BTreeMap::new();
    // Many products share a word: whether a text has it is asked once.
    let all: BTreeSet<&str> = found.iter().map(|f| f.word.word.as_str()).collect();
    for (need, text) in needs.iter().enumerate() {
        let has = |word: &&&str| named(std::iter::once(**word), text).is_some();
        let had: HashSet<&str> = all.iter().filter(has).copied().collect();
        for one in found.iter().filter(|f| had.contains(f.word.word.as_str())) {
            let known = best.entry((one.word.product, need, one.word.kind)).or_insert(one);
            let rank = |f: &Found| (f.word.word.chars().count(), std::cmp::Reverse(f.source));
            if rank(one) > rank(known) {
                *known = one;
            }
        }
    }
    let mut products: BTreeMap<Id, Vec<Reason>> = BTreeMap::new();
    for ((product, need, kind), found) in best {
        products.entry(product).or_default().push(Reason {
            points: match kind {
                Kind::Fab => FAB,
                Kind::Can => CAN,
                Kind::Cannot => CANNOT,
            },
            need,
            kind,
            source: found.source,
            word: found.word.word.clone(),
        });
    }
    let candidate = |(product, reasons)| Candidate { product, reasons };
    let mut all: Vec<Candidate> = products.into_iter().map(candidate).collect();
    all.retain(|c| !c.answers().is_empty());
    all.sort_by_key(|c| (std::cmp::Reverse((c.points(), c.answers().len())), c.product));
    all
}

/// A bundle's reasons: for each need the best that one of its parts has.
pub fn together(bundle: Id, own: Vec<Reason>, parts: &[&Candidate]) -> Candidate {
    let mut best: BTreeMap<(usize, Kind), Reason> = BTreeMap::new();
    for reason in own.into_iter().chain(parts.iter().flat_map(|p| p.reasons.clone())) {
        best.entry((reason.need, reason.kind)).or_insert(reason);
    }
    // What one part can't do another of the bundle may.
    let answered: BTreeSet<usize> = best.values().filter(|r| r.points > 0).map(|r| r.need).collect();
    let reasons = best
        .into_values()
        .filter(|r| r.points > 0 || !answered.contains(&r.need))
        .collect();
    Candidate {
        product: bundle,
        reasons,
    }
}

/// What a product won in like cases, held against the rest of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Record {
    /// Too few closed deals to say.
    Few,
    /// What differs may be chance.
    Noise(Interval),
    /// Won more often than the rest.
    Better(Interval),
    /// Won less often than the rest.
    Worse(Interval),
}

/// Judges `won` of `n` closed deals with a product beside `won` of `n` in all like cases: those without the product are what
/// it is held against.
pub fn judge(product: (u64, u64), all: (u64, u64)) -> Record {
    let (won, n) = product;
    let rest = (all.0.saturating_sub(won), all.1.saturating_sub(n));
    let (Some(own), true) = (wilson(won, n), n >= ENOUGH) else {
        return Record::Few;
    };
    match insight::newcombe(product, rest).filter(|_| rest.1 >= ENOUGH) {
        Some(difference) if difference.low > 0.0 => Record::Better(own),
        Some(difference) if difference.high < 0.0 => Record::Worse(own),
        _ => Record::Noise(own),
    }
}

impl Record {
    /// What it counts.
    pub fn points(&self) -> i64 {
        match self {
            Self::Better(_) => WINS,
            Self::Worse(_) => LOSES,
            Self::Few | Self::Noise(_) => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use store::matching::Word;

    use super::*;

    fn id(n: u32) -> Id {
        format!("01900000-0000-7000-8000-{n:012x}").parse().unwrap()
    }

    fn found(product: u32, source: u32, kind: Kind, word: &str) -> Found {
        Found {
            word: Word {
                word: word.into(),
                product: id(product),
                kind,
            },
            source: id(source),
        }
    }

    #[test]
    fn every_point_has_a_reason() {
        let needs = ["质量问题找不到是哪个批次".to_owned(), "换线太慢，SAP 接不上".to_owned()];
        let all = [
            found(1, 11, Kind::Fab, "批次"),
            found(1, 12, Kind::Fab, "质量问题"),
            found(1, 13, Kind::Can, "批次"),
            found(2, 21, Kind::Fab, "换线"),
            found(2, 22, Kind::Cannot, "sap"),
            found(3, 31, Kind::Cannot, "批次"),
            found(4, 41, Kind::Can, "sap"),
            found(5, 51, Kind::Can, "sa"),
            found(6, 61, Kind::Fab, "仓库"),
        ];
        let ranked = candidates(&needs, &all);
        let told: Vec<_> = ranked.iter().map(|c| (c.product, c.points())).collect();
        // The first has one FAB for its need, not two; the one that only can't isn't suggested; "sa" isn't a word of "SAP".
        assert_eq!(told, [(id(1), FAB + CAN), (id(4), CAN), (id(2), FAB + CANNOT)]);
        assert_eq!(ranked[0].reasons[1].word, "质量问题", "the longest word counts");
        for one in &ranked {
            assert_eq!(one.points(), one.reasons.iter().map(|r| r.points).sum::<i64>());
        }
        assert!(candidates(&[], &all).is_empty() && candidates(&needs, &[]).is_empty());
        let mut turned = all.to_vec();
        turned.reverse();
        assert_eq!(candidates(&needs, &turned), ranked, "the order is nothing");
    }

    #[test]
    fn a_bundle_has_the_best_of_its_parts() {
        let needs = ["批次追溯".to_owned(), "换线".to_owned()];
        let all = [
            found(1, 11, Kind::Fab, "批次"),
            found(2, 21, Kind::Fab, "换线"),
            found(2, 22, Kind::Cannot, "追溯"),
            found(2, 23, Kind::Fab, "批次"),
        ];
        let parts = candidates(&needs, &all);
        let bundle = together(id(9), Vec::new(), &parts.iter().collect::<Vec<_>>());
        assert_eq!(
            bundle.points(),
            2 * FAB,
            "each need once, and what the other part can counts"
        );
        assert_eq!(bundle.answers().len(), 2);
    }

    #[test]
    fn what_won_before_counts_only_beyond_chance() {
        for (product, all, points) in [
            ((9, 9), (20, 60), 0),
            ((8, 10), (40, 60), 0),
            ((28, 30), (58, 100), WINS),
            ((5, 30), (60, 100), LOSES),
            ((30, 30), (30, 30), 0),
            ((0, 0), (0, 0), 0),
        ] {
            assert_eq!(judge(product, all).points(), points, "{product:?} of {all:?}");
        }
        assert_eq!(judge((9, 9), (20, 60)), Record::Few);
    }
}
