//! Moving a run: the one way in which stages and steps change, for the page, the API, bulk, imports and jobs alike.

use std::sync::Arc;

use kernel::{Code, Error, Id, Instant, Result};
use records::{self, Condition, Cx, ObjectDef, Value};
use serde_json::Value as Json;
use sop::{Acting, Action, Asker, Event, Facts, Refusal, Run, State, decide, missing, missing_json, projection};
use store::records as rows;
use store::sop::{StoredRun, StoredVisit};
use store::{Tx, journal};

use super::consent::Consent;
use super::facts::{facts, unmet};
use super::score::{self, Scores};
use super::versions::Version;
use crate::App;
use crate::leads::Lead;
use crate::opportunities::Opportunity;

/// A record with its run, as it is while it is changed and afterwards.
#[derive(Debug)]
pub struct Loaded<'c> {
    pub(super) object: &'c ObjectDef,
    pub(super) values: Vec<Value>,
    pub(super) version: Arc<Version>,
    pub(super) run: Run,
    pub(super) facts: Facts,
}

impl Loaded<'_> {
    pub(super) fn subject(&self) -> Result<Id> {
        match self.values.first() {
            Some(Value::Id(id)) => Ok(*id),
            _ => Err(Error::internal("a record without an id")),
        }
    }

    /// The record's version, for `ETag`.
    pub fn version(&self) -> i64 {
        match self.values.get(1) {
            Some(Value::Int(version)) => *version,
            _ => 0,
        }
    }

    /// Whether a condition may read what has changed since `before`.
    fn read_differently(&self, before: &[Value]) -> bool {
        let changed = |key| self.object.index(key).is_some_and(|i| before[i] != self.values[i]);
        let reads = self.version.reads.iter();
        reads.filter(|r| r.object == self.object.key).any(|r| changed(r.field))
    }

    /// Lets what was decided happen. In a new stage, whose facts `look` tells, what holds already is done from its first
    /// moment. Gives all events, and how many of them were decided.
    pub(super) fn happen(
        &mut self,
        cx: &Cx,
        mut events: Vec<Event>,
        acting: &Acting<'_>,
        scores: &mut Scores,
        look: impl FnOnce(&Self) -> Result<Facts>,
    ) -> Result<(Vec<Event>, usize)> {
        let version = self.version.clone();
        let document = &version.document;
        let (stage, asked) = (self.run.stage.clone(), events.len());
        for event in &events {
            score::apply(
                document,
                acting.calendar,
                &mut self.run,
                event,
                acting.historical,
                scores,
            );
        }
        if self.run.stage != stage {
            self.facts = look(self)?;
            let held = decide(document, &self.run, &self.facts, &Action::Observe, acting);
            let held = held.map_err(|refusal| refused(&refusal, &version, cx))?;
            for event in &held {
                self.run.apply(event);
            }
            events.extend(held);
        }
        Ok((events, asked))
    }
}

/// Who acts on a run, when, and how far their word goes.
pub(super) fn acting(cx: &Cx, at: Instant, may_approve: bool, historical: bool) -> Acting<'_> {
    Acting {
        now: at,
        by: cx.user,
        may_approve,
        historical,
        calendar: &cx.workspace.calendar,
    }
}

/// Loads a record's run if the asker may act on the record so.
pub(super) fn load<'c>(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &'c Cx,
    object: &str,
    id: Id,
    action: records::Action,
) -> Result<Loaded<'c>> {
    let object = cx.object(object)?;
    let Some(values) = rows::load(tx, cx, object, id, action)? else {
        let seen = rows::may(tx, cx, object, id, records::Action::Read)?;
        return Err(if seen { Error::forbidden() } else { Error::not_found() });
    };
    let none = || Error::new(Code::WrongState).detail("此记录没有执行中的 SOP", "No SOP runs on this record");
    let stored = store::sop::run(tx, cx.workspace.id, id)?.ok_or_else(none)?;
    let version = app.versions().get(tx, cx, stored.version)?;
    let run: Run = serde_json::from_str(&stored.run).map_err(Error::internal)?;
    let facts = facts(tx, cx, object, id, &version.document, &run)?;
    Ok(Loaded {
        object,
        values,
        version,
        run,
        facts,
    })
}

