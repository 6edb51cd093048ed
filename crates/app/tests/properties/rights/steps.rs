//! What people do, and what should come of it.

use app::{App, engine};
use kernel::{Code, Id};
use records::{Cx, FieldType, Scope, Value, mask, read_input};
use serde_json::{Map, Value as Json, json};
use store::Tx;

use super::Story;
use super::shown::{is_hidden, is_masked};
use super::world::{OBJECTS, WORDS, World, rights};
use crate::choices::Choices;
use crate::plain::{Eyes, Stored};
use crate::reach;

/// The objects that people write.
const WRITTEN: [&str; 9] = [
    "opportunities",
    "accounts",
    "contacts",
    "stakeholders",
    "activities",
    "notes",
    "tasks",
    "saved_views",
    "products",
];

/// Somebody does something; the reference follows.
pub fn step(c: &mut Choices, tx: &mut Tx<'_>, app: &App, world: &mut World, story: &mut Story) -> Result<(), String> {
    if c.chance(12) {
        return reorganise(c, tx, app, world, story);
    }
    let user = *c.pick(&world.users);
    let cx = world.cx(user, app.now());
    let asked = app.as_user(tx, world.company.id, user).map_err(|e| e.to_string())?;
    same_asker(&cx, &asked)?;
    let object = *c.pick(&WRITTEN);
    match c.below(8) {
        0..=2 => patch(c, tx, app, world, &cx, object, story),
        3 => transfer(c, tx, app, world, &cx, object, story),
        4 => remove(c, tx, app, world, &cx, object, story),
        5 => restore(c, tx, app, world, &cx, object, story),
        _ => create(c, tx, app, world, &cx, object, story),
    }
}

fn same_asker(expected: &Cx, found: &Cx) -> Result<(), String> {
    let sorted = |cx: &Cx| {
        let mut teams = cx.teams_below.to_vec();
        teams.sort();
        teams
    };
    if (expected.team, sorted(expected), &expected.rights) == (found.team, sorted(found), &found.rights) {
        return Ok(());
    }
    Err(format!("the asker is {found:?}, expected {expected:?}"))
}

/// Somebody changes team or role, a team its place, a role its rights.
fn reorganise(c: &mut Choices, tx: &mut Tx<'_>, app: &App, world: &mut World, story: &mut Story) -> Result<(), String> {
    let (admin, registry) = (world.admin, world.registry.clone());
    let others: Vec<Id> = world.users.iter().copied().filter(|u| *u != admin).collect();
    let (teams, roles) = (world.ids("teams"), world.ids("roles"));
    let (object, id, field, value) = match c.below(4) {
        0 => ("users", *c.pick(&others), "team", json!(c.pick(&teams))),
        1 => ("users", *c.pick(&others), "role", json!(c.pick(&roles[1..]))),
        2 => ("teams", *c.pick(&teams), "parent", Json::Null),
        _ => (
            "roles",
            roles[1 + c.below(roles.len() - 1)],
            "rights",
            json!(rights(c, &registry)),
        ),
    };
    change(
        tx,
        app,
        world,
        &world.cx(admin, app.now()),
        object,
        id,
        field,
        &value,
        Ok(()),
        story,
    )
}

/// What the asker may do to a record: nothing at all, or only look.
fn may(world: &World, cx: &Cx, object: &str, id: Id, update: bool) -> Result<(), Code> {
    let rights = reach::rights(cx, object);
    let stored = world.stored(object, id).filter(|r| !r.deleted).ok_or(Code::NotFound)?;
    let record = world.rec(object, stored);
    if !reach::sees(cx, &world.plain, &record) {
        return Err(Code::NotFound);
    }
    let scope = if update { rights.update } else { rights.delete }.min(rights.read);
    let others = object == "saved_views" && scope != Scope::All && *record.get("owner") != Value::from(cx.user);
    if others || !reach::reaches(cx, &world.plain, &record, scope) {
        return Err(Code::Forbidden);
    }
    Ok(())
}

