//! Remarks.

mod objects;

pub use objects::*;