/// Does something to a record's run, and gives how it stands then. `note` is what people wrote about it; it is kept apart
/// from the event, since it can be erased.
///
/// # Errors
/// `gate_not_met` with what is missing; `wrong_state`; `forbidden`; `not_found`.
pub fn act<'c>(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &'c Cx,
    object: &str,
    id: Id,
    action: Action,
    note: Option<Json>,
) -> Result<Loaded<'c>> {
    cx.writes()?;
    let mut loaded = load(tx, app, cx, object, id, records::Action::Update)?;
    if let Action::Lose { on, .. } = &action
        && let Some(Value::Int(began)) = loaded.object.index("engaged_on").map(|i| &loaded.values[i])
        && i64::from(on.0) < *began
    {
        return Err(Error::field(
            "/closed_on",
            Code::InvalidValue,
            "输单日期不能早于开始接触的日期",
            "It can't be lost before the day it was engaged on",
        ));
    }
    let before = loaded.values.clone();
    consented(tx, app, cx, &mut loaded, &action, note)?;
    if loaded.read_differently(&before) {
        loaded.facts = facts(tx, cx, loaded.object, id, &loaded.version.document, &loaded.run)?;
    }
    Ok(loaded)
}

/// The same for what happened elsewhere at `at`: gates mark what they lack and let it pass.
pub fn act_historical(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    object: &str,
    id: Id,
    action: &Action,
    note: Option<Json>,
    at: Instant,
) -> Result<()> {
    let mut loaded = load(tx, app, cx, object, id, records::Action::Update)?;
    apply(tx, cx, &mut loaded, action, note, at, true, true)
}

/// Completes the step of the present stage that a logged contact was for. One that is done already, or follows the data,
/// stays as it is.
pub fn complete_if_open(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, id: Id, step: &str) -> Result<()> {
    let mut loaded = load(tx, app, cx, object, id, records::Action::Update)?;
    let stage = loaded.version.document.stage(&loaded.run.stage);
    let Some(found) = stage.and_then(|(_, stage)| stage.step(step)) else {
        return Err(Error::field(
            "/step",
            Code::InvalidValue,
            "当前阶段没有这个步骤",
            "The present stage has no such step",
        ));
    };
    if found.by_data() || loaded.run.steps.contains_key(step) {
        return Ok(());
    }
    let action = Action::Complete { step: step.to_owned() };
    consented(tx, app, cx, &mut loaded, &action, None)
}

/// Does it now, as far as the asker may consent to it.
fn consented(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    loaded: &mut Loaded<'_>,
    action: &Action,
    note: Option<Json>,
) -> Result<()> {
    let consent = Consent::to_steps(tx, app, cx, loaded)?;
    consent.refuse(tx, app, cx, loaded, action)?;
    apply(tx, cx, loaded, action, note, cx.now, consent.may, false)
}

pub(super) fn apply(
    tx: &mut Tx<'_>,
    cx: &Cx,
    loaded: &mut Loaded<'_>,
    action: &Action,
    note: Option<Json>,
    at: Instant,
    may_approve: bool,
    historical: bool,
) -> Result<()> {
    let acting = acting(cx, at, may_approve, historical);
    let subject = loaded.subject()?;
    let decided = decide(&loaded.version.document, &loaded.run, &loaded.facts, action, &acting);
    let decided = match decided {
        Ok(events) => events,
        Err(refusal) => return Err(told_off(tx, cx, loaded, &refusal, may_approve)?),
    };
    let before = loaded.run.visits.len();
    let mut scores = Scores::new();
    let (events, asked) = loaded.happen(cx, decided, &acting, &mut scores, |loaded| {
        facts(tx, cx, loaded.object, subject, &loaded.version.document, &loaded.run)
    })?;
    score::note(
        &loaded.version.document,
        acting.calendar,
        &loaded.run,
        false,
        &mut scores,
    );
    // The visit that was open may have ended.
    save(tx, cx, loaded, &events, asked, note, &scores, before.saturating_sub(1))
}

