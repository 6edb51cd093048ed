//! Many records at once, read for what is reckoned from all of them.

use kernel::{Id, Result};
use records::{Action, Condition, Cx, ObjectDef, bind};

use super::compile::Compiler;
use crate::Tx;
use crate::sql::Sql;

/// Whose a record is, and which of several conditions hold for it.
#[derive(Clone, Debug)]
pub struct Held {
    /// The record.
    pub id: Id,
    /// Its owner.
    pub owner: Option<Id>,
    /// Which of the conditions hold.
    pub holds: Vec<bool>,
}

/// Of each record that a filter finds: which of `conditions` hold, in the order of ids, in one pass. The records are those
/// that the asker sees; the conditions are judged as the system judges gates.
pub fn held(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &ObjectDef,
    filter: &Condition,
    conditions: &[Condition],
    limit: usize,
) -> Result<Vec<Held>> {
    let filter = bind(filter, object, cx)?;
    let system = cx.as_system();
    let bound = conditions
        .iter()
        .map(|c| bind(c, object, &system))
        .collect::<Result<Vec<_>>>()?;
    let dialect = tx.dialect();
    let (asker, judge) = (Compiler { cx, dialect }, Compiler { cx: &system, dialect });
    let mut sql = Sql::new();
    let root = sql.alias();
    sql.push("SELECT ").col(root, "id").push(", ").col(root, "owner");
    for condition in &bound {
        sql.push(", (");
        judge.condition(&mut sql, condition, root);
        sql.push(") IS TRUE");
    }
    sql.push(" FROM ").table(object.table, root).push(" WHERE ");
    asker.visible(&mut sql, object, root, Action::Read);
    sql.push(" AND ");
    asker.condition(&mut sql, &filter, root);
    sql.push(" ORDER BY ").col(root, "id").push(" LIMIT ").number(limit);
    tx.all(&sql.text, &sql.params, |row| {
        Ok(Held {
            id: row.id(0)?,
            owner: row.opt_id(1)?,
            holds: (0..bound.len()).map(|i| row.bool(i + 2)).collect::<Result<_>>()?,
        })
    })
}
