//! SOPs: their versions, their runs on records, answers to their questions, exceptions.

mod answers;
mod facts;
mod follow;
mod objects;
mod publish;
mod run;
mod show;
mod verbs;
mod versions;
mod waivers;

pub use answers::{AnswerInput, answer};
pub(crate) use follow::follow;
pub use follow::refresh_stale;
pub use objects::*;
pub use publish::{document, document_json, import, install, outline, prefer, publish, retire};
pub use run::begin_at;
pub use run::{act, act_historical, complete_if_open, rebuild};
pub(crate) use run::{begin, observe};
pub use show::view;
pub use verbs::{only, run_verb, step_verb, text};
pub(crate) use versions::Versions;
pub use waivers::{ask, decide_waiver};
