//! Tells stories to the rules. Records, their runs and the journal come about in memory as the engine would have made them,
//! happening by happening, and are written together at the end: years of a company's life take seconds.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use kernel::{Day, Error, Id, Instant, Result};
use records::{Collection, Cx, FieldDef, ObjectDef, Source, Value, bind, holds};
use serde_json::{Map, Value as Json, json};
use sop::{Action, Event, Evidence, Facts, Stage, State};
use store::Tx;
use store::records as rows;

use super::story::{Happening, What};
use crate::App;
use crate::engine::{Mode, Saved, drafted, redrafted};
use crate::opportunities::Opportunity;
use crate::sop::{Answer, Told, Version, read_by_stage, version_of};

/// Everything told so far.
pub(super) struct History<'c> {
    app: &'c App,
    cx: &'c Cx,
    people: &'c HashMap<Id, Cx>,
    procedures: HashMap<&'static str, Procedure>,
    records: Vec<Kept<'c>>,
    places: HashMap<Id, usize>,
    entries: Vec<Entry>,
}

/// The SOP that new records of an object follow.
struct Procedure {
    version: Arc<Version>,
    /// For each stage: the objects that its conditions read.
    reads: HashMap<String, Vec<&'static str>>,
}

/// A record as history stands.
struct Kept<'c> {
    object: &'c ObjectDef,
    values: Vec<Value>,
    /// Those that belong to it and that conditions may reach.
    children: Vec<usize>,
    told: Option<Told<'c>>,
    /// Whether its run has looked at the data since it began.
    looked: bool,
}

/// An entry of the journal.
struct Entry {
    at: Instant,
    by: Id,
    record: usize,
    what: Noted,
}

enum Noted {
    /// The record was made.
    Made,
    Event {
        kind: &'static str,
        meta: Json,
        data: Option<Json>,
    },
}

impl<'c> History<'c> {
    /// Nothing told yet. `people` are the contexts of everybody who does something.
    pub fn new(tx: &mut Tx<'_>, app: &'c App, cx: &'c Cx, people: &'c HashMap<Id, Cx>) -> Result<Self> {
        let mut procedures = HashMap::new();
        for object in cx.registry.objects().iter().filter(|o| o.runs_sop) {
            if let Some(version) = version_of(tx, app, cx, object.key)? {
                let reads = read_by_stage(&version, cx);
                procedures.insert(object.key, Procedure { version, reads });
            }
        }
        Ok(Self {
            app,
            cx,
            people,
            procedures,
            records: Vec::new(),
            places: HashMap::new(),
            entries: Vec::new(),
        })
    }

    /// The document that new records of `object` follow.
    pub fn document(&self, object: &str) -> Option<&sop::Document> {
        self.procedures.get(object).map(|p| &p.version.document)
    }

    /// A record's run.
    pub fn run(&self, id: Id) -> Option<&sop::Run> {
        self.kept(id)?.told.as_ref().map(Told::run)
    }

