//! Backups of the embedded database: one file that proves itself. It begins with two lines, the format with the hash of
//! the second line, and the manifest in JSON; then come the bytes of a database that SQLite has copied as of one moment
//! while others went on reading and writing; then what files hold.

mod files;

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Read, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kernel::{Code, Error, Instant, Result};
use rusqlite::{Connection, OpenFlags, types::ValueRef};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use files::Files;

use crate::contents::Contents;
use crate::dialect::sqlite_error;
use crate::migrate::hex;

const FORMAT: &str = "stagecraft-backup 1";
/// A manifest is never longer; what is isn't one.
const MANIFEST_BYTES: u64 = 4 * 1024 * 1024;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// When it was made, in RFC 3339.
    pub made_at: String,
    /// The program that made it.
    pub program: String,
    /// The bytes of the database.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: String,
    /// Rows and their hash by table.
    pub tables: BTreeMap<String, Table>,
    /// What files hold.
    #[serde(default)]
    pub files: Files,
}

/// The rows of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// How many.
    pub rows: u64,
    /// The SHA-256 over them in the order of their key.
    pub sha256: String,
}

/// How the copies are called that a backup is made of.
const COPY: &str = "stagecraft.copy.";
/// A copy that is older was left behind by a program that ended.
const STALE: Duration = Duration::from_hours(6);

/// Where the copy for a backup of `dir` goes: into the directory itself, which the server may write to whatever else it
/// may not. `by` tells backups apart that are made at once.
pub fn copy_path(dir: &Path, by: u32) -> PathBuf {
    dir.join(format!("{COPY}{by}"))
}

/// Writes a backup of the database in `dir` to `file`, which must not exist yet. Others may read and write meanwhile.
pub fn write(dir: &Path, contents: &dyn Contents, file: &Path, now: Instant) -> Result<Manifest> {
    refuse_existing(file)?;
    let taken = copy_path(dir, std::process::id());
    copy(dir, &taken)?;
    pack(&taken, contents, file, now)
}

/// Copies the database in `dir` as of one moment to `to`, which [`copy_path`] names.
pub fn copy(dir: &Path, to: &Path) -> Result<()> {
    let source = dir.join("stagecraft.db");
    if !source.is_file() {
        let dir = dir.display();
        return Err(Error::new(Code::NotFound).detail(
            format!("{dir} 中没有数据库：请用 --data 指定数据目录"),
            format!("There is no database in {dir}: name the data directory with --data"),
        ));
    }
    let ours = to
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with(COPY));
    if to.parent() != Some(dir) || !ours {
        return Err(Error::internal("a copy belongs into its directory"));
    }
    forget_stale(dir);
    let _ = std::fs::remove_file(to);
    // It holds everything, passwords' hashes too: nobody else may read it, not even for a moment.
    private(to)?;
    let into = to.to_str().ok_or_else(|| {
        Error::new(Code::InvalidValue).detail(
            "数据目录的路径应为 UTF-8",
            "The path of the data directory must be UTF-8",
        )
    })?;
    let conn = open(&source, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let done = conn.execute("VACUUM INTO ?1", [into]);
    if done.is_err() {
        let _ = std::fs::remove_file(to);
    }
    done.map(|_| ()).map_err(|e| sqlite_error(&e, "VACUUM INTO"))
}

fn forget_stale(dir: &Path) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let stale = entry
            .metadata()
            .and_then(|m| m.modified())
            .is_ok_and(|at| at.elapsed().is_ok_and(|age| age > STALE));
        if stale && entry.file_name().to_string_lossy().starts_with(COPY) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Makes a backup of a copy, which goes away with it.
pub fn pack(copy: &Path, contents: &dyn Contents, file: &Path, now: Instant) -> Result<Manifest> {
    let part = beside(file, ".part");
    let made = refuse_existing(file).and_then(|()| pack_into(copy, contents, &part, now));
    let _ = std::fs::remove_file(copy);
    let done = made.and_then(|manifest| {
        std::fs::rename(&part, file).map_err(|e| trouble(file, &e))?;
        keep_name(file)?;
        Ok(manifest)
    });
    if done.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    done
}

