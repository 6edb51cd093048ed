//! What waits for somebody goes to others when they are away, when they leave, and when they take too long.

use kernel::{Id, Instant, Result};
use records::{Action, Condition, Cx, Op, Value};
use serde_json::{Value as Json, json};
use store::records::{find, load_as};
use store::{Tx, jobs};

use super::people::Org;
use super::rules::{Came, State, Status};
use super::running::Running;
use super::{ApprovalSeat, Delegation};
use crate::App;

/// The kind of the job that begins with somebody's absence.
pub(crate) const AWAY: &str = "approval_away";

/// Plans that what waits for somebody goes to their stand-in on the day from which they are away.
pub(super) fn plan(tx: &mut Tx<'_>, app: &App, cx: &Cx, delegation: Id, begins: &Value) -> Result<()> {
    let Value::Int(day) = begins else { return Ok(()) };
    let day = kernel::Day(i32::try_from(*day).unwrap_or_default());
    let run_at = day.start(cx.workspace.calendar.tz).max(cx.written_at);
    let (id, payload) = (app.new_id(cx.written_at), json!({ "delegation": delegation }));
    jobs::enqueue(
        tx,
        cx.workspace.id,
        id,
        AWAY,
        &payload,
        Some(&format!("{delegation}:{day}")),
        run_at,
    )
    .map(|_| ())
}

/// Gives what waits for somebody who is away now to their stand-in.
pub(crate) fn begin(tx: &mut Tx<'_>, app: &App, cx: &Cx, payload: &Json) -> Result<()> {
    let Some(id) = payload["delegation"].as_str().and_then(|id| id.parse::<Id>().ok()) else {
        return Ok(());
    };
    let there = Condition::leaf("id", Op::Eq, id.to_string());
    let Some(delegation) = find::<Delegation>(tx, cx, &there, 1)?.into_iter().next() else {
        return Ok(());
    };
    let (Some(owner), true) = (delegation.owner, delegation.covers(cx.today())) else {
        return Ok(());
    };
    for seat in open_seats(tx, cx, owner)? {
        let mut running = Running::load(tx, cx, seat.approval)?;
        let org = Org::load(tx, cx)?;
        let barred = running.barred(tx, cx)?;
        let (to, came, _) = org.in_place(owner, running.course.asker, &barred);
        let Some(n) = running.course.seats.iter().position(|s| s.id == Some(seat.id)) else {
            continue;
        };
        if came == Came::StandIn && running.step()?.right().is_none() && running.course.may_ask(to).is_ok() {
            running.course.replace(n, State::HandedOver, to, came);
            running.save(tx, app, cx, None)?;
        }
    }
    Ok(())
}

/// Gives what waits for somebody who has left to their superior, else to the asker's, else to whom the step is left with.
pub(super) fn left(tx: &mut Tx<'_>, app: &App, cx: &Cx, user: Id) -> Result<()> {
    let system = cx.as_system();
    for seat in open_seats(tx, &system, user)? {
        let mut running = Running::load(tx, &system, seat.approval)?;
        let Some(n) = running.course.seats.iter().position(|s| s.id == Some(seat.id)) else {
            continue;
        };
        // Whoever has the right may decide, asked by name or not.
        if running.step()?.right().is_some() || running.course.status != Status::Pending {
            continue;
        }
        let org = Org::load(tx, &system)?;
        let barred = running.barred(tx, &system)?;
        let asker = running.course.asker;
        let above = org.superiors(user).into_iter().chain(org.superiors(asker));
        let fit = |id: &Id| !barred.contains(id) && running.course.may_ask(*id).is_ok();
        let to = above.filter(|id| *id != user && org.is_active(*id)).find(fit);
        match to {
            Some(to) => running.course.replace(n, State::TimedOut, to, Came::Superior),
            None if running.course.seats.iter().filter(|s| s.state.is_open()).count() > 1 => continue,
            None => {
                running.course.replace(n, State::TimedOut, asker, Came::Flow);
                running.course.alone = true;
            }
        }
        running.save(tx, app, &system, None)?;
    }
    Ok(())
}

/// Gives a seat that wasn't decided in time to the superior of its person; tells whether there is one.
pub(super) fn late(tx: &mut Tx<'_>, app: &App, cx: &Cx, seat: Id) -> Result<bool> {
    let seat: ApprovalSeat = load_as(tx, cx, seat, Action::Read)?;
    let mut running = Running::load(tx, cx, seat.approval)?;
    let org = Org::load(tx, cx)?;
    let barred = running.barred(tx, cx)?;
    let fit = |id: &Id| !barred.contains(id) && running.course.may_ask(*id).is_ok();
    let to = org.superiors(seat.person).into_iter().find(fit);
    let place = running.course.seats.iter().position(|s| s.id == Some(seat.id));
    let (Some(to), Some(n)) = (to, place) else {
        return Ok(false);
    };
    running.tell(tx, cx, seat.person, "approval_late", &seat.id.to_string())?;
    running.course.replace(n, State::TimedOut, to, Came::Superior);
    running.save(tx, app, cx, None)?;
    Ok(true)
}

fn open_seats(tx: &mut Tx<'_>, system: &Cx, person: Id) -> Result<Vec<ApprovalSeat>> {
    let open = Condition::leaf(ApprovalSeat::person, Op::Eq, person.to_string()).and(Condition::leaf(
        ApprovalSeat::state,
        Op::In,
        vec!["waiting", "queued"],
    ));
    find(tx, system, &open, 1_000)
}

/// When what somebody was asked now is brought to their mind again: half of the time that it may take, or a working day.
pub(super) fn remind_at(cx: &Cx, hours: Option<i64>) -> Instant {
    const DAY: i64 = 480;
    cx.workspace
        .calendar
        .add_minutes(cx.now, hours.map_or(DAY, |hours| hours * 30))
}
