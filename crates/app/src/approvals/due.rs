//! What waits too long: a reminder first, then the superior.

use kernel::{Id, Instant, Result};
use records::{Condition, Cx, Op};
use serde_json::{Value as Json, json};
use store::records::find;
use store::{Tx, jobs};

use super::away::{late, remind_at};
use super::running::Running;
use super::{ApprovalSeat, rules::State};
use crate::App;

/// The kind of the job.
pub(crate) const DUE: &str = "approval_due";

/// Plans the reminder of somebody who was asked now, and what happens at their limit if they have one.
pub(super) fn plan(tx: &mut Tx<'_>, app: &App, cx: &Cx, seat: Id, due: Option<Instant>) -> Result<()> {
    let hours = due.map(|due| cx.workspace.calendar.minutes_between(cx.now, due) / 60);
    let mut jobs = vec![("remind", remind_at(cx, hours))];
    jobs.extend(due.map(|due| ("late", due)));
    for (what, run_at) in jobs.into_iter().filter(|(_, at)| *at > cx.written_at) {
        let payload = json!({ "seat": seat, "what": what, "asked": cx.now.0 });
        let dedupe = format!("{seat}:{what}:{}", cx.now.0);
        let id = app.new_id(cx.written_at);
        jobs::enqueue(tx, cx.workspace.id, id, DUE, &payload, Some(&dedupe), run_at)?;
    }
    Ok(())
}

/// Reminds whoever is still waited for, or gives it to their superior.
pub(crate) fn due(tx: &mut Tx<'_>, app: &App, cx: &Cx, payload: &Json) -> Result<()> {
    let Some(id) = payload["seat"].as_str().and_then(|id| id.parse::<Id>().ok()) else {
        return Ok(());
    };
    let there = Condition::leaf("id", Op::Eq, id.to_string());
    let Some(seat) = find::<ApprovalSeat>(tx, cx, &there, 1)?.into_iter().next() else {
        return Ok(());
    };
    if seat.state != State::Waiting.as_str() {
        return Ok(());
    }
    if payload["what"] == "late" {
        // What waited for another first has a limit of its own since.
        if seat.due_at.is_some_and(|due| due > cx.now) || late(tx, app, cx, id)? {
            return Ok(());
        }
    }
    let running = Running::load(tx, cx, seat.approval)?;
    let which = format!("{id}:{}:{}", payload["what"], payload["asked"]);
    running.tell(tx, cx, seat.person, "approval_reminder", &which)
}
