//! What is done in a stage.

use kernel::{Calendar, Instant, Text};
use serde::Serialize;

use crate::{Condition, Fix};

/// A step of a stage.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// Its key, stable over versions.
    pub key: String,
    /// What kind of work it is.
    pub kind: Kind,
    /// What to do, in a few words.
    pub title: Text,
    /// Whether the gate asks for it.
    pub required: bool,
    /// Who does it; `None` is the stage's role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// How long after the stage was entered a timer begins to be possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait: Option<Span>,
    /// By when, after the stage was entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Span>,
    /// What it takes to skip it.
    pub skip: Skip,
    /// How much a deviation weighs when conformance is measured.
    pub severity: Weight,
    /// How to do it well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guidance: Option<Text>,
    /// Why it is worth doing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Text>,
    /// The parts of a checklist.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Text>,
    /// The question lists that it asks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<String>,
    /// When it counts as done; `None` is done by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_when: Option<Condition>,
    /// What to do to get it done, if the condition doesn't say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

/// What kind of work a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A value of the record is filled in.
    Field,
    /// A call, a visit, a meeting, a message.
    Activity,
    /// A document is written or filed.
    Document,
    /// The important questions of its lists are answered.
    Questionnaire,
    /// Somebody with the right to approve says yes.
    Approval,
    /// The customer confirms something.
    CustomerConfirmation,
    /// Something that has its time: it can't be done before its wait is over.
    Timer,
    /// Several small things.
    Checklist,
}

impl Kind {
    /// Every kind with its key.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Field, "field"),
        (Self::Activity, "activity"),
        (Self::Document, "document"),
        (Self::Questionnaire, "questionnaire"),
        (Self::Approval, "approval"),
        (Self::CustomerConfirmation, "customer_confirmation"),
        (Self::Timer, "timer"),
        (Self::Checklist, "checklist"),
    ];
}

/// What it takes to skip a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Skip {
    /// Nothing.
    Free,
    /// A reason.
    Reason,
    /// A reason and the manager's consent.
    Consent,
}

impl Skip {
    /// Every kind with its key.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Free, "free"),
        (Self::Reason, "reason"),
        (Self::Consent, "consent"),
    ];
}

/// How much a deviation weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weight {
    Low,
    Normal,
    High,
}

impl Weight {
    /// Every weight with its key.
    pub const ALL: [(Self, &'static str); 3] = [(Self::Low, "low"), (Self::Normal, "normal"), (Self::High, "high")];
}

/// A length of working time, written `4h` or `10d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub enum Span {
    /// Working hours.
    Hours(u16),
    /// Working days.
    Days(u16),
}

impl Span {
    /// Reads `4h` or `10d`, up to four digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
        let fits = (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        let amount = digits.parse().ok().filter(|n| fits && *n > 0)?;
        match unit {
            "h" => Some(Self::Hours(amount)),
            "d" => Some(Self::Days(amount)),
            _ => None,
        }
    }

    /// Its length in minutes of work.
    pub fn minutes(self, calendar: &Calendar) -> i64 {
        match self {
            Self::Hours(n) => i64::from(n) * 60,
            Self::Days(n) => i64::from(n) * calendar.minutes_per_day(),
        }
    }

    /// The moment when it has passed since `from`, with `paused` minutes of work left out.
    pub fn after(self, from: Instant, paused: i64, calendar: &Calendar) -> Instant {
        calendar.add_minutes(from, self.minutes(calendar).saturating_add(paused.max(0)))
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        match span {
            Span::Hours(n) => format!("{n}h"),
            Span::Days(n) => format!("{n}d"),
        }
    }
}

impl Step {
    /// Whether its state follows the data: it has a condition, or it asks questions.
    pub fn by_data(&self) -> bool {
        self.done_when.is_some() || (self.kind == Kind::Questionnaire && !self.questions.is_empty())
    }

    /// What to do to get it done: as written, or as its condition suggests.
    pub fn fix(&self) -> Option<Fix> {
        self.fix.clone().or_else(|| self.done_when.as_ref().and_then(Fix::of))
    }
}
