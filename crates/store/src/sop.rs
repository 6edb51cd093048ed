//! The runs of SOPs as they are stored: the run itself, the visits of stages, the words of steps.

use kernel::{Id, Instant, Result, WorkspaceId};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{Row, Tx, Val};

/// A stored run; what is inside belongs to the SOP engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRun {
    /// The record that it runs on.
    pub subject: Id,
    /// That record's object.
    pub object: String,
    /// The version it follows.
    pub version: Id,
    /// The run as JSON.
    pub run: String,
    /// Whether what lists show of it waits to be made again.
    pub stale: bool,
}

/// A stay in a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredVisit {
    /// The stage.
    pub stage: String,
    /// When it was entered.
    pub entered_at: Instant,
    /// When it was left.
    pub left_at: Option<Instant>,
    /// How it was left.
    pub how: Option<String>,
    /// Whether it was left although the gate didn't hold.
    pub forced: bool,
    /// How its required steps went.
    pub score: Score,
}

/// How the required steps of a stay went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Done by their time.
    pub on_time: i64,
    /// Done after it.
    pub late: i64,
    /// Skipped, excused, or not done when the stage was left.
    pub left_out: i64,
}

/// The words for a step as lists show them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepText {
    /// The stage.
    pub stage: String,
    /// The key that `next_step` holds.
    pub key: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

const RUN: &str = "SELECT subject_id, subject_object, version_id, run, stale FROM sop_run WHERE workspace_id = $1";

/// The run on a record.
pub fn run(tx: &mut Tx<'_>, workspace: WorkspaceId, subject: Id) -> Result<Option<StoredRun>> {
    tx.first(
        &format!("{RUN} AND subject_id = $2"),
        &[workspace.into(), subject.into()],
        read_run,
    )
}

/// Runs after a record in the order of ids, `limit` at most: all, or only those that wait.
pub fn runs(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    after: Id,
    stale_only: bool,
    limit: usize,
) -> Result<Vec<StoredRun>> {
    let only = if stale_only { "AND stale" } else { "" };
    let sql = format!("{RUN} AND subject_id > $2 {only} ORDER BY subject_id LIMIT {limit}");
    tx.all(&sql, &[workspace.into(), after.into()], read_run)
}

fn read_run(row: &Row<'_>) -> Result<StoredRun> {
    Ok(StoredRun {
        subject: row.id(0)?,
        object: row.text(1)?.to_owned(),
        version: row.id(2)?,
        run: row.text(3)?.to_owned(),
        stale: row.bool(4)?,
    })
}

/// Hands over the runs on all records of a kind in the order of ids, one at a time: the record, its version, the run as
/// JSON.
pub fn each_run(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    object: &str,
    mut f: impl FnMut(Id, Id, &str) -> Result<()>,
) -> Result<()> {
    let sql = "SELECT subject_id, version_id, run FROM sop_run WHERE workspace_id = $1 AND subject_object = $2 ORDER BY subject_id";
    tx.each(sql, &[workspace.into(), object.into()], &mut |row| {
        f(row.id(0)?, row.id(1)?, row.text(2)?)
    })
}

/// Stores a run, new or changed.
pub fn put_run(tx: &mut Tx<'_>, workspace: WorkspaceId, run: &StoredRun) -> Result<()> {
    tx.run(
        "INSERT INTO sop_run (workspace_id, subject_id, subject_object, version_id, run, stale) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (workspace_id, subject_id) DO UPDATE SET version_id = excluded.version_id, run = excluded.run, stale = excluded.stale",
        &[
            workspace.into(),
            run.subject.into(),
            run.object.as_str().into(),
            run.version.into(),
            Val::Json(run.run.clone()),
            run.stale.into(),
        ],
    )?;
    Ok(())
}

