//! How a run went against what its SOP allows: an exact alignment of what happened with the document, and what it shows.
//!
//! What a document allows: the stages in the order of their ways on, back to an earlier one at any time; in a stage its
//! steps in any order, each once; a stage is left forwards with its required steps done, or excused with consent. The
//! deal may be lost in any stage. Whether the condition of a way held then isn't asked again, since nobody can tell later.
//!
//! The steps of a stage are parallel, so all orders of those left out cost the same: they are counted when the stage is
//! left, which keeps the states few without changing the cheapest alignment.

use std::collections::BTreeSet;

use kernel::{Calendar, Id, Instant};

use crate::align::{Aligner, Alignment, Process, Taken, Way, fitness};
use crate::{Document, Event, Kind, Left, Run, Step};

/// How a run went.
#[derive(Clone, Debug, PartialEq)]
pub struct Conformance {
    /// What was looked at: stages entered, steps done or excused, the end.
    pub events: usize,
    /// Log moves and model moves of the cheapest alignment.
    pub cost: u32,
    /// 1 if everything went as the document says, 0 if nothing did.
    pub fitness: f64,
    /// Required steps done in time.
    pub on_time: u32,
    /// What differed, in the order in which it happened.
    pub deviations: Vec<Deviation>,
}

/// One thing that went otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// How.
    pub how: Deviant,
    /// The stage it belongs to.
    pub stage: String,
    /// The step; `None` for the stage itself.
    pub step: Option<String>,
    /// When it happened, or when it was left out.
    pub at: Instant,
}

/// How something went otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deviant {
    /// Left out, though it was required.
    Skipped,
    /// Done, though nothing asked for it there.
    Extra,
    /// Both: done elsewhere than where it belongs.
    OutOfOrder,
    /// Done after its time. Costs nothing: order and time are told apart.
    Late,
    /// Left out with consent. Costs nothing: it is allowed.
    Waived,
}

impl Deviant {
    /// Every kind with its key.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Skipped, "skipped"),
        (Self::Extra, "extra"),
        (Self::OutOfOrder, "out_of_order"),
        (Self::Late, "late"),
        (Self::Waived, "waived"),
    ];

    /// Its key.
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// What happened, as far as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Label {
    Enter(usize),
    Step(usize),
    Lost,
    Completed,
    /// Something that the document doesn't know.
    Unknown,
}

struct Happened {
    label: Label,
    stage: String,
    step: Option<String>,
    at: Instant,
}

/// Where a run may stand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Place {
    Before,
    In(usize),
    Lost,
    Completed,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Stand {
    place: Place,
    settled: BTreeSet<usize>,
    visited: BTreeSet<usize>,
}

/// A document as something to follow.
struct Allowed<'d> {
    document: &'d Document,
    /// Every step with the stage it belongs to.
    steps: Vec<(usize, &'d Step)>,
    start: Stand,
    end: Option<Place>,
}

impl<'d> Allowed<'d> {
    fn new(document: &'d Document) -> Self {
        let steps = document.stages.iter().enumerate();
        let steps = steps.flat_map(|(i, stage)| stage.steps.iter().map(move |step| (i, step)));
        Self {
            document,
            steps: steps.collect(),
            start: Stand {
                place: Place::Before,
                settled: BTreeSet::new(),
                visited: BTreeSet::new(),
            },
            end: None,
        }
    }

    fn step(&self, key: &str) -> Option<usize> {
        self.steps.iter().position(|(_, step)| step.key == key)
    }

    /// The required steps of a stage that aren't settled.
    fn missing<'s>(&'s self, stage: usize, settled: &'s BTreeSet<usize>) -> impl Iterator<Item = usize> + 's {
        let required = self
            .steps
            .iter()
            .enumerate()
            .filter(move |(_, (s, step))| *s == stage && step.required);
        required.map(|(i, _)| i).filter(|i| !settled.contains(i))
    }

