//! People, teams, roles.

mod objects;

pub use objects::*;
