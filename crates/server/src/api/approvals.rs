//! Approvals over HTTP: asking for something, and what people do with it. Lists of them, flows and stand-ins are records like
//! others.

use app::approvals;
use axum::response::Response;
use axum::routing::{get, post};
use kernel::Id;
use serde::Deserialize;

use super::Op;
use super::call::{At, Call, id};
use super::sop::{same_version, seen, wanted_version};
use crate::answer::Answer;

const VERB: Op = Op {
    method: "post",
    body: "Decision",
    ..Op::PLAIN
};

macro_rules! verb {
    ($verb:literal, $summary:literal, $body:literal) => {
        Op {
            path: concat!("/approvals/{id}/", $verb),
            summary: $summary,
            body: $body,
            route: || post(|p, c| act(p, c, $verb)),
            ..VERB
        }
    };
}

macro_rules! asks {
    ($object:literal) => {
        Op {
            path: concat!("/", $object, "/{id}/request"),
            summary: "Ask the company for something about a record that one works on",
            body: "ApprovalRequest",
            status: 201,
            route: || post(|p, c| request(p, c, $object)),
            ..VERB
        }
    };
}

pub(super) fn operations() -> Vec<Op> {
    vec![
        Op {
            path: "/approvals/{id}/course",
            summary: "An approval with its steps in words, who decided what, and what one may do with it",
            route: || get(course),
            ..Op::PLAIN
        },
        asks!("opportunities"),
        asks!("accounts"),
        asks!("leads"),
        verb!("approve", "Agree to what was asked for", "Decision"),
        verb!("reject", "Refuse it, with the reason", "Decision"),
        verb!("return", "Send it back to who asked, who may send it again", "Decision"),
        verb!("withdraw", "Take back what one asked for", "Decision"),
        verb!("resend", "Send again what was returned", "Decision"),
        verb!("add", "Have somebody else decide first", "DecisionBy"),
        verb!("hand_over", "Have somebody else decide instead", "DecisionBy"),
    ]
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Decision {
    comment: Option<String>,
    to: Option<Id>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    title: Option<String>,
    reason: Option<String>,
}

async fn course(At(approval): At<String>, call: Call) -> Response {
    call.read(move |tx, app, cx| Ok(Answer::json(&approvals::show(tx, app, cx, id(&approval)?)?)))
        .await
}

async fn act(At(approval): At<String>, call: Call, verb: &'static str) -> Response {
    let body: Decision = match call.typed() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    let version = wanted_version(&call);
    call.write(move |tx, app, cx| {
        let approval = seen(tx, cx, "approvals", &approval)?;
        same_version(tx, cx, "approvals", approval, version.as_ref())?;
        let deed = approvals::deed(verb, body.to)?;
        approvals::says_why(deed, body.comment.as_deref())?;
        approvals::act(tx, app, cx, approval, deed, body.comment.as_deref())?;
        Ok(Answer::json(&approvals::show(tx, app, cx, approval)?))
    })
    .await
}

async fn request(At(record): At<String>, call: Call, object: &'static str) -> Response {
    let body: Request = match call.typed() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| {
        let record = seen(tx, cx, object, &record)?;
        let (title, reason) = (body.title.as_deref(), body.reason.as_deref());
        let approval = approvals::request(tx, app, cx, object, record, title, reason)?;
        Ok(Answer {
            status: 201,
            ..Answer::json(&approvals::show(tx, app, cx, approval)?)
        })
    })
    .await
}
