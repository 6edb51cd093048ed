//! Saved views.

mod objects;

pub use objects::*;
