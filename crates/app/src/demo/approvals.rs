//! Approvals of the sample company: its flows, requests that wait for somebody or were decided, and whom waivers wait for.

use std::collections::HashMap;

use kernel::{Error, Id, Result, Text};
use records::{Action, Condition, Cx, Op};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{self as rows, find};

use super::Member;
use super::words::{Words, read};
use super::workdays::Workdays;
use crate::App;
use crate::approvals::{self, Flow};
use crate::opportunities::Opportunity;
use crate::people::Role;
use crate::setup::make;
use crate::sop::{self, Waiver};

#[derive(Deserialize)]
struct ApprovalWords {
    flows: Vec<FlowWords>,
    requests: Vec<RequestWords>,
}

#[derive(Deserialize)]
struct FlowWords {
    name: Text,
    above: Option<String>,
    steps: String,
}

#[derive(Deserialize)]
struct RequestWords {
    title: Text,
    reason: Text,
    /// Tenths of a working day ago.
    tenths: i32,
    verb: Option<String>,
    says: Option<Text>,
}

pub(super) fn fill(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    words: &Words,
    days: &Workdays,
    members: &[Member],
    people: &HashMap<Id, Cx>,
) -> Result<()> {
    let own: ApprovalWords = read(include_str!("../../../../packs/demo/approvals.yaml"))?;
    waivers(tx, app, cx, people)?;
    flows(tx, app, &cx.at(days.at(days.now() - 30.0)), &own.flows)?;
    let team = members
        .iter()
        .find(|m| m.email == "rep@demo.example")
        .and_then(|m| m.team);
    let reps: Vec<&Member> = members.iter().filter(|m| m.role == "rep" && m.team == team).collect();
    let manager = members.iter().find(|m| m.role == "manager" && m.team == team);
    let (Some(manager), false) = (manager, reps.is_empty()) else {
        return Err(Error::internal("a team without people"));
    };
    for (n, request) in own.requests.iter().enumerate() {
        let rep = reps[n % reps.len()];
        let open = Condition::leaf(Opportunity::owner, Op::Eq, rep.id.to_string()).and(Condition::leaf(
            Opportunity::status,
            Op::Eq,
            "open",
        ));
        let deals: Vec<Opportunity> = find(tx, cx, &open, 40)?;
        let (Some(deal), Some(theirs)) = (deals.get(n), people.get(&rep.id)) else {
            continue;
        };
        let ago = f64::from(request.tenths) / 10.0;
        let at = days.at(days.now() - ago);
        let (title, reason) = (words.say(&request.title), words.say(&request.reason));
        let asker = theirs.at(at.max(deal.created_at));
        let asked = approvals::request(tx, app, &asker, Opportunity::OBJECT, deal.id, Some(title), Some(reason))?;
        if let (Some(verb), Some(decider)) = (&request.verb, people.get(&manager.id)) {
            let deed = approvals::deed(verb, None)?;
            let then = decider.at(days.at(days.now() - ago + 0.6).max(asker.now));
            let says = request.says.as_ref().map(|text| words.say(text));
            approvals::act(tx, app, &then, asked, deed, says)?;
        }
    }
    Ok(())
}

/// Large deals go on to sales operations, all others end with the superior.
fn flows(tx: &mut Tx<'_>, app: &App, cx: &Cx, words: &[FlowWords]) -> Result<()> {
    let roles: Vec<Role> = find(tx, cx, &Condition::leaf(Role::key, Op::Eq, "ops"), 1)?;
    let ops = roles.first().ok_or_else(Error::not_found)?.id;
    for (n, flow) in (1..).zip(words) {
        let first = json!({ "who": ["superior"], "hours": 16 });
        let steps: Json = match flow.steps.as_str() {
            "large" => json!([first, { "who": [{ "role": ops }] }]),
            _ => json!([first]),
        };
        let condition = flow
            .above
            .as_ref()
            .map(|amount| json!({ "field": "amount", "op": "gte", "value": amount }));
        let position = (n * 10).to_string();
        let body = json!({ "name": flow.name.get(cx.workspace.lang), "name_en": flow.name.en, "kind": "request", "object": "opportunities",
            "position": position, "condition": condition, "steps": steps, "active": true });
        make(tx, app, cx, Flow::OBJECT, body)?;
    }
    Ok(())
}

/// The waivers that were asked for yesterday wait for those who may decide.
fn waivers(tx: &mut Tx<'_>, app: &App, cx: &Cx, people: &HashMap<Id, Cx>) -> Result<()> {
    let pending = Condition::leaf(Waiver::status, Op::Eq, "pending");
    let object = cx.object(Waiver::OBJECT)?;
    let field = object.index(Waiver::approval).ok_or_else(Error::not_found)?;
    for waiver in find::<Waiver>(tx, cx, &pending, 100)? {
        let Some(asker) = waiver.created_by.and_then(|id| people.get(&id)) else {
            continue;
        };
        let approval = sop::ask_about(tx, app, &asker.at(waiver.created_at), &waiver)?;
        let old = rows::load(tx, cx, object, waiver.id, Action::Read)?.ok_or_else(Error::not_found)?;
        rows::find_out(tx, cx, object, &old, &[(field, approval.into())])?;
    }
    Ok(())
}
