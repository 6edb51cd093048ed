//! The way of a call: who asks, one transaction, one answer.

use ::records::Cx;
use app::{App, Caller};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use kernel::{Code, Error, IDEMPOTENCY_KEY_BYTES, Id, Lang, Result};
use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};
use store::Tx;
use store::idempotency::{self, RequestKey};
use tokio::sync::OwnedSemaphorePermit;

use crate::State;
use crate::answer::{Answer, Failure};
use crate::body::{self, Query};
use crate::caller::Asking;
use crate::incoming;

/// A request, read as far as every operation needs it.
pub(crate) struct Call {
    pub state: State,
    pub asking: Asking,
    pub headers: HeaderMap,
    pub body: Result<Bytes, Error>,
    query: Option<String>,
    line: String,
    /// Given back when the call is answered.
    _file: Option<OwnedSemaphorePermit>,
}

impl FromRequest<State> for Call {
    type Rejection = Response;

    async fn from_request(request: Request, state: &State) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let asking = match Asking::from_request_parts(&mut parts, state).await {
            Ok(asking) => asking,
            Err(never) => match never {},
        };
        let (headers, query) = (parts.headers.clone(), parts.uri.query().map(str::to_owned));
        // Nested routers see the path below their own; the whole request line tells requests apart.
        let line = format!("{} {}", parts.method, parts.uri);
        let (body, file) = incoming::of(state, &asking, Request::from_parts(parts, body)).await;
        Ok(Self {
            state: state.clone(),
            asking,
            headers,
            body,
            query,
            line,
            _file: file,
        })
    }
}

impl Call {
    pub fn query(&self, known: &[&str]) -> Result<Query> {
        Query::read(self.query.as_deref(), known)
    }

    /// The body as an object; none counts as an empty one.
    pub fn object(&self) -> Result<Map<String, Json>> {
        body::object(&self.headers, self.body.as_ref().map_err(Clone::clone)?)
    }

    /// The body in a given shape.
    pub fn typed<T: serde::de::DeserializeOwned>(&self) -> Result<T> {
        body::typed(&self.headers, self.body.as_ref().map_err(Clone::clone)?)
    }

    pub fn caller(&self) -> Result<Caller> {
        self.asking
            .caller
            .clone()
            .ok_or_else(|| Error::new(Code::Unauthenticated))
    }

    /// Reads under the caller's rights, in one snapshot.
    pub async fn read<F>(&self, f: F) -> Response
    where
        F: FnOnce(&mut Tx<'_>, &App, &Cx) -> Result<Answer> + Send + 'static,
    {
        match self.take(f).await {
            Ok((answer, _)) => answer.into_response(),
            Err(refusal) => refusal,
        }
    }

    /// The same for what isn't an answer yet: what was read and the asker's language, or the response that refuses.
    pub async fn take<T, F>(&self, f: F) -> Result<(T, Lang), Response>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>, &App, &Cx) -> Result<T> + Send + 'static,
    {
        let lang = self.asking.lang();
        let refuse = |error, lang| Failure(error, lang).into_response();
        let caller = match self.caller() {
            Ok(caller) => caller,
            Err(error) => return Err(refuse(error, lang)),
        };
        let app = self.state.app().clone();
        let here = app.clone();
        let read = app.store().read(move |tx| {
            let cx = here.cx(tx, &caller)?;
            Ok((f(tx, &here, &cx), cx.lang))
        });
        match read.await {
            Ok((Ok(found), spoken)) => Ok((found, spoken)),
            Ok((Err(error), spoken)) => Err(refuse(error, spoken)),
            Err(error) => Err(refuse(error, lang)),
        }
    }

