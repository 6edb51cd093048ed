//! What every handler has at hand.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use app::App;
use tokio::sync::{Semaphore, broadcast};

use crate::events::Batch;
use crate::streams::Streams;

/// Large files that come in at a time: one that is imported is in memory, as large as [`kernel::FILE_BYTES`].
const FILES: usize = 4;
/// Documents that are typeset at a time.
const TYPESETTERS: usize = 2;
/// Previews that are drawn at a time.
const DRAWERS: usize = 2;

/// How the server is set up.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The code that the first administrator must give, while there is no company.
    pub setup_code: Option<String>,
    /// Whether people reach the server by https, so that cookies are for https only.
    pub https: bool,
    /// The way to a mail server, if there is one.
    pub mailer: Option<app::mail::Mailer>,
    /// How many proxies of ours stand in front; so many addresses of `X-Forwarded-For`, from its end, are believed.
    pub proxies: u8,
    /// This program, which typesets documents as a process of its own; without it they are typeset in this one.
    pub program: Option<std::path::PathBuf>,
    /// Bytes of files that a company keeps at most; [`app::files::QUOTA`] if nothing is said.
    pub files_quota: Option<u64>,
}

/// Shared by all requests.
#[derive(Clone)]
pub struct State(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub app: App,
    pub config: Config,
    pub events: broadcast::Sender<Batch>,
    pub streams: Streams,
    /// The right to send a large file.
    pub files: Arc<Semaphore>,
    /// The right to have a document typeset.
    pub typesetters: Arc<Semaphore>,
    /// The right to have a preview drawn.
    pub drawers: Arc<Semaphore>,
    pub answered: [AtomicU64; 6],
    pub panics: AtomicU64,
}

impl State {
    /// Over an app.
    pub fn new(app: App, config: Config) -> Self {
        let (events, _) = broadcast::channel(64);
        Self(Arc::new(Inner {
            app,
            config,
            events,
            streams: Streams::default(),
            files: Arc::new(Semaphore::new(FILES)),
            typesetters: Arc::new(Semaphore::new(TYPESETTERS)),
            drawers: Arc::new(Semaphore::new(DRAWERS)),
            answered: Default::default(),
            panics: AtomicU64::new(0),
        }))
    }

    /// The app.
    pub fn app(&self) -> &App {
        &self.0.app
    }
}
