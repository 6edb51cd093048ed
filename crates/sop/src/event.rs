//! What happened to a run: what the journal keeps. Keys, ids and times only; words that people wrote stay outside.

use kernel::{Day, Id, Instant};
use serde::{Deserialize, Serialize};

/// Something that happened to a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// It began.
    Started {
        /// When.
        at: Instant,
        /// The version of the SOP that it follows to its end.
        version: Id,
        /// Its first stage.
        stage: String,
    },
    /// A stage was left for another.
    StageEntered {
        /// When.
        at: Instant,
        /// The stage that was left.
        from: String,
        /// The stage that was entered.
        stage: String,
        /// Forwards or back.
        how: Move,
        /// What the gate lacked, if it was passed all the same (history brought in from elsewhere).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lacking: Vec<Lack>,
    },
    /// A step was done.
    StepDone {
        /// When.
        at: Instant,
        /// Which.
        step: String,
        /// By whom; `None` for the system.
        by: Option<Id>,
        /// By somebody's word rather than by what the data says.
        by_hand: bool,
    },
    /// A step was left out.
    StepSkipped {
        /// When.
        at: Instant,
        /// Which.
        step: String,
        /// By whom.
        by: Option<Id>,
    },
    /// A step was left out with the manager's consent.
    StepWaived {
        /// When.
        at: Instant,
        /// Which.
        step: String,
        /// Who consented.
        by: Option<Id>,
    },
    /// A step is to be done after all.
    StepReopened {
        /// When.
        at: Instant,
        /// Which.
        step: String,
        /// By whom.
        by: Option<Id>,
    },
    /// The run was put on hold.
    Held {
        /// When.
        at: Instant,
        /// Until when, if that is known.
        until: Option<Day>,
    },
    /// It was taken up again.
    Resumed {
        /// When.
        at: Instant,
        /// How many minutes of work it rested.
        paused: i64,
    },
    /// The signing stage was left forwards.
    Won {
        /// When.
        at: Instant,
        /// What the gate lacked, if it was passed all the same.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lacking: Vec<Lack>,
    },
    /// The deal was lost.
    Lost {
        /// When it was recorded.
        at: Instant,
        /// The day it was lost.
        on: Day,
        /// The key of the main reason.
        reason: String,
    },
    /// A lost deal was taken up again, in the stage in which it was lost. The stay that ended then stays as it was.
    Reopened {
        /// When.
        at: Instant,
    },
    /// It was moved to another version of an SOP.
    Moved {
        /// When.
        at: Instant,
        /// The version that it follows from now on.
        version: Id,
        /// The stage in which it stood.
        from: String,
        /// The stage of the other version in which it stands.
        stage: String,
        /// Of which move of many it was part.
        of: Id,
    },
    /// That was taken back: it is as it was before.
    Unmoved {
        /// When.
        at: Instant,
        /// The version that it follows again.
        version: Id,
        /// The stage in which it stands again.
        stage: String,
        /// Which move was taken back.
        of: Id,
    },
    /// The last stage was left.
    Completed {
        /// When.
        at: Instant,
        /// What the gate lacked, if it was passed all the same.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lacking: Vec<Lack>,
    },
}

/// The direction of a move between stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Move {
    Forward,
    Back,
}

/// Something that a gate lacks, written as the step's key or `exit:0`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum Lack {
    /// A required step.
    Step(String),
    /// A condition of the gate, by its position.
    Exit(usize),
}

impl From<Lack> for String {
    fn from(lack: Lack) -> Self {
        match lack {
            Lack::Step(key) => key,
            Lack::Exit(index) => format!("exit:{index}"),
        }
    }
}

impl From<String> for Lack {
    fn from(text: String) -> Self {
        match text.strip_prefix("exit:").and_then(|n| n.parse().ok()) {
            Some(index) => Self::Exit(index),
            None => Self::Step(text),
        }
    }
}

impl Event {
    /// Its name in the journal and the timeline.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Started { .. } => "sop_started",
            Self::StageEntered { .. } => "stage_entered",
            Self::StepDone { .. } => "step_done",
            Self::StepSkipped { .. } => "step_skipped",
            Self::StepWaived { .. } => "waiver_approved",
            Self::StepReopened { .. } => "step_reopened",
            Self::Held { .. } => "held",
            Self::Resumed { .. } => "resumed",
            Self::Won { .. } => "won",
            Self::Lost { .. } => "lost",
            Self::Reopened { .. } => "reopened",
            Self::Moved { .. } => "sop_moved",
            Self::Unmoved { .. } => "sop_unmoved",
            Self::Completed { .. } => "sop_completed",
        }
    }

    /// When it happened.
    pub fn at(&self) -> Instant {
        match self {
            Self::Started { at, .. }
            | Self::StageEntered { at, .. }
            | Self::StepDone { at, .. }
            | Self::StepSkipped { at, .. }
            | Self::StepWaived { at, .. }
            | Self::StepReopened { at, .. }
            | Self::Held { at, .. }
            | Self::Resumed { at, .. }
            | Self::Won { at, .. }
            | Self::Lost { at, .. }
            | Self::Reopened { at }
            | Self::Moved { at, .. }
            | Self::Unmoved { at, .. }
            | Self::Completed { at, .. } => *at,
        }
    }
}
