//! Saved views.

mod objects;

use kernel::{Code, Error, Result};
use records::{Condition, Cx, Value, bind};
use store::Tx;

pub use objects::*;

use crate::App;
use crate::engine::{Draft, Hooks};

pub(crate) struct ViewHooks;

impl Hooks for ViewHooks {
    fn prepare(&self, _tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        draft.fill(SavedView::owner, cx.user);
        let Value::Text(object) = draft.get(SavedView::object).clone() else {
            return Ok(());
        };
        let object = cx
            .object(&object)
            .map_err(|_| Error::field("/object", Code::InvalidValue, "没有这个对象", "There is no such object"))?;
        if draft.changed(SavedView::filter)
            && let Value::Json(filter) = draft.get(SavedView::filter)
        {
            bind(&Condition::parse_text(filter)?, object, cx)?;
        }
        Ok(())
    }
}
