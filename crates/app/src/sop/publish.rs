//! Documents in and out; drafts, published and retired versions.

use kernel::{Code, Error, Id, Lang, Result, Text};
use records::{Action, Condition, Cx, Op, Value};
use serde_json::{Map, Value as Json, json};
use sop::{Document, Fault, NextStep, Parsed, Severity};
use store::records::{self as rows, find, load_as};
use store::sop::StepText;
use store::{Tx, workspace};

use super::{Sop, SopVersion};
use crate::App;
use crate::engine::{Mode, save_changes, store_new};

/// Reads a document and keeps it as a draft; gives the version.
///
/// # Errors
/// Every fault of the document, with its line and column.
pub fn import(tx: &mut Tx<'_>, app: &App, cx: &Cx, yaml: &str) -> Result<Id> {
    cx.require("sop.edit")?;
    let parsed = sop::parse(yaml).map_err(|faults| sop::faults_error(&faults))?;
    let document = &parsed.document;
    let system = cx.as_system();
    let same = Condition::leaf(Sop::key, Op::Eq, document.sop.key.as_str());
    let sop = match find::<Sop>(tx, &system, &same, 1)?.into_iter().next() {
        Some(sop) => sop.id,
        None => {
            let mut body = Map::new();
            body.insert(Sop::name.into(), json!(document.sop.name.zh));
            body.insert(Sop::name_en.into(), json!(document.sop.name.get(Lang::En)));
            body.insert(Sop::key.into(), json!(document.sop.key));
            body.insert(Sop::object.into(), json!(document.sop.object));
            store_new(tx, app, cx, cx.object(Sop::OBJECT)?, &body, Mode::Program)?
        }
    };
    let sop: Sop = load_as(tx, &system, sop, Action::Read)?;
    new_version(tx, app, cx, &sop, yaml, None)
}

/// A draft of an SOP with the next number.
pub(crate) fn new_version(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    sop: &Sop,
    text: &str,
    based_on: Option<Id>,
) -> Result<Id> {
    let of = Condition::leaf(SopVersion::sop, Op::Eq, sop.id.to_string());
    let versions: Vec<SopVersion> = find(tx, &cx.as_system(), &of, 10_000)?;
    let number = versions.iter().map(|v| v.number).max().unwrap_or(0) + 1;
    let name = sop::parse(text)
        .map(|parsed| parsed.document.sop.name)
        .unwrap_or_default();
    let name = |lang: Lang, known: &str| match name.get(lang) {
        "" => format!("{known} v{number}"),
        name => format!("{name} v{number}"),
    };
    let english = sop.name_en.as_deref().unwrap_or(&sop.name);
    let body = json!({
        SopVersion::name: name(cx.workspace.lang, &sop.name), SopVersion::name_en: name(Lang::En, english),
        SopVersion::sop: sop.id, SopVersion::number: number, SopVersion::status: "draft", SopVersion::document: text,
        SopVersion::owner: cx.user, SopVersion::based_on: based_on,
    });
    let Json::Object(mut body) = body else {
        return Err(Error::internal("a record is an object"));
    };
    body.retain(|_, value| !value.is_null());
    store_new(tx, app, cx, cx.object(SopVersion::OBJECT)?, &body, Mode::Program)
}

/// The text of a version, as it was written.
pub(crate) fn text_of(version: &SopVersion) -> Result<String> {
    serde_json::from_str(&version.document).map_err(Error::internal)
}

