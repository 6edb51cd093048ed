//! What files hold: bytes, known by their SHA-256 and kept once in a company, outside of the database. Where they are kept is
//! behind [`Contents`]; which there are stands in the table `content`, so that what nothing names is found by a query.
//!
//! The row comes first and the bytes after it, and both go in one transaction: bytes without a row can't be left behind, and a
//! row that came again meanwhile keeps its bytes.

mod disk;
mod memory;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use kernel::{Code, Error, Instant, Result, WorkspaceId};
use sha2::{Digest as _, Sha256};

pub use disk::Disk;
pub use memory::Memory;

use crate::migrate::hex;
use crate::{Row, Tx};

/// What bytes are known by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Whose they are.
    pub workspace: WorkspaceId,
    /// Their SHA-256, in hexadecimal.
    pub hash: String,
}

impl Key {
    /// By the hash itself.
    pub fn of(workspace: WorkspaceId, hash: &[u8]) -> Self {
        Self {
            workspace,
            hash: hex(hash),
        }
    }

    /// Where the bytes are below the place for all of them: `1/ab/abcdef…`.
    pub fn path(&self) -> PathBuf {
        let shelf = self.hash.get(..2).unwrap_or_default();
        Path::new(&self.workspace.0.to_string()).join(shelf).join(&self.hash)
    }
}

/// Bytes that come in before their hash is known. What isn't put anywhere goes away.
pub struct Staged(pub(crate) Stage);

pub(crate) enum Stage {
    File(PathBuf, std::fs::File),
    Memory(Vec<u8>),
}

impl Write for Staged {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match &mut self.0 {
            Stage::File(_, file) => file.write(bytes),
            Stage::Memory(all) => all.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if let Stage::File(path, _) = &self.0 {
            // It is gone if it was put somewhere.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Where bytes are kept. An implementation holds no knowledge of its own: rights, quotas and names stand in the database.
pub trait Contents: Send + Sync {
    /// Begins to take bytes in.
    fn stage(&self) -> Result<Staged>;
    /// Keeps what was staged. When this returns, a failure of power doesn't lose it; what is there already stays.
    fn put(&self, key: &Key, staged: Staged) -> Result<()>;
    /// The bytes from a place on, if they are there.
    fn get(&self, key: &Key, from: u64) -> Result<Option<Box<dyn Read + Send>>>;
    /// How many bytes are there, if they are.
    fn exists(&self, key: &Key) -> Result<Option<u64>>;
    /// Lets them go. What isn't there is no fault.
    fn delete(&self, key: &Key) -> Result<()>;
}

/// What is known of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// How many.
    pub size: i64,
    /// What they are by their first bytes, as a media type.
    pub kind: String,
}

fn known(row: &Row<'_>) -> Result<Known> {
    Ok(Known {
        size: row.i64(0)?,
        kind: row.text(1)?.to_owned(),
    })
}

/// Notes that bytes come in.
pub fn coming(tx: &mut Tx<'_>, key: &Key, content: &Known, now: Instant) -> Result<()> {
    tx.run(
        "INSERT INTO content (workspace_id, hash, size, kind, seen_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (workspace_id, hash) DO UPDATE SET seen_at = EXCLUDED.seen_at",
        &[
            key.workspace.into(),
            key.hash.as_str().into(),
            content.size.into(),
            content.kind.as_str().into(),
            now.into(),
        ],
    )
    .map(|_| ())
}

/// Notes that bytes are about to be named by a file; tells what they are, if they are known at all.
pub fn named(tx: &mut Tx<'_>, key: &Key, now: Instant) -> Result<Option<Known>> {
    tx.first(
        "UPDATE content SET seen_at = $1 WHERE workspace_id = $2 AND hash = $3 RETURNING size, kind",
        &[now.into(), key.workspace.into(), key.hash.as_str().into()],
        known,
    )
}

/// Whether bytes are known.
pub fn is_known(tx: &mut Tx<'_>, key: &Key) -> Result<bool> {
    let sql = "SELECT 1 FROM content WHERE workspace_id = $1 AND hash = $2";
    let found = tx.first(sql, &[key.workspace.into(), key.hash.as_str().into()], |_| Ok(()))?;
    Ok(found.is_some())
}

/// How many bytes a company keeps.
pub fn used(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<i64> {
    let sql = "SELECT CAST(COALESCE(SUM(size), 0) AS bigint) FROM content WHERE workspace_id = $1";
    Ok(tx
        .first(sql, &[workspace.into()], |row| row.i64(0))?
        .unwrap_or_default())
}

/// Lets go of bytes that were last seen before `before` and that no file names, be it in the recycle bin; `limit` at most.
/// Tells how many went.
pub fn sweep(tx: &mut Tx<'_>, contents: &dyn Contents, before: Instant, limit: i64) -> Result<usize> {
    let unnamed = tx.all(
        "SELECT c.workspace_id, c.hash FROM content c WHERE c.seen_at < $1 AND NOT EXISTS (SELECT 1 FROM file f \
         WHERE f.workspace_id = c.workspace_id AND f.content = c.hash) ORDER BY c.workspace_id, c.hash LIMIT $2",
        &[before.into(), limit.into()],
        |row| {
            Ok(Key {
                workspace: WorkspaceId(row.i64(0)?),
                hash: row.text(1)?.to_owned(),
            })
        },
    )?;
    let mut gone = 0;
    for key in unnamed {
        // Somebody may have sent the same again meanwhile: then it isn't old any more.
        let let_go = tx.run(
            "DELETE FROM content WHERE workspace_id = $1 AND hash = $2 AND seen_at < $3",
            &[key.workspace.into(), key.hash.as_str().into(), before.into()],
        )?;
        if let_go > 0 {
            contents.delete(&key)?;
            gone += 1;
        }
    }
    Ok(gone)
}

/// The bytes that files of a company name, recycle bin included, after a hash: hash and size, in the order of the hashes.
pub fn all_named(tx: &mut Tx<'_>, workspace: WorkspaceId, after: &str, limit: i64) -> Result<Vec<(Key, i64)>> {
    tx.all(
        "SELECT f.content, MAX(f.size) FROM file f WHERE f.workspace_id = $1 AND f.content > $2 \
         GROUP BY f.content ORDER BY f.content LIMIT $3",
        &[workspace.into(), after.into(), limit.into()],
        |row| {
            let hash = row.text(0)?.to_owned();
            Ok((Key { workspace, hash }, row.i64(1)?))
        },
    )
}

/// Whether bytes are there and are those of their hash; else what is wrong.
pub fn verify(contents: &dyn Contents, key: &Key, size: u64) -> std::result::Result<(), String> {
    let name = key.path().display().to_string();
    let found = contents.get(key, 0).map_err(|e| format!("file {name}: {e}"))?;
    let mut found = found.ok_or_else(|| format!("file {name} is missing"))?;
    let (mut digest, mut read) = (Sha256::new(), 0);
    let mut buffer = vec![0; 1 << 16];
    loop {
        let n = found.read(&mut buffer).map_err(|e| format!("file {name}: {e}"))?;
        if n == 0 {
            break;
        }
        read += n as u64;
        digest.update(&buffer[..n]);
    }
    if read != size || hex(&digest.finalize()) != key.hash {
        return Err(format!("file {name} doesn't have its hash"));
    }
    Ok(())
}

/// What the disk says, for people.
pub fn trouble(error: &std::io::Error) -> Error {
    use std::io::ErrorKind::{QuotaExceeded, StorageFull};
    match error.kind() {
        StorageFull | QuotaExceeded => Error::new(Code::StorageFull).private(error),
        _ => Error::internal(error),
    }
}
