//! What is known of the market, and where it helps: the personas and competitors that a lead or deal speaks of.

mod beside;
mod hooks;
mod objects;
mod rules;

pub use beside::beside;
pub(crate) use hooks::SegmentHooks;
pub use objects::*;
pub(crate) use rules::{named, words};
