//! How often a customer is to be contacted: at least every so many days, by tier.

use kernel::{Day, Id, Instant, Result};
use records::{Action, Cx, Value};
use store::Tx;
use store::records as rows;

use super::compute;
use super::rule::Rule;
use crate::accounts::Account;

/// By when an account of a tier is to be contacted again.
pub(super) fn due(rule: &Rule, tier: &str, last: Day) -> Option<Day> {
    let days = rule.tier(tier)?.every_days?;
    Some(last.plus(i32::try_from(days).unwrap_or(i32::MAX)))
}

/// A contact with an account moves the day of the next. Accounts without such a day cost one look at their row.
pub(crate) fn contacted(tx: &mut Tx<'_>, cx: &Cx, account: Id, at: Instant) -> Result<()> {
    let system = cx.as_system();
    let object = system.object(Account::OBJECT)?;
    let Some(old) = rows::load(tx, &system, object, account, Action::Read)? else {
        return Ok(());
    };
    let (Some(place), Some(tier)) = (object.index(Account::contact_due_on), object.index(Account::tier)) else {
        return Ok(());
    };
    let (Value::Int(before), Value::Text(tier)) = (&old[place], &old[tier]) else {
        return Ok(());
    };
    let Some((rule, _)) = compute::rule(tx, cx)? else {
        return Ok(());
    };
    let next = due(&rule, tier, at.day(cx.workspace.calendar.tz));
    // A talk that is logged late doesn't take back a later one.
    if let Some(next) = next.filter(|next| i64::from(next.0) > *before) {
        rows::project(tx, &system, object, &old, &[(place, next.into())])?;
    }
    Ok(())
}
