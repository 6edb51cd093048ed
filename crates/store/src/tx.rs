//! A transaction: what closures get to work with.

use kernel::{Code, Error, Id, Result, WorkspaceId};
use rusqlite::Connection;

use crate::counts::{Count, Counts};
use crate::dialect::{self, Dialect};
use crate::pg::PgConn;
use crate::row::{Raw, Row};
use crate::search::{Change, SearchDoc};
use crate::value::Val;

/// What is to be done once the transaction is durable.
pub(crate) type Hook = Box<dyn FnOnce() + Send>;

/// One snapshot of the data to read, or one unit of change.
///
/// Statements are written once for both databases, with `$1, $2 …` numbered in the order of their first appearance. After
/// a statement has failed, the transaction is over: every further call fails and nothing of it is kept.
pub struct Tx<'c> {
    conn: Conn<'c>,
    search: Vec<Change>,
    counts: Counts,
    hooks: Vec<Hook>,
    failed: bool,
    batched: bool,
}

pub(crate) enum Conn<'c> {
    Sqlite(&'c Connection),
    Postgres(&'c mut PgConn),
}

/// What a closure leaves to be done at the end of its transaction.
#[derive(Default)]
pub(crate) struct Effects {
    search: Vec<Change>,
    counts: Counts,
    hooks: Vec<Hook>,
}

impl Effects {
    pub fn append(&mut self, mut later: Self) {
        self.search.append(&mut later.search);
        self.counts.append(later.counts);
        self.hooks.append(&mut later.hooks);
    }

    /// Does what waited for the commit. A hook that panics must not take the thread or the answers with it.
    pub fn run_hooks(self) {
        for hook in self.hooks {
            let outcome = crate::job::unpanicked(|| {
                hook();
                Ok(())
            });
            if let Err(e) = outcome {
                tracing::error!(error = %e, "what was to follow a commit failed");
            }
        }
    }

    /// Writes what was collected, just before the commit: the word index writes itself out at every savepoint, so it is
    /// not touched while closures run.
    pub fn write(&self, mut tx: Tx<'_>) -> Result<()> {
        self.counts.write(&mut tx)?;
        if self.search.is_empty() {
            Ok(())
        } else {
            crate::search::write(&mut tx, &self.search)
        }
    }
}

impl<'c> Tx<'c> {
    pub(crate) fn new(conn: Conn<'c>) -> Self {
        Self {
            conn,
            search: Vec::new(),
            counts: Counts::default(),
            hooks: Vec::new(),
            failed: false,
            batched: false,
        }
    }

    /// Which database it is.
    pub fn dialect(&self) -> Dialect {
        match self.conn {
            Conn::Sqlite(_) => Dialect::Sqlite,
            Conn::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs `f` once the change is durable, and not at all if it isn't. It runs on the database thread, so it must be
    /// short and must not wait for this store.
    pub fn after_commit(&mut self, f: impl FnOnce() + Send + 'static) {
        self.hooks.push(Box::new(f));
    }

    /// Makes a record findable, or findable by what it is now. The index is written at the end of the transaction; this
    /// transaction doesn't see it.
    pub fn search_put(&mut self, doc: SearchDoc) {
        self.search.push(Change::Put(Box::new(doc)));
    }

    /// Takes a record out of the search.
    pub fn search_remove(&mut self, workspace: WorkspaceId, id: Id) {
        self.search.push(Change::Remove(workspace, id));
    }

    /// Adds to kept counts at the end of the transaction; this transaction doesn't see it.
    pub(crate) fn count(&mut self, count: Count) {
        self.counts.add(count);
    }

    /// Empties a table of kept counts at the end of the transaction, before what this transaction counts from now on.
    pub(crate) fn clear_counts(&mut self, table: &'static str, workspace: WorkspaceId) {
        self.counts.clear(table, workspace);
    }

    /// Calls `f` for each row of the answer.
    pub(crate) fn each(&mut self, sql: &str, params: &[Val], f: &mut dyn FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        self.guard(|conn| match conn {
            Conn::Sqlite(conn) => sqlite_each(conn, sql, params, f),
            Conn::Postgres(conn) => conn.each(sql, params, f).map(|_| ()),
        })
    }

    /// Every row of the answer, as `f` reads it.
    pub(crate) fn all<T>(
        &mut self,
        sql: &str,
        params: &[Val],
        mut f: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        self.each(sql, params, &mut |row| {
            rows.push(f(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The first row of the answer, if there is one. The statement itself should say `LIMIT 1` where more could come.
    pub(crate) fn first<T>(
        &mut self,
        sql: &str,
        params: &[Val],
        mut f: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut found = None;
        self.each(sql, params, &mut |row| {
            if found.is_none() {
                found = Some(f(row)?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Runs a statement that answers no rows; tells how many rows it changed.
    pub(crate) fn run(&mut self, sql: &str, params: &[Val]) -> Result<u64> {
        self.guard(|conn| match conn {
            Conn::Sqlite(conn) => sqlite_run(conn, sql, params),
            Conn::Postgres(conn) => conn.each(sql, params, &mut |_| Ok(())),
        })
    }

    /// Runs statements without parameters, such as those of a migration; they aren't cached.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        self.batched = true;
        self.guard(|conn| match conn {
            Conn::Sqlite(conn) => conn.execute_batch(sql).map_err(|e| dialect::sqlite_error(&e, sql)),
            Conn::Postgres(conn) => conn.batch(sql),
        })
    }

    /// Whether statements were run that may change the tables themselves.
    pub(crate) fn batched(&self) -> bool {
        self.batched
    }

    /// Ends the closure's part: its effects, or the error if a statement failed and the closure went on regardless.
    pub(crate) fn finish(self) -> Result<Effects> {
        if self.failed {
            Err(over())
        } else {
            Ok(Effects {
                search: self.search,
                counts: self.counts,
                hooks: self.hooks,
            })
        }
    }

    /// PostgreSQL refuses everything after a failed statement until the transaction ends; SQLite would go on. Both
    /// behave alike here, so that no code works on one of them only.
    fn guard<T>(&mut self, f: impl FnOnce(&mut Conn<'c>) -> Result<T>) -> Result<T> {
        if self.failed {
            return Err(over());
        }
        let result = f(&mut self.conn);
        self.failed = result.is_err();
        result
    }
}

fn over() -> Error {
    Error::internal("a statement of this transaction failed before: return that error instead of going on")
}

fn sqlite_each(conn: &Connection, sql: &str, params: &[Val], f: &mut dyn FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
    let mut stmt = sqlite_bound(conn, sql, params)?;
    let mut rows = stmt.raw_query();
    while let Some(row) = rows.next().map_err(|e| dialect::sqlite_error(&e, sql))? {
        f(&Row(Raw::Sqlite(row)))?;
    }
    Ok(())
}

fn sqlite_run(conn: &Connection, sql: &str, params: &[Val]) -> Result<u64> {
    let changed = sqlite_bound(conn, sql, params)?.raw_execute();
    changed.map(|n| n as u64).map_err(|e| dialect::sqlite_error(&e, sql))
}

fn sqlite_bound<'a>(conn: &'a Connection, sql: &str, params: &[Val]) -> Result<rusqlite::CachedStatement<'a>> {
    let mut stmt = conn.prepare_cached(sql).map_err(|e| dialect::sqlite_error(&e, sql))?;
    if stmt.parameter_count() != params.len() {
        let (wants, gets) = (stmt.parameter_count(), params.len());
        return Err(Error::internal(format!(
            "the statement takes {wants} values and was given {gets}: {sql}"
        )));
    }
    for (i, param) in params.iter().enumerate() {
        // SQLite numbers `$n` by first appearance, so a text that uses $2 before $1 would bind the wrong values.
        debug_assert!(
            stmt.parameter_name(i + 1)
                .is_none_or(|name| name == format!("${}", i + 1)),
            "{sql}"
        );
        // PostgreSQL's texts can't hold it, so neither may SQLite's.
        if let Val::Text(text) | Val::Json(text) = param
            && text.contains('\0')
        {
            return Err(Error::new(Code::InvalidValue).private("a text has the character U+0000"));
        }
        stmt.raw_bind_parameter(i + 1, param)
            .map_err(|e| dialect::sqlite_error(&e, sql))?;
    }
    Ok(stmt)
}