    /// Leaving a stage forwards: what it lacks is left out for good.
    fn leave(&self, from: &Stand, stage: usize, place: Place, label: Label) -> Way<Label, Stand> {
        let mut to = from.clone();
        to.settled.extend(self.missing(stage, &from.settled));
        let missing = (to.settled.len() - from.settled.len()) as u32;
        if let Place::In(next) = place {
            to.visited.insert(next);
        }
        to.place = place;
        Way {
            missing,
            ..Way::new(Some(label), to)
        }
    }
}

impl Process for Allowed<'_> {
    type State = Stand;
    type Label = Label;

    fn start(&self) -> Stand {
        self.start.clone()
    }

    fn is_end(&self, stand: &Stand) -> bool {
        self.end.as_ref().is_none_or(|end| stand.place == *end)
    }

    fn ways(&self, stand: &Stand) -> Vec<Way<Label, Stand>> {
        let at = |place: Place| Stand { place, ..stand.clone() };
        let stage = match stand.place {
            Place::Before => {
                let mut first = at(Place::In(0));
                first.visited.insert(0);
                return vec![Way::new(Some(Label::Enter(0)), first)];
            }
            Place::In(stage) => stage,
            Place::Lost | Place::Completed => return Vec::new(),
        };
        let mut ways = Vec::new();
        for (i, _) in self.steps.iter().enumerate().filter(|(_, (s, _))| *s == stage) {
            if !stand.settled.contains(&i) {
                let mut to = stand.clone();
                to.settled.insert(i);
                // To do a step where it belongs costs nothing and settles it: no other move is ever better.
                ways.push(Way {
                    taken: Taken::AtOnce,
                    ..Way::new(Some(Label::Step(i)), to)
                });
            }
        }
        let on = self.document.ways_on(stage);
        if on.is_empty() {
            ways.push(self.leave(stand, stage, Place::Completed, Label::Completed));
        }
        for (next, _) in on.iter().filter_map(|way| self.document.stage(&way.to)) {
            ways.push(self.leave(stand, stage, Place::In(next), Label::Enter(next)));
        }
        for back in stand.visited.iter().filter(|back| **back != stage) {
            ways.push(Way {
                taken: Taken::IfSeen,
                ..Way::new(Some(Label::Enter(*back)), at(Place::In(*back)))
            });
        }
        ways.push(Way::new(Some(Label::Lost), at(Place::Lost)));
        ways
    }
}

/// A trace under way, with the state it begins in.
struct Told {
    start: Stand,
    happened: Vec<Happened>,
    late: Vec<Deviation>,
    waived: Vec<Deviation>,
    on_time: u32,
    /// When the run was first looked at after it began: what holds then by the data may have held from the first.
    first_look: Option<Instant>,
}

