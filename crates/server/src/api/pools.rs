//! Public pools over HTTP: one's share, the veiled list, details, claims; giving back, keeping, and who would lose what.

use ::records::Cx;
use app::{App, pools, sop};
use axum::response::Response;
use axum::routing::{get, post};
use kernel::{Code, Day, Error, Id, Result};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use store::Tx;

use super::Op;
use super::call::{At, Call, id};
use super::sop::seen;
use crate::answer::Answer;

/// Rows of a page of a pool at most.
const ROWS: usize = 100;

macro_rules! op {
    ($method:literal, $path:literal, $summary:literal, $query:expr, $body:literal, $route:expr) => {
        Op {
            method: $method,
            path: $path,
            summary: $summary,
            query: $query,
            body: $body,
            route: $route,
            ..Op::PLAIN
        }
    };
}

pub(super) fn operations() -> Vec<Op> {
    vec![
        op!(
            "get",
            "/pools/mine",
            "The pools that one may claim from, with what is left of one's share today",
            &[],
            "",
            || get(mine)
        ),
        op!(
            "post",
            "/pools/preview",
            "Which leads would be taken back by a day, and from whom",
            &[],
            "PoolPreview",
            || post(preview)
        ),
        op!(
            "post",
            "/pools/return",
            "Take back what is due now instead of tonight",
            &[],
            "",
            || post(return_now)
        ),
        op!(
            "get",
            "/pools/{id}/leads",
            "A page of a pool; who it is stays veiled until claimed",
            &[
                ("limit", "1 to 100 rows; 30 if absent"),
                ("cursor", "Where the page before ended")
            ],
            "",
            || get(list)
        ),
        op!(
            "post",
            "/pools/{id}/leads/{lead}/open",
            "See the details of a lead in a pool; so many a day",
            &[],
            "",
            || post(open)
        ),
        op!(
            "post",
            "/pools/{id}/claim",
            "Claim a lead, or the next in order",
            &[],
            "PoolClaim",
            || post(claim)
        ),
        op!(
            "get",
            "/leads/{id}/standing",
            "When the lead would return to which pool, and why",
            &[],
            "",
            || get(standing)
        ),
        op!(
            "post",
            "/leads/{id}/release",
            "Give the lead back to the pool",
            &[],
            "Reason",
            || post(release)
        ),
        op!(
            "post",
            "/leads/{id}/keep",
            "Keep the lead from returning until a day; without a day no longer",
            &[],
            "Keep",
            || post(keep)
        ),
    ]
}

async fn mine(call: Call) -> Response {
    call.read(|tx, _, cx| Ok(Answer::json(&json!({ "data": pools::shares(tx, cx)? }))))
        .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Preview {
    #[serde(default = "tomorrow")]
    days: i64,
    pool: Option<Id>,
    draft: Option<Map<String, Json>>,
}

fn tomorrow() -> i64 {
    1
}

async fn preview(call: Call) -> Response {
    let asked: Preview = match call.typed() {
        Ok(asked) => asked,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, _, cx| {
        let found = pools::preview(tx, cx, asked.days, asked.pool, asked.draft.as_ref())?;
        Ok(Answer::json(&found))
    })
    .await
}

async fn return_now(call: Call) -> Response {
    call.write(move |tx, app, cx| {
        pools::run_now(tx, app, cx)?;
        Ok(Answer::json(&json!({ "asked": true })))
    })
    .await
}

async fn list(At(pool): At<String>, call: Call) -> Response {
    let read = || -> Result<_> {
        let query = call.query(&["limit", "cursor"])?;
        Ok((query.number("limit", 30, ROWS)?, query.get("cursor").map(str::to_owned)))
    };
    let (limit, cursor) = match read() {
        Ok(read) => read,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, app, cx| {
        Ok(Answer::json(&pools::list(
            tx,
            app,
            cx,
            id(&pool)?,
            limit,
            cursor.clone(),
        )?))
    })
    .await
}

async fn open(At((pool, lead)): At<(String, String)>, call: Call) -> Response {
    call.write(move |tx, _, cx| Ok(Answer::json(&pools::details(tx, cx, id(&pool)?, id(&lead)?)?)))
        .await
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Claim {
    lead: Option<Id>,
}

async fn claim(At(pool): At<String>, call: Call) -> Response {
    let asked: Claim = match call.object().and_then(|body| crate::body::shaped(Json::Object(body))) {
        Ok(asked) => asked,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| {
        let lead = pools::claim(tx, app, cx, id(&pool)?, asked.lead)?;
        Ok(Answer::json(&json!({ "lead": lead })))
    })
    .await
}

async fn standing(At(lead): At<String>, call: Call) -> Response {
    call.read(move |tx, _, cx| Ok(Answer::json(&pools::standing(tx, cx, id(&lead)?)?)))
        .await
}

type Verb = fn(&mut Tx<'_>, &App, &Cx, Id, &Map<String, Json>) -> Result<Json>;

async fn act(lead: String, call: Call, verb: Verb) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| {
        let lead = seen(tx, cx, "leads", &lead)?;
        Ok(Answer::json(&verb(tx, app, cx, lead, &body)?))
    })
    .await
}

async fn release(At(lead): At<String>, call: Call) -> Response {
    act(lead, call, |tx, _, cx, lead, body| {
        sop::only(body, &["reason"])?;
        let reason = sop::text(body, "reason")?.unwrap_or_default();
        let pool = pools::release(tx, cx, lead, &reason)?;
        Ok(json!({ "pool": { "id": pool.id, "name": pool.name } }))
    })
    .await
}

async fn keep(At(lead): At<String>, call: Call) -> Response {
    act(lead, call, |tx, _, cx, lead, body| {
        sop::only(body, &["until", "reason"])?;
        let wrong = || {
            Error::field(
                "/until",
                Code::InvalidValue,
                "日期应如 2026-11-22",
                "A day is written like 2026-11-22",
            )
        };
        let until = sop::text(body, "until")?;
        let until = until.map(|day| Day::parse(&day).ok_or_else(wrong)).transpose()?;
        let reason = sop::text(body, "reason")?.unwrap_or_default();
        pools::keep(tx, cx, lead, until, &reason)?;
        pools::standing(tx, cx, lead)
    })
    .await
}
