//! Runs that begin with their record: both are worked out first and written once.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use kernel::{Error, Id, Instant, Result};
use records::{Action, Collection, Condition, Cx, FieldDef, ObjectDef, Source, Value, bind, holds};
use sop::{Document, Event, Facts, Run};
use store::Tx;
use store::records as rows;

use super::facts::{asked, facts, told};
use super::run::{self, Loaded, Stays, refused};
use super::score::{self, Scores};
use crate::App;
use crate::opportunities::Opportunity;

/// What a new record's run follows, from where, since when.
#[derive(Clone, Copy, Debug)]
pub struct Beginning<'a> {
    /// The version.
    pub version: Id,
    /// The stage, if history says another than the first.
    pub stage: Option<&'a str>,
    /// When it began.
    pub at: Instant,
    /// Whether it is history.
    pub historical: bool,
}

/// A run that waits for its record to be written.
pub(crate) struct Begun<'c> {
    loaded: Loaded<'c>,
    events: Vec<Event>,
}

/// The beginning of a new record's run: of the SOP that it names, else of the preferred one; none if there is none.
pub(crate) fn usual<'a>(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    object: &ObjectDef,
    values: &[Value],
) -> Result<Option<Beginning<'a>>> {
    let chosen = object.index("sop").and_then(|i| match values[i] {
        Value::Id(id) => Some(id),
        _ => None,
    });
    let version = match chosen {
        Some(_) => app.versions().current(tx, cx, object.key, chosen)?,
        None => {
            let in_use = app.versions().in_use(tx, cx)?;
            let ruled = super::choice::choose(tx, cx, &in_use, object, values)?;
            ruled.map(|c| c.version).or_else(|| in_use.preferred(object.key))
        }
    };
    match version {
        Some(version) => Ok(Some(Beginning {
            version,
            stage: None,
            at: cx.now,
            historical: false,
        })),
        None if chosen.is_some() => Err(Error::field(
            "/sop",
            kernel::Code::InvalidValue,
            "此 SOP 没有已发布的版本：请先发布，或选择另一个",
            "This SOP has no published version: publish one, or choose another SOP",
        )),
        None => Ok(None),
    }
}

/// Begins the SOP of a record that has just been written: the one it names, else the preferred one.
pub(crate) fn begin(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &ObjectDef, values: &[Value]) -> Result<()> {
    match usual(tx, app, cx, object, values)? {
        Some(beginning) => begin_at(tx, app, cx, object, values, beginning),
        None => Ok(()),
    }
}

/// Begins a version's run on a record that is there, in a later stage if history says so.
pub fn begin_at(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    object: &ObjectDef,
    values: &[Value],
    beginning: Beginning<'_>,
) -> Result<()> {
    let mut begun = started(tx, app, cx, object, values, beginning)?;
    let subject = begun.loaded.subject()?;
    begun.loaded.facts = facts(
        tx,
        cx,
        object,
        subject,
        &begun.loaded.version.document,
        &begun.loaded.run,
    )?;
    let scores = begun.scores(cx);
    let asked = begun.events.len();
    run::save(tx, cx, &mut begun.loaded, &begun.events, asked, None, &scores, 0)
}

/// Begins a version's run on a record that is about to be written, whose values then say where it stands. `None` if that
/// can only be told once the record is there.
pub(crate) fn begin_with<'c>(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &'c Cx,
    object: &'c ObjectDef,
    values: &mut [Value],
    beginning: Beginning<'_>,
) -> Result<Option<Begun<'c>>> {
    let mut begun = started(tx, app, cx, object, values, beginning)?;
    let Some(facts) = of_new(
        tx,
        cx,
        object,
        values,
        &begun.loaded.version.document,
        &begun.loaded.run,
    )?
    else {
        return Ok(None);
    };
    begun.loaded.facts = facts;
    for (i, value) in run::changes(&begun.loaded, &begun.events, None, cx) {
        values[i] = value;
    }
    if object.key == Opportunity::OBJECT {
        let judged = crate::health::changes(
            tx,
            cx,
            object,
            values,
            &begun.loaded.version.document,
            &begun.loaded.run,
        )?;
        for (i, value) in judged {
            values[i] = value;
        }
    }
    Ok(Some(begun))
}

/// Writes down which rule chose the SOP of a record that has just been created without naming one.
pub(crate) fn note_choice(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &ObjectDef, values: &[Value]) -> Result<()> {
    if !app.versions().have_rules(cx.workspace.id) {
        return Ok(());
    }
    let in_use = app.versions().in_use(tx, cx)?;
    let (Some(chosen), Value::Id(id)) = (super::choice::choose(tx, cx, &in_use, object, values)?, &values[0]) else {
        return Ok(());
    };
    super::choice::note(tx, app, cx, *id, &chosen)
}

/// Whether a condition holds for a record that is about to be written, as the system sees it.
pub(super) fn fits(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &ObjectDef,
    values: &[Value],
    condition: &Condition,
) -> Result<bool> {
    let (held, _) = judged(tx, cx, object, values, std::iter::once(condition))?;
    Ok(held == [true])
}