/// A refusal as the asker reads it; a gate says what it lacks.
fn told_off(tx: &mut Tx<'_>, cx: &Cx, loaded: &Loaded<'_>, refusal: &Refusal, approves: bool) -> Result<Error> {
    let error = refused(refusal, &loaded.version, cx);
    let (Refusal::GateNotMet(lacks), Some((_, stage))) = (refusal, loaded.version.document.stage(&loaded.run.stage))
    else {
        return Ok(error);
    };
    let asker = Asker {
        document: &loaded.version.document,
        cx,
        approves,
        subject: loaded.subject()?,
        unmet: &unmet(tx, cx, loaded)?,
    };
    let missing = missing(&asker, stage, &loaded.facts, lacks, cx.today());
    Ok(error.with("missing", missing_json(&missing)))
}

pub(super) fn refused(refusal: &Refusal, version: &Version, cx: &Cx) -> Error {
    refusal.to_error(&version.document, cx.workspace.calendar.tz)
}

/// Stores a run, what lists show of it, and its events. The first `asked` of them were asked for; the others follow.
pub(super) fn save(
    tx: &mut Tx<'_>,
    cx: &Cx,
    loaded: &mut Loaded<'_>,
    events: &[Event],
    asked: usize,
    note: Option<Json>,
    scores: &Scores,
    from_visit: usize,
) -> Result<()> {
    let mut changes = changes(loaded, events, note.as_ref(), cx);
    if !events.is_empty() && loaded.object.key == Opportunity::OBJECT {
        changes.extend(judged(tx, cx, loaded, &changes)?);
    }
    let values = rows::project(tx, cx, loaded.object, &loaded.values, &changes)?;
    let before = if events.is_empty() {
        Vec::new()
    } else {
        store::sop::visits(tx, cx.workspace.id, loaded.subject()?)?
    };
    let stays = Stays {
        scores,
        from: from_visit,
        before: &before,
    };
    let after = keep(tx, cx, loaded, &values, events, asked, note, &stays)?;
    if !events.is_empty() {
        crate::insights::moved(tx, cx, loaded.object, (&loaded.values, &before), (&values, &after));
    }
    loaded.values = values;
    Ok(())
}

/// How well the deal goes with these changes.
fn judged(tx: &mut Tx<'_>, cx: &Cx, loaded: &Loaded<'_>, changes: &[(usize, Value)]) -> Result<Vec<(usize, Value)>> {
    let mut values = loaded.values.clone();
    for (index, value) in changes {
        values[*index] = value.clone();
    }
    crate::health::changes(tx, cx, loaded.object, &values, &loaded.version.document, &loaded.run)
}

/// The visits to stages that a change touches.
pub(super) struct Stays<'a> {
    /// How their steps went.
    pub scores: &'a Scores,
    /// The first that may differ from what is stored.
    pub from: usize,
    /// What is stored.
    pub before: &'a [StoredVisit],
}

/// Stores a run and its events beside its record, whose row says already where it stands. Gives the visits that are
/// stored now.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    cx: &Cx,
    loaded: &Loaded<'_>,
    values: &[Value],
    events: &[Event],
    asked: usize,
    note: Option<Json>,
    stays: &Stays<'_>,
) -> Result<Vec<StoredVisit>> {
    let after = score::visits(&loaded.run, stays.scores, stays.before);
    if !events.is_empty() {
        let stored = stored(loaded, loaded.subject()?)?;
        store::sop::put_run(tx, cx.workspace.id, &stored)?;
        store::sop::put_visits(tx, cx.workspace.id, &stored, stays.from, &after)?;
    }
    for (i, event) in events.iter().enumerate() {
        // What people wrote belongs to the last event that they asked for.
        let note = note.clone().filter(|_| i + 1 == asked);
        let meta = serde_json::to_value(event).map_err(Error::internal)?;
        rows::note(tx, cx, loaded.object, values, event.kind(), event.at(), meta, note)?;
    }
    Ok(after)
}

pub(super) fn stored(loaded: &Loaded<'_>, subject: Id) -> Result<StoredRun> {
    Ok(StoredRun {
        subject,
        object: loaded.object.key.to_owned(),
        version: loaded.version.record.id,
        run: serde_json::to_string(&loaded.run).map_err(Error::internal)?,
        stale: false,
    })
}

