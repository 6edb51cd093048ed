//! The product through its router, as named users, on both databases with the same body.
#![expect(clippy::unwrap_used, reason = "tests stop at the first fault")]
mod kit;

mod aggregates;
mod bin;
mod bringing_in;
mod catalogue;
mod dashboard;
mod documents;
mod feed;
mod filters;
mod importing;
mod leads;
mod lists;
mod maven;
mod notices;
mod openapi;
mod people;
mod protocol;
mod publishing;
mod races;
mod records;
mod repeats;
mod rights;
mod schema;
mod search;
mod session;
mod settings;
mod setup;
mod socket;
mod sop;
mod tasks;
mod timeline;
mod today;
mod tokens;
mod views;
mod waivers;
