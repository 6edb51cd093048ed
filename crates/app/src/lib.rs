//! The product: one folder per capability, and the engine that all kinds of records share.

pub mod accounts;
pub mod activities;
mod app;
pub mod catalogue;
pub mod check;
pub mod contact;
pub mod contacts;
pub mod demo;
pub mod engine;
pub mod forms;
pub mod health;
pub mod import;
pub mod improvements;
pub mod insights;
pub mod jobs;
pub mod leads;
pub mod mail;
pub mod market;
pub mod notes;
pub mod notices;
pub mod opportunities;
pub mod packs;
pub mod partners;
pub mod people;
pub mod plans;
pub mod pools;
mod problem;
pub mod products;
pub mod referrals;
mod registry;
pub mod session;
pub mod setup;
pub mod sop;
pub mod standards;
pub mod studio;
pub mod supervision;
pub mod tasks;
pub mod tiers;
pub mod today;
pub mod views;

pub mod workspace;

pub use app::{App, Caller};
pub use problem::problem;
pub(crate) use registry::collections;
pub use registry::registry;
