//! Reminders: a job for each, a notice when it is time.

use kernel::{Id, Instant, Result};
use records::{Cx, Value};
use serde_json::{Value as Json, json};
use store::{Tx, jobs};

use super::{Task, rules};
use crate::App;
use crate::engine::Saved;
use crate::notices::{Told, tell};

/// The kind of the job.
pub(crate) const REMINDER: &str = "task_reminder";

/// Plans the reminder of a task that was written, unless it has been due already.
pub(super) fn plan(tx: &mut Tx<'_>, app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
    let (Value::Id(id), Value::Int(at)) = (saved.get("id"), saved.get(Task::remind_at)) else {
        return Ok(());
    };
    let number = |key: &str| match saved.get(key) {
        Value::Int(n) => Some(*n),
        _ => None,
    };
    let on = number(Task::due_on)
        .and_then(|n| i32::try_from(n).ok())
        .map(kernel::Day);
    let due = rules::due(on, number(Task::due_at).map(Instant), &cx.workspace.calendar);
    if due.is_none_or(|due| due <= cx.written_at) {
        return Ok(());
    }
    let run_at = Instant(*at).max(cx.written_at);
    let payload = json!({ "task": id, "at": at });
    let dedupe = format!("{id}:{at}");
    jobs::enqueue(
        tx,
        cx.workspace.id,
        app.new_id(cx.written_at),
        REMINDER,
        &payload,
        Some(&dedupe),
        run_at,
    )?;
    Ok(())
}

/// Tells the owner, if the task is still open and still to be brought to mind at that time.
pub(crate) fn remind(tx: &mut Tx<'_>, app: &App, cx: &Cx, payload: &Json) -> Result<()> {
    let (Some(id), Some(at)) = (
        payload["task"].as_str().and_then(|id| id.parse::<Id>().ok()),
        payload["at"].as_i64(),
    ) else {
        return Ok(());
    };
    // It may have been deleted since.
    let found: Vec<Task> = store::records::find(
        tx,
        cx,
        &records::Condition::leaf("id", records::Op::Eq, id.to_string()),
        1,
    )?;
    let Some(task) = found.into_iter().next() else {
        return Ok(());
    };
    let (true, true, Some(owner)) = (task.status != "done", task.remind_at == Some(Instant(at)), task.owner) else {
        return Ok(());
    };
    if !crate::contact::to_be_done(tx, app, cx, &task)? {
        return Ok(());
    }
    let told = Told {
        to: owner,
        kind: "reminder",
        key: format!("reminder:{id}:{at}"),
        object: Task::OBJECT,
        record: id,
        about: (Task::OBJECT, id),
    };
    tell(tx, cx, &told)
}
