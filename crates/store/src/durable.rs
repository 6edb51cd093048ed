//! Makes commits of SQLite durable beside the writer. A commit writes its pages into the log without waiting for the disk;
//! a thread of its own then syncs the log, and only after that are those who asked answered. While the disk works, the
//! writer goes on with the next transaction (ADR 0010).

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, select_biased};
use kernel::{Code, Error, Result};

use crate::job::Write;
use crate::tx::Effects;

/// Those who write at the same time come one soon after another.
const MOMENT: Duration = Duration::from_micros(500);

/// A closure that ran, and how that ended.
pub(crate) type Ran = (Box<dyn Write>, Result<()>);

/// Closures of one transaction, to be answered once all of the log up to here is on the disk.
struct Settled {
    effects: Effects,
    ran: Vec<Ran>,
    committed: bool,
}

#[derive(Default)]
struct State {
    /// Transactions that were handed over and aren't answered yet.
    under_way: AtomicUsize,
    /// The disk has refused once. What it holds since then nobody knows, so nothing more is accepted.
    broken: AtomicBool,
}

/// The writer's end.
pub(crate) struct Log {
    state: Arc<State>,
    settled: Sender<Settled>,
    idle: Receiver<()>,
}

/// The syncing thread's end.
pub(crate) struct Syncer {
    state: Arc<State>,
    settled: Receiver<Settled>,
    idle: Sender<()>,
    path: PathBuf,
    file: Option<File>,
}

/// Both ends for the log at `path`, which may not be there before the first commit.
pub(crate) fn log(path: &Path) -> (Log, Syncer) {
    let state = Arc::<State>::default();
    let (settled, taken) = crossbeam_channel::unbounded();
    let (told, idle) = crossbeam_channel::bounded(1);
    let writer = Log {
        state: state.clone(),
        settled,
        idle,
    };
    let syncer = Syncer {
        state,
        settled: taken,
        idle: told,
        path: path.to_owned(),
        file: None,
    };
    (writer, syncer)
}

impl Log {
    /// Answers closures once what they did is durable, or at least what they saw.
    pub fn settle(&self, effects: Effects, ran: Vec<Ran>, committed: bool) {
        self.state.under_way.fetch_add(1, Ordering::AcqRel);
        let settled = Settled {
            effects,
            ran,
            committed,
        };
        // Without its thread nothing becomes durable: those who wait are told that the store is closed.
        let _ = self.settled.send(settled);
    }

    /// Why nothing more may be written, if so.
    pub fn refuses(&self) -> Option<Error> {
        self.state.broken.load(Ordering::Acquire).then(failed)
    }

    /// The next of `jobs` while the disk is busy: until it is free a commit makes nobody's answer come sooner. If none comes
    /// for a moment it is time to commit all the same, so that the pages are written when the disk gets free.
    pub fn next_while_busy<T>(&self, jobs: &Receiver<T>, at_most: Duration) -> Option<T> {
        let is_busy = || self.state.under_way.load(Ordering::Acquire) > 0;
        while is_busy() {
            select_biased! {
                recv(jobs) -> job => return job.ok(),
                recv(self.idle) -> _ => {},
                default(at_most.min(MOMENT)) => return None,
            }
        }
        None
    }
}

impl Syncer {
    /// Its life: one sync for all that waits, then their answers.
    pub fn run(mut self) {
        while let Ok(first) = self.settled.recv() {
            let mut all = vec![first];
            all.extend(self.settled.try_iter());
            let count = all.len();
            let outcome = if all.iter().any(|settled| settled.committed) {
                self.sync()
            } else {
                Ok(())
            };
            if let Err(e) = &outcome {
                tracing::error!(error = %e, "the disk refused to store the log: restart once it is well");
                self.state.broken.store(true, Ordering::Release);
            }
            self.state.under_way.fetch_sub(count, Ordering::AcqRel);
            // Full means that it has been told already.
            let _ = self.idle.try_send(());
            let broken = self.state.broken.load(Ordering::Acquire);
            for settled in all {
                if broken {
                    for (job, outcome) in settled.ran {
                        job.answer(outcome.and_then(|()| Err(failed())));
                    }
                } else {
                    settled.answer();
                }
            }
        }
    }

    fn sync(&mut self) -> std::io::Result<()> {
        let file = match self.file.take() {
            Some(file) => file,
            None => File::options().read(true).write(true).open(&self.path)?,
        };
        file.sync_data()?;
        self.file = Some(file);
        Ok(())
    }
}

impl Settled {
    fn answer(self) {
        self.effects.run_hooks();
        for (job, outcome) in self.ran {
            job.answer(outcome);
        }
    }
}

fn failed() -> Error {
    Error::new(Code::Unavailable).detail(
        "磁盘未能保存数据：请管理员检查磁盘并重新启动服务",
        "The disk could not store data: ask an administrator to check it and to restart the service",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job;

    fn settle(log: &Log, committed: bool) -> Result<()> {
        let (mut job, answer) = job::write(|_| Ok(()));
        let db = rusqlite::Connection::open_in_memory().unwrap();
        job.run(&mut crate::Tx::new(crate::tx::Conn::Sqlite(&db))).unwrap();
        log.settle(Effects::default(), vec![(job, Ok(()))], committed);
        answer.blocking_recv().unwrap()
    }

    #[test]
    fn a_disk_that_refused_is_not_trusted_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let (log, syncer) = log(&path);
        let thread = std::thread::spawn(move || syncer.run());
        settle(&log, false).unwrap();
        assert!(log.refuses().is_none());
        assert_eq!(settle(&log, true).unwrap_err().code(), Code::Unavailable);
        assert!(log.refuses().is_some());
        // It may look well again, but what it lost in between can't be known.
        std::fs::write(&path, "").unwrap();
        assert_eq!(settle(&log, true).unwrap_err().code(), Code::Unavailable);
        drop(log);
        thread.join().unwrap();
    }
}
