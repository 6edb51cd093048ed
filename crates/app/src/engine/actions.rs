//! Making, changing, deleting, restoring records: rights, rules, change, journal in one transaction.

use kernel::{Code, Error, FieldError, Id, Result};
use records::{Access, Action, Condition, Cx, FieldType, ObjectDef, Op, Value};
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::records as rows;

use super::draft::{Draft, Mode};
use super::hooks::{self, Saved};
use crate::App;
use crate::sop::Beginning;

/// A record as the asker sees it: its version and its JSON.
///
/// # Errors
/// `not_found` for what isn't there or may not be seen.
pub fn get(tx: &mut Tx<'_>, cx: &Cx, object: &str, id: Id, fields: &[String]) -> Result<(i64, Vec<u8>)> {
    let object = cx.object(object)?;
    rows::get(tx, cx, object, id, fields)?.ok_or_else(Error::not_found)
}

/// Makes a record of what a caller sent.
pub fn create(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, body: &Map<String, Json>) -> Result<Id> {
    let object = writable(cx, object)?;
    if !cx.rights.object(object.key).create {
        return Err(Error::forbidden());
    }
    store_new(tx, app, cx, object, body, Mode::Caller)
}

/// The same without asking for the right to create, for verbs that asked for theirs.
pub(crate) fn store_new(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    object: &ObjectDef,
    body: &Map<String, Json>,
    mode: Mode,
) -> Result<Id> {
    store_begun(tx, app, cx, object, body, mode, None)
}

/// The same with a run that begins elsewhere than the usual one would.
pub(crate) fn store_begun(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    object: &ObjectDef,
    body: &Map<String, Json>,
    mode: Mode,
    beginning: Option<Beginning<'_>>,
) -> Result<Id> {
    let id = app.new_id(cx.now);
    let mut draft = Draft::create(object, id, cx);
    fill(tx, app, cx, &mut draft, body, mode, Others::LookedUp)?;
    // Whoever names an SOP isn't under the rules that choose one.
    let by_rule = beginning.is_none() && object.runs_sop && draft.id("sop").is_none();
    let beginning = match beginning {
        Some(given) => Some(given),
        None => hooks::of(object.key).begins(tx, app, cx, &draft)?,
    };
    // A run that begins with its record is part of the row from the first, instead of changing it at once.
    let begun = match beginning {
        Some(beginning) => crate::sop::begin_with(tx, app, cx, object, &mut draft.new, beginning)?,
        None => None,
    };
    let waits = beginning.filter(|_| begun.is_none());
    rows::insert(tx, cx, object, &draft.new)?;
    if let Some(begun) = begun {
        begun.keep(tx, cx, &draft.new)?;
    }
    let saved = Saved {
        object,
        old: None,
        new: Some(&draft.new),
    };
    saved_everywhere(tx, app, cx, &saved)?;
    if let Some(beginning) = waits {
        crate::sop::begin_at(tx, app, cx, object, &draft.new, beginning)?;
    }
    if by_rule {
        crate::sop::note_choice(tx, app, cx, object, &draft.new)?;
    }
    Ok(id)
}

/// Changes a record as a caller asks; `version` is the one they saw.
pub fn patch(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    object: &str,
    id: Id,
    version: i64,
    body: &Map<String, Json>,
) -> Result<()> {
    let object = writable(cx, object)?;
    let old = may_act(tx, cx, object, id, Action::Update)?;
    same_version(tx, cx, object, id, &old, version)?;
    save_changes(tx, app, cx, object, &old, body, Mode::Caller)?;
    Ok(())
}

/// Puts the one record there is of a kind, such as the company's rules, in place: the program's doing, for verbs that asked for
/// the right.
pub(crate) fn store_only(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    object: &str,
    present: Option<Id>,
    fields: &Map<String, Json>,
) -> Result<Id> {
    let system = cx.as_system();
    let object = system.object(object)?;
    let Some(id) = present else {
        return store_new(tx, app, &system, object, fields, Mode::Program);
    };
    let old = may_act(tx, &system, object, id, Action::Update)?;
    save_changes(tx, app, &system, object, &old, fields, Mode::Program)?;
    Ok(id)
}

/// Changes a record whose rights were asked for; gives its new values.
pub(crate) fn save_changes(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    object: &ObjectDef,
    old: &[Value],
    body: &Map<String, Json>,
    mode: Mode,
) -> Result<Vec<Value>> {
    let mut draft = Draft::change(object, old);
    fill(tx, app, cx, &mut draft, body, mode, Others::LookedUp)?;
    let new = rows::update(tx, cx, object, old, &draft.changes())?;
    if new != old {
        let saved = Saved {
            object,
            old: Some(old),
            new: Some(&new),
        };
        saved_everywhere(tx, app, cx, &saved)?;
    }
    Ok(new)
}

