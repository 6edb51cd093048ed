//! Remarks, and whom they mention.

mod hooks;
mod mentions;
mod objects;
mod review;

pub(crate) use hooks::NoteHooks;
pub use mentions::{Part, parts, plain};
pub use objects::*;
