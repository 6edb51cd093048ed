//! Opportunities.

mod lines;
mod objects;

use kernel::{Code, Error, Result};
use records::{Cx, Value};
use store::Tx;

pub(crate) use lines::LineHooks;
pub use lines::{LINES, LineItem};
pub use objects::*;

use crate::App;
use crate::engine::{Draft, Hooks, Saved};
use crate::sop::Beginning;

/// Counts how often the day by which a deal should be closed was put off.
fn put_off(draft: &mut Draft<'_>) {
    let before = draft.old.zip(draft.object.index(Opportunity::expected_close));
    let before = before.map(|(old, index)| old[index].clone());
    if let (Some(Value::Int(before)), Value::Int(now)) = (before, draft.get(Opportunity::expected_close))
        && *now > before
        && *draft.get(Opportunity::status) == Value::from("open")
        && let Value::Int(times) = *draft.get(Opportunity::postponed)
    {
        draft.set(Opportunity::postponed, times + 1);
    }
}

/// The days that cycles are reckoned from: nobody began with a deal tomorrow, or after it was closed.
fn plausible(cx: &Cx, draft: &Draft<'_>) -> Result<()> {
    let Value::Int(engaged) = *draft.get(Opportunity::engaged_on) else {
        return Ok(());
    };
    let fault = |zh: &str, en: &str| Err(Error::field("/engaged_on", Code::InvalidValue, zh, en));
    let given = draft.old.is_none() || draft.changed(Opportunity::engaged_on);
    if given && engaged > i64::from(cx.today().0) {
        return fault(
            "开始接触的日期不能晚于今天",
            "A deal can't have been engaged in after today",
        );
    }
    match *draft.get(Opportunity::closed_on) {
        Value::Int(closed) if given && engaged > closed => fault(
            "开始接触的日期不能晚于成交或丢单的日期",
            "A deal can't have been engaged in after it was closed",
        ),
        _ => Ok(()),
    }
}

pub(crate) struct OpportunityHooks;

impl Hooks for OpportunityHooks {
    fn prepare(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        // An import may say that it isn't known.
        if draft.old.is_none() && !draft.is_given(Opportunity::engaged_on) {
            draft.fill(Opportunity::engaged_on, cx.today());
        }
        match draft.old {
            // It is judged as its SOP begins, or as soon as somebody has the time.
            None => draft.set(Opportunity::health_due_at, cx.now),
            Some(_) => put_off(draft),
        }
        plausible(cx, draft)?;
        lines::keeps_currency(tx, cx, draft)?;
        let days = match (draft.get(Opportunity::engaged_on), draft.get(Opportunity::closed_on)) {
            (Value::Int(from), Value::Int(to)) => Some(to - from),
            _ => None,
        };
        draft.set(Opportunity::cycle_days, days);
        Ok(())
    }

    fn begins(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, draft: &Draft<'_>) -> Result<Option<Beginning<'_>>> {
        if draft.get(Opportunity::stage).is_null() {
            crate::sop::usual(tx, app, cx, draft.object, &draft.new)
        } else {
            Ok(None)
        }
    }

    fn saved(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        crate::insights::saved(tx, cx, saved)
    }
}
