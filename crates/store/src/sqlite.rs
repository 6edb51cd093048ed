//! SQLite inside the process: one writer with group commit, and a pool of readers.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Once;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use kernel::{Error, Result};
use rusqlite::{Connection, OpenFlags, ffi};

use crate::dialect::sqlite_error;
use crate::durable::{Log, Ran};
use crate::job::{Bounds, Read, Write};
use crate::tx::{Conn, Effects, Tx};

/// Closures that share one commit at most.
const BATCH: usize = 64;
/// How long a batch takes in more: those before must not wait for many large ones.
const LONGEST_BATCH: Duration = Duration::from_millis(50);
/// Pages in the log that are worth folding into the file.
const FOLDED: i64 = 4_000;
/// Looks at the log are this far apart at least.
const FOLD_PAUSE: Duration = Duration::from_millis(20);
/// Instructions of SQLite between two looks at the clock: a part of a millisecond.
const LOOK_UP: i32 = 10_000;
/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 512;
/// After this much quiet the writer has time to look at the statistics,
const QUIET: Duration = Duration::from_secs(1);
/// if this many rows have changed since it last did,
const MANY_ROWS: u64 = 10_000;
/// or some have and this much time has passed.
const LOOK_AGAIN: Duration = Duration::from_hours(1);
/// Older versions can corrupt the file when the log is reset.
const OLDEST: i32 = 3_051_003;

/// Opens the writing connection; the file is made if it isn't there.
pub(crate) fn open_writer(file: &Path) -> Result<Connection> {
    configure_once();
    if rusqlite::version_number() < OLDEST {
        return Err(Error::internal(format!(
            "SQLite {} is too old: 3.51.3 or later is needed",
            rusqlite::version()
        )));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = open(file, flags)?;
    // NORMAL: a commit doesn't sync the log. `durable` does, before anybody is answered.
    let setup = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768;
        PRAGMA wal_autocheckpoint = 16000; PRAGMA journal_size_limit = 67108864; PRAGMA secure_delete = FAST;";
    conn.execute_batch(setup).map_err(|e| sqlite_error(&e, setup))?;
    Ok(conn)
}

/// Opens a connection that only reads.
pub(crate) fn open_reader(file: &Path) -> Result<Connection> {
    configure_once();
    let conn = open(file, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    let setup = "PRAGMA query_only = ON; PRAGMA cache_size = -8192;";
    conn.execute_batch(setup).map_err(|e| sqlite_error(&e, setup))?;
    Ok(conn)
}

fn open(file: &Path, flags: OpenFlags) -> Result<Connection> {
    let conn = Connection::open_with_flags(file, flags).map_err(|e| sqlite_error(&e, &file.to_string_lossy()))?;
    // Mapping the file would count as memory of each reader, so it stays off.
    let setup =
        "PRAGMA foreign_keys = ON; PRAGMA mmap_size = 0; PRAGMA trusted_schema = OFF; PRAGMA busy_timeout = 5000;";
    conn.execute_batch(setup).map_err(|e| sqlite_error(&e, setup))?;
    // With statistics a plan could depend on the values bound, and every new value would prepare the statement anew.
    let stable = conn.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true);
    stable.map_err(|e| sqlite_error(&e, "SQLITE_DBCONFIG_ENABLE_QPSG"))?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(conn)
}

/// Without this all readers wait for each other at the one mutex around SQLite's memory statistics.
#[expect(unsafe_code, reason = "SQLite has no other way to switch its statistics off")]
fn configure_once() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: runs once, before this process opens its first connection; the option takes one int.
        let code = unsafe { ffi::sqlite3_config(ffi::SQLITE_CONFIG_MEMSTATUS, 0_i32) };
        if code != ffi::SQLITE_OK {
            tracing::warn!(code, "SQLite's memory statistics stay on: reads will be slower");
        }
    });
}

