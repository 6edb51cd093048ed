//! Notices, and the calendar feed.

use app::notices::{self, Mark};
use app::{session, tasks};
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use kernel::{Code, Error};
use serde_json::json;

use super::Op;
use super::call::Call;
use crate::State;
use crate::answer::{Answer, Failure};
use crate::caller::Asking;

const FEED: Op = Op {
    path: "/me/calendar",
    summary: "Whether one has a calendar feed",
    ..Op::PLAIN
};

pub(super) fn operations() -> Vec<Op> {
    vec![
        Op {
            path: "/notices",
            summary: "One's notices, the newest first",
            query: &[
                ("unread", "`true` for those only that weren't read"),
                ("limit", "How many, 1 to 200; 30 if absent"),
                ("cursor", "Where the page before ended"),
            ],
            route: || get(list),
            ..FEED
        },
        Op {
            method: "post",
            path: "/notices/mark",
            summary: "Mark notices as read or unread",
            body: "NoticeMark",
            route: || post(mark),
            ..FEED
        },
        Op {
            route: || get(feed_status).post(open_feed).delete(close_feed),
            ..FEED
        },
        Op {
            method: "post",
            summary: "Make a calendar feed; its address is shown once, and one from before ends",
            status: 201,
            ..FEED
        },
        Op {
            method: "delete",
            summary: "End one's calendar feed",
            answer: "",
            status: 204,
            ..FEED
        },
    ]
}

async fn list(call: Call) -> Response {
    let read = || -> kernel::Result<_> {
        let query = call.query(&["unread", "limit", "cursor"])?;
        let cursor = query.get("cursor").map(str::to_owned);
        let unread = match query.get("unread") {
            None | Some("false" | "") => false,
            Some("true") => true,
            Some(_) => {
                return Err(Error::field(
                    "/unread",
                    Code::InvalidValue,
                    "unread 应为 true 或 false",
                    "unread is true or false",
                ));
            }
        };
        Ok((unread, cursor, query.number("limit", 30, 200)?))
    };
    let (unread, cursor, limit) = match read() {
        Ok(read) => read,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, app, cx| {
        let (key, list) = (app.cursor_key(), format!("notices {unread}"));
        let before = cursor.map(|c| key.open_number(&c, cx, &list)).transpose()?;
        let page = notices::page(tx, cx, unread, before, limit)?;
        let next = page.next.map(|n| key.seal_number(n, cx, &list));
        Ok(Answer::json(
            &json!({ "data": page.data, "unread": page.unread, "next_cursor": next }),
        ))
    })
    .await
}

async fn mark(call: Call) -> Response {
    let body: Mark = match call.typed() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, _, cx| Ok(Answer::json(&json!({ "unread": notices::mark(tx, cx, &body)? }))))
        .await
}

async fn feed_status(call: Call) -> Response {
    call.read(|tx, _, cx| Ok(Answer::json(&tasks::feed_status(tx, cx)?)))
        .await
}

async fn open_feed(call: Call) -> Response {
    let caller = call.caller();
    call.write(move |tx, app, cx| {
        cx.writes()?;
        session::signed_in_themselves(tx, app, caller.as_ref().map_err(Clone::clone)?)?;
        Ok(Answer {
            status: 201,
            secret: true,
            ..Answer::json(&tasks::open_feed(tx, cx)?)
        })
    })
    .await
}

async fn close_feed(call: Call) -> Response {
    call.write(|tx, _, cx| tasks::close_feed(tx, cx).map(|()| Answer::nothing()))
        .await
}

/// `GET /calendar/{secret}.ics`: calendars can't sign in, so the address is the key.
pub(super) async fn feed(Shared(state): Shared<State>, Path(file): Path<String>, asking: Asking) -> Response {
    let app = state.app().clone();
    let here = app.clone();
    let found = match file.strip_suffix(".ics").map(str::to_owned) {
        Some(secret) => app.store().read(move |tx| tasks::feed(tx, &here, &secret)).await,
        None => Err(Error::not_found()),
    };
    match found {
        Ok(text) => {
            let mut response = text.into_response();
            let headers = response.headers_mut();
            headers.insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("text/calendar; charset=utf-8"),
            );
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
            response
        }
        Err(error) => Failure(error, asking.lang()).into_response(),
    }
}
