//! The product: one folder per capability, and the engine that all kinds of records share.

pub mod accounts;
pub mod activities;
mod app;
pub mod catalogue;
pub mod check;
pub mod contacts;
pub mod demo;
pub mod engine;
pub mod health;
pub mod import;
pub mod insights;
pub mod jobs;
pub mod leads;
pub mod mail;
pub mod notes;
pub mod notices;
pub mod opportunities;
pub mod people;
mod problem;
pub mod products;
mod registry;
pub mod session;
pub mod setup;
pub mod sop;
pub mod tasks;
pub mod today;
pub mod views;

pub mod workspace;

pub use app::{App, Caller};
pub use problem::problem;
pub(crate) use registry::collections;
pub use registry::registry;
