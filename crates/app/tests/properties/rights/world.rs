//! A small company with roles of every kind, and the naive reference beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use app::App;
use kernel::{Calendar, Currency, Id, Instant, Lang, Result, WorkspaceId};
use records::{
    Access, Cx, FieldDef, FieldType, ObjectDef, ObjectRights, Registry, Rights, Scope, Value, Workspace, read_input,
};
use serde_json::json;
use store::records as rows;
use store::{Tx, workspace};

use crate::choices::Choices;
use crate::plain::{Plain, Rec, Stored};

/// The objects that come into play, in an order in which each refers to those before it.
pub const OBJECTS: [&str; 12] = [
    "teams",
    "roles",
    "users",
    "accounts",
    "contacts",
    "affiliations",
    "products",
    "opportunities",
    "stakeholders",
    "activities",
    "notes",
    "tasks",
];

/// Words that names are made of, found by their beginnings.
pub const WORDS: [&str; 8] = ["alpha", "beta", "gamma", "delta", "alto", "be", "garnet", "delphi"];

/// Something that happened to a record, as the journal should tell it.
#[derive(Clone, Debug)]
pub struct Happened {
    pub object: &'static str,
    pub record: Id,
    pub topic: Id,
    pub kind: &'static str,
    pub actor: Option<Id>,
    /// Field, before, after.
    pub fields: Vec<(&'static str, Value, Value)>,
}

/// The company as it should be.
pub struct World {
    pub company: Arc<Workspace>,
    pub registry: Arc<Registry>,
    pub plain: Plain,
    pub log: Vec<Happened>,
    pub users: Vec<Id>,
    /// The first user, who may do everything.
    pub admin: Id,
    next: usize,
}

impl World {
    pub fn random(c: &mut Choices, app: &App, number: i64) -> Self {
        let company = Workspace {
            id: WorkspaceId(number),
            name: "成单".to_owned(),
            currency: Currency::CNY,
            calendar: Calendar::weekdays(chrono_tz::Asia::Shanghai),
            lang: Lang::En,
        };
        let mut world = Self {
            company: Arc::new(company),
            registry: app.registry().clone(),
            plain: Plain::default(),
            log: Vec::new(),
            users: Vec::new(),
            admin: Id::NONE,
            next: number as usize * 1000,
        };
        for object in OBJECTS.into_iter().chain(["saved_views"]) {
            let count = match object {
                "teams" | "accounts" | "opportunities" => 2 + c.below(4),
                "users" => 3 + c.below(3),
                "roles" => 2 + c.below(2),
                "products" => 1,
                _ => 1 + c.below(4),
            };
            for n in 0..count {
                let values = world.record(c, object, n);
                let kept = world.plain.0.entry(object).or_default();
                kept.push(Stored { values, deleted: false });
            }
            if object == "users" {
                world.users = world.ids("users");
                world.admin = world.users[0];
            }
        }
        world.regroup();
        // In the order in which they are stored.
        let objects = OBJECTS.into_iter().chain(["saved_views"]);
        let all: Vec<(&'static str, Id)> = objects
            .flat_map(|o| world.ids(o).into_iter().map(move |id| (o, id)))
            .collect();
        for (object, id) in all {
            world.note(object, id, "created", None, Vec::new());
        }
        world
    }

    /// Gives every company that is there the topmost one above it, if it has any or is above another.
    pub fn regroup(&mut self) {
        let object = self.registry.object("accounts").unwrap();
        let (parent, head) = (object.index("parent").unwrap(), object.index("head").unwrap());
        let living = self.plain.0["accounts"].iter().filter(|s| !s.deleted);
        let above: BTreeMap<String, Value> = living
            .map(|s| (format!("{:?}", s.values[0]), s.values[parent].clone()))
            .collect();
        let up = |id: &Value| {
            above
                .get(&format!("{id:?}"))
                .filter(|p| above.contains_key(&format!("{p:?}")))
                .cloned()
        };
        let mut heads = Vec::new();
        for stored in &self.plain.0["accounts"] {
            let mut top = stored.values[0].clone();
            while let Some(next) = up(&top) {
                top = next;
            }
            let below = self.plain.0["accounts"]
                .iter()
                .any(|s| !s.deleted && s.values[parent] == stored.values[0]);
            let grouped = below || up(&stored.values[0]).is_some();
            heads.push(if grouped { top } else { Value::Null });
        }
        for (stored, top) in self.plain.0.get_mut("accounts").unwrap().iter_mut().zip(heads) {
            if !stored.deleted {
                stored.values[head] = top;
            }
        }
    }

    /// Stores it as it begins.
    pub fn store(&self, tx: &mut Tx<'_>) -> Result<()> {
        workspace::insert_workspace(tx, &self.company, Instant(0))?;
        let cx = self.system();
        for object in OBJECTS.into_iter().chain(["saved_views"]) {
            let definition = cx.object(object)?;
            for record in &self.plain.0[object] {
                rows::insert(tx, &cx, definition, &record.values)?;
            }
        }
        Ok(())
    }

    fn system(&self) -> Cx {
        Cx::system(self.company.clone(), self.registry.clone(), crate::sample::now())
    }

    fn record(&mut self, c: &mut Choices, object: &str, n: usize) -> Vec<Value> {
        self.next += 1;
        let id = crate::plain::id(self.next);
        let registry = self.registry.clone();
        let definition = registry.object(object).unwrap();
        let mut values: Vec<Value> = definition
            .fields
            .iter()
            .map(|f| self.field(c, definition, f, n))
            .collect();
        values[0] = Value::Id(id);
        values[1] = Value::Int(1);
        values[2] = crate::sample::now().into();
        values[3] = Value::Null;
        values[4] = crate::sample::now().into();
        values
    }

    fn field(&mut self, c: &mut Choices, object: &ObjectDef, field: &FieldDef, n: usize) -> Value {
        match (object.key, field.key) {
            ("roles", "key") => return Value::Text(format!("key{n}")),
            // A series has rules of its own.
            ("tasks", "repeat") => return Value::Null,
            ("roles", "rights") if n == 0 => return Value::Json(json!(Rights::full()).to_string()),
            ("roles", "rights") => return Value::Json(json!(rights(c, &self.registry)).to_string()),
            ("users", "role") if n == 0 => return Value::Id(self.ids("roles")[0]),
            ("users", "role") => return Value::Id(self.ids("roles")[1 + c.below(self.ids("roles").len() - 1)]),
            ("users", "email") => return Value::Text(format!("{}{}@example.com", c.pick(&WORDS), self.next)),
            ("users", "active") => return Value::Bool(true),
            ("saved_views", "owner") => return Value::Id(*c.pick(&self.ids("users"))),
            ("saved_views", "object") => return Value::Text("accounts".to_owned()),
            ("opportunities", "amount") => return Value::Int(c.below(100) as i64 * 1000),
            ("opportunities", "number") => return Value::Text(format!("{}{}", c.pick(&WORDS), self.next)),
            ("opportunities", "status") => {
                return Value::Text((*c.pick(&["open", "won", "lost"])).to_owned());
            }
            ("opportunities", "steps_done" | "steps_required") | ("saved_views", "position") => return Value::Int(0),
            // A task about an opportunity would take over its account when it is next saved.
            ("tasks", "opportunity") | ("products", "code") => return Value::Null,
            // It follows from the parents.
            ("accounts", "head") => return Value::Null,
            (_, "currency") => return Value::Text("CNY".to_owned()),
            (_, "parent") if n == 0 => return Value::Null,
            _ => {}
        }
        match &field.ty {
            FieldType::Reference(target) if self.plain.0.contains_key(target) => {
                if c.chance(25) && !field.required {
                    return Value::Null;
                }
                Value::Id(*c.pick(&self.ids(target)))
            }
            FieldType::Phone => Value::Text(format!("138{:08}", c.below(100_000_000))),
            FieldType::Email => Value::Text(format!("{}@example.org", c.pick(&WORDS))),
            FieldType::Bool => Value::Bool(c.chance(50)),
            FieldType::Text | FieldType::LongText if !field.read_only && (field.required || c.chance(60)) => {
                Value::Text(format!("{} {}", c.pick(&WORDS), c.pick(&WORDS)))
            }
            FieldType::Select(options) if !field.read_only => Value::Text(c.pick(options).key.to_owned()),
            _ => self.default(field),
        }
    }

    fn default(&self, field: &FieldDef) -> Value {
        let default = field.default.as_ref().and_then(|json| read_input(field, json, "").ok());
        match default {
            Some(value) => value,
            None if field.required && field.ty.column_word() == "@i64" => crate::sample::now().into(),
            None => Value::Null,
        }
    }

    /// The ids of an object's records, those in the recycle bin included.
    pub fn ids(&self, object: &str) -> Vec<Id> {
        let all = self.plain.0.get(object).into_iter().flatten();
        all.filter_map(|r| match r.values[0] {
            Value::Id(id) => Some(id),
            _ => None,
        })
        .collect()
    }

    /// Every record that isn't in the recycle bin.
    pub fn records(&self) -> Vec<Rec<'_>> {
        let objects = self.registry.objects().iter();
        objects.flat_map(|o| self.plain.living(o)).collect()
    }

