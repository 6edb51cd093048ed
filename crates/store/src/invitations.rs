//! Links by which people set their password: one per person at most, found by the hash of its secret.

use kernel::{Id, Instant, Result, WorkspaceId};

use crate::Tx;

/// Whom a link lets in.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The company.
    pub workspace: WorkspaceId,
    /// Who.
    pub user: Id,
    /// Their name.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// The company's name.
    pub company: String,
    /// Whether they have a password already, so that the link is for a new one.
    pub returning: bool,
}

/// Since when and until when somebody's link works.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// When it was made.
    pub created_at: Instant,
    /// Until when it works.
    pub expires_at: Instant,
}

/// Gives somebody a link; the one they had before ends.
pub fn put(tx: &mut Tx<'_>, workspace: WorkspaceId, user: Id, secret_hash: &[u8], span: Span) -> Result<()> {
    tx.run(
        "INSERT INTO invitation (workspace_id, user_id, secret_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (workspace_id, user_id) DO UPDATE SET secret_hash = excluded.secret_hash, \
         created_at = excluded.created_at, expires_at = excluded.expires_at",
        &[
            workspace.into(),
            user.into(),
            secret_hash.into(),
            span.created_at.into(),
            span.expires_at.into(),
        ],
    )?;
    Ok(())
}

/// Ends somebody's link; tells whether there was one.
pub fn end(tx: &mut Tx<'_>, workspace: WorkspaceId, user: Id) -> Result<bool> {
    let sql = "DELETE FROM invitation WHERE workspace_id = $1 AND user_id = $2";
    Ok(tx.run(sql, &[workspace.into(), user.into()])? > 0)
}

/// Somebody's link that still works.
pub fn of(tx: &mut Tx<'_>, workspace: WorkspaceId, user: Id, now: Instant) -> Result<Option<Span>> {
    tx.first(
        "SELECT created_at, expires_at FROM invitation WHERE workspace_id = $1 AND user_id = $2 AND expires_at > $3",
        &[workspace.into(), user.into(), now.into()],
        |row| {
            Ok(Span {
                created_at: Instant(row.i64(0)?),
                expires_at: Instant(row.i64(1)?),
            })
        },
    )
}

/// Whom a secret lets in: nobody if it was used, revoked or has expired, or if they don't work here any more.
pub fn find(tx: &mut Tx<'_>, secret_hash: &[u8], now: Instant) -> Result<Option<Invited>> {
    tx.first(
        "SELECT i.workspace_id, i.user_id, u.name, u.email, w.name, c.hash IS NOT NULL FROM invitation i \
         JOIN app_user u ON u.workspace_id = i.workspace_id AND u.id = i.user_id \
         JOIN workspace w ON w.id = i.workspace_id \
         LEFT JOIN credential c ON c.workspace_id = i.workspace_id AND c.user_id = i.user_id \
         WHERE i.secret_hash = $1 AND i.expires_at > $2 AND u.active AND u.deleted_at IS NULL",
        &[secret_hash.into(), now.into()],
        |row| {
            Ok(Invited {
                workspace: WorkspaceId(row.i64(0)?),
                user: row.id(1)?,
                name: row.text(2)?.to_owned(),
                email: row.text(3)?.to_owned(),
                company: row.text(4)?.to_owned(),
                returning: row.bool(5)?,
            })
        },
    )
}

/// Uses a link up; false if somebody was quicker.
pub fn take(tx: &mut Tx<'_>, secret_hash: &[u8], now: Instant) -> Result<bool> {
    let sql = "DELETE FROM invitation WHERE secret_hash = $1 AND expires_at > $2";
    Ok(tx.run(sql, &[secret_hash.into(), now.into()])? > 0)
}
