//! What waits for the asker's decision: exceptions that were asked for, and approvals that keep a deal from going on.

use std::collections::{BTreeSet, HashSet};

use kernel::{Id, Instant, Result};
use records::{Action, Cx};
use serde_json::{Value as Json, json};
use sop::{Kind, Step};
use store::Tx;
use store::records as rows;

use super::records;
use crate::App;
use crate::opportunities::Opportunity;
use crate::sop::Waiver;

/// What waits for the asker's decision; nothing for who doesn't decide.
pub(super) fn waiting(tx: &mut Tx<'_>, app: &App, cx: &Cx) -> Result<Vec<Json>> {
    if cx.read_only {
        return Ok(Vec::new());
    }
    if !cx.rights.can("waiver.decide") {
        return requests(tx, app, cx, &[]);
    }
    let mut all = waivers(tx, app, cx)?;
    let mut approvals = approvals(tx, app, cx)?;
    // Where leaving the approval out is asked for, that is the decision.
    let asked = |approval: &Json| {
        let same = |w: &Json| w["opportunity"]["id"] == approval["id"] && w["step"] == approval["step"];
        all.iter().any(same)
    };
    approvals.retain(|approval| !asked(approval));
    let mut requests = requests(tx, app, cx, &all)?;
    all.append(&mut requests);
    all.append(&mut approvals);
    Ok(all)
}

/// What waits for the asker by name, without the waivers that are listed already.
fn requests(tx: &mut Tx<'_>, app: &App, cx: &Cx, listed: &[Json]) -> Result<Vec<Json>> {
    let mut waiting = Vec::new();
    for seat in crate::approvals::waiting(tx, cx)? {
        let id = Json::from(seat.approval.to_string());
        if listed.iter().any(|waiver| waiver["approval"] == id) {
            continue;
        }
        let shown = crate::approvals::show(tx, app, cx, seat.approval)?;
        if shown["may"]["decide"] != true {
            continue;
        }
        let about = &shown["about"];
        waiting.push(json!({
            "kind": "request", "id": shown["id"], "version": shown["version"], "step_title": shown["title"],
            "reason": shown["reason"], "due_at": seat.due_at.map(Instant::to_rfc3339), "created_by": shown["asker"],
            "created_at": shown["asked_at"], "about": about,
            "opportunity": if about["object"] == Opportunity::OBJECT { about.clone() } else { Json::Null },
        }));
    }
    Ok(waiting)
}

fn waivers(tx: &mut Tx<'_>, app: &App, cx: &Cx) -> Result<Vec<Json>> {
    let filter = json!({ "field": "status", "op": "eq", "value": "pending" });
    let fields = [
        "opportunity",
        "stage",
        "step",
        "step_title",
        "reason",
        "created_at",
        "created_by",
        "approval",
    ];
    let mut waiting = Vec::new();
    for mut waiver in records(tx, app, cx, Waiver::OBJECT, filter, "-created_at", &fields)? {
        if let Some(id) = id(&waiver)
            && crate::sop::may_decide(tx, app, cx, id)?
        {
            waiver["kind"] = "waiver".into();
            waiver["approval"] = waiver["approval"]["id"].take();
            if let Some(title) = title(tx, app, cx, &waiver)? {
                waiver["step_title"] = title.into();
            }
            waiting.push(waiver);
        }
    }
    Ok(waiting)
}

/// What a waiver's step is called in the asker's language: the waiver itself holds it in the company's.
fn title(tx: &mut Tx<'_>, app: &App, cx: &Cx, waiver: &Json) -> Result<Option<String>> {
    let Some(deal) = id(&waiver["opportunity"]) else {
        return Ok(None);
    };
    let Some(run) = store::sop::run(tx, cx.workspace.id, deal)? else {
        return Ok(None);
    };
    let version = app.versions().get(tx, cx, run.version)?;
    let stage = waiver["stage"].as_str().and_then(|stage| version.document.stage(stage));
    let step = stage
        .zip(waiver["step"].as_str())
        .and_then(|((_, stage), step)| stage.step(step));
    Ok(step.map(|step| step.title.get(cx.lang).to_owned()))
}

