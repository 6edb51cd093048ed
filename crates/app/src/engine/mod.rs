//! What every kind of record can do: be made, read, changed, deleted, restored, listed, summed up. Capabilities add their
//! rules through [`Hooks`]; there is no other way to write a record.

mod actions;
mod bin;
mod bulk;
mod draft;
mod hooks;
mod search;
mod timeline;
mod told;

pub use actions::{create, delete, get, patch, restore, reveal};
pub use bin::bin;
pub use bulk::{Bulk, BulkWork, bulk_answer, bulk_ids, bulk_one};
pub(crate) use draft::Draft;
pub use draft::Mode;
pub(crate) use hooks::{Hooks, Saved};
pub use search::{SearchHit, name_contains, search, search_ids};
pub(crate) use timeline::Beside;
pub use timeline::{TimelinePage, timeline};

pub(crate) use told::{drafted, redrafted};

pub(crate) use actions::{may_act, save_changes, store_begun, store_new, store_only};
