//! Leads: people who may become customers, until they are converted or given up.

mod assign;
mod company_shape;
mod convert;
mod duplicates;
mod hooks;
mod known;
mod likeness;
mod objects;
mod recognise;
mod rules;
mod story;
mod verbs;

pub use assign::{Assigned, assign};
pub use convert::{convert, undo};
pub use duplicates::{Asked, duplicates};
pub(crate) use duplicates::{existing, import_keys};
pub(crate) use hooks::{LeadHooks, RuleHooks, contacted};
pub use known::recognise_known;
pub use objects::*;
pub use recognise::Recognised;
pub(crate) use rules::status_after;
pub(crate) use story::{handed_on, is_handing_on};
pub use verbs::{disqualify, reopen};
