//! Which link a secret opens: the secret itself is nowhere.

use kernel::{Id, Result, WorkspaceId};

use crate::{Tx, Val};

/// Keeps the hash of a link's secret.
pub fn put(tx: &mut Tx<'_>, workspace: WorkspaceId, link: Id, hash: &[u8; 32]) -> Result<()> {
    tx.run(
        "INSERT INTO public_link_key (hash, workspace_id, link_id) VALUES ($1, $2, $3)",
        &[Val::Bytes(hash.to_vec()), workspace.into(), link.into()],
    )
    .map(|_| ())
}

/// The link that a secret of this hash opens, in which company.
pub fn of(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<(WorkspaceId, Id)>> {
    tx.first(
        "SELECT workspace_id, link_id FROM public_link_key WHERE hash = $1",
        &[Val::Bytes(hash.to_vec())],
        |row| Ok((WorkspaceId(row.i64(0)?), row.id(1)?)),
    )
}
