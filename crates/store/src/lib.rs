//! The one way to the data: SQLite inside the process, or PostgreSQL. Everything above hands in plain closures
//! (`store.read(|tx| …)`, `store.write(|tx| …)`), which run on database threads.

pub mod auth;
pub mod backup;
mod binder;
pub mod conformance;
pub mod contents;
mod counts;
pub mod dialect;
mod durable;
pub mod feeds;
pub mod idempotency;
pub mod invitations;
mod job;
pub mod jobs;
pub mod journal;
pub mod links;
pub mod mail;
pub mod matching;
mod migrate;
pub mod notices;
mod pg;
pub mod pools;
pub mod records;
mod row;
pub mod search;
pub mod settings;
pub mod sop;
mod sql;
mod sqlite;
mod store;
pub mod tail;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod tiers;
mod tx;
mod value;
pub mod workspace;

pub use dialect::Dialect;
pub use migrate::Applied;
pub use row::Row;
pub use search::{Hit, SearchDoc, SearchScope};
pub use store::{Options, Store, Target};
pub use tx::Tx;
pub use value::Val;
