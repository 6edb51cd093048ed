//! What people ask, and what they should be told.

use app::{App, engine};
use kernel::{Code, Id};
use records::{Condition, Cx, FieldDef, FieldType, ObjectDef, Op, Scope, Search, Value, bind};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{self as rows, AggregateQuery, CursorKey, ListQuery};

use super::Story;
use super::shown::{self, is_hidden, is_masked};
use super::world::{Happened, OBJECTS, WORDS, World};
use crate::choices::Choices;
use crate::plain::{Eyes, Rec};
use crate::tree::Tree;
use crate::{reach, sums, walk};

const KEY: CursorKey = CursorKey([9; 32]);

/// Somebody adds something up, once it is committed: a transaction doesn't see what it adds to the kept totals.
pub fn add_up(c: &mut Choices, tx: &mut Tx<'_>, app: &App, world: &World) -> Result<(), String> {
    somebody(c, tx, app, world, &mut Story::new(), &|_, _| 4)
}

/// Somebody looks at something.
pub fn look(c: &mut Choices, tx: &mut Tx<'_>, app: &App, world: &World, story: &mut Story) -> Result<(), String> {
    somebody(c, tx, app, world, story, &|c, object| match c.below(6) {
        4 if object.totals.is_some() => 0,
        what => what,
    })
}

fn somebody(
    c: &mut Choices,
    tx: &mut Tx<'_>,
    app: &App,
    world: &World,
    story: &mut Story,
    what: &dyn Fn(&mut Choices, &ObjectDef) -> usize,
) -> Result<(), String> {
    let user = *c.pick(&world.users);
    let cx = world.cx(user, app.now());
    let asked = app.as_user(tx, world.company.id, user).map_err(|e| e.to_string())?;
    let object = if c.chance(10) {
        "saved_views"
    } else {
        OBJECTS[OBJECTS.len() - 1 - c.below(OBJECTS.len())]
    };
    let look = Look {
        asked,
        eyes: Eyes {
            plain: &world.plain,
            cx: &cx,
        },
        world,
        object: world.registry.object(object).unwrap(),
    };
    let (what, outcome) = match what(c, look.object) {
        0 | 1 => ("list", look.list(c, tx)),
        2 => ("get", look.get(c, tx)),
        3 => ("filter", look.filter(c, tx)),
        4 => ("sum", look.sum(c, tx)),
        _ => ("timeline", look.timeline(c, tx)),
    };
    outcome.map_err(|fault| {
        let all = cx.rights.objects.iter().map(|(o, r)| format!("{o}: {r:?}"));
        story.push(all.collect::<Vec<_>>().join("\n"));
        format!("{user} asks for {object} ({what}): {fault}")
    })
}

struct Look<'w> {
    /// As the product knows the asker.
    asked: Cx,
    /// As the reference does.
    eyes: Eyes<'w>,
    world: &'w World,
    object: &'w ObjectDef,
}

