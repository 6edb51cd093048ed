//! Rows becoming records.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use kernel::{Code, Day, Error, FieldError, Id, Instant, Result};
use records::{Action, Condition, Cx, FieldType, ObjectDef, Op};
use serde_json::{Map, Value as Json};
use sop::Action as Move;
use store::Tx;
use store::records as rows;

use super::plan::{RunSource, Source, Step};
use super::{Options, Outcome, Rows, fault};
use crate::App;
use crate::engine::{Mode, save_changes, store_begun, store_new};
use crate::opportunities::Opportunity;
use crate::sop::{Beginning, Sop};

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// A record was made.
    Created,
    /// One was changed.
    Updated,
    /// One was so already.
    Unchanged,
}

/// A step under way.
#[derive(Clone)]
pub struct Apply {
    cx: Cx,
    step: Step,
    options: Options,
    /// What was there when the batch began. It is as large as the tables, so batches share it.
    known: Arc<RwLock<Known>>,
    /// What the batch has made.
    made: Known,
    version: Option<Id>,
    prepared: bool,
}

/// Records by the value of a field, for each object and field that is looked up by.
type Known = BTreeMap<(String, String), HashMap<String, Id>>;

impl Apply {
    /// Checks the step against the definitions.
    pub fn new(app: &App, cx: &Cx, step: &Step, options: Options) -> Result<Self> {
        let unknown = |what: &str| fault(what, format!("没有 {what:?}"), format!("There is no {what:?}"));
        let object = app
            .registry()
            .object(&step.object)
            .ok_or_else(|| unknown(&step.object))?;
        let mut known = Known::new();
        let mut check = |object: &ObjectDef, fields: &BTreeMap<String, Source>| -> Result<()> {
            if object.by_verbs {
                return Err(fault(
                    "/object",
                    format!("{:?} 由操作产生，不能导入", object.key),
                    format!("{:?} come from actions and can't be imported", object.key),
                ));
            }
            for (key, source) in fields {
                let field = object.field(key).ok_or_else(|| unknown(key))?;
                // No import passes a gate: what a run keeps comes of the run alone.
                if matches!(field.key, "id" | "version") || (object.runs_sop && field.read_only) {
                    return Err(fault(
                        format!("/fields/{key}"),
                        format!("不能直接导入 {key:?}：它随操作变化，流程的去向写在 run 中"),
                        format!(
                            "{key:?} can't be imported: it follows what is done; say under run where the process stood"
                        ),
                    ));
                }
                if let Some(by) = &source.matches {
                    let FieldType::Reference(target) = field.ty else {
                        return Err(unknown(key));
                    };
                    app.registry()
                        .object(target)
                        .and_then(|t| t.field(by))
                        .ok_or_else(|| unknown(by))?;
                    known.insert((target.to_owned(), by.clone()), HashMap::new());
                }
            }
            Ok(())
        };
        check(object, &step.fields)?;
        for child in &step.children {
            check(
                app.registry()
                    .object(&child.object)
                    .ok_or_else(|| unknown(&child.object))?,
                &child.fields,
            )?;
        }
        if let Some(key) = &step.key {
            object.field(key).ok_or_else(|| unknown(key))?;
            known.insert((step.object.clone(), key.clone()), HashMap::new());
        }
        Ok(Self {
            cx: cx.clone(),
            step: step.clone(),
            options,
            known: Arc::new(RwLock::new(known)),
            made: Known::new(),
            version: None,
            prepared: false,
        })
    }

    /// Looks up what there is already.
    pub fn prepare(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let system = self.cx.as_system();
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        for ((object, field), found) in &mut *known {
            let object = system.object(object)?;
            let field = object.field(field).ok_or_else(Error::not_found)?;
            // The oldest record with a name is the one that is meant.
            *found = rows::keys(tx, &system, object, field)?.into_iter().collect();
        }
        drop(known);
        self.prepared = true;
        if let Some(run) = &self.step.run {
            let named = Condition::leaf(Sop::key, Op::Eq, run.sop.as_str());
            let sop = rows::find::<Sop>(tx, &system, &named, 1)?
                .into_iter()
                .next()
                .and_then(|s| s.current);
            let missing = || {
                fault(
                    "/run/sop",
                    format!("没有发布的 SOP {:?}", run.sop),
                    format!("There is no published SOP {:?}", run.sop),
                )
            };
            self.version = Some(sop.ok_or_else(missing)?);
        }
        Ok(())
    }