/// Which conditions hold for a record that is about to be written, as the system sees it, and whether everything could be told.
fn judged<'a>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &ObjectDef,
    values: &[Value],
    conditions: impl Iterator<Item = &'a Condition>,
) -> Result<(Vec<bool>, bool)> {
    let system = cx.as_system();
    let new = New {
        tx: RefCell::new(tx),
        cx: &system,
        met: RefCell::default(),
        outcome: RefCell::new(Ok(true)),
    };
    let record = Record {
        object,
        values: Rc::new(values.to_vec()),
        new: true,
    };
    let held: Result<Vec<bool>> = conditions
        .map(|condition| Ok(holds(&bind(condition, object, &system)?, &record, object, &new)))
        .collect();
    Ok((held?, new.outcome.into_inner()?))
}

fn started<'c>(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    object: &'c ObjectDef,
    values: &[Value],
    beginning: Beginning<'_>,
) -> Result<Begun<'c>> {
    let version = app.versions().get(tx, cx, beginning.version)?;
    let acting = run::acting(cx, beginning.at, true, beginning.historical);
    let events = sop::start(&version.document, version.record.id, beginning.stage, &acting)
        .map_err(|r| refused(&r, &version, cx))?;
    let run = Run::replay(&events).ok_or_else(|| Error::internal("a run without a beginning"))?;
    let loaded = Loaded {
        object,
        values: values.to_vec(),
        version,
        run,
        facts: Facts::default(),
    };
    Ok(Begun { loaded, events })
}

impl Begun<'_> {
    fn scores(&self, cx: &Cx) -> Scores {
        let mut scores = Scores::new();
        let document = &self.loaded.version.document;
        score::note(document, &cx.workspace.calendar, &self.loaded.run, false, &mut scores);
        scores
    }

    /// Writes the run beside its record, which was written with these values.
    pub fn keep(self, tx: &mut Tx<'_>, cx: &Cx, values: &[Value]) -> Result<()> {
        let scores = self.scores(cx);
        let asked = self.events.len();
        let stays = Stays {
            scores: &scores,
            from: 0,
            before: &[],
        };
        run::keep(tx, cx, &self.loaded, values, &self.events, asked, None, &stays).map(|_| ())
    }
}

/// The facts about the stage that the run of a new record begins in. Nothing refers to the record yet, so its collections
/// are empty; what it refers to is looked up. `None` if a condition comes back to other records through that.
fn of_new(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &ObjectDef,
    values: &[Value],
    document: &Document,
    run: &Run,
) -> Result<Option<Facts>> {
    let Some((_, stage)) = document.stage(&run.stage) else {
        return Ok(Some(Facts::default()));
    };
    let (keys, conditions) = asked(stage);
    let (held, complete) = judged(tx, cx, object, values, conditions.iter())?;
    Ok(complete.then(|| told(stage, keys, held, BTreeMap::new())))
}

/// A record that conditions look at.
#[derive(Clone)]
struct Record<'a> {
    object: &'a ObjectDef,
    values: Rc<Vec<Value>>,
    new: bool,
}

/// Where conditions on a new record look.
struct New<'a, 'c> {
    tx: RefCell<&'a mut Tx<'c>>,
    cx: &'a Cx,
    /// The records that were looked up.
    met: RefCell<HashMap<Id, Option<Rc<Vec<Value>>>>>,
    /// Whether everything could be told.
    outcome: RefCell<Result<bool>>,
}

impl New<'_, '_> {
    fn look_up(&self, target: &ObjectDef, id: Id) -> Option<Rc<Vec<Value>>> {
        if let Some(found) = self.met.borrow().get(&id) {
            return found.clone();
        }
        let found = match rows::load(*self.tx.borrow_mut(), self.cx, target, id, Action::Read) {
            Ok(found) => found.map(Rc::new),
            Err(error) => {
                *self.outcome.borrow_mut() = Err(error);
                None
            }
        };
        self.met.borrow_mut().insert(id, found.clone());
        found
    }
}

impl<'a> Source for New<'a, '_> {
    type Record = Record<'a>;

    fn value(&self, record: &Record<'a>, object: &ObjectDef, field: &FieldDef) -> Value {
        object
            .index(field.key)
            .map_or(Value::Null, |i| record.values[i].clone())
    }

    fn referenced(&self, record: &Record<'a>, field: &FieldDef, target: &ObjectDef) -> Option<Record<'a>> {
        let Value::Id(id) = record.values[record.object.index(field.key)?] else {
            return None;
        };
        Some(Record {
            object: self.cx.registry.object(target.key)?,
            values: self.look_up(target, id)?,
            new: false,
        })
    }

    fn collected(&self, record: &Record<'a>, _: &Collection, _: &ObjectDef) -> Vec<Record<'a>> {
        if !record.new
            && let Ok(complete) = &mut *self.outcome.borrow_mut()
        {
            *complete = false;
        }
        Vec::new()
    }
}
