//! Live events: what happened, told to those who may see it.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ::records::{Access, Cx, FieldType, ObjectDef};
use app::Caller;
use axum::extract::State as Shared;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use kernel::{Code, Error, Id, Result, WorkspaceId};
use store::Tx;
use store::tail::{self, Happened, Position};
use tokio::sync::{broadcast, mpsc};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;

use crate::State;
use crate::answer::Failure;
use crate::caller::Asking;
use crate::streams::Stream;

/// What has come since the last look.
#[derive(Debug, Default)]
pub(crate) struct News {
    /// What happened to records.
    happened: Vec<Happened>,
    /// Who was given notices.
    told: Vec<(WorkspaceId, Id)>,
    /// What each person may know of it, looked up once however many pages they have open.
    known: Mutex<HashMap<Id, Arc<Vec<Told>>>>,
}

/// An event's name and data.
type Told = (&'static str, String);

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
                let news = News {
                    happened,
                    told,
                    known: Mutex::default(),
                };
                Ok((news, (journal, notices)))
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
    let here = app.clone();
    let found = app.store().read(move |tx| Ok(here.signed_in(tx, &who)?.1.session));
    let opened = found
        .await
        .and_then(|session| state.0.streams.open(session.id, session.user));
    let place = match opened {
        Ok(place) => place,
        Err(error) => return Failure(error, lang).into_response(),
    };
    let (out, stream) = mpsc::channel::<Event>(64);
    tokio::spawn(tell(state.clone(), caller, place, state.0.events.subscribe(), out));
    let stream = ReceiverStream::new(stream).map(Ok::<_, Infallible>);
    Sse::new(stream)
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
        .into_response()
}

/// Tells one page what it may know, until it goes away or its session ends.
async fn tell(
    state: State,
    caller: Caller,
    place: Stream,
    mut batches: broadcast::Receiver<Batch>,
    out: mpsc::Sender<Event>,
) {
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
            Ok(batch) => match visible(&state, caller.clone(), place.person(), batch).await {
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

/// The events that the caller may see, under their rights as they are now. That their session still works is looked up for
/// each page, what they may see once for all of theirs.
async fn visible(state: &State, caller: Caller, person: Id, batch: Batch) -> Result<Vec<Event>> {
    let app = state.app().clone();
    let here = app.clone();
    let told = app.store().read(move |tx| {
        let cx = here.cx(tx, &caller)?;
        let known = || batch.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(told) = known().get(&person) {
            return Ok(told.clone());
        }
        let told = Arc::new(lookup(tx, &cx, &batch)?);
        known().insert(person, told.clone());
        Ok(told)
    });
    let told = told.await?;
    Ok(told
        .iter()
        .map(|(name, data)| Event::default().event(name).data(data))
        .collect())
}

fn lookup(tx: &mut Tx<'_>, cx: &Cx, batch: &News) -> Result<Vec<Told>> {
    let mut told = Vec::new();
    for happened in batch.happened.iter().filter(|h| h.workspace == cx.workspace.id) {
        let Ok(object) = cx.object(&happened.object) else {
            continue;
        };
        if !store::records::saw(tx, cx, object, happened.record)? {
            continue;
        }
        let topic = topic(tx, cx, object, happened)?;
        let data = serde_json::json!({
            "object": happened.object, "id": happened.record, "topic": topic, "kind": happened.kind, "seq": happened.seq,
        });
        told.push(("changed", data.to_string()));
    }
    if batch
        .told
        .iter()
        .any(|(workspace, user)| *workspace == cx.workspace.id && Some(*user) == cx.user)
    {
        told.push(("notice", "{}".to_owned()));
    }
    Ok(told)
}

/// The record on whose timeline it stands, if the asker sees that, too: a task may be theirs and what it is about not.
fn topic(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, happened: &Happened) -> Result<Option<Id>> {
    if happened.topic == happened.record || matches!(object.access, Access::Via(_)) {
        return Ok(Some(happened.topic));
    }
    for field in &object.fields {
        if let FieldType::Reference(target) = field.ty
            && let Ok(target) = cx.object(target)
            && store::records::saw(tx, cx, target, happened.topic)?
        {
            return Ok(Some(happened.topic));
        }
    }
    Ok(None)
}
