//! What is offered in a deal over HTTP: its lines with price and tax, and what fits the customer's needs.

use app::opportunities::Opportunity;
use app::{matching, pricing, sop};
use axum::response::Response;
use axum::routing::{get, post};

use super::Op;
use super::call::{At, Call, id};
use super::sop::{same_version, seen, wanted_version};
use crate::answer::Answer;

pub(super) fn operations() -> Vec<Op> {
    vec![
        Op {
            path: "/opportunities/{id}/offer",
            summary: "The lines of an opportunity with price, reason, discount, tax and margin",
            route: || get(offer),
            ..Op::PLAIN
        },
        Op {
            method: "post",
            path: "/opportunities/{id}/offer/products",
            summary: "Put a product or a bundle on an opportunity at the price that applies",
            body: "ToOffer",
            route: || post(take),
            ..Op::PLAIN
        },
        Op {
            method: "post",
            path: "/opportunities/{id}/offer/amount",
            summary: "Make the opportunity's amount what its lines come to, tax included",
            route: || post(follow),
            ..Op::PLAIN
        },
        Op {
            path: "/opportunities/{id}/matches",
            summary: "Products that fit the customer's needs, each with its reasons",
            route: || get(matches),
            ..Op::PLAIN
        },
    ]
}

async fn offer(At(deal): At<String>, call: Call) -> Response {
    call.read(move |tx, _, cx| Ok(Answer::json(&pricing::offer(tx, cx, id(&deal)?)?)))
        .await
}

async fn take(At(deal): At<String>, call: Call) -> Response {
    let asked: pricing::Taken = match call.typed() {
        Ok(asked) => asked,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| {
        let deal = seen(tx, cx, Opportunity::OBJECT, &deal)?;
        pricing::take(tx, app, cx, deal, &asked)?;
        Ok(Answer::json(&pricing::offer(tx, cx, deal)?))
    })
    .await
}

async fn follow(At(deal): At<String>, call: Call) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    let version = wanted_version(&call);
    call.write(move |tx, app, cx| {
        let deal = seen(tx, cx, Opportunity::OBJECT, &deal)?;
        sop::only(&body, &[])?;
        same_version(tx, cx, Opportunity::OBJECT, deal, version.as_ref())?;
        pricing::follow(tx, app, cx, deal)?;
        Ok(Answer::json(&pricing::offer(tx, cx, deal)?))
    })
    .await
}

async fn matches(At(deal): At<String>, call: Call) -> Response {
    call.read(move |tx, _, cx| Ok(Answer::json(&matching::matches(tx, cx, id(&deal)?)?)))
        .await
}
