//! Leads: people who may become customers, until they are converted or given up.

mod assign;
mod company_shape;
mod convert;
mod duplicates;
mod hooks;
mod known;
mod late;
mod likeness;
mod objects;
mod recognise;
mod response;
mod rules;
pub mod score;
mod story;
mod verbs;

pub use assign::{Assigned, assign};
pub(crate) use assign::{by_rule, give, in_hand};
pub use convert::{convert, undo};
pub use duplicates::{Asked, duplicates};
pub(crate) use duplicates::{existing, import_keys, reached_alike};
pub(crate) use hooks::{LeadHooks, RuleHooks, check_condition, contacted, put, tell, typed, uncontacted};
pub use known::recognise_known;
pub(crate) use late::{LATE, late};
pub(crate) use likeness::{company_key, email_key, phone_key};
pub use objects::*;
pub use recognise::Recognised;
pub use response::{Ask, first_response};
pub(crate) use rules::{RESPOND_WITHIN, status_after};
pub(crate) use story::{handed_on, is_handing_on};
pub use verbs::{disqualify, reopen};
