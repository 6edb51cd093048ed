//! SOPs put to the test: how runs went against them, what a draft would have done, how versions differ.

use ::records::Condition;
use app::sop::{self, Moving};
use app::supervision::{self, Ask, Rules};
use axum::response::Response;
use axum::routing::{get, post};
use kernel::{Code, Error, Id, Result};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::Op;
use super::call::{At, Call, id};
use crate::answer::Answer;

const OP: Op = Op {
    path: "/supervision",
    summary: "How runs went against their SOPs: shares with intervals, and what went otherwise, each with the condition that finds its records",
    ..Op::PLAIN
};

pub(super) fn operations() -> Vec<Op> {
    vec![
        Op {
            query: &[
                (
                    "period",
                    "By when runs began: this_quarter, last_quarter, this_year, last_year or all; this_year if absent",
                ),
                ("team", "A team, with those below it"),
                ("sop", "An SOP"),
            ],
            route: || get(figures),
            ..OP
        },
        Op {
            path: "/supervision/rules",
            summary: "By what rules people are told of overdue steps",
            route: || get(rules).put(set_rules),
            ..OP
        },
        Op {
            method: "put",
            path: "/supervision/rules",
            summary: "Set by what rules people are told of overdue steps",
            body: "EscalationRules",
            ..OP
        },
        Op {
            path: "/sop_versions/{id}/compare",
            summary: "What differs from another version, stage by stage, in words",
            query: &[(
                "with",
                "The version it is compared with; the one that is in use if absent",
            )],
            route: || get(compare),
            ..OP
        },
        Op {
            method: "post",
            path: "/sop_versions/{id}/move/preview",
            summary: "What moving running deals to this version would do, without doing it",
            body: "MoveRuns",
            route: || post(look_at_move),
            ..OP
        },
        Op {
            method: "post",
            path: "/sop_versions/{id}/move",
            summary: "Move running deals to this version, some in one go; the answer says after which to go on",
            body: "MoveRuns",
            route: || post(move_runs),
            ..OP
        },
        Op {
            method: "post",
            path: "/sop_moves/{id}/undo",
            summary: "Take a move back for the deals that have entered no other stage since, some in one go",
            body: "After",
            route: || post(undo_move),
            ..OP
        },
        Op {
            path: "/sop_rules/preview",
            summary: "Which rule would take which of the open deals, and the SOP it would give them",
            route: || get(preview),
            ..OP
        },
        Op {
            path: "/improvements/{id}/effect",
            summary: "The figures before and after an improvement was published, with their intervals",
            route: || get(effect),
            ..OP
        },
        Op {
            method: "post",
            path: "/sop_versions/{id}/simulate",
            summary: "Try a version on past deals: which gates would have stopped which, and how late steps would have been",
            body: "Simulation",
            route: || post(simulate),
            ..OP
        },
    ]
}

async fn figures(call: Call) -> Response {
    let read = || -> Result<Ask> {
        let query = call.query(&["period", "team", "sop"])?;
        let id = |key: &str| query.get(key).map(|text| named(key, text)).transpose();
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
    call.read(move |tx, app, cx| Ok(Answer::json(&supervision::figures(tx, app, cx, &ask)?)))
        .await
}

fn named(key: &str, text: &str) -> Result<Id> {
    let wrong = ("应为记录的 id", "Should be the id of a record");
    text.parse()
        .map_err(|()| Error::field(format!("/{key}"), Code::InvalidValue, wrong.0, wrong.1))
}

async fn rules(call: Call) -> Response {
    call.read(|tx, _, cx| Ok(Answer::json(&json!(supervision::read_rules(tx, cx)?))))
        .await
}

async fn set_rules(call: Call) -> Response {
    let rules: Rules = match call.typed() {
        Ok(rules) => rules,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, _, cx| {
        supervision::write_rules(tx, cx, &rules)?;
        Ok(Answer::json(&json!(rules)))
    })
    .await
}

async fn compare(At(version): At<String>, call: Call) -> Response {
    let read = || -> Result<Option<Id>> {
        let query = call.query(&["with"])?;
        query.get("with").map(|text| named("with", text)).transpose()
    };
    let with = match read() {
        Ok(with) => with,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, app, cx| Ok(Answer::json(&sop::compare(tx, app, cx, id(&version)?, with)?)))
        .await
}

async fn look_at_move(At(version): At<String>, call: Call) -> Response {
    let moving: Moving = match call.typed() {
        Ok(moving) => moving,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, app, cx| Ok(Answer::json(&sop::look_at_move(tx, app, cx, id(&version)?, &moving)?)))
        .await
}

async fn move_runs(At(version): At<String>, call: Call) -> Response {
    let moving: Moving = match call.typed() {
        Ok(moving) => moving,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| Ok(Answer::json(&sop::move_runs(tx, app, cx, id(&version)?, &moving)?)))
        .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct After {
    #[serde(default)]
    after: Option<Id>,
}

async fn undo_move(At(record): At<String>, call: Call) -> Response {
    let from: After = match call.typed() {
        Ok(from) => from,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| Ok(Answer::json(&sop::undo_move(tx, app, cx, id(&record)?, from.after)?)))
        .await
}

async fn preview(call: Call) -> Response {
    call.read(|tx, app, cx| Ok(Answer::json(&sop::preview(tx, app, cx)?)))
        .await
}

async fn effect(At(improvement): At<String>, call: Call) -> Response {
    call.read(move |tx, _, cx| Ok(Answer::json(&app::improvements::effect(tx, cx, id(&improvement)?)?)))
        .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tried {
    #[serde(default)]
    filter: Option<Json>,
}

async fn simulate(At(version): At<String>, call: Call) -> Response {
    let read = || -> Result<Option<Condition>> {
        let tried: Tried = call.typed()?;
        tried.filter.as_ref().map(Condition::parse).transpose()
    };
    let filter = match read() {
        Ok(filter) => filter,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, app, cx| {
        Ok(Answer::json(&sop::simulate(
            tx,
            app,
            cx,
            id(&version)?,
            filter.clone(),
        )?))
    })
    .await
}
