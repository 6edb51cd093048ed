//! What files hold, behind the database in a backup: each with a line that names it, its bytes, and nothing else. Its name is
//! its hash, so that it proves itself.

use std::io::{BufRead, Read, Write};
use std::path::Path;

use kernel::{Result, WorkspaceId};
use rusqlite::OpenFlags;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{damaged, open, trouble};
use crate::contents::{Contents, Key, verify};
use crate::dialect::sqlite_error;
use crate::migrate::hex;

/// The files of a backup.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Files {
    /// How many.
    pub count: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Those that were missing or damaged when it was made, and aren't in it.
    #[serde(default)]
    pub unsound: Vec<String>,
}

/// A line that names a file is never longer.
const LINE: u64 = 200;

/// What the files of a copied database hold, recycle bin included; apart from what is missing or damaged already, which is told.
pub(super) fn named(copy: &Path, contents: &dyn Contents) -> Result<(Files, Vec<(Key, u64)>)> {
    let conn = open(copy, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let has = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'file'";
    let fault = |e: rusqlite::Error| sqlite_error(&e, "file");
    let mut files = Files::default();
    let mut sound = Vec::new();
    if conn.query_row(has, [], |row| row.get::<_, i64>(0)).map_err(fault)? == 0 {
        return Ok((files, sound));
    }
    let sql = "SELECT workspace_id, content, MAX(size) FROM file GROUP BY 1, 2 ORDER BY 1, 2";
    let mut statement = conn.prepare(sql).map_err(fault)?;
    let found = statement.query_map([], |row| {
        Ok((
            WorkspaceId(row.get(0)?),
            row.get::<_, String>(1)?,
            row.get::<_, i64>(2)?,
        ))
    });
    for row in found.map_err(fault)? {
        let (workspace, hash, size) = row.map_err(fault)?;
        let (key, size) = (Key { workspace, hash }, size as u64);
        match verify(contents, &key, size) {
            Ok(()) => {
                files.count += 1;
                files.bytes += size;
                sound.push((key, size));
            }
            Err(why) => files.unsound.push(why),
        }
    }
    Ok((files, sound))
}

/// Writes them behind the database.
pub(super) fn pack(files: &[(Key, u64)], contents: &dyn Contents, out: &mut impl Write, part: &Path) -> Result<()> {
    for (key, size) in files {
        let line = format!("{} {} {size}\n", key.workspace.0, key.hash);
        out.write_all(line.as_bytes()).map_err(|e| trouble(part, &e))?;
        let found = contents.get(key, 0)?;
        let mut found = found
            .ok_or_else(|| damaged(part, "a file went away meanwhile"))?
            .take(*size);
        let copied = std::io::copy(&mut found, out).map_err(|e| trouble(part, &e))?;
        if copied != *size {
            return Err(damaged(part, "a file became shorter meanwhile"));
        }
    }
    Ok(())
}

/// Puts them where they belong; each must be what its name says.
pub(super) fn unpack(input: &mut impl BufRead, file: &Path, files: &Files, contents: &dyn Contents) -> Result<()> {
    let mut buffer = vec![0; 1 << 16];
    for _ in 0..files.count {
        let mut line = String::new();
        let read = input.by_ref().take(LINE).read_line(&mut line);
        read.map_err(|_| damaged(file, "the name of a file can't be read"))?;
        let (key, size) = named_by(&line).ok_or_else(|| damaged(file, "it lacks a file"))?;
        let mut staged = contents.stage()?;
        let (mut digest, mut left) = (Sha256::new(), size);
        while left > 0 {
            let most = left.min(buffer.len() as u64) as usize;
            let n = input.read(&mut buffer[..most]).map_err(|e| trouble(file, &e))?;
            if n == 0 {
                return Err(damaged(file, "it ends within a file"));
            }
            digest.update(&buffer[..n]);
            staged
                .write_all(&buffer[..n])
                .map_err(|e| crate::contents::trouble(&e))?;
            left -= n as u64;
        }
        if hex(&digest.finalize()) != key.hash {
            return Err(damaged(file, "a file doesn't have its hash"));
        }
        contents.put(&key, staged)?;
    }
    match input.read(&mut buffer) {
        Ok(0) => Ok(()),
        Ok(_) => Err(damaged(file, "it is longer than its manifest says")),
        Err(e) => Err(trouble(file, &e)),
    }
}

fn named_by(line: &str) -> Option<(Key, u64)> {
    let mut parts = line.strip_suffix('\n')?.split(' ');
    let workspace = WorkspaceId(parts.next()?.parse().ok()?);
    let hash = parts
        .next()
        .filter(|h| h.len() == 64 && h.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let size = parts.next()?.parse().ok()?;
    let hash = hash.to_owned();
    parts.next().is_none().then_some((Key { workspace, hash }, size))
}