fn patch(
    c: &mut Choices,
    tx: &mut Tx<'_>,
    app: &App,
    world: &mut World,
    cx: &Cx,
    object: &'static str,
    story: &mut Story,
) -> Result<(), String> {
    let id = *c.pick(&world.ids(object));
    let registry = world.registry.clone();
    let definition = registry.object(object).unwrap();
    let plain = |f: &&records::FieldDef| {
        matches!(
            f.ty,
            FieldType::Text | FieldType::LongText | FieldType::Money | FieldType::Bool
        ) && !f.read_only
            && !f.fixed
            && !f.unique
            && !matches!(f.key, "currency" | "sort")
    };
    let fields: Vec<_> = definition.fields.iter().filter(plain).collect();
    let field = *c.pick(&fields);
    let stored = world.stored(object, id).unwrap();
    let value = match (&field.ty, world.rec(object, stored).get(field.key)) {
        // The masked text comes back as it was read.
        (_, Value::Text(text)) if is_masked(cx, definition, field) && c.chance(50) => json!(mask(field, text)),
        (FieldType::Money, _) => json!(format!("{}.00", c.below(1000))),
        (FieldType::Bool, _) => json!(c.chance(50)),
        _ if !field.required && c.chance(20) => Json::Null,
        _ => json!(format!("{} {}", c.pick(&WORDS), c.pick(&WORDS))),
    };
    let allowed = if is_hidden(cx, definition, field) {
        Err(Code::UnknownField)
    } else if object == "saved_views" && reach::rights(cx, "accounts").read == Scope::None {
        // A view of what one can't see is none.
        Err(Code::InvalidValue)
    } else {
        Ok(())
    };
    let expected = may(world, cx, object, id, true).and(allowed);
    change(tx, app, world, cx, object, id, field.key, &value, expected, story)
}

fn transfer(
    c: &mut Choices,
    tx: &mut Tx<'_>,
    app: &App,
    world: &mut World,
    cx: &Cx,
    object: &'static str,
    story: &mut Story,
) -> Result<(), String> {
    if !reach::is_owned(object) {
        return patch(c, tx, app, world, cx, object, story);
    }
    let (id, owner) = (*c.pick(&world.ids(object)), *c.pick(&world.users));
    let registry = world.registry.clone();
    let definition = registry.object(object).unwrap();
    let same = *world.rec(object, world.stored(object, id).unwrap()).get("owner") == Value::Id(owner);
    let eyes = Eyes {
        plain: &world.plain,
        cx,
    };
    let expected = may(world, cx, object, id, true).and_then(|()| {
        if is_hidden(cx, definition, definition.field("owner").unwrap()) {
            Err(Code::UnknownField)
        } else if same {
            Ok(())
        } else if !reach::rights(cx, object).transfer {
            Err(Code::Forbidden)
        } else if cx.user != Some(owner) && eyes.find("users", owner).is_none() {
            Err(Code::ReferenceNotFound)
        } else {
            Ok(())
        }
    });
    change(tx, app, world, cx, object, id, "owner", &json!(owner), expected, story)
}

/// Asks for a change of one field and follows it.
#[expect(
    clippy::too_many_arguments,
    reason = "who changes what in what, and what should come of it"
)]
fn change(
    tx: &mut Tx<'_>,
    app: &App,
    world: &mut World,
    cx: &Cx,
    object: &'static str,
    id: Id,
    field: &'static str,
    value: &Json,
    expected: Result<(), Code>,
    story: &mut Story,
) -> Result<(), String> {
    let registry = world.registry.clone();
    let definition = registry.object(object).unwrap();
    let asked = asker(tx, app, world, cx)?;
    let version = match world.stored(object, id).unwrap().values[1] {
        Value::Int(version) => version,
        _ => 0,
    };
    let body = Map::from_iter([(field.to_owned(), value.clone())]);
    let outcome = engine::patch(tx, app, &asked, object, id, version, &body).map_err(|e| e.code());
    agree(
        story,
        cx,
        format!("sets {field} of {object} {id} to {value}"),
        &outcome,
        &expected,
    )?;
    if outcome.is_err() {
        return Ok(());
    }
    let index = definition.index(field).unwrap();
    let old = world.stored(object, id).unwrap().values.clone();
    let mut new = old.clone();
    new[index] = match (&old[index], value) {
        (Value::Text(text), Json::String(sent))
            if is_masked(cx, definition, &definition.fields[index])
                && *sent == mask(&definition.fields[index], text) =>
        {
            old[index].clone()
        }
        _ => read_input(&definition.fields[index], value, "").unwrap(),
    };
    if field == "owner" && new[index] != old[index] {
        let team = world
            .rec("users", world.stored("users", id_of(&new[index])).unwrap())
            .get("team")
            .clone();
        new[definition.index("team").unwrap()] = team;
    }
    let changed: Vec<_> = (0..new.len())
        .filter(|i| new[*i] != old[*i])
        .map(|i| (definition.fields[i].key, old[i].clone(), new[i].clone()))
        .collect();
    if !changed.is_empty() {
        new[1] = Value::Int(version + 1);
        new[4] = cx.now.into();
        world.stored_mut(object, id).values = new;
        world.note(object, id, "updated", cx.user, changed);
        judged(world, object, id);
    }
    Ok(())
}

