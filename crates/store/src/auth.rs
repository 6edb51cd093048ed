//! Passwords, sessions, tokens and counted attempts. Secrets are stored as hashes only.

use kernel::{Id, Instant, Result, WorkspaceId};

use crate::Tx;

/// Someone who may sign in, with the hash of their password.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The company.
    pub workspace: WorkspaceId,
    /// Who.
    pub user: Id,
    /// Whether they may sign in at all.
    pub active: bool,
    /// The argon2id hash; none if no password was set yet.
    pub hash: Option<String>,
}

/// By e-mail address, in lower case.
pub fn credential(tx: &mut Tx<'_>, email: &str) -> Result<Option<Credential>> {
    tx.first(
        "SELECT u.workspace_id, u.id, u.active, c.hash FROM app_user u \
         LEFT JOIN credential c ON c.workspace_id = u.workspace_id AND c.user_id = u.id \
         WHERE u.email = $1 AND u.deleted_at IS NULL",
        &[email.into()],
        |row| {
            Ok(Credential {
                workspace: WorkspaceId(row.i64(0)?),
                user: row.id(1)?,
                active: row.bool(2)?,
                hash: row.opt_text(3)?.map(str::to_owned),
            })
        },
    )
}

/// The hash of a user's password.
pub fn password_hash(tx: &mut Tx<'_>, workspace: WorkspaceId, user: Id) -> Result<Option<String>> {
    tx.first(
        "SELECT hash FROM credential WHERE workspace_id = $1 AND user_id = $2",
        &[workspace.into(), user.into()],
        |row| Ok(row.text(0)?.to_owned()),
    )
}

/// Sets the hash of a user's password. A link to set one, if they have it, ends with that.
pub fn set_password(tx: &mut Tx<'_>, workspace: WorkspaceId, user: Id, hash: &str, now: Instant) -> Result<()> {
    tx.run(
        "INSERT INTO credential (workspace_id, user_id, hash, changed_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (workspace_id, user_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at",
        &[workspace.into(), user.into(), hash.into(), now.into()],
    )?;
    crate::invitations::end(tx, workspace, user)?;
    Ok(())
}

/// A session of a person, or a token of a program.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id, which may be shown.
    pub id: Id,
    /// The company.
    pub workspace: WorkspaceId,
    /// Whose.
    pub user: Id,
    /// A token's name; sessions have none.
    pub name: Option<String>,
    /// Whether it may only read.
    pub read_only: bool,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last used, to the minute or so.
    pub seen_at: Instant,
    /// Until when it works.
    pub expires_at: Instant,
}

/// What a session leads to, as it is at this moment.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// The user's team.
    pub team: Option<Id>,
    /// The user's role.
    pub role: Id,
    /// The language that the user chose.
    pub lang: Option<String>,
    /// The company's rights version.
    pub rights_version: i64,
}

/// Stores a session under the hash of its secret.
pub fn insert_session(tx: &mut Tx<'_>, secret_hash: &[u8], session: &Session) -> Result<()> {
    tx.run(
        "INSERT INTO session (secret_hash, id, workspace_id, user_id, name, read_only, created_at, seen_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            secret_hash.into(),
            session.id.into(),
            session.workspace.into(),
            session.user.into(),
            session.name.clone().into(),
            session.read_only.into(),
            session.created_at.into(),
            session.seen_at.into(),
            session.expires_at.into(),
        ],
    )?;
    Ok(())
}

/// Who a secret belongs to: nobody if it has expired, or its user is no longer active.
pub fn signed_in(tx: &mut Tx<'_>, secret_hash: &[u8], now: Instant) -> Result<Option<SignedIn>> {
    tx.first(
        "SELECT s.id, s.workspace_id, s.user_id, s.name, s.read_only, s.created_at, s.seen_at, s.expires_at, \
         u.team, u.role, u.lang, w.rights_version \
         FROM session s \
         JOIN app_user u ON u.workspace_id = s.workspace_id AND u.id = s.user_id \
         JOIN workspace w ON w.id = s.workspace_id \
         WHERE s.secret_hash = $1 AND s.expires_at > $2 AND u.active AND u.deleted_at IS NULL",
        &[secret_hash.into(), now.into()],
        |row| {
            Ok(SignedIn {
                session: session(row)?,
                team: row.opt_id(8)?,
                role: row.id(9)?,
                lang: row.opt_text(10)?.map(str::to_owned),
                rights_version: row.i64(11)?,
            })
        },
    )
}

fn session(row: &crate::Row<'_>) -> Result<Session> {
    Ok(Session {
        id: row.id(0)?,
        workspace: WorkspaceId(row.i64(1)?),
        user: row.id(2)?,
        name: row.opt_text(3)?.map(str::to_owned),
        read_only: row.bool(4)?,
        created_at: Instant(row.i64(5)?),
        seen_at: Instant(row.i64(6)?),
        expires_at: Instant(row.i64(7)?),
    })
}

