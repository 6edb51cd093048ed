//! What follows when leads and their rules are written.

use kernel::{Code, Error, Id, Instant, Result};
use records::{Action, Cx, Value};
use serde_json::json;
use store::Tx;
use store::records as rows;

use super::rules::{RESPOND_WITHIN, response};
use super::{AssignmentRule, Lead};
use crate::App;
use crate::engine::{Draft, Hooks, Saved};

pub(crate) struct LeadHooks;

impl Hooks for LeadHooks {
    fn prepare(&self, _tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        let waits = *draft.get(Lead::status) == Value::from("new") && draft.get(Lead::responded_at).is_null();
        if draft.old.is_none() && waits {
            let due = cx.workspace.calendar.add_minutes(cx.now, RESPOND_WITHIN);
            draft.fill(Lead::response_due_at, due);
        }
        // Whose it is from the beginning was not handed to them.
        if draft.old.is_some() && draft.changed(Lead::owner) {
            if !draft.is_given(Lead::assigned_at) {
                draft.set(Lead::assigned_at, cx.now);
            }
            // By hand, unless it was said that a rule did it.
            if !draft.is_given(Lead::assigned_by) {
                draft.set(Lead::assigned_by, Value::Null);
            }
        }
        Ok(())
    }

    fn saved(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        // History may bring leads that are decided on already: nothing is left to be run through.
        let begins = matches!(saved.get(Lead::status), Value::Text(s) if s == "new" || s == "working");
        if saved.old.is_none()
            && begins
            && let Some(values) = saved.new
            && saved.get(Lead::stage).is_null()
        {
            crate::sop::begin(tx, app, cx, saved.object, values)?;
        }
        Ok(())
    }
}

pub(crate) struct RuleHooks;

impl Hooks for RuleHooks {
    fn prepare(&self, _tx: &mut Tx<'_>, _app: &App, _cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        draft.fill(AssignmentRule::position, 10);
        draft.fill(AssignmentRule::respond_within, RESPOND_WITHIN);
        if draft.get(AssignmentRule::person).is_null() == draft.get(AssignmentRule::team).is_null() {
            return Err(Error::field(
                "/team",
                Code::InvalidValue,
                "请选择「轮流的团队」或「固定分给」其中一项",
                "Choose either the team that takes turns or the one person",
            ));
        }
        if matches!(draft.get(AssignmentRule::respond_within), Value::Int(n) if !(1..=10_000).contains(n)) {
            return Err(Error::field(
                "/respond_within",
                Code::InvalidValue,
                "首次响应时限为 1 到 10000 工作分钟",
                "The first response is due within 1 to 10000 working minutes",
            ));
        }
        Ok(())
    }
}

/// Notes that a lead was contacted; the first contact stops its clock.
pub(crate) fn contacted(tx: &mut Tx<'_>, cx: &Cx, lead: Id, at: Instant) -> Result<()> {
    let system = cx.as_system();
    let object = system.object(Lead::OBJECT)?;
    let Some(values) = rows::load(tx, &system, object, lead, Action::Read)? else {
        return Ok(());
    };
    let lead = typed(values.clone())?;
    if lead.responded_at.is_some() {
        return Ok(());
    }
    let (responded, minutes) = response(&cx.workspace.calendar, lead.created_at, at.min(cx.now));
    let mut fields = vec![
        (Lead::responded_at, responded.into()),
        (Lead::response_minutes, minutes.into()),
    ];
    if lead.status == "new" {
        fields.push((Lead::status, "working".into()));
    }
    put(tx, cx, &values, &fields)?;
    Ok(())
}

/// A lead's values in their typed form.
pub(super) fn typed(values: Vec<Value>) -> Result<Lead> {
    Lead::from_values(values).ok_or_else(|| Error::internal("a lead doesn't fit its definition"))
}

/// Sets what verbs keep in a lead; gives its new values.
pub(super) fn put(tx: &mut Tx<'_>, cx: &Cx, old: &[Value], fields: &[(&str, Value)]) -> Result<Vec<Value>> {
    let object = cx.object(Lead::OBJECT)?;
    let place = |key: &str| {
        object
            .index(key)
            .ok_or_else(|| Error::internal(format!("a lead has no {key}")))
    };
    let changes = fields
        .iter()
        .map(|(key, value)| Ok((place(key)?, value.clone())))
        .collect::<Result<Vec<_>>>()?;
    rows::project(tx, cx, object, old, &changes)
}

/// Adds what happened to a lead's journal.
pub(super) fn tell(
    tx: &mut Tx<'_>,
    cx: &Cx,
    values: &[Value],
    kind: &'static str,
    meta: serde_json::Value,
    detail: Option<&str>,
) -> Result<()> {
    let object = cx.object(Lead::OBJECT)?;
    let words = detail.map(|detail| json!({ "detail": detail }));
    rows::note(tx, cx, object, values, kind, cx.now, meta, words)
}