/// How the run of these events went against the document of the version that it follows now; `version` is that version.
/// What was done under another one before it was moved counts as done. `None` if the events don't begin a run.
pub fn conform(document: &Document, version: Id, calendar: &Calendar, events: &[Event]) -> Option<Conformance> {
    let mut allowed = Allowed::new(document);
    let mut run = Run::replay(events.first())?;
    let mut told = Told {
        start: allowed.start.clone(),
        happened: Vec::new(),
        late: Vec::new(),
        waived: Vec::new(),
        on_time: 0,
        first_look: events.get(1).map(Event::at),
    };
    // What came before each move, which comes back if the move is taken back.
    let mut before: Vec<Told> = Vec::new();
    told.note(&allowed, &run, &events[0], calendar);
    for event in &events[1..] {
        match event {
            Event::Moved { .. } => {
                run.apply(event);
                let start = moved_in(&allowed, &run);
                let fresh = Told {
                    start,
                    happened: Vec::new(),
                    late: Vec::new(),
                    waived: Vec::new(),
                    on_time: 0,
                    first_look: Some(event.at()),
                };
                before.push(std::mem::replace(&mut told, fresh));
            }
            Event::Unmoved { .. } => {
                run.apply(event);
                if let Some(mut earlier) = before.pop() {
                    earlier.happened.append(&mut told.happened);
                    earlier.waived.append(&mut told.waived);
                    earlier.late.append(&mut told.late);
                    earlier.on_time += told.on_time;
                    told = earlier;
                }
            }
            _ => {
                told.note(&allowed, &run, event, calendar);
                run.apply(event);
            }
        }
    }
    if run.version != version {
        return None;
    }
    let last = run.visits.last().and_then(|visit| visit.left);
    allowed.start = told.start.clone();
    allowed.end = match last {
        Some(Left::Lost) => Some(Place::Lost),
        Some(Left::Completed) => Some(Place::Completed),
        Some(Left::Won) if run.state == crate::State::Completed => Some(Place::Completed),
        _ => document.stage(&run.stage).map(|(i, _)| Place::In(i)),
    };
    let labels: Vec<Label> = told.happened.iter().map(|h| h.label.clone()).collect();
    let mut aligner = Aligner::new(&allowed);
    let aligned = aligner.align(&labels).ok()?;
    let shortest = aligner.align(&[]).map_or(0, |alone| alone.cost);
    let mut deviations = differing(&allowed, &told.happened, &aligned);
    deviations.append(&mut told.late);
    deviations.append(&mut told.waived);
    deviations.sort_by_key(|d| d.at);
    Some(Conformance {
        events: labels.len(),
        cost: aligned.cost,
        fitness: fitness(aligned.cost, labels.len(), shortest),
        on_time: told.on_time,
        deviations,
    })
}

/// Where a run stands that was moved here: what it has done counts, and where it has been.
fn moved_in(allowed: &Allowed<'_>, run: &Run) -> Stand {
    let stage = allowed.document.stage(&run.stage).map_or(0, |(i, _)| i);
    let visited = run
        .visits
        .iter()
        .filter_map(|v| allowed.document.stage(&v.stage))
        .map(|(i, _)| i);
    Stand {
        place: Place::In(stage),
        settled: run.steps.keys().filter_map(|key| allowed.step(key)).collect(),
        visited: visited.chain([stage]).collect(),
    }
}

impl Told {
    /// Takes down what an event says, before the run has followed it.
    fn note(&mut self, allowed: &Allowed<'_>, run: &Run, event: &Event, calendar: &Calendar) {
        let document = allowed.document;
        let enter = |stage: &str| document.stage(stage).map_or(Label::Unknown, |(i, _)| Label::Enter(i));
        let (label, stage, step, at) = match event {
            Event::Started { at, stage, .. } | Event::StageEntered { at, stage, .. } => {
                (enter(stage), stage, None, *at)
            }
            Event::StepDone { at, step, by_hand, .. } => {
                let seen_first = !by_hand && self.first_look == Some(*at) && run.visits.len() == 1;
                if !seen_first {
                    self.time(allowed, run, step, *at, calendar);
                }
                (
                    allowed.step(step).map_or(Label::Unknown, Label::Step),
                    &run.stage,
                    Some(step),
                    *at,
                )
            }
            Event::StepWaived { at, step, .. } => {
                self.waived.push(Deviation {
                    how: Deviant::Waived,
                    stage: run.stage.clone(),
                    step: Some(step.clone()),
                    at: *at,
                });
                (
                    allowed.step(step).map_or(Label::Unknown, Label::Step),
                    &run.stage,
                    Some(step),
                    *at,
                )
            }
            // A step that is to be done after all hasn't been done or excused.
            Event::StepReopened { step, .. } => {
                let same = |of: Option<&String>| of == Some(step);
                if let Some(i) = self.happened.iter().rposition(|h| same(h.step.as_ref())) {
                    let at = self.happened.remove(i).at;
                    self.late.retain(|d| !(same(d.step.as_ref()) && d.at == at));
                    self.waived.retain(|d| !(same(d.step.as_ref()) && d.at == at));
                }
                return;
            }
            Event::Lost { at, .. } => (Label::Lost, &run.stage, None, *at),
            // Taken up again where it was lost: as if it hadn't been.
            Event::Reopened { .. } => {
                if let Some(i) = self.happened.iter().rposition(|h| h.label == Label::Lost) {
                    self.happened.remove(i);
                }
                return;
            }
            Event::Completed { at, .. } => (Label::Completed, &run.stage, None, *at),
            // One that was skipped wasn't done; winning is leaving the signing stage, which is said by where it leads.
            Event::StepSkipped { .. }
            | Event::Held { .. }
            | Event::Resumed { .. }
            | Event::Won { .. }
            | Event::Moved { .. }
            | Event::Unmoved { .. } => return,
        };
        self.happened.push(Happened {
            label,
            stage: stage.clone(),
            step: step.cloned(),
            at,
        });
    }

