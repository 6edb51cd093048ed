//! Talks that were reviewed: each standard of the stage met, not met, or not applicable, with a remark; and the figures a
//! person has from it.

mod figures;
mod objects;
mod review;
mod rules;

pub use figures::figures;
pub use objects::*;
pub use review::{Marked, mark, review};
