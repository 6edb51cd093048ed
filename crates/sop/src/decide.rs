//! Decides what an action does to a run: the only way from one state to the next. Nothing here reads or writes data.

use kernel::{Day, Id};

use crate::due::after;
use crate::gate::{is_settled, lacking};
use crate::{
    Acting, Action, Document, Event, Facts, Kind, Lack, Move, Outcome, Refusal, Run, Skip, Stage, State, Step,
    StepState, thin,
};

/// Begins a run in its first stage. History may begin later, but not beyond signing.
///
/// # Errors
/// If there is no such stage to begin in.
pub fn start(
    document: &Document,
    version: Id,
    stage: Option<&str>,
    acting: &Acting<'_>,
) -> Result<Vec<Event>, Refusal> {
    let first = document.stages.first().ok_or(Refusal::NoStages)?;
    let stage = match stage {
        None => first,
        Some(key)
            if key == first.key || (acting.historical && document.before_signing().iter().any(|s| s.key == key)) =>
        {
            document.stage(key).map_or(first, |(_, s)| s)
        }
        Some(key) => return Err(Refusal::CannotStart(key.to_owned())),
    };
    Ok(vec![Event::Started {
        at: acting.now,
        version,
        stage: stage.key.clone(),
    }])
}

/// What `action` does to `run`: events to apply and to keep, in order. Empty if it changes nothing.
///
/// # Errors
/// Why it can't be done; the run then stays as it is.
pub fn decide(
    document: &Document,
    run: &Run,
    facts: &Facts,
    action: &Action,
    acting: &Acting<'_>,
) -> Result<Vec<Event>, Refusal> {
    let (index, stage) = document.stage(&run.stage).ok_or(Refusal::NoStages)?;
    if matches!(run.state, State::Completed | State::Stopped) {
        match action {
            Action::Observe => return Ok(Vec::new()),
            Action::Revive { .. } => {}
            _ => return Err(Refusal::Ended),
        }
    }
    if matches!(action, Action::Revive { .. }) && run.outcome != Outcome::Lost {
        return Err(Refusal::NotLost);
    }
    if run.state == State::OnHold && !matches!(action, Action::Observe | Action::Resume | Action::Lose { .. }) {
        return Err(Refusal::OnHold);
    }
    let case = Case {
        document,
        index,
        stage,
        run,
        facts,
        acting,
    };
    let mut events = case.observed();
    events.extend(case.decide(action)?);
    Ok(events)
}

struct Case<'a> {
    document: &'a Document,
    index: usize,
    stage: &'a Stage,
    run: &'a Run,
    facts: &'a Facts,
    acting: &'a Acting<'a>,
}

