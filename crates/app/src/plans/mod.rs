//! Development plans: members drawn from a segment or view, steps as tasks, progress and cost.

mod draw;
mod figures;
mod hooks;
mod objects;
mod rules;

pub use draw::draw;
pub use figures::figures;
pub(crate) use hooks::{CostHooks, MemberHooks, PlanHooks, StepHooks};
pub use objects::*;