fn remove(
    c: &mut Choices,
    tx: &mut Tx<'_>,
    app: &App,
    world: &mut World,
    cx: &Cx,
    object: &'static str,
    story: &mut Story,
) -> Result<(), String> {
    let id = *c.pick(&world.ids(object));
    let expected = may(world, cx, object, id, false);
    let asked = asker(tx, app, world, cx)?;
    let version = version(world.stored(object, id).unwrap());
    let outcome = engine::delete(tx, app, &asked, object, id, version).map_err(|e| e.code());
    agree(story, cx, format!("deletes {object} {id}"), &outcome, &expected)?;
    if outcome.is_ok() {
        flip(world, cx, object, id, true);
    }
    Ok(())
}

fn restore(
    c: &mut Choices,
    tx: &mut Tx<'_>,
    app: &App,
    world: &mut World,
    cx: &Cx,
    object: &'static str,
    story: &mut Story,
) -> Result<(), String> {
    let all = world.ids(object);
    let gone: Vec<Id> = all
        .iter()
        .copied()
        .filter(|id| world.stored(object, *id).unwrap().deleted)
        .collect();
    let id = *c.pick(if gone.is_empty() { &all } else { &gone });
    let stored = world.stored(object, id).unwrap();
    let record = world.rec(object, stored);
    let rights = reach::rights(cx, object);
    let scope = rights.delete.min(rights.read);
    let others = object == "saved_views" && scope != Scope::All && *record.get("owner") != Value::from(cx.user);
    let able = stored.deleted && !others && reach::reaches(cx, &world.plain, &record, scope);
    let expected = if able { Ok(()) } else { Err(Code::NotFound) };
    let asked = asker(tx, app, world, cx)?;
    let outcome = engine::restore(tx, app, &asked, object, id).map_err(|e| e.code());
    agree(story, cx, format!("restores {object} {id}"), &outcome, &expected)?;
    if outcome.is_ok() {
        flip(world, cx, object, id, false);
    }
    Ok(())
}

fn flip(world: &mut World, cx: &Cx, object: &'static str, id: Id, deleted: bool) {
    let stored = world.stored_mut(object, id);
    stored.deleted = deleted;
    stored.values[1] = Value::Int(version(stored) + 1);
    stored.values[4] = cx.now.into();
    world.note(
        object,
        id,
        if deleted { "deleted" } else { "restored" },
        cx.user,
        Vec::new(),
    );
    world.regroup();
    judged(world, object, id);
}

/// What tells of a deal has it judged at once: here none has a run, so nothing is due.
fn judged(world: &mut World, object: &str, id: Id) {
    if !matches!(object, "activities" | "stakeholders") {
        return;
    }
    let deal = world
        .rec(object, world.stored(object, id).unwrap())
        .get("opportunity")
        .clone();
    let Value::Id(deal) = deal else { return };
    let due = world
        .registry
        .object("opportunities")
        .unwrap()
        .index("health_due_at")
        .unwrap();
    let stored = world.stored_mut("opportunities", deal);
    if !stored.deleted {
        stored.values[due] = Value::Null;
    }
}

