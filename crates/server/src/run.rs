//! Listening.

use std::net::SocketAddr;

use kernel::{Error, Result};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::{State, api, events, jobs};

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
        let router = api::router(state);
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let serving = axum::serve(listener, service).with_graceful_shutdown(async {
            let _ = stopped.await;
        });
        if let Err(error) = serving.await {
            tracing::error!(%error, "the server ended");
        }
        background.iter().for_each(tokio::task::JoinHandle::abort);
    });
    Ok(Serving { address, stop, ended })
}

impl Serving {
    /// Answers what has been asked, then ends; open streams are cut after ten seconds.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        let _ = tokio::time::timeout(std::time::Duration::from_secs(10), self.ended).await;
    }
}
