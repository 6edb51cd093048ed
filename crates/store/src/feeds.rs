//! Addresses of calendar feeds: one per person at most, found by the hash of its secret.

use kernel::{Id, Instant, Result, WorkspaceId};

use crate::Tx;

/// Gives somebody a feed; the one they had before ends.
pub fn open(tx: &mut Tx<'_>, workspace: WorkspaceId, user: Id, secret_hash: &[u8], now: Instant) -> Result<()> {
    tx.run(
        "INSERT INTO calendar_feed (workspace_id, user_id, secret_hash, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (workspace_id, user_id) DO UPDATE SET secret_hash = excluded.secret_hash, created_at = excluded.created_at",
        &[workspace.into(), user.into(), secret_hash.into(), now.into()],
    )?;
    Ok(())
}

/// Ends somebody's feed; tells whether there was one.
pub fn close(tx: &mut Tx<'_>, workspace: WorkspaceId, user: Id) -> Result<bool> {
    let sql = "DELETE FROM calendar_feed WHERE workspace_id = $1 AND user_id = $2";
    Ok(tx.run(sql, &[workspace.into(), user.into()])? > 0)
}

/// Since when somebody has a feed.
pub fn since(tx: &mut Tx<'_>, workspace: WorkspaceId, user: Id) -> Result<Option<Instant>> {
    tx.first(
        "SELECT created_at FROM calendar_feed WHERE workspace_id = $1 AND user_id = $2",
        &[workspace.into(), user.into()],
        |row| row.i64(0).map(Instant),
    )
}

/// Whose feed a secret opens: nobody's if they are no longer active. With the language they chose.
pub fn owner(tx: &mut Tx<'_>, secret_hash: &[u8]) -> Result<Option<(WorkspaceId, Id, Option<String>)>> {
    tx.first(
        "SELECT f.workspace_id, f.user_id, u.lang FROM calendar_feed f \
         JOIN app_user u ON u.workspace_id = f.workspace_id AND u.id = f.user_id \
         WHERE f.secret_hash = $1 AND u.active AND u.deleted_at IS NULL",
        &[secret_hash.into()],
        |row| {
            Ok((
                WorkspaceId(row.i64(0)?),
                row.id(1)?,
                row.opt_text(2)?.map(str::to_owned),
            ))
        },
    )
}
