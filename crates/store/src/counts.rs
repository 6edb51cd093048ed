//! Counts kept in rows that many changes meet on. What transactions add is collected and added up, over all that share a
//! commit, and written just before it: a row is touched once, in the order of the keys, and locked for a moment only. The
//! transaction itself doesn't see what it adds.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Result, WorkspaceId};

use crate::sql::Sql;
use crate::{Tx, Val};

/// What is added to one row; the row is made if it isn't there.
#[derive(Clone, Debug)]
pub(crate) struct Count {
    pub table: &'static str,
    pub workspace: WorkspaceId,
    /// The rest of the primary key.
    pub key: Vec<(&'static str, Val)>,
    /// What else a new row says of itself; the key determines it.
    pub labels: Vec<(&'static str, Val)>,
    /// What is added, by column, whose name may come in two parts. The first is the number of things counted.
    pub sums: Vec<([&'static str; 2], i64)>,
}

/// Everything that is to be added.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    cleared: BTreeSet<(&'static str, WorkspaceId)>,
    changes: BTreeMap<(&'static str, WorkspaceId, Vec<u8>), Count>,
}

impl Counts {
    pub fn add(&mut self, count: Count) {
        let place = (count.table, count.workspace, order(&count.key));
        match self.changes.get_mut(&place) {
            Some(present) => {
                for ((_, sum), (_, more)) in present.sums.iter_mut().zip(count.sums) {
                    *sum += more;
                }
            }
            None => {
                self.changes.insert(place, count);
            }
        }
    }

    /// Forgets what a table keeps of a company, and what was to be added to it before.
    pub fn clear(&mut self, table: &'static str, workspace: WorkspaceId) {
        self.changes.retain(|(t, w, _), _| (*t, *w) != (table, workspace));
        self.cleared.insert((table, workspace));
    }

    /// What happens after this.
    pub fn append(&mut self, later: Self) {
        for (table, workspace) in later.cleared {
            self.clear(table, workspace);
        }
        for count in later.changes.into_values() {
            self.add(count);
        }
    }

    pub fn write(&self, tx: &mut Tx<'_>) -> Result<()> {
        for (table, workspace) in &self.cleared {
            let mut sql = Sql::new();
            sql.push("DELETE FROM ")
                .push(table)
                .push(" WHERE workspace_id = ")
                .bind(*workspace);
            tx.run(&sql.text, &sql.params)?;
        }
        for count in self.changes.values() {
            if count.sums.iter().any(|(_, sum)| *sum != 0) {
                count.write(tx)?;
            }
        }
        Ok(())
    }
}

impl Count {
    fn write(&self, tx: &mut Tx<'_>) -> Result<()> {
        let mut sql = Sql::new();
        sql.push("INSERT INTO ").push(self.table).push(" (workspace_id");
        for (column, _) in self.key.iter().chain(&self.labels) {
            sql.push(", ").push(column);
        }
        for (column, _) in &self.sums {
            sql.push(", ").push(column[0]).push(column[1]);
        }
        sql.push(") VALUES (").bind(self.workspace);
        for (_, value) in self.key.iter().chain(&self.labels) {
            sql.push(", ").bind(value.clone());
        }
        for (_, sum) in &self.sums {
            sql.push(", ").bind(*sum);
        }
        sql.push(") ON CONFLICT (workspace_id");
        for (column, _) in &self.key {
            sql.push(", ").push(column);
        }
        sql.push(") DO UPDATE SET ")
            .list(&self.sums, ", ", |sql, ([name, half], _)| {
                sql.push(name).push(half).push(" = ").push(self.table).push(".");
                sql.push(name).push(half).push(" + excluded.").push(name).push(half);
            });
        tx.run(&sql.text, &sql.params)?;
        if let Some(([name, half], sum)) = self.sums.first()
            && *sum < 0
        {
            // What isn't there any more leaves nothing behind.
            let mut sql = Sql::new();
            sql.push("DELETE FROM ")
                .push(self.table)
                .push(" WHERE workspace_id = ")
                .bind(self.workspace);
            for (column, value) in &self.key {
                sql.push(" AND ").push(column).push(" = ").bind(value.clone());
            }
            sql.push(" AND ").push(name).push(half).push(" = 0");
            tx.run(&sql.text, &sql.params)?;
        }
        Ok(())
    }
}

/// Bytes that tell keys of one table apart.
fn order(key: &[(&'static str, Val)]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(32);
    for (_, value) in key {
        match value {
            Val::Null => bytes.push(0),
            Val::Bool(b) => bytes.push(u8::from(*b)),
            Val::I64(n) => bytes.extend(n.to_be_bytes()),
            Val::Id(id) => bytes.extend(id.as_bytes()),
            Val::Bytes(raw) => bytes.extend(raw),
            Val::Text(text) | Val::Json(text) => {
                bytes.extend(text.as_bytes());
                bytes.push(0);
            }
        }
    }
    bytes
}
