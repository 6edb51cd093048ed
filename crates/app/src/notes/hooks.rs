//! Who is mentioned must be able to read what is said, and hears of it; so does who owns the record.

use std::collections::{BTreeSet, HashMap};

use kernel::{Code, Error, Id, Result};
use records::{Access, Action, Condition, Cx, ObjectDef, Op, Value};
use store::Tx;
use store::records as rows;

use super::{Note, Part, parts, review};
use crate::App;
use crate::engine::{Draft, Hooks, Saved};
use crate::notices::{Told, tell};
use crate::people::{User, names_are_open};

/// People that one remark mentions at most.
const MOST: usize = 20;

pub(crate) struct NoteHooks;

impl Hooks for NoteHooks {
    fn prepare(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        review::prepare(cx, draft)?;
        let Value::Text(body) = draft.get(Note::body).clone() else {
            return Ok(());
        };
        if !draft.changed(Note::body) || mentioned(&body).is_empty() {
            return Ok(());
        }
        if mentioned(&body).len() > MOST {
            return Err(Error::field(
                "/body",
                Code::InvalidValue,
                format!("一条备忘最多提及 {MOST} 人"),
                format!("A note mentions at most {MOST} people"),
            ));
        }
        let known = mentioned(old_body(draft));
        let about = parent(draft.object, &draft.new);
        let mut people = HashMap::new();
        for id in mentioned(&body) {
            let Some(user) = colleague(tx, cx, id)? else { continue };
            if !known.contains(&id) {
                may_read(tx, app, cx, &user, about)?;
            }
            people.insert(id, user.name.replace(['[', ']'], ""));
        }
        let mut written = String::with_capacity(body.len());
        for part in parts(&body) {
            match part {
                Part::Text(text) => written.push_str(text),
                Part::Mention(name, id) => match people.get(&id) {
                    // The name is theirs, whatever was sent.
                    Some(name) => written.push_str(&format!("@[{name}]({id})")),
                    None => written.push_str(&format!("@{name}")),
                },
            }
        }
        draft.set(Note::body, written);
        Ok(())
    }

    fn saved(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        review::saved(cx, saved)?;
        let (Some(values), Value::Id(id), Value::Text(body)) = (saved.new, saved.get("id"), saved.get(Note::body))
        else {
            return Ok(());
        };
        let Some(about) = parent(saved.object, values) else {
            return Ok(());
        };
        let before = saved
            .old
            .and_then(|old| text(saved.object, old))
            .map(mentioned)
            .unwrap_or_default();
        let now = mentioned(body);
        let told = |to: Id, kind: &'static str| Told {
            to,
            kind,
            key: format!("{kind}:{id}"),
            object: Note::OBJECT,
            record: *id,
            about,
        };
        for to in now.difference(&before) {
            tell(tx, cx, &told(*to, "mentioned"))?;
        }
        if saved.old.is_none()
            && cx.user.is_some()
            && let Some(owner) = owner(tx, cx, about)?.filter(|owner| !now.contains(owner))
        {
            tell(tx, cx, &told(owner, "commented"))?;
        }
        Ok(())
    }
}

fn mentioned(body: &str) -> BTreeSet<Id> {
    let id = |part: Part<'_>| match part {
        Part::Mention(_, id) => Some(id),
        Part::Text(_) => None,
    };
    parts(body).into_iter().filter_map(id).collect()
}

fn old_body<'a>(draft: &'a Draft<'_>) -> &'a str {
    draft.old.and_then(|old| text(draft.object, old)).unwrap_or_default()
}

fn text<'a>(object: &ObjectDef, values: &'a [Value]) -> Option<&'a str> {
    match &values[object.index(Note::body)?] {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// The record that a remark stands on.
fn parent(object: &ObjectDef, values: &[Value]) -> Option<(&'static str, Id)> {
    let Access::Via(parents) = &object.access else {
        return None;
    };
    parents.iter().find_map(|key| match values[object.index(key)?] {
        Value::Id(id) => Some((object.target(key)?, id)),
        _ => None,
    })
}

/// Somebody who works here, by the name that the writer may read: nobody else's is found out by their id.
fn colleague(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Option<User>> {
    if !names_are_open(cx) {
        return Ok(None);
    }
    let found: Vec<User> = rows::find(tx, cx, &Condition::leaf("id", Op::Eq, id.to_string()), 1)?;
    Ok(found.into_iter().find(|user| user.active))
}

/// Refuses to mention who couldn't read it: they would be called to a closed door.
fn may_read(tx: &mut Tx<'_>, app: &App, cx: &Cx, user: &User, about: Option<(&str, Id)>) -> Result<()> {
    let Some((object, id)) = about else { return Ok(()) };
    let reader = app.as_user(tx, cx.workspace.id, user.id)?;
    // A parent that the writer can't see is another fault, told elsewhere.
    let writer_sees = match cx.object(object) {
        Ok(object) => rows::may(tx, cx, object, id, Action::Read)?,
        Err(_) => false,
    };
    let reads = match (reader.object(object), reader.object(Note::OBJECT)) {
        (Ok(object), Ok(_)) => rows::may(tx, &reader, object, id, Action::Read)?,
        _ => false,
    };
    if reads || !writer_sees {
        return Ok(());
    }
    let name = &user.name;
    Err(Error::field(
        "/body",
        Code::InvalidValue,
        format!("{name}看不到这条记录，无法提及：请先让其有权查看，或换一位同事"),
        format!(
            "{name} can't see this record, so can't be mentioned: give them access first, or mention somebody else"
        ),
    ))
}

/// The owner of the record that a remark stands on, if it has one.
fn owner(tx: &mut Tx<'_>, cx: &Cx, (object, id): (&str, Id)) -> Result<Option<Id>> {
    let Some(object) = cx.registry.object(object) else {
        return Ok(None);
    };
    let Some(index) = object.index("owner") else {
        return Ok(None);
    };
    let values = rows::load(tx, &cx.as_system(), object, id, Action::Read)?;
    Ok(values.and_then(|values| match values[index] {
        Value::Id(owner) => Some(owner),
        _ => None,
    }))
}
