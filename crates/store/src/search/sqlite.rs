//! The index in SQLite: FTS5 without a copy of the texts, and a table from its row numbers to the records.

use kernel::{Error, Result};

use super::words::Term;
use super::{Change, Columns, Hit, RANKED, columns};
use crate::tx::Tx;
use crate::value::Val;

pub(super) struct Syntax;

impl super::Syntax for Syntax {
    fn and(&self) -> &'static str {
        " AND "
    }

    fn or(&self) -> &'static str {
        " OR "
    }

    fn term(&self, term: &Term, private: bool) -> String {
        let columns = if private {
            "{name other private}"
        } else {
            "{name other}"
        };
        format!("{columns} : \"{}\"{}", term.text, if term.prefix { "*" } else { "" })
    }

    fn scope(&self, word: &str) -> String {
        format!("scope : \"{word}\"")
    }
}

/// The hits, the latest first: all of them, or `limit` and `false` if there are more than can be ranked.
pub(super) fn find(tx: &mut Tx<'_>, expression: &str, limit: usize) -> Result<(Vec<Hit>, bool)> {
    if expression.is_empty() {
        return Ok((Vec::new(), true));
    }
    // The records' names lie all over a large table, so they are read only for hits that will be looked at.
    let mut numbers = tx.all(
        "SELECT rowid FROM search_word WHERE search_word MATCH $1 ORDER BY rowid DESC LIMIT $2",
        &[expression.into(), (RANKED as i64 + 1).into()],
        |row| row.i64(0),
    )?;
    let complete = numbers.len() <= RANKED;
    if !complete {
        numbers.truncate(limit);
    }
    let list = serde_json::to_string(&numbers).map_err(Error::internal)?;
    let hits = tx.all(
        "SELECT d.object, d.id, d.name FROM search_doc d WHERE d.n IN (SELECT value FROM json_each($1)) ORDER BY d.n DESC",
        &[list.into()],
        |row| Ok(Hit { object: row.text(0)?.to_owned(), id: row.id(1)?, name: row.text(2)?.to_owned() }),
    )?;
    Ok((hits, complete))
}

pub(super) fn write(tx: &mut Tx<'_>, changes: &[&Change]) -> Result<()> {
    let mut next = None;
    for change in changes {
        let (workspace, id) = change.key();
        let key = [workspace.into(), id.into()];
        let old = tx.first(
            "SELECT n FROM search_doc WHERE workspace_id = $1 AND id = $2",
            &key,
            |row| row.i64(0),
        )?;
        if let Some(old) = old {
            tx.run("DELETE FROM search_word WHERE rowid = $1", &[old.into()])?;
        }
        match change {
            Change::Remove(..) => {
                tx.run("DELETE FROM search_doc WHERE workspace_id = $1 AND id = $2", &key)?;
            }
            Change::Put(doc) => {
                // Numbers grow with each change, which makes them the order by recency.
                let n = if let Some(n) = next {
                    n
                } else {
                    let last = tx.first("SELECT coalesce(max(n), 0) FROM search_doc", &[], |row| row.i64(0))?;
                    last.unwrap_or(0).max(old.unwrap_or(0)) + 1
                };
                next = Some(n + 1);
                if let Some(old) = old {
                    let set = "UPDATE search_doc SET n = $1, name = $2 WHERE n = $3";
                    tx.run(set, &[n.into(), doc.name.as_str().into(), old.into()])?;
                } else {
                    let [workspace, id] = key;
                    tx.run(
                        "INSERT INTO search_doc (n, workspace_id, id, object, name) VALUES ($1, $2, $3, $4, $5)",
                        &[n.into(), workspace, id, doc.object.into(), doc.name.as_str().into()],
                    )?;
                }
                insert(tx, n, &columns(doc))?;
            }
        }
    }
    Ok(())
}

fn insert(tx: &mut Tx<'_>, n: i64, columns: &Columns) -> Result<()> {
    let text = |words: &[String]| Val::Text(words.join(" "));
    tx.run(
        "INSERT INTO search_word (rowid, name, other, private, scope) VALUES ($1, $2, $3, $4, $5)",
        &[
            n.into(),
            text(&columns.name),
            text(&columns.other),
            text(&columns.private),
            text(&columns.scope),
        ],
    )?;
    Ok(())
}
