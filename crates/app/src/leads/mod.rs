//! Leads: people who may become customers, until they are converted or given up.

mod objects;

pub use objects::*;
