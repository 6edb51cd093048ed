//! The index in PostgreSQL: a tsvector whose weights tell the role of a word: A name, B other, C private, D rights.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use kernel::{Result, WorkspaceId};

use super::words::Term;
use super::{Change, Columns, Hit, RANKED, columns};
use crate::tx::Tx;

pub(super) struct Syntax;

impl super::Syntax for Syntax {
    fn and(&self) -> &'static str {
        " & "
    }

    fn or(&self) -> &'static str {
        " | "
    }

    fn term(&self, term: &Term, private: bool) -> String {
        format!(
            "'{}':{}{}",
            term.text,
            if term.prefix { "*" } else { "" },
            if private { "ABC" } else { "AB" }
        )
    }

    fn scope(&self, word: &str) -> String {
        format!("'{word}':D")
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
    let mut hits = tx.all(
        "SELECT object, id, name FROM search_doc WHERE workspace_id = $1 AND words @@ $2::text::tsquery \
         ORDER BY n DESC LIMIT $3",
        &[workspace.into(), expression.into(), (RANKED as i64 + 1).into()],
        |row| {
            Ok(Hit {
                object: row.text(0)?.to_owned(),
                id: row.id(1)?,
                name: row.text(2)?.to_owned(),
            })
        },
    )?;
    let complete = hits.len() <= RANKED;
    if !complete {
        hits.truncate(limit);
    }
    Ok((hits, complete))
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

/// The text form of a tsvector. Words are letters, digits and `_` only, so that nothing needs escaping.
fn vector(columns: &Columns) -> String {
    let mut roles: BTreeMap<&str, Vec<char>> = BTreeMap::new();
    let all = [
        ('A', &columns.name),
        ('B', &columns.other),
        ('C', &columns.private),
        ('D', &columns.scope),
    ];
    for (role, words) in all {
        for word in words {
            roles.entry(word).or_default().push(role);
        }
    }
    let mut text = String::new();
    for (word, roles) in roles {
        let _ = write!(text, "'{word}':");
        for (i, role) in roles.iter().enumerate() {
            let _ = write!(text, "{}{}{role}", if i > 0 { "," } else { "" }, i + 1);
        }
        text.push(' ');
    }
    text
}
