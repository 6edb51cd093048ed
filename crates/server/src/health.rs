//! `/metrics`, `/healthz`, `/readyz`.

use std::fmt::Write as _;
use std::sync::atomic::Ordering;

use axum::extract::State as Shared;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::State;

/// The process is up.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// The data can be read, however many reads wait.
pub(crate) async fn readyz(Shared(state): Shared<State>) -> Response {
    match state
        .app()
        .store()
        .read_at_once(|tx| store::workspace::workspaces(tx).map(|_| ()))
        .await
    {
        Ok(()) => "ready\n".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the data can't be read\n").into_response(),
    }
}

/// Counters in the form that Prometheus reads.
pub(crate) async fn metrics(Shared(state): Shared<State>) -> Response {
    let mut text = String::from(
        "# HELP stagecraft_answers_total Answers by class of status.\n# TYPE stagecraft_answers_total counter\n",
    );
    for (class, count) in state.0.answered.iter().enumerate().skip(1) {
        let _ = writeln!(
            text,
            "stagecraft_answers_total{{class=\"{class}xx\"}} {}",
            count.load(Ordering::Relaxed)
        );
    }
    let panics = state.0.panics.load(Ordering::Relaxed);
    let _ = write!(
        text,
        "# HELP stagecraft_panics_total Faults of the program that were caught.\n# TYPE stagecraft_panics_total counter\nstagecraft_panics_total {panics}\n"
    );
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
