//! What people are told of, kept until they have read it and some time after.

use kernel::{Id, Instant, Result, WorkspaceId};

use crate::{Row, Tx};

/// Something to tell somebody.
#[derive(Clone, Debug)]
pub struct NewNotice<'a> {
    /// The company.
    pub workspace: WorkspaceId,
    /// Whom.
    pub user: Id,
    /// What kind of news: `mentioned`, `assigned`, `reminder` and so on.
    pub kind: &'static str,
    /// What it is told by only once.
    pub key: &'a str,
    /// The kind of record it is about.
    pub object: &'a str,
    /// The record it is about.
    pub record: Id,
    /// The kind of the record whose page it opens.
    pub about_object: &'a str,
    /// The record whose page it opens.
    pub about: Id,
    /// Who did it; nobody for what the program does by itself.
    pub actor: Option<Id>,
    /// When.
    pub at: Instant,
}

/// A notice as it is kept.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields of `NewNotice`")]
pub struct Notice {
    pub seq: i64,
    pub kind: String,
    pub object: String,
    pub record: Id,
    pub about_object: String,
    pub about: Id,
    pub actor: Option<Id>,
    pub at: Instant,
    pub read_at: Option<Instant>,
}

/// Keeps a notice; tells whether it is new. The same key never comes twice.
pub fn insert(tx: &mut Tx<'_>, notice: &NewNotice<'_>) -> Result<bool> {
    let added = tx.run(
        "INSERT INTO notice (workspace_id, user_id, kind, key, object, record_id, about_object, about_id, actor, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (workspace_id, user_id, key) DO NOTHING",
        &[
            notice.workspace.into(),
            notice.user.into(),
            notice.kind.into(),
            notice.key.into(),
            notice.object.into(),
            notice.record.into(),
            notice.about_object.into(),
            notice.about.into(),
            notice.actor.into(),
            notice.at.into(),
        ],
    )?;
    Ok(added > 0)
}

/// Somebody's notices, the newest first: `limit` before number `before`.
pub fn list(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    user: Id,
    unread: bool,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<Notice>> {
    let only = if unread { "AND read_at IS NULL" } else { "" };
    tx.all(
        &format!(
            "SELECT seq, kind, object, record_id, about_object, about_id, actor, at, read_at FROM notice \
             WHERE workspace_id = $1 AND user_id = $2 AND seq < $3 {only} ORDER BY seq DESC LIMIT {limit}"
        ),
        &[workspace.into(), user.into(), before.unwrap_or(i64::MAX).into()],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<Notice> {
    Ok(Notice {
        seq: row.i64(0)?,
        kind: row.text(1)?.to_owned(),
        object: row.text(2)?.to_owned(),
        record: row.id(3)?,
        about_object: row.text(4)?.to_owned(),
        about: row.id(5)?,
        actor: row.opt_id(6)?,
        at: Instant(row.i64(7)?),
        read_at: row.opt_i64(8)?.map(Instant),
    })
}

/// How many somebody hasn't read.
pub fn unread(tx: &mut Tx<'_>, workspace: WorkspaceId, user: Id) -> Result<i64> {
    let count = tx.first(
        "SELECT count(*) FROM notice WHERE workspace_id = $1 AND user_id = $2 AND read_at IS NULL",
        &[workspace.into(), user.into()],
        |row| row.i64(0),
    )?;
    Ok(count.unwrap_or(0))
}

/// Marks all of somebody's notices up to number `last` as read.
pub fn read_all(tx: &mut Tx<'_>, workspace: WorkspaceId, user: Id, last: i64, now: Instant) -> Result<()> {
    tx.run(
        "UPDATE notice SET read_at = $1 WHERE workspace_id = $2 AND user_id = $3 AND seq <= $4 AND read_at IS NULL",
        &[now.into(), workspace.into(), user.into(), last.into()],
    )?;
    Ok(())
}

/// Marks one as read, or as unread if `read_at` is nothing; tells whether it is theirs.
pub fn mark(tx: &mut Tx<'_>, workspace: WorkspaceId, user: Id, seq: i64, read_at: Option<Instant>) -> Result<bool> {
    let changed = tx.run(
        "UPDATE notice SET read_at = $1 WHERE workspace_id = $2 AND user_id = $3 AND seq = $4",
        &[read_at.into(), workspace.into(), user.into(), seq.into()],
    )?;
    Ok(changed > 0)
}

/// Forgets notices that are older than `before`; the last one stays, so that numbers never begin again.
pub fn purge(tx: &mut Tx<'_>, before: Instant) -> Result<()> {
    tx.run(
        "DELETE FROM notice WHERE at < $1 AND seq < (SELECT max(seq) FROM notice)",
        &[before.into()],
    )
    .map(|_| ())
}