impl Look<'_> {
    fn readable(&self) -> bool {
        reach::rights(self.eyes.cx, self.object.key).read != Scope::None
    }

    fn get(&self, c: &mut Choices, tx: &mut Tx<'_>) -> Result<(), String> {
        let id = *c.pick(&self.world.ids(self.object.key));
        let found = engine::get(tx, &self.asked, self.object.key, id, &[]);
        let found = found
            .map(|(_, json)| serde_json::from_slice::<Json>(&json).unwrap())
            .map_err(|e| e.code());
        let expected = match self.eyes.find(self.object.key, id) {
            Some(record) => Ok(shown::record(&self.eyes, &record)),
            None => Err(Code::NotFound),
        };
        same(&found, &expected)
    }

    fn list(&self, c: &mut Choices, tx: &mut Tx<'_>) -> Result<(), String> {
        let Ok(object) = self.asked.object(self.object.key) else {
            return if self.readable() {
                Err("it isn't there".to_owned())
            } else {
                Ok(())
            };
        };
        let keys = walk::keys(c, self.object);
        let query = ListQuery {
            sort: walk::words(&keys),
            limit: 1 + c.below(5),
            ..ListQuery::default()
        };
        let found = walk::records(tx, &self.asked, object, &query, &KEY).map_err(|e| e.code());
        let first_fault = keys.iter().find_map(|(field, _)| {
            if is_hidden(self.eyes.cx, object, field) {
                Some(Code::UnknownField)
            } else {
                is_masked(self.eyes.cx, object, field).then_some(Code::InvalidValue)
            }
        });
        let expected = match first_fault {
            Some(code) => Err(code),
            None => {
                let mut seen: Vec<Rec<'_>> = self.eyes.records(object.key).collect();
                seen.sort_by(|a, b| walk::order(a, b, &keys));
                Ok(seen.iter().map(|r| shown::record(&self.eyes, r)).collect::<Vec<_>>())
            }
        };
        same(&found, &expected).map_err(|fault| format!("by {}: {fault}", query.sort))
    }

    fn filter(&self, c: &mut Choices, tx: &mut Tx<'_>) -> Result<(), String> {
        let Ok(object) = self.asked.object(self.object.key) else {
            return if self.readable() {
                Err("it isn't there".to_owned())
            } else {
                Ok(())
            };
        };
        let tree = Tree {
            registry: &self.world.registry,
            plain: &self.world.plain,
            wild: 0,
        };
        for _ in 0..4 {
            let condition = if c.chance(50) {
                tree.about_others(c, object, 1)
            } else {
                tree.condition(c, object, 3)
            };
            self.filtered(tx, object, &condition)?;
        }
        Ok(())
    }

    fn filtered(&self, tx: &mut Tx<'_>, object: &ObjectDef, condition: &Condition) -> Result<(), String> {
        let found = rows::ids(tx, &self.asked, object, condition, 1000).map_err(|e| e.code());
        let expected = self.holding(condition);
        same(&found, &expected).map_err(|fault| format!("where {}: {fault}", condition.to_json()))?;
        let count = rows::count(tx, &self.asked, object, Some(condition), None, 1000).map_err(|e| e.code());
        same(&count, &expected.map(|ids| ids.len()))
    }

    fn holding(&self, condition: &Condition) -> Result<Vec<Id>, Code> {
        if let Some(code) = fault(self.eyes.cx, self.object, condition) {
            return Err(code);
        }
        let bound = bind(condition, self.object, self.eyes.cx).map_err(|e| e.code())?;
        Ok(self.eyes.holding(&bound, self.object.key))
    }

    fn sum(&self, c: &mut Choices, tx: &mut Tx<'_>) -> Result<(), String> {
        let Ok(object) = self.asked.object(self.object.key) else {
            return if self.readable() {
                Err("it isn't there".to_owned())
            } else {
                Ok(())
            };
        };
        let group: Vec<String> = (0..c.below(3))
            .map(|_| sums::group(c, object, &self.world.registry))
            .collect();
        let query = AggregateQuery {
            filter: None,
            group,
            measures: vec!["count".to_owned(), sums::measure(c, object)],
        };
        let found = rows::aggregate(tx, &self.asked, object, &query).map_err(|e| e.code());
        let plain = |path: &str| path.split(':').next().unwrap_or_default().to_owned();
        let paths = query.group.iter().map(|g| plain(g));
        let measured = query.measures[1].split_once(':').map(|(_, key)| key.to_owned());
        // Amounts group by their currency, so it must be seen.
        let money = measured
            .as_ref()
            .is_some_and(|key| object.field(key).unwrap().ty == FieldType::Money);
        let currency = (money && !query.group.iter().any(|g| g == "currency")).then(|| "currency".to_owned());
        let mut paths = paths.chain(measured).chain(currency);
        let expected = if paths.any(|path| whole(self.eyes.cx, object, &path).is_none()) {
            Err(Code::UnknownField)
        } else {
            Ok(sums::naive(&self.eyes, self.eyes.cx, object, &query))
        };
        same(&found, &expected).map_err(|fault| format!("{:?} by {:?}: {fault}", query.measures, query.group))
    }

    fn timeline(&self, c: &mut Choices, tx: &mut Tx<'_>) -> Result<(), String> {
        let id = *c.pick(&self.world.ids(self.object.key));
        let found = engine::timeline(tx, &self.asked, self.object.key, id, None, 200);
        let found = found.map_err(|e| e.code()).map(|page| {
            let told = page.data.iter().map(|e| {
                let keys = ["actor", "object", "record", "kind", "fields", "record_data"];
                let mut told: Json = keys.iter().map(|k| ((*k).to_owned(), e[*k].clone())).collect();
                for field in told["fields"].as_array_mut().into_iter().flatten() {
                    field.as_object_mut().unwrap().remove("label");
                }
                told
            });
            told.collect::<Vec<_>>()
        });
        let expected = match self.eyes.find(self.object.key, id) {
            None => Err(Code::NotFound),
            Some(_) => Ok(self.told(id)),
        };
        same(&found, &expected)
    }

    fn told(&self, topic: Id) -> Vec<Json> {
        let (cx, eyes) = (self.eyes.cx, &self.eyes);
        // A company's story has what was logged on its deals, a person's what was talked with them.
        let seen = |object: &str, key: &str| {
            let definition = self.world.registry.object(object).unwrap();
            reach::rights(cx, object).read != Scope::None && !is_hidden(cx, definition, definition.field(key).unwrap())
        };
        let of_deal = |id: Id| {
            let deal = eyes.find("opportunities", id);
            seen("opportunities", "account") && deal.is_some_and(|d| *d.get("account") == Value::Id(topic))
        };
        let with_person = |id: Id| {
            let talk = eyes.find("activities", id);
            seen("activities", "contact") && talk.is_some_and(|t| *t.get("contact") == Value::Id(topic))
        };
        let beside = |e: &Happened| {
            e.object == "activities"
                && match self.object.key {
                    "accounts" => of_deal(e.topic),
                    "contacts" => with_person(e.record),
                    _ => false,
                }
        };
        let events = self.world.log.iter().rev().filter(|e| e.topic == topic || beside(e));
        let told = events.filter_map(|event| {
            let object = self.world.registry.object(event.object).unwrap();
            if reach::rights(cx, event.object).read == Scope::None {
                return None;
            }
            // What hangs on a record shows as it is now, or not at all.
            let child = event.object == "tasks" || !reach::parents(event.object).is_empty();
            let now = eyes.find(event.object, event.record);
            if child && now.is_none() {
                return None;
            }
            let seen = event
                .fields
                .iter()
                .filter(|(key, ..)| !is_hidden(cx, object, object.field(key).unwrap()));
            let fields: Vec<Json> = seen
                .map(|(key, from, to)| {
                    let field = object.field(key).unwrap();
                    let side = |v: &Value| shown::value(eyes, object, field, v);
                    json!({ "field": key, "from": side(from), "to": side(to) })
                })
                .collect();
            if event.kind == "updated" && fields.is_empty() {
                return None;
            }
            let actor = event.actor.and_then(|id| eyes.find("users", id));
            Some(json!({
                "actor": actor.map(|a| shown::named(cx, &a)), "object": event.object, "record": event.record,
                "kind": event.kind, "fields": fields,
                "record_data": now.filter(|_| child).map(|r| shown::record(eyes, &r)),
            }))
        });
        told.collect()
    }
}

