//! Writing records: row, search words and journal together, so that none of them can be forgotten.

use kernel::{Code, Error, Id, Instant, Result};
use records::{Access, Cx, FieldDef, ObjectDef, Search, Value, sort_key};
use serde_json::{Map, Value as Json, json};

use super::compile::val;
use super::json::int;
use super::totals;
use crate::journal::{Entry, Values};
use crate::search::SearchDoc;
use crate::sql::Sql;
use crate::{Tx, Val};

/// Stores a new record. `values` are in the order of the definition, standard fields included.
pub fn insert(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, values: &[Value]) -> Result<()> {
    let Some(Value::Id(id)) = values.first() else {
        return Err(Error::internal("a record without an id"));
    };
    let mut sql = Sql::new();
    sql.push("INSERT INTO ").push(object.table).push(" (workspace_id");
    for field in &object.fields {
        sql.push(", ").push(field.key);
        if field.by_name {
            sql.push(", ").push(field.key).push("_key");
        }
    }
    sql.push(") VALUES (").bind(cx.workspace.id);
    for (field, value) in object.fields.iter().zip(values) {
        sql.push(", ").bind(val(value));
        if field.by_name {
            sql.push(", ").bind(name_key(value));
        }
    }
    sql.push(")");
    tx.run(&sql.text, &sql.params)?;
    put_search(tx, cx, object, *id, values);
    totals::change(tx, cx, object, None, Some(values));
    let at = match &values[2] {
        Value::Int(at) => Instant(*at),
        _ => cx.now,
    };
    tx.journal(&entry(cx, object, *id, values, "created", at, json!({})))?;
    Ok(())
}

/// Changes fields of a record, whose present values are `old`. Gives its new values.
///
/// # Errors
/// `version_conflict` if its version is no longer that of `old`.
pub fn update(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &ObjectDef,
    old: &[Value],
    changes: &[(usize, Value)],
) -> Result<Vec<Value>> {
    let (new, changed) = change(tx, cx, object, old, changes, true)?;
    if changed.is_empty() {
        return Ok(new);
    }
    let Value::Id(id) = old[0] else {
        return Err(Error::internal("a record without an id"));
    };
    let fields: Vec<_> = changed.iter().map(|&i| object.fields[i].key).collect();
    let mut entry = entry(cx, object, id, &new, "updated", cx.now, json!({ "fields": fields }));
    let data: Map<String, Json> = changed
        .iter()
        .map(|&i| {
            (
                object.fields[i].key.to_owned(),
                json!([to_json(&object.fields[i], &old[i]), to_json(&object.fields[i], &new[i])]),
            )
        })
        .collect();
    entry.values = Some(Values {
        about_object: object.key,
        about: id,
        data: Json::Object(data),
    });
    tx.journal(&entry)?;
    Ok(new)
}

/// Changes fields that a verb keeps, such as the projection of an SOP's run, without an event of its own: the verb's
/// event says what happened.
pub fn project(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &ObjectDef,
    old: &[Value],
    changes: &[(usize, Value)],
) -> Result<Vec<Value>> {
    change(tx, cx, object, old, changes, true).map(|(new, _)| new)
}

/// Changes what the program itself finds about a record as time passes: nobody changed it, so its version and the time of
/// its last change stay.
pub fn find_out(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &ObjectDef,
    old: &[Value],
    changes: &[(usize, Value)],
) -> Result<Vec<Value>> {
    change(tx, cx, object, old, changes, false).map(|(new, _)| new)
}

fn change(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &ObjectDef,
    old: &[Value],
    changes: &[(usize, Value)],
    by_somebody: bool,
) -> Result<(Vec<Value>, Vec<usize>)> {
    let (Some(Value::Id(id)), Some(Value::Int(version))) = (old.first(), old.get(1)) else {
        return Err(Error::internal("a record without id and version"));
    };
    let mut new = old.to_vec();
    let mut changed = Vec::new();
    for (i, value) in changes {
        if new[*i] != *value {
            new[*i] = value.clone();
            changed.push(*i);
        }
    }
    if changed.is_empty() {
        return Ok((new, changed));
    }
    if by_somebody {
        new[1] = Value::Int(version + 1);
        new[4] = Value::Int(cx.now.0);
    }
    let mut sql = Sql::new();
    sql.push("UPDATE ")
        .push(object.table)
        .push(" SET version = ")
        .bind(version + i64::from(by_somebody));
    if by_somebody {
        sql.push(", updated_at = ").bind(cx.now);
    }
    for &i in &changed {
        let field = &object.fields[i];
        sql.push(", ").push(field.key).push(" = ").bind(val(&new[i]));
        if field.by_name {
            sql.push(", ").push(field.key).push("_key = ").bind(name_key(&new[i]));
        }
    }
    sql.push(" WHERE workspace_id = ")
        .bind(cx.workspace.id)
        .push(" AND id = ")
        .bind(*id);
    sql.push(" AND version = ")
        .bind(*version)
        .push(" AND deleted_at IS NULL");
    if tx.run(&sql.text, &sql.params)? == 0 {
        return Err(Error::new(Code::VersionConflict));
    }
    let searched =
        |i: &usize| object.fields[*i].search != Search::No || matches!(object.fields[*i].key, "owner" | "team");
    totals::change(tx, cx, object, Some(old), Some(&new));
    if changed.iter().any(searched) {
        put_search(tx, cx, object, *id, &new);
    }
    Ok((new, changed))
}

