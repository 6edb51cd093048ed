//! Approvals: flows that say who is asked for what, requests under way, and what became of them. A capability has something
//! approved by calling [`ask`], and hears what comes of it through [`Asks`] in the same transaction.

mod act;
mod ask;
mod away;
mod due;
mod hooks;
mod kinds;
mod objects;
mod people;
mod rules;
mod running;
mod show;
mod steps;

pub(crate) use act::may_decide;
pub use act::{act, deed, says_why};
pub use ask::request;
pub(crate) use ask::{Ask, ask};
pub(crate) use away::{AWAY, begin as away_begins};
pub(crate) use due::{DUE, due};
pub(crate) use hooks::{DelegationHooks, FlowHooks, left};
pub(crate) use kinds::Asks;
pub use objects::*;
pub use rules::{Deed, Mode, Status};
pub use show::show;
pub(crate) use show::waiting;
pub use steps::{Step, UpTo, Who};