/// The first thing in a condition that the asker may not ask for.
fn fault(cx: &Cx, object: &ObjectDef, condition: &Condition) -> Option<Code> {
    match condition {
        Condition::All(items) | Condition::Any(items) => items.iter().find_map(|c| fault(cx, object, c)),
        Condition::Not(inner) => fault(cx, object, inner),
        Condition::Leaf { field, op, .. } => {
            let (path, key) = field
                .rsplit_once('.')
                .map_or(("", field.as_str()), |(path, key)| (path, key));
            let Some(here) = lead(cx, object, path) else {
                return Some(Code::UnknownField);
            };
            let field = here.field(key).unwrap();
            if is_hidden(cx, here, field) {
                Some(Code::UnknownField)
            } else {
                (is_masked(cx, here, field) && *op != Op::Eq).then_some(Code::InvalidFilter)
            }
        }
        Condition::Exists { path, filter } => {
            let (path, key) = path
                .rsplit_once('.')
                .map_or(("", path.as_str()), |(path, key)| (path, key));
            let Some(here) = lead(cx, object, path) else {
                return Some(Code::UnknownField);
            };
            let collection = here.collection(key).unwrap();
            let target = cx.registry.object(collection.object).unwrap();
            if reach::rights(cx, target.key).read == Scope::None || whole(cx, target, collection.field).is_none() {
                return Some(Code::UnknownField);
            }
            filter.as_ref().and_then(|filter| fault(cx, target, filter))
        }
    }
}

