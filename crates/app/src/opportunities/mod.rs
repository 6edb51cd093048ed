//! Opportunities.

mod objects;

pub use objects::*;
