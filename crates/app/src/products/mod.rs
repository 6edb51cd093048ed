//! The catalogue: products, services and bundles, what they can do, and why that helps.

mod hooks;
mod objects;

pub(crate) use hooks::{BundleItemHooks, FabHooks, FactHooks, ProductHooks};
pub use objects::*;
