//! Records in plain vectors: the same rows as in the databases, for answers worked out naively.

use std::collections::BTreeMap;

use kernel::{Id, Result};
use records::{Collection, Cx, FieldDef, FieldType, ObjectDef, Registry, Source, Value};
use store::records as rows;
use store::testing::TestDb;

use crate::choices::Choices;
use crate::{reach, values};

/// A record and whether it is in the recycle bin.
#[derive(Clone, Debug)]
pub struct Stored {
    pub values: Vec<Value>,
    pub deleted: bool,
}

/// All records of a company by object.
#[derive(Clone, Debug, Default)]
pub struct Plain(pub BTreeMap<&'static str, Vec<Stored>>);

/// How many records of each object; of those not named three.
const COUNTS: &[(&str, usize)] = &[
    ("samples", 60),
    ("opportunities", 40),
    ("accounts", 20),
    ("contacts", 16),
    ("stakeholders", 24),
    ("line_items", 12),
    ("activities", 24),
    ("tasks", 16),
    ("notes", 10),
    ("products", 6),
    ("users", 6),
    ("teams", 5),
    ("answers", 8),
    ("waivers", 5),
    ("saved_views", 6),
];

/// An id that is the same in every run.
pub fn id(n: usize) -> Id {
    format!("01900000-0000-7000-8000-{n:012x}").parse().unwrap()
}

impl Plain {
    /// A company full of random records.
    pub fn random(c: &mut Choices, registry: &Registry) -> Self {
        let mut ids: BTreeMap<&'static str, Vec<Id>> = BTreeMap::new();
        let mut used = 0;
        for object in registry.objects() {
            let count = COUNTS.iter().find(|(key, _)| *key == object.key).map_or(3, |(_, n)| *n);
            // Ids in no order, so that the order of creation isn't that of insertion.
            let own = (0..count).map(|_| {
                used += 1;
                id(c.below(1 << 16) * 4096 + used)
            });
            ids.insert(object.key, own.collect());
        }
        let mut all = Self::default();
        for object in registry.objects() {
            let records = ids[object.key].iter().enumerate().map(|(i, id)| {
                let mut values: Vec<Value> = object.fields.iter().map(|f| field(c, f, &ids, i)).collect();
                values[0] = Value::Id(*id);
                values[1] = Value::Int(c.below(9) as i64);
                Stored {
                    values,
                    deleted: c.chance(8),
                }
            });
            all.0.insert(object.key, records.collect());
        }
        all
    }

    /// Stores it all in a database.
    pub fn store(&self, db: &TestDb, cx: &Cx) {
        for (object, records) in &self.0 {
            let (cx, records, object) = (cx.clone(), records.clone(), *object);
            let done = db.store.write_blocking(move |tx| {
                let object = cx.object(object)?;
                for record in &records {
                    rows::insert(tx, &cx, object, &record.values)?;
                    if record.deleted {
                        rows::delete(tx, &cx, object, &record.values)?;
                    }
                }
                Ok(())
            });
            done.unwrap();
        }
    }

    /// The records of an object that aren't in the recycle bin.
    pub fn living<'p>(&'p self, object: &'p ObjectDef) -> impl Iterator<Item = Rec<'p>> {
        let all = self.0.get(object.key).into_iter().flatten();
        all.filter(|s| !s.deleted).map(move |s| Rec {
            object,
            values: &s.values,
        })
    }
}

fn field(c: &mut Choices, field: &FieldDef, ids: &BTreeMap<&'static str, Vec<Id>>, n: usize) -> Value {
    if !field.required && !matches!(field.key, "created_at" | "updated_at") && c.chance(25) {
        return Value::Null;
    }
    match field.ty {
        // Some lead to nothing.
        FieldType::Reference(_) if c.chance(5) => Value::Id(id(0)),
        FieldType::Reference(target) => Value::Id(*c.pick(&ids[target])),
        // An address is unique over companies, too.
        _ if field.unique => Value::Text(format!("{}#{n}.{}", values::text(c), c.number())),
        _ => values::value(c, field),
    }
}

/// A record in its object.
#[derive(Clone, Copy, Debug)]
pub struct Rec<'p> {
    pub object: &'p ObjectDef,
    pub values: &'p [Value],
}

impl<'p> Rec<'p> {
    pub fn get(&self, key: &str) -> &'p Value {
        &self.values[self.object.index(key).unwrap()]
    }

    pub fn id(&self) -> Id {
        match self.values[0] {
            Value::Id(id) => id,
            _ => unreachable!("a record has an id"),
        }
    }
}

/// What somebody sees of the records.
pub struct Eyes<'p> {
    pub plain: &'p Plain,
    pub cx: &'p Cx,
}

impl<'p> Eyes<'p> {
    pub fn records(&self, object: &str) -> impl Iterator<Item = Rec<'p>> {
        let object = self.cx.registry.object(object).unwrap();
        self.plain
            .living(object)
            .filter(|r| reach::sees(self.cx, self.plain, r))
    }

    pub fn find(&self, object: &str, id: Id) -> Option<Rec<'p>> {
        self.records(object).find(|r| r.id() == id)
    }

    /// The ids of those that satisfy a checked condition, in order.
    pub fn holding(&self, condition: &records::Bound<'_>, object: &str) -> Vec<Id> {
        let found = self
            .records(object)
            .filter(|r| records::holds(condition, r, r.object, self));
        let mut ids: Vec<Id> = found.map(|r| r.id()).collect();
        ids.sort();
        ids
    }
}

impl<'p> Source for Eyes<'p> {
    type Record = Rec<'p>;

    fn value(&self, record: &Rec<'p>, _: &ObjectDef, field: &FieldDef) -> Value {
        let value = record.get(field.key).clone();
        let (FieldType::Reference(target), Value::Id(id)) = (&field.ty, &value) else {
            return value;
        };
        let own = match *target {
            "users" => self.cx.user == Some(*id),
            "teams" => self.cx.team == Some(*id),
            _ => false,
        };
        let read = field.key == "id" || own || self.cx.is_system() || self.find(target, *id).is_some();
        if read { value } else { Value::Null }
    }

    fn referenced(&self, record: &Rec<'p>, field: &FieldDef, target: &ObjectDef) -> Option<Rec<'p>> {
        match record.get(field.key) {
            Value::Id(id) => self.find(target.key, *id),
            _ => None,
        }
    }

    fn collected(&self, record: &Rec<'p>, collection: &Collection, target: &ObjectDef) -> Vec<Rec<'p>> {
        let id = Value::Id(record.id());
        self.records(target.key)
            .filter(|r| *r.get(collection.field) == id)
            .collect()
    }
}

/// Asks both databases the same and hands the answers on with their names.
pub fn ask<T: Send + 'static>(
    dbs: &[TestDb],
    question: impl Fn(&mut store::Tx<'_>) -> Result<T> + Clone + Send + 'static,
) -> Vec<(&'static str, Result<T>)> {
    let answer = |db: &TestDb| (db.name, db.store.read_blocking(question.clone()));
    dbs.iter().map(answer).collect()
}