    /// The deals that somebody owns.
    pub fn deals_of(&self, owner: Id) -> Vec<Id> {
        let own = |kept: &&Kept<'_>| {
            kept.object.key == Opportunity::OBJECT
                && kept
                    .object
                    .index("owner")
                    .is_some_and(|i| kept.values[i] == Value::Id(owner))
        };
        let id = |kept: &Kept<'_>| {
            if let Value::Id(id) = kept.values[0] {
                Some(id)
            } else {
                None
            }
        };
        self.records.iter().filter(own).filter_map(id).collect()
    }

    /// When each account first bought something, and from whom.
    pub fn first_sales(&self) -> HashMap<Id, (Instant, Id)> {
        let mut first = HashMap::new();
        for kept in &self.records {
            let won = kept
                .told
                .iter()
                .flat_map(|t| &t.run().visits)
                .find(|v| v.left == Some(sop::Left::Won));
            let id = |key| kept.object.index(key).map(|i| &kept.values[i]);
            if let (Some(at), Some(Value::Id(account)), Some(Value::Id(owner))) =
                (won.and_then(|v| v.left_at), id("account"), id("owner"))
            {
                let sale = first.entry(*account).or_insert((at, *owner));
                if at < sale.0 {
                    *sale = (at, *owner);
                }
            }
        }
        first
    }

    /// The account of a deal.
    pub fn account_of(&self, deal: Id) -> Option<Id> {
        let kept = self.kept(deal)?;
        match kept.values[kept.object.index("account")?] {
            Value::Id(id) => Some(id),
            _ => None,
        }
    }

    fn kept(&self, id: Id) -> Option<&Kept<'c>> {
        self.places.get(&id).map(|i| &self.records[*i])
    }

    /// Tells what happened.
    ///
    /// # Errors
    /// If the rules refuse it.
    pub fn tell(&mut self, tx: &mut Tx<'_>, happening: Happening) -> Result<()> {
        let Happening { at, by, what } = happening;
        let person = self
            .people
            .get(&by)
            .ok_or_else(|| Error::internal("a story of nobody"))?;
        let cx = person.at(at);
        match what {
            What::Make { object, id, body } => self.make(tx, &cx, by, object, id, &body),
            What::Change { id, body } => self.change(tx, &cx, by, id, &body),
            What::Put { id, body, event } => self.keep(tx, &cx, by, id, &body, event),
            What::Act { id, action, note } => self.act(&cx, by, id, &action, note),
        }
    }

    fn make(&mut self, tx: &mut Tx<'_>, cx: &Cx, by: Id, object: &str, id: Id, body: &Map<String, Json>) -> Result<()> {
        let object = self.cx.object(object)?;
        let values = drafted(tx, self.app, cx, object, id, body, mode(object))?;
        let place = self.records.len();
        let parent = self.parent(object, &values);
        self.records.push(Kept {
            object,
            values,
            children: Vec::new(),
            told: None,
            looked: false,
        });
        self.places.insert(id, place);
        self.entries.push(Entry {
            at: cx.now,
            by,
            record: place,
            what: Noted::Made,
        });
        if let Some(procedure) = self.procedures.get(object.key) {
            let (told, events) = Told::begin(object, procedure.version.clone(), cx, cx.now)?;
            self.records[place].told = Some(told);
            self.note(place, by, &events, events.len(), None)?;
        }
        if let Some(parent) = parent {
            self.records[parent].children.push(place);
            self.observe(cx, by, parent, object.key)?;
        }
        Ok(())
    }

    fn change(&mut self, tx: &mut Tx<'_>, cx: &Cx, by: Id, id: Id, body: &Map<String, Json>) -> Result<()> {
        let place = *self
            .places
            .get(&id)
            .ok_or_else(|| Error::internal("a story of a record not made"))?;
        let kept = &self.records[place];
        let object = kept.object;
        let changes = redrafted(tx, self.app, cx, object, &kept.values, body, mode(object))?;
        if changes.is_empty() {
            return Ok(());
        }
        let fields: Vec<_> = changes.iter().map(|(i, _)| object.fields[*i].key).collect();
        let data: Map<String, Json> = changes
            .iter()
            .map(|(i, new)| {
                let field = &object.fields[*i];
                (
                    field.key.to_owned(),
                    json!([rows::to_json(field, &kept.values[*i]), rows::to_json(field, new)]),
                )
            })
            .collect();
        self.entries.push(Entry {
            at: cx.now,
            by,
            record: place,
            what: Noted::Event {
                kind: "updated",
                meta: json!({ "fields": fields }),
                data: Some(Json::Object(data)),
            },
        });
        self.put(place, &changes, cx.now);
        let subject = self.parent(object, &self.records[place].values).unwrap_or(place);
        self.observe(cx, by, subject, object.key)
    }

    /// Sets what verbs keep in a record.
    fn keep(
        &mut self,
        tx: &mut Tx<'_>,
        cx: &Cx,
        by: Id,
        id: Id,
        body: &Map<String, Json>,
        event: Option<(&'static str, Json, Option<Json>)>,
    ) -> Result<()> {
        let place = *self
            .places
            .get(&id)
            .ok_or_else(|| Error::internal("a story of a record not made"))?;
        let kept = &self.records[place];
        let changes = redrafted(tx, self.app, cx, kept.object, &kept.values, body, Mode::Program)?;
        self.put(place, &changes, cx.now);
        if let Some((kind, meta, data)) = event {
            self.entries.push(Entry {
                at: cx.now,
                by,
                record: place,
                what: Noted::Event { kind, meta, data },
            });
        }
        Ok(())
    }

    /// The record with a run that this one belongs to.
    fn parent(&self, object: &ObjectDef, values: &[Value]) -> Option<usize> {
        if object.runs_sop {
            return None;
        }
        ["opportunity", "lead"]
            .iter()
            .find_map(|key| match &values[object.index(key)?] {
                Value::Id(id) => self.places.get(id).copied(),
                _ => None,
            })
    }

    fn act(&mut self, cx: &Cx, by: Id, id: Id, action: &Action, note: Option<Json>) -> Result<()> {
        let place = *self
            .places
            .get(&id)
            .ok_or_else(|| Error::internal("a story of a record not made"))?;
        let mut told = self.records[place]
            .told
            .take()
            .ok_or_else(|| Error::internal("a story of a run not begun"))?;
        let done = told.act(cx, action, note.as_ref(), &|stage| self.facts(cx, place, stage));
        self.records[place].told = Some(told);
        self.records[place].looked = true;
        let (events, asked) = done?;
        if !events.is_empty() {
            self.put(place, &[], cx.now);
        }
        self.note(place, by, &events, asked, note)
    }

    /// A run looks at the data again when something that its stage reads was written.
    fn observe(&mut self, cx: &Cx, by: Id, place: usize, written: &str) -> Result<()> {
        let kept = &self.records[place];
        let Some(told) = &kept.told else { return Ok(()) };
        let reads = self.procedures.get(kept.object.key).map(|p| &p.reads);
        let here = reads
            .and_then(|r| r.get(&told.run().stage))
            .is_some_and(|r| r.contains(&written));
        let anywhere = !kept.looked && reads.is_some_and(|r| r.values().flatten().any(|o| *o == written));
        if !(here || anywhere) || matches!(told.run().state, State::Completed | State::Stopped) {
            return Ok(());
        }
        let Value::Id(id) = kept.values[0] else { return Ok(()) };
        self.act(cx, by, id, &Action::Observe, None)
    }

    fn put(&mut self, place: usize, changes: &[(usize, Value)], at: Instant) {
        let values = &mut self.records[place].values;
        for (i, value) in changes {
            values[*i] = value.clone();
        }
        if let Value::Int(version) = &mut values[1] {
            *version += 1;
        }
        values[4] = at.into();
    }

    fn note(&mut self, place: usize, by: Id, events: &[Event], asked: usize, note: Option<Json>) -> Result<()> {
        for (i, event) in events.iter().enumerate() {
            self.entries.push(Entry {
                at: event.at(),
                by,
                record: place,
                what: Noted::Event {
                    kind: event.kind(),
                    meta: serde_json::to_value(event).map_err(Error::internal)?,
                    // What people wrote belongs to the last event that they asked for.
                    data: note.clone().filter(|_| i + 1 == asked),
                },
            });
        }
        Ok(())
    }

    /// What the data says of a stage of a record's SOP.
    fn facts(&self, cx: &Cx, place: usize, stage: &Stage) -> Facts {
        let object = self.records[place].object;
        let system = cx.as_system();
        let holds = |condition: &sop::Condition| {
            bind(condition, object, &system).is_ok_and(|b| holds(&b, &place, object, self))
        };
        let steps = stage
            .steps
            .iter()
            .filter_map(|s| Some((s.key.clone(), holds(s.done_when.as_ref()?))));
        let ways = stage.next.as_deref().unwrap_or_default();
        let asks = stage.steps.iter().any(|s| !s.questions.is_empty());
        Facts {
            steps: steps.collect(),
            exit: stage.exit.iter().map(|e| holds(&e.when)).collect(),
            next: ways.iter().map(|w| w.when.as_ref().is_none_or(holds)).collect(),
            answers: if asks {
                self.answers(place).collect()
            } else {
                BTreeMap::new()
            },
        }
    }

    fn answers(&self, place: usize) -> impl Iterator<Item = (String, Evidence)> {
        let children = self.records[place].children.iter().map(|i| &self.records[*i]);
        let answers = children.filter(|c| c.object.key == Answer::OBJECT);
        answers.filter_map(|answer| {
            let get = |key: &str| answer.object.index(key).map_or(&Value::Null, |i| &answer.values[i]);
            let text = |key: &str| {
                if let Value::Text(text) = get(key) {
                    Some(text.as_str())
                } else {
                    None
                }
            };
            let by = if let Value::Int(day) = get(Answer::will_know_by) {
                Some(Day(*day as i32))
            } else {
                None
            };
            let good = Evidence::of(text(Answer::text), text(Answer::unknown_because), by)?;
            Some((text(Answer::question)?.to_owned(), good))
        })
    }

    /// Writes everything, in the order in which it happened.
    pub fn write(mut self, tx: &mut Tx<'_>) -> Result<()> {
        for place in 0..self.records.len() {
            if let Some(mut told) = self.records[place].told.take() {
                let values = self.records[place].values.clone();
                // As it was seen when something last happened to it.
                let then = if let Value::Int(at) = values[4] {
                    Instant(at)
                } else {
                    self.cx.now
                };
                let cx = self.cx.at(then);
                for (i, value) in told.shown(&cx, &values, &|stage| self.facts(&cx, place, stage)) {
                    self.records[place].values[i] = value;
                }
                self.records[place].told = Some(told);
            }
        }
        let mut entries = std::mem::take(&mut self.entries);
        entries.sort_by_key(|e| e.at);
        for entry in entries {
            let kept = &self.records[entry.record];
            let person = self.people.get(&entry.by).unwrap_or(self.cx);
            match entry.what {
                Noted::Made => self.insert(tx, person, kept)?,
                Noted::Event { kind, meta, data } => {
                    rows::note(tx, person, kept.object, &kept.values, kind, entry.at, meta, data)?;
                }
            }
        }
        Ok(())
    }

    fn insert(&self, tx: &mut Tx<'_>, person: &Cx, kept: &Kept<'_>) -> Result<()> {
        let (Value::Id(id), Value::Int(updated)) = (&kept.values[0], &kept.values[4]) else {
            return Err(Error::internal("a record without id and time"));
        };
        let cx = person.at(Instant(*updated));
        rows::insert(tx, &cx, kept.object, &kept.values)?;
        if let Some(told) = &kept.told {
            told.store(tx, &cx, *id)?;
        }
        if kept.object.key != Opportunity::OBJECT {
            return Ok(());
        }
        let saved = Saved {
            object: kept.object,
            old: None,
            new: Some(&kept.values),
        };
        crate::insights::saved(tx, &cx, &saved)
    }
}

