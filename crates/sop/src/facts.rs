//! What the data says, as the store found it: everything that a decision needs beyond the document and the run.

use std::collections::BTreeMap;

use kernel::Day;

use crate::thin::{self, Worth};
use crate::{Document, Kind, QuestionKind, Stage, Step};

/// What the data says about the current stage of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// For each step of the stage with a `done_when`: whether it holds.
    pub steps: BTreeMap<String, bool>,
    /// For each condition of the stage's gate, in order: whether it holds.
    pub exit: Vec<bool>,
    /// For each way on from the stage, in order: whether its `when` holds (true without one).
    pub next: Vec<bool>,
    /// The answers there are, by question.
    pub answers: BTreeMap<String, Evidence>,
}

/// How good an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// It says something.
    Good,
    /// A bare yes, no or figure: it answers a closed question; of an open one it tells nothing.
    Bare,
    /// It is a placeholder: it counts as no answer.
    Thin,
    /// The customer can't say yet; why is recorded, and it will be known by this day. Counts as an answer until then.
    Unknown(Day),
}

impl Evidence {
    /// How good the answer in a record is; `None` if it says nothing at all.
    pub fn of(text: Option<&str>, unknown_because: Option<&str>, will_know_by: Option<Day>) -> Option<Self> {
        match (text.map(thin::worth), unknown_because, will_know_by) {
            (Some(Worth::Something), _, _) => Some(Self::Good),
            (Some(Worth::Bare), _, _) => Some(Self::Bare),
            (_, Some(because), Some(day)) if !thin::is_thin(because) => Some(Self::Unknown(day)),
            (None, None, _) => None,
            _ => Some(Self::Thin),
        }
    }

    /// Whether it only looks like an answer to a question of this kind.
    pub fn is_thin(self, kind: QuestionKind) -> bool {
        match self {
            Self::Thin => true,
            Self::Bare => kind == QuestionKind::Open,
            Self::Good | Self::Unknown(_) => false,
        }
    }

    /// Whether it counts as an answer to a question of this kind. Without a day, what isn't known yet counts: so
    /// projections don't depend on when they are made.
    pub fn counts(self, kind: QuestionKind, today: Option<Day>) -> bool {
        match self {
            Self::Good | Self::Bare | Self::Thin => !self.is_thin(kind),
            Self::Unknown(by) => today.is_none_or(|today| today <= by),
        }
    }
}

impl Facts {
    /// What to assume of a stage when nothing is known of the data: nothing holds.
    pub fn none(stage: &Stage) -> Self {
        Self {
            exit: vec![false; stage.exit.len()],
            ..Self::default()
        }
    }

    /// Whether the data says that `step` is done. By hand is not the data's business: then it says no.
    pub fn says_done(&self, document: &Document, step: &Step, today: Option<Day>) -> bool {
        if step.done_when.is_some() {
            return self.steps.get(&step.key).copied().unwrap_or(false);
        }
        step.kind == Kind::Questionnaire && step.by_data() && self.covered(document, step, today)
    }

    /// Whether the way on at `index` is open.
    pub fn open_way(&self, index: usize, has_condition: bool) -> bool {
        !has_condition || self.next.get(index).copied().unwrap_or(false)
    }

    /// The important questions of a step that have no answer that counts.
    pub fn unanswered<'d>(&self, document: &'d Document, step: &Step, today: Option<Day>) -> Vec<Asked<'d>> {
        asked(document, step)
            .filter(|q| q.important && !self.answered(q, today))
            .collect()
    }

    /// Whether one of the step's questions has a placeholder for an answer.
    pub fn is_thin(&self, document: &Document, step: &Step) -> bool {
        asked(document, step).any(|q| self.answers.get(q.question).is_some_and(|e| e.is_thin(q.kind)))
    }

    /// The first day on which one of the step's "not known yet" runs out.
    pub fn known_by(&self, document: &Document, step: &Step) -> Option<Day> {
        let days = asked(document, step)
            .filter(|q| q.important)
            .filter_map(|q| match self.answers.get(q.question) {
                Some(Evidence::Unknown(by)) => Some(*by),
                _ => None,
            });
        days.min()
    }

    fn answered(&self, q: &Asked<'_>, today: Option<Day>) -> bool {
        self.answers.get(q.question).is_some_and(|e| e.counts(q.kind, today))
    }

    /// All important questions have an answer that counts; where none is important, any one has.
    fn covered(&self, document: &Document, step: &Step, today: Option<Day>) -> bool {
        let mut important = asked(document, step).filter(|q| q.important).peekable();
        if important.peek().is_none() {
            return asked(document, step).any(|q| self.answered(&q, today));
        }
        important.all(|q| self.answered(&q, today))
    }
}

/// A question that a step asks.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'d> {
    /// Its list.
    pub list: &'d str,
    /// Its key.
    pub question: &'d str,
    /// Its words.
    pub text: &'d kernel::Text,
    /// Whether the step waits for its answer.
    pub important: bool,
    /// What kind of answer it invites.
    pub kind: QuestionKind,
}

/// The questions that `step` asks.
pub(crate) fn asked<'d>(document: &'d Document, step: &Step) -> impl Iterator<Item = Asked<'d>> {
    let lists = step.questions.iter().filter_map(|key| document.question_list(key));
    lists.flat_map(|list| {
        list.all().map(|q| Asked {
            list: &list.key,
            question: &q.key,
            text: &q.text,
            important: q.important,
            kind: q.kind,
        })
    })
}
