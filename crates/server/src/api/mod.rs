//! The routes. One table says what there is; the router and the OpenAPI file are both made of it.

mod approvals;
mod bulk;
mod call;
mod contact;
mod files;
mod forms;
mod handbook;
mod imports;
mod insights;
mod lab;
mod leads;
mod links;
mod market;
mod misc;
mod needs;
mod notices;
mod offers;
mod people;
mod pools;
mod records;
mod session;
mod sop;
mod standards;
mod studio;
mod tiers;

use axum::Router;
use axum::http::HeaderMap;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get};
use kernel::{Code, Error, Lang};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::answer::Failure;
use crate::incoming::Unused;
use crate::{State, events, health, protect, ui};

/// An operation of the API.
pub(crate) struct Op {
    pub method: &'static str,
    /// Below `/api/v1`; `{object}` stands for every kind of record.
    pub path: &'static str,
    pub summary: &'static str,
    /// Query parameters: name and what it is.
    pub query: &'static [(&'static str, &'static str)],
    /// The schema of the body, by name; empty for none.
    pub body: &'static str,
    /// The schema of the answer, by name; empty for no content.
    pub answer: &'static str,
    pub status: u16,
    /// Whether anybody may call it.
    pub public: bool,
    pub route: fn() -> MethodRouter<State>,
}

impl Op {
    /// What most operations have in common: others begin from it with `..Op::PLAIN`.
    pub const PLAIN: Self = Self {
        method: "get",
        path: "",
        summary: "",
        query: &[],
        body: "",
        answer: "Any",
        status: 200,
        public: false,
        route: MethodRouter::new,
    };
}

/// Every operation.
pub(crate) fn operations() -> Vec<Op> {
    [
        session::operations(),
        people::operations(),
        misc::operations(),
        insights::operations(),
        lab::operations(),
        notices::operations(),
        sop::operations(),
        studio::operations(),
        handbook::operations(),
        leads::operations(),
        links::operations(),
        market::operations(),
        offers::operations(),
        pools::operations(),
        files::operations(),
        forms::operations(),
        imports::operations(),
        contact::operations(),
        tiers::operations(),
        standards::operations(),
        approvals::operations(),
        needs::operations(),
        records::operations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The whole server as a router.
pub fn router(state: State) -> Router {
    let mut api = Router::new();
    for op in operations() {
        api = api.route(op.path, (op.route)());
    }
    let api = api
        .route("/events", get(events::events))
        .route("/openapi.json", get(misc::openapi))
        .fallback(nowhere)
        .method_not_allowed_fallback(no_such_method);
    let panics = state.clone();
    Router::new()
        .nest("/api/v1", api)
        .route("/calendar/{file}", get(notices::feed))
        .route("/f/{key}", get(forms::page))
        .route("/l/{secret}", get(links::page))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .fallback(ui::page)
        .layer(CompressionLayer::new().br(false).gzip(true))
        .layer(CatchPanicLayer::custom(move |what: Box<dyn std::any::Any + Send>| {
            protect::panicked(&panics, &*what)
        }))
        .layer(from_fn_with_state(state.clone(), protect::protect))
        .with_state(state)
}

fn lang(headers: &HeaderMap) -> Lang {
    let header = headers
        .get(axum::http::header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok());
    header.and_then(Lang::parse).unwrap_or_default()
}

async fn nowhere(headers: HeaderMap, _: Unused) -> Response {
    Failure(Error::not_found(), lang(&headers)).into_response()
}

async fn no_such_method(headers: HeaderMap, _: Unused) -> Response {
    Failure(Error::new(Code::MethodNotAllowed), lang(&headers)).into_response()
}
