//! The SOP engine: documents, runs, gates, due times, next best steps. Pure: no input, no output, no clock.

mod action;
/// How far what happened is from what is allowed.
pub mod align;
mod bpmn;
mod bpmn_layout;
mod compare;
mod conform;
mod decide;
mod document;
mod due;
mod emit;
mod event;
mod facts;
mod fault;
mod fix;
mod gate;
mod missing;
mod names;
mod never;
mod next;
mod parse;
mod question;
mod reader;
mod reads;
mod reasons;
mod refusal;
mod run;
mod show;
mod step;
mod thin;
mod validate;
mod ways;
mod yaml;

pub use action::{Acting, Action};
pub use bpmn::to_bpmn;
pub use compare::{Change, Comparison, Note, StageChange, compare};
pub use conform::{Conformance, Deviant, Deviation, conform};
pub use decide::{decide, start};
pub use document::{Document, ENTRIES, Exit, Next, Phase, Role, STAGES, STEPS, Sop, Stage};
pub use due::{due_at, target_at};
pub use emit::{json_to_yaml, to_yaml};
pub use event::{Event, Lack, Move};
pub use facts::{Asked, Evidence, Facts};
pub use fault::{Fault, Place, Places, Severity, faults_error};
pub use fix::Fix;
pub use gate::{is_settled, lacking};
pub use missing::{Asker, FixView, Missing, Unmet, missing, missing_json};
pub use next::{NextStep, Projection, next_step, projection};
pub use parse::{DOCUMENT_BYTES, Parsed, parse, to_json};
pub use question::{Question, QuestionGroup, QuestionKind, QuestionList};
pub use reads::{Read, reads};
pub use records::Condition;
pub use refusal::Refusal;
pub use run::{Left, Outcome, Run, State, StepState, Visit};
pub use show::Showing;
pub use step::{Kind, Skip, Span, Step, Weight};
pub use thin::is_thin;
pub use validate::validate;

pub use yaml::yaml_to_json;

/// The data of `GET /{objects}/{id}/sop`.
pub mod view;
