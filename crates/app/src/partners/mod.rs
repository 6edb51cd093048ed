//! Partners, the deals they register, conflicts with what is under way, and their figures.

mod conflicts;
mod decide;
mod figures;
mod objects;
mod rules;

pub(crate) use conflicts::RegistrationHooks;
pub use conflicts::{Asked, check, conflicts};
pub use decide::{accept, refuse};
pub use figures::figures;
pub use objects::*;
