//! What has happened with a customer.

mod objects;

pub use objects::*;
