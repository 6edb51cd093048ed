//! The SOP document: what an author writes and a version keeps. Never changed once published.

use kernel::Text;
use serde::Serialize;

use crate::{Condition, Fix, QuestionList, Span, Step};

/// Stages of a document at most.
pub const STAGES: usize = 40;
/// Steps of a stage, and conditions of its gate, at most.
pub const STEPS: usize = 60;
/// Entries of any other list at most.
pub const ENTRIES: usize = 200;

/// A sales SOP: stages in their order, and the questions its steps ask.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    /// What it is.
    pub sop: Sop,
    /// Who takes part.
    pub roles: Vec<Role>,
    /// Its stages, in order.
    pub stages: Vec<Stage>,
    /// Its question lists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<QuestionList>,
}

/// What an SOP is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sop {
    /// Its key, stable over versions.
    pub key: String,
    /// Its name.
    pub name: Text,
    /// The kind of record that runs it.
    pub object: String,
    /// When to use it.
    pub description: Text,
    /// The role that keeps it up to date.
    pub owner_role: String,
    /// How often it is reviewed.
    pub review_after_days: u32,
}

/// A role that the document names.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Role {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: Text,
}

/// What SOPs compare by: every stage belongs to one phase of selling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Phase {
    Develop,
    Contact,
    Discover,
    Propose,
    Negotiate,
    Sign,
    Deliver,
    Care,
}

impl Phase {
    /// Every phase with its key, in order.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Develop, "develop"),
        (Self::Contact, "contact"),
        (Self::Discover, "discover"),
        (Self::Propose, "propose"),
        (Self::Negotiate, "negotiate"),
        (Self::Sign, "sign"),
        (Self::Deliver, "deliver"),
        (Self::Care, "care"),
    ];

    /// Its key.
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// Its name.
    pub fn name(self) -> Text {
        let (zh, en) = match self {
            Self::Develop => ("客户开发", "Develop"),
            Self::Contact => ("初步接触", "Contact"),
            Self::Discover => ("需求识别", "Discover"),
            Self::Propose => ("方案制定", "Propose"),
            Self::Negotiate => ("商务洽谈", "Negotiate"),
            Self::Sign => ("签约成交", "Sign"),
            Self::Deliver => ("订单交付", "Deliver"),
            Self::Care => ("客户维护", "Care"),
        };
        Text::new(zh, en)
    }
}

/// A stage of an SOP.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stage {
    /// Its key, stable over versions.
    pub key: String,
    /// The phase by which SOPs compare.
    pub phase: Phase,
    /// Its name.
    pub name: Text,
    /// What it is to achieve.
    pub goal: Text,
    /// The role that is responsible.
    pub role: String,
    /// The working time it should take.
    pub target: Span,
    /// How many of a hundred that stand here are won.
    pub probability: u8,
    /// Whether leaving it forwards means the deal is won.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub signing: bool,
    /// Service standards.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub standards: Vec<Text>,
    /// What to beware of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cautions: Vec<Text>,
    /// How the work in it is appraised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appraisal: Option<Text>,
    /// What is done in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// What must hold to leave it forwards, besides its required steps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exit: Vec<Exit>,
    /// Where it leads; `None` is the stage after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Vec<Next>>,
}

/// A condition of a gate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Exit {
    /// What must be so, in words.
    pub text: Text,
    /// The same as a condition.
    pub when: Condition,
    /// What to do about it, if the condition doesn't say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

/// A way on from a stage.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Next {
    /// The stage it leads to.
    pub to: String,
    /// When it is open; `None` is always.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

impl Exit {
    /// What to do about it: as written, or as its condition suggests.
    pub fn fix(&self) -> Option<Fix> {
        self.fix.clone().or_else(|| Fix::of(&self.when))
    }
}

impl Document {
    /// The stage called `key` and its position.
    pub fn stage(&self, key: &str) -> Option<(usize, &Stage)> {
        self.stages.iter().enumerate().find(|(_, s)| s.key == key)
    }

    /// Where the stage at `index` leads, in order of preference; empty at an end.
    pub fn ways_on(&self, index: usize) -> Vec<Next> {
        let Some(stage) = self.stages.get(index) else {
            return Vec::new();
        };
        match (&stage.next, self.stages.get(index + 1)) {
            (Some(ways), _) => ways.clone(),
            (None, Some(following)) => vec![Next {
                to: following.key.clone(),
                when: None,
            }],
            (None, None) => Vec::new(),
        }
    }

    /// The stages that can be reached without leaving a signing stage.
    pub fn before_signing(&self) -> Vec<&Stage> {
        let mut seen = vec![false; self.stages.len()];
        let mut waiting = vec![0];
        while let Some(index) = waiting.pop() {
            let Some(stage) = self.stages.get(index).filter(|_| !seen[index]) else {
                continue;
            };
            seen[index] = true;
            if !stage.signing {
                waiting.extend(
                    self.ways_on(index)
                        .iter()
                        .filter_map(|way| self.stage(&way.to))
                        .map(|(i, _)| i),
                );
            }
        }
        self.stages
            .iter()
            .zip(seen)
            .filter(|(_, seen)| *seen)
            .map(|(stage, _)| stage)
            .collect()
    }

    /// The name of a role.
    pub fn role_name(&self, key: &str) -> Option<&Text> {
        self.roles.iter().find(|r| r.key == key).map(|r| &r.name)
    }

    /// The question list called `key`.
    pub fn question_list(&self, key: &str) -> Option<&QuestionList> {
        self.questions.iter().find(|l| l.key == key)
    }
}

impl Stage {
    /// The step called `key`.
    pub fn step(&self, key: &str) -> Option<&Step> {
        self.steps.iter().find(|s| s.key == key)
    }

    /// The steps that its gate asks for.
    pub fn required(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|s| s.required)
    }
}
