//! SOPs and their runs.

mod objects;

pub use objects::*;
