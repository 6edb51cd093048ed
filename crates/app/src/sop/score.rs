//! How the required steps of a stay in a stage went: done in time, done late, left out. Told when the stay ends, and so
//! far while it lasts.

use std::collections::BTreeMap;

use kernel::Calendar;
use sop::{Document, Event, Left, Move, Run, StepState};
use store::sop::{Score, StoredVisit};

/// Scores by the place of the visit among a run's visits.
pub(super) type Scores = BTreeMap<usize, Score>;

/// Lets an event happen, and notes how the stay went that it ends. History doesn't say what was left out.
pub(super) fn apply(
    document: &Document,
    calendar: &Calendar,
    run: &mut Run,
    event: &Event,
    historical: bool,
    scores: &mut Scores,
) {
    let onwards = match event {
        Event::StageEntered { how, .. } => Some(*how != Move::Back),
        Event::Won { .. } | Event::Completed { .. } => Some(true),
        Event::Lost { .. } => Some(false),
        Event::Moved { from, stage, .. } if from != stage => Some(false),
        _ => None,
    };
    if let Some(onwards) = onwards {
        note(document, calendar, run, onwards && !historical, scores);
    }
    run.apply(event);
}

/// Notes how the present stay goes, if it lasts. With `over`, what isn't done is left out.
pub(super) fn note(document: &Document, calendar: &Calendar, run: &Run, over: bool, scores: &mut Scores) {
    let lasts = run.visits.last().is_some_and(|v| v.left.is_none());
    if let (true, Some((_, stage))) = (lasts, document.stage(&run.stage)) {
        let mut score = Score::default();
        for step in stage.required() {
            match run.steps.get(&step.key) {
                Some(StepState::Done { at, .. }) => {
                    let by = step.due.unwrap_or(stage.target);
                    let due = by.after(run.entered_at, run.paused_minutes, calendar);
                    if *at <= due {
                        score.on_time += 1;
                    } else {
                        score.late += 1;
                    }
                }
                Some(_) => score.left_out += 1,
                None => score.left_out += i64::from(over),
            }
        }
        scores.insert(run.visits.len() - 1, score);
    }
}

/// The visits of a run as they are stored; one without a score of its own keeps the one it had.
pub(super) fn visits(run: &Run, scores: &Scores, kept: &[StoredVisit]) -> Vec<StoredVisit> {
    let visit = |(n, v): (usize, &sop::Visit)| StoredVisit {
        stage: v.stage.clone(),
        entered_at: v.entered_at,
        left_at: v.left_at,
        how: v.left.map(|left| how(left).to_owned()),
        forced: v.forced,
        score: scores
            .get(&n)
            .copied()
            .unwrap_or_else(|| kept.get(n).map(|k| k.score).unwrap_or_default()),
    };
    run.visits.iter().enumerate().map(visit).collect()
}

fn how(left: Left) -> &'static str {
    match left {
        Left::Forward => "forward",
        Left::Back => "back",
        Left::Won => "won",
        Left::Lost => "lost",
        Left::Completed => "completed",
        Left::Moved => "moved",
    }
}
