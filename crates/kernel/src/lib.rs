//! The words that every other crate uses: ids, time, money, language, errors. Pure: no input, no output.

mod calendar;
mod clock;
mod error;
mod id;
mod lang;
mod limits;
mod money;
mod patch;
mod period;
mod time;
mod worktime;

pub use calendar::{Calendar, DayHours};
pub use clock::{Clock, FixedClock, IdSource, SeededIds, SystemClock, SystemIds};
pub use error::{Code, Error, FieldError, Result};
pub use id::{Id, WorkspaceId};
pub use lang::{Lang, Text};
pub use limits::*;
pub use money::{Currency, format_minor, parse_scaled};
pub use patch::Patch;
pub use period::{Period, PeriodWord, Unit};
pub use time::{Day, Instant};
pub use worktime::WorkTime;
