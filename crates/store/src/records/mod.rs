//! Records in the database: lists, single records, sums, changes. Everything here needs a [`Cx`](records::Cx), and there
//! is no other way to a record's row.

mod aggregate;
mod bin;
mod columns;
mod compile;
mod cursor;
mod flow;
mod json;
mod list;
mod read;
mod schema;
mod span;
mod totals;
mod write;

pub use aggregate::{AggregateQuery, aggregate};
pub use bin::{list_deleted, load_deleted};
pub use columns::{Held, held};
pub(crate) use compile::Compiler;
pub use cursor::CursorKey;
pub use flow::{FlowBy, FlowKey, FlowQuery, FlowSum, Flows, add_flows, all_flows, clear_flows, flows};
pub use list::{ListQuery, Page, check_sort, count, list};
pub use read::{check, due, find, find_orphaned, get, ids, ids_after, ids_by, keys, load, load_as, may, saw};
pub use schema::{check_columns, schema};
pub use totals::check_totals;
pub use write::{delete, find_out, insert, note, project, restore, to_json, update};
