//! SOPs: their versions, their runs on records, answers to their questions, exceptions.

mod answers;
mod begin;
mod consent;
mod facts;
mod follow;
mod objects;
mod publish;
mod rest;
mod run;
mod score;
mod seen;
mod show;
mod told;
mod verbs;
mod versions;
mod waivers;

pub use answers::{AnswerInput, answer};
pub use begin::{Beginning, begin_at};
pub(crate) use begin::{begin, begin_with, usual};
pub(crate) use follow::follow;
pub use follow::refresh_stale;
pub use objects::*;
pub use publish::{document, document_json, import, install, outline, prefer, publish, retire};
pub use rest::reopen;
pub(crate) use rest::{is_active, is_complete, rest, wake};
pub(crate) use run::observe;
pub use run::{Loaded, act, act_historical, complete_if_open, rebuild};
pub use show::{show, view};
pub(crate) use told::{Told, read_by_stage, version_of};
pub use verbs::{only, run_verb, step_verb, text};
pub(crate) use versions::{Version, Versions};
pub(crate) use waivers::may_decide;
pub use waivers::{ask, decide_waiver};
