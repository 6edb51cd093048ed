//! People at accounts.

mod objects;

pub use objects::*;
