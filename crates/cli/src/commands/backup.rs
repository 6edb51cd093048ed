//! Backup and restore of the embedded database.

use std::path::PathBuf;

use app::check;
use kernel::{Clock as _, Code, Error, Lang, Result, SystemClock};
use serde::{Deserialize, Serialize};
use store::contents::Disk;
use store::{Options, Store, Target, backup};

use super::data::Request;
use super::lang;
use crate::args::{At, Backup, Restore};
use crate::socket;

/// PostgreSQL has tools of its own, which know its cluster.
fn only_sqlite(at: &At) -> Result<()> {
    if at.database.is_none() {
        return Ok(());
    }
    Err(Error::new(Code::WrongState).detail(
        "PostgreSQL 请用 pg_dump 与 pg_restore 备份和恢复，见 docs/operations.md",
        "Back PostgreSQL up with pg_dump and restore it with pg_restore: see docs/operations.md",
    ))
}

/// A copy of the database that is asked for.
#[derive(Debug, Serialize, Deserialize)]
pub struct Copy {
    /// The data directory.
    dir: PathBuf,
    /// Where in it the copy goes.
    to: PathBuf,
}

/// Makes the copy: in the server that has the directory, or alone.
pub fn copy(asked: &Copy) -> Result<()> {
    backup::copy(&asked.dir, &asked.to)
}

/// Writes a backup. A server only makes the copy: it may not be allowed to write where the backup goes, and the file is to
/// belong to who asked for it. Alone the database is left as it is, also by a program that would migrate it.
pub fn backup(at: &At, asked: &Backup) -> Result<()> {
    only_sqlite(at)?;
    let dir = std::path::absolute(&at.data).map_err(Error::internal)?;
    let to = backup::copy_path(&dir, std::process::id());
    let request = Request::Copy(Copy {
        dir: dir.clone(),
        to: to.clone(),
    });
    match socket::ask(&dir, &request) {
        Some(Ok(true)) => {}
        Some(Ok(false)) => std::process::exit(1),
        Some(Err(error)) => return Err(error),
        None => backup::copy(&dir, &to)?,
    }
    let contents = Disk::new(super::files(&dir));
    let made = backup::pack(&to, &contents, &asked.file, SystemClock.now())?;
    for fault in &made.files.unsound {
        eprintln!("{fault}");
    }
    let rows: u64 = made.tables.values().map(|t| t.rows).sum();
    let (file, tables, bytes) = (asked.file.display(), made.tables.len(), made.bytes + made.files.bytes);
    let files = made.files.count;
    println!(
        "{}",
        if lang() == Lang::Zh {
            format!(
                "已备份到 {file}：{tables} 张表，{rows} 行，{files} 个附件，{bytes} 字节，数据库 SHA-256 {}",
                made.sha256
            )
        } else {
            format!(
                "Backed up to {file}: {tables} tables, {rows} rows, {files} files, {bytes} bytes, SHA-256 of the database {}",
                made.sha256
            )
        }
    );
    Ok(())
}

/// Puts a backup's data into an empty directory.
pub fn restore(at: &At, asked: &Restore) -> Result<()> {
    only_sqlite(at)?;
    let contents = Disk::new(super::files(&at.data));
    let made = backup::restore(&asked.file, &at.data, &contents, asked.verify)?;
    let zh = lang() == Lang::Zh;
    let (dir, rows) = (at.data.display(), made.tables.values().map(|t| t.rows).sum::<u64>());
    println!(
        "{}",
        if zh {
            format!("已恢复到 {dir}：{} 的数据，{rows} 行", made.made_at)
        } else {
            format!("Restored to {dir}: the data of {}, {rows} rows", made.made_at)
        }
    );
    if asked.verify {
        verify(at, zh)?;
    }
    Ok(())
}

/// The rows were compared already; what they mean is checked if this is the version of the program that they are of.
fn verify(at: &At, zh: bool) -> Result<()> {
    let store = Store::open(&Target::Sqlite(at.data.clone()), &Options::default())?;
    if store.check_schema().is_err() {
        println!(
            "{}",
            if zh {
                "各表逐行一致。备份来自其他版本：请运行 stagecraft migrate，然后 stagecraft check"
            } else {
                "Every table is the same row by row. The backup is of another version: run stagecraft migrate, then stagecraft check"
            }
        );
        return Ok(());
    }
    let report = check::check(&super::app(at, store)?, false)?;
    for line in report.lines(lang()) {
        println!("{line}");
    }
    if !report.is_fine() {
        return Err(Error::new(Code::WrongState).detail("检查发现问题（见上）", "The check found faults (above)"));
    }
    println!(
        "{}",
        if zh {
            "各表逐行一致，检查通过"
        } else {
            "Every table is the same row by row, and the check passes"
        }
    );
    Ok(())
}
