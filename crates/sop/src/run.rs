//! A run: how far a record has come in its SOP. It is what its events say, nothing else.

use std::collections::BTreeMap;

use kernel::{Id, Instant};
use serde::{Deserialize, Serialize};

use crate::{Event, Move};

/// How far a record has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The version of the SOP that it follows.
    pub version: Id,
    /// The stage it stands in; the last one once it has ended.
    pub stage: String,
    /// When it entered that stage.
    pub entered_at: Instant,
    /// Whether it goes on.
    pub state: State,
    /// What came of the deal.
    pub outcome: Outcome,
    /// Since when it rests.
    pub held_since: Option<Instant>,
    /// Minutes of work that it rested in the stage it stands in.
    pub paused_minutes: i64,
    /// What became of steps; one that isn't here is open.
    pub steps: BTreeMap<String, StepState>,
    /// The stages it has stood in, in order of time.
    pub visits: Vec<Visit>,
    /// How it was moved from one version to another, as far as that wasn't taken back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Shift>,
}

/// A move to another version, with what is needed to take it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// Of which move of many it was part.
    pub of: Id,
    /// The version that was followed before.
    pub version: Id,
    /// The stays that there were before.
    pub visits: usize,
    /// Minutes of work that it had rested in its stage.
    pub paused_minutes: i64,
}

/// Whether a run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It goes on.
    Active,
    /// It rests.
    OnHold,
    /// It came to the end of its SOP.
    Completed,
    /// It ended before: the deal was lost.
    Stopped,
}

/// What came of a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Outcome {
    Open,
    Won,
    Lost,
}

/// What became of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum StepState {
    /// Done: by hand it stays so, by data it follows the data.
    Done {
        /// When.
        at: Instant,
        /// By whom.
        by: Option<Id>,
        /// By somebody's word.
        by_hand: bool,
    },
    /// Left out.
    Skipped {
        /// When.
        at: Instant,
        /// By whom.
        by: Option<Id>,
    },
    /// Left out with consent.
    Waived {
        /// When.
        at: Instant,
        /// Who consented.
        by: Option<Id>,
    },
}

/// A stay in a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The stage.
    pub stage: String,
    /// When it was entered.
    pub entered_at: Instant,
    /// When it was left.
    pub left_at: Option<Instant>,
    /// How it was left.
    pub left: Option<Left>,
    /// Whether it was left although the gate didn't hold.
    pub forced: bool,
}

/// How a stage was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Left {
    Forward,
    Back,
    Won,
    Lost,
    Completed,
    Moved,
}

