//! The catalogue.

mod objects;

pub use objects::*;
