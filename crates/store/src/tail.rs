//! Following the journal: what live pages, and later notices and webhooks, read.

use kernel::{Id, Result, WorkspaceId};

use crate::Tx;

/// How far a follower has read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    mark: i64,
    seq: i64,
}

/// What a follower learns of an event: enough to ask for the rest under somebody's rights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// Its number.
    pub seq: i64,
    /// The company.
    pub workspace: WorkspaceId,
    /// The object it happened to.
    pub object: String,
    /// The record it happened to.
    pub record: Id,
    /// The record whose timeline shows it.
    pub topic: Id,
    /// What happened.
    pub kind: String,
}

/// Where the journal ends now. On PostgreSQL that is before the oldest transaction still open, whose events are yet to
/// come.
pub fn end(tx: &mut Tx<'_>) -> Result<Position> {
    let sql = tx.dialect().pick(
        "SELECT mark, seq FROM journal ORDER BY seq DESC LIMIT 1",
        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1, 9223372036854775807",
    );
    let last = tx.first(sql, &[], |row| {
        Ok(Position {
            mark: row.i64(0)?,
            seq: row.i64(1)?,
        })
    })?;
    Ok(last.unwrap_or_default())
}

/// The events after a position, `limit` at most, and the position after them. On PostgreSQL only those below which no
/// transaction is still open: a number can appear after a larger one.
pub fn after(tx: &mut Tx<'_>, position: Position, limit: usize) -> Result<(Vec<Happened>, Position)> {
    let whence = tx.dialect().pick(
        "mark >= $1 AND seq > $2",
        "mark >= $1 AND (mark > $1 OR seq > $2) AND mark < pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
    );
    let order = tx.dialect().pick("seq", "mark, seq");
    let sql = format!(
        "SELECT mark, seq, workspace_id, object, record_id, topic_id, kind FROM journal WHERE {whence} ORDER BY {order} LIMIT {limit}"
    );
    let mut end = position;
    let events = tx.all(&sql, &[position.mark.into(), position.seq.into()], |row| {
        end = Position {
            mark: row.i64(0)?,
            seq: row.i64(1)?,
        };
        Ok(Happened {
            seq: end.seq,
            workspace: WorkspaceId(row.i64(2)?),
            object: row.text(3)?.to_owned(),
            record: row.id(4)?,
            topic: row.id(5)?,
            kind: row.text(6)?.to_owned(),
        })
    })?;
    Ok((events, end))
}
