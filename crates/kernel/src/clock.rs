//! Time and ids come in as arguments. Only this file asks the machine for them.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use uuid::{ContextV7, Timestamp, Uuid};

use crate::{Id, Instant};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Instant;
}

/// Gives out new ids, each greater than the one before it.
pub trait IdSource: Send + Sync {
    /// A new id created at `at`.
    fn next(&self, at: Instant) -> Id;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Instant {
        Instant::from_utc(chrono::Utc::now())
    }
}

/// A clock that stands still until it is set.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that shows `at`.
    pub fn new(at: Instant) -> Self {
        Self(AtomicI64::new(at.0))
    }

    /// Sets it.
    pub fn set(&self, at: Instant) {
        self.0.store(at.0, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}

/// Random UUIDv7.
pub struct SystemIds(Mutex<ContextV7>);

impl Default for SystemIds {
    fn default() -> Self {
        Self(Mutex::new(ContextV7::new()))
    }
}

impl IdSource for SystemIds {
    fn next(&self, at: Instant) -> Id {
        let (seconds, nanos) = split(at);
        let context = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Id(Uuid::new_v7(Timestamp::from_unix(&*context, seconds, nanos)))
    }
}

/// Ids that come out the same in every run: for tests and demo data.
pub struct SeededIds(AtomicI64);

impl SeededIds {
    /// A source whose ids depend on `seed` and their order only.
    pub fn new(seed: i64) -> Self {
        Self(AtomicI64::new(seed.wrapping_mul(1_000_000_000)))
    }
}

impl IdSource for SeededIds {
    fn next(&self, at: Instant) -> Id {
        let n = self.0.fetch_add(1, Ordering::SeqCst);
        let millis = (at.0 / 1000).max(0).cast_unsigned();
        let mut bytes = [0_u8; 10];
        bytes[2..].copy_from_slice(&n.to_be_bytes());
        Id(uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
    }
}

fn split(at: Instant) -> (u64, u32) {
    let micros = at.0.max(0).cast_unsigned();
    (micros / 1_000_000, (micros % 1_000_000) as u32 * 1000)
}
