//! SOPs over HTTP: the run of a record, its steps and answers, waivers, documents.

use ::records::{Action, Cx};
use app::activities::{LogEntry, log};
use app::engine;
use app::sop::{self, AnswerInput};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get, post, put};
use kernel::{Code, Error, Id, Result};
use serde_json::{Value as Json, json};
use store::Tx;

use super::Op;
use super::call::{At, Call, id};
use crate::answer::Answer;
use crate::body::if_match;

macro_rules! verb {
    ($path:literal, $summary:literal, $body:literal, $route:expr) => {
        Op {
            method: "post",
            path: $path,
            summary: $summary,
            query: &[],
            body: $body,
            answer: "SopView",
            status: 200,
            public: false,
            route: $route,
        }
    };
}

pub(super) fn operations() -> Vec<Op> {
    vec![
        Op {
            method: "get",
            path: "/{object}/{id}/sop",
            summary: "The SOP of the record: stages, steps, next best step, gate",
            query: &[],
            body: "",
            answer: "SopView",
            status: 200,
            public: false,
            route: || get(view),
        },
        verb!(
            "/{object}/{id}/advance",
            "Leave the stage forwards, if its gate holds",
            "Advance",
            || post(|p, c| run(p, c, "advance"))
        ),
        verb!("/{object}/{id}/back", "Go back to an earlier stage", "Back", || post(
            |p, c| run(p, c, "back")
        )),
        verb!("/opportunities/{id}/hold", "Put on hold", "Hold", || post(|p, c| {
            of_deal(p, c, "hold")
        })),
        verb!("/opportunities/{id}/resume", "Take up again", "", || post(|p, c| {
            of_deal(p, c, "resume")
        })),
        verb!(
            "/opportunities/{id}/win",
            "Leave the signing stage forwards",
            "",
            || post(|p, c| of_deal(p, c, "win"))
        ),
        verb!("/opportunities/{id}/lose", "Give the deal up", "Lose", || post(
            |p, c| of_deal(p, c, "lose")
        )),
        verb!(
            "/opportunities/{id}/reopen",
            "Take a lost deal up again",
            "Reason",
            || post(reopen)
        ),
        verb!(
            "/{object}/{id}/steps/{key}/complete",
            "Mark a step as done",
            "StepNote",
            || post(|p, c| step(p, c, "complete"))
        ),
        verb!(
            "/{object}/{id}/steps/{key}/skip",
            "Leave a step out",
            "Reason",
            || post(|p, c| step(p, c, "skip"))
        ),
        verb!(
            "/{object}/{id}/steps/{key}/reopen",
            "Take back that a step is done or left out",
            "",
            || post(|p, c| step(p, c, "reopen"))
        ),
        Op {
            method: "post",
            path: "/opportunities/{id}/steps/{key}/waive",
            summary: "Ask for a required step to be left out",
            query: &[],
            body: "Reason",
            answer: "Any",
            status: 201,
            public: false,
            route: || post(waive),
        },
        Op {
            method: "post",
            path: "/waivers/{id}/approve",
            summary: "Approve a waiver",
            query: &[],
            body: "Comment",
            answer: "Any",
            status: 200,
            public: false,
            route: || post(|p, c| decide(p, c, true)),
        },
        Op {
            method: "post",
            path: "/waivers/{id}/reject",
            summary: "Reject a waiver",
            query: &[],
            body: "Comment",
            answer: "Any",
            status: 200,
            public: false,
            route: || post(|p, c| decide(p, c, false)),
        },
        Op {
            method: "put",
            path: "/opportunities/{id}/answers/{question}",
            summary: "Record the answer to a question",
            query: &[],
            body: "AnswerInput",
            answer: "SopView",
            status: 200,
            public: false,
            route: || put(answer).get(super::needs::history),
        },
        Op {
            method: "post",
            path: "/{object}/{id}/log",
            summary: "Log a contact, its next task and the step it completes",
            query: &[],
            body: "LogEntry",
            answer: "Any",
            status: 201,
            public: false,
            route: || post(log_contact),
        },
        Op {
            method: "post",
            path: "/sops",
            summary: "Import a document as a draft",
            query: &[],
            body: "SopDocument",
            answer: "Any",
            status: 201,
            public: false,
            route: || get(super::records::sops).post(import),
        },
        Op {
            method: "post",
            path: "/sops/{id}/prefer",
            summary: "Make it the SOP that new records follow",
            query: &[],
            body: "",
            answer: "",
            status: 204,
            public: false,
            route: || post(prefer),
        },
        Op {
            method: "get",
            path: "/sop_versions/{id}/document",
            summary: "The document, in YAML",
            query: &[],
            body: "",
            answer: "Yaml",
            status: 200,
            public: false,
            // One route answers both methods: the studio's.
            route: MethodRouter::new,
        },
        Op {
            method: "get",
            path: "/sop_versions/{id}/outline",
            summary: "Stages and steps by name",
            query: &[],
            body: "",
            answer: "Any",
            status: 200,
            public: false,
            route: || get(outline),
        },
        Op {
            method: "post",
            path: "/sop_versions/{id}/retire",
            summary: "Take a version out of use",
            query: &[],
            body: "",
            answer: "",
            status: 204,
            public: false,
            route: || post(retire),
        },
        Op {
            method: "get",
            path: "/sop/schema.json",
            summary: "The JSON Schema of documents",
            query: &[],
            body: "",
            answer: "Any",
            status: 200,
            public: false,
            route: || get(schema),
        },
    ]
}

