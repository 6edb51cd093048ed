//! Supervision: how runs went against their SOPs, and who is told of what is overdue.
//!
//! Nothing of it happens within a request: a job follows the journal and aligns the runs in which a stage was left, each
//! once per batch, and keeps what it found. So creating and advancing cost nothing more, and lists and figures read what is
//! kept.

mod escalate;
mod figures;
mod follow;
mod objects;
mod rules;
mod settings;

pub use escalate::{Overdue, overdue, tell_overdue};
pub use figures::{Ask, figures};
pub use follow::{Found, behind, keep, look};
pub use objects::{Conformance, Deviation, HOW};
pub use rules::{Quiet, Rules};
pub use settings::{read_rules, write_rules};
