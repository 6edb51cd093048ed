//! Reaching customers over HTTP: whether one may, who said no, what they agreed to, and the company's rules.

use ::records::Cx;
use app::contact;
use app::{App, engine, sop};
use axum::response::Response;
use axum::routing::{get, post};
use kernel::{Code, Error, Instant, Result};
use serde_json::{Map, Value as Json};
use store::Tx;

use super::Op;
use super::call::{At, Call, id};
use crate::answer::Answer;

const OP: Op = Op {
    path: "/contact_rules",
    summary: "How often and when customers may be contacted, in words too",
    ..Op::PLAIN
};

macro_rules! of_somebody {
    ($object:literal) => {
        [
            Op {
                path: concat!("/", $object, "/{id}/reach"),
                summary: "Whether they may be contacted, by which channel, why not and until when",
                query: &[("at", "At which moment; now if absent")],
                route: || get(|p, c| reach($object, p, c)),
                ..OP
            },
            Op {
                method: "post",
                path: concat!("/", $object, "/{id}/refuse"),
                summary: "They don't want to be contacted: locks every path at once",
                body: "Refusal",
                answer: "contact_refusals_record",
                route: || post(|p, c| refuse($object, p, c)),
                ..OP
            },
        ]
    };
}

pub(super) fn operations() -> Vec<Op> {
    let own = vec![
        Op {
            route: || get(rules).put(save_rules),
            ..OP
        },
        Op {
            method: "put",
            summary: "Change the rules of contact",
            body: "ContactRules",
            ..OP
        },
        Op {
            method: "post",
            path: "/contact_rules/preview",
            summary: "What rules of contact would say; nothing is kept",
            body: "ContactRules",
            route: || post(preview),
            ..OP
        },
        Op {
            method: "post",
            path: "/contact_refusals/{id}/lift",
            summary: "Lift a refusal of contact, for a reason",
            body: "Reason",
            answer: "contact_refusals_record",
            route: || post(lift),
            ..OP
        },
        Op {
            method: "post",
            path: "/consents/{id}/withdraw",
            summary: "Withdraw a consent",
            body: "Withdrawal",
            answer: "consents_record",
            route: || post(withdraw),
            ..OP
        },
    ];
    let each = [
        of_somebody!("contacts"),
        of_somebody!("leads"),
        of_somebody!("accounts"),
    ];
    each.into_iter().flatten().chain(own).collect()
}

async fn rules(call: Call) -> Response {
    call.read(|tx, _, cx| Ok(Answer::json(&contact::settings(tx, cx)?.0)))
        .await
}

async fn save_rules(call: Call) -> Response {
    with_body(call, |tx, app, cx, body| {
        Ok(Answer::json(&contact::save(tx, app, cx, body)?.0))
    })
    .await
}

async fn preview(call: Call) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |_, _, cx| Ok(Answer::json(&contact::preview(cx, &body)?)))
        .await
}

async fn reach(object: &'static str, At(record): At<String>, call: Call) -> Response {
    let read = || -> Result<Option<Instant>> {
        let query = call.query(&["at"])?;
        let wrong = || {
            Error::field(
                "/at",
                Code::InvalidValue,
                "时间应如 2026-11-22T08:00:00Z",
                "A moment is written like 2026-11-22T08:00:00Z",
            )
        };
        query
            .get("at")
            .map(|at| Instant::parse(at).ok_or_else(wrong))
            .transpose()
    };
    let at = match read() {
        Ok(at) => at,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, app, cx| Ok(Answer::json(&contact::shown(tx, app, cx, object, id(&record)?, at)?)))
        .await
}

async fn refuse(object: &'static str, At(record): At<String>, call: Call) -> Response {
    let said: contact::Said = match call.typed() {
        Ok(said) => said,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| {
        let refusal = contact::refuse(tx, app, cx, object, id(&record)?, &said)?;
        answer(tx, cx, contact::ContactRefusal::OBJECT, refusal)
    })
    .await
}

async fn lift(At(record): At<String>, call: Call) -> Response {
    with_body(call, move |tx, app, cx, body| {
        let refusal = id(&record)?;
        sop::only(body, &["reason"])?;
        let reason = sop::text(body, "reason")?.unwrap_or_default();
        contact::lift(tx, app, cx, refusal, &reason)?;
        answer(tx, cx, contact::ContactRefusal::OBJECT, refusal)
    })
    .await
}

async fn withdraw(At(record): At<String>, call: Call) -> Response {
    with_body(call, move |tx, app, cx, body| {
        let consent = id(&record)?;
        sop::only(body, &["how"])?;
        let how = sop::text(body, "how")?;
        contact::withdraw(tx, app, cx, consent, how.as_deref())?;
        answer(tx, cx, contact::Consent::OBJECT, consent)
    })
    .await
}

async fn with_body<F>(call: Call, f: F) -> Response
where
    F: Fn(&mut Tx<'_>, &App, &Cx, &Map<String, Json>) -> Result<Answer> + Send + 'static,
{
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| f(tx, app, cx, &body)).await
}

fn answer(tx: &mut Tx<'_>, cx: &Cx, object: &str, record: kernel::Id) -> Result<Answer> {
    Ok(Answer::record(engine::get(tx, cx, object, record, &[])?))
}
