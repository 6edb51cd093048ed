//! SOP packs: an SOP with its question lists, talk tracks and views, installed by one click and removed without loss.

mod catalog;
mod extras;
mod install;
mod objects;
mod show;
#[cfg(test)]
mod tests;

pub use catalog::{BEGIN_WITH, Pack, all, by_key};
pub use install::{install, remove};
pub use objects::*;
pub use show::{list, show};