impl Run {
    /// The run that these events made; `None` unless the first one starts it.
    pub fn replay<'e>(events: impl IntoIterator<Item = &'e Event>) -> Option<Self> {
        let mut events = events.into_iter();
        let mut run = Self::started(events.next()?)?;
        events.for_each(|event| run.apply(event));
        Some(run)
    }

    fn started(event: &Event) -> Option<Self> {
        let Event::Started { at, version, stage } = event else {
            return None;
        };
        let mut run = Self {
            version: *version,
            stage: String::new(),
            entered_at: *at,
            state: State::Active,
            outcome: Outcome::Open,
            held_since: None,
            paused_minutes: 0,
            steps: BTreeMap::new(),
            visits: Vec::new(),
            moves: Vec::new(),
        };
        run.enter(stage, *at);
        Some(run)
    }

    /// Lets an event happen.
    pub fn apply(&mut self, event: &Event) {
        match event {
            // Only the first event of a run starts it.
            Event::Started { .. } => {}
            Event::StageEntered {
                at,
                stage,
                how,
                lacking,
                ..
            } => {
                let left = if *how == Move::Back { Left::Back } else { Left::Forward };
                self.leave(*at, left, !lacking.is_empty());
                self.enter(stage, *at);
            }
            Event::StepDone { at, step, by, by_hand } => {
                self.steps.insert(
                    step.clone(),
                    StepState::Done {
                        at: *at,
                        by: *by,
                        by_hand: *by_hand,
                    },
                );
            }
            Event::StepSkipped { at, step, by } => {
                self.steps.insert(step.clone(), StepState::Skipped { at: *at, by: *by });
            }
            Event::StepWaived { at, step, by } => {
                self.steps.insert(step.clone(), StepState::Waived { at: *at, by: *by });
            }
            Event::StepReopened { step, .. } => {
                self.steps.remove(step);
            }
            Event::Held { at, .. } => {
                self.state = State::OnHold;
                self.held_since = Some(*at);
            }
            Event::Resumed { paused, .. } => {
                self.state = State::Active;
                self.held_since = None;
                self.paused_minutes += paused;
            }
            Event::Won { at, lacking } => {
                self.outcome = Outcome::Won;
                self.leave(*at, Left::Won, !lacking.is_empty());
            }
            Event::Lost { at, .. } => {
                self.outcome = Outcome::Lost;
                self.state = State::Stopped;
                self.held_since = None;
                self.leave(*at, Left::Lost, false);
            }
            Event::Reopened { at } => {
                self.outcome = Outcome::Open;
                self.state = State::Active;
                self.enter(&self.stage.clone(), *at);
            }
            Event::Moved {
                at, version, stage, of, ..
            } => {
                self.moves.push(Shift {
                    of: *of,
                    version: self.version,
                    visits: self.visits.len(),
                    paused_minutes: self.paused_minutes,
                });
                self.version = *version;
                if *stage != self.stage {
                    self.leave(*at, Left::Moved, false);
                    self.enter(stage, *at);
                }
            }
            Event::Unmoved { .. } => self.unmove(),
            Event::Completed { at, lacking } => {
                self.state = State::Completed;
                self.leave(*at, Left::Completed, !lacking.is_empty());
            }
        }
    }

    fn enter(&mut self, stage: &str, at: Instant) {
        stage.clone_into(&mut self.stage);
        self.entered_at = at;
        self.paused_minutes = 0;
        self.visits.push(Visit {
            stage: self.stage.clone(),
            entered_at: at,
            left_at: None,
            left: None,
            forced: false,
        });
    }

    /// Ends the present visit. What already ended it stays: winning comes before the move that follows it.
    fn leave(&mut self, at: Instant, left: Left, forced: bool) {
        if let Some(visit) = self.visits.last_mut().filter(|v| v.left.is_none()) {
            (visit.left_at, visit.left, visit.forced) = (Some(at), Some(left), forced);
        }
    }

    /// The last move, if it can be taken back: the run has entered no other stage since.
    pub fn last_move(&self) -> Option<&Shift> {
        let last = self.moves.last()?;
        let there = self.visits.last()?;
        let stayed = self.visits.len() == last.visits;
        let shifted = self.visits.len() == last.visits + 1
            && self.visits.get(last.visits.checked_sub(1)?)?.left == Some(Left::Moved);
        (there.left.is_none() && (stayed || shifted)).then_some(last)
    }

    /// As it was before the last move, with the steps done since.
    fn unmove(&mut self) {
        let Some(shift) = self.moves.pop() else { return };
        self.version = shift.version;
        if self.visits.len() > shift.visits {
            self.visits.truncate(shift.visits);
            if let Some(visit) = self.visits.last_mut() {
                (visit.left_at, visit.left) = (None, None);
                self.stage.clone_from(&visit.stage);
                self.entered_at = visit.entered_at;
            }
            self.paused_minutes = shift.paused_minutes;
        }
    }

    /// The deal's status: `open`, `on_hold`, `won` or `lost`.
    pub fn status(&self) -> &'static str {
        match (self.outcome, self.state) {
            (Outcome::Won, _) => "won",
            (Outcome::Lost, _) => "lost",
            (Outcome::Open, State::OnHold) => "on_hold",
            (Outcome::Open, _) => "open",
        }
    }

    /// The stages on the way to the present one, which is the last, without detours that were taken back.
    pub fn trail(&self) -> Vec<&str> {
        self.trail_and_limit().0
    }

    /// The stages that one can go back to, in order. Signing can't be taken back.
    pub fn back_to(&self) -> Vec<&str> {
        let (trail, limit) = self.trail_and_limit();
        let end = trail.len().saturating_sub(1);
        trail.get(limit.min(end)..end).map(<[&str]>::to_vec).unwrap_or_default()
    }

    fn trail_and_limit(&self) -> (Vec<&str>, usize) {
        let (mut trail, mut limit): (Vec<&str>, usize) = (Vec::new(), 0);
        let mut left = None;
        for visit in &self.visits {
            match left {
                // Taken up again where it was lost: the same place on the way.
                Some(Left::Lost) => {}
                // Another document: what came before it isn't on its way.
                Some(Left::Moved) => (trail, limit) = (vec![visit.stage.as_str()], 0),
                Some(Left::Back) => {
                    let earlier = &trail[..trail.len().saturating_sub(1)];
                    match earlier.iter().rposition(|s| *s == visit.stage) {
                        Some(position) => trail.truncate(position + 1),
                        None => trail.push(&visit.stage),
                    }
                }
                _ => trail.push(&visit.stage),
            }
            left = visit.left;
            if left == Some(Left::Won) {
                limit = trail.len();
            }
        }
        (trail, limit)
    }
}

impl State {
    /// Its key.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::OnHold => "on_hold",
            Self::Completed => "completed",
            Self::Stopped => "stopped",
        }
    }
}

impl StepState {
    /// Its key.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Done { .. } => "done",
            Self::Skipped { .. } => "skipped",
            Self::Waived { .. } => "waived",
        }
    }
}