/// What the record itself shows of its run.
pub(super) fn changes(loaded: &Loaded<'_>, events: &[Event], note: Option<&Json>, cx: &Cx) -> Vec<(usize, Value)> {
    let run = &loaded.run;
    let shown = projection(&loaded.version.document, run, &loaded.facts, &cx.workspace.calendar);
    let mut changes = Vec::new();
    let mut set = |key: &str, value: Value| {
        if let Some(index) = loaded.object.index(key) {
            changes.push((index, value));
        }
    };
    set("sop", loaded.version.sop.id.into());
    set("sop_version", loaded.version.record.id.into());
    // A deal's status is its run's; a lead's says more than that.
    match loaded.object.key {
        Lead::OBJECT => {
            let present = loaded.object.index(Lead::status).map(|i| &loaded.values[i]);
            if let Some(Value::Text(present)) = present
                && let Some(status) = crate::leads::status_after(run, present)
            {
                set(Lead::status, status.into());
            }
        }
        _ => set("status", run.status().into()),
    }
    set("stage", shown.stage.into());
    set("phase", shown.phase.as_str().into());
    set("stage_entered_at", shown.entered_at.into());
    set("next_step", shown.next_step.into());
    set("next_due_at", shown.next_due_at.into());
    set("steps_done", i64::from(shown.done).into());
    set("steps_required", i64::from(shown.required).into());
    set("probability_stage", (i64::from(shown.probability) * 100).into());
    for event in events {
        let closed = match event {
            Event::Won { at, .. } => Some(at.day(cx.workspace.calendar.tz)),
            Event::Lost { on, reason, .. } => {
                set("loss_reason", reason.as_str().into());
                set(
                    "loss_detail",
                    note.and_then(|n| n.get("detail"))
                        .and_then(Json::as_str)
                        .unwrap_or_default()
                        .into(),
                );
                Some(*on)
            }
            Event::Reopened { .. } => {
                for told in ["closed_on", "cycle_days", "loss_reason", "loss_detail"] {
                    set(told, Value::Null);
                }
                None
            }
            _ => None,
        };
        if let Some(on) = closed {
            set("closed_on", on.into());
            let engaged = loaded.object.index("engaged_on").map(|i| &loaded.values[i]);
            if let Some(Value::Int(engaged)) = engaged {
                set("cycle_days", (i64::from(on.0) - engaged).into());
            }
        }
    }
    changes
}

/// Looks at the data again: steps that follow it, and what lists show.
pub(crate) fn observe(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, id: Id) -> Result<()> {
    let system = cx.as_system();
    let mut loaded = match load(tx, app, &system, object, id, records::Action::Read) {
        Ok(loaded) => loaded,
        // It was deleted, or no SOP runs on it.
        Err(e) if matches!(e.code(), Code::NotFound | Code::WrongState) => return Ok(()),
        Err(e) => return Err(e),
    };
    if matches!(loaded.run.state, State::Completed | State::Stopped) {
        return Ok(());
    }
    apply(tx, &system, &mut loaded, &Action::Observe, None, cx.now, false, false)
}

/// What the data may have said on the day when the run was last looked at: conditions that follow the day may have held
/// then or not.
fn earlier_days(loaded: &Loaded<'_>) -> Vec<Facts> {
    /// Conditions that are tried both ways; each doubles the work.
    const TRIED: usize = 6;
    let mut all = vec![loaded.facts.clone()];
    let Some((_, stage)) = loaded.version.document.stage(&loaded.run.stage) else {
        return all;
    };
    let both_ways = |all: &mut Vec<Facts>, turn: &dyn Fn(&mut Facts)| {
        if all.len() < 1 << TRIED {
            let mut turned = all.clone();
            turned.iter_mut().for_each(turn);
            all.append(&mut turned);
        }
    };
    for step in &stage.steps {
        if step.done_when.as_ref().is_some_and(Condition::follows_the_day) {
            both_ways(&mut all, &|facts| {
                if let Some(holds) = facts.steps.get_mut(&step.key) {
                    *holds = !*holds;
                }
            });
        }
    }
    for (i, exit) in stage.exit.iter().enumerate() {
        if exit.when.follows_the_day() {
            both_ways(&mut all, &|facts| {
                if let Some(holds) = facts.exit.get_mut(i) {
                    *holds = !*holds;
                }
            });
        }
    }
    all
}

