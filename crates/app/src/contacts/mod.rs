//! People at accounts.

mod companies;
mod hooks;
mod objects;
mod rules;
mod story;

pub(crate) use companies::companies;
pub(crate) use hooks::{AffiliationHooks, ContactHooks};
pub use objects::*;
pub(crate) use story::beside;
