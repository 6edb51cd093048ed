//! What a customer needs: the company's own question lists beside those of SOPs, how a talk stands, needs with their
//! sources and confirmations, and who decides.

mod answer;
mod compare;
mod confirm;
mod feed;
mod gaps;
mod history;
mod hooks;
mod map;
mod objects;
mod rules;
mod talk;

pub use answer::Given;
pub(crate) use answer::given_answer;
pub use compare::compare;
pub use confirm::{Confirmation, confirm};
pub use history::history;
pub(crate) use hooks::{NeedHooks, QuestionHooks, StakeholderHooks};
pub use map::decision_unit;
pub use objects::{KINDS, Need, Question, QuestionList, STATUSES, WAYS};
pub use talk::talk;
