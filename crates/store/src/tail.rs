//! Following the journal and the notices: what live pages, and later webhooks, read.

use kernel::{Id, Result, WorkspaceId};

use crate::{Row, Tx};

/// How far a follower has read a table.
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

/// Where the journal ends now.
pub fn end(tx: &mut Tx<'_>) -> Result<Position> {
    end_of(tx, "journal")
}

/// Where the notices end now.
pub fn end_of_notices(tx: &mut Tx<'_>) -> Result<Position> {
    end_of(tx, "notice")
}

/// On PostgreSQL the end is before the oldest transaction still open, whose rows are yet to come.
fn end_of(tx: &mut Tx<'_>, table: &'static str) -> Result<Position> {
    let sql = tx.dialect().pick(
        format!("SELECT mark, seq FROM {table} ORDER BY seq DESC LIMIT 1"),
        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1, 9223372036854775807".to_owned(),
    );
    Ok(tx.first(&sql, &[], position)?.unwrap_or_default())
}

/// The events after a position, `limit` at most, and the position after them.
pub fn after(tx: &mut Tx<'_>, position: Position, limit: usize) -> Result<(Vec<Happened>, Position)> {
    rows_after(
        tx,
        "journal",
        "workspace_id, object, record_id, topic_id, kind",
        position,
        limit,
        |seq, row| {
            Ok(Happened {
                seq,
                workspace: WorkspaceId(row.i64(2)?),
                object: row.text(3)?.to_owned(),
                record: row.id(4)?,
                topic: row.id(5)?,
                kind: row.text(6)?.to_owned(),
            })
        },
    )
}

/// Who was given notices after a position, `limit` at most, and the position after them.
pub fn told_after(tx: &mut Tx<'_>, position: Position, limit: usize) -> Result<(Vec<(WorkspaceId, Id)>, Position)> {
    rows_after(tx, "notice", "workspace_id, user_id", position, limit, |_, row| {
        Ok((WorkspaceId(row.i64(2)?), row.id(3)?))
    })
}

/// On PostgreSQL only rows below which no transaction is still open: a number can appear after a larger one.
fn rows_after<T>(
    tx: &mut Tx<'_>,
    table: &'static str,
    columns: &'static str,
    from: Position,
    limit: usize,
    read: impl Fn(i64, &Row<'_>) -> Result<T>,
) -> Result<(Vec<T>, Position)> {
    let whence = tx.dialect().pick(
        "mark >= $1 AND seq > $2",
        "mark >= $1 AND (mark > $1 OR seq > $2) AND mark < pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
    );
    let order = tx.dialect().pick("seq", "mark, seq");
    let sql = format!("SELECT mark, seq, {columns} FROM {table} WHERE {whence} ORDER BY {order} LIMIT {limit}");
    let mut end = from;
    let rows = tx.all(&sql, &[from.mark.into(), from.seq.into()], |row| {
        end = position(row)?;
        read(end.seq, row)
    })?;
    Ok((rows, end))
}

fn position(row: &Row<'_>) -> Result<Position> {
    Ok(Position {
        mark: row.i64(0)?,
        seq: row.i64(1)?,
    })
}
