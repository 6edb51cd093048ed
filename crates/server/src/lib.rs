//! HTTP: sign-in, records, verbs, live events, the embedded page.

mod answer;
mod api;
mod beside;
mod body;
mod caller;
mod doors;
mod events;
mod health;
mod incoming;
mod jobs;
mod openapi;
mod preview;
mod protect;
mod run;
mod state;
mod streams;
mod typeset;
mod ui;

pub use api::router;
pub use openapi::document as openapi;
pub use preview::here as preview;
pub use run::{Serving, serve};
pub use state::{Config, State};
pub use typeset::here as typeset;
