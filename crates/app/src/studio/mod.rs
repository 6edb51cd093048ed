//! The SOP studio: drafts of documents, their review and publishing, and who has read what was published.

mod daily;
mod drafts;
mod objects;
mod publish;
mod receipts;
mod report;
mod review;
mod rules;

pub(crate) use daily::{DAILY, daily, plan_daily};
pub use drafts::{Source, bpmn, create, discard, draft_from, save};
pub use objects::*;
pub use publish::{Schedule, Why, publish, schedule};
pub use receipts::{read, standing, unread};
pub use report::report;
pub use review::{Verdict, ask, decide, withdraw};
pub(crate) use rules::is_place;
