//! The companies of an installation.

use std::collections::BTreeMap;

use kernel::{Calendar, Currency, Day, DayHours, Error, Instant, Lang, Result, WorkspaceId};
use records::Workspace;

use crate::{Row, Tx, Val};

const COLUMNS: &str = "id, name, currency, time_zone, lang, hours, exceptions, rights_version, version";

/// A company as it is stored.
#[derive(Clone, Debug)]
pub struct StoredWorkspace {
    /// What requests need of it.
    pub workspace: Workspace,
    /// Grows with every change of users, teams, roles or of the company itself.
    pub rights_version: i64,
    /// Its own version.
    pub version: i64,
}

/// A company by its number.
pub fn workspace(tx: &mut Tx<'_>, id: WorkspaceId) -> Result<Option<StoredWorkspace>> {
    tx.first(
        &format!("SELECT {COLUMNS} FROM workspace WHERE id = $1"),
        &[id.into()],
        read,
    )
}

/// All of them, in the order of their numbers.
pub fn workspaces(tx: &mut Tx<'_>) -> Result<Vec<StoredWorkspace>> {
    tx.all(&format!("SELECT {COLUMNS} FROM workspace ORDER BY id"), &[], read)
}

/// Stores a new company.
pub fn insert_workspace(tx: &mut Tx<'_>, workspace: &Workspace, now: Instant) -> Result<()> {
    let mut params = vec![workspace.id.into()];
    params.extend(columns(workspace));
    params.push(now.into());
    tx.run(
        "INSERT INTO workspace (id, name, currency, time_zone, lang, hours, exceptions, rights_version, version, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1, 1, $8)",
        &params,
    )?;
    Ok(())
}

/// Changes a company.
pub fn update_workspace(tx: &mut Tx<'_>, workspace: &Workspace) -> Result<()> {
    let mut params = columns(workspace);
    params.push(step()?.into());
    params.push(workspace.id.into());
    tx.run(
        "UPDATE workspace SET name = $1, currency = $2, time_zone = $3, lang = $4, hours = $5, exceptions = $6, \
         rights_version = rights_version + $7, version = version + 1 WHERE id = $8",
        &params,
    )?;
    Ok(())
}

/// How far the version of rights goes on: nobody knows, so that one that was rolled back doesn't come again and stand for
/// something else than what was kept in memory under it.
fn step() -> Result<i64> {
    let mut bytes = [0_u8; 4];
    getrandom::fill(&mut bytes).map_err(|e| Error::internal(format!("no random bytes: {e}")))?;
    Ok(i64::from(u32::from_le_bytes(bytes)) + 1)
}

/// Tells every process that users, teams or roles have changed.
pub fn bump_rights(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<()> {
    tx.run(
        "UPDATE workspace SET rights_version = rights_version + $1 WHERE id = $2",
        &[step()?.into(), workspace.into()],
    )?;
    Ok(())
}

/// The present version of what is kept in memory of a company: another one says that it has to be read again.
pub fn rights_version(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<i64> {
    let sql = "SELECT rights_version FROM workspace WHERE id = $1";
    let found = tx.first(sql, &[workspace.into()], |row| row.i64(0))?;
    Ok(found.unwrap_or_default())
}

fn columns(workspace: &Workspace) -> Vec<Val> {
    let exceptions: BTreeMap<String, bool> = workspace
        .calendar
        .exceptions
        .iter()
        .map(|(day, worked)| (day.to_string(), *worked))
        .collect();
    vec![
        workspace.name.as_str().into(),
        workspace.currency.as_str().into(),
        workspace.calendar.tz.name().into(),
        workspace.lang.tag().into(),
        Val::Json(serde_json::json!(workspace.calendar.hours.0).to_string()),
        Val::Json(serde_json::json!(exceptions).to_string()),
    ]
}

fn read(row: &Row<'_>) -> Result<StoredWorkspace> {
    let broken = |what: &str| Error::internal(format!("the workspace's {what} can't be read"));
    let exceptions: BTreeMap<String, bool> = serde_json::from_str(row.text(6)?).map_err(|_| broken("holidays"))?;
    let exceptions = exceptions
        .into_iter()
        .filter_map(|(day, worked)| Some((Day::parse(&day)?, worked)))
        .collect();
    Ok(StoredWorkspace {
        workspace: Workspace {
            id: WorkspaceId(row.i64(0)?),
            name: row.text(1)?.to_owned(),
            currency: Currency::parse(row.text(2)?).ok_or_else(|| broken("currency"))?,
            calendar: Calendar {
                tz: row.text(3)?.parse().map_err(|_| broken("time zone"))?,
                hours: DayHours(serde_json::from_str(row.text(5)?).map_err(|_| broken("hours"))?),
                exceptions,
            },
            lang: Lang::parse(row.text(4)?).unwrap_or_default(),
        },
        rights_version: row.i64(7)?,
        version: row.i64(8)?,
    })
}
