//! The one way to the data: SQLite inside the process, or PostgreSQL. Everything above hands in plain closures
//! (`store.read(|tx| …)`, `store.write(|tx| …)`), which run on database threads.

mod binder;
pub mod dialect;
mod job;
mod migrate;
mod pg;
mod row;
mod sqlite;
mod store;
mod tx;
mod value;

pub use dialect::Dialect;
pub use migrate::Applied;
pub use row::Row;
pub use store::{Options, Store, Target};
pub use tx::Tx;
pub use value::{Val, vals};