    /// Does a batch in one transaction; if a row is refused, each row in its own.
    pub fn batch(&mut self, app: &App, rows: &Arc<Rows>, range: Range<usize>, outcome: &mut Outcome) -> Result<()> {
        match self.together(app, rows, range.clone()) {
            Ok(done) => {
                for (i, done) in range.zip(done) {
                    self.count(outcome, rows.line(i), Ok(done));
                }
            }
            Err(e) if matches!(e.code(), Code::StorageFull | Code::Unavailable | Code::Internal) => return Err(e),
            Err(_) => {
                for i in range {
                    let done = self.together(app, rows, i..i + 1).map(|done| done[0]);
                    self.count(outcome, rows.line(i), done);
                }
            }
        }
        Ok(())
    }

    fn together(&mut self, app: &App, rows: &Arc<Rows>, range: Range<usize>) -> Result<Vec<Done>> {
        let shared = Arc::new(Mutex::new(self.clone()));
        let (here, kept, rows) = (app.clone(), shared.clone(), rows.clone());
        let start = self.clone();
        let done = app.store().write_blocking(move |tx| {
            // The closure may run again: it begins with what was known before.
            let mut apply = start.clone();
            if !apply.prepared {
                apply.prepare(tx)?;
            }
            let done = range
                .clone()
                .map(|i| apply.row(tx, &here, &rows, i))
                .collect::<Result<Vec<_>>>()?;
            *kept.lock().unwrap_or_else(PoisonError::into_inner) = apply;
            Ok(done)
        })?;
        *self = shared.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        for (of, made) in std::mem::take(&mut self.made) {
            known.entry(of).or_default().extend(made);
        }
        drop(known);
        Ok(done)
    }

    /// The record that has this value in a field.
    fn find(&self, object: &str, field: &str, value: &str) -> Option<Id> {
        let of = (object.to_owned(), field.to_owned());
        let made = self.made.get(&of).and_then(|m| m.get(value)).copied();
        made.or_else(|| {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            known.get(&of)?.get(value).copied()
        })
    }

    /// Counts what became of a row.
    pub fn count(&self, outcome: &mut Outcome, line: usize, done: Result<Done>) {
        match done {
            Ok(Done::Created) => outcome.created += 1,
            Ok(Done::Updated) => outcome.updated += 1,
            Ok(Done::Unchanged) => outcome.unchanged += 1,
            Err(error) => outcome.failed.push((line, error)),
        }
    }

    /// Makes or changes the record of a row.
    pub fn row(&mut self, tx: &mut Tx<'_>, app: &App, rows: &Rows, i: usize) -> Result<Done> {
        let registry = app.registry().clone();
        let object = registry.object(&self.step.object).ok_or_else(Error::not_found)?;
        let body = self.body(rows, i, object, &self.step.fields)?;
        let run = self
            .step
            .run
            .clone()
            .map(|run| RunRow::read(rows, i, &run))
            .transpose()?;
        let started = run.as_ref().and_then(|r| r.started).map(|day| self.morning(day));
        let cx = self.cx.at(started.unwrap_or(self.cx.written_at));
        let key = self
            .step
            .key
            .as_ref()
            .and_then(|key| Some((key.clone(), body.get(key)?.as_str()?.to_owned())));
        let found = key
            .as_ref()
            .and_then(|(key, value)| self.find(&self.step.object, key, value));
        let mut done = match found {
            None => Done::Created,
            Some(_) => Done::Unchanged,
        };
        let id = match found {
            Some(id) => {
                // What a run has made of the record isn't undone by an older file.
                let old = rows::load(tx, &cx, object, id, Action::Read)?.ok_or_else(Error::not_found)?;
                let new = save_changes(tx, app, &self.cx, object, &old, &body, Mode::Program)?;
                if new != old {
                    done = Done::Updated;
                }
                id
            }
            None => {
                let beginning = run.as_ref().map(|run| self.beginning(run, cx.now)).transpose()?;
                store_begun(tx, app, &cx, object, &body, Mode::Program, beginning)?
            }
        };
        if let (Some((key, value)), None) = (key, found) {
            let of = (self.step.object.clone(), key);
            self.made.entry(of).or_default().insert(value, id);
        }
        if let Some(run) = run
            && self.run(tx, app, &cx, id, &run)?
            && done == Done::Unchanged
        {
            done = Done::Updated;
        }
        if self.children(tx, app, &cx, rows, i, id)? && done == Done::Unchanged {
            done = Done::Updated;
        }
        Ok(done)
    }

    fn morning(&self, day: Day) -> Instant {
        let calendar = &self.cx.workspace.calendar;
        let minute = calendar.hours.0.first().map_or(540, |(from, _)| *from);
        day.start(calendar.tz).plus_seconds(i64::from(minute) * 60)
    }

