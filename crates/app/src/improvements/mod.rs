//! The loop of improvement: a finding becomes an improvement, a draft answers it, and after publication the figures before
//! and after are shown with how sure they are.

mod effect;
mod objects;
mod rules;

pub use effect::effect;
pub use objects::Improvement;
pub use rules::{Effect, MEASURES, Verdict, Windows, judge, windows};
