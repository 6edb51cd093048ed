//! Links for people outside: made and ended by those inside, opened and answered without a session. No cookie is read or set.

use app::links::{self, Reply};
use axum::extract::State as Shared;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get, post};
use kernel::{Error, Id, Lang};
use serde::Deserialize;

use super::Op;
use super::call::{At, Call, id};
use crate::State;
use crate::answer::{Answer, Failure};
use crate::protect::Framed;

pub(super) fn operations() -> Vec<Op> {
    let lang = &[("lang", "zh-CN or en; else the browser's language")];
    vec![
        Op {
            method: "post",
            path: "/opportunities/{id}/needs_link",
            summary: "Make a link by which the customer confirms the needs of a deal; its secret is told once",
            body: "NeedsLink",
            status: 201,
            route: || post(ask),
            ..Op::PLAIN
        },
        Op {
            method: "post",
            path: "/public_links/{id}/revoke",
            summary: "End a link",
            answer: "",
            status: 204,
            route: || post(revoke),
            ..Op::PLAIN
        },
        Op {
            path: "/public/links/{secret}",
            summary: "What a link is for, for whoever has it",
            query: lang,
            public: true,
            route: || get(shown).post(answer),
            ..Op::PLAIN
        },
        Op {
            method: "post",
            path: "/public/links/{secret}",
            summary: "Answer on a link: the first answer counts",
            query: lang,
            body: "LinkReply",
            public: true,
            route: MethodRouter::new,
            ..Op::PLAIN
        },
    ]
}

/// For whom and how long.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    contact: Option<Id>,
    days: Option<i64>,
}

async fn ask(At(deal): At<String>, call: Call) -> Response {
    let asked: Ask = match call.typed() {
        Ok(asked) => asked,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| {
        let made = links::ask(tx, app, cx, id(&deal)?, asked.contact, asked.days)?;
        Ok(Answer {
            status: 201,
            secret: true,
            ..Answer::json(&made)
        })
    })
    .await
}

async fn revoke(At(link): At<String>, call: Call) -> Response {
    call.write(move |tx, app, cx| {
        links::revoke(tx, app, cx, id(&link)?)?;
        Ok(Answer::nothing())
    })
    .await
}

fn lang(call: &Call) -> kernel::Result<Lang> {
    let query = call.query(&["lang"])?;
    Ok(query
        .get("lang")
        .and_then(Lang::parse)
        .unwrap_or_else(|| call.asking.lang()))
}

/// Whoever asks too often is told so without anything being written.
async fn refused(call: &Call, secret: &str) -> Option<Error> {
    let app = call.state.app().clone();
    let (here, secret, address) = (app.clone(), secret.to_owned(), call.asking.address.clone());
    let asked = app.store().read(move |tx| links::may_ask(tx, &here, &secret, &address));
    asked.await.err()
}

async fn shown(At(secret): At<String>, call: Call) -> Response {
    let lang = match lang(&call) {
        Ok(lang) => lang,
        Err(error) => return call.fail(error),
    };
    if let Some(error) = refused(&call, &secret).await {
        return Failure(error, lang).into_response();
    }
    let (app, address) = (call.state.app().clone(), call.asking.address.clone());
    let here = app.clone();
    let found = app
        .store()
        .write(move |tx| links::shown(tx, &here, &secret, &address, lang));
    match found.await.and_then(|found| found) {
        Ok(page) => Answer::json(&page).into_response(),
        Err(error) => Failure(error, lang).into_response(),
    }
}

async fn answer(At(secret): At<String>, call: Call) -> Response {
    let read = lang(&call).and_then(|lang| Ok((lang, call.typed::<Reply>()?)));
    let (lang, reply) = match read {
        Ok(read) => read,
        Err(error) => return call.fail(error),
    };
    if let Some(error) = refused(&call, &secret).await {
        return Failure(error, lang).into_response();
    }
    let (app, address) = (call.state.app().clone(), call.asking.address.clone());
    let here = app.clone();
    let done = app
        .store()
        .write(move |tx| links::answer(tx, &here, &secret, &address, lang, &reply));
    match done.await.and_then(|done| done) {
        Ok(page) => Answer::json(&page).into_response(),
        Err(error) => Failure(error, lang).into_response(),
    }
}

/// `GET /l/{secret}`: the page, which no other site shows in a frame. It says itself if the link leads nowhere.
pub(super) async fn page(Shared(_): Shared<State>, headers: HeaderMap) -> Response {
    let mut response = crate::ui::file("public.html", &headers);
    response.extensions_mut().insert(Framed(Vec::new()));
    response.headers_mut().insert(
        axum::http::header::REFERRER_POLICY,
        axum::http::HeaderValue::from_static("no-referrer"),
    );
    response
}
