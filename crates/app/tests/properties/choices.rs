//! Random choices, as numbers that proptest makes smaller when a case fails, or as an endless seeded stream for what is
//! made once and shared by many cases.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

/// A stream of choices. Where proptest's numbers end it goes on with zeros, so zero should be the simplest choice.
#[derive(Clone)]
pub struct Choices {
    numbers: std::vec::IntoIter<u32>,
    seed: Option<u64>,
}

impl Choices {
    /// The same stream for the same seed, without end.
    pub fn seeded(seed: u64) -> Self {
        let numbers = Vec::new().into_iter();
        Self {
            numbers,
            seed: Some(seed),
        }
    }

    fn of(numbers: Vec<u32>) -> Self {
        Self {
            numbers: numbers.into_iter(),
            seed: None,
        }
    }

    fn next(&mut self) -> u32 {
        let Some(state) = &mut self.seed else {
            return self.numbers.next().unwrap_or(0);
        };
        // splitmix64
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as u32
    }

    /// A number below `n`, which isn't zero.
    pub fn below(&mut self, n: usize) -> usize {
        self.next() as usize % n
    }

    /// True in so many of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        // Zero is no, unless it is always yes.
        self.below(100) + percent >= 100
    }

    /// One of several.
    pub fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }

    /// A whole number of any size.
    pub fn number(&mut self) -> i64 {
        let wide = (u64::from(self.next()) << 32) | u64::from(self.next());
        (wide as i64) >> self.below(64)
    }
}

/// How many cases to try: what the environment says, else `usual`.
pub fn cases(usual: u32) -> u32 {
    std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(usual)
}

/// Tries `cases` streams of at most `size` choices; a failing one is made smaller before it is told.
pub fn check(cases: u32, size: usize, test: impl Fn(&mut Choices) -> Result<(), String>) {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 600,
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&prop::collection::vec(any::<u32>(), size / 2..size), |numbers| {
        test(&mut Choices::of(numbers)).map_err(TestCaseError::fail)
    });
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(reason, numbers)) => panic!("{reason}\nfrom {} choices", numbers.len()),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}
