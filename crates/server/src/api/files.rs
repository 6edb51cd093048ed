//! Files: bytes come in by themselves, and go out from the path of the record that names them, as something to save.

use std::io::Read as _;
use std::time::Duration;

use app::files::{self, Found, Incoming};
use axum::body::Body;
use axum::extract::{FromRequestParts as _, Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use http_body_util::BodyExt as _;
use kernel::{Code, Error, Lang, Result, UPLOAD_BYTES};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::Op;
use super::call::{At, Call, id};
use crate::answer::{Answer, Failure};
use crate::caller::Asking;
use crate::protect::Sandboxed;
use crate::{State, preview};

/// Bytes read from a file in one go.
const PIECE: usize = 64 * 1024;
/// A file is here by then,
const TIME: Duration = Duration::from_secs(30);
/// a large one after a second more for each of these.
const BYTES_A_SECOND: u64 = 64 * 1024;
/// How long one waits for others' files.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) fn operations() -> Vec<Op> {
    vec![
        Op {
            method: "post",
            path: "/uploads",
            summary: "Send the bytes of a file; `content` of the answer makes a file of them, for an hour",
            body: "File",
            answer: "Uploaded",
            status: 201,
            route: || post(upload),
            ..Op::PLAIN
        },
        Op {
            path: "/files/{id}/content",
            summary: "The bytes of a file, to save; takes Range",
            answer: "Bytes",
            route: || get(content),
            ..Op::PLAIN
        },
        Op {
            path: "/files/{id}/preview",
            summary: "A picture of a picture or of a page of a PDF, drawn anew; X-Pages says how many pages there are",
            query: &[
                ("width", "Pixels at most, 16 to 2000; 320 if absent"),
                ("page", "Of a PDF, from 1; 1 if absent"),
            ],
            answer: "Picture",
            route: || get(shown),
            ..Op::PLAIN
        },
    ]
}

/// Bytes on their way in: they are never in memory as a whole.
async fn upload(Shared(state): Shared<State>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let asking = match Asking::from_request_parts(&mut parts, &state).await {
        Ok(asking) => asking,
        Err(never) => match never {},
    };
    match take(&state, &asking, &parts.headers, body).await {
        Ok(answer) => answer.into_response(),
        Err((error, lang)) => Failure(error, lang).into_response(),
    }
}

type Refusal = (Error, Lang);

async fn take(state: &State, asking: &Asking, headers: &HeaderMap, body: Body) -> Result<Answer, Refusal> {
    let mut lang = asking.lang();
    let caller = asking.caller.clone();
    let caller = caller.ok_or_else(|| (Error::new(Code::Unauthenticated), lang))?;
    let length = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok());
    let length = length.and_then(|v| v.parse::<u64>().ok());
    let quota = state.0.config.files_quota.unwrap_or(files::QUOTA);
    let app = state.app().clone();
    // Who may not send anything is told so before it is sent.
    let (here, who) = (app.clone(), caller.clone());
    let asked = app.store().read(move |tx| {
        let cx = here.cx(tx, &who)?;
        Ok((files::may_send(tx, &cx, quota, length.unwrap_or_default()), cx.lang))
    });
    let (may, spoken) = asked.await.map_err(|e| (e, lang))?;
    lang = spoken;
    may.map_err(|e| (e, lang))?;
    if length.is_some_and(|length| length > UPLOAD_BYTES as u64) {
        return Err((Error::new(Code::BodyTooLarge), lang));
    }
    let turn = tokio::time::timeout(PATIENCE, state.0.files.clone().acquire_owned()).await;
    let Ok(Ok(_turn)) = turn else {
        return Err((crate::incoming::crowded(), lang));
    };
    let (sent, staged) = receive(&app, body, length).await.map_err(|e| (e, lang))?;
    let (here, noted) = (app.clone(), sent.clone());
    let write = app.store().write(move |tx| {
        let cx = here.cx(tx, &caller)?;
        let key = noted.note(tx, &cx, quota)?;
        let answer = noted.answer(&here, &cx, &key)?;
        Ok((key, answer))
    });
    let (key, answer) = write.await.map_err(|e| (e, lang))?;
    let kept = tokio::task::spawn_blocking(move || app.contents().put(&key, staged)).await;
    kept.map_err(Error::internal)
        .and_then(|kept| kept)
        .map_err(|e| (e, lang))?;
    Ok(Answer {
        status: 201,
        ..Answer::json(&answer)
    })
}

/// Takes the bytes in as they come, hashing and writing them on a thread that may wait for the disk.
async fn receive(
    app: &app::App,
    mut body: Body,
    length: Option<u64>,
) -> Result<(files::Sent, store::contents::Staged)> {
    let (pieces, mut coming) = mpsc::channel::<axum::body::Bytes>(16);
    let mut incoming = Incoming::new(app)?;
    let writing = tokio::task::spawn_blocking(move || {
        while let Some(piece) = coming.blocking_recv() {
            incoming.take(&piece)?;
        }
        Ok::<_, Error>(incoming)
    });
    let expected = length.unwrap_or(UPLOAD_BYTES as u64);
    let time = TIME + Duration::from_secs(expected / BYTES_A_SECOND);
    let reading = async {
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|e| Error::new(Code::BadRequest).private(e))?;
            // Whoever writes has given up if nobody takes a piece: it says why.
            if let Ok(piece) = frame.into_data()
                && pieces.send(piece).await.is_err()
            {
                break;
            }
        }
        Ok(())
    };
    let read: Result<()> = tokio::time::timeout(time, reading).await.unwrap_or_else(|_| {
        Err(Error::new(Code::BadRequest).detail(
            "文件没有在规定时间内到达：请检查网络后重试",
            "The file didn't arrive in time: check the connection and try again",
        ))
    });
    drop(pieces);
    let written = writing.await.map_err(Error::internal)?;
    read?;
    written?.end()
}