fn pack_into(copy: &Path, contents: &dyn Contents, part: &Path, now: Instant) -> Result<Manifest> {
    let _ = std::fs::remove_file(part);
    let tables = tables(copy)?;
    let mut bytes = 0;
    let sha256 = hash(&mut File::open(copy).map_err(|e| trouble(copy, &e))?, copy, &mut bytes)?;
    let (files, named) = files::named(copy, contents)?;
    let manifest = Manifest {
        made_at: now.to_rfc3339(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        bytes,
        sha256,
        tables,
        files,
    };
    let line = serde_json::to_string(&manifest).map_err(Error::internal)?;
    let mut out = private(part)?;
    let head = format!("{FORMAT} {}\n{line}\n", hex(&Sha256::digest(line.as_bytes())));
    out.write_all(head.as_bytes()).map_err(|e| trouble(part, &e))?;
    let mut data = File::open(copy).map_err(|e| trouble(copy, &e))?;
    std::io::copy(&mut data, &mut out).map_err(|e| trouble(part, &e))?;
    files::pack(&named, contents, &mut out, part)?;
    out.sync_all().map_err(|e| trouble(part, &e))?;
    Ok(manifest)
}

/// Puts the database of a backup into `dir`, where none may be yet, and what files hold into `contents`. The bytes are proved before they get their name; with
/// `verify` the tables are read and compared row by row, too.
pub fn restore(file: &Path, dir: &Path, contents: &dyn Contents, verify: bool) -> Result<Manifest> {
    let target = dir.join("stagecraft.db");
    if target.exists() {
        let dir = dir.display();
        return Err(Error::new(Code::WrongState).detail(
            format!("{dir} 中已有数据库，不会覆盖：请用 --data 指定一个空目录"),
            format!("There is a database in {dir}, which is not overwritten: name an empty directory with --data"),
        ));
    }
    let opened = File::open(file).map_err(|e| trouble(file, &e))?;
    let mut input = BufReader::new(opened);
    let manifest = read_manifest(&mut input, file)?;
    std::fs::create_dir_all(dir).map_err(|e| trouble(dir, &e))?;
    let part = dir.join("stagecraft.db.part");
    let _ = std::fs::remove_file(&part);
    let done = unpack(&mut input, file, &part, &manifest)
        .and_then(|()| files::unpack(&mut input, file, &manifest.files, contents))
        .and_then(|()| if verify { compare(&part, &manifest) } else { Ok(()) });
    let done = done.and_then(|()| std::fs::rename(&part, &target).map_err(|e| trouble(&target, &e)));
    if let Err(error) = done {
        let _ = std::fs::remove_file(&part);
        return Err(error);
    }
    keep_name(&target)?;
    Ok(manifest)
}

fn read_manifest(input: &mut impl std::io::BufRead, file: &Path) -> Result<Manifest> {
    let mut line = |what: &str| -> Result<String> {
        let mut text = Vec::new();
        let read = input.by_ref().take(MANIFEST_BYTES).read_until(b'\n', &mut text);
        read.map_err(|e| trouble(file, &e))?;
        let text = String::from_utf8(text)
            .ok()
            .and_then(|text| text.strip_suffix('\n').map(str::to_owned));
        text.ok_or_else(|| damaged(file, what))
    };
    let head = line("it has no first line")?;
    let Some(expected) = head.strip_prefix(FORMAT).and_then(|rest| rest.strip_prefix(' ')) else {
        let file = file.display();
        return Err(Error::new(Code::InvalidValue).detail(
            format!("{file} 不是 stagecraft backup 生成的备份，或开头已损坏"),
            format!("{file} is no backup made by stagecraft backup, or its beginning is damaged"),
        ));
    };
    let manifest = line("it has no manifest")?;
    if hex(&Sha256::digest(manifest.as_bytes())) != expected {
        return Err(damaged(file, "the manifest doesn't have its hash"));
    }
    serde_json::from_str(&manifest).map_err(|e| damaged(file, &format!("the manifest can't be read: {e}")))
}

fn unpack(input: &mut impl Read, file: &Path, part: &Path, manifest: &Manifest) -> Result<()> {
    let mut out = private(part)?;
    let mut digest = Sha256::new();
    let mut bytes = 0_u64;
    let mut buffer = vec![0; 1 << 16];
    while bytes < manifest.bytes {
        let most = (manifest.bytes - bytes).min(buffer.len() as u64) as usize;
        let n = input.read(&mut buffer[..most]).map_err(|e| trouble(file, &e))?;
        if n == 0 {
            break;
        }
        bytes += n as u64;
        digest.update(&buffer[..n]);
        out.write_all(&buffer[..n]).map_err(|e| trouble(part, &e))?;
    }
    if bytes != manifest.bytes {
        return Err(damaged(file, "it is shorter than its manifest says"));
    }
    if hex(&digest.finalize()) != manifest.sha256 {
        return Err(damaged(file, "its database doesn't have its hash"));
    }
    out.sync_all().map_err(|e| trouble(part, &e))
}

/// Whether the database is sound, and its rows those of the manifest.
fn compare(database: &Path, manifest: &Manifest) -> Result<()> {
    let conn = open(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let sound: String = conn
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .map_err(|e| sqlite_error(&e, "integrity_check"))?;
    if sound != "ok" {
        return Err(damaged(database, &sound));
    }
    let found = tables(database)?;
    let differs = manifest
        .tables
        .iter()
        .find(|(name, table)| found.get(*name) != Some(table));
    match differs {
        Some((name, _)) => Err(damaged(
            database,
            &format!("the rows of {name} differ from the manifest"),
        )),
        None if found.len() != manifest.tables.len() => Err(damaged(database, "it has tables that the manifest lacks")),
        None => Ok(()),
    }
}

/// Rows and hash of every table.
pub fn tables(database: &Path) -> Result<BTreeMap<String, Table>> {
    let conn = open(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    // What SQLite keeps for itself is made anew by a copy; virtual tables are in the tables behind them.
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
                 AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name";
    let fault = |e: rusqlite::Error| sqlite_error(&e, names);
    let names: Vec<String> = conn
        .prepare(names)
        .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect())
        .map_err(fault)?;
    let mut found = BTreeMap::new();
    for name in names {
        let table = table(&conn, &name).map_err(|e| sqlite_error(&e, &name))?;
        found.insert(name, table);
    }
    Ok(found)
}

fn table(conn: &Connection, name: &str) -> rusqlite::Result<Table> {
    let mut key: Vec<(i64, String)> = conn
        .prepare("SELECT pk, name FROM pragma_table_info(?1) WHERE pk > 0")?
        .query_map([name], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    key.sort();
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let order = if key.is_empty() {
        "rowid".to_owned()
    } else {
        key.iter()
            .map(|(_, column)| quoted(column))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut statement = conn.prepare(&format!("SELECT * FROM {} ORDER BY {order}", quoted(name)))?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let (mut digest, mut count) = (Sha256::new(), 0);
    while let Some(row) = rows.next()? {
        count += 1;
        for i in 0..columns {
            // The kind and the length stand before each value, so that no two rows look alike.
            let mut add = |kind: u8, bytes: &[u8]| {
                digest.update([kind]);
                digest.update((bytes.len() as u64).to_le_bytes());
                digest.update(bytes);
            };
            match row.get_ref(i)? {
                ValueRef::Null => add(0, &[]),
                ValueRef::Integer(n) => add(1, &n.to_le_bytes()),
                ValueRef::Real(n) => add(2, &n.to_bits().to_le_bytes()),
                ValueRef::Text(text) => add(3, text),
                ValueRef::Blob(bytes) => add(4, bytes),
            }
        }
    }
    Ok(Table {
        rows: count,
        sha256: hex(&digest.finalize()),
    })
}

fn open(file: &Path, flags: OpenFlags) -> Result<Connection> {
    let conn = Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX);
    let conn = conn.map_err(|e| sqlite_error(&e, &file.to_string_lossy()))?;
    let setup = "PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF;";
    conn.execute_batch(setup).map_err(|e| sqlite_error(&e, setup))?;
    Ok(conn)
}

fn hash(input: &mut File, file: &Path, bytes: &mut u64) -> Result<String> {
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let n = input.read(&mut buffer).map_err(|e| trouble(file, &e))?;
        if n == 0 {
            return Ok(hex(&digest.finalize()));
        }
        *bytes += n as u64;
        digest.update(&buffer[..n]);
    }
}

/// A new file that only this account may read.
fn private(path: &Path) -> Result<File> {
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    opened.map_err(|e| trouble(path, &e))
}

/// A file's name is durable only once its directory is.
fn keep_name(file: &Path) -> Result<()> {
    let dir = file
        .parent()
        .filter(|d| !d.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    File::open(dir).and_then(|d| d.sync_all()).map_err(|e| trouble(dir, &e))
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    file.with_file_name(name)
}

fn refuse_existing(file: &Path) -> Result<()> {
    if !file.exists() {
        return Ok(());
    }
    let file = file.display();
    Err(Error::new(Code::WrongState).detail(
        format!("{file} 已存在，不会覆盖：请换一个文件名"),
        format!("{file} is there already and is not overwritten: choose another name"),
    ))
}

fn damaged(file: &Path, why: &str) -> Error {
    let shown = file.display();
    Error::new(Code::InvalidValue)
        .detail(
            format!("备份 {shown} 已损坏，未恢复任何数据：请使用另一份备份"),
            format!("The backup {shown} is damaged, nothing was restored: use another one"),
        )
        .private(why)
}

fn trouble(path: &Path, e: &std::io::Error) -> Error {
    let code = if e.kind() == std::io::ErrorKind::StorageFull {
        Code::StorageFull
    } else {
        Code::Unavailable
    };
    let shown = path.display();
    Error::new(code)
        .detail(
            format!("无法读写 {shown}：请检查路径、权限和剩余空间"),
            format!("{shown} can't be read or written: check the path, the rights and the space left"),
        )
        .private(e)
}
