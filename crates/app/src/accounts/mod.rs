//! Companies we sell to.

mod objects;

pub use objects::*;
