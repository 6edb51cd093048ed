//! The SOP engine: documents, runs, gates, due times, next best steps. Pure: no input, no output, no clock.

mod document;
mod emit;
mod fault;
mod fix;
mod parse;
mod question;
mod reader;
mod step;
mod yaml;

pub use document::{Document, ENTRIES, Exit, Next, Phase, Role, STAGES, STEPS, Sop, Stage};
pub use emit::to_yaml;
pub use fault::{Fault, Place, Places, Severity, faults_error};
pub use fix::Fix;
pub use parse::{DOCUMENT_BYTES, Parsed, parse};
pub use question::{Question, QuestionGroup, QuestionKind, QuestionList};
pub use records::Condition;
pub use step::{Kind, Skip, Span, Step, Weight};
