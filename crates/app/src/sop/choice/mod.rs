//! Which SOP a new opportunity follows: rules in order, each with a condition; one may give a share of its deals at random
//! to another published version, so that both can be compared honestly later.

mod hooks;
mod objects;
mod pick;
mod preview;

pub(crate) use hooks::SopRuleHooks;
pub use objects::{SopAssignment, SopRule};
pub(crate) use pick::{choose, note};
pub use preview::preview;