    /// Whether a required step came in time. A timer has its time from when it may be done.
    fn time(&mut self, allowed: &Allowed<'_>, run: &Run, key: &str, at: Instant, calendar: &Calendar) {
        let Some((_, stage)) = allowed.document.stage(&run.stage) else {
            return;
        };
        let Some(step) = stage.step(key).filter(|s| s.required || s.due.is_some()) else {
            return;
        };
        let span = match (step.due, step.kind) {
            (Some(due), _) => due,
            (None, Kind::Timer) => return,
            (None, _) => stage.target,
        };
        if at <= span.after(run.entered_at, run.paused_minutes, calendar) {
            self.on_time += 1;
        } else {
            self.late.push(Deviation {
                how: Deviant::Late,
                stage: run.stage.clone(),
                step: Some(key.to_owned()),
                at,
            });
        }
    }
}

/// The moves that only one side makes, as deviations.
fn differing(allowed: &Allowed<'_>, happened: &[Happened], aligned: &Alignment<Label, Stand>) -> Vec<Deviation> {
    let mut found: Vec<Deviation> = Vec::new();
    let mut now = happened.first().map_or(Instant(0), |h| h.at);
    for step in &aligned.moves {
        if let Some(event) = step.event {
            now = happened[event].at;
            if step.way.is_none() {
                found.push(Deviation {
                    how: Deviant::Extra,
                    stage: happened[event].stage.clone(),
                    step: happened[event].step.clone(),
                    at: now,
                });
            }
        }
        if step.way.is_none() {
            continue;
        }
        let name = |stage: usize| allowed.document.stages[stage].key.clone();
        // A step that was seen is settled by itself; what else is settled in a move was left out.
        if !matches!(step.way, Some(Some(Label::Step(_)))) {
            for left in step.to.settled.difference(&step.from.settled) {
                let (stage, step) = allowed.steps[*left];
                found.push(Deviation {
                    how: Deviant::Skipped,
                    stage: name(stage),
                    step: Some(step.key.clone()),
                    at: now,
                });
            }
        }
        if step.event.is_none()
            && let Place::In(stage) = step.to.place
        {
            found.push(Deviation {
                how: Deviant::Skipped,
                stage: name(stage),
                step: None,
                at: now,
            });
        }
    }
    in_pairs(found)
}

/// What was left out in one place and done in another was done out of order.
fn in_pairs(found: Vec<Deviation>) -> Vec<Deviation> {
    let mut told: Vec<Deviation> = Vec::new();
    let (skipped, mut extra): (Vec<_>, Vec<_>) = found.into_iter().partition(|d| d.how == Deviant::Skipped);
    for one in skipped {
        let same = |d: &Deviation| match &one.step {
            Some(step) => d.step.as_ref() == Some(step),
            None => d.step.is_none() && d.stage == one.stage,
        };
        match extra.iter().position(same) {
            Some(i) => {
                let done = extra.remove(i);
                told.push(Deviation {
                    how: Deviant::OutOfOrder,
                    at: done.at,
                    ..one
                });
            }
            None => told.push(one),
        }
    }
    told.append(&mut extra);
    told
}
