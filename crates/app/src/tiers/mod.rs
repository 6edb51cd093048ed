//! Tiers of customers: a transparent rule of the company's own, computed nightly and on demand, with the reason for each, and
//! what follows from a tier: how often a customer is contacted, and who serves them.

mod account;
mod cadence;
mod compute;
mod hooks;
mod objects;
mod rule;
mod rules;
mod settings;
mod words;

pub use account::{Set, of_account, release, set};
pub(crate) use cadence::contacted;
pub(crate) use compute::run_here;
pub use compute::{Outcome, due, run};
pub(crate) use hooks::check_tier;
pub use objects::*;
pub use settings::{preview, recompute, save, settings};