/// What happened to a record's run, by the journal, in order.
pub(crate) fn events_of(tx: &mut Tx<'_>, cx: &Cx, subject: Id) -> Result<Vec<Event>> {
    let mut events = Vec::new();
    let mut before = None;
    loop {
        let page = journal::timeline(tx, cx.workspace.id, subject, before, 500)?;
        before = page.last().map(|e| e.seq);
        let own = page.iter().filter(|e| e.record == subject);
        events.extend(own.filter_map(|e| serde_json::from_value::<Event>(e.meta.clone()).ok()));
        if page.len() < 500 {
            break;
        }
    }
    events.reverse();
    Ok(events)
}

/// Makes a record's run again from the journal; tells what differed, and with `mend` puts it right.
pub fn rebuild(tx: &mut Tx<'_>, app: &App, cx: &Cx, stored: &StoredRun, mend: bool) -> Result<Vec<String>> {
    let events = events_of(tx, cx, stored.subject)?;
    let mut faults = Vec::new();
    let Some(run) = Run::replay(&events) else {
        return Ok(vec![format!(
            "{}: the journal has no beginning of its run",
            stored.subject
        )]);
    };
    let kept: Run = serde_json::from_str(&stored.run).map_err(Error::internal)?;
    if run != kept {
        faults.push(format!("{}: the run differs from the journal", stored.subject));
    }
    let version = app.versions().get(tx, cx, stored.version)?;
    let kept_visits = store::sop::visits(tx, cx.workspace.id, stored.subject)?;
    let visits = score::visits(&run, &rescored(&version, cx, &events, &kept_visits), &[]);
    if kept_visits != visits {
        faults.push(format!(
            "{}: the visits of stages differ from the journal",
            stored.subject
        ));
    }
    let object = cx.object(&stored.object)?;
    let Some(values) = rows::load(tx, cx, object, stored.subject, records::Action::Read)? else {
        return Ok(faults);
    };
    let facts = facts(tx, cx, object, stored.subject, &version.document, &run)?;
    let mut loaded = Loaded {
        object,
        values,
        version,
        run,
        facts,
    };
    let differing = |loaded: &Loaded<'_>| -> Vec<_> {
        let shown = changes(loaded, &[], None, cx).into_iter();
        shown.filter(|(i, v)| loaded.values[*i] != *v).collect()
    };
    let mut waits = stored.stale;
    for facts in earlier_days(&loaded) {
        let now = std::mem::replace(&mut loaded.facts, facts);
        waits |= differing(&loaded).is_empty();
        loaded.facts = now;
    }
    // What the passing of time changed is seen when the run is next looked at.
    let differing = if waits { Vec::new() } else { differing(&loaded) };
    for (i, value) in &differing {
        faults.push(format!(
            "{}: {} is {:?}, the journal says {value:?}",
            stored.subject, object.fields[*i].key, loaded.values[*i]
        ));
    }
    if mend && !faults.is_empty() {
        let again = self::stored(&loaded, stored.subject)?;
        store::sop::put_run(tx, cx.workspace.id, &again)?;
        store::sop::put_visits(tx, cx.workspace.id, &again, 0, &visits)?;
        store::sop::cut_visits(tx, cx.workspace.id, stored.subject, visits.len())?;
        rows::project(tx, cx, object, &loaded.values, &differing)?;
    }
    Ok(faults)
}

/// How the steps went, by the journal; where the stays are the same, as it was noted then: working hours may have
/// changed since, and history doesn't say what was left out.
fn rescored(version: &Version, cx: &Cx, events: &[Event], kept: &[store::sop::StoredVisit]) -> Scores {
    let (document, calendar) = (&version.document, &cx.workspace.calendar);
    let mut scores = Scores::new();
    let Some(mut run) = events.first().and_then(|first| Run::replay([first])) else {
        return scores;
    };
    for event in events.iter().skip(1) {
        score::apply(document, calendar, &mut run, event, false, &mut scores);
    }
    score::note(document, calendar, &run, false, &mut scores);
    for (n, (visit, kept)) in run.visits.iter().zip(kept).enumerate() {
        if visit.stage == kept.stage && visit.entered_at == kept.entered_at {
            scores.insert(n, kept.score);
        }
    }
    scores
}
