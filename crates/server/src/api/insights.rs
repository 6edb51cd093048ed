//! Figures.

use ::records::Condition;
use app::insights::{self, Ask};
use axum::response::Response;
use axum::routing::get;
use kernel::{Code, Error};
use serde_json::json;

use super::Op;
use super::call::{At, Call, id};
use crate::answer::Answer;

pub(super) fn operations() -> Vec<Op> {
    vec![
        Op {
            method: "get",
            path: "/insights/dashboard",
            summary: "A period's figures, each with the condition that finds its records",
            query: &[
                (
                    "period",
                    "this_month, this_quarter, this_year, or the same with last_; this_quarter if absent",
                ),
                ("team", "A team, with those below it; all that one sees if absent"),
                ("sop", "The SOP whose funnel is shown; the preferred one if absent"),
            ],
            body: "",
            answer: "Any",
            status: 200,
            public: false,
            route: || get(dashboard),
        },
        Op {
            method: "get",
            path: "/opportunities/{id}/health",
            summary: "How well an open deal goes: its level, and each sign that speaks against it",
            query: &[],
            body: "",
            answer: "Any",
            status: 200,
            public: false,
            route: || get(health),
        },
        Op {
            method: "get",
            path: "/insights/first_response",
            summary: "How fast leads were answered, in working minutes: distribution, share in time with its interval, by group",
            query: &[
                (
                    "period",
                    "When the leads came: this_month, last_quarter and their like; all time if absent",
                ),
                ("group", "owner, team, source, form, week or month"),
                ("filter", "A condition in JSON"),
            ],
            body: "",
            answer: "Any",
            status: 200,
            public: false,
            route: || get(first_response),
        },
        Op {
            method: "get",
            path: "/insights/win_rate",
            summary: "Won of closed, per group, with its Wilson interval",
            query: &[
                ("group", "owner, team, product, source, sop_version or month"),
                ("filter", "A condition in JSON"),
            ],
            body: "",
            answer: "Any",
            status: 200,
            public: false,
            route: || get(win_rate),
        },
    ]
}

async fn dashboard(call: Call) -> Response {
    let read = || -> kernel::Result<Ask> {
        let query = call.query(&["period", "team", "sop"])?;
        let id = |key: &str| {
            let wrong = || {
                let text = ("应为记录的 id", "Should be the id of a record");
                Error::field(format!("/{key}"), Code::InvalidValue, text.0, text.1)
            };
            query.get(key).map(|id| id.parse().map_err(|()| wrong())).transpose()
        };
        Ok(Ask {
            period: query.get("period").map(str::to_owned),
            team: id("team")?,
            sop: id("sop")?,
        })
    };
    let ask = match read() {
        Ok(ask) => ask,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, app, cx| Ok(Answer::json(&insights::dashboard(tx, app, cx, &ask)?)))
        .await
}

async fn health(At(deal): At<String>, call: Call) -> Response {
    call.read(move |tx, app, cx| Ok(Answer::json(&app::health::of_deal(tx, app, cx, id(&deal)?)?)))
        .await
}

async fn first_response(call: Call) -> Response {
    let read = || -> kernel::Result<_> {
        let query = call.query(&["period", "group", "filter"])?;
        Ok(app::leads::Ask {
            period: query.get("period").map(str::to_owned),
            group: query.get("group").map(str::to_owned),
            filter: query.get("filter").map(Condition::parse_text).transpose()?,
        })
    };
    let ask = match read() {
        Ok(ask) => ask,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, _, cx| Ok(Answer::json(&app::leads::first_response(tx, cx, &ask)?)))
        .await
}

async fn win_rate(call: Call) -> Response {
    let read = || -> kernel::Result<_> {
        let query = call.query(&["group", "filter"])?;
        Ok((
            query.get("group").map(str::to_owned),
            query.get("filter").map(Condition::parse_text).transpose()?,
        ))
    };
    let (group, filter) = match read() {
        Ok(read) => read,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, _, cx| {
        Ok(Answer::json(
            &json!({ "rows": insights::win_rate(tx, cx, group.as_deref(), filter.clone())? }),
        ))
    })
    .await
}
