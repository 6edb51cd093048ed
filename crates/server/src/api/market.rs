//! Customer development over HTTP: packs, what is known of the market, plans, referrals, partners.

use ::records::{Condition, Cx};
use app::partners::{self, DealRegistration};
use app::plans::Plan;
use app::{App, engine, market, packs, plans, referrals, sop};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use kernel::{Id, Result};
use serde_json::{Map, Value as Json};
use store::Tx;

use super::Op;
use super::call::{At, Call, id};
use super::sop::{same_version, seen, wanted_version};
use crate::State;
use crate::answer::Answer;

const fn op(
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    body: &'static str,
    answer: &'static str,
    route: fn() -> MethodRouter<State>,
) -> Op {
    Op {
        method,
        path,
        summary,
        body,
        answer,
        route,
        ..Op::PLAIN
    }
}

pub(super) fn operations() -> Vec<Op> {
    vec![
        op("get", "/packs", "SOP packs and what they hold", "", "Any", || get(list)),
        op(
            "get",
            "/packs/{key}",
            "A pack before it is installed",
            "",
            "Any",
            || get(pack),
        ),
        op(
            "post",
            "/packs/{key}/install",
            "Install a pack; one that is installed stays as it is",
            "",
            "Any",
            || post(|p, c| change_pack(p, c, packs::install)),
        ),
        op(
            "post",
            "/packs/{key}/remove",
            "Take a pack out of use; running records and what users changed stay",
            "",
            "Any",
            || post(|p, c| change_pack(p, c, packs::remove)),
        ),
        op(
            "get",
            "/leads/{id}/market",
            "Personas, competitors and positioning that help with a lead",
            "",
            "Any",
            || get(|p, c| beside(p, c, "leads")),
        ),
        op(
            "get",
            "/contacts/{id}/market",
            "Personas and positioning that help with a contact",
            "",
            "Any",
            || get(|p, c| beside(p, c, "contacts")),
        ),
        op(
            "get",
            "/opportunities/{id}/market",
            "Personas, competitors and positioning that help with an opportunity",
            "",
            "Any",
            || get(|p, c| beside(p, c, "opportunities")),
        ),
        op(
            "post",
            "/plans/{id}/draw",
            "Take members from the plan's segment or view",
            "",
            "Any",
            || post(draw),
        ),
        op("get", "/plans/{id}/figures", "How a plan stands", "", "Any", || {
            get(|p, c| figures(p, c, plans::figures))
        }),
        op(
            "get",
            "/partners/{id}/figures",
            "What a partner brings",
            "",
            "Any",
            || get(|p, c| figures(p, c, partners::figures)),
        ),
        Op {
            query: &[("filter", "A condition on referrals in JSON")],
            ..op("get", "/referrals/figures", "What referrals brought", "", "Any", || {
                get(referred)
            })
        },
        op(
            "post",
            "/deal_registrations/check",
            "What a deal would meet if it were registered",
            "DealToRegister",
            "Any",
            || post(check),
        ),
        op(
            "get",
            "/deal_registrations/{id}/conflicts",
            "What a registered deal meets",
            "",
            "Any",
            || get(|p, c| figures(p, c, partners::conflicts)),
        ),
        op(
            "post",
            "/deal_registrations/{id}/accept",
            "Accept a registered deal: an opportunity is made of it",
            "Because",
            "deal_registrations_record",
            || post(|p, c| decide(p, c, partners::accept)),
        ),
        op(
            "post",
            "/deal_registrations/{id}/refuse",
            "Refuse a registered deal",
            "Reason",
            "deal_registrations_record",
            || post(|p, c| decide(p, c, partners::refuse)),
        ),
    ]
}

async fn list(call: Call) -> Response {
    call.read(|tx, _, cx| Ok(Answer::json(&packs::list(tx, cx)?))).await
}

async fn pack(At(key): At<String>, call: Call) -> Response {
    call.read(move |tx, _, cx| Ok(Answer::json(&packs::show(tx, cx, &key)?)))
        .await
}

type OfPack = fn(&mut Tx<'_>, &App, &Cx, &str) -> Result<()>;

async fn change_pack(At(key): At<String>, call: Call, verb: OfPack) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.write(move |tx, app, cx| {
        sop::only(&body, &[])?;
        verb(tx, app, cx, &key)?;
        Ok(Answer::json(&packs::show(tx, cx, &key)?))
    })
    .await
}

async fn beside(At(record): At<String>, call: Call, object: &'static str) -> Response {
    call.read(move |tx, _, cx| Ok(Answer::json(&market::beside(tx, cx, object, id(&record)?)?)))
        .await
}

async fn draw(At(record): At<String>, call: Call) -> Response {
    let body = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    let version = wanted_version(&call);
    call.write(move |tx, app, cx| {
        let record = seen(tx, cx, Plan::OBJECT, &record)?;
        sop::only(&body, &[])?;
        same_version(tx, cx, Plan::OBJECT, record, version.as_ref())?;
        Ok(Answer::json(&plans::draw(tx, app, cx, record)?))
    })
    .await
}

type Figures = fn(&mut Tx<'_>, &Cx, Id) -> Result<Json>;

async fn figures(At(record): At<String>, call: Call, of: Figures) -> Response {
    call.read(move |tx, _, cx| Ok(Answer::json(&of(tx, cx, id(&record)?)?)))
        .await
}

async fn referred(call: Call) -> Response {
    let read = || -> Result<Option<Condition>> {
        let query = call.query(&["filter"])?;
        query.get("filter").map(Condition::parse_text).transpose()
    };
    let filter = match read() {
        Ok(filter) => filter,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, _, cx| Ok(Answer::json(&referrals::figures(tx, cx, filter.clone())?)))
        .await
}

async fn check(call: Call) -> Response {
    let asked: partners::Asked = match call.typed() {
        Ok(asked) => asked,
        Err(error) => return call.fail_if_known(error).await,
    };
    call.read(move |tx, _, cx| Ok(Answer::json(&partners::check(tx, cx, &asked)?)))
        .await
}

type Decide = fn(&mut Tx<'_>, &App, &Cx, Id, Option<&str>) -> Result<()>;

async fn decide(At(record): At<String>, call: Call, verb: Decide) -> Response {
    let body: Map<String, Json> = match call.object() {
        Ok(body) => body,
        Err(error) => return call.fail_if_known(error).await,
    };
    let version = wanted_version(&call);
    call.write(move |tx, app, cx| {
        let record = seen(tx, cx, DealRegistration::OBJECT, &record)?;
        sop::only(&body, &["reason"])?;
        same_version(tx, cx, DealRegistration::OBJECT, record, version.as_ref())?;
        verb(tx, app, cx, record, sop::text(&body, "reason")?.as_deref())?;
        Ok(Answer::record(engine::get(
            tx,
            cx,
            DealRegistration::OBJECT,
            record,
            &[],
        )?))
    })
    .await
}
