//! Public pools: leads that nobody follows, claimed under limits, and returned by rule.

mod claim;
mod hooks;
mod keep;
mod objects;
mod preview;
mod returns;
mod rules;

pub use claim::{claim, details, list, shares};
pub(crate) use hooks::PoolHooks;
pub use keep::{keep, standing};
pub use objects::Pool;
pub use preview::preview;
pub(crate) use returns::{RETURN, drop_into};
pub use returns::{release, run, run_now};
