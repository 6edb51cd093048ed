//! What stands around every request: headers that browsers obey, other sites kept out, panics caught.

use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use kernel::{Code, Error, Lang};
use std::sync::atomic::Ordering;

use crate::State;
use crate::answer::Failure;

/// Scripts and styles from here only, nothing inline, no other address ever.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
    connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Sites that may show a page in a frame; put into the answer by the page that allows it.
#[derive(Clone, Debug)]
pub(crate) struct Framed(pub Vec<String>);

/// Bytes that somebody sent: whatever they are, no browser runs any of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sandboxed;

/// What bytes that somebody sent may do.
const NOTHING: &str = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// What a page in a frame of others may do: its own script and style, and its own address to send to.
fn framed(origins: &[String]) -> Option<HeaderValue> {
    let who = if origins.is_empty() {
        "'none'".to_owned()
    } else {
        origins.join(" ")
    };
    HeaderValue::from_str(&format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; \
         frame-ancestors {who}; base-uri 'none'"
    ))
    .ok()
}

/// Refuses what another site sent with somebody's cookie, and adds the headers.
pub(crate) async fn protect(Shared(state): Shared<State>, request: Request, next: Next) -> Response {
    let lang = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok())
        .and_then(Lang::parse);
    let api = request.uri().path().starts_with("/api/");
    let mut response = if changes(request.method()) && from_another_site(request.headers()) {
        Failure(Error::new(Code::CrossSite), lang.unwrap_or_default()).into_response()
    } else {
        next.run(request).await
    };
    let class = usize::from(response.status().as_u16() / 100).min(5);
    state.0.answered[class].fetch_add(1, Ordering::Relaxed);
    let frames = response
        .extensions_mut()
        .remove::<Framed>()
        .map(|Framed(origins)| origins);
    let sandboxed = response.extensions_mut().remove::<Sandboxed>();
    let policy = sandboxed.map(|Sandboxed| HeaderValue::from_static(NOTHING));
    let policy = policy.or_else(|| frames.as_deref().and_then(framed));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        policy.unwrap_or_else(|| HeaderValue::from_static(CSP)),
    );
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if frames.is_none_or(|origins| origins.is_empty()) {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert(
        "permissions-policy",
        HeaderValue::from_static("camera=(), geolocation=(), payment=()"),
    );
    if api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Browsers say where a request comes from; programs with tokens don't, and needn't.
fn from_another_site(headers: &HeaderMap) -> bool {
    // What is there and can't be read isn't from here.
    let text = |name: &str| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    match text("sec-fetch-site") {
        Some("same-origin" | "none") => false,
        Some(_) => true,
        None => match (text("origin"), text("host")) {
            (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, at)| at != host),
            (Some(_), None) => true,
            (None, _) => false,
        },
    }
}

/// The answer to a panic: the same problem as any fault here.
pub(crate) fn panicked(state: &State, what: &(dyn std::any::Any + Send)) -> Response<Body> {
    let text = what
        .downcast_ref::<&str>()
        .map(|s| (*s).to_owned())
        .or_else(|| what.downcast_ref::<String>().cloned());
    state.0.panics.fetch_add(1, Ordering::Relaxed);
    Failure(
        Error::internal(format!("panic: {}", text.unwrap_or_default())),
        Lang::default(),
    )
    .into_response()
}
