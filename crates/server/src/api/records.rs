//! Records over HTTP: the same for every kind.

use ::records::{Condition, Cx};
use app::engine;
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use kernel::{Code, Error, Id, PAGE_ROWS, PAGE_ROWS_DEFAULT, Result};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{AggregateQuery, ListQuery, aggregate, count, list};

use super::Op;
use super::call::{At, Call, id};
use crate::answer::Answer;
use crate::body::{Query, if_match};

const LIST: &[(&str, &str)] = &[
    ("filter", "A condition in JSON"),
    ("sort", "Such as -amount,name"),
    ("fields", "The fields wanted, with commas; all if absent"),
    ("limit", "Rows at most, 1 to 200; 50 if absent"),
    ("cursor", "Where the page before ended"),
    ("q", "Search words"),
    ("count", "true adds the number of records, counted to 100,001"),
];

/// What a count goes up to.
const COUNTED: usize = 100_001;

pub(super) fn operations() -> Vec<Op> {
    vec![
        Op {
            method: "get",
            path: "/{object}",
            summary: "List",
            query: LIST,
            body: "",
            answer: "Page",
            status: 200,
            public: false,
            route: || get(list_records).post(create),
        },
        Op {
            method: "post",
            path: "/{object}",
            summary: "Create",
            query: &[],
            body: "Record",
            answer: "Record",
            status: 201,
            public: false,
            route: MethodRouter::new,
        },
        Op {
            method: "get",
            path: "/{object}/{id}",
            summary: "Read",
            query: &[("fields", "The fields wanted, with commas; all if absent")],
            body: "",
            answer: "Record",
            status: 200,
            public: false,
            route: || get(read).patch(patch).delete(delete),
        },
        Op {
            method: "patch",
            path: "/{object}/{id}",
            summary: "Change",
            query: &[],
            body: "RecordChange",
            answer: "Record",
            status: 200,
            public: false,
            route: MethodRouter::new,
        },
        Op {
            method: "delete",
            path: "/{object}/{id}",
            summary: "Delete",
            query: &[],
            body: "",
            answer: "",
            status: 204,
            public: false,
            route: MethodRouter::new,
        },
        Op {
            method: "post",
            path: "/{object}/{id}/restore",
            summary: "Restore from the recycle bin",
            query: &[],
            body: "",
            answer: "Record",
            status: 200,
            public: false,
            route: || post(restore),
        },
        Op {
            method: "get",
            path: "/{object}/{id}/timeline",
            summary: "What happened",
            query: &[
                ("limit", "Entries at most, 1 to 200; 50 if absent"),
                ("cursor", "Where the page before ended"),
            ],
            body: "",
            answer: "Timeline",
            status: 200,
            public: false,
            route: || get(timeline),
        },
        Op {
            method: "post",
            path: "/{object}/{id}/reveal",
            summary: "Show a masked value; it is noted who saw it",
            query: &[],
            body: "Reveal",
            answer: "Any",
            status: 200,
            public: false,
            route: || post(reveal),
        },
        Op {
            method: "post",
            path: "/{object}/aggregate",
            summary: "Counts, sums, means, medians by group",
            query: &[],
            body: "Aggregate",
            answer: "Rows",
            status: 200,
            public: false,
            route: || post(aggregated),
        },
        Op {
            method: "post",
            path: "/{object}/bulk",
            summary: "The same change to many",
            query: &[],
            body: "Bulk",
            answer: "Any",
            status: 200,
            public: false,
            route: || post(super::bulk::bulk),
        },
    ]
}

/// The list of SOPs, whose path has a verb of its own beside it.
pub(super) async fn sops(call: Call) -> Response {
    list_records(At("sops".to_owned()), call).await
}

async fn list_records(At(object): At<String>, call: Call) -> Response {
    let query = match call.query(&LIST.iter().map(|(name, _)| *name).collect::<Vec<_>>()) {
        Ok(query) => query,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, app, cx| {
        let object = cx.object(&object)?;
        let mut wanted = read_list(&query)?;
        let words = query.get("q");
        if let Some(words) = words {
            match engine::search_ids(tx, cx, object, words)? {
                Some(ids) => (wanted.ids, wanted.words) = (Some(ids), words.to_owned()),
                None => {
                    let named = engine::name_contains(object, words);
                    wanted.filter = Some(match wanted.filter.take() {
                        None => named,
                        Some(filter) => {
                            // Faults are pointed at in the filter as it was sent.
                            ::records::bind(&filter, object, cx)?;
                            filter.and(named)
                        }
                    });
                }
            }
        }
        let page = list(tx, cx, object, &wanted, app.cursor_key())?;
        let mut out = Vec::with_capacity(page.data.len() + 64);
        out.extend_from_slice(b"{\"data\":[");
        out.extend_from_slice(&page.data);
        out.extend_from_slice(b"],\"next_cursor\":");
        out.extend_from_slice(json!(page.next).to_string().as_bytes());
        if query.get("count") == Some("true") {
            let n = count(tx, cx, object, wanted.filter.as_ref(), wanted.ids.as_deref(), COUNTED)?;
            out.extend_from_slice(format!(",\"count\":{n}").as_bytes());
        }
        out.push(b'}');
        Ok(Answer::bytes(out))
    })
    .await
}

