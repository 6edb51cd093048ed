//! People at accounts.

mod hooks;
mod objects;
mod rules;
mod story;

pub(crate) use hooks::{AffiliationHooks, ContactHooks};
pub use objects::*;
pub(crate) use story::beside;
