//! Closures on their way to a database thread and their answers on the way back.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kernel::{Code, Error, Result};
use tokio::sync::oneshot;

use crate::tx::Tx;

/// How long a read may take, and whether somebody still waits for it: what a few ask for must not keep all readers from
/// everybody else.
#[derive(Clone)]
pub(crate) struct Bounds {
    pub time: Duration,
    pub gone: Arc<AtomicBool>,
}

/// Whoever waits for a read; when they go, it ends.
pub(crate) struct Waiting(Arc<AtomicBool>);

impl Bounds {
    pub fn new(time: Duration) -> (Self, Waiting) {
        let gone = Arc::new(AtomicBool::new(false));
        let waiting = Waiting(gone.clone());
        (Self { time, gone }, waiting)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A closure that reads, run once.
pub(crate) trait Read: Send {
    /// Runs it and answers at once: nothing that comes after can change what was read.
    fn run(self: Box<Self>, tx: Tx<'_>);
    /// Answers without running it.
    fn refuse(self: Box<Self>, error: Error);
    /// How long it may take, if somebody said so.
    fn bounds(&self) -> Option<Bounds>;
    /// Whether somebody still waits for the answer.
    fn is_wanted(&self) -> bool;
}

/// A closure that writes; it may be run again as long as it hasn't been answered.
pub(crate) trait Write: Send {
    /// Runs it and keeps its value.
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<()>;
    /// Answers with the value of the last run, or with the error.
    fn answer(self: Box<Self>, outcome: Result<()>);
}

struct Reading<T, F> {
    f: F,
    bounds: Option<Bounds>,
    reply: oneshot::Sender<Result<T>>,
}

struct Writing<T, F> {
    f: F,
    value: Option<T>,
    reply: oneshot::Sender<Result<T>>,
}

/// Packs a reading closure.
pub(crate) fn read<T, F>(f: F, bounds: Option<Bounds>) -> (Box<dyn Read>, oneshot::Receiver<Result<T>>)
where
    F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    T: Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    (Box::new(Reading { f, bounds, reply }), answer)
}

/// Packs a writing closure.
pub(crate) fn write<T, F>(f: F) -> (Box<dyn Write>, oneshot::Receiver<Result<T>>)
where
    F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    T: Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    (Box::new(Writing { f, value: None, reply }), answer)
}

impl<T, F> Read for Reading<T, F>
where
    F: FnOnce(&mut Tx<'_>) -> Result<T> + Send,
    T: Send,
{
    fn run(self: Box<Self>, mut tx: Tx<'_>) {
        let Self { f, reply, .. } = *self;
        let result = unpanicked(|| f(&mut tx)).and_then(|value| tx.finish().map(|_| value));
        // Nobody may be waiting any more: the request was given up.
        let _ = reply.send(result);
    }

    fn bounds(&self) -> Option<Bounds> {
        self.bounds.clone()
    }

    fn refuse(self: Box<Self>, error: Error) {
        let _ = self.reply.send(Err(error));
    }

    fn is_wanted(&self) -> bool {
        !self.reply.is_closed()
    }
}

impl<T, F> Write for Writing<T, F>
where
    F: FnMut(&mut Tx<'_>) -> Result<T> + Send,
    T: Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        self.value = None;
        self.value = Some(unpanicked(|| (self.f)(tx))?);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<()>) {
        let Self { value, reply, .. } = *self;
        let result = outcome.and_then(|()| value.ok_or_else(|| Error::internal("a write was answered unrun")));
        let _ = reply.send(result);
    }
}

/// A panic of one closure is that request's error; the thread and its neighbours go on.
pub(crate) fn unpanicked<T>(f: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
        let text = text
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        Err(Error::internal(format!("panic in a transaction: {text}")))
    })
}

/// The answer once the threads are gone.
pub(crate) fn closed() -> Error {
    Error::new(Code::Unavailable).private("the store is closed")
}
