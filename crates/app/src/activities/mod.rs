//! What has happened with a customer.

mod log;
mod objects;

use kernel::Result;
use records::{Action, Cx, Value};
use store::Tx;

pub use log::{LogEntry, LogNext, log};
pub use objects::*;

use crate::App;
use crate::engine::{Draft, Hooks, Saved};
use crate::opportunities::Opportunity;

pub(crate) struct ActivityHooks;

impl Hooks for ActivityHooks {
    fn prepare(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        if draft.old.is_some() {
            return Ok(());
        }
        draft.fill(Activity::at, cx.now);
        draft.fill(Activity::owner, cx.user);
        fill_account(tx, cx, draft);
        Ok(())
    }

    fn saved(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        crate::contact::refused_in_log(tx, app, cx, saved)?;
        // A contact with a customer moves the day of the next.
        if saved.old.is_none()
            && let Value::Id(account) = *saved.get(Activity::account)
            && let Value::Int(at) = *saved.get(Activity::at)
        {
            crate::tiers::contacted(tx, cx, account, kernel::Instant(at))?;
        }
        // The first contact stops the clock of a lead.
        if saved.old.is_none()
            && let Value::Id(lead) = *saved.get(Activity::lead)
            && let Value::Int(at) = *saved.get(Activity::at)
        {
            crate::leads::contacted(tx, cx, lead, kernel::Instant(at))?;
        }
        if saved.new.is_none()
            && let Value::Id(lead) = *saved.get(Activity::lead)
        {
            crate::leads::uncontacted(tx, cx, lead)?;
        }
        Ok(())
    }
}

/// What is about an opportunity is about its account, too.
pub(crate) fn fill_account(tx: &mut Tx<'_>, cx: &Cx, draft: &mut Draft<'_>) {
    if let Some(id) = draft.id(Activity::opportunity)
        && draft.get(Activity::account).is_null()
        && let Ok(opportunity) = store::records::load_as::<Opportunity>(tx, cx, id, Action::Read)
    {
        draft.set(Activity::account, opportunity.account);
    }
}