    /// A record, wherever it is.
    pub fn stored(&self, object: &str, id: Id) -> Option<&Stored> {
        self.plain.0[object].iter().find(|r| r.values[0] == Value::Id(id))
    }

    pub fn stored_mut(&mut self, object: &str, id: Id) -> &mut Stored {
        let all = self.plain.0.get_mut(object).unwrap();
        all.iter_mut().find(|r| r.values[0] == Value::Id(id)).unwrap()
    }

    pub fn rec<'w>(&'w self, object: &str, stored: &'w Stored) -> Rec<'w> {
        Rec {
            object: self.registry.object(object).unwrap(),
            values: &stored.values,
        }
    }

    /// Somebody as the reference knows them.
    pub fn cx(&self, user: Id, now: Instant) -> Cx {
        let of = |object: &str, id: Id| self.rec(object, self.stored(object, id).unwrap());
        let me = of("users", user);
        let reference = |record: Rec<'_>, key: &str| match record.get(key) {
            Value::Id(id) => Some(*id),
            _ => None,
        };
        let team = reference(me, "team");
        let rights = match of("roles", reference(me, "role").unwrap()).get("rights") {
            Value::Json(text) => serde_json::from_str(text).unwrap(),
            _ => Rights::default(),
        };
        // A team is below another if its parents lead there.
        let below = |top: Id, mut team: Id| {
            for _ in 0..20 {
                if team == top {
                    return true;
                }
                match reference(of("teams", team), "parent") {
                    Some(parent) => team = parent,
                    None => return false,
                }
            }
            false
        };
        let teams = self.ids("teams").into_iter();
        let teams_below = teams.filter(|t| team.is_some_and(|top| below(top, *t))).collect();
        Cx {
            user: Some(user),
            team,
            teams_below: Arc::new(teams_below),
            rights: Arc::new(rights.among(&self.registry)),
            now,
            ..self.system()
        }
    }