/// What a text for an SOP says, if it can be read, and everything that is wrong with it.
pub(crate) fn checked(text: &str, sop: &Sop, cx: &Cx) -> (Option<Parsed>, Vec<Fault>) {
    let parsed = match sop::parse(text) {
        Ok(parsed) => parsed,
        Err(faults) => return (None, faults),
    };
    let mut faults = sop::validate(&parsed, &cx.as_system());
    let head = &parsed.document.sop;
    for (path, is, was) in [
        ("/sop/key", &head.key, &sop.key),
        ("/sop/object", &head.object, &sop.object),
    ] {
        if is != was {
            faults.push(Fault {
                place: parsed.places.at(path),
                path: path.to_owned(),
                text: Text::new(
                    format!("同一套 SOP 的各个版本不能改这一项：请改回“{was}”，或另建一套 SOP"),
                    format!("versions of one SOP keep this: write \"{was}\" again, or make another SOP"),
                ),
                severity: Severity::Error,
            });
        }
    }
    (Some(parsed), faults)
}

/// Publishes a draft: new records follow it from now on, running ones stay on theirs.
///
/// # Errors
/// Every fault that validation finds, with its line and column.
pub fn publish(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<()> {
    cx.require("sop.edit")?;
    let version: SopVersion = load_as(tx, cx, id, Action::Read)?;
    if !matches!(version.status.as_str(), "draft" | "in_review") {
        return Err(Error::new(Code::WrongState).detail("只有草稿可以发布", "Only a draft can be published"));
    }
    let system = cx.as_system();
    let sop: Sop = load_as(tx, &system, version.sop, Action::Read)?;
    let (parsed, faults) = checked(&text_of(&version)?, &sop, cx);
    let Some(parsed) = parsed.filter(|_| faults.iter().all(|f| f.severity != Severity::Error)) else {
        return Err(sop::faults_error(&faults));
    };
    store::sop::put_texts(tx, cx.workspace.id, id, &texts(&parsed.document))?;
    if let Some(previous) = sop.current.filter(|p| *p != id) {
        change(
            tx,
            app,
            cx,
            SopVersion::OBJECT,
            previous,
            &[(SopVersion::status, json!("retired"))],
        )?;
    }
    let head = &parsed.document.sop;
    let (name, name_en) = (head.name.get(cx.workspace.lang), head.name.get(Lang::En));
    let days = i32::try_from(head.review_after_days).unwrap_or(i32::MAX);
    let published = [
        (SopVersion::status, json!("published")),
        (SopVersion::published_at, json!(cx.now.to_rfc3339())),
        (SopVersion::name, json!(format!("{name} v{}", version.number))),
        (SopVersion::name_en, json!(format!("{name_en} v{}", version.number))),
        (SopVersion::owner, json!(version.owner.or(cx.user))),
        (SopVersion::review_on, json!(cx.today().plus(days).to_string())),
    ];
    change(tx, app, cx, SopVersion::OBJECT, id, &published)?;
    crate::studio::plan_daily(tx, app, cx)?;
    let preferred: Vec<Sop> = find(
        tx,
        &system,
        &Condition::leaf(Sop::object, Op::Eq, sop.object.as_str()).and(Condition::leaf(Sop::preferred, Op::Eq, true)),
        1,
    )?;
    change(
        tx,
        app,
        cx,
        Sop::OBJECT,
        sop.id,
        &[
            (Sop::current, json!(id)),
            (Sop::name, json!(name)),
            (Sop::name_en, json!(name_en)),
            (Sop::preferred, json!(preferred.is_empty() || sop.preferred)),
        ],
    )?;
    workspace::bump_rights(tx, cx.workspace.id)
}

/// Takes the current version out of use: new records don't follow it any more.
pub fn retire(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<()> {
    cx.require("sop.edit")?;
    let version: SopVersion = load_as(tx, cx, id, Action::Read)?;
    if version.status != "published" {
        return Err(
            Error::new(Code::WrongState).detail("只有已发布的版本可以停用", "Only a published version can be retired")
        );
    }
    change(
        tx,
        app,
        cx,
        SopVersion::OBJECT,
        id,
        &[(SopVersion::status, json!("retired"))],
    )?;
    change(tx, app, cx, Sop::OBJECT, version.sop, &[(Sop::current, Json::Null)])?;
    workspace::bump_rights(tx, cx.workspace.id)
}

/// Makes an SOP the one that new records follow unless they name another.
pub fn prefer(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<()> {
    cx.require("sop.edit")?;
    let sop: Sop = load_as(tx, cx, id, Action::Read)?;
    let others =
        Condition::leaf(Sop::object, Op::Eq, sop.object.as_str()).and(Condition::leaf(Sop::preferred, Op::Eq, true));
    for other in find::<Sop>(tx, &cx.as_system(), &others, 100)? {
        change(
            tx,
            app,
            cx,
            Sop::OBJECT,
            other.id,
            &[(Sop::preferred, json!(other.id == id))],
        )?;
    }
    change(tx, app, cx, Sop::OBJECT, id, &[(Sop::preferred, json!(true))])?;
    workspace::bump_rights(tx, cx.workspace.id)
}

/// Imports and publishes a document in one go: how packs come in. A document that is current already changes nothing.
pub fn install(tx: &mut Tx<'_>, app: &App, cx: &Cx, yaml: &str) -> Result<Id> {
    let id = import(tx, app, cx, yaml)?;
    publish(tx, app, cx, id)?;
    Ok(id)
}

/// Changes fields of a record that only verbs change.
pub(crate) fn change(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, id: Id, fields: &[(&str, Json)]) -> Result<()> {
    let system = cx.as_system();
    let object = system.object(object)?;
    let old = rows::load(tx, &system, object, id, Action::Read)?.ok_or_else(Error::not_found)?;
    let body = fields
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()))
        .collect();
    save_changes(tx, app, &system, object, &old, &body, Mode::Program).map(|_: Vec<Value>| ())
}

/// The words for everything that `next_step` can hold.
fn texts(document: &Document) -> Vec<StepText> {
    let mut texts = Vec::new();
    for stage in &document.stages {
        let steps = stage.steps.iter().map(|s| NextStep::Step(s.key.clone()));
        let exits = (0..stage.exit.len()).map(NextStep::Exit);
        for next in steps.chain(exits).chain([NextStep::Advance]) {
            let say = |lang| next.text(document, &stage.key, lang).unwrap_or_default().into_owned();
            texts.push(StepText {
                stage: stage.key.clone(),
                key: next.to_key(),
                zh: say(Lang::Zh),
                en: say(Lang::En),
            });
        }
    }
    texts
}

/// A version's document, as it was written.
pub fn document(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<String> {
    text_of(&load_as(tx, cx, id, Action::Read)?)
}

/// The same as JSON; of a draft whatever it says so far.
pub fn document_json(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<Json> {
    let version: SopVersion = load_as(tx, cx, id, Action::Read)?;
    if is_written(&version) {
        return sop::to_json(&text_of(&version)?).map_err(|faults| sop::faults_error(&faults));
    }
    serde_json::to_value(&app.versions().get(tx, cx, id)?.document).map_err(Error::internal)
}

/// Whether it may still change.
fn is_written(version: &SopVersion) -> bool {
    matches!(version.status.as_str(), "draft" | "in_review")
}

/// The stages and steps of a version by name, in the asker's language.
pub fn outline(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<Json> {
    load_as::<SopVersion>(tx, cx, id, Action::Read)?;
    let version = app.versions().get(tx, cx, id)?;
    let say = |text: &Text| text.get(cx.lang).to_owned();
    let stages = version.document.stages.iter().map(|stage| {
        let steps = stage
            .steps
            .iter()
            .map(|s| json!({ "key": s.key, "title": say(&s.title), "kind": s.kind, "required": s.required }));
        json!({
            "key": stage.key, "name": say(&stage.name), "phase": stage.phase, "probability": stage.probability,
            "signing": stage.signing, "steps": steps.collect::<Vec<_>>(),
        })
    });
    Ok(json!({
        "id": version.record.id,
        "sop": { "id": version.sop.id, "key": version.sop.key, "name": say(&version.document.sop.name) },
        "number": version.record.number,
        "stages": stages.collect::<Vec<_>>(),
    }))
}
