//! What is to be done.

mod calendar;
mod hooks;
mod objects;
mod reminders;
mod rules;

pub use calendar::{close_feed, feed, feed_status, open_feed};
pub(crate) use hooks::TaskHooks;
pub use objects::*;
pub(crate) use reminders::{REMINDER, remind};