    /// Notes what happened to a record, on whose timeline it belongs.
    pub fn note(
        &mut self,
        object: &'static str,
        id: Id,
        kind: &'static str,
        actor: Option<Id>,
        fields: Vec<(&'static str, Value, Value)>,
    ) {
        let record = self.rec(object, self.stored(object, id).unwrap());
        let parents: &[(&str, &str)] = match object {
            "tasks" => &[("opportunity", ""), ("account", ""), ("contact", "")],
            _ => crate::reach::parents(object),
        };
        let topic = parents.iter().find_map(|(key, _)| match record.get(key) {
            Value::Id(id) => Some(*id),
            _ => None,
        });
        self.log.push(Happened {
            object,
            record: id,
            topic: topic.unwrap_or(id),
            kind,
            actor,
            fields,
        });
    }
}

/// What a random role may do.
pub fn rights(c: &mut Choices, registry: &Registry) -> Rights {
    const SCOPES: [Scope; 6] = [
        Scope::All,
        Scope::Own,
        Scope::Team,
        Scope::Below,
        Scope::None,
        Scope::Below,
    ];
    let mut all = Rights::default();
    let rest = ObjectRights {
        read: *c.pick(&[Scope::All, Scope::None, Scope::Below]),
        create: c.chance(50),
        update: *c.pick(&SCOPES),
        ..ObjectRights::default()
    };
    all.objects.insert("*".to_owned(), rest);
    for object in OBJECTS.into_iter().chain(["saved_views", "answers", "waivers"]) {
        if c.chance(15) {
            continue;
        }
        let definition = registry.object(object).unwrap();
        let some = |c: &mut Choices, able: &dyn Fn(&FieldDef) -> bool| -> BTreeSet<String> {
            let able: Vec<&str> = definition.fields.iter().filter(|f| able(f)).map(|f| f.key).collect();
            let count = [0, 0, 1, 2][c.below(4)];
            (0..count).map(|_| (*c.pick(&able)).to_owned()).collect()
        };
        let hidden = some(c, &|f| !matches!(f.key, "id" | "version"));
        let masked = some(c, &|f| f.ty.is_text());
        // Of what belongs to the whole company there is no part: a role that names one is refused.
        let whole = definition.access == Access::Workspace;
        let reach = |c: &mut Choices| {
            let scope = *c.pick(&SCOPES);
            if whole && scope != Scope::All {
                Scope::None
            } else {
                scope
            }
        };
        let rights = ObjectRights {
            read: *c.pick(&SCOPES),
            create: c.chance(70),
            update: reach(c),
            delete: reach(c),
            transfer: c.chance(50),
            hidden,
            masked,
        };
        all.objects.insert(object.to_owned(), rights);
    }
    all
}
