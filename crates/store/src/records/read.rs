//! One record: as JSON for the asker, or as values for rules.

use kernel::{Error, Id, Result};
use records::{Action, Condition, Cx, FieldDef, FieldType, ObjectDef, Typed, Value, bind};

use super::compile::Compiler;
use super::json::Columns;
use super::list::chosen;
use crate::sql::{Alias, Sql};
use crate::{Row, Tx};

/// A record as JSON, and its version.
pub fn get(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, id: Id, fields: &[String]) -> Result<Option<(i64, Vec<u8>)>> {
    let fields = chosen(fields, object, cx)?;
    let compiler = Compiler {
        cx,
        dialect: tx.dialect(),
    };
    let mut sql = Sql::new();
    let root = sql.alias();
    let columns = Columns::new(&mut sql, object, fields.into_iter(), cx);
    sql.push("SELECT ");
    columns.select(&mut sql, root);
    sql.push(", ")
        .col(root, "version")
        .push(" FROM ")
        .table(object.table, root);
    columns.joins(&mut sql, root, compiler);
    sql.push(" WHERE ").col(root, "id").push(" = ").bind(id).push(" AND ");
    compiler.visible(&mut sql, object, root, Action::Read);
    let at = columns.width();
    tx.first(&sql.text, &sql.params, |row| {
        let mut out = Vec::with_capacity(1024);
        columns.write(&mut out, row)?;
        Ok((row.i64(at)?, out))
    })
}

/// A record's values in the order of the definition, whole and unmasked: for rules, never for showing. `None` if the
/// asker may not act on it so.
pub fn load(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, id: Id, action: Action) -> Result<Option<Vec<Value>>> {
    let compiler = Compiler {
        cx,
        dialect: tx.dialect(),
    };
    let mut sql = Sql::new();
    let root = sql.alias();
    select_values(&mut sql, object, root);
    sql.push(" WHERE ").col(root, "id").push(" = ").bind(id).push(" AND ");
    compiler.visible(&mut sql, object, root, action);
    tx.first(&sql.text, &sql.params, |row| values(row, object))
}

/// The same as a typed record.
///
/// # Errors
/// `not_found` if the asker may not act on it so.
pub fn load_as<T: Typed>(tx: &mut Tx<'_>, cx: &Cx, id: Id, action: Action) -> Result<T> {
    let object = cx.object(T::OBJECT)?;
    let values = load(tx, cx, object, id, action)?.ok_or_else(Error::not_found)?;
    T::from_values(values).ok_or_else(|| Error::internal(format!("{} {id} doesn't fit its definition", T::OBJECT)))
}

/// Typed records that satisfy a condition, in the order of creation, `limit` at most.
pub fn find<T: Typed>(tx: &mut Tx<'_>, cx: &Cx, condition: &Condition, limit: usize) -> Result<Vec<T>> {
    found(tx, cx, condition, limit, true)
}

/// The same whatever became of the records they belong to, in the recycle bin or not: for rules that must not end with them, asked
/// by the system, which sees everything.
pub fn find_orphaned<T: Typed>(tx: &mut Tx<'_>, cx: &Cx, condition: &Condition, limit: usize) -> Result<Vec<T>> {
    if !cx.is_system() {
        return Err(Error::internal("only the system looks past the parents of records"));
    }
    found(tx, cx, condition, limit, false)
}

fn found<T: Typed>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    condition: &Condition,
    limit: usize,
    with_parents: bool,
) -> Result<Vec<T>> {
    let object = cx.object(T::OBJECT)?;
    let bound = bind(condition, object, cx)?;
    let compiler = Compiler {
        cx,
        dialect: tx.dialect(),
    };
    let mut sql = Sql::new();
    let root = sql.alias();
    select_values(&mut sql, object, root);
    sql.push(" WHERE ");
    if with_parents {
        compiler.visible(&mut sql, object, root, Action::Read);
    } else {
        compiler.living(&mut sql, root);
    }
    sql.push(" AND ");
    compiler.condition(&mut sql, &bound, root);
    sql.push(" ORDER BY ").col(root, "id").push(" LIMIT ").number(limit);
    tx.all(&sql.text, &sql.params, |row| {
        let fault = || Error::internal(format!("a record of {} doesn't fit its definition", T::OBJECT));
        T::from_values(values(row, object)?).ok_or_else(fault)
    })
}

