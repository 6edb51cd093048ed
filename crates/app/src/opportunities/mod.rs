//! Opportunities.

mod objects;

use kernel::Result;
use records::{Cx, Value};
use store::Tx;

pub use objects::*;

use crate::App;
use crate::engine::{Draft, Hooks, Saved};
use crate::sop::Beginning;

pub(crate) struct OpportunityHooks;

impl Hooks for OpportunityHooks {
    fn prepare(&self, _tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        // An import may say that it isn't known.
        if draft.old.is_none() && !draft.is_given(Opportunity::engaged_on) {
            draft.fill(Opportunity::engaged_on, cx.today());
        }
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