/// The tokens of a user, the newest first.
pub fn tokens(tx: &mut Tx<'_>, workspace: WorkspaceId, user: Id) -> Result<Vec<Session>> {
    tx.all(
        "SELECT id, workspace_id, user_id, name, read_only, created_at, seen_at, expires_at FROM session \
         WHERE workspace_id = $1 AND user_id = $2 AND name IS NOT NULL ORDER BY created_at DESC",
        &[workspace.into(), user.into()],
        session,
    )
}

/// Notes that a session was used, and until when it works now.
pub fn touch_session(tx: &mut Tx<'_>, secret_hash: &[u8], now: Instant, expires_at: Instant) -> Result<()> {
    tx.run(
        "UPDATE session SET seen_at = $1, expires_at = $2 WHERE secret_hash = $3",
        &[now.into(), expires_at.into(), secret_hash.into()],
    )?;
    Ok(())
}

/// Ends the session of a secret.
pub fn end_session(tx: &mut Tx<'_>, secret_hash: &[u8]) -> Result<()> {
    tx.run("DELETE FROM session WHERE secret_hash = $1", &[secret_hash.into()])?;
    Ok(())
}

/// Ends a user's token by its id; tells whether there was one.
pub fn end_token(tx: &mut Tx<'_>, workspace: WorkspaceId, user: Id, id: Id) -> Result<bool> {
    let ended = tx.run(
        "DELETE FROM session WHERE workspace_id = $1 AND user_id = $2 AND id = $3 AND name IS NOT NULL",
        &[workspace.into(), user.into(), id.into()],
    )?;
    Ok(ended > 0)
}

/// Ends a user's sessions (tokens aside), but for the one with this id.
pub fn end_sessions(tx: &mut Tx<'_>, workspace: WorkspaceId, user: Id, except: Option<Id>) -> Result<()> {
    tx.run(
        "DELETE FROM session WHERE workspace_id = $1 AND user_id = $2 AND id <> $3 AND name IS NULL",
        &[workspace.into(), user.into(), except.unwrap_or(Id::NONE).into()],
    )?;
    Ok(())
}

/// Ends everything that lets somebody in without their password: sessions, tokens, the calendar feed.
pub fn end_all(tx: &mut Tx<'_>, workspace: WorkspaceId, user: Id) -> Result<()> {
    tx.run(
        "DELETE FROM session WHERE workspace_id = $1 AND user_id = $2",
        &[workspace.into(), user.into()],
    )?;
    crate::feeds::close(tx, workspace, user)?;
    Ok(())
}

/// Forgets sessions and links that have expired and attempts of past slots.
pub fn purge(tx: &mut Tx<'_>, now: Instant) -> Result<()> {
    tx.run("DELETE FROM session WHERE expires_at <= $1", &[now.into()])?;
    tx.run("DELETE FROM invitation WHERE expires_at <= $1", &[now.into()])?;
    tx.run("DELETE FROM attempt WHERE slot < $1", &[(slot(now) - 1).into()])?;
    Ok(())
}

/// The quarter of an hour that attempts are counted in.
fn slot(now: Instant) -> i64 {
    now.0 / 900_000_000
}

/// How many attempts there were under `key` in this quarter of an hour.
pub fn attempts(tx: &mut Tx<'_>, key: &str, now: Instant) -> Result<i64> {
    let count = tx.first(
        "SELECT count FROM attempt WHERE key = $1 AND slot = $2",
        &[key.into(), slot(now).into()],
        |row| row.i64(0),
    )?;
    Ok(count.unwrap_or(0))
}

/// Counts an attempt under `key`; tells how many there were in this quarter of an hour, this one included.
pub fn attempt(tx: &mut Tx<'_>, key: &str, now: Instant) -> Result<i64> {
    let count = tx.first(
        "INSERT INTO attempt (key, slot, count) VALUES ($1, $2, 1) \
         ON CONFLICT (key, slot) DO UPDATE SET count = attempt.count + 1 RETURNING count",
        &[key.into(), slot(now).into()],
        |row| row.i64(0),
    )?;
    Ok(count.unwrap_or(1))
}

/// Takes one attempt under `key` back: it was none.
pub fn take_back(tx: &mut Tx<'_>, key: &str, now: Instant) -> Result<()> {
    tx.run(
        "UPDATE attempt SET count = count - 1 WHERE key = $1 AND slot = $2 AND count > 0",
        &[key.into(), slot(now).into()],
    )?;
    Ok(())
}

/// Forgets the attempts under `key`: it was the right person after all.
pub fn forgive(tx: &mut Tx<'_>, key: &str, now: Instant) -> Result<()> {
    tx.run(
        "DELETE FROM attempt WHERE key = $1 AND slot = $2",
        &[key.into(), slot(now).into()],
    )?;
    Ok(())
}
