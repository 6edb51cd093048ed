//! Bodies of requests on their way in: how large, for how long, and from whom.

use std::time::Duration;

use app::Caller;
use axum::body::{Body, Bytes, HttpBody as _, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use kernel::{BODY_BYTES, Code, Error, Result};
use tokio::sync::OwnedSemaphorePermit;

use crate::State;
use crate::caller::Asking;

/// Bytes that a route takes at most; without it [`BODY_BYTES`].
#[derive(Clone, Copy)]
pub(crate) struct Most(pub usize);

/// What is kept of a body before it is known who sends it: strangers with many connections fill no memory.
const FROM_STRANGERS: usize = 64 * 1024;
/// A body is here by then,
const TIME: Duration = Duration::from_secs(30);
/// a large one after a second more for each of these.
const BYTES_A_SECOND: usize = 64 * 1024;
/// How long a large file waits for others to be done.
const PATIENCE: Duration = Duration::from_secs(5);

/// Reads a body. One that says it is too large is refused before it is sent.
///
/// # Errors
/// `body_too_large`; `bad_request` if it didn't come whole, or not in time.
pub(crate) async fn body(
    state: &State,
    caller: Option<&Caller>,
    headers: &HeaderMap,
    most: usize,
    body: Body,
) -> Result<Bytes> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.parse::<usize>().ok());
    let expected = length.unwrap_or(most);
    let most = if expected > FROM_STRANGERS && !known(state, caller).await {
        FROM_STRANGERS.min(most)
    } else {
        most
    };
    if length.is_some_and(|length| length > most) {
        return Err(Error::new(Code::BodyTooLarge));
    }
    let time = TIME + Duration::from_secs((expected.min(most) / BYTES_A_SECOND) as u64);
    match tokio::time::timeout(time, to_bytes(body, most)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(e)) if is_too_large(&e) => Err(Error::new(Code::BodyTooLarge)),
        Ok(Err(e)) => Err(Error::new(Code::BadRequest).private(e)),
        Err(_) => Err(Error::new(Code::BadRequest).detail(
            "请求内容没有在规定时间内到达：请检查网络后重试",
            "The body didn't arrive in time: check the connection and try again",
        )),
    }
}

async fn known(state: &State, caller: Option<&Caller>) -> bool {
    let Some(caller) = caller.cloned() else {
        return false;
    };
    let app = state.app().clone();
    state.app().store().read(move |tx| app.cx(tx, &caller)).await.is_ok()
}

fn is_too_large(error: &axum::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// A body that nobody has a use for. It is read all the same: answered before it is all there, the connection would be
/// closed under the hands of whoever still sends it.
pub(crate) struct Unused;

impl FromRequest<State> for Unused {
    type Rejection = std::convert::Infallible;

    async fn from_request(request: Request, state: &State) -> Result<Self, Self::Rejection> {
        let (parts, rest) = request.into_parts();
        // However it ends, the answer is the same.
        let _ = body(state, None, &parts.headers, BODY_BYTES, rest).await;
        Ok(Self)
    }
}

/// A body, and the right to hold it as long as the call lasts if it is a large file.
pub(crate) type Held = (Result<Bytes>, Option<OwnedSemaphorePermit>);

/// Reads the body of a request that [`Asking`] has been read of.
pub(crate) async fn of(state: &State, asking: &Asking, request: Request) -> Held {
    let (parts, rest) = request.into_parts();
    let most = parts.extensions.get::<Most>().map_or(BODY_BYTES, |most| most.0);
    let length = rest.size_hint().exact().unwrap_or(most as u64);
    let mut held = None;
    if most > BODY_BYTES && length > BODY_BYTES as u64 {
        let waiting = tokio::time::timeout(PATIENCE, state.0.files.clone().acquire_owned());
        match waiting.await {
            Ok(Ok(permit)) => held = Some(permit),
            _ => return (Err(crowded()), None),
        }
    }
    let body = body(state, asking.caller.as_ref(), &parts.headers, most, rest).await;
    (body, held)
}

/// What is said while too many large files come in.
pub(crate) fn crowded() -> Error {
    Error::new(Code::RateLimited).detail(
        "正在处理的大文件太多：请稍后再试",
        "Too many large files are being worked on: try again later",
    )
}
