//! Records: what kinds there are, what their fields hold, conditions over them, and who may see what. Pure.

mod bind;
mod condition;
mod cx;
mod eval;
mod field;
mod input;
mod lacking;
mod macros;
mod names;
mod object;
mod registry;
mod rights;
mod value;
mod words;

pub use bind::{Bound, Cmp, Test, bind};
pub use condition::{Condition, Op};
pub use cx::{Cx, Workspace};
pub use eval::{Source, holds};
pub use field::{FieldDef, FieldType, Search, SelectOption};
pub use input::{Written, mask, read_input};
pub use lacking::lacking;
pub use macros::Typed;
pub use names::sort_key;
pub use object::{Access, Collection, ObjectDef, STANDARD_FIELDS, Totals};
pub use registry::Registry;
pub use rights::{Action, ObjectRights, Rights, Scope};
pub use value::{FromValue, Value};
pub use words::words;

/// Builders of fields, for object definitions.
pub mod fields {
    pub use crate::field::builders::*;
}
