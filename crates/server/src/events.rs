//! Live events: what happened, told to those who may see it.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use app::Caller;
use axum::extract::State as Shared;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use kernel::{Code, Error, Id, Result, WorkspaceId};
use store::tail::{self, Happened, Position};
use tokio::sync::{broadcast, mpsc};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;

use crate::State;
use crate::answer::Failure;
use crate::caller::Asking;

/// What has come since the last look.
#[derive(Debug, Default)]
pub(crate) struct News {
    /// What happened to records.
    happened: Vec<Happened>,
    /// Who was given notices.
    told: Vec<(WorkspaceId, Id)>,
}

/// News on their way to every page.
pub(crate) type Batch = Arc<News>;

/// Events told at once; a page that has missed more asks for everything again.
const MOST: usize = 500;

/// Follows the journal and the notices and hands on what comes, until the server ends. The database is looked at twice a
/// second, by one reader for all pages; what other processes wrote comes the same way.
pub(crate) async fn follow(state: State) {
    let mut position: Option<(Position, Position)> = None;
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let from = position;
        let read = state.app().store().read(move |tx| match from {
            None => Ok((News::default(), (tail::end(tx)?, tail::end_of_notices(tx)?))),
            Some((journal, notices)) => {
                let (happened, journal) = tail::after(tx, journal, MOST)?;
                let (told, notices) = tail::told_after(tx, notices, MOST)?;
                Ok((News { happened, told }, (journal, notices)))
            }
        });
        match read.await {
            Ok((news, end)) => {
                position = Some(end);
                if !news.happened.is_empty() || !news.told.is_empty() {
                    // Nobody may be listening.
                    let _ = state.0.events.send(Arc::new(news));
                }
            }
            Err(error) => tracing::warn!(%error, "the journal could not be followed"),
        }
    }
}

/// `GET /events`.
pub(crate) async fn events(Shared(state): Shared<State>, asking: Asking) -> Response {
    let lang = asking.lang();
    let Some(caller) = asking.caller else {
        return Failure(Error::new(Code::Unauthenticated), lang).into_response();
    };
    let app = state.app().clone();
    let who = caller.clone();
    if let Err(error) = app.clone().store().read(move |tx| app.cx(tx, &who)).await {
        return Failure(error, lang).into_response();
    }
    let (out, stream) = mpsc::channel::<Event>(64);
    tokio::spawn(tell(state.clone(), caller, state.0.events.subscribe(), out));
    let stream = ReceiverStream::new(stream).map(Ok::<_, Infallible>);
    Sse::new(stream)
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
        .into_response()
}

/// Tells one page what it may know, until it goes away or its session ends.
async fn tell(state: State, caller: Caller, mut batches: broadcast::Receiver<Batch>, out: mpsc::Sender<Event>) {
    let hello = Event::default().event("hello").data("{}");
    if out.send(hello).await.is_err() {
        return;
    }
    loop {
        let event = tokio::select! {
            () = out.closed() => return,
            batch = batches.recv() => batch,
        };
        let events = match event {
            Ok(batch) => match visible(&state, caller.clone(), batch).await {
                Ok(events) => events,
                // The session has ended, or its user was deactivated.
                Err(_) => return,
            },
            // Too far behind: the page asks for everything again.
            Err(broadcast::error::RecvError::Lagged(_)) => vec![Event::default().event("lagged").data("{}")],
            Err(broadcast::error::RecvError::Closed) => return,
        };
        for event in events {
            if out.send(event).await.is_err() {
                return;
            }
        }
    }
}

/// The events that the caller may see, under their rights as they are now.
async fn visible(state: &State, caller: Caller, batch: Batch) -> Result<Vec<Event>> {
    let app = state.app().clone();
    let here = app.clone();
    app.store()
        .read(move |tx| {
            let cx = here.cx(tx, &caller)?;
            let mut events = Vec::new();
            for happened in batch.happened.iter().filter(|h| h.workspace == cx.workspace.id) {
                let Ok(object) = cx.object(&happened.object) else { continue };
                if store::records::saw(tx, &cx, object, happened.record)? {
                    let data = serde_json::json!({
                        "object": happened.object, "id": happened.record, "topic": happened.topic, "kind": happened.kind, "seq": happened.seq,
                    });
                    events.push(Event::default().event("changed").data(data.to_string()));
                }
            }
            if batch.told.iter().any(|(workspace, user)| *workspace == cx.workspace.id && Some(*user) == cx.user) {
                events.push(Event::default().event("notice").data("{}"));
            }
            Ok(events)
        })
        .await
}
