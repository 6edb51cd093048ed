//! The words by which products answer needs, kept beside the facts and FABs that list them, so that a need finds its products
//! by an index however many there are. A word is found by its first two characters; whether the text really has it is for the
//! caller to see.

use std::collections::BTreeSet;

use kernel::{Error, Id, Result, WorkspaceId};

use crate::sql::Sql;
use crate::tx::Tx;

/// What lists a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// What a product can do.
    Can,
    /// What it can't.
    Cannot,
    /// Why a feature helps.
    Fab,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Can => "can",
            Self::Cannot => "cannot",
            Self::Fab => "fab",
        }
    }
}

/// A word of a product, in small letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// It.
    pub word: String,
    /// Whose.
    pub product: Id,
    /// Listed by what.
    pub kind: Kind,
}

/// A word that a text may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The word.
    pub word: Word,
    /// The fact or FAB that lists it.
    pub source: Id,
}

/// Heads in one statement.
const HEADS: usize = 500;

/// The first two characters of every word that `text` might have.
pub fn heads(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = text.to_lowercase().chars().collect();
    let pair = |pair: &[char]| pair.iter().collect::<String>();
    chars.windows(2).map(pair).collect()
}

/// Puts the words that a fact or FAB lists in the place of those it listed.
pub fn put(tx: &mut Tx<'_>, workspace: WorkspaceId, source: Id, words: &[Word]) -> Result<()> {
    tx.run(
        "DELETE FROM match_word WHERE workspace_id = $1 AND source_id = $2",
        &[workspace.into(), source.into()],
    )?;
    for word in words {
        let head: String = word.word.chars().take(2).collect();
        tx.run(
            "INSERT INTO match_word (workspace_id, source_id, head, word, product_id, kind) VALUES ($1, $2, $3, $4, $5, $6)",
            &[
                workspace.into(),
                source.into(),
                head.into(),
                word.word.as_str().into(),
                word.product.into(),
                word.kind.as_str().into(),
            ],
        )?;
    }
    Ok(())
}

/// The words that begin with one of `heads`.
pub fn beginning(tx: &mut Tx<'_>, workspace: WorkspaceId, heads: &BTreeSet<String>) -> Result<Vec<Found>> {
    let heads: Vec<&String> = heads.iter().collect();
    let mut found = Vec::new();
    for part in heads.chunks(HEADS) {
        let mut sql = Sql::new();
        sql.push("SELECT word, product_id, kind, source_id FROM match_word WHERE workspace_id = ")
            .bind(workspace)
            .push(" AND head IN (")
            .list(part, ", ", |sql, head| {
                sql.bind(head.as_str());
            })
            .push(")");
        found.extend(tx.all(&sql.text, &sql.params, |row| {
            let kind = match row.text(2)? {
                "can" => Kind::Can,
                "cannot" => Kind::Cannot,
                "fab" => Kind::Fab,
                other => return Err(Error::internal(format!("a word of kind {other:?}"))),
            };
            let word = Word {
                word: row.text(0)?.to_owned(),
                product: row.id(1)?,
                kind,
            };
            Ok(Found {
                word,
                source: row.id(3)?,
            })
        })?);
    }
    Ok(found)
}
