//! An SOP on paper.

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
        path: "/sop_versions/{id}/handbook",
        summary: "The whole SOP as a PDF, in the asker's language",
        answer: "Pdf",
        route: || get(handbook),
        ..Op::PLAIN
    }]
}

async fn handbook(At(record): At<String>, call: Call) -> Response {
    // Typesetting takes its time, and isn't done where others wait to read.
    let read = call.take(move |tx, app, cx| sop::handbook(tx, app, cx, id(&record)?));
    let (data, lang) = match read.await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let order = Order {
        template: Template::Handbook,
        lang,
        data,
    };
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
