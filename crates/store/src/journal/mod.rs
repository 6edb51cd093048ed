//! The journal: what happened, in the same transaction as the change itself. Events are never changed; what they say of a
//! person or company stands apart and can be erased without breaking the chain that proves the rest.

mod canonical;
mod follow;
mod seal;

pub use follow::{Followed, Passed, behind, passed};
pub use seal::{Fault, Verdict, seal, verify};

use kernel::{Error, Id, Instant, Result, WorkspaceId};
use serde_json::Value as Json;

use crate::row::Row;
use crate::sql::Sql;
use crate::tx::Tx;
use crate::value::Val;

/// One event to be written.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// When it happened; imports keep the original time.
    pub at: Instant,
    /// When it was written down.
    pub recorded_at: Instant,
    /// Who did it; nobody for what the system does by itself.
    pub actor: Option<Id>,
    /// The object it happened to.
    pub object: &'static str,
    /// The record it happened to.
    pub record: Id,
    /// The record whose timeline shows it: itself, or its access parent.
    pub topic: Id,
    /// What happened: `created`, `updated`, `stage.entered` and so on.
    pub kind: &'static str,
    /// What is not personal about it: names of changed fields, stage and step keys. Whole numbers, texts, truth values.
    pub meta: Json,
    /// Old and new values; none for creations.
    pub values: Option<Values>,
}

/// What an event says of a person or company.
#[derive(Clone, Debug)]
pub struct Values {
    /// The object it is about.
    pub about_object: &'static str,
    /// The record it is about; erasing it erases these values.
    pub about: Id,
    /// The values: `{"field": {"old": …, "new": …}}`.
    pub data: Json,
}

/// One event as it is read back.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its number; greater is later.
    pub seq: i64,
    /// When it happened.
    pub at: Instant,
    /// When it was written down.
    pub recorded_at: Instant,
    /// Who did it.
    pub actor: Option<Id>,
    /// The object.
    pub object: String,
    /// The record.
    pub record: Id,
    /// What happened.
    pub kind: String,
    /// What is not personal about it.
    pub meta: Json,
    /// Old and new values, if it has any and they weren't erased.
    pub values: Option<Json>,
    /// Whether its values were erased.
    pub erased: bool,
}

impl Tx<'_> {
    /// Writes an event; tells its number.
    pub fn journal(&mut self, entry: &Entry) -> Result<i64> {
        let salted = match &entry.values {
            None => None,
            Some(values) => {
                let mut salt = [0_u8; 16];
                getrandom::fill(&mut salt).map_err(|e| Error::internal(format!("no random bytes: {e}")))?;
                Some((salt, canonical::salted_hash(&salt, &values.data)))
            }
        };
        let seq = self.first(
            "INSERT INTO journal \
             (workspace_id, at, recorded_at, actor, object, record_id, topic_id, kind, meta, salted_hash) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING seq",
            &[
                entry.workspace.into(),
                entry.at.into(),
                entry.recorded_at.into(),
                entry.actor.into(),
                entry.object.into(),
                entry.record.into(),
                entry.topic.into(),
                entry.kind.into(),
                Val::Json(entry.meta.to_string()),
                salted.as_ref().map(|(_, hash)| &hash[..]).into(),
            ],
            |row| row.i64(0),
        )?;
        let seq = seq.ok_or_else(|| Error::internal("the journal gave no number"))?;
        if let (Some(values), Some((salt, _))) = (&entry.values, salted) {
            self.run(
                "INSERT INTO journal_value (workspace_id, seq, about_object, about_id, salt, data) \
                 VALUES ($1, $2, $3, $4, $5, $6)",
                &[
                    entry.workspace.into(),
                    seq.into(),
                    values.about_object.into(),
                    values.about.into(),
                    Val::Bytes(salt.to_vec()),
                    Val::Json(values.data.to_string()),
                ],
            )?;
        }
        Ok(seq)
    }
}

/// What the timeline of `topic` shows, the latest first: `limit` events before number `before`.
pub fn timeline(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    topic: Id,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<Event>> {
    tx.all(
        "SELECT j.seq, j.at, j.recorded_at, j.actor, j.object, j.record_id, j.kind, j.meta, v.data, v.seq, v.salt \
         FROM journal j LEFT JOIN journal_value v ON v.workspace_id = j.workspace_id AND v.seq = j.seq \
         WHERE j.workspace_id = $1 AND j.topic_id = $2 AND j.seq < $3 ORDER BY j.seq DESC LIMIT $4",
        &[
            workspace.into(),
            topic.into(),
            before.unwrap_or(i64::MAX).into(),
            (limit as i64).into(),
        ],
        event,
    )
}

/// What happened to records of one object below several topics, the latest first: `limit` events before number `before`;
/// of `records` only, if some are named.
pub fn below(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    (object, topics): (&str, &[Id]),
    records: Option<&[Id]>,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<Event>> {
    let mut sql = Sql::new();
    sql.push(
        "SELECT j.seq, j.at, j.recorded_at, j.actor, j.object, j.record_id, j.kind, j.meta, v.data, v.seq, v.salt \
         FROM journal j LEFT JOIN journal_value v ON v.workspace_id = j.workspace_id AND v.seq = j.seq \
         WHERE j.workspace_id = ",
    );
    sql.bind(workspace).push(" AND j.object = ").bind(object);
    for (column, ids) in [("topic_id", Some(topics)), ("record_id", records)] {
        let Some(ids) = ids else { continue };
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        sql.push(" AND j.")
            .push(column)
            .push(" IN (")
            .list(ids.to_vec(), ", ", |sql, id| {
                sql.bind(id);
            });
        sql.push(")");
    }
    sql.push(" AND j.seq < ")
        .bind(before.unwrap_or(i64::MAX))
        .push(" ORDER BY j.seq DESC LIMIT ")
        .number(limit);
    tx.all(&sql.text, &sql.params, event)
}

/// Erases what the journal says of a person or company; tells how many events that touched. The events stay.
pub fn erase(tx: &mut Tx<'_>, workspace: WorkspaceId, about: Id) -> Result<u64> {
    tx.run(
        "UPDATE journal_value SET salt = NULL, data = NULL \
         WHERE workspace_id = $1 AND about_id = $2 AND salt IS NOT NULL",
        &[workspace.into(), about.into()],
    )
}

fn event(row: &Row<'_>) -> Result<Event> {
    let json = |text: &str| serde_json::from_str(text).map_err(|e| Error::internal(format!("journal: {e}")));
    Ok(Event {
        seq: row.i64(0)?,
        at: Instant(row.i64(1)?),
        recorded_at: Instant(row.i64(2)?),
        actor: row.opt_id(3)?,
        object: row.text(4)?.to_owned(),
        record: row.id(5)?,
        kind: row.text(6)?.to_owned(),
        meta: json(row.text(7)?)?,
        values: row.opt_text(8)?.map(json).transpose()?,
        erased: !row.is_null(9)? && row.is_null(10)?,
    })
}
