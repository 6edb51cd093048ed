//! PostgreSQL: threads that each own a connection. Its client blocks when it is dropped and would abort inside an async
//! runtime, so it is made, used and dropped on its own thread.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::{BuildHasher, Hasher};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender};
use kernel::{Error, Result};
use postgres::fallible_iterator::FallibleIterator;
use postgres::{Client, NoTls, Statement};

use crate::dialect::{is_stale_plan, pg_error};
use crate::job::{Read, Write};
use crate::row::{Raw, Row};
use crate::tx::{Conn, Effects, Tx};
use crate::value::Val;

/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 512;
/// For how long a closure that lost a race is run again.
const PATIENCE: Duration = Duration::from_secs(10);

/// One connection with its prepared statements.
pub(crate) struct PgConn {
    client: Client,
    statements: HashMap<String, Statement>,
}

impl PgConn {
    /// Connects.
    pub fn connect(url: &str) -> Result<Self> {
        let mut client = Client::connect(url, NoTls).map_err(|e| pg_error(&e, "connect"))?;
        let setup = "SET jit = off; SET client_min_messages = warning; SET idle_in_transaction_session_timeout = '60s'";
        client.batch_execute(setup).map_err(|e| pg_error(&e, setup))?;
        Ok(Self {
            client,
            statements: HashMap::new(),
        })
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).map_err(|e| pg_error(&e, sql))?;
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Calls `f` for each row as they arrive; tells how many rows the statement touched.
    pub fn each(&mut self, sql: &str, params: &[Val], f: &mut dyn FnMut(&Row<'_>) -> Result<()>) -> Result<u64> {
        let statement = self.prepared(sql)?;
        expect_params(&statement, params, sql)?;
        match stream(&mut self.client, &statement, params, f) {
            Ok(touched) => Ok(touched),
            Err(Stop::Closure(e)) => Err(e),
            Err(Stop::Server(e)) => {
                if is_stale_plan(&e) {
                    self.statements.clear();
                }
                Err(pg_error(&e, sql))
            }
        }
    }

    /// Runs statements without parameters.
    pub fn batch(&mut self, sql: &str) -> Result<()> {
        self.client.batch_execute(sql).map_err(|e| pg_error(&e, sql))
    }
}

/// Why a stream of rows ended early.
enum Stop {
    Server(postgres::Error),
    Closure(Error),
}

fn stream(
    client: &mut Client,
    statement: &Statement,
    params: &[Val],
    f: &mut dyn FnMut(&Row<'_>) -> Result<()>,
) -> Result<u64, Stop> {
    let mut rows = client.query_raw(statement, params).map_err(Stop::Server)?;
    while let Some(row) = rows.next().map_err(Stop::Server)? {
        f(&Row(Raw::Postgres(&row))).map_err(Stop::Closure)?;
    }
    Ok(rows.rows_affected().unwrap_or(0))
}

fn expect_params(statement: &Statement, params: &[Val], sql: &str) -> Result<()> {
    let wants = statement.params().len();
    if wants == params.len() {
        return Ok(());
    }
    Err(Error::internal(format!(
        "the statement takes {wants} values and was given {}: {sql}",
        params.len()
    )))
}

/// A connection that is made again after it was lost.
pub(crate) struct Link {
    url: String,
    conn: Option<PgConn>,
}

impl Link {
    /// Connects and says so, or says why not: a wrong address shows at once.
    pub fn open(url: &str, ready: &Sender<Result<()>>) -> Option<Self> {
        let (conn, outcome) = match PgConn::connect(url) {
            Ok(conn) => (Some(conn), Ok(())),
            Err(e) => (None, Err(e)),
        };
        let link = conn.map(|conn| Self {
            url: url.to_owned(),
            conn: Some(conn),
        });
        ready.send(outcome).ok().and(link)
    }

    fn get(&mut self) -> Result<&mut PgConn> {
        if self.conn.as_ref().is_none_or(|conn| conn.client.is_closed()) {
            self.conn = None;
            self.conn = Some(PgConn::connect(&self.url)?);
        }
        self.conn.as_mut().ok_or_else(|| Error::internal("no connection"))
    }

    /// Begins a transaction; a connection that turns out to be dead is made again once.
    fn begin(&mut self, sql: &str) -> Result<&mut PgConn> {
        if self.get()?.batch(sql).is_err() {
            self.conn = None;
            self.get()?.batch(sql)?;
        }
        self.get()
    }
}

/// A reader's life: each closure sees one snapshot.
pub(crate) fn reader(mut link: Link, jobs: &Receiver<Box<dyn Read>>) {
    while let Ok(job) = jobs.recv() {
        if !job.is_wanted() {
            continue;
        }
        let mut begin = String::from("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        if let Some(bounds) = job.bounds() {
            let _ = write!(begin, "; SET LOCAL statement_timeout = {}", bounds.time.as_millis());
        }
        match link.begin(&begin) {
            Ok(conn) => {
                job.run(Tx::new(Conn::Postgres(conn)));
                if conn.batch("COMMIT").is_err() {
                    link.conn = None;
                }
            }
            Err(e) => job.refuse(e),
        }
    }
}

/// A writer's life. Transactions are serializable, so that what a closure has checked still holds when it commits, as
/// it does with SQLite's one writer; a closure that loses a race is run again.
pub(crate) fn writer(mut link: Link, jobs: &Receiver<Box<dyn Write>>) {
    while let Ok(mut job) = jobs.recv() {
        let mut outcome = Err(Error::internal("not run"));
        let start = Instant::now();
        for attempt in 0.. {
            outcome = once(&mut link, job.as_mut());
            match &outcome {
                Err(e) if e.may_retry() && start.elapsed() < PATIENCE => std::thread::sleep(pause(attempt)),
                _ => break,
            }
        }
        match outcome {
            Ok(effects) => {
                effects.run_hooks();
                job.answer(Ok(()));
            }
            Err(e) => job.answer(Err(e)),
        }
    }
}

fn once(link: &mut Link, job: &mut dyn Write) -> Result<Effects> {
    let conn = link.begin("BEGIN ISOLATION LEVEL SERIALIZABLE")?;
    let mut tx = Tx::new(Conn::Postgres(conn));
    let outcome = job
        .run(&mut tx)
        .and_then(|()| tx.finish())
        .and_then(|effects| crate::job::unpanicked(|| effects.write(Tx::new(Conn::Postgres(conn)))).map(|()| effects));
    let ended = match &outcome {
        // If the connection is lost here nobody knows whether the change is durable, so it is not run again.
        Ok(_) => conn.batch("COMMIT"),
        Err(_) => conn.batch("ROLLBACK"),
    };
    let lost = conn.client.is_closed();
    if lost || ended.as_ref().is_err_and(|e| !e.may_retry()) {
        link.conn = None;
    }
    match outcome {
        Ok(effects) => ended.map(|()| effects),
        // Lost before the commit was asked for: nothing of it is kept, so it may run again on a new connection.
        Err(e) if lost => Err(e.retryable()),
        Err(e) => Err(e),
    }
}

/// Longer with each attempt, and not the same for all threads.
fn pause(attempt: u32) -> Duration {
    let chance = std::hash::RandomState::new().build_hasher().finish();
    Duration::from_micros(200 * (1 << attempt.min(7)) + chance % 1000)
}
