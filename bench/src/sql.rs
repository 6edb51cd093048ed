//! The limit of SQL here: the same statements through plain rusqlite in this process, rows read and thrown away.

use std::hint::black_box;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};

use crate::proc;

/// What a statement costs.
pub struct Cost {
    /// Processor time in microseconds.
    pub cpu: f64,
    /// 95 % of the runs took less than this many milliseconds.
    pub p95: f64,
    pub rows: usize,
}

/// Opens the database as the server's readers do: read only, 8 MB of cache, no mmap.
pub fn open(dir: &Path) -> io::Result<Connection> {
    let connection =
        Connection::open_with_flags(database(dir)?, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(io::Error::other)?;
    connection
        .pragma_update(None, "cache_size", -8192)
        .map_err(io::Error::other)?;
    connection
        .pragma_update(None, "mmap_size", 0)
        .map_err(io::Error::other)?;
    Ok(connection)
}

/// The one database file of a data directory.
pub fn database(dir: &Path) -> io::Result<std::path::PathBuf> {
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|e| e == "db" || e == "sqlite" || e == "sqlite3")
        {
            return Ok(path);
        }
    }
    Err(io::Error::other(format!("no database in {}", dir.display())))
}

/// Runs the statement again and again with each of the parameters in turn.
pub fn cost(connection: &Connection, sql: &str, params: &[Vec<Value>], time: Duration) -> io::Result<Cost> {
    let run = |params: &[Value]| -> rusqlite::Result<usize> {
        let mut statement = connection.prepare_cached(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query(rusqlite::params_from_iter(params))?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                black_box(row.get_ref(column)?);
            }
            count += 1;
        }
        Ok(count)
    };
    for p in params {
        run(p).map_err(io::Error::other)?;
    }
    let (began, before) = (Instant::now(), proc::own_cpu_seconds()?);
    let (mut times, mut rows) = (Vec::new(), 0);
    while began.elapsed() < time {
        let one = Instant::now();
        rows = run(&params[times.len() % params.len()]).map_err(io::Error::other)?;
        times.push(one.elapsed().as_secs_f64() * 1000.0);
    }
    let cpu = (proc::own_cpu_seconds()? - before) * 1e6 / times.len() as f64;
    times.sort_by(f64::total_cmp);
    Ok(Cost {
        cpu,
        p95: times[(times.len() - 1) * 95 / 100],
        rows,
    })
}
