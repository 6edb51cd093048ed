//! The SOP studio over HTTP: drafts, review, publishing, read receipts, and documents in other forms.

use ::records::Cx;
use app::engine;
use app::studio::{self, Schedule, Source, Verdict, Why};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::{get, post};
use kernel::{Code, Error, Id, Result};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use store::Tx;

use super::Op;
use super::call::{At, Call, id};
use crate::answer::Answer;
use crate::body::{if_match, shaped};

const OP: Op = Op {
    method: "post",
    path: "/sop_versions/{id}/draft",
    summary: "Make a draft of a version",
    ..Op::PLAIN
};

pub(super) fn operations() -> Vec<Op> {
    vec![
        Op {
            status: 201,
            route: || post(draft),
            ..OP
        },
        Op {
            method: "put",
            path: "/sop_versions/{id}/document",
            summary: "Save the document of a draft; answers its faults with their places and its conditions in words",
            body: "SopDraft",
            route: || get(super::sop::document).put(save),
            ..OP
        },
        Op {
            method: "get",
            path: "/sop_versions/{id}/faults",
            summary: "What is wrong with a version, with places, and its conditions in words",
            route: || get(faults),
            ..OP
        },
        Op {
            method: "get",
            path: "/sop_versions/{id}/bpmn",
            summary: "The document as BPMN 2.0, with the places of a diagram",
            answer: "Xml",
            route: || get(bpmn),
            ..OP
        },
        Op {
            path: "/sop_versions/{id}/discard",
            summary: "Throw a draft away",
            answer: "",
            status: 204,
            route: || post(|p, c| act(p, c, studio_discard)),
            ..OP
        },
        Op {
            path: "/sop_versions/{id}/review",
            summary: "Share a draft with reviewers",
            body: "Reviewers",
            route: || post(review),
            ..OP
        },
        Op {
            path: "/sop_versions/{id}/withdraw",
            summary: "Take a draft back from review",
            answer: "",
            status: 204,
            route: || post(|p, c| act(p, c, studio::withdraw)),
            ..OP
        },
        Op {
            path: "/sop_versions/{id}/verdict",
            summary: "Say what one thinks of a draft that one was asked to review",
            body: "Verdict",
            answer: "",
            status: 204,
            route: || post(verdict),
            ..OP
        },
        Op {
            path: "/sop_versions/{id}/publish",
            summary: "Publish a draft with what it changes and why, and ask those who work by it to read it",
            body: "Why",
            answer: "",
            status: 204,
            route: || post(publish),
            ..OP
        },
        Op {
            path: "/sop_versions/{id}/schedule",
            summary: "Set who keeps a version up to date and when it is reviewed next",
            body: "Schedule",
            route: || post(schedule),
            ..OP
        },
        Op {
            path: "/sop_versions/{id}/read",
            summary: "Confirm that one has read a version",
            answer: "",
            status: 204,
            route: || post(|p, c| act(p, c, studio::read)),
            ..OP
        },
        Op {
            method: "get",
            path: "/sop_versions/{id}/standing",
            summary: "What one may do with a version and what is asked of one",
            route: || get(standing),
            ..OP
        },
        Op {
            method: "get",
            path: "/sop/unread",
            summary: "The versions in use that one hasn't read yet",
            route: || get(unread),
            ..OP
        },
    ]
}

fn record(tx: &mut Tx<'_>, cx: &Cx, version: Id) -> Result<Answer> {
    Ok(Answer::record(engine::get(tx, cx, "sop_versions", version, &[])?))
}

async fn draft(At(record): At<String>, call: Call) -> Response {
    call.write(move |tx, app, cx| {
        let made = studio::draft_from(tx, app, cx, id(&record)?)?;
        Ok(Answer::created(
            engine::get(tx, cx, "sop_versions", made, &[])?,
            format!("/api/v1/sop_versions/{made}"),
        ))
    })
    .await
}