/// Where references lead the asker; none if one of them can't be followed.
fn lead<'o>(cx: &'o Cx, object: &'o ObjectDef, path: &str) -> Option<&'o ObjectDef> {
    let keys = path.split('.').filter(|key| !key.is_empty());
    keys.into_iter().try_fold(object, |here, key| {
        let field = here.field(key)?;
        let target = here.target(key)?;
        let open = !is_hidden(cx, here, field) && !is_masked(cx, here, field);
        (open && reach::rights(cx, target).read != Scope::None).then(|| cx.registry.object(target))?
    })
}

/// The field at the end of a path, if the asker reads it as it is.
fn whole<'o>(cx: &'o Cx, object: &'o ObjectDef, path: &str) -> Option<&'o FieldDef> {
    let (path, key) = path.rsplit_once('.').unwrap_or(("", path));
    let here = lead(cx, object, path)?;
    here.field(key)
        .filter(|f| !is_hidden(cx, here, f) && !is_masked(cx, here, f))
}

fn same<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    // Where they part is enough.
    let (found, expected) = (format!("{found:?}"), format!("{expected:?}"));
    let same = found.chars().zip(expected.chars()).take_while(|(a, b)| a == b).count();
    let window = |text: &str| {
        text.chars()
            .skip(same.saturating_sub(150))
            .take(400)
            .collect::<String>()
    };
    Err(format!(
        "found\n  {}\nexpected\n  {}",
        window(&found),
        window(&expected)
    ))
}

/// Somebody types something into the search.
pub fn search(c: &mut Choices, tx: &mut Tx<'_>, app: &App, world: &World) -> Result<(), String> {
    let user = *c.pick(&world.users);
    let cx = world.cx(user, app.now());
    let asked = app.as_user(tx, world.company.id, user).map_err(|e| e.to_string())?;
    let eyes = Eyes {
        plain: &world.plain,
        cx: &cx,
    };
    let typed = match c.below(3) {
        0 => {
            // The end of somebody's number.
            let phones: Vec<String> = world.records().iter().filter_map(phone).collect();
            if phones.is_empty() {
                "138".to_owned()
            } else {
                c.pick(&phones)[7..].to_owned()
            }
        }
        _ => {
            let word = *c.pick(&WORDS);
            word[..1 + c.below(word.len())].to_owned()
        }
    };
    let hits =
        engine::search(tx, app, &asked, (&typed, &[]), &[], 200).map_err(|e| format!("search for {typed}: {e}"))?;
    let mut found: Vec<(String, String, Json)> = hits
        .iter()
        .map(|h| {
            (
                h.json["object"].to_string(),
                h.json["id"].to_string(),
                h.json["name"].clone(),
            )
        })
        .collect();
    found.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    let seen = world.registry.objects().iter().flat_map(|o| eyes.records(o.key));
    let mut expected: Vec<(String, String, Json)> = seen
        .filter(|r| is_found(&cx, r, &typed))
        .map(|r| {
            (
                json!(r.object.key).to_string(),
                json!(r.id()).to_string(),
                shown::name(&cx, &r),
            )
        })
        .collect();
    expected.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    same(&found, &expected).map_err(|fault| format!("{user} ({:?}) searches for {typed}: {fault}", cx.rights))
}

fn phone(record: &Rec<'_>) -> Option<String> {
    match record.object.field("phone").map(|f| record.get(f.key))? {
        Value::Text(phone) => Some(phone.clone()),
        _ => None,
    }
}

/// Whether what was typed finds a record, as far as the asker may search by its fields.
fn is_found(cx: &Cx, record: &Rec<'_>, typed: &str) -> bool {
    let object = record.object;
    let open = |kind: Search| {
        let mut fields = object.fields.iter().filter(move |f| f.search == kind);
        fields.all(|f| !is_hidden(cx, object, f) && !is_masked(cx, object, f))
    };
    if !object.fields.iter().any(|f| f.search == Search::Name) || !open(Search::Name) || !open(Search::Open) {
        return false;
    }
    object.fields.iter().any(|field| {
        let Value::Text(text) = record.get(field.key) else {
            return false;
        };
        let begins = || {
            text.split(|ch: char| !ch.is_alphanumeric())
                .any(|word| word.starts_with(typed))
        };
        match field.search {
            Search::No => false,
            Search::Name | Search::Open => begins(),
            Search::Private if !open(Search::Private) => false,
            Search::Private if field.ty == FieldType::Phone => typed.len() >= 4 && text.contains(typed),
            Search::Private => begins(),
        }
    })
}
