//! Reviewed talks over HTTP: held against the standards of their stage, and the figures from it.

use ::records::Condition;
use app::standards::{self, Marked};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::Op;
use super::call::{At, Call, id};
use crate::answer::Answer;

const OP: Op = Op {
    path: "/activities/{id}/review",
    summary: "The standards of a talk's stage, and how it was held against them",
    ..Op::PLAIN
};

pub(super) fn operations() -> Vec<Op> {
    vec![
        Op {
            route: || get(review).put(mark),
            ..OP
        },
        Op {
            method: "put",
            summary: "Hold a talk against the standards of its stage",
            body: "Review",
            ..OP
        },
        Op {
            path: "/insights/standards",
            summary: "How well standards are kept, by person and by standard, with intervals and samples",
            query: &[("filter", "A condition on the marks, in JSON")],
            route: || get(figures),
            ..OP
        },
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Review {
    marks: Vec<Marked>,
}

async fn review(At(activity): At<String>, call: Call) -> Response {
    call.read(move |tx, app, cx| Ok(Answer::json(&standards::review(tx, app, cx, id(&activity)?)?)))
        .await
}

async fn mark(At(activity): At<String>, call: Call) -> Response {
    let body: Review = match call.typed() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| {
        let activity = id(&activity)?;
        standards::mark(tx, app, cx, activity, &body.marks)?;
        Ok(Answer::json(&standards::review(tx, app, cx, activity)?))
    })
    .await
}

async fn figures(call: Call) -> Response {
    let read = || -> kernel::Result<_> {
        let query = call.query(&["filter"])?;
        query.get("filter").map(Condition::parse_text).transpose()
    };
    let filter = match read() {
        Ok(filter) => filter,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, _, cx| Ok(Answer::json(&standards::figures(tx, cx, filter.as_ref())?)))
        .await
}