/// The text of a document in a body: `yaml`, or `document` as JSON.
pub(super) fn source(body: &Map<String, Json>) -> Result<Source> {
    app::sop::only(body, &["yaml", "document"])?;
    match (body.get("yaml"), body.get("document")) {
        (Some(Json::String(yaml)), None) => Ok(Source::Yaml(yaml.clone())),
        (None, Some(Json::Object(document))) => Ok(Source::Json(Json::Object(document.clone()))),
        (None, None) => Err(Error::field(
            "/yaml",
            Code::Required,
            "请给出 YAML 文档（yaml），或给出 JSON 文档（document）",
            "Give the document in YAML, as a text, or as JSON under document",
        )),
        (yaml, _) => Err(Error::field(
            if yaml.is_some() { "/yaml" } else { "/document" },
            Code::InvalidValue,
            "yaml 是一段文字，document 是一个对象，两者给一个",
            "yaml is a text, document an object; give one of them",
        )),
    }
}

async fn save(At(record): At<String>, call: Call) -> Response {
    let read = || -> Result<_> {
        let source = source(&call.object()?)?;
        Ok((if_match(&call.headers)?, source))
    };
    let (version, source) = match read() {
        Ok(read) => read,
        Err(error) => return call.fail_if_known(error).await,
    };
    // Reading a long text needs no writer.
    let text = match source.into_text() {
        Ok(text) => text,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| {
        let (version, mut report) = studio::save(tx, app, cx, id(&record)?, version, &text)?;
        report["version"] = json!(version);
        Ok(Answer {
            version: Some(version),
            ..Answer::json(&report)
        })
    })
    .await
}

async fn faults(At(record): At<String>, call: Call) -> Response {
    call.read(move |tx, _, cx| Ok(Answer::json(&studio::report(tx, cx, id(&record)?)?)))
        .await
}

async fn bpmn(At(record): At<String>, call: Call) -> Response {
    let mut response = call
        .read(move |tx, _, cx| Ok(Answer::bytes(studio::bpmn(tx, cx, id(&record)?)?.into_bytes())))
        .await;
    if response.status().is_success() {
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
    }
    response
}

/// A verb without a body.
async fn act(At(record): At<String>, call: Call, verb: fn(&mut Tx<'_>, &app::App, &Cx, Id) -> Result<()>) -> Response {
    call.write(move |tx, app, cx| verb(tx, app, cx, id(&record)?).map(|()| Answer::nothing()))
        .await
}

fn studio_discard(tx: &mut Tx<'_>, _app: &app::App, cx: &Cx, version: Id) -> Result<()> {
    studio::discard(tx, cx, version)
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reviewers {
    reviewers: Vec<Id>,
}

async fn review(At(version): At<String>, call: Call) -> Response {
    let body: Reviewers = match call.typed() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| {
        let version = id(&version)?;
        studio::ask(tx, app, cx, version, &body.reviewers)?;
        record(tx, cx, version)
    })
    .await
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct VerdictBody {
    verdict: Verdict,
}

async fn verdict(At(version): At<String>, call: Call) -> Response {
    let body: VerdictBody = match call.typed() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| studio::decide(tx, app, cx, id(&version)?, body.verdict).map(|()| Answer::nothing()))
        .await
}

async fn publish(At(version): At<String>, call: Call) -> Response {
    let why: Why = match call.object().and_then(|body| shaped(Json::Object(body))) {
        Ok(why) => why,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| studio::publish(tx, app, cx, id(&version)?, &why).map(|()| Answer::nothing()))
        .await
}

async fn schedule(At(version): At<String>, call: Call) -> Response {
    let body: Schedule = match call.typed() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| {
        let version = id(&version)?;
        studio::schedule(tx, app, cx, version, &body)?;
        record(tx, cx, version)
    })
    .await
}

async fn standing(At(version): At<String>, call: Call) -> Response {
    call.read(move |tx, _, cx| Ok(Answer::json(&studio::standing(tx, cx, id(&version)?)?)))
        .await
}

async fn unread(call: Call) -> Response {
    call.read(|tx, _, cx| Ok(Answer::json(&json!({ "data": studio::unread(tx, cx)? }))))
        .await
}
