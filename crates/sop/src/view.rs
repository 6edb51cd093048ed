//! What `GET /{objects}/{id}/sop` answers, as plain data in the asker's language.

use kernel::{Day, Id, Instant};
use serde::Serialize;

use crate::missing::{FixView, Missing};

/// The SOP of a record.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "docs/api.md says what each part is")]
pub struct SopView {
    pub version: VersionView,
    pub status: &'static str,
    pub run: &'static str,
    pub stages: Vec<StageBrief>,
    pub stage: StageView,
    pub steps: Vec<StepView>,
    pub next: Option<NextView>,
    pub gate: GateView,
    pub questions: Vec<QuestionListView>,
    pub verbs: Vec<&'static str>,
}

/// Which version of which SOP.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "docs/api.md says what each part is")]
pub struct VersionView {
    pub id: Id,
    pub number: i64,
    pub sop: SopRef,
}

/// An SOP.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "docs/api.md says what each part is")]
pub struct SopRef {
    pub id: Id,
    pub key: String,
    pub name: String,
}

/// A stage among the others.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "docs/api.md says what each part is")]
pub struct StageBrief {
    pub key: String,
    pub name: String,
    pub phase: &'static str,
    pub state: &'static str,
    pub entered_at: Option<String>,
    pub left_at: Option<String>,
    pub probability: u8,
}

/// The stage that the record stands in.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "docs/api.md says what each part is")]
pub struct StageView {
    pub key: String,
    pub name: String,
    pub goal: String,
    pub role: String,
    pub standards: Vec<String>,
    pub cautions: Vec<String>,
    pub appraisal: Option<String>,
    pub entered_at: String,
    pub target_at: Option<String>,
    pub days: i32,
    pub steps_done: u32,
    pub steps_required: u32,
}

/// A step of that stage.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "docs/api.md says what each part is")]
pub struct StepView {
    pub key: String,
    pub title: String,
    pub kind: &'static str,
    pub required: bool,
    pub role: String,
    pub state: &'static str,
    pub due_at: Option<String>,
    pub overdue: bool,
    pub done_at: Option<String>,
    pub done_by: Option<Person>,
    pub by_data: bool,
    pub guidance: Option<String>,
    pub why: Option<String>,
    pub items: Vec<String>,
    pub consent: bool,
    pub needs_reason: bool,
    pub waiver: Option<WaiverView>,
    pub missing: Option<String>,
    pub fix: Option<FixView>,
    pub waits_for: Option<String>,
    pub thin: bool,
    pub questions: Vec<String>,
}

/// A person by name.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "docs/api.md says what each part is")]
pub struct Person {
    pub id: Id,
    pub name: String,
}

/// A request to leave a step out.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "docs/api.md says what each part is")]
pub struct WaiverView {
    pub id: Id,
    pub status: String,
    pub reason: String,
}

/// The next best step.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "docs/api.md says what each part is")]
pub struct NextView {
    pub step: String,
    pub text: String,
    pub reason: String,
    pub due_at: Option<String>,
    pub overdue: bool,
    pub kind: &'static str,
    pub fix: Option<FixView>,
    pub waits_for: Option<String>,
}

/// The gate of the stage.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "docs/api.md says what each part is")]
pub struct GateView {
    pub met: bool,
    pub to: Vec<StageName>,
    pub missing: Vec<Missing>,
}

/// A stage by name.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "docs/api.md says what each part is")]
pub struct StageName {
    pub key: String,
    pub name: String,
}

/// A question list with the answers there are.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "docs/api.md says what each part is")]
pub struct QuestionListView {
    pub key: String,
    pub name: String,
    pub groups: Vec<QuestionGroupView>,
}

/// A group of a question list.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "docs/api.md says what each part is")]
pub struct QuestionGroupView {
    pub key: String,
    pub name: String,
    pub questions: Vec<QuestionView>,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "docs/api.md says what each part is")]
pub struct QuestionView {
    pub key: String,
    pub text: String,
    pub important: bool,
    pub kind: &'static str,
    pub answer: Option<AnswerView>,
}

/// An answer as a record keeps it.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "docs/api.md says what each part is")]
pub struct Answer {
    pub text: Option<String>,
    pub unknown_because: Option<String>,
    pub will_know_by: Option<Day>,
    pub at: Instant,
    pub by: Option<Person>,
}

/// An answer as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "docs/api.md says what each part is")]
pub struct AnswerView {
    pub text: Option<String>,
    pub unknown_because: Option<String>,
    pub will_know_by: Option<String>,
    pub thin: bool,
    pub at: String,
    pub by: Option<Person>,
}