/// Puts a record into the recycle bin; `version` is the one the caller saw.
pub fn delete(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, id: Id, version: i64) -> Result<()> {
    let object = writable(cx, object)?;
    let old = may_act(tx, cx, object, id, Action::Delete)?;
    same_version(tx, cx, object, id, &old, version)?;
    rows::delete(tx, cx, object, &old)?;
    saved_everywhere(
        tx,
        app,
        cx,
        &Saved {
            object,
            old: Some(&old),
            new: None,
        },
    )
}

/// Takes a record out of the recycle bin.
pub fn restore(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, id: Id) -> Result<()> {
    let object = writable(cx, object)?;
    let old = rows::load_deleted(tx, cx, object, id)?
        .filter(|old| !anothers(cx, object, old, Action::Delete))
        .ok_or_else(Error::not_found)?;
    // What was its own may have become another's meanwhile.
    let draft = Draft {
        old: None,
        ..Draft::change(object, &old)
    };
    let errors = duplicates(tx, cx, &draft)?;
    if !errors.is_empty() {
        return Err(Error::fields(errors));
    }
    rows::restore(tx, cx, object, &old)?;
    let new = rows::load(tx, &cx.as_system(), object, id, Action::Read)?.ok_or_else(Error::not_found)?;
    saved_everywhere(
        tx,
        app,
        cx,
        &Saved {
            object,
            old: None,
            new: Some(&new),
        },
    )?;
    if object.runs_sop {
        crate::sop::observe(tx, app, cx, object.key, id)?;
    }
    Ok(())
}

/// Shows a masked value once, and notes that it was shown.
pub fn reveal(tx: &mut Tx<'_>, cx: &Cx, object: &str, id: Id, field: &str) -> Result<Json> {
    let object = cx.object(object)?;
    let values = rows::load(tx, cx, object, id, Action::Read)?.ok_or_else(Error::not_found)?;
    let index = object.index(field).filter(|i| cx.sees(object, &object.fields[*i]));
    let index =
        index.ok_or_else(|| Error::field("/field", Code::UnknownField, "没有这个字段", "There is no such field"))?;
    if cx.is_masked(object, &object.fields[index]) {
        cx.require("reveal")?;
        rows::note(
            tx,
            cx,
            object,
            &values,
            "revealed",
            cx.now,
            json!({ "field": field }),
            None,
        )?;
    }
    Ok(rows::to_json(&object.fields[index], &values[index]))
}

/// The object, if records of it can be written at all.
pub(super) fn writable<'c>(cx: &'c Cx, object: &str) -> Result<&'c ObjectDef> {
    let object = cx.object(object)?;
    cx.writes()?;
    if object.by_verbs {
        return Err(Error::new(Code::MethodNotAllowed).detail(
            "此类记录由操作产生，不能直接增删改",
            "Records of this kind come from actions and can't be written directly",
        ));
    }
    Ok(object)
}

/// The record's values if the asker may act on it so: 404 for what they don't see, 403 for what they only see.
pub(crate) fn may_act(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, id: Id, action: Action) -> Result<Vec<Value>> {
    if let Some(values) = rows::load(tx, cx, object, id, action)? {
        return if anothers(cx, object, &values, action) {
            Err(Error::forbidden())
        } else {
            Ok(values)
        };
    }
    Err(if rows::may(tx, cx, object, id, Action::Read)? {
        Error::forbidden()
    } else {
        Error::not_found()
    })
}

/// Whether the record is another's own, which others may read at most.
pub(super) fn anothers(cx: &Cx, object: &ObjectDef, values: &[Value], action: Action) -> bool {
    let personal =
        object.access == Access::Personal && cx.rights.object(object.key).scope(action) != records::Scope::All;
    personal && object.index("owner").is_none_or(|i| values[i] != Value::from(cx.user))
}

fn same_version(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, id: Id, old: &[Value], version: i64) -> Result<()> {
    if old[1] == Value::Int(version) {
        return Ok(());
    }
    let current = rows::get(tx, cx, object, id, &[])?
        .map(|(_, json)| json)
        .unwrap_or_default();
    let current: Json = serde_json::from_slice(&current).unwrap_or_default();
    Err(Error::new(Code::VersionConflict).with("current", current))
}

/// Whether the other records that a draft has to do with are looked up: what it refers to, and its doubles.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    LookedUp,
    Trusted,
}

/// Takes what was sent into the draft under every rule; all that is wrong with it is told at once.
pub(super) fn fill(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    draft: &mut Draft<'_>,
    body: &Map<String, Json>,
    mode: Mode,
    others: Others,
) -> Result<()> {
    let mut errors = draft.read(body, cx, mode);
    if errors.is_empty() {
        prepare(tx, app, cx, draft, mode)?;
        errors.extend(draft.missing());
        if others == Others::LookedUp {
            errors.extend(references(tx, cx, draft, mode)?);
            errors.extend(duplicates(tx, cx, draft)?);
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::fields(errors))
    }
}

