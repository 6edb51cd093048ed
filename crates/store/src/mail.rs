//! Mail on its way out. A message is written in the transaction of what it tells of and sent afterwards; it goes out once at
//! most: where nobody knows whether it was taken, it isn't sent again.

use kernel::{Day, Id, Instant, Result, WorkspaceId};

use crate::{Row, Tx};

/// How long sending may take, in seconds; a message still marked after that was cut off with its program.
const LEASE: i64 = 600;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The company.
    pub workspace: WorkspaceId,
    /// Its id.
    pub id: Id,
    /// Whom it is for.
    pub user: Id,
    /// What it is: one of a kind goes to a person a day.
    pub kind: String,
    /// The day it is of, where the company is.
    pub day: Day,
    /// Where it goes.
    pub address: String,
    /// Its subject.
    pub subject: String,
    /// As plain text.
    pub body: String,
    /// As HTML.
    pub html: String,
    /// How often it was tried, this time included.
    pub attempts: i64,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Outcome {
    Sent,
    /// To be tried again at that moment.
    Retry(Instant),
    /// The server doesn't take it, or its day is over.
    Failed,
    /// It may have been taken.
    Unknown,
}

const COLUMNS: &str = "workspace_id, id, user_id, kind, day, address, subject, body, html, attempts";

/// Puts a message out to be sent; tells whether it is the first of its kind to this person that day.
pub fn insert(tx: &mut Tx<'_>, mail: &Mail, now: Instant) -> Result<bool> {
    let sql = format!(
        "INSERT INTO mail ({COLUMNS}, state, run_at, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 'waiting', $10, $11) \
         ON CONFLICT (workspace_id, user_id, kind, day) DO NOTHING"
    );
    let added = tx.run(
        &sql,
        &[
            mail.workspace.into(),
            mail.id.into(),
            mail.user.into(),
            mail.kind.as_str().into(),
            i64::from(mail.day.0).into(),
            mail.address.as_str().into(),
            mail.subject.as_str().into(),
            mail.body.as_str().into(),
            mail.html.as_str().into(),
            now.into(),
            now.into(),
        ],
    )?;
    Ok(added > 0)
}

/// Whether a person has been written to already that day.
pub fn is_written(tx: &mut Tx<'_>, workspace: WorkspaceId, user: Id, kind: &str, day: Day) -> Result<bool> {
    let sql = "SELECT 1 FROM mail WHERE workspace_id = $1 AND user_id = $2 AND kind = $3 AND day = $4";
    let params = [workspace.into(), user.into(), kind.into(), i64::from(day.0).into()];
    Ok(tx.first(sql, &params, |_| Ok(()))?.is_some())
}

/// Takes a message that is due, for this program alone to send. What another left half sent is given up.
pub fn claim(tx: &mut Tx<'_>, now: Instant) -> Result<Option<Mail>> {
    tx.run(
        "UPDATE mail SET state = 'unknown', error = 'the program ended while it was sent' \
         WHERE state = 'sending' AND run_at <= $1",
        &[now.into()],
    )?;
    let skip = tx.dialect().pick("", "FOR UPDATE SKIP LOCKED");
    let sql = format!(
        "SELECT {COLUMNS} FROM mail WHERE state = 'waiting' AND run_at <= $1 ORDER BY run_at, id LIMIT 1 {skip}"
    );
    let Some(mut mail) = tx.first(&sql, &[now.into()], read)? else {
        return Ok(None);
    };
    mail.attempts += 1;
    tx.run(
        "UPDATE mail SET state = 'sending', run_at = $1, attempts = $2 WHERE workspace_id = $3 AND id = $4",
        &[
            now.plus_seconds(LEASE).into(),
            mail.attempts.into(),
            mail.workspace.into(),
            mail.id.into(),
        ],
    )?;
    Ok(Some(mail))
}

fn read(row: &Row<'_>) -> Result<Mail> {
    Ok(Mail {
        workspace: WorkspaceId(row.i64(0)?),
        id: row.id(1)?,
        user: row.id(2)?,
        kind: row.text(3)?.to_owned(),
        day: Day(i32::try_from(row.i64(4)?).unwrap_or_default()),
        address: row.text(5)?.to_owned(),
        subject: row.text(6)?.to_owned(),
        body: row.text(7)?.to_owned(),
        html: row.text(8)?.to_owned(),
        attempts: row.i64(9)?,
    })
}

/// Writes down what became of a message. What it said is no longer needed once it is over.
pub fn finish(tx: &mut Tx<'_>, mail: &Mail, outcome: Outcome, error: &str, now: Instant) -> Result<()> {
    let (state, run_at) = match outcome {
        Outcome::Sent => ("sent", now),
        Outcome::Retry(at) => ("waiting", at),
        Outcome::Failed => ("failed", now),
        Outcome::Unknown => ("unknown", now),
    };
    let keep = matches!(outcome, Outcome::Retry(_));
    let (body, html) = if keep {
        (mail.body.as_str(), mail.html.as_str())
    } else {
        ("", "")
    };
    tx.run(
        "UPDATE mail SET state = $1, run_at = $2, error = $3, body = $4, html = $5 WHERE workspace_id = $6 AND id = $7",
        &[
            state.into(),
            run_at.into(),
            error.into(),
            body.into(),
            html.into(),
            mail.workspace.into(),
            mail.id.into(),
        ],
    )?;
    Ok(())
}

/// Forgets messages that are older than `before`.
pub fn purge(tx: &mut Tx<'_>, before: Instant) -> Result<()> {
    tx.run("DELETE FROM mail WHERE created_at < $1", &[before.into()])
        .map(|_| ())
}
