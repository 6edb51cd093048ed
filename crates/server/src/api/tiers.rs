//! Tiers of customers over HTTP: the rule, what it would do, a run on demand, and the tier of one account.

use app::{engine, sop, tiers};
use axum::response::Response;
use axum::routing::{get, post};

use super::Op;
use super::call::{At, Call, id};
use crate::answer::Answer;

const OP: Op = Op {
    path: "/tiers",
    summary: "The rule by which accounts have their tiers, in words too",
    ..Op::PLAIN
};

pub(super) fn operations() -> Vec<Op> {
    vec![
        Op {
            route: || get(settings).put(save),
            ..OP
        },
        Op {
            method: "put",
            summary: "Change the rule of tiers; it is applied at once and every night",
            body: "TierRuleInput",
            ..OP
        },
        Op {
            method: "post",
            path: "/tiers/preview",
            summary: "What a rule of tiers would say and change; nothing is kept",
            body: "TierRuleInput",
            route: || post(preview),
            ..OP
        },
        Op {
            method: "post",
            path: "/tiers/recompute",
            summary: "Compute the tiers of all accounts now",
            route: || post(recompute),
            ..OP
        },
        Op {
            path: "/accounts/{id}/tier",
            summary: "An account's tier: why, since when, its history, how often it is contacted",
            route: || get(of_account).post(set),
            ..OP
        },
        Op {
            method: "post",
            path: "/accounts/{id}/tier",
            summary: "Set an account's tier by hand, for a reason",
            body: "TierSet",
            ..OP
        },
        Op {
            method: "post",
            path: "/accounts/{id}/tier/release",
            summary: "Give an account's tier back to the rule",
            route: || post(release),
            answer: "accounts_record",
            ..OP
        },
    ]
}

async fn settings(call: Call) -> Response {
    call.read(|tx, _, cx| Ok(Answer::json(&tiers::settings(tx, cx)?))).await
}

async fn save(call: Call) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| Ok(Answer::json(&tiers::save(tx, app, cx, &body)?)))
        .await
}

async fn preview(call: Call) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, _, cx| Ok(Answer::json(&tiers::preview(tx, cx, &body)?)))
        .await
}

async fn recompute(call: Call) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, _, cx| {
        sop::only(&body, &[])?;
        Ok(Answer::json(&tiers::recompute(tx, cx)?))
    })
    .await
}

async fn of_account(At(account): At<String>, call: Call) -> Response {
    call.read(move |tx, _, cx| Ok(Answer::json(&tiers::of_account(tx, cx, id(&account)?)?)))
        .await
}

async fn set(At(account): At<String>, call: Call) -> Response {
    let body: tiers::Set = match call.typed() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, _, cx| {
        let account = id(&account)?;
        tiers::set(tx, cx, account, &body)?;
        Ok(Answer::json(&tiers::of_account(tx, cx, account)?))
    })
    .await
}

async fn release(At(account): At<String>, call: Call) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, _, cx| {
        sop::only(&body, &[])?;
        let account = id(&account)?;
        tiers::release(tx, cx, account)?;
        Ok(Answer::record(engine::get(
            tx,
            cx,
            app::accounts::Account::OBJECT,
            account,
            &[],
        )?))
    })
    .await
}