/// The bytes as something to save: never as a page, whatever they are.
async fn content(At(record): At<String>, call: Call) -> Response {
    let found = match found(&call, record, &[]).await {
        Ok((found, lang)) => (found, lang),
        Err(refusal) => return refusal,
    };
    let (file, lang) = found;
    let text = |name: header::HeaderName| call.headers.get(name).and_then(|v| v.to_str().ok());
    let etag = format!("\"{}\"", file.key.hash);
    if text(header::IF_NONE_MATCH) == Some(etag.as_str()) {
        return unchanged(&etag);
    }
    let same = text(header::IF_RANGE).is_none_or(|tag| tag == etag);
    let asked = text(header::RANGE).filter(|_| same);
    let (status, from, length) = match files::range(asked, file.size) {
        Ok(None) => (StatusCode::OK, 0, file.size),
        Ok(Some((first, last))) => (StatusCode::PARTIAL_CONTENT, first, last - first + 1),
        Err(files::Beyond) => (StatusCode::RANGE_NOT_SATISFIABLE, 0, 0),
    };
    let body = if length == 0 {
        Body::empty()
    } else {
        match stream(call.state.app().clone(), &file, from, length).await {
            Ok(body) => body,
            Err(error) => return Failure(error, lang).into_response(),
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let range = match status {
        StatusCode::PARTIAL_CONTENT => Some(format!("bytes {from}-{}/{}", from + length - 1, file.size)),
        StatusCode::RANGE_NOT_SATISFIABLE => Some(format!("bytes */{}", file.size)),
        _ => None,
    };
    sandboxed(
        &mut response,
        &etag,
        files::served(&file.kind),
        &[
            (header::CONTENT_DISPOSITION, Some(files::disposition(&file.name))),
            (header::ACCEPT_RANGES, Some("bytes".to_owned())),
            (header::CONTENT_LENGTH, Some(length.to_string())),
            (header::CONTENT_RANGE, range),
        ],
    );
    response
}

/// The file that a path names, if the asker may read it now.
async fn found(call: &Call, record: String, known: &[&str]) -> Result<(Found, Lang), Response> {
    if let Err(error) = call.query(known) {
        return Err(call.fail_if_known(error).await);
    }
    call.take(move |tx, _, cx| files::found(tx, cx, id(&record)?)).await
}

/// The answer to whoever has it already.
fn unchanged(etag: &str) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    sandboxed(&mut response, etag, "application/octet-stream", &[]);
    response
}

/// What goes with every byte of a file: kept by its reader alone, asked for again each time, and run nowhere.
fn sandboxed(response: &mut Response, etag: &str, kind: &str, more: &[(header::HeaderName, Option<String>)]) {
    response.extensions_mut().insert(Sandboxed);
    let headers = response.headers_mut();
    let always = [
        (header::ETAG, Some(etag.to_owned())),
        (header::CONTENT_TYPE, Some(kind.to_owned())),
        (header::CACHE_CONTROL, Some("private, no-cache".to_owned())),
    ];
    for (name, value) in always.iter().chain(more) {
        if let Some(value) = value.as_deref().and_then(|v| HeaderValue::from_str(v).ok()) {
            headers.insert(name, value);
        }
    }
}

/// Bytes piece by piece, read on a thread that may wait for the disk.
async fn stream(app: app::App, file: &Found, from: u64, length: u64) -> Result<Body> {
    let (key, lost) = (file.key.clone(), file.key.hash.clone());
    let (pieces, coming) = mpsc::channel::<std::io::Result<Vec<u8>>>(4);
    let opened = tokio::task::spawn_blocking(move || app.contents().get(&key, from)).await;
    let opened = opened.map_err(Error::internal)??;
    let opened = opened.ok_or_else(|| Error::internal(format!("the bytes {lost} of a file are missing: run check")))?;
    tokio::task::spawn_blocking(move || {
        let mut left = opened.take(length);
        loop {
            let mut piece = vec![0; PIECE];
            let read = left.read(&mut piece);
            let end = !matches!(read, Ok(1..));
            match read {
                Ok(0) => {}
                Ok(n) => {
                    piece.truncate(n);
                    if pieces.blocking_send(Ok(piece)).is_err() {
                        break;
                    }
                }
                Err(error) => drop(pieces.blocking_send(Err(error))),
            }
            if end {
                break;
            }
        }
    });
    Ok(Body::from_stream(ReceiverStream::new(coming)))
}

async fn shown(At(record): At<String>, call: Call) -> Response {
    let asked = || -> Result<(usize, usize)> {
        let query = call.query(&["width", "page"])?;
        Ok((
            query.number("width", 320, 2000)?.max(16),
            query.number("page", 1, 10_000)?,
        ))
    };
    let (width, page) = match asked() {
        Ok(asked) => asked,
        Err(error) => return call.fail_if_known(error).await,
    };
    let (file, lang) = match found(&call, record, &["width", "page"]).await {
        Ok(found) => found,
        Err(refusal) => return refusal,
    };
    let etag = format!("\"{}-{width}-{page}\"", file.key.hash);
    let known = call.headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    if known == Some(etag.as_str()) {
        return unchanged(&etag);
    }
    match preview::draw(&call.state, &file, width as u32, page).await {
        Ok(drawn) => {
            let mut response = Response::new(Body::from(drawn.picture));
            let pages = header::HeaderName::from_static("x-pages");
            sandboxed(
                &mut response,
                &etag,
                drawn.kind.media(),
                &[(pages, Some(drawn.pages.to_string()))],
            );
            response
        }
        Err(error) => Failure(error, lang).into_response(),
    }
}