/// Puts a record into the recycle bin.
pub fn delete(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, old: &[Value]) -> Result<()> {
    set_deleted(tx, cx, object, old, true)
}

/// Takes a record out of the recycle bin; `old` as [`load_deleted`] gave it.
pub fn restore(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, old: &[Value]) -> Result<()> {
    set_deleted(tx, cx, object, old, false)
}

fn set_deleted(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, old: &[Value], deleted: bool) -> Result<()> {
    let (Some(Value::Id(id)), Some(Value::Int(version))) = (old.first(), old.get(1)) else {
        return Err(Error::internal("a record without id and version"));
    };
    let mut sql = Sql::new();
    sql.push("UPDATE ")
        .push(object.table)
        .push(" SET version = ")
        .bind(version + 1)
        .push(", updated_at = ")
        .bind(cx.now);
    sql.push(", deleted_at = ")
        .bind(if deleted { Val::from(cx.now) } else { Val::Null });
    sql.push(" WHERE workspace_id = ")
        .bind(cx.workspace.id)
        .push(" AND id = ")
        .bind(*id)
        .push(" AND version = ")
        .bind(*version);
    sql.push(if deleted {
        " AND deleted_at IS NULL"
    } else {
        " AND deleted_at IS NOT NULL"
    });
    if tx.run(&sql.text, &sql.params)? == 0 {
        return Err(Error::new(Code::VersionConflict));
    }
    let (before, after) = if deleted { (Some(old), None) } else { (None, Some(old)) };
    totals::change(tx, cx, object, before, after);
    if deleted {
        tx.search_remove(cx.workspace.id, *id);
    } else {
        put_search(tx, cx, object, *id, old);
    }
    let kind = if deleted { "deleted" } else { "restored" };
    tx.journal(&entry(cx, object, *id, old, kind, cx.now, json!({})))?;
    Ok(())
}

/// Adds an event about a record beyond the change of its fields: a stage entered, a phone number revealed.
pub fn note(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &ObjectDef,
    values: &[Value],
    kind: &'static str,
    at: Instant,
    meta: Json,
    data: Option<Json>,
) -> Result<()> {
    let Some(Value::Id(id)) = values.first() else {
        return Err(Error::internal("a record without an id"));
    };
    let mut entry = entry(cx, object, *id, values, kind, at, meta);
    entry.values = data.map(|data| Values {
        about_object: object.key,
        about: *id,
        data,
    });
    tx.journal(&entry)?;
    Ok(())
}

fn entry(cx: &Cx, object: &ObjectDef, id: Id, values: &[Value], kind: &'static str, at: Instant, meta: Json) -> Entry {
    let parent = parent(object, values);
    Entry {
        workspace: cx.workspace.id,
        at,
        recorded_at: cx.written_at,
        actor: cx.user,
        object: object.key,
        record: id,
        topic: parent.unwrap_or(id),
        kind,
        meta,
        values: None,
    }
}

/// The record on whose timeline this one's events stand: its access parent; for tasks what they are about.
fn parent(object: &ObjectDef, values: &[Value]) -> Option<Id> {
    let candidates: &[&str] = match &object.access {
        Access::Via(parents) => parents,
        Access::Owned if object.key == "tasks" => &["opportunity", "account", "contact", "lead"],
        _ => &[],
    };
    candidates.iter().find_map(|key| match values.get(object.index(key)?) {
        Some(Value::Id(id)) => Some(*id),
        _ => None,
    })
}

fn name_key(value: &Value) -> Val {
    match value {
        Value::Text(name) => Val::Text(sort_key(name)),
        _ => Val::Null,
    }
}

/// A value as it reads in JSON.
pub fn to_json(field: &FieldDef, value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(b) => Json::from(*b),
        Value::Text(text) => Json::from(text.as_str()),
        Value::Id(id) => Json::from(id.to_string()),
        Value::List(keys) => Json::from(keys.as_slice()),
        Value::Json(json) => serde_json::from_str(json).unwrap_or_default(),
        Value::Int(n) => int(&field.ty, *n),
    }
}

fn put_search(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, id: Id, values: &[Value]) {
    if !object.is_searched() {
        return;
    }
    let mut doc = SearchDoc {
        workspace: cx.workspace.id,
        object: object.key,
        id,
        owner: None,
        team: None,
        name: String::new(),
        open: Vec::new(),
        private: Vec::new(),
        at: cx.now,
    };
    for (field, value) in object.fields.iter().zip(values) {
        match (field.key, field.search, value) {
            ("owner", _, Value::Id(owner)) => doc.owner = Some(*owner),
            ("team", _, Value::Id(team)) => doc.team = Some(*team),
            (_, Search::Name, Value::Text(text)) => doc.name.clone_from(text),
            (_, Search::Open, Value::Text(text)) => doc.open.push(text.clone()),
            (_, Search::Private, Value::Text(text)) => doc.private.push(text.clone()),
            _ => {}
        }
    }
    tx.search_put(doc);
}
