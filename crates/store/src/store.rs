//! Opening a store and handing closures to its threads.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, TrySendError};
use kernel::{Code, Error, Result};

use crate::dialect::Dialect;
use crate::job::{self, Read, Write};
use crate::tx::Tx;
use crate::{pg, sqlite};

/// Closures that may wait; beyond it the answer is "busy" at once.
const QUEUE: usize = 10_000;

/// Where the data is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A directory; the data is in its `stagecraft.db`.
    Sqlite(PathBuf),
    /// The address of a PostgreSQL database.
    Postgres(String),
}

impl Target {
    /// Reads `sqlite:DIR` or `postgres://…`.
    pub fn parse(text: &str) -> Result<Self> {
        if let Some(dir) = text.strip_prefix("sqlite:").filter(|dir| !dir.is_empty()) {
            return Ok(Self::Sqlite(PathBuf::from(dir)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(Error::new(Code::InvalidValue).detail(
            "数据库地址应为 sqlite:目录 或 postgres://用户@主机/数据库",
            "A database is given as sqlite:DIRECTORY or postgres://USER@HOST/DATABASE",
        ))
    }
}

/// How to open a store.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Threads that read; 0 is as many as the machine has processors (for PostgreSQL twice as many, as they wait).
    pub readers: usize,
    /// Connections that write to PostgreSQL; 0 is 8. SQLite has one writer.
    pub writers: usize,
    /// Only reading, beside a program that may be writing: no lock is taken and nothing is made.
    pub read_only: bool,
}

/// The data. Clones are handles to the same store; the threads end when the last is gone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    dialect: Dialect,
    reads: Mutex<Option<Sender<Box<dyn Read>>>>,
    writes: Mutex<Option<Sender<Box<dyn Write>>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// Held as long as the store is open.
    lock: Mutex<Option<File>>,
}

impl Store {
    /// Opens the store; it doesn't migrate. With SQLite the directory is made if needed and locked: a second process is
    /// refused.
    pub fn open(target: &Target, options: &Options) -> Result<Self> {
        match target {
            Target::Sqlite(dir) => Self::open_sqlite(dir, options),
            Target::Postgres(url) => Self::open_postgres(url, options),
        }
    }

    fn open_sqlite(dir: &Path, options: &Options) -> Result<Self> {
        let file = dir.join("stagecraft.db");
        let (reads, read_jobs) = crossbeam_channel::bounded(QUEUE);
        let mut threads = Vec::new();
        let mut writes = None;
        let mut held = None;
        if !options.read_only {
            std::fs::create_dir_all(dir).map_err(|e| unusable(dir, &e))?;
            held = Some(lock(dir)?);
            let conn = sqlite::open_writer(&file)?;
            let (sender, jobs) = crossbeam_channel::bounded(QUEUE);
            writes = Some(sender);
            threads.push(spawn("store-write", move || sqlite::Writer::new(conn, jobs).run())?);
        }
        for i in 0..or_default(options.readers, processors()) {
            let conn = sqlite::open_reader(&file)?;
            let jobs: Receiver<Box<dyn Read>> = read_jobs.clone();
            threads.push(spawn(&format!("store-read-{i}"), move || sqlite::reader(&conn, &jobs))?);
        }
        Ok(Self::assemble(Dialect::Sqlite, reads, writes, threads, held))
    }

    fn open_postgres(url: &str, options: &Options) -> Result<Self> {
        let (reads, read_jobs) = crossbeam_channel::bounded(QUEUE);
        let (writes, write_jobs) = crossbeam_channel::bounded(QUEUE);
        let (ready, connected) = crossbeam_channel::unbounded();
        let mut threads = Vec::new();
        for i in 0..or_default(options.readers, processors() * 2) {
            let (url, ready, jobs): (_, _, Receiver<Box<dyn Read>>) =
                (url.to_owned(), ready.clone(), read_jobs.clone());
            threads.push(spawn(&format!("store-read-{i}"), move || {
                if let Some(link) = pg::Link::open(&url, ready) {
                    pg::reader(link, &jobs);
                }
            })?);
        }
        let writers = if options.read_only {
            0
        } else {
            or_default(options.writers, 8)
        };
        for i in 0..writers {
            let (url, ready, jobs): (_, _, Receiver<Box<dyn Write>>) =
                (url.to_owned(), ready.clone(), write_jobs.clone());
            threads.push(spawn(&format!("store-write-{i}"), move || {
                if let Some(link) = pg::Link::open(&url, ready) {
                    pg::writer(link, &jobs);
                }
            })?);
        }
        let store = Self::assemble(Dialect::Postgres, reads, (writers > 0).then_some(writes), threads, None);
        for _ in 0..store.thread_count() {
            connected.recv().map_err(|_| job::closed())??;
        }
        Ok(store)
    }

