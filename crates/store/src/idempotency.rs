//! Answers kept for requests that carried an `Idempotency-Key`, so that a repeated request gets the first answer again.
//! Both functions are called in the transaction that does the work.

use kernel::{Code, Error, Id, Instant, Result, WorkspaceId};

use crate::tx::Tx;
use crate::value::Val;

/// How long an answer is kept, in seconds.
const KEPT: i64 = 24 * 60 * 60;

/// Which request it is.
#[derive(Clone, Debug)]
pub struct RequestKey {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Who asks.
    pub user: Id,
    /// The header's value.
    pub key: String,
    /// The hash of method, path and body: the same key with another hash is a mistake of the caller.
    pub hash: [u8; 32],
}

/// A stored answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers worth repeating, such as ETag and Location.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// The answer that this request was given before, if it was. The key used for another request is an error.
pub fn recall(tx: &mut Tx<'_>, request: &RequestKey, now: Instant) -> Result<Option<Answer>> {
    let found = tx.first(
        "SELECT request_hash, status, headers, body FROM idempotency \
         WHERE workspace_id = $1 AND user_id = $2 AND key = $3 AND at > $4",
        &[
            request.workspace.into(),
            request.user.into(),
            request.key.as_str().into(),
            now.plus_seconds(-KEPT).into(),
        ],
        |row| {
            let headers = serde_json::from_str(row.text(2)?).map_err(Error::internal)?;
            let status = u16::try_from(row.i64(1)?).map_err(Error::internal)?;
            Ok((
                row.bytes(0)? == request.hash,
                Answer {
                    status,
                    headers,
                    body: row.bytes(3)?.to_vec(),
                },
            ))
        },
    )?;
    match found {
        None => Ok(None),
        Some((true, answer)) => Ok(Some(answer)),
        Some((false, _)) => Err(Error::new(Code::IdempotencyMismatch)),
    }
}

/// Keeps the answer to this request. Answers that hold secrets must not be given here.
pub fn remember(tx: &mut Tx<'_>, request: &RequestKey, answer: &Answer, now: Instant) -> Result<()> {
    tx.run(
        "INSERT INTO idempotency (workspace_id, user_id, key, request_hash, status, headers, body, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (workspace_id, user_id, key) DO UPDATE SET request_hash = EXCLUDED.request_hash, \
         status = EXCLUDED.status, headers = EXCLUDED.headers, body = EXCLUDED.body, at = EXCLUDED.at",
        &[
            request.workspace.into(),
            request.user.into(),
            request.key.as_str().into(),
            Val::Bytes(request.hash.to_vec()),
            i64::from(answer.status).into(),
            Val::Json(serde_json::to_string(&answer.headers).map_err(Error::internal)?),
            Val::Bytes(answer.body.clone()),
            now.into(),
        ],
    )?;
    Ok(())
}

/// Forgets answers that are too old to be repeated; tells how many.
pub fn purge(tx: &mut Tx<'_>, now: Instant) -> Result<u64> {
    tx.run(
        "DELETE FROM idempotency WHERE at <= $1",
        &[now.plus_seconds(-KEPT).into()],
    )
}
