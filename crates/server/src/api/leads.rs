//! Leads over HTTP: duplicates, assignment, conversion and its undoing, giving up and taking up again.

use ::records::Cx;
use app::leads::{self, Asked};
use app::{App, engine, sop};
use axum::response::Response;
use axum::routing::post;
use kernel::{Code, Error, Id, Result};
use serde_json::{Map, Value as Json, json};
use store::Tx;

use super::Op;
use super::call::{At, Call};
use super::sop::{same_version, seen, wanted_version};
use crate::answer::Answer;

macro_rules! verb {
    ($path:literal, $summary:literal, $body:literal, $answer:literal, $route:expr) => {
        Op {
            method: "post",
            path: $path,
            summary: $summary,
            query: &[],
            body: $body,
            answer: $answer,
            status: 200,
            public: false,
            route: $route,
        }
    };
}

pub(super) fn operations() -> Vec<Op> {
    vec![
        verb!(
            "/leads/duplicates",
            "Who may be the same: leads, contacts, accounts",
            "LeadKnown",
            "Any",
            || post(duplicates)
        ),
        verb!(
            "/leads/recognise",
            "Read leads out of pasted lines; nothing is kept",
            "PastedText",
            "Any",
            || post(recognise)
        ),
        verb!(
            "/leads/score/preview",
            "What a change of a score rule would change; nothing is kept",
            "ScorePreview",
            "Any",
            || post(score_preview)
        ),
        verb!(
            "/leads/{id}/assign",
            "Give the lead to whom the assignment rules say",
            "",
            "Any",
            || post(assign)
        ),
        verb!(
            "/leads/{id}/convert",
            "Make an account, a contact and an opportunity of it",
            "Conversion",
            "leads_record",
            || post(|p, c| act(p, c, convert))
        ),
        verb!(
            "/leads/{id}/undo_conversion",
            "Take the conversion back",
            "",
            "leads_record",
            || post(|p, c| act(p, c, undo))
        ),
        verb!(
            "/leads/{id}/disqualify",
            "Give the lead up",
            "Disqualify",
            "leads_record",
            || post(|p, c| act(p, c, disqualify))
        ),
        verb!(
            "/leads/{id}/reopen",
            "Take it up again",
            "Reason",
            "leads_record",
            || post(|p, c| act(p, c, reopen))
        ),
    ]
}

const OBJECT: &str = "leads";

async fn duplicates(call: Call) -> Response {
    let asked: Asked = match call.typed() {
        Ok(asked) => asked,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, _, cx| {
        cx.object(OBJECT)?;
        Ok(Answer::json(&leads::duplicates(tx, cx, &asked)?))
    })
    .await
}

async fn score_preview(call: Call) -> Response {
    let draft: leads::score::Draft = match call.typed() {
        Ok(draft) => draft,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, _, cx| {
        cx.object(OBJECT)?;
        Ok(Answer::json(&leads::score::preview(tx, cx, &draft)?))
    })
    .await
}

async fn recognise(call: Call) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, _, cx| {
        cx.object(OBJECT)?;
        sop::only(&body, &["text"])?;
        let text = body.get("text").and_then(Json::as_str).ok_or_else(|| {
            Error::field(
                "/text",
                Code::Required,
                "请粘贴要识别的内容",
                "Paste what is to be read",
            )
        })?;
        let rows: Vec<Json> = leads::recognise_known(tx, cx, text)?
            .into_iter()
            .map(|r| {
                json!({ "name": r.name, "company": r.company, "title": r.title, "phone": r.phone, "email": r.email, "need": r.need })
            })
            .collect();
        Ok(Answer::json(&json!({ "rows": rows })))
    })
    .await
}

async fn assign(At(record): At<String>, call: Call) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    let version = wanted_version(&call);
    call.write(move |tx, app, cx| {
        let record = seen(tx, cx, OBJECT, &record)?;
        sop::only(&body, &[])?;
        same_version(tx, cx, OBJECT, record, version.as_ref())?;
        let done = leads::assign(tx, app, cx, record)?;
        // The asker may not see the lead any more, nor whose it is now in the record itself.
        let because = done.because.get(cx.lang);
        Ok(Answer::json(
            &json!({ "owner": { "id": done.owner, "name": done.name }, "rule": done.rule, "because": because }),
        ))
    })
    .await
}

type Verb = fn(&mut Tx<'_>, &App, &Cx, Id, &Map<String, Json>) -> Result<()>;

/// A verb on a lead, answered with the lead.
async fn act(At(record): At<String>, call: Call, verb: Verb) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    let version = wanted_version(&call);
    call.write(move |tx, app, cx| {
        let record = seen(tx, cx, OBJECT, &record)?;
        same_version(tx, cx, OBJECT, record, version.as_ref())?;
        verb(tx, app, cx, record, &body)?;
        Ok(Answer::record(engine::get(tx, cx, OBJECT, record, &[])?))
    })
    .await
}

fn convert(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, body: &Map<String, Json>) -> Result<()> {
    leads::convert(tx, app, cx, id, body)
}

fn undo(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, body: &Map<String, Json>) -> Result<()> {
    sop::only(body, &[])?;
    leads::undo(tx, app, cx, id)
}

fn disqualify(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, body: &Map<String, Json>) -> Result<()> {
    sop::only(body, &["reason", "detail"])?;
    let (reason, detail) = (sop::text(body, "reason")?, sop::text(body, "detail")?);
    leads::disqualify(tx, app, cx, id, reason.as_deref(), detail.as_deref())
}

fn reopen(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, body: &Map<String, Json>) -> Result<()> {
    sop::only(body, &["reason"])?;
    let reason = sop::text(body, "reason")?.unwrap_or_default();
    leads::reopen(tx, app, cx, id, &reason)
}
