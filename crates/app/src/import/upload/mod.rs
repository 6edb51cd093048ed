//! Files that somebody brings in through the page: read whatever they are written in, mapped, tried by the real write path,
//! imported row by row under the asker's own rights.

mod amount;
mod cells;
mod columns;
mod date;
mod fault;
mod file;
mod known;
mod result;
mod run;
mod table;
mod text;

pub use file::{File, MAX_COLUMNS, MAX_ROWS, PREVIEW_ROWS, Settings, read};
pub use result::{Refused, RowResult, Tally};
pub use run::{Import, preview};
pub use text::ENCODINGS;
