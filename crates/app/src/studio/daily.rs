//! Once on each working day, at an hour when people are at their desks: who hasn't read a version is reminded, and who keeps
//! one hears that it is time to review it.

use kernel::{Id, Instant, Result};
use records::{Action, Condition, Cx, Op, Rights, Value};
use serde_json::json;
use store::records::{self as rows, find, load_as};
use store::{Tx, jobs};

use super::{SopReceipt, receipts, rules};
use crate::App;
use crate::notices::tell;
use crate::people::{Role, User};
use crate::sop::SopVersion;

/// The kind of the job.
pub(crate) const DAILY: &str = "sop_daily";

/// Minutes after midnight at which it runs.
const AT: u32 = 9 * 60 + 30;

/// Days between two reminders that a review is due.
const AGAIN: i32 = 7;

/// Asks for the next round, unless one is planned already.
pub(crate) fn plan_daily(tx: &mut Tx<'_>, app: &App, cx: &Cx) -> Result<()> {
    let (id, run_at) = (app.new_id(cx.written_at), next(cx));
    jobs::enqueue(tx, cx.workspace.id, id, DAILY, &json!({}), Some("daily"), run_at).map(|_| ())
}

/// The next such hour of a working day.
fn next(cx: &Cx) -> Instant {
    let calendar = &cx.workspace.calendar;
    let now = cx.written_at;
    let today = now.day(calendar.tz);
    (0..60)
        .map(|n| today.plus(n))
        .filter(|day| calendar.is_worked(*day))
        .map(|day| day.at(AT, calendar.tz))
        .find(|at| *at > now)
        .unwrap_or_else(|| now.plus_seconds(86_400))
}

/// Does the round of today and plans the next.
pub(crate) fn daily(tx: &mut Tx<'_>, app: &App, cx: &Cx) -> Result<()> {
    plan_daily(tx, app, cx)?;
    // A computer that slept through the night doesn't wake people.
    if !cx.workspace.calendar.is_worked(cx.today()) {
        return Ok(());
    }
    remind(tx, cx)?;
    review(tx, cx)
}

fn remind(tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
    let object = cx.object(SopReceipt::OBJECT)?;
    let index = |key: &str| object.index(key).unwrap_or_default();
    let today = cx.today();
    let unread = Condition::leaf(SopReceipt::read_at, Op::IsEmpty, true).and(Condition::leaf(
        SopReceipt::reminded,
        Op::Lt,
        rules::REMINDERS,
    ));
    for receipt in find::<SopReceipt>(tx, cx, &unread, 10_000)? {
        let told = receipt
            .reminded_on
            .unwrap_or_else(|| receipt.created_at.day(cx.workspace.calendar.tz));
        if !rules::is_due(told, receipt.reminded, today) || !is_asked_still(tx, cx, &receipt)? {
            continue;
        }
        let notice = receipts::told("sop_unread", today.to_string(), receipt.version_of, receipt.person);
        tell(tx, cx, &notice)?;
        let Some(old) = rows::load(tx, cx, object, receipt.id, Action::Read)? else {
            continue;
        };
        let changes = [
            (index(SopReceipt::reminded), Value::Int(receipt.reminded + 1)),
            (index(SopReceipt::reminded_on), Value::Int(i64::from(today.0))),
        ];
        rows::find_out(tx, cx, object, &old, &changes)?;
    }
    Ok(())
}

/// Whether the version is in use and the person works here.
fn is_asked_still(tx: &mut Tx<'_>, cx: &Cx, receipt: &SopReceipt) -> Result<bool> {
    let version: SopVersion = load_as(tx, cx, receipt.version_of, Action::Read)?;
    let person: Vec<User> = find(tx, cx, &Condition::leaf("id", Op::Eq, receipt.person.to_string()), 1)?;
    Ok(version.status == "published" && person.first().is_some_and(|p| p.active))
}

/// Tells who keeps a version that its review is due: on the day, and each week until the day is moved or another version
/// is published.
fn review(tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
    let today = cx.today();
    let due = Condition::leaf(SopVersion::status, Op::Eq, "published").and(Condition::leaf(
        SopVersion::review_on,
        Op::Lte,
        today.to_string(),
    ));
    for version in find::<SopVersion>(tx, cx, &due, 1_000)? {
        let weeks = version.review_on.map_or(0, |on| (today.0 - on.0) / AGAIN);
        for keeper in keepers(tx, cx, version.owner)? {
            let when = format!(
                "{}:{weeks}",
                version.review_on.map(|d| d.to_string()).unwrap_or_default()
            );
            tell(tx, cx, &receipts::told("sop_review_due", when, version.id, keeper))?;
        }
    }
    Ok(())
}

/// The owner; where there is none, as for what the program brought, those who edit SOPs.
fn keepers(tx: &mut Tx<'_>, cx: &Cx, owner: Option<Id>) -> Result<Vec<Id>> {
    let active = Condition::leaf(User::active, Op::Eq, true);
    let people: Vec<User> = find(tx, cx, &active, 10_000)?;
    if let Some(owner) = owner.filter(|owner| people.iter().any(|p| p.id == *owner)) {
        return Ok(vec![owner]);
    }
    let roles: Vec<Role> = find(tx, cx, &Condition::always(), 10_000)?;
    let edits = |role: &Role| {
        serde_json::from_str::<Rights>(&role.rights).is_ok_and(|r| r.can.iter().any(|can| can == "sop.edit"))
    };
    Ok(people
        .iter()
        .filter(|p| roles.iter().any(|r| r.id == p.role && edits(r)))
        .map(|p| p.id)
        .collect())
}
