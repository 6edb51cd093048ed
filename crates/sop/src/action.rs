//! What can be done to a run, and who does it.

use kernel::{Calendar, Day, Id, Instant};

/// Something that somebody, or the system, wants to do to a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Note what the data says of the steps of the stage. Every other action does so, too.
    Observe,
    /// Mark a step as done.
    Complete {
        /// Which.
        step: String,
    },
    /// Leave a step out.
    Skip {
        /// Which.
        step: String,
        /// Why; may be empty where the step can be skipped freely.
        reason: String,
    },
    /// Take back that a step was done by hand or left out.
    Reopen {
        /// Which.
        step: String,
    },
    /// Leave a step out with consent: the approval of a waiver.
    Waive {
        /// Which.
        step: String,
    },
    /// Leave the stage forwards.
    Advance {
        /// Where to, if the SOP branches; else the first open way.
        to: Option<String>,
    },
    /// Go back to an earlier stage.
    Back {
        /// Where to; else the stage before.
        to: Option<String>,
        /// Why.
        reason: String,
    },
    /// Let the run rest.
    Hold {
        /// Why.
        reason: String,
        /// Until when, if that is known.
        until: Option<Day>,
    },
    /// Take it up again.
    Resume,
    /// Leave the signing stage forwards.
    Win,
    /// Give the deal up.
    Lose {
        /// The key of the main reason.
        reason: String,
        /// The day it was lost.
        on: Day,
    },
    /// Take a lost deal up again.
    Revive {
        /// Why.
        reason: String,
    },
}

/// Who acts, and when.
#[derive(Clone, Copy, Debug)]
pub struct Acting<'a> {
    /// The moment.
    pub now: Instant,
    /// Who; `None` for the system.
    pub by: Option<Id>,
    /// Whether they may approve and consent.
    pub may_approve: bool,
    /// Whether this brings in what happened elsewhere: gates then mark what they lack and let it pass.
    pub historical: bool,
    /// The company's working time.
    pub calendar: &'a Calendar,
}

impl Acting<'_> {
    pub(crate) fn today(&self) -> Day {
        self.now.day(self.calendar.tz)
    }
}
