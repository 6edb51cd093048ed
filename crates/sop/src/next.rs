//! The next best step, and what is stored of a run for lists, boards and sums. None of it depends on when it is made.

use kernel::{Calendar, Instant, Lang};

use crate::due::after;
use crate::gate::{is_settled, lacking};
use crate::{Document, Facts, Kind, Lack, Outcome, Phase, Run, Stage, State, Step};

/// What is stored of a run beside its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Projection {
    /// The stage it stands in.
    pub stage: String,
    /// That stage's phase.
    pub phase: Phase,
    /// When it entered the stage.
    pub entered_at: Instant,
    /// What to do next; `None` if it rests or has ended.
    pub next_step: Option<String>,
    /// By when. It is overdue once this has passed; that is never stored.
    pub next_due_at: Option<Instant>,
    /// Required steps of the stage that are settled.
    pub done: u32,
    /// Required steps of the stage.
    pub required: u32,
    /// How many of a hundred like it are won.
    pub probability: u8,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Do a step.
    Step(String),
    /// Meet a condition of the gate, by its position.
    Exit(usize),
    /// Leave the stage: everything is there.
    Advance,
}

impl NextStep {
    /// The form it is stored in.
    pub fn to_key(&self) -> String {
        match self {
            Self::Step(key) => key.clone(),
            Self::Exit(index) => format!("exit:{index}"),
            Self::Advance => "advance:".to_owned(),
        }
    }

    /// Reads the stored form.
    pub fn from_key(key: &str) -> Self {
        if key == "advance:" {
            return Self::Advance;
        }
        match Lack::from(key.to_owned()) {
            Lack::Step(key) => Self::Step(key),
            Lack::Exit(index) => Self::Exit(index),
        }
    }

    /// What to do, in words; `None` if the stage has no such step.
    pub fn text<'d>(&self, document: &'d Document, stage: &str, lang: Lang) -> Option<std::borrow::Cow<'d, str>> {
        let (index, stage) = document.stage(stage)?;
        match self {
            Self::Step(key) => stage.step(key).map(|s| s.title.get(lang).into()),
            Self::Exit(index) => stage.exit.get(*index).map(|e| e.text.get(lang).into()),
            Self::Advance => Some(advance_text(document, index, stage, lang).into()),
        }
    }
}

fn advance_text(document: &Document, index: usize, stage: &Stage, lang: Lang) -> String {
    let following = document
        .ways_on(index)
        .first()
        .and_then(|way| document.stage(&way.to))
        .map(|(_, s)| s.name.get(lang));
    match (lang, stage.signing, following) {
        (Lang::Zh, true, _) => "标记赢单".to_owned(),
        (Lang::En, true, _) => "Mark as won".to_owned(),
        (Lang::Zh, false, Some(name)) => format!("推进到「{name}」"),
        (Lang::En, false, Some(name)) => format!("Move on to “{name}”"),
        (Lang::Zh, false, None) => "完成整个流程".to_owned(),
        (Lang::En, false, None) => "Complete the process".to_owned(),
    }
}

/// Makes what is stored of a run.
pub fn projection(document: &Document, run: &Run, facts: &Facts, calendar: &Calendar) -> Projection {
    let Some((_, stage)) = document.stage(&run.stage) else {
        return Projection {
            stage: run.stage.clone(),
            phase: Phase::Develop,
            entered_at: run.entered_at,
            next_step: None,
            next_due_at: None,
            done: 0,
            required: 0,
            probability: 0,
        };
    };
    let next = next_step(document, stage, run, facts, calendar);
    let required = stage.required().count();
    // What has ended no longer follows the data: it shows what was noted last.
    let ended = matches!(run.state, State::Completed | State::Stopped);
    let settled = |step: &&Step| {
        if ended {
            run.steps.contains_key(&step.key)
        } else {
            is_settled(document, step, run, facts, None)
        }
    };
    let done = stage.required().filter(settled).count();
    Projection {
        stage: run.stage.clone(),
        phase: stage.phase,
        entered_at: run.entered_at,
        next_due_at: next
            .as_ref()
            .map(|_| next_due(document, stage, run, facts, next.as_ref(), calendar)),
        next_step: next.map(|n| n.to_key()),
        done: done as u32,
        required: required as u32,
        probability: match run.outcome {
            Outcome::Open => stage.probability,
            Outcome::Won => 100,
            Outcome::Lost => 0,
        },
    }
}

/// What to do next: required steps by their time, then what else the gate asks for, then important questions and
/// scheduled extras, then to move on.
pub fn next_step(
    document: &Document,
    stage: &Stage,
    run: &Run,
    facts: &Facts,
    calendar: &Calendar,
) -> Option<NextStep> {
    if run.state != State::Active {
        return None;
    }
    let open = stage
        .steps
        .iter()
        .enumerate()
        .filter(|(_, step)| !is_settled(document, step, run, facts, None));
    let best = open.min_by_key(|(i, step)| {
        let rank = if step.required {
            0
        } else {
            extra_rank(document, step, facts)
        };
        // All times of a stage count from the same moment, so lengths order them as well.
        (rank, step.due.unwrap_or(stage.target).minutes(calendar), *i)
    });
    let lacks = lacking(document, stage, run, facts, None);
    let step = |step: &Step| Some(NextStep::Step(step.key.clone()));
    let exit = lacks.iter().find_map(|lack| {
        if let Lack::Exit(i) = lack {
            Some(NextStep::Exit(*i))
        } else {
            None
        }
    });
    match (best, exit) {
        (Some((_, best)), _) if best.required => step(best),
        (_, Some(exit)) => Some(exit),
        (Some((_, best)), None) if extra_rank(document, best, facts) < LATER => step(best),
        _ => Some(NextStep::Advance),
    }
}

/// The rank of extras that don't keep one from moving on.
const LATER: u8 = 3;

fn extra_rank(document: &Document, step: &Step, facts: &Facts) -> u8 {
    if step.kind == Kind::Questionnaire && !facts.unanswered(document, step, None).is_empty() {
        1
    } else if step.due.is_some() {
        2
    } else {
        LATER
    }
}

/// By when the next step is due, or earlier what is "not known yet" must be known.
fn next_due(
    document: &Document,
    stage: &Stage,
    run: &Run,
    facts: &Facts,
    next: Option<&NextStep>,
    calendar: &Calendar,
) -> Instant {
    let span = match next {
        Some(NextStep::Step(key)) => stage.step(key).and_then(|s| s.due).unwrap_or(stage.target),
        _ => stage.target,
    };
    let due = after(span, run, calendar);
    let known = stage.required().filter_map(|step| facts.known_by(document, step)).min();
    known.map_or(due, |day| due.min(day.plus(1).start(calendar.tz)))
}
