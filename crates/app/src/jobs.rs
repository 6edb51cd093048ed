//! Work that was asked for and is due: each kind of job, and who does it.

use kernel::Result;
use store::Tx;
use store::jobs;

use crate::App;

/// How long a job may take before another process takes it over, in seconds.
const LEASE: i64 = 60;
/// After so many tries a job waits a day.
const TRIES: i64 = 10;

/// Does the job that has been due longest, in one transaction; tells whether there was one.
///
/// # Errors
/// If it failed: it is due still, and [`postpone`] makes way for others.
pub fn work(tx: &mut Tx<'_>, app: &App) -> Result<bool> {
    let now = app.now();
    let Some(job) = jobs::claim(tx, now, LEASE)? else {
        return Ok(false);
    };
    let cx = app.system(tx, job.workspace)?;
    match job.kind.as_str() {
        "sop_refresh" if crate::sop::refresh_stale(tx, app, &cx)? => jobs::retry(tx, &job, "", now)?,
        crate::tasks::REMINDER => {
            crate::tasks::remind(tx, app, &cx, &job.payload)?;
            jobs::finish(tx, &job)?;
        }
        crate::approvals::DUE => {
            crate::approvals::due(tx, app, &cx, &job.payload)?;
            jobs::finish(tx, &job)?;
        }
        crate::approvals::AWAY => {
            crate::approvals::away_begins(tx, app, &cx, &job.payload)?;
            jobs::finish(tx, &job)?;
        }
        crate::studio::DAILY => {
            crate::studio::daily(tx, app, &cx)?;
            jobs::finish(tx, &job)?;
        }
        crate::leads::LATE => {
            crate::leads::late(tx, &cx, &job.payload)?;
            jobs::finish(tx, &job)?;
        }
        crate::leads::score::RESCORE => {
            crate::leads::score::rescore(tx, app, &cx, &job.payload)?;
            jobs::finish(tx, &job)?;
        }
        crate::pools::RETURN if crate::pools::run(tx, app, &cx)? => jobs::retry(tx, &job, "", now)?,
        _ => jobs::finish(tx, &job)?,
    }
    Ok(true)
}

/// Puts the job that failed off, longer with each try.
pub fn postpone(tx: &mut Tx<'_>, app: &App, error: &str) -> Result<()> {
    let now = app.now();
    if let Some(job) = jobs::claim(tx, now, LEASE)? {
        let wait = if job.attempts >= TRIES {
            86_400
        } else {
            5 << job.attempts
        };
        jobs::retry(tx, &job, error, now.plus_seconds(wait))?;
    }
    Ok(())
}
