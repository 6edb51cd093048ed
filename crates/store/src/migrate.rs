//! The schema's steps: forward only, each in its own transaction, none changed afterwards.

use kernel::{Clock, Error, Result, SystemClock};
use sha2::{Digest, Sha256};

use crate::dialect::Dialect;
use crate::{Store, Tx};

/// The steps in their order: number, name, text.
pub(crate) static STEPS: &[(i64, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// A step that was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Its number.
    pub version: i64,
    /// Its name.
    pub name: String,
}

impl Store {
    /// Brings the schema up to date; tells what was done. It refuses a schema that [`Store::check_schema`] refuses for
    /// any other reason than being behind.
    pub fn migrate(&self) -> Result<Vec<Applied>> {
        self.migrate_with(STEPS)
    }

    /// Whether the schema is exactly this program's: not newer, not behind, not altered.
    pub fn check_schema(&self) -> Result<()> {
        self.check_with(STEPS)
    }

    pub(crate) fn migrate_with(&self, steps: &'static [(i64, &str, &str)]) -> Result<Vec<Applied>> {
        self.write_blocking(prepare)?;
        let done = self.read_blocking(applied)?;
        compare(&done, steps)?;
        let mut news = Vec::new();
        for step in &steps[done.len()..] {
            // Another node may have come first; then there is nothing left to do here.
            if self.write_blocking(move |tx| apply(tx, step))? {
                news.push(Applied {
                    version: step.0,
                    name: step.1.to_owned(),
                });
            }
        }
        Ok(news)
    }

    pub(crate) fn check_with(&self, steps: &'static [(i64, &str, &str)]) -> Result<()> {
        let done = self.read_blocking(|tx| if has_table(tx)? { applied(tx) } else { Ok(Vec::new()) })?;
        compare(&done, steps)?;
        if done.len() < steps.len() {
            return Err(refusal(
                format!(
                    "数据库结构是旧的（第 {} 步，共 {} 步）：请先运行 stagecraft migrate",
                    done.len(),
                    steps.len()
                ),
                format!(
                    "The schema is behind (step {} of {}): run `stagecraft migrate` first",
                    done.len(),
                    steps.len()
                ),
            ));
        }
        Ok(())
    }
}

fn prepare(tx: &mut Tx<'_>) -> Result<()> {
    lock(tx)?;
    let table = "CREATE TABLE IF NOT EXISTS schema_migration (version @i64 NOT NULL PRIMARY KEY, name @text NOT NULL, \
                 checksum @text NOT NULL, applied_at @i64 NOT NULL)";
    let table = tx.dialect().expand(table)?;
    for statement in tx.dialect().statements(&table) {
        tx.batch(&statement)?;
    }
    Ok(())
}

/// Two nodes that start together must not migrate together.
fn lock(tx: &mut Tx<'_>) -> Result<()> {
    match tx.dialect() {
        Dialect::Sqlite => Ok(()),
        Dialect::Postgres => tx.batch("SELECT pg_advisory_xact_lock(7391028456)"),
    }
}

fn has_table(tx: &mut Tx<'_>) -> Result<bool> {
    let sql = tx.dialect().pick(
        "SELECT 1 FROM sqlite_schema WHERE name = 'schema_migration'",
        "SELECT 1 FROM pg_tables WHERE tablename = 'schema_migration' AND schemaname = ANY (current_schemas(false))",
    );
    Ok(tx.first(sql, &[], |_| Ok(()))?.is_some())
}

struct Done {
    version: i64,
    name: String,
    checksum: String,
}

fn applied(tx: &mut Tx<'_>) -> Result<Vec<Done>> {
    tx.all(
        "SELECT version, name, checksum FROM schema_migration ORDER BY version",
        &[],
        |row| {
            Ok(Done {
                version: row.i64(0)?,
                name: row.text(1)?.to_owned(),
                checksum: row.text(2)?.to_owned(),
            })
        },
    )
}

fn apply(tx: &mut Tx<'_>, (version, name, text): &(i64, &str, &str)) -> Result<bool> {
    lock(tx)?;
    let known = tx.first(
        "SELECT 1 FROM schema_migration WHERE version = $1",
        &[(*version).into()],
        |_| Ok(()),
    )?;
    if known.is_some() {
        return Ok(false);
    }
    let dialect = tx.dialect();
    for statement in dialect.statements(&dialect.expand(text)?) {
        tx.batch(&statement)?;
    }
    tx.run(
        "INSERT INTO schema_migration (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
        &[
            (*version).into(),
            (*name).into(),
            checksum(text).into(),
            SystemClock.now().into(),
        ],
    )?;
    Ok(true)
}

/// The steps that were carried out must be the first of those that the program knows, word for word.
fn compare(done: &[Done], steps: &[(i64, &str, &str)]) -> Result<()> {
    if let Some(newer) = done.iter().find(|d| steps.iter().all(|s| s.0 != d.version)) {
        let (version, name) = (newer.version, &newer.name);
        return Err(refusal(
            format!("数据库比程序新（第 {version} 步 {name} 不认识）：请使用更新的程序版本"),
            format!(
                "The database is newer than this program (it has step {version}, {name}): use a later version of it"
            ),
        ));
    }
    for (d, (version, name, text)) in done.iter().zip(steps) {
        if d.version != *version {
            return Err(refusal(
                format!("数据库结构不完整：缺少第 {version} 步 {name}；请从备份恢复"),
                format!("The schema is half-migrated: step {version}, {name}, is missing; restore a backup"),
            ));
        }
        if d.checksum != checksum(text) {
            return Err(refusal(
                format!("数据库结构第 {version} 步 {name} 与程序中的不同：请使用建立它的程序版本，或从备份恢复"),
                format!(
                    "Step {version}, {name}, was altered: it differs from this program's. Use the version of the \
                         program that made the database, or restore a backup"
                ),
            ));
        }
    }
    Ok(())
}

fn refusal(zh: String, en: String) -> Error {
    Error::new(kernel::Code::WrongState).detail(zh, en)
}

fn checksum(text: &str) -> String {
    hex(&Sha256::digest(text.replace("\r\n", "\n")))
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