    /// Changes under the caller's rights, in one transaction; the same request with the same key is answered with the
    /// first answer.
    pub async fn write<F>(&self, mut f: F) -> Response
    where
        F: FnMut(&mut Tx<'_>, &App, &Cx) -> Result<Answer> + Send + 'static,
    {
        let lang = self.asking.lang();
        let (caller, key) = match self.caller().and_then(|caller| Ok((caller, self.key()?))) {
            Ok(both) => both,
            Err(error) => return Failure(error, lang).into_response(),
        };
        let app = self.state.app().clone();
        let here = app.clone();
        // An error must end the transaction, so the language travels beside it.
        let spoken = std::sync::Arc::new(std::sync::Mutex::new(lang));
        let heard = spoken.clone();
        let answer = app
            .store()
            .write(move |tx| {
                let (cx, session) = here.signed_in(tx, &caller)?;
                if let Ok(mut lang) = heard.lock() {
                    *lang = cx.lang;
                }
                if let Some(answer) = recall(tx, &cx, key.as_ref())? {
                    return Ok(answer);
                }
                let answer = f(tx, &here, &cx)?;
                if let Some(key) = key.as_ref().filter(|_| !answer.secret) {
                    remember(tx, &cx, key, &answer)?;
                }
                here.touch(tx, &caller, &session)?;
                Ok(answer)
            })
            .await;
        let lang = spoken.lock().map_or(lang, |lang| *lang);
        match answer {
            Ok(answer) => answer.into_response(),
            Err(error) => Failure(error, lang).into_response(),
        }
    }

    /// The `Idempotency-Key` with the hash of the request it stands for.
    pub fn key(&self) -> Result<Option<Key>> {
        let Some(key) = self.headers.get("idempotency-key") else {
            return Ok(None);
        };
        let wrong = || {
            let text = (
                format!("Idempotency-Key 应为 1 到 {IDEMPOTENCY_KEY_BYTES} 个可见 ASCII 字符"),
                format!("An Idempotency-Key has 1 to {IDEMPOTENCY_KEY_BYTES} visible ASCII characters"),
            );
            Error::field("/Idempotency-Key", Code::InvalidValue, text.0, text.1)
        };
        let key = key.to_str().map_err(|_| wrong())?;
        if key.is_empty() || key.len() > IDEMPOTENCY_KEY_BYTES {
            return Err(wrong());
        }
        let body = self.body.as_ref().map_err(Clone::clone)?;
        let mut hash = Sha256::new();
        hash.update(self.line.as_bytes());
        hash.update([0]);
        hash.update(
            self.headers
                .get("if-match")
                .map(|v| v.as_bytes().to_vec())
                .unwrap_or_default(),
        );
        hash.update([0]);
        hash.update(body);
        Ok(Some((key.to_owned(), hash.finalize().into())))
    }

    /// An error of the request itself, but nobody learns of it who isn't signed in.
    pub async fn fail_if_known(&self, error: Error) -> Response {
        self.read(move |_, _, _| Err(error)).await
    }

    /// An answer made without the database.
    pub fn fail(&self, error: Error) -> Response {
        Failure(error, self.asking.lang()).into_response()
    }
}

/// An `Idempotency-Key` and the hash of its request.
pub(crate) type Key = (String, [u8; 32]);

fn request(cx: &Cx, (key, hash): &Key) -> RequestKey {
    RequestKey {
        workspace: cx.workspace.id,
        user: cx.user.unwrap_or(Id::NONE),
        key: key.clone(),
        hash: *hash,
    }
}

/// A part of the request under the key: its own entry, which no caller's key can be.
pub(crate) fn part((key, hash): &Key, part: &str) -> Key {
    (format!("{key}\n{part}"), *hash)
}

/// Keeps the answer to this request.
pub(crate) fn remember(tx: &mut Tx<'_>, cx: &Cx, key: &Key, answer: &Answer) -> Result<()> {
    idempotency::remember(tx, &request(cx, key), &answer.to_stored(), cx.now)
}

/// The answer that this request was given before.
pub(crate) fn recall(tx: &mut Tx<'_>, cx: &Cx, key: Option<&Key>) -> Result<Option<Answer>> {
    let Some(key) = key else { return Ok(None) };
    Ok(idempotency::recall(tx, &request(cx, key), cx.now)?.map(Answer::from_stored))
}

/// What a path names. Whatever can't be read leads nowhere.
pub(crate) struct At<T>(pub T);

impl<T: serde::de::DeserializeOwned + Send> FromRequestParts<State> for At<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Response> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(named)) => Ok(Self(named)),
            Err(_) => {
                let asking = Asking::from_request_parts(parts, state).await;
                let lang = asking.map_or(Lang::default(), |asking| asking.lang());
                Err(Failure(Error::not_found(), lang).into_response())
            }
        }
    }
}

/// Reads an id of a path: what isn't one leads nowhere.
pub(crate) fn id(text: &str) -> Result<Id> {
    text.parse().map_err(|()| Error::not_found())
}