/// Deals of others whose next step is an approval. One's own are among one's steps, if they are one's to approve.
fn approvals(tx: &mut Tx<'_>, app: &App, cx: &Cx) -> Result<Vec<Json>> {
    let Ok(deals) = cx.object(Opportunity::OBJECT) else {
        return Ok(Vec::new());
    };
    let in_use = app.versions().in_use(tx, cx)?;
    let stages: BTreeSet<&str> = in_use
        .versions
        .iter()
        .filter(|version| version.document.sop.object == Opportunity::OBJECT)
        .flat_map(|version| &version.document.stages)
        .filter(|stage| stage.steps.iter().any(is_approval))
        .map(|stage| stage.key.as_str())
        .take(kernel::IN_VALUES)
        .collect();
    if stages.is_empty() {
        return Ok(Vec::new());
    }
    // What has ended is due at no time: the bound spares the index all of it.
    let filter = json!({ "all": [
        { "field": "next_due_at", "op": "gt", "value": Instant(0).to_rfc3339() },
        { "field": "status", "op": "in", "value": ["open", "won"] },
        { "field": "stage", "op": "in", "value": stages },
        { "not": { "field": "owner", "op": "eq", "value": { "me": true } } },
    ]});
    let fields = [
        "name",
        "owner",
        "stage",
        "sop_version",
        "next_step",
        "next_due_at",
        "amount",
        "currency",
    ];
    let mut waiting = Vec::new();
    for deal in records(tx, app, cx, Opportunity::OBJECT, filter, "next_due_at", &fields)? {
        let Some(deal_id) = id(&deal) else { continue };
        let Some(version) = id(&deal["sop_version"]) else {
            continue;
        };
        let version = app.versions().get(tx, cx, version)?;
        let (stage, next) = (deal["stage"].as_str(), deal["next_step"]["step"].as_str());
        let step = stage
            .and_then(|stage| version.document.stage(stage))
            .and_then(|(_, stage)| stage.step(next?));
        let Some(step) = step.filter(|step| is_approval(step)) else {
            continue;
        };
        if rows::may(tx, cx, deals, deal_id, Action::Update)? {
            waiting.push(json!({
                "kind": "approval", "id": deal["id"], "version": deal["version"], "step": step.key,
                "step_title": deal["next_step"]["text"], "reason": null, "due_at": deal["next_due_at"],
                "opportunity": { "id": deal["id"], "name": deal["name"] }, "created_by": deal["owner"],
                "amount": deal["amount"], "currency": deal["currency"],
            }));
        }
    }
    Ok(waiting)
}

/// The deals and steps of the asker's own for which an exception was asked, and nobody has decided yet.
pub(super) fn asked(tx: &mut Tx<'_>, app: &App, cx: &Cx) -> Result<HashSet<(String, String)>> {
    let filter = json!({ "all": [
        { "field": "status", "op": "eq", "value": "pending" },
        { "field": "opportunity.owner", "op": "eq", "value": { "me": true } },
    ]});
    let found = records(
        tx,
        app,
        cx,
        Waiver::OBJECT,
        filter,
        "-created_at",
        &["opportunity", "step"],
    )?;
    let of = |waiver: &Json| {
        let deal = waiver["opportunity"]["id"].as_str()?;
        Some((deal.to_owned(), waiver["step"].as_str()?.to_owned()))
    };
    Ok(found.iter().filter_map(of).collect())
}

fn is_approval(step: &Step) -> bool {
    step.kind == Kind::Approval
}

fn id(record: &Json) -> Option<Id> {
    record["id"].as_str().and_then(|id| id.parse().ok())
}
