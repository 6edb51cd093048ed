//! By when: due times in the working calendar, with the time left out in which a run rested.

use kernel::{Calendar, Instant};

use crate::{Run, Span, Stage, State, Step};

/// By when a step is due; `None` if it has no time of its own or the run doesn't go on.
pub fn due_at(step: &Step, run: &Run, calendar: &Calendar) -> Option<Instant> {
    step.due
        .filter(|_| run.state == State::Active)
        .map(|span| after(span, run, calendar))
}

/// By when the stage should be left; `None` if the run doesn't go on.
pub fn target_at(stage: &Stage, run: &Run, calendar: &Calendar) -> Option<Instant> {
    (run.state == State::Active).then(|| after(stage.target, run, calendar))
}

pub(crate) fn after(span: Span, run: &Run, calendar: &Calendar) -> Instant {
    span.after(run.entered_at, run.paused_minutes, calendar)
}
