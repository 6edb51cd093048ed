//! Dice that fall the same way for the same seed.

/// A source of chance (xorshift64*; Vigna 2016).
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// Dice for a seed. Near seeds give unlike throws.
    pub fn new(seed: u64) -> Self {
        // SplitMix64 (Steele, Lea, Flood 2014).
        let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Self((z ^ (z >> 31)) | 1)
    }

    /// A number from 0 to below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        (high as usize) % n.max(1)
    }

    /// A number from 0 to below 1.
    pub fn share(&mut self) -> f64 {
        self.below(1 << 30) as f64 / f64::from(1 << 30)
    }

    /// A number between two.
    pub fn between(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.share()
    }

    /// True in this share of all cases.
    pub fn chance(&mut self, share: f64) -> bool {
        self.share() < share
    }

    /// A factor around `median`: as often half as twice as much. `spread` is the standard deviation of its logarithm.
    pub fn around(&mut self, median: f64, spread: f64) -> f64 {
        // The sum of twelve is near enough to a bell.
        let bell: f64 = (0..12).map(|_| self.share()).sum::<f64>() - 6.0;
        median * (bell * spread).exp()
    }

    /// One of a list.
    pub fn of<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }

    /// One of a list by weights.
    pub fn weighed<T: Copy>(&mut self, list: &[(T, f64)]) -> T {
        let total: f64 = list.iter().map(|(_, w)| w).sum();
        let mut left = self.share() * total;
        for (item, weight) in list {
            left -= weight;
            if left < 0.0 {
                return *item;
            }
        }
        list[list.len() - 1].0
    }

    /// The numbers below `n` in a random order.
    pub fn shuffled(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for i in (1..n).rev() {
            order.swap(i, self.below(i + 1));
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dice_fall_the_same_way_and_fairly() {
        let throw = |seed| {
            let mut dice = Dice::new(seed);
            (0..6_000).map(|_| dice.below(6)).collect::<Vec<_>>()
        };
        assert_eq!(throw(1), throw(1));
        assert_ne!(throw(1), throw(2));
        for face in 0..6 {
            let n = throw(3).iter().filter(|f| **f == face).count();
            assert!((880..1120).contains(&n), "{face} fell {n} times");
        }
        let mut dice = Dice::new(5);
        let mut order = dice.shuffled(20);
        order.sort_unstable();
        assert_eq!(order, (0..20).collect::<Vec<_>>());
        let mut far: Vec<f64> = (0..1001).map(|_| dice.around(10.0, 0.5)).collect();
        far.sort_by(f64::total_cmp);
        assert!((9.0..11.0).contains(&far[500]), "{}", far[500]);
    }
}
