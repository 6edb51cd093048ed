//! What is to be done.

mod objects;

use kernel::Result;
use records::{Cx, Value};
use store::Tx;

pub use objects::*;

use crate::App;
use crate::engine::{Draft, Hooks};

pub(crate) struct TaskHooks;

impl Hooks for TaskHooks {
    fn prepare(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        if draft.changed(Task::due_at)
            && let Value::Int(at) = draft.get(Task::due_at)
        {
            draft.set(Task::due_on, kernel::Instant(*at).day(cx.workspace.calendar.tz));
        }
        if draft.changed(Task::status) {
            let done = *draft.get(Task::status) == Value::from("done");
            draft.set(Task::done_at, done.then_some(cx.now));
        }
        crate::activities::fill_account(tx, cx, draft);
        Ok(())
    }
}
