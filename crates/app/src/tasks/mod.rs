//! What is to be done.

mod objects;

pub use objects::*;