/// Which of `conditions` hold for one record: one statement, inside the caller's transaction, so that what it has just
/// written counts.
pub fn check(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, id: Id, conditions: &[Condition]) -> Result<Vec<bool>> {
    if conditions.is_empty() {
        return Ok(Vec::new());
    }
    let compiler = Compiler {
        cx,
        dialect: tx.dialect(),
    };
    let mut sql = Sql::new();
    let root = sql.alias();
    let bound = conditions
        .iter()
        .map(|c| bind(c, object, cx))
        .collect::<Result<Vec<_>>>()?;
    sql.push("SELECT ").list(&bound, ", ", |sql, condition| {
        sql.push("(");
        compiler.condition(sql, condition, root);
        sql.push(") IS TRUE");
    });
    sql.push(" FROM ")
        .table(object.table, root)
        .push(" WHERE ")
        .col(root, "id")
        .push(" = ")
        .bind(id);
    sql.push(" AND ")
        .col(root, "workspace_id")
        .push(" = ")
        .bind(cx.workspace.id);
    let found = tx.first(&sql.text, &sql.params, |row| {
        (0..bound.len()).map(|i| row.bool(i)).collect::<Result<Vec<_>>>()
    })?;
    found.ok_or_else(Error::not_found)
}

/// Whether the asker may act so on the record.
pub fn may(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, id: Id, action: Action) -> Result<bool> {
    let compiler = Compiler {
        cx,
        dialect: tx.dialect(),
    };
    let mut sql = Sql::new();
    let root = sql.alias();
    sql.push("SELECT 1 FROM ")
        .table(object.table, root)
        .push(" WHERE ")
        .col(root, "id")
        .push(" = ")
        .bind(id)
        .push(" AND ");
    compiler.visible(&mut sql, object, root, action);
    Ok(tx.first(&sql.text, &sql.params, |_| Ok(()))?.is_some())
}

/// Whether the asker sees the record, or would if it weren't in the recycle bin: for telling them that it is gone.
pub fn saw(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, id: Id) -> Result<bool> {
    let compiler = Compiler {
        cx,
        dialect: tx.dialect(),
    };
    let mut sql = Sql::new();
    let root = sql.alias();
    sql.push("SELECT 1 FROM ")
        .table(object.table, root)
        .push(" WHERE ")
        .col(root, "id")
        .push(" = ")
        .bind(id);
    sql.push(" AND ")
        .col(root, "workspace_id")
        .push(" = ")
        .bind(cx.workspace.id);
    compiler.reach(&mut sql, object, root, Action::Read);
    Ok(tx.first(&sql.text, &sql.params, |_| Ok(()))?.is_some())
}

/// The ids of what a filter finds, `limit` at most, in the order of creation: for bulk actions, which then act on each
/// under its own rules.
pub fn ids(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, filter: &Condition, limit: usize) -> Result<Vec<Id>> {
    ids_after(tx, cx, object, filter, None, limit)
}

/// The same from beyond `after` on: for jobs that go through a table in parts.
pub fn ids_after(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &ObjectDef,
    filter: &Condition,
    after: Option<Id>,
    limit: usize,
) -> Result<Vec<Id>> {
    let bound = bind(filter, object, cx)?;
    let (mut sql, compiler, root) = seen(tx, cx, object);
    if let Some(after) = after {
        sql.col(root, "id").push(" > ").bind(after).push(" AND ");
    }
    compiler.condition(&mut sql, &bound, root);
    first_ids(tx, sql, root, None, limit)
}