impl Case<'_> {
    fn decide(&self, action: &Action) -> Result<Vec<Event>, Refusal> {
        let at = self.acting.now;
        match action {
            Action::Observe => Ok(Vec::new()),
            Action::Complete { step } => self.complete(self.step(step)?),
            Action::Skip { step, reason } => self.skip(self.step(step)?, reason),
            Action::Reopen { step } => self.reopen(self.step(step)?),
            Action::Waive { step } => self.waive(self.step(step)?),
            Action::Advance { to } => self.advance(to.as_deref()),
            Action::Win if self.stage.signing && self.run.outcome == Outcome::Open => self.advance(None),
            Action::Win => Err(Refusal::NotSigning),
            Action::Back { to, reason } => self.back(to.as_deref(), reason),
            Action::Hold { reason, .. } if thin::is_thin(reason) => Err(Refusal::NeedsReason),
            Action::Hold { until: Some(day), .. } if *day < self.acting.today() => Err(Refusal::HeldIntoPast),
            Action::Hold { until, .. } => Ok(vec![Event::Held { at, until: *until }]),
            Action::Resume => self.resume(),
            Action::Lose { reason, on } => self.lose(reason, *on),
            Action::Revive { reason } if thin::is_thin(reason) => Err(Refusal::NeedsReason),
            Action::Revive { .. } => Ok(vec![Event::Reopened { at }]),
        }
    }

    fn step(&self, key: &str) -> Result<&Step, Refusal> {
        self.stage.step(key).ok_or_else(|| Refusal::NotInStage(key.to_owned()))
    }

    /// What changed in the data for the steps that follow it.
    fn observed(&self) -> Vec<Event> {
        let at = self.acting.now;
        let followers = self.stage.steps.iter().filter(|step| step.by_data());
        let changed = followers.filter_map(|step| {
            let done = self.facts.says_done(self.document, step, None);
            match (self.run.steps.get(&step.key), done) {
                (None, true) => Some(Event::StepDone {
                    at,
                    step: step.key.clone(),
                    by: self.acting.by,
                    by_hand: false,
                }),
                (Some(StepState::Done { .. }), false) => Some(Event::StepReopened {
                    at,
                    step: step.key.clone(),
                    by: self.acting.by,
                }),
                _ => None,
            }
        });
        changed.collect()
    }

    fn complete(&self, step: &Step) -> Result<Vec<Event>, Refusal> {
        if step.by_data() {
            let done = self.facts.says_done(self.document, step, Some(self.acting.today()));
            return if done {
                Ok(Vec::new())
            } else {
                Err(Refusal::FollowsData(step.key.clone()))
            };
        }
        if matches!(self.run.steps.get(&step.key), Some(StepState::Done { .. })) {
            return Ok(Vec::new());
        }
        if step.kind == Kind::Approval && !self.acting.may_approve {
            return Err(Refusal::NeedsApprover(step.key.clone()));
        }
        if let Some(wait) = step.wait {
            let from = after(wait, self.run, self.acting.calendar);
            if self.acting.now < from && !self.acting.historical {
                return Err(Refusal::NotYet(step.key.clone(), from));
            }
        }
        Ok(vec![Event::StepDone {
            at: self.acting.now,
            step: step.key.clone(),
            by: self.acting.by,
            by_hand: true,
        }])
    }

    fn skip(&self, step: &Step, reason: &str) -> Result<Vec<Event>, Refusal> {
        self.not_settled(step)?;
        if step.skip != Skip::Free && thin::is_thin(reason) {
            return Err(Refusal::NeedsReason);
        }
        if step.skip == Skip::Consent && !self.acting.may_approve {
            return Err(Refusal::NeedsConsent(step.key.clone()));
        }
        Ok(vec![Event::StepSkipped {
            at: self.acting.now,
            step: step.key.clone(),
            by: self.acting.by,
        }])
    }

    fn waive(&self, step: &Step) -> Result<Vec<Event>, Refusal> {
        self.not_settled(step)?;
        if !self.acting.may_approve {
            return Err(Refusal::NeedsApprover(step.key.clone()));
        }
        Ok(vec![Event::StepWaived {
            at: self.acting.now,
            step: step.key.clone(),
            by: self.acting.by,
        }])
    }

    fn not_settled(&self, step: &Step) -> Result<(), Refusal> {
        let today = Some(self.acting.today());
        if is_settled(self.document, step, self.run, self.facts, today) {
            return Err(Refusal::AlreadySettled(step.key.clone()));
        }
        Ok(())
    }

    fn reopen(&self, step: &Step) -> Result<Vec<Event>, Refusal> {
        let at = self.acting.now;
        match self.run.steps.get(&step.key) {
            None => Ok(Vec::new()),
            Some(StepState::Done { .. }) if step.by_data() => Err(Refusal::FollowsData(step.key.clone())),
            Some(_) => Ok(vec![Event::StepReopened {
                at,
                step: step.key.clone(),
                by: self.acting.by,
            }]),
        }
    }

    fn advance(&self, to: Option<&str>) -> Result<Vec<Event>, Refusal> {
        let today = Some(self.acting.today());
        let lacks = lacking(self.document, self.stage, self.run, self.facts, today);
        let next = self.way_on(to);
        // A stage that can't be asked for is said first; that no way is open only once the gate holds.
        if !lacks.is_empty() && !self.acting.historical && !matches!(next, Err(Refusal::NoWayTo(_))) {
            return Err(Refusal::GateNotMet(lacks));
        }
        Ok(self.leave_forwards(next?, lacks))
    }

    fn leave_forwards(&self, next: Option<String>, lacks: Vec<Lack>) -> Vec<Event> {
        let (at, from) = (self.acting.now, self.stage.key.clone());
        let mut events = Vec::new();
        let mut lacking = lacks;
        if self.stage.signing && self.run.outcome == Outcome::Open {
            events.push(Event::Won {
                at,
                lacking: std::mem::take(&mut lacking),
            });
        }
        events.push(match next {
            Some(stage) => Event::StageEntered {
                at,
                from,
                stage,
                how: Move::Forward,
                lacking,
            },
            None => Event::Completed { at, lacking },
        });
        events
    }

    /// Where the stage leads: the way asked for or else the first that is open; `None` is the end.
    fn way_on(&self, to: Option<&str>) -> Result<Option<String>, Refusal> {
        let ways = self.document.ways_on(self.index);
        let open =
            |(i, way): &(usize, &crate::Next)| self.acting.historical || self.facts.open_way(*i, way.when.is_some());
        let mut open = ways.iter().enumerate().filter(open);
        match to {
            Some(key) => match open.find(|(_, way)| way.to == key) {
                Some((_, way)) => Ok(Some(way.to.clone())),
                None => Err(Refusal::NoWayTo(key.to_owned())),
            },
            None if ways.is_empty() => Ok(None),
            None => open.next().map(|(_, way)| Some(way.to.clone())).ok_or(Refusal::NoWayOn),
        }
    }

    fn back(&self, to: Option<&str>, reason: &str) -> Result<Vec<Event>, Refusal> {
        let mut earlier = self.run.back_to();
        // A run that was moved here may have been in stages that this document doesn't have.
        earlier.retain(|key| self.document.stage(key).is_some());
        let target = match to {
            Some(key) => earlier
                .iter()
                .rev()
                .find(|s| **s == key)
                .ok_or_else(|| Refusal::NotVisited(key.to_owned()))?,
            None => earlier.last().ok_or(Refusal::NothingBehind)?,
        };
        if thin::is_thin(reason) {
            return Err(Refusal::NeedsReason);
        }
        let (at, from, stage) = (self.acting.now, self.stage.key.clone(), (*target).to_owned());
        Ok(vec![Event::StageEntered {
            at,
            from,
            stage,
            how: Move::Back,
            lacking: Vec::new(),
        }])
    }

    fn resume(&self) -> Result<Vec<Event>, Refusal> {
        let since = self
            .run
            .held_since
            .filter(|_| self.run.state == State::OnHold)
            .ok_or(Refusal::NotOnHold)?;
        let at = self.acting.now;
        Ok(vec![Event::Resumed {
            at,
            paused: self.acting.calendar.minutes_between(since, at),
        }])
    }

    fn lose(&self, reason: &str, on: Day) -> Result<Vec<Event>, Refusal> {
        if self.run.outcome == Outcome::Won {
            return Err(Refusal::AlreadyWon);
        }
        if reason.trim().is_empty() {
            return Err(Refusal::NeedsReason);
        }
        if on > self.acting.today() {
            return Err(Refusal::LostInFuture);
        }
        Ok(vec![Event::Lost {
            at: self.acting.now,
            on,
            reason: reason.trim().to_owned(),
        }])
    }
}
