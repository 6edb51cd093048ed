//! Reads that are of no single kind of record.

use std::sync::LazyLock;

use app::{catalogue, engine, today, workspace};
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get};
use kernel::{Code, Error, Id, PAGE_ROWS, PAGE_ROWS_DEFAULT};
use serde_json::json;

use super::Op;
use super::call::Call;
use crate::answer::Answer;

/// Records that a search may prefer.
const RECENT: usize = 20;

pub(super) fn operations() -> Vec<Op> {
    vec![
        Op {
            method: "get",
            path: "/objects",
            summary: "The catalogue: kinds of records, their fields, the caller's rights",
            query: &[],
            body: "",
            answer: "Catalogue",
            status: 200,
            public: false,
            route: || get(objects),
        },
        Op {
            method: "get",
            path: "/today",
            summary: "One's day",
            query: &[],
            body: "",
            answer: "Any",
            status: 200,
            public: false,
            route: || get(my_day),
        },
        Op {
            method: "get",
            path: "/search",
            summary: "Find records by words, pinyin, initials, phone tails",
            query: &[
                ("q", "What to find"),
                ("limit", "Hits at most, 1 to 50; 20 if absent"),
                ("objects", "Kinds of records, with commas; all if absent"),
                (
                    "recent",
                    "Ids of records that come first if they match, with commas, 20 at most; without q they are the answer",
                ),
            ],
            body: "",
            answer: "Any",
            status: 200,
            public: false,
            route: || get(search),
        },
        Op {
            method: "get",
            path: "/bin",
            summary: "The recycle bin: what one may restore, deleted last first",
            query: &[
                ("object", "One kind of record; all if absent"),
                ("limit", "Entries at most, 1 to 200; 50 if absent"),
            ],
            body: "",
            answer: "Any",
            status: 200,
            public: false,
            route: || get(recycle_bin),
        },
        Op {
            method: "get",
            path: "/workspace",
            summary: "The company's settings",
            query: &[],
            body: "",
            answer: "Workspace",
            status: 200,
            public: false,
            route: || get(company).patch(change_company),
        },
        Op {
            method: "patch",
            path: "/workspace",
            summary: "Change the company's settings",
            query: &[],
            body: "WorkspaceChange",
            answer: "Workspace",
            status: 200,
            public: false,
            route: MethodRouter::new,
        },
    ]
}

async fn objects(call: Call) -> Response {
    call.read(|_, _, cx| Ok(Answer::json(&catalogue::catalogue(cx)?))).await
}

async fn my_day(call: Call) -> Response {
    call.read(|tx, app, cx| Ok(Answer::json(&today::today(tx, app, cx)?)))
        .await
}

async fn recycle_bin(call: Call) -> Response {
    let read = || {
        let query = call.query(&["object", "limit"])?;
        let limit = query.number("limit", PAGE_ROWS_DEFAULT, PAGE_ROWS)?;
        Ok((query.get("object").map(str::to_owned), limit))
    };
    let (object, limit) = match read() {
        Ok(read) => read,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, _, cx| {
        let data = engine::bin(tx, cx, object.as_deref(), limit)?;
        Ok(Answer::json(&json!({ "data": data })))
    })
    .await
}

async fn search(call: Call) -> Response {
    let read = || -> kernel::Result<_> {
        let query = call.query(&["q", "limit", "objects", "recent"])?;
        let recent = query.list("recent");
        let ids: Option<Vec<Id>> = recent.iter().map(|id| id.parse().ok()).collect();
        let ids = ids.filter(|ids| ids.len() <= RECENT).ok_or_else(|| {
            let zh = format!("应为记录的 id，以逗号分隔，最多 {RECENT} 个");
            let en = format!("Should be ids of records with commas, {RECENT} at most");
            Error::field("/recent", Code::InvalidValue, zh, en)
        })?;
        Ok((
            query.get("q").unwrap_or_default().to_owned(),
            query.number("limit", 20, 50)?,
            query.list("objects"),
            ids,
        ))
    };
    let (words, limit, objects, recent) = match read() {
        Ok(read) => read,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, app, cx| {
        let hits = engine::search(tx, app, cx, (&words, &recent), &objects, limit)?;
        let hits: Vec<_> = hits.into_iter().map(|h| h.json).collect();
        Ok(Answer::json(&json!({ "data": hits })))
    })
    .await
}

async fn company(call: Call) -> Response {
    call.read(|_, _, cx| Ok(Answer::json(&workspace::get(cx)))).await
}

async fn change_company(call: Call) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, _, cx| {
        cx.writes()?;
        Ok(Answer::json(&workspace::patch(tx, cx, &body)?))
    })
    .await
}

/// The OpenAPI file; which paths there are is no secret.
/// Made once: anybody may ask for it.
pub(super) async fn openapi() -> Response {
    static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| crate::openapi::document().to_string().into());
    ([(CONTENT_TYPE, "application/json")], DOCUMENT.clone()).into_response()
}