const OBJECT: &str = "opportunities";

fn shown(tx: &mut Tx<'_>, app: &app::App, cx: &Cx, object: &str, record: Id) -> Result<Answer> {
    let (version, _) = engine::get(tx, cx, object, record, &["version".to_owned()])?;
    let view = sop::view(tx, app, cx, object, record)?;
    Ok(Answer {
        version: Some(version),
        ..Answer::json(&view)
    })
}

/// The same after an action.
fn moved(tx: &mut Tx<'_>, app: &app::App, cx: &Cx, loaded: &sop::Loaded<'_>) -> Result<Answer> {
    let view = sop::show(tx, app, cx, loaded)?;
    Ok(Answer {
        version: Some(loaded.version()),
        ..Answer::json(&view)
    })
}

async fn view(At((object, record)): At<(String, String)>, call: Call) -> Response {
    call.read(move |tx, app, cx| shown(tx, app, cx, runs(cx, &object)?, id(&record)?))
        .await
}

/// The name of a kind of record that SOPs run on; whatever else is asked for leads nowhere.
fn runs(cx: &Cx, object: &str) -> Result<&'static str> {
    let object = cx.object(object)?;
    if object.runs_sop {
        Ok(object.key)
    } else {
        Err(Error::not_found())
    }
}

/// `If-Match` is optional on verbs; given, it counts.
pub(super) fn same_version(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &str,
    record: Id,
    wanted: Option<&Result<i64>>,
) -> Result<()> {
    let Some(wanted) = wanted else { return Ok(()) };
    let wanted = wanted.clone()?;
    let (version, json) = engine::get(tx, cx, object, record, &[])?;
    if version == wanted {
        return Ok(());
    }
    let current: Json = serde_json::from_slice(&json).unwrap_or_default();
    Err(Error::new(Code::VersionConflict).with("current", current))
}

pub(super) fn wanted_version(call: &Call) -> Option<Result<i64>> {
    call.headers
        .contains_key(header::IF_MATCH)
        .then(|| if_match(&call.headers))
}

/// What may not be seen isn't there, whatever else is wrong with a request.
pub(super) fn seen(tx: &mut Tx<'_>, cx: &Cx, object: &str, record: &str) -> Result<Id> {
    let id = id(record)?;
    let object = cx.object(object)?;
    if store::records::may(tx, cx, object, id, Action::Read)? {
        Ok(id)
    } else {
        Err(Error::not_found())
    }
}

async fn of_deal(At(record): At<String>, call: Call, verb: &'static str) -> Response {
    run(At((OBJECT.to_owned(), record)), call, verb).await
}

async fn run(At((object, record)): At<(String, String)>, call: Call, verb: &'static str) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    let version = wanted_version(&call);
    call.write(move |tx, app, cx| {
        let object = runs(cx, &object)?;
        let record = seen(tx, cx, object, &record)?;
        let (action, note) = sop::run_verb(cx, verb, &body)?.ok_or_else(Error::not_found)?;
        same_version(tx, cx, object, record, version.as_ref())?;
        let loaded = sop::act(tx, app, cx, object, record, action, note)?;
        moved(tx, app, cx, &loaded)
    })
    .await
}

async fn reopen(At(record): At<String>, call: Call) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    let version = wanted_version(&call);
    call.write(move |tx, app, cx| {
        let record = seen(tx, cx, OBJECT, &record)?;
        sop::only(&body, &["reason"])?;
        let reason = sop::text(&body, "reason")?;
        same_version(tx, cx, OBJECT, record, version.as_ref())?;
        let loaded = sop::reopen(tx, app, cx, record, reason)?;
        moved(tx, app, cx, &loaded)
    })
    .await
}

async fn step(At((object, record, key)): At<(String, String, String)>, call: Call, verb: &'static str) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    let version = wanted_version(&call);
    call.write(move |tx, app, cx| {
        let object = runs(cx, &object)?;
        let record = seen(tx, cx, object, &record)?;
        let (action, note) = sop::step_verb(&key, verb, &body)?.ok_or_else(Error::not_found)?;
        same_version(tx, cx, object, record, version.as_ref())?;
        let loaded = sop::act(tx, app, cx, object, record, action, note)?;
        moved(tx, app, cx, &loaded)
    })
    .await
}

