//! What follows when leads and their rules are written.

use kernel::{Code, Error, Id, Instant, Result};
use records::{Action, Condition, Cx, Op, Value, bind};
use serde_json::json;
use store::Tx;
use store::records as rows;

use super::rules::{RESPOND_WITHIN, response};
use super::{AssignmentRule, Lead};
use crate::App;
use crate::activities::Activity;
use crate::engine::{Draft, Hooks, Saved};

pub(crate) struct LeadHooks;

impl Hooks for LeadHooks {
    fn prepare(&self, _tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        let waits = *draft.get(Lead::status) == Value::from("new") && draft.get(Lead::responded_at).is_null();
        if draft.old.is_none() && waits {
            let due = cx.workspace.calendar.add_minutes(cx.now, RESPOND_WITHIN);
            draft.fill(Lead::response_due_at, due);
        }
        let owned = !draft.get(Lead::owner).is_null();
        if draft.changed(Lead::owner) && owned {
            // Whoever gets a lead has their time with it.
            for key in [Lead::held_since, Lead::touched_at] {
                if !draft.is_given(key) {
                    draft.set(key, cx.now);
                }
            }
            for key in [Lead::pool, Lead::pooled_at] {
                draft.set(key, Value::Null);
            }
        }
        // Whose it is from the beginning was not handed to them.
        if draft.old.is_some() && draft.changed(Lead::owner) {
            if !draft.is_given(Lead::assigned_at) {
                draft.set(Lead::assigned_at, cx.now);
            }
            // By hand, unless it was said that a rule did it.
            for key in [Lead::assigned_by, Lead::assigned_because] {
                if !draft.is_given(key) {
                    draft.set(key, Value::Null);
                }
            }
            // What was granted or protected was so for the one before.
            for key in [Lead::protected_until, Lead::kept_until, Lead::kept_because] {
                if !draft.is_given(key) {
                    draft.set(key, Value::Null);
                }
            }
        }
        Ok(())
    }

    fn saved(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        if let Some(values) = saved.new {
            super::score::refresh(tx, cx, values.to_vec())?;
            if saved.changed(Lead::response_due_at) {
                super::late::watch(tx, app, cx, saved)?;
            }
        }
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
    fn prepare(&self, _tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        draft.fill(AssignmentRule::position, 10);
        draft.fill(AssignmentRule::way, "turn");
        check_condition(cx, draft.get(AssignmentRule::condition))?;
        if matches!(draft.get(AssignmentRule::most_open), Value::Int(n) if *n < 1) {
            return Err(Error::field(
                "/most_open",
                Code::InvalidValue,
                "每人在手上限至少为 1；不限请留空",
                "The most open leads a person has is 1 at least; leave it empty for no limit",
            ));
        }
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

/// A condition on leads that a rule keeps, if it keeps one.
pub(crate) fn check_condition(cx: &Cx, value: &Value) -> Result<()> {
    let Value::Json(text) = value else { return Ok(()) };
    let json = serde_json::from_str(text).unwrap_or_default();
    let system = cx.as_system();
    let object = system.object(Lead::OBJECT)?;
    let bound = Condition::parse(&json).and_then(|condition| bind(&condition, object, &system).map(|_| ()));
    bound.map_err(|e| e.within("/condition"))
}

/// Contacts with one lead that are looked at.
const CONTACTS: usize = 1_000;

/// Notes that a lead was contacted; the first contact stops its clock.
pub(crate) fn contacted(tx: &mut Tx<'_>, cx: &Cx, lead: Id, at: Instant) -> Result<()> {
    let system = cx.as_system();
    let object = system.object(Lead::OBJECT)?;
    let Some(values) = rows::load(tx, &system, object, lead, Action::Read)? else {
        return Ok(());
    };
    let lead = typed(values.clone())?;
    let mut fields = Vec::new();
    if lead.responded_at.is_none() {
        let (responded, minutes) = response(&cx.workspace.calendar, lead.created_at, at.min(cx.now));
        fields.push((Lead::responded_at, responded.into()));
        fields.push((Lead::response_minutes, minutes.into()));
        if let Some(due) = lead.response_due_at {
            fields.push((Lead::response_late, (responded > due).into()));
        }
        if lead.status == "new" {
            fields.push((Lead::status, "working".into()));
        }
    }
    let touched = at.min(cx.now);
    let later = lead.touched_at.is_none_or(|before| touched > before);
    if fields.is_empty() {
        // Somebody kept in touch: that changes nothing that anybody would write.
        let system = cx.as_system();
        let object = system.object(Lead::OBJECT)?;
        if let Some(place) = object.index(Lead::touched_at).filter(|_| later) {
            let values = rows::find_out(tx, &system, object, &values, &[(place, touched.into())])?;
            super::score::refresh(tx, cx, values)?;
        }
        return Ok(());
    }
    if later {
        fields.push((Lead::touched_at, touched.into()));
    }
    put(tx, cx, &values, &fields)?;
    Ok(())
}

/// A lead's values in their typed form.
pub(crate) fn typed(values: Vec<Value>) -> Result<Lead> {
    Lead::from_values(values).ok_or_else(|| Error::internal("a lead doesn't fit its definition"))
}

/// Sets what verbs keep in a lead; gives its new values.
/// Notes that a contact with a lead turned out to be none: its clock stands as what is left says.
pub(crate) fn uncontacted(tx: &mut Tx<'_>, cx: &Cx, lead: Id) -> Result<()> {
    let system = cx.as_system();
    let Some(values) = rows::load(tx, &system, system.object(Lead::OBJECT)?, lead, Action::Read)? else {
        return Ok(());
    };
    let lead = typed(values.clone())?;
    let of = Condition::leaf(Activity::lead, Op::Eq, lead.id.to_string());
    let left: Vec<Activity> = rows::find(tx, &system, &of, CONTACTS)?;
    let response = left
        .iter()
        .map(|a| a.at)
        .min()
        .map(|first| response(&cx.workspace.calendar, lead.created_at, first));
    let responded = response.map(|(at, _)| at);
    let late = responded.zip(lead.response_due_at).map(|(at, due)| at > due);
    let fields = [
        (Lead::responded_at, responded.into()),
        (Lead::response_minutes, response.map(|(_, minutes)| minutes).into()),
        (Lead::response_late, late.into()),
        (Lead::touched_at, left.iter().map(|a| a.at).max().into()),
    ];
    put(tx, cx, &values, &fields).map(|_| ())
}

pub(crate) fn put(tx: &mut Tx<'_>, cx: &Cx, old: &[Value], fields: &[(&str, Value)]) -> Result<Vec<Value>> {
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
    let values = rows::project(tx, cx, object, old, &changes)?;
    super::score::refresh(tx, cx, values)
}

/// Adds what happened to a lead's journal.
pub(crate) fn tell(
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
