//! Opening a store and handing closures to its threads.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, TrySendError};
use kernel::{Code, Error, Result};

use crate::dialect::Dialect;
use crate::job::{self, Read, Write};
use crate::tx::Tx;
use crate::{durable, pg, sqlite};

/// How long a read for somebody who waits may take.
const READ_TIME: Duration = Duration::from_secs(10);
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
    /// Connections that write to PostgreSQL; 0 is 4: serializable transactions that meet are run again, so more of them at
    /// a time do more work in vain. SQLite has one writer.
    pub writers: usize,
    /// Only reading, beside a program that may be writing: no lock is taken and nothing is made.
    pub read_only: bool,
}

/// The data. Clones are handles to the same store; the threads end when the last is gone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    dialect: Dialect,
    reads: Pool<dyn Read>,
    /// One reader more, for what must not wait behind everybody's reads.
    kept: Pool<dyn Read>,
    writes: Pool<dyn Write>,
    /// Held as long as the store is open.
    lock: Mutex<Option<File>>,
}

/// Threads and the queue that feeds them.
struct Pool<J: ?Sized> {
    queue: Mutex<Option<Sender<Box<J>>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl<J: ?Sized> Pool<J> {
    /// A pool of no threads yet, and the end of the queue that they take from.
    fn new() -> (Self, Receiver<Box<J>>) {
        let (sender, jobs) = crossbeam_channel::bounded(QUEUE);
        (
            Self {
                queue: Mutex::new(Some(sender)),
                threads: Mutex::new(Vec::new()),
            },
            jobs,
        )
    }

    fn add(&self, name: &str, life: impl FnOnce() + Send + 'static) -> Result<()> {
        held(&self.threads).push(spawn(name, life)?);
        Ok(())
    }

    fn submit(&self, job: Box<J>) -> Result<()> {
        held(&self.queue)
            .as_ref()
            .ok_or_else(job::closed)?
            .try_send(job)
            .map_err(|e| {
                Error::new(Code::Unavailable).private(match e {
                    TrySendError::Full(_) => "too many requests wait for the database",
                    TrySendError::Disconnected(_) => {
                        "no thread takes this: the store is closed or open for reading only"
                    }
                })
            })
    }

    /// Without a sender the threads end when the queue is empty.
    fn shut(&self) {
        held(&self.queue).take();
        let me = std::thread::current().id();
        for thread in held(&self.threads).drain(..) {
            // The last handle may be dropped by a closure, on one of these very threads.
            if thread.thread().id() != me && thread.join().is_err() {
                tracing::error!("a database thread had panicked");
            }
        }
    }
}

impl Pool<dyn Read> {
    /// Runs `f` for somebody who waits.
    async fn ask<T, F>(&self, f: F) -> Result<T>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (bounds, _waiting) = job::Bounds::new(READ_TIME);
        let (job, answer) = job::read(f, Some(bounds));
        self.submit(job)?;
        answer.await.map_err(|_| job::closed())?
    }
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
        let (reads, read_jobs) = Pool::<dyn Read>::new();
        let (writes, write_jobs) = Pool::<dyn Write>::new();
        let mut locked = None;
        if !options.read_only {
            private_dir(dir).map_err(|e| unusable(dir, &e))?;
            locked = Some(lock(dir)?);
            // SQLite gives its other files the rights of this one.
            private().open(&file).map_err(|e| unusable(&file, &e))?;
            let conn = sqlite::open_writer(&file)?;
            let (told, commits) = crossbeam_channel::bounded(1);
            let folding = sqlite::open_folder(&file)?;
            let folder = spawn("store-fold", move || sqlite::fold(&folding, &commits))?;
            let (log, syncer) = durable::log(&dir.join("stagecraft.db-wal"));
            writes.add("store-sync", move || syncer.run())?;
            writes.add("store-write", move || {
                sqlite::Writer::new(conn, write_jobs, told, log).run();
                // It ends when it hears no more.
                if folder.join().is_err() {
                    tracing::error!("the thread that folds the log had panicked");
                }
            })?;
        }
        for i in 0..or_default(options.readers, processors()) {
            let (conn, jobs) = (sqlite::open_reader(&file)?, read_jobs.clone());
            reads.add(&format!("store-read-{i}"), move || sqlite::reader(conn, &jobs))?;
        }
        let (kept, kept_jobs) = Pool::<dyn Read>::new();
        let conn = sqlite::open_reader(&file)?;
        kept.add("store-read-kept", move || sqlite::reader(conn, &kept_jobs))?;
        Ok(Self(Arc::new(Inner {
            dialect: Dialect::Sqlite,
            reads,
            kept,
            writes,
            lock: Mutex::new(locked),
        })))
    }

    fn open_postgres(url: &str, options: &Options) -> Result<Self> {
        let (reads, read_jobs) = Pool::<dyn Read>::new();
        let (writes, write_jobs) = Pool::<dyn Write>::new();
        let (ready, connected) = crossbeam_channel::unbounded();
        let (kept, kept_jobs) = Pool::<dyn Read>::new();
        let readers = or_default(options.readers, processors() * 2);
        for i in 0..=readers {
            let (url, ready) = (url.to_owned(), ready.clone());
            let (pool, jobs) = if i < readers {
                (&reads, read_jobs.clone())
            } else {
                (&kept, kept_jobs.clone())
            };
            pool.add(&format!("store-read-{i}"), move || {
                if let Some(link) = pg::Link::open(&url, &ready) {
                    pg::reader(link, &jobs);
                }
            })?;
        }
        let writers = if options.read_only {
            0
        } else {
            or_default(options.writers, 4)
        };
        for i in 0..writers {
            let (url, ready, jobs) = (url.to_owned(), ready.clone(), write_jobs.clone());
            writes.add(&format!("store-write-{i}"), move || {
                if let Some(link) = pg::Link::open(&url, &ready) {
                    pg::writer(link, &jobs);
                }
            })?;
        }
        let inner = Inner {
            dialect: Dialect::Postgres,
            reads,
            kept,
            writes,
            lock: Mutex::new(None),
        };
        for _ in 0..=readers + writers {
            connected.recv().map_err(|_| job::closed())??;
        }
        Ok(Self(Arc::new(inner)))
    }

    /// Which database it is.
    pub fn dialect(&self) -> Dialect {
        self.0.dialect
    }

    /// Runs `f` on one snapshot of the data, for somebody who waits: it ends when they are gone, or after some seconds.
    ///
    /// # Errors
    /// `too_expensive` if it took too long.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.0.reads.ask(f).await
    }

    /// [`Store::read`] by a reader that is kept for it, however many wait for the others: for short reads only, such as
    /// whether the data can be read at all.
    ///
    /// # Errors
    /// `too_expensive` if it took too long.
    pub async fn read_at_once<T, F>(&self, f: F) -> Result<T>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.0.kept.ask(f).await
    }

    /// Runs `f` as one transaction and answers once it is durable. `f` may be run more than once; what it does outside
    /// the database belongs into [`Tx::after_commit`].
    pub async fn write<T, F>(&self, f: F) -> Result<T>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (job, answer) = job::write(f);
        self.0.writes.submit(job)?;
        answer.await.map_err(|_| job::closed())?
    }

    /// [`Store::read`] for code that isn't async, without a bound on its time; it must not be called inside a runtime.
    pub fn read_blocking<T, F>(&self, f: F) -> Result<T>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (job, answer) = job::read(f, None);
        self.0.reads.submit(job)?;
        answer.blocking_recv().map_err(|_| job::closed())?
    }

    /// [`Store::write`] for code that isn't async; it must not be called inside a runtime.
    pub fn write_blocking<T, F>(&self, f: F) -> Result<T>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (job, answer) = job::write(f);
        self.0.writes.submit(job)?;
        answer.blocking_recv().map_err(|_| job::closed())?
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
        // The writer last: SQLite folds its log into the file when the last connection goes, and readers can't.
        self.reads.shut();
        self.kept.shut();
        self.writes.shut();
        held(&self.lock).take();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.shut();
    }
}

fn spawn(name: &str, life: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    let thread = std::thread::Builder::new().name(name.to_owned()).spawn(life);
    thread.map_err(|e| Error::internal(format!("no thread: {e}")))
}

/// Makes a directory that only this user of the system looks into.
fn private_dir(dir: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// To open a file, or make one that only this user of the system reads.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Two programs on one directory would each keep caches that the other makes wrong.
fn lock(dir: &Path) -> Result<File> {
    let path = dir.join("stagecraft.lock");
    let mut file = private().open(&path).map_err(|e| unusable(&path, &e))?;
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

fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn or_default(n: usize, default: usize) -> usize {
    if n == 0 { default } else { n }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}