/// Opens the connection that folds the log into the file while the writer goes on.
pub(crate) fn open_folder(file: &Path) -> Result<Connection> {
    let conn = open(
        file,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    let setup = "PRAGMA synchronous = FULL; PRAGMA cache_size = -256; PRAGMA wal_autocheckpoint = 0;";
    conn.execute_batch(setup).map_err(|e| sqlite_error(&e, setup))?;
    Ok(conn)
}

/// The life of the thread that folds the log into the file: looks after commits, until the writer is gone. The writer
/// does it by itself only when the log has grown beyond its own bound.
pub(crate) fn fold(conn: &Connection, commits: &Receiver<()>) {
    let pages = |mode: &str| {
        let sql = format!("PRAGMA wal_checkpoint({mode})");
        conn.query_row(&sql, [], |row| Ok(row.get::<_, i64>(1)? - row.get::<_, i64>(2)?))
    };
    while commits.recv().is_ok() {
        let outcome = pages("NOOP").and_then(|waiting| if waiting < FOLDED { Ok(0) } else { pages("PASSIVE") });
        if let Err(e) = outcome {
            tracing::warn!(error = %e, "the log was not folded into the file and will be later");
        }
        std::thread::sleep(FOLD_PAUSE);
    }
}

/// Interrupts statements from now on that pass these bounds.
fn bound(conn: &mut Connection, bounds: Option<Bounds>) -> Result<()> {
    let handler = bounds.map(|bounds| {
        let end = Instant::now() + bounds.time;
        move || bounds.gone.load(Ordering::Relaxed) || Instant::now() > end
    });
    let every = if handler.is_some() { LOOK_UP } else { 0 };
    conn.progress_handler(every, handler)
        .map_err(|e| sqlite_error(&e, "progress handler"))
}

/// A reader's life: each closure sees one snapshot.
pub(crate) fn reader(mut conn: Connection, jobs: &Receiver<Box<dyn Read>>) {
    while let Ok(job) = jobs.recv() {
        if !job.is_wanted() {
            continue;
        }
        match bound(&mut conn, job.bounds()).and_then(|()| plain(&conn, "BEGIN")) {
            Ok(()) => {
                job.run(Tx::new(Conn::Sqlite(&conn)));
                if let Err(e) = bound(&mut conn, None).and_then(|()| plain(&conn, "COMMIT")) {
                    tracing::error!(error = %e, "a read did not end");
                    let _ = plain(&conn, "ROLLBACK");
                }
            }
            Err(e) => job.refuse(e),
        }
    }
}

/// The writer's life: closures that wait together share one commit, and are answered when it is durable.
pub(crate) struct Writer {
    conn: Connection,
    jobs: Receiver<Box<dyn Write>>,
    commits: Sender<()>,
    log: Log,
}

impl Writer {
    /// `commits` hears of every commit; it doesn't wait for those that listen.
    pub fn new(conn: Connection, jobs: Receiver<Box<dyn Write>>, commits: Sender<()>, log: Log) -> Self {
        Self {
            conn,
            jobs,
            commits,
            log,
        }
    }

    pub fn run(mut self) {
        let (mut looked, mut rows) = (Instant::now(), self.conn.total_changes());
        loop {
            let job = self.jobs.recv_timeout(QUIET);
            let changed = self.conn.total_changes() - rows;
            let due = if job.is_err() {
                changed > MANY_ROWS || (changed > 0 && looked.elapsed() > LOOK_AGAIN)
            } else {
                // Where nobody ever rests, whenever the changes have doubled: a table without statistics may be read by
                // the wrong index.
                changed > MANY_ROWS.max(rows)
            };
            if due {
                if let Err(e) = refresh_statistics(&self.conn) {
                    tracing::warn!(error = %e, "the query planner's statistics were not refreshed");
                }
                (looked, rows) = (Instant::now(), self.conn.total_changes());
            }
            match job {
                Ok(job) => self.batch(job),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn batch(&mut self, first: Box<dyn Write>) {
        if let Some(jobs) = self.shared(VecDeque::from([first]), false) {
            self.shared(jobs, true);
        }
    }

    /// Runs closures in one transaction and answers them. Savepoints keep a copy of every page that is touched, so they
    /// are done without at first; if then one fails that has written already, nothing is kept, and all are given back to
    /// be run again `apart`.
    fn shared(&mut self, mut waiting: VecDeque<Box<dyn Write>>, apart: bool) -> Option<VecDeque<Box<dyn Write>>> {
        let begun = match self.log.refuses() {
            Some(e) => Err(e),
            None => plain(&self.conn, "BEGIN IMMEDIATE"),
        };
        if let Err(e) = begun {
            for job in waiting {
                job.answer(Err(e.clone()));
            }
            return None;
        }
        let start = Instant::now();
        let mut effects = Effects::default();
        let mut ran: Vec<Ran> = Vec::new();
        let mut next = waiting.pop_front();
        while let Some(mut job) = next {
            let before = self.conn.total_changes();
            let (outcome, touched) = if apart {
                (self.savepoint(job.as_mut()), false)
            } else {
                self.bare(job.as_mut())
            };
            let outcome = outcome.map(|more| effects.append(more));
            // A full disk or an I/O error ends the transaction under us, and with it the work of all before.
            if self.conn.is_autocommit() {
                let cause = outcome
                    .err()
                    .unwrap_or_else(|| Error::internal("the transaction ended by itself"));
                ran.push((job, Ok(())));
                ran.extend(waiting.into_iter().map(|job| (job, Ok(()))));
                self.alone(ran, &cause);
                return None;
            }
            let in_the_way = outcome.is_err() && (touched || self.conn.total_changes() != before);
            ran.push((job, outcome));
            if in_the_way && !apart && ran.len() > 1 {
                let _ = plain(&self.conn, "ROLLBACK");
                return Some(ran.into_iter().map(|(job, _)| job).collect());
            }
            if in_the_way && !apart {
                // It was the only one.
                break;
            }
            next = if apart {
                waiting.pop_front()
            } else if ran.len() < BATCH {
                self.next(start)
            } else {
                None
            };
        }
        let failed = ran.iter().all(|(_, outcome)| outcome.is_err());
        if failed {
            let _ = plain(&self.conn, "ROLLBACK");
        } else if let Err(cause) = self.commit(&effects) {
            self.alone(ran, &cause);
            return None;
        }
        self.log.settle(effects, ran, !failed);
        None
    }

    fn next(&self, start: Instant) -> Option<Box<dyn Write>> {
        let left = LONGEST_BATCH.checked_sub(start.elapsed())?;
        self.jobs
            .try_recv()
            .ok()
            .or_else(|| self.log.next_while_busy(&self.jobs, left))
    }

    /// Runs one closure; its failure may leave work behind. Tells whether it ran statements that no count of rows shows.
    fn bare(&self, job: &mut dyn Write) -> (Result<Effects>, bool) {
        let mut tx = Tx::new(Conn::Sqlite(&self.conn));
        let outcome = job.run(&mut tx);
        let touched = tx.batched();
        (outcome.and_then(|()| tx.finish()), touched)
    }

    /// Runs one closure so that its failure leaves its neighbours' work as it was.
    fn savepoint(&self, job: &mut dyn Write) -> Result<Effects> {
        plain(&self.conn, "SAVEPOINT closure")?;
        let mut tx = Tx::new(Conn::Sqlite(&self.conn));
        let outcome = job.run(&mut tx).and_then(|()| tx.finish());
        if outcome.is_err() && !self.conn.is_autocommit() {
            plain(&self.conn, "ROLLBACK TO closure")?;
        }
        if !self.conn.is_autocommit() {
            plain(&self.conn, "RELEASE closure")?;
        }
        outcome
    }

    fn commit(&self, effects: &Effects) -> Result<()> {
        let result = crate::job::unpanicked(|| effects.write(Tx::new(Conn::Sqlite(&self.conn))))
            .and_then(|()| plain(&self.conn, "COMMIT"));
        if result.is_err() && !self.conn.is_autocommit() {
            let _ = plain(&self.conn, "ROLLBACK");
        }
        // Full means that it has been told already.
        let _ = self.commits.try_send(());
        result
    }

    /// The shared transaction is gone: every closure that hadn't failed by itself is run again, in a transaction of its
    /// own, so that each gets its own answer.
    fn alone(&self, ran: Vec<Ran>, cause: &Error) {
        let lone = ran.len() == 1;
        for (mut job, outcome) in ran {
            let outcome = match outcome {
                Err(e) => Err(e),
                Ok(()) if lone => Err(cause.clone()),
                Ok(()) => self.single(job.as_mut()),
            };
            match outcome {
                Ok(effects) => self.log.settle(effects, vec![(job, Ok(()))], true),
                Err(e) => self.log.settle(Effects::default(), vec![(job, Err(e))], false),
            }
        }
    }

    fn single(&self, job: &mut dyn Write) -> Result<Effects> {
        plain(&self.conn, "BEGIN IMMEDIATE")?;
        let outcome = self
            .savepoint(job)
            .and_then(|effects| self.commit(&effects).map(|()| effects));
        if outcome.is_err() && !self.conn.is_autocommit() {
            plain(&self.conn, "ROLLBACK")?;
        }
        outcome
    }
}

/// Lets the planner know how the tables have grown.
fn refresh_statistics(conn: &Connection) -> Result<()> {
    let known = |conn: &Connection| {
        let all = "SELECT group_concat(tbl || ' ' || coalesce(idx, '') || ' ' || stat) FROM sqlite_stat1";
        // The table isn't there before the first time.
        conn.query_row(all, [], |row| row.get::<_, Option<String>>(0))
            .ok()
            .flatten()
    };
    let refresh = || {
        let before = known(conn);
        // All tables, however little they were asked for, with a bound on the work.
        conn.execute_batch("PRAGMA optimize = 0x10012")?;
        if known(conn) != before {
            // Other connections read the statistics with the schema, and the schema when its version has changed.
            let version: i64 = conn.query_row("PRAGMA schema_version", [], |row| row.get(0))?;
            conn.execute_batch(&format!("PRAGMA schema_version = {}", version + 1))?;
        }
        Ok(())
    };
    plain(conn, "BEGIN IMMEDIATE")?;
    let outcome = refresh().map_err(|e: rusqlite::Error| sqlite_error(&e, "PRAGMA optimize"));
    plain(conn, if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" }).and(outcome)
}

fn plain(conn: &Connection, sql: &str) -> Result<()> {
    let mut stmt = conn.prepare_cached(sql).map_err(|e| sqlite_error(&e, sql))?;
    stmt.raw_execute().map(|_| ()).map_err(|e| sqlite_error(&e, sql))
}
