//! Gates: what a stage still lacks before it can be left forwards.

use kernel::Day;

use crate::{Document, Facts, Lack, Run, Stage, Step, StepState};

/// Whether `step` needs nothing more: done as the data or somebody says, or left out as it may be.
pub fn is_settled(document: &Document, step: &Step, run: &Run, facts: &Facts, today: Option<Day>) -> bool {
    match run.steps.get(&step.key) {
        Some(StepState::Skipped { .. } | StepState::Waived { .. }) => true,
        // A step that follows the data is as done as the data says now, whatever was noted before.
        _ if step.by_data() => facts.says_done(document, step, today),
        Some(StepState::Done { .. }) => true,
        None => false,
    }
}

/// What the gate of `stage` lacks: required steps that aren't settled, then conditions that don't hold. Without a day,
/// answers that are "not known yet" count however old they are.
pub fn lacking(document: &Document, stage: &Stage, run: &Run, facts: &Facts, today: Option<Day>) -> Vec<Lack> {
    let steps = stage
        .required()
        .filter(|step| !is_settled(document, step, run, facts, today));
    let steps = steps.map(|step| Lack::Step(step.key.clone()));
    let exits = (0..stage.exit.len())
        .filter(|&i| !facts.exit.get(i).copied().unwrap_or(false))
        .map(Lack::Exit);
    steps.chain(exits).collect()
}
