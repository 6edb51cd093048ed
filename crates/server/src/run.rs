//! Listening.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use kernel::{Error, Result};
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tower::ServiceExt as _;

use crate::doors::Doors;
use crate::{State, api, events, jobs};

/// The head of a request is here by then.
const HEAD: Duration = Duration::from_secs(14);

/// A server that listens.
pub struct Serving {
    /// Where.
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: tokio::task::JoinHandle<()>,
}

/// Begins to listen on `listen`, such as `127.0.0.1:8080`.
///
/// # Errors
/// If the address can't be had.
pub async fn serve(state: State, listen: &str) -> Result<Serving> {
    let listener = TcpListener::bind(listen).await.map_err(|e| {
        Error::new(kernel::Code::Unavailable).detail(
            format!("无法监听 {listen}：{e}"),
            format!("Can't listen on {listen}: {e}"),
        )
    })?;
    let address = listener.local_addr().map_err(Error::internal)?;
    let (stop, stopped) = oneshot::channel::<()>();
    let ended = tokio::spawn(async move {
        let background = [
            tokio::spawn(events::follow(state.clone())),
            tokio::spawn(jobs::work(state.clone())),
        ];
        let doors = Doors::new(state.0.config.proxies);
        accept(listener, doors, api::router(state), stopped).await;
        background.iter().for_each(tokio::task::JoinHandle::abort);
    });
    Ok(Serving { address, stop, ended })
}

/// Serves connections until `stopped`, then lets those that are open finish.
async fn accept(listener: TcpListener, doors: Doors, router: Router, mut stopped: oneshot::Receiver<()>) {
    let mut http = auto::Builder::new(TokioExecutor::new());
    // Whoever sends the head of a request byte by byte doesn't hold a connection for long.
    http.http1().timer(TokioTimer::new()).header_read_timeout(Some(HEAD));
    http.http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Some(HEAD))
        .max_concurrent_streams(Some(100));
    let graceful = GracefulShutdown::new();
    let (ending, ended) = watch::channel(());
    loop {
        let (stream, peer) = tokio::select! {
            _ = &mut stopped => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of descriptors, most likely: those in use come back.
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        // Whoever finds no place is turned away at once: their program tries again.
        let Some(place) = doors.enter(peer.ip()) else {
            tracing::debug!(%peer, "too many connections");
            continue;
        };
        // Answers are small: they shouldn't wait to become larger.
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let service = hyper::service::service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request)
        });
        let (http, watcher, mut ending) = (http.clone(), graceful.watcher(), ended.clone());
        tokio::spawn(async move {
            let _place = place;
            // The head's time runs from its first byte: who sends none has as long.
            let mut byte = [0];
            let spoke = tokio::select! {
                spoke = tokio::time::timeout(HEAD, stream.peek(&mut byte)) => spoke,
                _ = ending.changed() => return,
            };
            if !matches!(spoke, Ok(Ok(1..))) {
                return;
            }
            let connection = http
                .serve_connection_with_upgrades(TokioIo::new(stream), service)
                .into_owned();
            if let Err(error) = watcher.watch(connection).await {
                tracing::debug!(error, "a connection broke off");
            }
        });
    }
    drop((listener, ending));
    graceful.shutdown().await;
}

impl Serving {
    /// Answers what has been asked, then ends; open streams are cut after ten seconds.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        let _ = tokio::time::timeout(std::time::Duration::from_secs(10), self.ended).await;
    }
}