/// The ids of what a filter finds, the least of `field` first, `limit` at most: with equality in the filter and an index that
/// ends in `field` it reads no more than it gives.
pub fn ids_by(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &ObjectDef,
    filter: &Condition,
    field: &FieldDef,
    limit: usize,
) -> Result<Vec<Id>> {
    let bound = bind(filter, object, cx)?;
    let (mut sql, compiler, root) = seen(tx, cx, object);
    compiler.condition(&mut sql, &bound, root);
    first_ids(tx, sql, root, Some(field), limit)
}

/// The ids of living records in whose `field` a moment stands that has come, the earliest first, `limit` at most: for jobs,
/// which see everything. It reads the index on that field and nothing else, however many records there are.
pub fn due(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, field: &FieldDef, limit: usize) -> Result<Vec<Id>> {
    let (mut sql, _, root) = seen(tx, cx, object);
    sql.col(root, field.key).push(" <= ").bind(cx.now);
    first_ids(tx, sql, root, Some(field), limit)
}

/// `SELECT id … WHERE` the asker sees the record `AND `: the head of a search for ids.
fn seen<'c>(tx: &Tx<'_>, cx: &'c Cx, object: &ObjectDef) -> (Sql, Compiler<'c>, Alias) {
    let compiler = Compiler {
        cx,
        dialect: tx.dialect(),
    };
    let mut sql = Sql::new();
    let root = sql.alias();
    sql.push("SELECT ")
        .col(root, "id")
        .push(" FROM ")
        .table(object.table, root)
        .push(" WHERE ");
    compiler.visible(&mut sql, object, root, Action::Read);
    sql.push(" AND ");
    (sql, compiler, root)
}

/// The tail of a search for ids: the least of `by` first, or the oldest records.
fn first_ids(tx: &mut Tx<'_>, mut sql: Sql, root: Alias, by: Option<&FieldDef>, limit: usize) -> Result<Vec<Id>> {
    sql.push(" ORDER BY ");
    if let Some(field) = by {
        sql.col(root, field.key).push(", ");
    }
    sql.col(root, "id").push(" LIMIT ").number(limit);
    tx.all(&sql.text, &sql.params, |row| row.id(0))
}

/// Every record's value of a text field, with its id: for imports, which look records up by what they are called. Cost
/// grows with the table.
pub fn keys(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, field: &FieldDef) -> Result<Vec<(String, Id)>> {
    let compiler = Compiler {
        cx,
        dialect: tx.dialect(),
    };
    let mut sql = Sql::new();
    let root = sql.alias();
    sql.push("SELECT ")
        .col(root, field.key)
        .push(", ")
        .col(root, "id")
        .push(" FROM ")
        .table(object.table, root)
        .push(" WHERE ");
    compiler.visible(&mut sql, object, root, Action::Read);
    sql.push(" AND ")
        .col(root, field.key)
        .push(" IS NOT NULL ORDER BY ")
        .col(root, "id")
        .push(" DESC");
    tx.all(&sql.text, &sql.params, |row| Ok((row.text(0)?.to_owned(), row.id(1)?)))
}

pub(super) fn select_values(sql: &mut Sql, object: &ObjectDef, root: Alias) {
    sql.push("SELECT ").list(&object.fields, ", ", |sql, field| {
        sql.col(root, field.key);
    });
    sql.push(" FROM ").table(object.table, root);
}

pub(crate) fn values(row: &Row<'_>, object: &ObjectDef) -> Result<Vec<Value>> {
    object
        .fields
        .iter()
        .enumerate()
        .map(|(i, field)| value(row, i, field))
        .collect()
}

fn value(row: &Row<'_>, at: usize, field: &FieldDef) -> Result<Value> {
    if row.is_null(at)? {
        return Ok(Value::Null);
    }
    Ok(match &field.ty {
        FieldType::Bool => Value::Bool(row.bool(at)?),
        FieldType::Reference(_) => Value::Id(row.id(at)?),
        FieldType::MultiSelect(_) => Value::List(serde_json::from_str(row.text(at)?).unwrap_or_default()),
        FieldType::Json => Value::Json(row.text(at)?.to_owned()),
        ty if ty.column_word() == "@i64" => Value::Int(row.i64(at)?),
        _ => Value::Text(row.text(at)?.to_owned()),
    })
}
