//! The SOP of a deal shows its answers and exceptions to those who read them, and to nobody else.

use app::{App, sop};
use kernel::{Code, Id, Result};
use records::{Cx, FieldDef, Scope, Value};
use serde_json::{Value as Json, json};
use store::records as rows;
use store::sop::StoredRun;
use store::{Tx, sop as runs};

use super::Story;
use super::shown::{self, is_hidden};
use super::world::World;
use crate::choices::Choices;
use crate::plain::{Eyes, Plain, Rec, Stored};
use crate::reach;

const LIGHT: &str = include_str!("../../../../../packs/sops/light.yaml");
/// The first stage, its steps and questions.
const STAGE: &str = "prospecting";
const STEPS: [&str; 2] = ["know_account", "know_person"];
const QUESTIONS: [&str; 2] = ["light_today", "light_trigger"];

/// Deals begin their SOP, and people look at it. Nothing is written afterwards.
pub fn look(c: &mut Choices, tx: &mut Tx<'_>, app: &App, world: &World, story: &mut Story) -> Result<(), String> {
    let mut plain = world.plain.clone();
    begin(c, tx, app, world, &mut plain).map_err(|e| format!("{e:?}"))?;
    for _ in 0..4 {
        let user = *c.pick(&world.users);
        let deal = *c.pick(&world.ids("opportunities"));
        let cx = world.cx(user, app.now());
        let asked = app.as_user(tx, world.company.id, user).map_err(|e| e.to_string())?;
        let found = sop::view(tx, app, &asked, "opportunities", deal);
        let eyes = Eyes { plain: &plain, cx: &cx };
        compare(&eyes, deal, found.map_err(|e| e.code())).map_err(|fault| {
            let rights = cx.rights.objects.iter().map(|(o, r)| format!("{o}: {r:?}"));
            story.push(rights.collect::<Vec<_>>().join("\n"));
            format!("{user} looks at the SOP of {deal}: {fault}")
        })?;
    }
    Ok(())
}

/// A run for each deal, and something said about it.
fn begin(c: &mut Choices, tx: &mut Tx<'_>, app: &App, world: &World, plain: &mut Plain) -> Result<()> {
    let system = app.system(tx, world.company.id)?;
    let mut next = 900_000 + world.company.id.0 as usize * 1_000_000;
    let mut id = || {
        next += 1;
        crate::plain::id(next)
    };
    let (of, version) = (id(), id());
    let text = |text: &str| Value::from(text);
    let document = Value::Json(json!(LIGHT).to_string());
    for (object, made, fields) in [
        (
            "sops",
            of,
            vec![
                ("name", text("轻量")),
                ("key", text("light")),
                ("object", text("opportunities")),
                ("current", version.into()),
                ("preferred", false.into()),
            ],
        ),
        (
            "sop_versions",
            version,
            vec![
                ("name", text("1")),
                ("name_en", text("1")),
                ("sop", of.into()),
                ("number", 1_i64.into()),
                ("status", text("published")),
                ("document", document),
            ],
        ),
    ] {
        keep(tx, &system, plain, object, made, &fields)?;
    }
    for deal in world.ids("opportunities") {
        let started = ::sop::Event::Started {
            at: system.now,
            version,
            stage: STAGE.to_owned(),
        };
        let run = ::sop::Run::replay(&[started]).unwrap();
        let stored = StoredRun {
            subject: deal,
            object: "opportunities".to_owned(),
            version,
            run: serde_json::to_string(&run).unwrap(),
            stale: false,
        };
        runs::put_run(tx, world.company.id, &stored)?;
        let by = |c: &mut Choices| Value::from(*c.pick(&world.users));
        for question in QUESTIONS {
            if c.chance(70) {
                let fields = [
                    ("opportunity", deal.into()),
                    ("question", text(question)),
                    ("text", text("手工登记在本子上")),
                    ("thin", false.into()),
                    ("created_by", by(c)),
                ];
                keep(tx, &system, plain, "answers", id(), &fields)?;
            }
        }
        for step in STEPS {
            if c.chance(60) {
                let fields = [
                    ("opportunity", deal.into()),
                    ("stage", text(STAGE)),
                    ("step", text(step)),
                    ("step_title", text(step)),
                    ("reason", text("客户只有一个人")),
                    ("status", text(if c.chance(50) { "pending" } else { "rejected" })),
                    ("created_by", by(c)),
                ];
                keep(tx, &system, plain, "waivers", id(), &fields)?;
            }
        }
    }
    Ok(())
}