fn create(
    c: &mut Choices,
    tx: &mut Tx<'_>,
    app: &App,
    world: &mut World,
    cx: &Cx,
    object: &'static str,
    story: &mut Story,
) -> Result<(), String> {
    let registry = world.registry.clone();
    let definition = registry.object(object).unwrap();
    let mut body = Map::new();
    let word = format!("{} {}", c.pick(&WORDS), c.pick(&WORDS));
    for field in &definition.fields {
        let value = match (object, field.key) {
            ("saved_views", "object") => json!("accounts"),
            (_, "name" | "title" | "body") => json!(word),
            ("activities", "kind") => json!("call"),
            ("activities" | "notes" | "tasks", "contact" | "account") if c.chance(40) => {
                json!(c.pick(&world.ids(&format!("{}s", field.key))))
            }
            ("activities" | "notes", "opportunity") if c.chance(60) => json!(c.pick(&world.ids("opportunities"))),
            ("stakeholders", "opportunity") => json!(c.pick(&world.ids("opportunities"))),
            ("stakeholders", "contact") => json!(c.pick(&world.ids("contacts"))),
            _ => continue,
        };
        body.insert(field.key.to_owned(), value);
    }
    let expected = creatable(world, cx, object, &body);
    let asked = asker(tx, app, world, cx)?;
    let outcome = engine::create(tx, app, &asked, object, &body).map_err(|e| e.code());
    let wanted = outcome.map(|_| ());
    agree(
        story,
        cx,
        format!("creates in {object} {}", Json::Object(body.clone())),
        &wanted,
        &expected,
    )?;
    let Ok(id) = outcome else { return Ok(()) };
    let default = |f: &records::FieldDef| f.default.as_ref().and_then(|json| read_input(f, json, "").ok());
    let mut values: Vec<Value> = definition
        .fields
        .iter()
        .map(|f| match body.get(f.key) {
            Some(json) => read_input(f, json, "").unwrap(),
            None => default(f).unwrap_or_default(),
        })
        .collect();
    let mut set = |key: &str, value: Value| {
        if let Some(index) = definition.index(key) {
            values[index] = value;
        }
    };
    set("id", Value::Id(id));
    set("version", Value::Int(1));
    for key in ["created_at", "updated_at"] {
        set(key, cx.now.into());
    }
    set("created_by", cx.user.into());
    set("owner", cx.user.into());
    set("team", cx.team.into());
    set("currency", Value::Text("CNY".to_owned()));
    set("engaged_on", cx.today().into());
    // How well a new deal goes is judged at the next occasion.
    set("health_due_at", cx.now.into());
    if object == "activities" {
        set("at", cx.now.into());
        // What is about an opportunity is about its account, too.
        if let Some(opportunity) = body.get("opportunity").filter(|_| !body.contains_key("account")) {
            let id = opportunity.as_str().unwrap().parse().unwrap();
            let account = world
                .rec("opportunities", world.stored("opportunities", id).unwrap())
                .get("account");
            set("account", account.clone());
        }
    }
    world
        .plain
        .0
        .get_mut(object)
        .unwrap()
        .push(Stored { values, deleted: false });
    world.note(object, id, "created", cx.user, Vec::new());
    judged(world, object, id);
    Ok(())
}

fn creatable(world: &World, cx: &Cx, object: &str, body: &Map<String, Json>) -> Result<(), Code> {
    let rights = reach::rights(cx, object);
    if rights.read == Scope::None {
        return Err(Code::NotFound);
    }
    if !rights.create {
        return Err(Code::Forbidden);
    }
    let definition = world.registry.object(object).unwrap();
    let mut fields = body.keys().map(|key| definition.field(key).unwrap());
    if fields.any(|f| is_hidden(cx, definition, f)) {
        return Err(Code::UnknownField);
    }
    if object == "saved_views" && reach::rights(cx, "accounts").read == Scope::None {
        return Err(Code::InvalidValue);
    }
    let eyes = Eyes {
        plain: &world.plain,
        cx,
    };
    for (key, json) in body {
        if let Some(target) = definition.target(key)
            && eyes.find(target, json.as_str().unwrap().parse().unwrap()).is_none()
        {
            return Err(Code::ReferenceNotFound);
        }
    }
    let parents = reach::parents(object);
    if !parents.is_empty() && parents.iter().all(|(key, _)| !body.contains_key(*key)) {
        return Err(Code::Required);
    }
    Ok(())
}

fn asker(tx: &mut Tx<'_>, app: &App, world: &World, cx: &Cx) -> Result<Cx, String> {
    app.as_user(tx, world.company.id, cx.user.unwrap())
        .map_err(|e| e.to_string())
}

fn agree(
    story: &mut Story,
    cx: &Cx,
    what: String,
    outcome: &Result<(), Code>,
    expected: &Result<(), Code>,
) -> Result<(), String> {
    let who = cx.user.unwrap();
    story.push(format!("{who} {what}: {outcome:?}"));
    if outcome == expected {
        return Ok(());
    }
    let rights: Vec<_> = OBJECTS
        .iter()
        .map(|o| format!("{o}: {:?}", reach::rights(cx, o)))
        .collect();
    Err(format!(
        "{who} {what}: {outcome:?}, expected {expected:?}\n{}",
        rights.join("\n")
    ))
}

fn version(stored: &Stored) -> i64 {
    match stored.values[1] {
        Value::Int(version) => version,
        _ => 0,
    }
}

fn id_of(value: &Value) -> Id {
    match value {
        Value::Id(id) => *id,
        _ => Id::NONE,
    }
}