    fn body(
        &self,
        rows: &Rows,
        i: usize,
        object: &ObjectDef,
        fields: &BTreeMap<String, Source>,
    ) -> Result<Map<String, Json>> {
        let mut body = Map::new();
        for (key, source) in fields {
            let mut value = rows.value(i, source)?;
            if let (Some(by), Some(text), Some(target)) = (&source.matches, value.as_str(), object.target(key)) {
                let found = self.find(target, by, text);
                let found = found.ok_or_else(|| {
                    let text = (
                        format!("没有 {by} 为 {text:?} 的记录"),
                        format!("There is no record whose {by} is {text:?}"),
                    );
                    Error::fields(vec![FieldError::new(
                        format!("/{key}"),
                        Code::ReferenceNotFound,
                        text.0,
                        text.1,
                    )])
                })?;
                value = Json::from(found.to_string());
            }
            body.insert(key.clone(), value);
        }
        Ok(body)
    }

    /// Where a row's run begins.
    fn beginning<'r>(&self, run: &'r RunRow, at: Instant) -> Result<Beginning<'r>> {
        Ok(Beginning {
            version: self
                .version
                .ok_or_else(|| Error::internal("the step wasn't prepared"))?,
            stage: run.stage.as_deref(),
            at,
            historical: self.options.historical,
        })
    }

    /// Brings the run to where history left it; tells whether that changed anything.
    fn run(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, run: &RunRow) -> Result<bool> {
        if !matches!(run.outcome.as_str(), "won" | "lost") {
            return Ok(false);
        }
        let record: Opportunity = rows::load_as(tx, cx, id, Action::Read)?;
        if run.outcome == record.status || record.status != "open" {
            return Ok(false);
        }
        let at = run.closed.map_or(cx.written_at, |day| self.morning(day)).max(cx.now);
        let then = self.cx.at(at);
        if run.outcome == "lost" {
            let lose = Move::Lose {
                reason: run.loss_reason.clone(),
                on: run.closed.unwrap_or_else(|| then.today()),
            };
            self.act(tx, app, &then, id, &lose)?;
            return Ok(true);
        }
        // Forwards to the signing stage, and out of it.
        for _ in 0..sop::STAGES {
            self.act(tx, app, &then, id, &Move::Advance { to: None })?;
            let record: Opportunity = rows::load_as(tx, &then, id, Action::Read)?;
            if record.status == "won" {
                break;
            }
        }
        Ok(true)
    }

    fn act(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, action: &Move) -> Result<()> {
        let object = &self.step.object;
        if self.options.historical {
            return crate::sop::act_historical(tx, app, cx, object, id, action, None, cx.now);
        }
        crate::sop::act(tx, app, cx, object, id, action.clone(), None).map(|_| ())
    }

    /// Makes the records that belong to it and aren't there yet; tells whether there were any.
    fn children(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, rows: &Rows, i: usize, id: Id) -> Result<bool> {
        let mut made = false;
        for child in &self.step.children {
            let registry = app.registry().clone();
            let object = registry.object(&child.object).ok_or_else(Error::not_found)?;
            let mut body = self.body(rows, i, object, &child.fields)?;
            body.retain(|_, value| !value.is_null());
            let mut same = Condition::leaf(child.parent.as_str(), Op::Eq, id.to_string());
            for (key, value) in body.iter().filter(|(key, _)| object.target(key).is_some()) {
                same = same.and(Condition::leaf(key.as_str(), Op::Eq, value.clone()));
            }
            if !rows::ids(tx, &cx.as_system(), object, &same, 1)?.is_empty() {
                continue;
            }
            body.insert(child.parent.clone(), Json::from(id.to_string()));
            store_new(tx, app, cx, object, &body, Mode::Program)?;
            made = true;
        }
        Ok(made)
    }
}

/// What a row says of the run.
struct RunRow {
    stage: Option<String>,
    outcome: String,
    started: Option<Day>,
    closed: Option<Day>,
    loss_reason: String,
}

impl RunRow {
    fn read(rows: &Rows, i: usize, source: &RunSource) -> Result<Self> {
        let text =
            |source: &Source| -> Result<Option<String>> { Ok(rows.value(i, source)?.as_str().map(str::to_owned)) };
        let day = |source: &Source| -> Result<Option<Day>> {
            match text(source)? {
                None => Ok(None),
                Some(text) => Day::parse(&text).map(Some).ok_or_else(|| {
                    fault(
                        "",
                        format!("{text:?} 不是日期"),
                        format!("{text:?} is not a day such as 2026-11-22"),
                    )
                }),
            }
        };
        let outcome = text(&source.outcome)?.unwrap_or_else(|| "open".to_owned());
        if !matches!(outcome.as_str(), "open" | "won" | "lost") {
            return Err(fault(
                "/run/outcome",
                format!("{outcome:?} 不是 open、won 或 lost"),
                format!("{outcome:?} is not open, won or lost"),
            ));
        }
        Ok(Self {
            stage: text(&source.stage)?,
            outcome,
            started: day(&source.started_on)?,
            closed: day(&source.closed_on)?,
            loss_reason: source.loss_reason.clone().unwrap_or_else(|| "unknown".to_owned()),
        })
    }
}