fn keep(
    tx: &mut Tx<'_>,
    system: &Cx,
    plain: &mut Plain,
    object: &'static str,
    id: Id,
    fields: &[(&str, Value)],
) -> Result<()> {
    let definition = system.object(object)?;
    let mut values = vec![Value::Null; definition.fields.len()];
    (values[0], values[1]) = (Value::Id(id), Value::Int(1));
    (values[2], values[4]) = (system.now.into(), system.now.into());
    for (key, value) in fields {
        values[definition.index(key).unwrap()] = value.clone();
    }
    rows::insert(tx, system, definition, &values)?;
    plain
        .0
        .entry(object)
        .or_default()
        .push(Stored { values, deleted: false });
    Ok(())
}

fn compare(eyes: &Eyes<'_>, deal: Id, found: Result<Json, Code>) -> Result<(), String> {
    let registry = &eyes.cx.registry;
    let deals = registry.object("opportunities").unwrap();
    let seen = eyes.find("opportunities", deal).is_some() && !is_hidden(eyes.cx, deals, deals.field("stage").unwrap());
    let view = match found {
        Err(Code::NotFound) if !seen => return Ok(()),
        Ok(view) if seen => view,
        other => return Err(format!("answered {other:?}, seen: {seen}")),
    };
    for (field, member) in [("status", "status"), ("status", "run"), ("next_step", "next")] {
        if is_hidden(eyes.cx, deals, deals.field(field).unwrap()) && view.get(member).is_some() {
            return Err(format!("{member} is shown, {field} is hidden"));
        }
    }
    for question in QUESTIONS {
        let told = pick(&view["questions"], &["groups", "questions"], question)["answer"].clone();
        let answer = child(
            eyes,
            "answers",
            deal,
            &["question", "text", "unknown_because", "will_know_by"],
            |r| *r.get("question") == Value::from(question),
        );
        let expected = answer.map(|a| read(eyes, &a, "text"));
        if told.get("text").cloned() != expected {
            return Err(format!("{question} reads {told}, expected {expected:?}"));
        }
        known(eyes, &told["by"])?;
    }
    for step in STEPS {
        let told = pick(&view["steps"], &[], step)["waiver"].clone();
        let waiver = child(eyes, "waivers", deal, &["step", "stage", "status"], |r| {
            *r.get("step") == Value::from(step)
        });
        let expected = waiver.map(|w| match read(eyes, &w, "reason") {
            Json::Null => json!(""),
            reason => reason,
        });
        if told.get("reason").cloned() != expected {
            return Err(format!("the exception for {step} reads {told}, expected {expected:?}"));
        }
    }
    Ok(())
}

/// The entry of this key in nested lists.
fn pick(list: &Json, inner: &[&str], key: &str) -> Json {
    let entries = list.as_array().into_iter().flatten();
    match inner.split_first() {
        None => entries
            .into_iter()
            .find(|e| e["key"] == key)
            .cloned()
            .unwrap_or_default(),
        Some((next, rest)) => {
            let found = entries.map(|e| pick(&e[*next], rest, key));
            found.into_iter().find(|e| !e.is_null()).unwrap_or_default()
        }
    }
}

/// What hangs on a deal, if the asker reads it with all of `fields`.
fn child<'e>(
    eyes: &Eyes<'e>,
    object: &str,
    deal: Id,
    fields: &[&str],
    which: impl Fn(&Rec<'_>) -> bool,
) -> Option<Rec<'e>> {
    let definition = eyes.cx.registry.object(object).unwrap();
    let hidden = |key: &&str| is_hidden(eyes.cx, definition, field(definition, key));
    if reach::rights(eyes.cx, object).read == Scope::None || fields.iter().any(hidden) {
        return None;
    }
    eyes.records(object)
        .find(|r| *r.get("opportunity") == Value::Id(deal) && which(r))
}

fn field<'o>(object: &'o records::ObjectDef, key: &str) -> &'o FieldDef {
    object.field(key).unwrap()
}

/// A text as the asker reads it; nothing if it is hidden.
fn read(eyes: &Eyes<'_>, record: &Rec<'_>, key: &str) -> Json {
    let field = field(record.object, key);
    if is_hidden(eyes.cx, record.object, field) {
        return Json::Null;
    }
    shown::value(eyes, record.object, field, record.get(key))
}

/// A name is told only of those whose name the asker reads.
fn known(eyes: &Eyes<'_>, person: &Json) -> Result<(), String> {
    let Some(id) = person["id"].as_str().and_then(|id| id.parse().ok()) else {
        return Ok(());
    };
    let name = eyes
        .find("users", id)
        .map_or(Json::Null, |user| shown::name(eyes.cx, &user));
    if person["name"] == "" || person["name"] == name {
        return Ok(());
    }
    Err(format!("{person} is called {name} for the asker"))
}
