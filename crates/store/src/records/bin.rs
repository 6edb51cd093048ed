//! The recycle bin: what was deleted and may come back.

use kernel::{Id, Instant, Result};
use records::{Action, Cx, ObjectDef, Value};

use super::compile::Compiler;
use super::read::{select_values, values};
use crate::Tx;
use crate::sql::{Alias, Sql};

/// The values of a record in the recycle bin that the asker may restore: one that they could delete.
pub fn load_deleted(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, id: Id) -> Result<Option<Vec<Value>>> {
    let mut sql = Sql::new();
    let root = sql.alias();
    select_values(&mut sql, object, root);
    sql.push(" WHERE ").col(root, "id").push(" = ").bind(id).push(" AND ");
    restorable(&mut sql, tx, cx, object, root);
    tx.first(&sql.text, &sql.params, |row| values(row, object))
}

/// What the asker may restore of one kind, deleted last first: when, and its values. Grows with what is in the bin.
pub fn list_deleted(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, limit: usize) -> Result<Vec<(Instant, Vec<Value>)>> {
    let mut sql = Sql::new();
    let root = sql.alias();
    sql.push("SELECT ").list(&object.fields, ", ", |sql, field| {
        sql.col(root, field.key);
    });
    sql.push(", ")
        .col(root, "deleted_at")
        .push(" FROM ")
        .table(object.table, root);
    sql.push(" WHERE ");
    restorable(&mut sql, tx, cx, object, root);
    sql.push(" ORDER BY ")
        .col(root, "deleted_at")
        .push(" DESC, ")
        .col(root, "id")
        .push(" DESC LIMIT ");
    sql.bind(i64::try_from(limit).unwrap_or(i64::MAX));
    let last = object.fields.len();
    tx.all(&sql.text, &sql.params, |row| {
        Ok((Instant(row.i64(last)?), values(row, object)?))
    })
}

fn restorable(sql: &mut Sql, tx: &Tx<'_>, cx: &Cx, object: &ObjectDef, root: Alias) {
    let compiler = Compiler {
        cx,
        dialect: tx.dialect(),
    };
    sql.col(root, "workspace_id").push(" = ").bind(cx.workspace.id);
    sql.push(" AND ").col(root, "deleted_at").push(" IS NOT NULL");
    compiler.reach(sql, object, root, Action::Delete);
}