fn prepare(tx: &mut Tx<'_>, app: &App, cx: &Cx, draft: &mut Draft<'_>, mode: Mode) -> Result<()> {
    if draft.object.field("currency").is_some() {
        draft.fill("currency", cx.workspace.currency.as_str());
        if let Value::Text(code) = draft.get("currency")
            && kernel::Currency::parse(code).is_none()
        {
            return Err(Error::field(
                "/currency",
                Code::InvalidValue,
                "币种应为三位大写字母，如 CNY",
                "A currency is three capital letters, such as CNY",
            ));
        }
    }
    if matches!(draft.object.access, Access::Owned | Access::Personal) {
        own(tx, cx, draft, mode)?;
    }
    hooks::of(draft.object.key).prepare(tx, app, cx, draft)
}

/// A new record is its maker's; giving one to somebody else needs the right, and brings it into their team.
fn own(tx: &mut Tx<'_>, cx: &Cx, draft: &mut Draft<'_>, mode: Mode) -> Result<()> {
    if draft.old.is_none() && mode == Mode::Caller {
        draft.fill("owner", cx.user);
    }
    if !draft.changed("owner") {
        return Ok(());
    }
    let owner = draft.id("owner");
    let to_other = owner != cx.user || draft.old.is_some();
    if mode == Mode::Caller && to_other && !cx.rights.object(draft.object.key).transfer {
        return Err(Error::forbidden().detail("您没有转交记录的权限", "You have no right to give records to others"));
    }
    if draft.object.field("team").is_some() && (mode == Mode::Caller || draft.get("team").is_null()) {
        let users = cx.registry.object("users").ok_or_else(Error::not_found)?;
        let team = match owner {
            Some(owner) if Some(owner) == cx.user => cx.team,
            Some(owner) => match rows::load(tx, &cx.as_system(), users, owner, Action::Read)? {
                Some(values) => users.index("team").and_then(|i| match values[i] {
                    Value::Id(team) => Some(team),
                    _ => None,
                }),
                None => None,
            },
            None => None,
        };
        draft.set("team", team);
    }
    Ok(())
}

/// References that lead to nothing the asker may see; and, for a child, that it has a parent at all.
fn references(tx: &mut Tx<'_>, cx: &Cx, draft: &Draft<'_>, mode: Mode) -> Result<Vec<FieldError>> {
    let mut errors = Vec::new();
    let asker = if mode == Mode::Program {
        cx.as_system()
    } else {
        cx.clone()
    };
    for &index in &draft.given {
        let field = &draft.object.fields[index];
        let (FieldType::Reference(target), Value::Id(id)) = (&field.ty, &draft.new[index]) else {
            continue;
        };
        if draft.old.is_some_and(|old| old[index] == draft.new[index]) || (*target == "users" && Some(*id) == cx.user) {
            continue;
        }
        let target = cx.registry.object(target).ok_or_else(Error::not_found)?;
        if !rows::may(tx, &asker, target, *id, Action::Read)? {
            errors.push(FieldError::plain(format!("/{}", field.key), Code::ReferenceNotFound));
        }
    }
    if let Access::Via(parents) = &draft.object.access
        && parents.iter().all(|p| draft.get(p).is_null())
        && let Some(first) = parents.first()
    {
        errors.push(FieldError::plain(format!("/{first}"), Code::Required));
    }
    Ok(errors)
}

/// Unique fields that another record has already.
fn duplicates(tx: &mut Tx<'_>, cx: &Cx, draft: &Draft<'_>) -> Result<Vec<FieldError>> {
    let mut errors = Vec::new();
    for (field, value) in draft.object.fields.iter().zip(&draft.new) {
        let Value::Text(text) = value else { continue };
        if !field.unique || (draft.old.is_some() && !draft.changed(field.key)) {
            continue;
        }
        let same = Condition::leaf(field.key, Op::Eq, text.as_str());
        let found = rows::ids(tx, &cx.as_system(), draft.object, &same, 2)?;
        if found.iter().any(|id| Value::Id(*id) != draft.new[0]) {
            let label = &field.label;
            let text = (
                format!("「{}」已被使用，请换一个", label.zh),
                format!("{} is taken: choose another", label.en),
            );
            errors.push(FieldError::new(
                format!("/{}", field.key),
                Code::Duplicate,
                text.0,
                text.1,
            ));
        }
    }
    Ok(errors)
}

fn saved_everywhere(tx: &mut Tx<'_>, app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
    hooks::of(saved.object.key).saved(tx, app, cx, saved)?;
    crate::sop::follow(tx, app, cx, saved)?;
    crate::health::follow(tx, app, cx, saved)
}
