//! Question lists: SPIN and others.

use kernel::Text;
use serde::Serialize;

/// A list of questions for one conversation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuestionList {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: Text,
    /// Its groups, in the order in which they are asked.
    pub groups: Vec<QuestionGroup>,
}

/// Questions of one intent: situation, problem, implication, need-payoff, or the author's own.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuestionGroup {
    /// `S`, `P`, `I`, `N` or the author's own key.
    pub key: String,
    /// Its name.
    pub name: Text,
    /// Its questions.
    pub questions: Vec<Question>,
}

/// A question to the customer. Its key is its own in the whole document: answers are kept under it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Question {
    /// Its key, stable over versions.
    pub key: String,
    /// The words to ask.
    pub text: Text,
    /// Whether the step that asks it waits for its answer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub important: bool,
    /// Open or closed.
    pub kind: QuestionKind,
}

/// What kind of answer a question invites.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// The customer tells.
    Open,
    /// The customer chooses or confirms.
    Closed,
}

impl QuestionKind {
    /// Every kind with its key.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Open, "open"), (Self::Closed, "closed")];
}

impl QuestionList {
    /// All its questions.
    pub fn all(&self) -> impl Iterator<Item = &Question> {
        self.groups.iter().flat_map(|g| &g.questions)
    }
}