async fn waive(At((record, key)): At<(String, String)>, call: Call) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    let version = wanted_version(&call);
    call.write(move |tx, app, cx| {
        let record = seen(tx, cx, OBJECT, &record)?;
        sop::only(&body, &["reason"])?;
        same_version(tx, cx, OBJECT, record, version.as_ref())?;
        let reason = sop::text(&body, "reason")?.unwrap_or_default();
        let waiver = sop::ask(tx, app, cx, OBJECT, record, &key, &reason)?;
        Ok(Answer::created(
            engine::get(tx, cx, "waivers", waiver, &[])?,
            format!("/api/v1/waivers/{waiver}"),
        ))
    })
    .await
}

async fn decide(At(waiver): At<String>, call: Call, approve: bool) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| {
        let waiver = id(&waiver)?;
        let object = cx.object("waivers")?;
        if !store::records::may(tx, cx, object, waiver, Action::Read)? {
            return Err(Error::not_found());
        }
        sop::only(&body, &["comment"])?;
        let comment = sop::text(&body, "comment")?;
        sop::decide_waiver(tx, app, cx, waiver, approve, comment.as_deref())?;
        Ok(Answer::record(engine::get(tx, cx, "waivers", waiver, &[])?))
    })
    .await
}

async fn answer(At((record, question)): At<(String, String)>, call: Call) -> Response {
    let input: AnswerInput = match call.typed() {
        Ok(input) => input,
        Err(error) => return call.fail_if_known(error).await,
    };
    let version = wanted_version(&call);
    call.write(move |tx, app, cx| {
        let record = seen(tx, cx, OBJECT, &record)?;
        same_version(tx, cx, OBJECT, record, version.as_ref())?;
        sop::answer(tx, app, cx, OBJECT, record, &question, &input)?;
        shown(tx, app, cx, OBJECT, record)
    })
    .await
}

async fn log_contact(At((object, record)): At<(String, String)>, call: Call) -> Response {
    let entry: LogEntry = match call.typed() {
        Ok(entry) => entry,
        Err(error) => return call.fail_if_known(error).await,
    };
    let version = wanted_version(&call);
    call.write(move |tx, app, cx| {
        let object = runs(cx, &object)?;
        let record = seen(tx, cx, object, &record)?;
        same_version(tx, cx, object, record, version.as_ref())?;
        let (activity, task) = log(tx, app, cx, object, record, &entry)?;
        let json = |tx: &mut Tx<'_>, object: &str, id: Id| -> Result<Json> {
            serde_json::from_slice(&engine::get(tx, cx, object, id, &[])?.1).map_err(Error::internal)
        };
        let activity = json(tx, "activities", activity)?;
        let task = task.map(|task| json(tx, "tasks", task)).transpose()?;
        Ok(Answer {
            status: 201,
            ..Answer::json(&json!({ "activity": activity, "task": task }))
        })
    })
    .await
}

async fn import(call: Call) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| {
        cx.require("sop.edit")?;
        let version = app::studio::create(tx, app, cx, super::studio::source(&body)?)?;
        Ok(Answer::created(
            engine::get(tx, cx, "sop_versions", version, &[])?,
            format!("/api/v1/sop_versions/{version}"),
        ))
    })
    .await
}

async fn prefer(At(record): At<String>, call: Call) -> Response {
    call.write(move |tx, app, cx| sop::prefer(tx, app, cx, id(&record)?).map(|()| Answer::nothing()))
        .await
}

async fn retire(At(record): At<String>, call: Call) -> Response {
    call.write(move |tx, app, cx| sop::retire(tx, app, cx, id(&record)?).map(|()| Answer::nothing()))
        .await
}

pub(super) async fn document(At(record): At<String>, call: Call) -> Response {
    let accepts = call.headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
    if accepts.is_some_and(|kinds| kinds.starts_with("application/json")) {
        return call
            .read(move |tx, app, cx| Ok(Answer::json(&sop::document_json(tx, app, cx, id(&record)?)?)))
            .await;
    }
    let mut response = call
        .read(move |tx, _, cx| Ok(Answer::bytes(sop::document(tx, cx, id(&record)?)?.into_bytes())))
        .await;
    if response.status().is_success() {
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/yaml"));
    }
    response
}

async fn outline(At(record): At<String>, call: Call) -> Response {
    call.read(move |tx, app, cx| Ok(Answer::json(&sop::outline(tx, app, cx, id(&record)?)?)))
        .await
}

async fn schema(call: Call) -> Response {
    call.read(|_, _, _| {
        Ok(Answer::bytes(
            include_bytes!("../../../../packs/sop.schema.json").to_vec(),
        ))
    })
    .await
    .into_response()
}