    fn assemble(
        dialect: Dialect,
        reads: Sender<Box<dyn Read>>,
        writes: Option<Sender<Box<dyn Write>>>,
        threads: Vec<JoinHandle<()>>,
        lock: Option<File>,
    ) -> Self {
        Self(Arc::new(Inner {
            dialect,
            reads: Mutex::new(Some(reads)),
            writes: Mutex::new(writes),
            threads: Mutex::new(threads),
            lock: Mutex::new(lock),
        }))
    }

    fn thread_count(&self) -> usize {
        held(&self.0.threads).len()
    }

    /// Which database it is.
    pub fn dialect(&self) -> Dialect {
        self.0.dialect
    }

    /// Runs `f` on one snapshot of the data.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (job, answer) = job::read(f);
        self.submit_read(job)?;
        answer.await.map_err(|_| job::closed())?
    }

    /// Runs `f` as one transaction and answers once it is durable. `f` may be run more than once; what it does outside
    /// the database belongs into [`Tx::after_commit`].
    pub async fn write<T, F>(&self, f: F) -> Result<T>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (job, answer) = job::write(f);
        self.submit_write(job)?;
        answer.await.map_err(|_| job::closed())?
    }

    /// [`Store::read`] for code that isn't async; it must not be called inside a runtime.
    pub fn read_blocking<T, F>(&self, f: F) -> Result<T>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (job, answer) = job::read(f);
        self.submit_read(job)?;
        answer.blocking_recv().map_err(|_| job::closed())?
    }

    /// [`Store::write`] for code that isn't async; it must not be called inside a runtime.
    pub fn write_blocking<T, F>(&self, f: F) -> Result<T>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (job, answer) = job::write(f);
        self.submit_write(job)?;
        answer.blocking_recv().map_err(|_| job::closed())?
    }

    fn submit_read(&self, job: Box<dyn Read>) -> Result<()> {
        let reads = held(&self.0.reads);
        reads
            .as_ref()
            .ok_or_else(job::closed)?
            .try_send(job)
            .map_err(|e| refused(&e))
    }

    fn submit_write(&self, job: Box<dyn Write>) -> Result<()> {
        let writes = held(&self.0.writes);
        let writes = writes
            .as_ref()
            .ok_or_else(|| job::closed().private("the store is closed or was opened for reading"));
        writes?.try_send(job).map_err(|e| refused(&e))
    }

    /// Lets what is under way finish, then closes the store; later calls are refused.
    pub async fn close(&self) {
        let inner = Arc::clone(&self.0);
        // Joining blocks, so it is kept from the runtime's own threads.
        let _ = tokio::task::spawn_blocking(move || inner.shut()).await;
    }

    /// [`Store::close`] for code that isn't async.
    pub fn close_blocking(&self) {
        self.0.shut();
    }
}

impl Inner {
    fn shut(&self) {
        // Without senders the threads end when their queue is empty.
        held(&self.reads).take();
        held(&self.writes).take();
        let me = std::thread::current().id();
        for thread in held(&self.threads).drain(..) {
            // The last handle may be dropped by a closure, on one of these very threads.
            if thread.thread().id() != me && thread.join().is_err() {
                tracing::error!("a database thread had panicked");
            }
        }
        held(&self.lock).take();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.shut();
    }
}

/// Two programs on one directory would each keep caches that the other makes wrong.
fn lock(dir: &Path) -> Result<File> {
    let path = dir.join("stagecraft.lock");
    let open = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path);
    let mut file = open.map_err(|e| unusable(&path, &e))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let _ = file.read_to_string(&mut holder);
            let (holder, dir) = (holder.trim(), dir.display());
            return Err(Error::new(Code::WrongState).detail(
                format!("数据目录 {dir} 正被另一个 stagecraft 进程（{holder}）使用：请先停止它，或换一个目录"),
                format!("The data directory {dir} is in use by another stagecraft process ({holder}): stop it first, or use another directory"),
            ));
        }
        Err(TryLockError::Error(e)) => return Err(unusable(&path, &e)),
    }
    let pid = format!("pid {}\n", std::process::id());
    file.set_len(0)
        .and_then(|()| file.write_all(pid.as_bytes()))
        .map_err(|e| unusable(&path, &e))?;
    Ok(file)
}

fn unusable(path: &Path, e: &std::io::Error) -> Error {
    let code = if e.kind() == std::io::ErrorKind::StorageFull {
        Code::StorageFull
    } else {
        Code::Unavailable
    };
    let path = path.display();
    Error::new(code)
        .detail(
            format!("无法使用 {path}：请检查目录是否存在、可写"),
            format!("{path} can't be used: check that it exists and may be written to"),
        )
        .private(e)
}

fn refused<T>(e: &TrySendError<T>) -> Error {
    Error::new(Code::Unavailable).private(match e {
        TrySendError::Full(_) => "too many requests wait for the database",
        TrySendError::Disconnected(_) => "the database threads are gone",
    })
}

fn spawn(name: &str, f: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(f)
        .map_err(|e| Error::internal(format!("no thread: {e}")))
}

fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn or_default(n: usize, default: usize) -> usize {
    if n == 0 { default } else { n }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}