/// Stores the visits of a run from number `from` on; earlier ones are as they were.
pub fn put_visits(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    run: &StoredRun,
    from: usize,
    visits: &[StoredVisit],
) -> Result<()> {
    for (n, visit) in visits.iter().enumerate().skip(from) {
        tx.run(
            "INSERT INTO stage_visit (workspace_id, id, version, created_at, updated_at, subject, n, subject_object, sop_version, \
             stage, entered_at, left_at, how, forced, on_time, late, left_out) \
             VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
             ON CONFLICT (workspace_id, id) DO UPDATE SET version = stage_visit.version + 1, \
             created_at = excluded.created_at, updated_at = excluded.updated_at, sop_version = excluded.sop_version, \
             stage = excluded.stage, entered_at = excluded.entered_at, left_at = excluded.left_at, how = excluded.how, \
             forced = excluded.forced, on_time = excluded.on_time, late = excluded.late, left_out = excluded.left_out",
            &[
                workspace.into(),
                visit_id(run.subject, n).into(),
                visit.entered_at.into(),
                visit.left_at.unwrap_or(visit.entered_at).into(),
                run.subject.into(),
                (n as i64).into(),
                run.object.as_str().into(),
                run.version.into(),
                visit.stage.as_str().into(),
                visit.entered_at.into(),
                visit.left_at.into(),
                visit.how.clone().into(),
                visit.forced.into(),
                visit.score.on_time.into(),
                visit.score.late.into(),
                visit.score.left_out.into(),
            ],
        )?;
    }
    Ok(())
}

/// The id of a record's visit number `n`.
fn visit_id(subject: Id, n: usize) -> Id {
    part_id(subject, n)
}

/// The id of a part of a record, by a number of its own: the time of the record's own id, then what follows from both.
pub(crate) fn part_id(subject: Id, n: usize) -> Id {
    let mut hash = Sha256::new();
    hash.update(subject.0.as_bytes());
    hash.update((n as u64).to_le_bytes());
    let mut bytes = *subject.0.as_bytes();
    for (byte, from) in bytes.iter_mut().zip(hash.finalize()).skip(6) {
        *byte = from;
    }
    bytes[6] = (bytes[6] & 0x0F) | 0x70;
    bytes[8] = (bytes[8] & 0x3F) | 0x80;
    Id(Uuid::from_bytes(bytes))
}

/// Takes out the visits of a run from number `from` on: there are none such.
pub fn cut_visits(tx: &mut Tx<'_>, workspace: WorkspaceId, subject: Id, from: usize) -> Result<()> {
    let sql = "DELETE FROM stage_visit WHERE workspace_id = $1 AND subject = $2 AND n >= $3 AND deleted_at IS NULL";
    tx.run(sql, &[workspace.into(), subject.into(), (from as i64).into()])?;
    Ok(())
}

/// The visits of a record as they are stored.
pub fn visits(tx: &mut Tx<'_>, workspace: WorkspaceId, subject: Id) -> Result<Vec<StoredVisit>> {
    tx.all(
        "SELECT stage, entered_at, left_at, how, forced, on_time, late, left_out FROM stage_visit \
         WHERE workspace_id = $1 AND subject = $2 AND deleted_at IS NULL ORDER BY n",
        &[workspace.into(), subject.into()],
        |row| {
            Ok(StoredVisit {
                stage: row.text(0)?.to_owned(),
                entered_at: Instant(row.i64(1)?),
                left_at: row.opt_i64(2)?.map(Instant),
                how: row.opt_text(3)?.map(str::to_owned),
                forced: row.bool(4)?,
                score: Score {
                    on_time: row.i64(5)?,
                    late: row.i64(6)?,
                    left_out: row.i64(7)?,
                },
            })
        },
    )
}

/// Stores the words of a version's steps.
pub fn put_texts(tx: &mut Tx<'_>, workspace: WorkspaceId, version: Id, texts: &[StepText]) -> Result<()> {
    for text in texts {
        tx.run(
            "INSERT INTO sop_text (workspace_id, version_id, stage, key, zh, en) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (workspace_id, version_id, stage, key) DO UPDATE SET zh = excluded.zh, en = excluded.en",
            &[
                workspace.into(),
                version.into(),
                text.stage.as_str().into(),
                text.key.as_str().into(),
                text.zh.as_str().into(),
                text.en.as_str().into(),
            ],
        )?;
    }
    Ok(())
}

/// Marks that what lists show of a run waits to be made again.
pub fn mark_stale(tx: &mut Tx<'_>, workspace: WorkspaceId, subject: Id) -> Result<()> {
    set_stale(tx, workspace, subject, true)
}

/// Marks that it was made again.
pub fn clear_stale(tx: &mut Tx<'_>, workspace: WorkspaceId, subject: Id) -> Result<()> {
    set_stale(tx, workspace, subject, false)
}

fn set_stale(tx: &mut Tx<'_>, workspace: WorkspaceId, subject: Id, stale: bool) -> Result<()> {
    let sql = "UPDATE sop_run SET stale = $1 WHERE workspace_id = $2 AND subject_id = $3";
    tx.run(sql, &[stale.into(), workspace.into(), subject.into()])?;
    Ok(())
}