/// Records of kinds that come from actions are the program's own.
fn mode(object: &ObjectDef) -> Mode {
    if object.by_verbs || object.key == "leads" {
        Mode::Program
    } else {
        Mode::Caller
    }
}

impl Source for History<'_> {
    type Record = usize;

    fn value(&self, record: &usize, object: &ObjectDef, field: &FieldDef) -> Value {
        let index = object
            .fields
            .iter()
            .position(|f| std::ptr::eq(f, field))
            .or_else(|| object.index(field.key));
        index.map_or(Value::Null, |i| self.records[*record].values[i].clone())
    }

    fn referenced(&self, record: &usize, field: &FieldDef, _target: &ObjectDef) -> Option<usize> {
        let kept = &self.records[*record];
        match kept.object.index(field.key).map(|i| &kept.values[i]) {
            Some(Value::Id(id)) => self.places.get(id).copied(),
            _ => None,
        }
    }

    fn collected(&self, record: &usize, collection: &Collection, target: &ObjectDef) -> Vec<usize> {
        let kept = &self.records[*record];
        let belongs = |i: &&usize| {
            let child = &self.records[**i];
            child.object.key == target.key
                && child
                    .object
                    .index(collection.field)
                    .is_some_and(|f| child.values[f] == kept.values[0])
        };
        kept.children.iter().filter(belongs).copied().collect()
    }
}
