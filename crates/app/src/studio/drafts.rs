//! Drafts: made of a version or of nothing, saved while they are written, left again.

use kernel::{Code, Error, Id, Result};
use records::{Action, Condition, Cx, Op, Value};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{self as rows, find, load_as};

use super::SopReview;
use super::report::of_text;
use crate::App;
use crate::sop::{Sop, SopVersion, change, new_version, text_of};

/// How the text of a draft comes.
#[derive(Clone, Debug)]
pub enum Source {
    /// As it was written, kept to the letter.
    Yaml(String),
    /// As the page keeps it, written down in the program's own hand.
    Json(Json),
}

impl Source {
    /// The text as it is kept.
    ///
    /// # Errors
    /// Where a text isn't YAML at all, or is too long. What it says may be wrong: it is a draft.
    pub fn into_text(self) -> Result<String> {
        let text = match self {
            Self::Yaml(text) => {
                sop::to_json(&text).map_err(|faults| sop::faults_error(&faults))?;
                text
            }
            Self::Json(json) => match sop::parse(&json.to_string()) {
                Ok(parsed) => sop::to_yaml(&parsed.document),
                Err(_) => sop::json_to_yaml(&json),
            },
        };
        if text.len() <= sop::DOCUMENT_BYTES {
            return Ok(text);
        }
        sop::parse(&text)
            .map(|_| String::new())
            .map_err(|faults| sop::faults_error(&faults))
    }
}

/// A draft that begins as a copy of a version. Gives the draft.
pub fn draft_from(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<Id> {
    cx.require("sop.edit")?;
    let version: SopVersion = load_as(tx, cx, id, Action::Read)?;
    let sop: Sop = load_as(tx, &cx.as_system(), version.sop, Action::Read)?;
    let text = text_of(&version)?;
    new_version(tx, app, cx, &sop, &text, Some(id))
}

/// A new SOP whose draft is this document. Gives the draft.
pub fn create(tx: &mut Tx<'_>, app: &App, cx: &Cx, source: Source) -> Result<Id> {
    crate::sop::import(tx, app, cx, &source.into_text()?)
}

/// Keeps the text of a draft as `version` of it was changed; gives its new version and what is wrong with it. An
/// approval was of another text: it waits again.
pub fn save(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, version: i64, text: &str) -> Result<(i64, Json)> {
    cx.require("sop.edit")?;
    let object = cx.object(SopVersion::OBJECT)?;
    let (draft, values) = open(tx, cx, id)?;
    if values.get(1) != Some(&Value::Int(version)) {
        let current = rows::get(tx, cx, object, id, &[])?
            .map(|(_, json)| json)
            .unwrap_or_default();
        let current: Json = serde_json::from_slice(&current).unwrap_or_default();
        return Err(Error::new(Code::VersionConflict).with("current", current));
    }
    let sop: Sop = load_as(tx, &cx.as_system(), draft.sop, Action::Read)?;
    let report = of_text(cx, &sop, text);
    let index = object.index(SopVersion::document).ok_or_else(Error::not_found)?;
    let stored = serde_json::to_string(text).map_err(Error::internal)?;
    // Whole texts at every pause of an author would bury the journal: it notes that the draft was edited.
    let new = rows::project(tx, cx, object, &values, &[(index, Value::Json(stored))])?;
    if new != values {
        rows::note(tx, cx, object, &new, "edited", cx.now, json!({}), None)?;
        if draft.status == "in_review" {
            wait_again(tx, app, cx, id)?;
        }
    }
    let version = match new.get(1) {
        Some(Value::Int(version)) => *version,
        _ => version,
    };
    Ok((version, report))
}

fn wait_again(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<()> {
    let approved = Condition::leaf(SopReview::version_of, Op::Eq, id.to_string()).and(Condition::leaf(
        SopReview::verdict,
        Op::Eq,
        "approved",
    ));
    for review in find::<SopReview>(tx, &cx.as_system(), &approved, 200)? {
        change(
            tx,
            app,
            cx,
            SopReview::OBJECT,
            review.id,
            &[(SopReview::verdict, json!("waiting"))],
        )?;
    }
    Ok(())
}

/// Throws a draft away.
pub fn discard(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<()> {
    cx.require("sop.edit")?;
    let (_, values) = open(tx, cx, id)?;
    rows::delete(tx, cx, cx.object(SopVersion::OBJECT)?, &values)
}

/// A version that can still be changed, with its values.
pub(super) fn open(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<(SopVersion, Vec<Value>)> {
    let version: SopVersion = load_as(tx, cx, id, Action::Read)?;
    if !matches!(version.status.as_str(), "draft" | "in_review") {
        return Err(Error::new(Code::WrongState).detail(
            "已发布或停用的版本不能修改：请以它为基础新建草稿",
            "A published or retired version can't be changed: make a draft of it",
        ));
    }
    let object = cx.object(SopVersion::OBJECT)?;
    let values = rows::load(tx, &cx.as_system(), object, id, Action::Read)?.ok_or_else(Error::not_found)?;
    Ok((version, values))
}

/// A version as BPMN 2.0, in the asker's language.
///
/// # Errors
/// The faults of a draft that can't be read yet.
pub fn bpmn(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<String> {
    let version: SopVersion = load_as(tx, cx, id, Action::Read)?;
    let parsed = sop::parse(&text_of(&version)?).map_err(|faults| sop::faults_error(&faults))?;
    let object = cx.registry.object(&parsed.document.sop.object);
    let ask = |condition: &Condition| {
        object
            .map(|o| records::words(condition, o, &cx.registry))
            .unwrap_or_default()
    };
    Ok(sop::to_bpmn(&parsed.document, cx.lang, &ask))
}
