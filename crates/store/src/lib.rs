//! The one way to the data: SQLite inside the process, or PostgreSQL. Everything above hands in plain closures
//! (`store.read(|tx| …)`, `store.write(|tx| …)`), which run on database threads.

mod binder;
pub mod dialect;
pub mod idempotency;
mod job;
pub mod jobs;
pub mod journal;
mod migrate;
mod pg;
pub mod auth;
pub mod records;
pub mod sop;
pub mod workspace;
mod row;
pub mod search;
pub mod settings;
mod sql;
mod sqlite;
mod store;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(test)]
mod tests;
mod tx;
mod value;

pub use dialect::Dialect;
pub use migrate::Applied;
pub use row::Row;
pub use search::{Hit, SearchDoc, SearchScope};
pub use store::{Options, Store, Target};
pub use tx::Tx;
pub use value::{Val, vals};