fn read_list(query: &Query) -> Result<ListQuery> {
    if !matches!(query.get("count"), None | Some("true" | "false")) {
        return Err(Error::field(
            "/count",
            Code::InvalidValue,
            "应为 true 或 false",
            "Expected true or false",
        ));
    }
    Ok(ListQuery {
        filter: query.get("filter").map(Condition::parse_text).transpose()?,
        sort: query.get("sort").unwrap_or_default().to_owned(),
        fields: query.list("fields"),
        limit: query.number("limit", PAGE_ROWS_DEFAULT, PAGE_ROWS)?,
        cursor: query.get("cursor").map(str::to_owned),
        ..ListQuery::default()
    })
}

fn shown(tx: &mut Tx<'_>, cx: &Cx, object: &str, id: Id) -> Result<(i64, Vec<u8>)> {
    engine::get(tx, cx, object, id, &[])
}

async fn create(At(object): At<String>, call: Call) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| {
        let id = engine::create(tx, app, cx, &object, &body)?;
        Ok(Answer::created(
            shown(tx, cx, &object, id)?,
            format!("/api/v1/{object}/{id}"),
        ))
    })
    .await
}

async fn read(At((object, record)): At<(String, String)>, call: Call) -> Response {
    let query = match call.query(&["fields"]) {
        Ok(query) => query,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, _, cx| {
        Ok(Answer::record(engine::get(
            tx,
            cx,
            &object,
            id(&record)?,
            &query.list("fields"),
        )?))
    })
    .await
}

async fn patch(At((object, record)): At<(String, String)>, call: Call) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    let version = if_match(&call.headers);
    call.write(move |tx, app, cx| {
        let id = visible(tx, cx, &object, &record)?;
        engine::patch(tx, app, cx, &object, id, version.clone()?, &body)?;
        Ok(match engine::get(tx, cx, &object, id, &[]) {
            Ok(record) => Answer::record(record),
            // It was given away, out of the caller's reach.
            Err(_) => Answer::nothing(),
        })
    })
    .await
}

/// What may not be seen isn't there, whatever else is wrong with a request.
fn visible(tx: &mut Tx<'_>, cx: &Cx, object: &str, record: &str) -> Result<Id> {
    let id = id(record)?;
    let object = cx.object(object)?;
    if store::records::may(tx, cx, object, id, ::records::Action::Read)? {
        Ok(id)
    } else {
        Err(Error::not_found())
    }
}

async fn delete(At((object, record)): At<(String, String)>, call: Call) -> Response {
    let version = if_match(&call.headers);
    call.write(move |tx, app, cx| {
        let id = visible(tx, cx, &object, &record)?;
        engine::delete(tx, app, cx, &object, id, version.clone()?)?;
        Ok(Answer::nothing())
    })
    .await
}

async fn restore(At((object, record)): At<(String, String)>, call: Call) -> Response {
    call.write(move |tx, app, cx| {
        let id = id(&record)?;
        engine::restore(tx, app, cx, &object, id)?;
        Ok(Answer::record(shown(tx, cx, &object, id)?))
    })
    .await
}

async fn timeline(At((object, record)): At<(String, String)>, call: Call) -> Response {
    let read = || -> Result<(usize, Option<String>)> {
        let query = call.query(&["limit", "cursor"])?;
        let cursor = query.get("cursor").map(str::to_owned);
        Ok((query.number("limit", PAGE_ROWS_DEFAULT, PAGE_ROWS)?, cursor))
    };
    let (limit, cursor) = match read() {
        Ok(read) => read,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, app, cx| {
        let id = id(&record)?;
        let (key, list) = (app.cursor_key(), format!("timeline {id}"));
        let before = cursor.map(|c| key.open_number(&c, cx, &list)).transpose()?;
        let page = engine::timeline(tx, cx, &object, id, before, limit)?;
        let next = page.next.map(|n| key.seal_number(n, cx, &list));
        Ok(Answer::json(&json!({ "data": page.data, "next_cursor": next })))
    })
    .await
}

async fn reveal(At((object, record)): At<(String, String)>, call: Call) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, _, cx| {
        let id = visible(tx, cx, &object, &record)?;
        app::sop::only(&body, &["field"])?;
        let field = app::sop::text(&body, "field")?
            .ok_or_else(|| Error::field("/field", Code::Required, "请指明字段", "Name the field"))?;
        let value = engine::reveal(tx, cx, &object, id, &field)?;
        Ok(Answer {
            secret: true,
            ..Answer::json(&json!({ "value": value }))
        })
    })
    .await
}

async fn aggregated(At(object): At<String>, call: Call) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, _, cx| {
        let object = cx.object(&object)?;
        app::sop::only(&body, &["filter", "group", "measures"])?;
        let names = |key: &str| -> Result<Vec<String>> {
            let wrong = || {
                Error::field(
                    format!("/{key}"),
                    Code::InvalidValue,
                    "应为名称的数组",
                    "Expected a list of names",
                )
            };
            match body.get(key) {
                None | Some(Json::Null) => Ok(Vec::new()),
                Some(list) => serde_json::from_value(list.clone()).map_err(|_| wrong()),
            }
        };
        let filter = body
            .get("filter")
            .filter(|f| !f.is_null())
            .map(Condition::parse)
            .transpose()?;
        let query = AggregateQuery {
            filter,
            group: names("group")?,
            measures: names("measures")?,
        };
        Ok(Answer::json(&json!({ "rows": aggregate(tx, cx, object, &query)? })))
    })
    .await
}
