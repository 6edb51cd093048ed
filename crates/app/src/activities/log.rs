//! Logging a contact in one go: what happened, what comes next, and the step it completes.

use kernel::{Code, Day, Error, Id, Instant, Result};
use records::{Action, Cx};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::records as rows;

use super::Activity;
use crate::App;
use crate::engine;
use crate::leads::Lead;
use crate::opportunities::Opportunity;

/// A contact to be logged.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogEntry {
    /// `call`, `visit`, `meeting`, `message` or `email`.
    pub kind: String,
    /// Whether somebody was reached.
    pub reached: Option<String>,
    /// What came of it.
    pub outcome: Option<String>,
    /// What was said.
    pub body: Option<String>,
    /// With whom.
    pub contact: Option<Id>,
    /// How long.
    pub minutes: Option<i64>,
    /// When; now, if nothing is said.
    pub at: Option<String>,
    /// What comes next.
    pub next: Option<LogNext>,
    /// The step of the SOP that this completes.
    pub step: Option<String>,
}

/// The next task.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogNext {
    /// What is to be done.
    pub title: String,
    /// By which day.
    pub due_on: Option<String>,
    /// What kind of task.
    pub kind: Option<String>,
}

/// Logs a contact on an opportunity or a lead; gives the activity and the task.
pub fn log(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, id: Id, entry: &LogEntry) -> Result<(Id, Option<Id>)> {
    cx.writes()?;
    let on = match object {
        Opportunity::OBJECT => Activity::opportunity,
        Lead::OBJECT => Activity::lead,
        _ => return Err(Error::not_found()),
    };
    if !rows::may(tx, cx, cx.object(object)?, id, Action::Read)? {
        return Err(Error::not_found());
    }
    if entry
        .at
        .as_deref()
        .is_some_and(|at| Instant::parse(at).is_none_or(|at| at > cx.now.plus_seconds(300)))
    {
        return Err(Error::field(
            "/at",
            Code::InvalidValue,
            "时间应为过去的时刻",
            "The time should be a moment that has passed",
        ));
    }
    let mut body = Map::new();
    let mut put = |key: &str, value: Json| {
        if !value.is_null() {
            body.insert(key.to_owned(), value);
        }
    };
    put(on, json!(id));
    put("kind", json!(entry.kind));
    put("reached", json!(entry.reached));
    put("outcome", json!(entry.outcome));
    put("body", json!(entry.body));
    put("contact", json!(entry.contact));
    put("minutes", json!(entry.minutes));
    put("at", json!(entry.at));
    let activity = engine::create(tx, app, cx, Activity::OBJECT, &body)?;
    let task = match &entry.next {
        None => None,
        Some(next) => Some(next_task(tx, app, cx, (on, id), entry, next)?),
    };
    if let Some(step) = &entry.step {
        crate::sop::complete_if_open(tx, app, cx, object, id, step)?;
    }
    Ok((activity, task))
}

fn next_task(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    (on, id): (&str, Id),
    entry: &LogEntry,
    next: &LogNext,
) -> Result<Id> {
    if next.due_on.as_deref().is_some_and(|day| Day::parse(day).is_none()) {
        return Err(Error::field(
            "/next/due_on",
            Code::InvalidValue,
            "日期应如 2026-11-22",
            "A day is written like 2026-11-22",
        ));
    }
    let mut body = Map::new();
    body.insert("title".into(), json!(next.title));
    body.insert("due_on".into(), json!(next.due_on));
    body.insert("kind".into(), json!(next.kind.as_deref().unwrap_or("call")));
    body.insert(on.to_owned(), json!(id));
    if let Some(contact) = entry.contact {
        body.insert("contact".into(), json!(contact));
    }
    engine::create(tx, app, cx, crate::tasks::Task::OBJECT, &body).map_err(|error| error.within("/next"))
}
