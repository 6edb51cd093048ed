//! Work to be done later: everything that leaves the system goes out by a job, after the commit that asked for it.

use kernel::{Error, Id, Instant, Result, WorkspaceId};
use serde_json::Value as Json;

use crate::tx::Tx;
use crate::value::Val;

/// A piece of work.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// The workspace; 0 for the installation's own housekeeping.
    pub workspace: WorkspaceId,
    /// Its id.
    pub id: Id,
    /// What is to be done.
    pub kind: String,
    /// With what.
    pub payload: Json,
    /// How often it was begun, this time included.
    pub attempts: i64,
}

/// Asks for work at `run_at`. With `dedupe`, work of the same kind and text that still waits is enough; tells whether it
/// was new.
pub fn enqueue(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    id: Id,
    kind: &str,
    payload: &Json,
    dedupe: Option<&str>,
    run_at: Instant,
) -> Result<bool> {
    let added = tx.run(
        "INSERT INTO job (workspace_id, id, kind, payload, dedupe, run_at, attempts) \
         VALUES ($1, $2, $3, $4, $5, $6, 0) ON CONFLICT (workspace_id, kind, dedupe) DO NOTHING",
        &[
            workspace.into(),
            id.into(),
            kind.into(),
            Val::Json(payload.to_string()),
            dedupe.into(),
            run_at.into(),
        ],
    )?;
    Ok(added > 0)
}

/// Takes the job that has been due longest. If it isn't finished within `lease` seconds, it is due again: whoever took it
/// has died. So work must bear being done twice.
pub fn claim(tx: &mut Tx<'_>, now: Instant, lease: i64) -> Result<Option<Job>> {
    let skip = tx.dialect().pick("", "FOR UPDATE SKIP LOCKED");
    let due = format!(
        "SELECT workspace_id, id, kind, payload, attempts FROM job WHERE run_at <= $1 \
         ORDER BY run_at, workspace_id, id LIMIT 1 {skip}"
    );
    let job = tx.first(&due, &[now.into()], |row| {
        Ok(Job {
            workspace: WorkspaceId(row.i64(0)?),
            id: row.id(1)?,
            kind: row.text(2)?.to_owned(),
            payload: serde_json::from_str(row.text(3)?).map_err(Error::internal)?,
            attempts: row.i64(4)? + 1,
        })
    })?;
    if let Some(job) = &job {
        // Once begun it no longer stands for work that is asked for from now on.
        tx.run(
            "UPDATE job SET run_at = $1, attempts = $2, dedupe = NULL WHERE workspace_id = $3 AND id = $4",
            &[
                now.plus_seconds(lease).into(),
                job.attempts.into(),
                job.workspace.into(),
                job.id.into(),
            ],
        )?;
    }
    Ok(job)
}

/// The job is done.
pub fn finish(tx: &mut Tx<'_>, job: &Job) -> Result<()> {
    let sql = "DELETE FROM job WHERE workspace_id = $1 AND id = $2";
    tx.run(sql, &[job.workspace.into(), job.id.into()]).map(|_| ())
}

/// The job failed and is to be tried again at `run_at`.
pub fn retry(tx: &mut Tx<'_>, job: &Job, error: &str, run_at: Instant) -> Result<()> {
    tx.run(
        "UPDATE job SET run_at = $1, error = $2 WHERE workspace_id = $3 AND id = $4",
        &[run_at.into(), error.into(), job.workspace.into(), job.id.into()],
    )
    .map(|_| ())
}
