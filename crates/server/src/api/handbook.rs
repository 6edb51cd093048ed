//! An SOP on paper.

use std::sync::{Arc, Mutex, PoisonError};

use app::sop;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use documents::{Order, Template};

use super::Op;
use super::call::{At, Call, id};
use crate::answer::{Answer, Failure};
use crate::typeset;

pub(super) fn operations() -> Vec<Op> {
    vec![Op {
        method: "get",
        path: "/sop_versions/{id}/handbook",
        summary: "The whole SOP as a PDF, in the asker's language",
        query: &[],
        body: "",
        answer: "Pdf",
        status: 200,
        public: false,
        route: || get(handbook),
    }]
}

async fn handbook(At(record): At<String>, call: Call) -> Response {
    // Typesetting takes its time, and isn't done where others wait to read.
    let read = Arc::new(Mutex::new(None));
    let out = read.clone();
    let answer = call.read(move |tx, app, cx| {
        let order = Order {
            template: Template::Handbook,
            lang: cx.lang,
            data: sop::handbook(tx, app, cx, id(&record)?)?,
        };
        *out.lock().unwrap_or_else(PoisonError::into_inner) = Some(order);
        Ok(Answer::nothing())
    });
    let refused = answer.await;
    let Some(order) = read.lock().unwrap_or_else(PoisonError::into_inner).take() else {
        return refused;
    };
    let lang = order.lang;
    match typeset::pdf(&call.state, order).await {
        Ok(pdf) => {
            let mut response = Answer::bytes(pdf).into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
            headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
            response
        }
        Err(error) => Failure(error, lang).into_response(),
    }
}
