//! The index in PostgreSQL: a tsvector per document, in which private words begin with a sign that no other word has.

use std::fmt::Write as _;

use kernel::{Result, WorkspaceId};

use super::words::Term;
use super::{Change, Columns, Hit, RANKED, columns};
use crate::tx::Tx;

/// What private words begin with.
const PRIVATE: char = '#';
/// The latest documents, looked at first.
const SAMPLE: usize = 1000;

pub(super) struct Syntax;

impl super::Syntax for Syntax {
    fn and(&self) -> &'static str {
        " & "
    }

    fn or(&self) -> &'static str {
        " | "
    }

    fn term(&self, term: &Term, private: bool) -> String {
        let star = if term.prefix { ":*" } else { "" };
        let open = format!("'{}'{star}", term.text);
        if private {
            format!("({open} | '{PRIVATE}{}'{star})", term.text)
        } else {
            open
        }
    }

    fn scope(&self, word: &str) -> String {
        format!("'{word}'")
    }
}

/// The hits, the latest first: all of them, or `limit` and `false` if there are more than can be ranked.
pub(super) fn find(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    expression: &str,
    limit: usize,
) -> Result<(Vec<Hit>, bool)> {
    if expression.is_empty() {
        return Ok((Vec::new(), true));
    }
    // The index gives hits in no order, so one letter in a million documents would have it read a third of the table. If
    // the latest documents show that hits abound, they are the answer.
    let mut hits = select(
        tx,
        "SELECT object, id, name FROM (SELECT * FROM search_doc WHERE workspace_id = $1 ORDER BY n DESC LIMIT $3) d \
         WHERE words @@ $2::text::tsquery ORDER BY n DESC",
        workspace,
        expression,
        SAMPLE,
    )?;
    if hits.len() >= limit {
        // A table that nobody has counted yet has had as many changes as its latest number says.
        let total = "SELECT CASE WHEN reltuples >= 0 THEN reltuples::bigint ELSE (SELECT max(n) FROM search_doc) END \
                     FROM pg_class WHERE oid = 'search_doc'::regclass";
        let total = tx
            .first(total, &[], |row| row.i64(0))?
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(0);
        if hits.len() * (total / SAMPLE) > 2 * RANKED {
            hits.truncate(limit);
            return Ok((hits, false));
        }
    }
    let mut hits = select(
        tx,
        "SELECT object, id, name FROM search_doc WHERE workspace_id = $1 AND words @@ $2::text::tsquery \
         ORDER BY n DESC LIMIT $3",
        workspace,
        expression,
        RANKED + 1,
    )?;
    let complete = hits.len() <= RANKED;
    if !complete {
        hits.truncate(limit);
    }
    Ok((hits, complete))
}

fn select(tx: &mut Tx<'_>, sql: &str, workspace: WorkspaceId, expression: &str, limit: usize) -> Result<Vec<Hit>> {
    tx.all(
        sql,
        &[workspace.into(), expression.into(), (limit as i64).into()],
        |row| {
            Ok(Hit {
                object: row.text(0)?.to_owned(),
                id: row.id(1)?,
                name: row.text(2)?.to_owned(),
            })
        },
    )
}

pub(super) fn write(tx: &mut Tx<'_>, changes: &[&Change]) -> Result<()> {
    for change in changes {
        let (workspace, id) = change.key();
        match change {
            Change::Remove(..) => {
                let remove = "DELETE FROM search_doc WHERE workspace_id = $1 AND id = $2";
                tx.run(remove, &[workspace.into(), id.into()])?;
            }
            Change::Put(doc) => {
                tx.run(
                    "INSERT INTO search_doc (workspace_id, id, object, name, words) \
                     VALUES ($1, $2, $3, $4, $5::text::tsvector) \
                     ON CONFLICT (workspace_id, id) DO UPDATE SET \
                     n = EXCLUDED.n, name = EXCLUDED.name, words = EXCLUDED.words",
                    &[
                        workspace.into(),
                        id.into(),
                        doc.object.into(),
                        doc.name.as_str().into(),
                        vector(&columns(doc)).into(),
                    ],
                )?;
            }
        }
    }
    Ok(())
}

/// The text form of a tsvector, without places and weights: with weights every hit would have to be looked at again.
/// Words are letters, digits, `_` and the sign of private ones only, so that nothing needs escaping.
fn vector(columns: &Columns) -> String {
    let mut text = String::new();
    for word in columns.name.iter().chain(&columns.other).chain(&columns.scope) {
        let _ = write!(text, "'{word}' ");
    }
    for word in &columns.private {
        let _ = write!(text, "'{PRIVATE}{word}' ");
    }
    text
}
