//! What people did with a pool on a day. The rows are counted up inside the transaction that does the work, so that two
//! requests of one person at the same moment can't both be the last that was allowed.

use kernel::{Day, Id, Instant, Result, WorkspaceId};

use crate::Row;
use crate::tx::Tx;

/// How often somebody claimed, and looked at details.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// Leads claimed.
    pub claims: i64,
    /// Leads whose details were seen.
    pub views: i64,
}

/// Who uses which pool, when.
#[derive(Clone, Copy, Debug)]
pub struct By {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The pool.
    pub pool: Id,
    /// The person.
    pub user: Id,
    /// The day.
    pub day: Day,
}

/// What somebody has done so far that day.
pub fn used(tx: &mut Tx<'_>, by: &By) -> Result<Used> {
    let found = tx.first(
        "SELECT claims, views FROM pool_use WHERE workspace_id = $1 AND pool_id = $2 AND user_id = $3 AND day = $4",
        &[
            by.workspace.into(),
            by.pool.into(),
            by.user.into(),
            i64::from(by.day.0).into(),
        ],
        read,
    )?;
    Ok(found.unwrap_or_default())
}

/// Counts more claims and views; gives what there is now.
pub fn count(tx: &mut Tx<'_>, by: &By, more: Used) -> Result<Used> {
    let found = tx.first(
        "INSERT INTO pool_use (workspace_id, pool_id, user_id, day, claims, views) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (workspace_id, pool_id, user_id, day) DO UPDATE SET claims = pool_use.claims + $5, \
         views = pool_use.views + $6 RETURNING claims, views",
        &[
            by.workspace.into(),
            by.pool.into(),
            by.user.into(),
            i64::from(by.day.0).into(),
            more.claims.into(),
            more.views.into(),
        ],
        read,
    )?;
    Ok(found.unwrap_or_default())
}

fn read(row: &Row<'_>) -> Result<Used> {
    Ok(Used {
        claims: row.i64(0)?,
        views: row.i64(1)?,
    })
}

/// Notes that somebody sees a lead's details that day; tells whether it is for the first time.
pub fn view(tx: &mut Tx<'_>, by: &By, lead: Id) -> Result<bool> {
    let added = tx.run(
        "INSERT INTO pool_view (workspace_id, user_id, day, lead_id) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (workspace_id, user_id, day, lead_id) DO NOTHING",
        &[
            by.workspace.into(),
            by.user.into(),
            i64::from(by.day.0).into(),
            lead.into(),
        ],
    )?;
    Ok(added > 0)
}

/// The leads whose details somebody has seen that day.
pub fn viewed(tx: &mut Tx<'_>, by: &By) -> Result<Vec<Id>> {
    tx.all(
        "SELECT lead_id FROM pool_view WHERE workspace_id = $1 AND user_id = $2 AND day = $3",
        &[by.workspace.into(), by.user.into(), i64::from(by.day.0).into()],
        |row| row.id(0),
    )
}

/// Forgets what was done days ago, wherever in the world the day was.
pub fn purge(tx: &mut Tx<'_>, now: Instant) -> Result<()> {
    let before = now.0.div_euclid(86_400_000_000) - 2;
    for sql in [
        "DELETE FROM pool_use WHERE day < $1",
        "DELETE FROM pool_view WHERE day < $1",
    ] {
        tx.run(sql, &[before.into()])?;
    }
    Ok(())
}
