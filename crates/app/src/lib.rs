//! The product: one folder per capability.

pub mod accounts;
pub mod activities;
pub mod contacts;
pub mod notes;
pub mod opportunities;
pub mod people;
pub mod products;
pub mod sop;
pub mod tasks;
pub mod views;

mod registry;

pub(crate) use registry::collections;
pub use registry::registry;
