//! Referrals: traced from who named somebody to the deal that came of it, and thanked.

mod figures;
mod hooks;
mod objects;

pub use figures::figures;
pub(crate) use hooks::ReferralHooks;
pub use objects::*;
