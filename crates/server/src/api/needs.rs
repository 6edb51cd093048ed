//! Talks, needs and decision units over HTTP.

use ::records::Action;
use app::needs::{self, Confirmation, Need};
use app::{engine, opportunities::Opportunity};
use axum::response::Response;
use axum::routing::{get, post};
use kernel::Error;

use super::Op;
use super::call::{At, Call, id};
use super::sop::{same_version, seen, wanted_version};
use crate::answer::Answer;

pub(super) fn operations() -> Vec<Op> {
    vec![
        Op {
            path: "/opportunities/{id}/talk",
            summary: "What to ask in a talk, what was answered, how far it is covered, what is worth the next talk",
            route: || get(talk),
            ..Op::PLAIN
        },
        Op {
            path: "/opportunities/{id}/decision_unit",
            summary: "Who decides: people, lines, last contact, attitudes over time, gaps",
            route: || get(decision_unit),
            ..Op::PLAIN
        },
        Op {
            path: "/opportunities/{id}/answers/{question}",
            summary: "What an answer was before, until when, and who changed it",
            // One route answers both methods: that of the answer itself.
            ..Op::PLAIN
        },
        Op {
            method: "post",
            path: "/needs/{id}/confirm",
            summary: "Note what the customer answered about a need",
            body: "Confirmation",
            answer: "needs_record",
            route: || post(confirm),
            ..Op::PLAIN
        },
        Op {
            path: "/insights/answers",
            summary: "Which questions had answers in won and in lost deals, with intervals and samples",
            query: &[("sop", "The SOP; the one that new deals follow if nothing is said")],
            route: || get(compare),
            ..Op::PLAIN
        },
    ]
}

async fn talk(At(deal): At<String>, call: Call) -> Response {
    call.read(move |tx, app, cx| Ok(Answer::json(&needs::talk(tx, app, cx, id(&deal)?)?)))
        .await
}

async fn decision_unit(At(deal): At<String>, call: Call) -> Response {
    call.read(move |tx, _, cx| {
        let deal = seen(tx, cx, Opportunity::OBJECT, &deal)?;
        Ok(Answer::json(&needs::decision_unit(tx, cx, deal)?))
    })
    .await
}

pub(super) async fn history(At((deal, question)): At<(String, String)>, call: Call) -> Response {
    call.read(move |tx, _, cx| {
        let deal = seen(tx, cx, Opportunity::OBJECT, &deal)?;
        Ok(Answer::json(&needs::history(tx, cx, deal, &question)?))
    })
    .await
}

async fn confirm(At(need): At<String>, call: Call) -> Response {
    let input: Confirmation = match call.typed() {
        Ok(input) => input,
        Err(error) => return call.fail_if_known(error).await,
    };
    let version = wanted_version(&call);
    call.write(move |tx, app, cx| {
        let need = id(&need)?;
        if !store::records::may(tx, cx, cx.object(Need::OBJECT)?, need, Action::Read)? {
            return Err(Error::not_found());
        }
        same_version(tx, cx, Need::OBJECT, need, version.as_ref())?;
        needs::confirm(tx, app, cx, need, &input)?;
        Ok(Answer::record(engine::get(tx, cx, Need::OBJECT, need, &[])?))
    })
    .await
}

async fn compare(call: Call) -> Response {
    let read = || -> kernel::Result<_> {
        let query = call.query(&["sop"])?;
        query.get("sop").map(id).transpose()
    };
    let sop = match read() {
        Ok(sop) => sop,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, app, cx| Ok(Answer::json(&needs::compare(tx, app, cx, sop)?)))
        .await
}
