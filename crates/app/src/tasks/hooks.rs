//! What follows when a task is written: its day and time agree, the next of a series is made, people are told.

use kernel::{Code, Day, Error, Instant, Result};
use records::{Cx, Value};
use serde_json::{Map, json};
use store::{Tx, records as rows};

use super::rules::{self, Repeat};
use super::{Task, reminders};
use crate::App;
use crate::engine::{Draft, Hooks, Mode, Saved, store_new};
use crate::notices::{Told, tell};

pub(crate) struct TaskHooks;

impl Hooks for TaskHooks {
    fn prepare(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        day_and_time(cx, draft);
        let done = *draft.get(Task::status) == Value::from("done");
        if draft.changed(Task::status) {
            draft.set(Task::done_at, done.then_some(cx.now));
        }
        let reminder = match draft.get(Task::remind) {
            Value::Text(how) => rules::remind_at(how, day(draft), time(draft), &cx.workspace.calendar),
            _ => None,
        };
        draft.set(Task::remind_at, reminder);
        crate::activities::fill_account(tx, cx, draft);
        series(draft)?;
        if draft.old.is_some() && done && draft.changed(Task::status) {
            make_next(tx, app, cx, draft)?;
        }
        Ok(())
    }

    fn saved(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        crate::contact::check_task(tx, app, cx, saved)?;
        let Some(values) = saved.new.filter(|_| *saved.get(Task::status) != Value::from("done")) else {
            return Ok(());
        };
        if saved.changed(Task::remind_at) || saved.changed(Task::status) {
            reminders::plan(tx, app, cx, saved)?;
        }
        if let (Value::Id(id), Value::Int(version), Value::Id(owner)) = (&values[0], &values[1], saved.get(Task::owner))
            && saved.changed(Task::owner)
            && cx.user.is_some()
        {
            let told = Told {
                to: *owner,
                kind: "assigned",
                key: format!("assigned:{id}:{version}"),
                object: Task::OBJECT,
                record: *id,
                about: (Task::OBJECT, *id),
            };
            tell(tx, cx, &told)?;
        }
        Ok(())
    }
}

fn day(draft: &Draft<'_>) -> Option<Day> {
    match draft.get(Task::due_on) {
        Value::Int(n) => i32::try_from(*n).ok().map(Day),
        _ => None,
    }
}

fn time(draft: &Draft<'_>) -> Option<Instant> {
    match draft.get(Task::due_at) {
        Value::Int(n) => Some(Instant(*n)),
        _ => None,
    }
}

/// A time decides the day; a day that is moved takes the time of day along.
fn day_and_time(cx: &Cx, draft: &mut Draft<'_>) {
    let tz = cx.workspace.calendar.tz;
    match (time(draft), day(draft)) {
        (Some(at), _) if draft.changed(Task::due_at) => draft.set(Task::due_on, at.day(tz)),
        (Some(at), Some(on)) if draft.changed(Task::due_on) => draft.set(Task::due_at, on.at(at.minute(tz), tz)),
        (Some(_), None) => draft.set(Task::due_at, Value::Null),
        _ => {}
    }
}

/// A series begins with a day; changing how it repeats, or moving its day, begins it anew.
fn series(draft: &mut Draft<'_>) -> Result<()> {
    if draft.get(Task::repeat).is_null() {
        draft.set(Task::repeat_days, Value::Null);
        draft.set(Task::repeat_from, Value::Null);
        return Ok(());
    }
    let Some(due) = day(draft) else {
        return Err(Error::field(
            "/due_on",
            Code::Required,
            "重复任务需要截止日期，请填写",
            "A task that repeats needs a due date: give one",
        ));
    };
    let anew = draft.old.is_some() && (draft.changed(Task::repeat) || draft.changed(Task::due_on));
    if anew || draft.get(Task::repeat_from).is_null() {
        draft.set(Task::repeat_from, due);
    }
    Ok(())
}

/// Makes the next task of a series, once: one that is opened and completed again has its next already.
fn make_next(tx: &mut Tx<'_>, app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
    let days = match draft.get(Task::repeat_days) {
        Value::List(days) => days.clone(),
        _ => Vec::new(),
    };
    let (Value::Text(kind), Value::Int(first), Some(due)) =
        (draft.get(Task::repeat), draft.get(Task::repeat_from), day(draft))
    else {
        return Ok(());
    };
    let Some(repeat) = Repeat::read(kind, &days).filter(|_| draft.get(Task::next_task).is_null()) else {
        return Ok(());
    };
    let first = Day(i32::try_from(*first).unwrap_or(due.0));
    let next = repeat.next(first, due, cx.today());
    // Who may not be contacted any more ends the series; what was done stays done.
    if !crate::contact::next_of_series(tx, app, cx, draft, next)? {
        return Ok(());
    }
    let mut body = Map::new();
    for (field, value) in draft.object.fields.iter().zip(&draft.new) {
        if !field.read_only && !value.is_null() {
            body.insert(field.key.to_owned(), rows::to_json(field, value));
        }
    }
    body.insert(Task::team.to_owned(), value_of(draft, Task::team));
    body.insert(Task::status.to_owned(), json!("open"));
    body.insert(Task::due_on.to_owned(), json!(next.to_string()));
    body.insert(Task::repeat_from.to_owned(), json!(first.to_string()));
    let tz = cx.workspace.calendar.tz;
    if let Some(at) = time(draft) {
        body.insert(Task::due_at.to_owned(), json!(next.at(at.minute(tz), tz).to_rfc3339()));
    }
    let id = store_new(tx, app, cx, draft.object, &body, Mode::Program)?;
    draft.set(Task::next_task, id);
    Ok(())
}

fn value_of(draft: &Draft<'_>, key: &str) -> serde_json::Value {
    draft
        .object
        .field(key)
        .map_or(serde_json::Value::Null, |field| rows::to_json(field, draft.get(key)))
}
