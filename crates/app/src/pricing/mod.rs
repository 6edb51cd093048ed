//! What things cost whom: price lists, the price that applies with its reason, exact sums with tax, and the offer of a deal.

mod bundle;
mod choose;
mod find;
mod hooks;
mod objects;
mod offer;
pub mod sums;
mod take;
mod tax;

pub(crate) use find::{Prices, known};
pub(crate) use hooks::{PriceHooks, PriceListHooks};
pub use objects::*;
pub use offer::{follow, offer};
pub use take::{Taken, take};
pub use tax::{TAX_CLASSES, TaxClass};
