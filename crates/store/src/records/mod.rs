//! Records in the database: lists, single records, sums, changes. Everything here needs a [`Cx`](records::Cx), and there
//! is no other way to a record's row.

mod aggregate;
mod compile;
mod cursor;
mod json;
mod list;
mod read;
mod schema;
mod span;
mod totals;
mod write;

pub use aggregate::{AggregateQuery, aggregate};
pub use cursor::CursorKey;
pub use list::{ListQuery, Page, check_sort, count, list};
pub use read::{check, find, get, ids, keys, load, load_as, may, saw};
pub use schema::{check_columns, schema};
pub use totals::check_totals;
pub use write::{delete, insert, load_deleted, note, project, restore, to_json, update};
