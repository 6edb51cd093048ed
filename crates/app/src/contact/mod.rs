//! Reaching customers without harassing them: who said no, how often is enough, when it is quiet, and what people agreed to.
//! Everything that reaches a customer asks [`may_reach`] first.

pub mod consent;
mod hooks;
mod objects;
mod policy;
mod reach;
mod refusal;
mod rules;
mod shown;
mod who;

pub use consent::{Given, withdraw};
pub(crate) use hooks::{ConsentHooks, asks_for_nothing, check_task, next_of_series, refused_in_log, to_be_done};
pub use objects::*;
pub use policy::{Settings, preview, save, settings};
pub use reach::{Counted, may_reach};
pub use refusal::{Said, lift, refuse};
pub use rules::{Answer, Channel, Policy, Refused, When, Why};
pub use shown::shown;
pub use who::Who;

/// The right to lift a refusal.
pub const LIFT: &str = "contact.lift";
