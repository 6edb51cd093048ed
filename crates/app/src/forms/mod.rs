//! Lead forms: a public page for each, whose answers become leads.

mod hooks;
mod intake;
mod objects;
mod rules;

pub(crate) use hooks::FormHooks;
pub use intake::{Found, Submission, found, submit};
pub use objects::LeadForm;
pub use rules::{ASKED, Asked};
