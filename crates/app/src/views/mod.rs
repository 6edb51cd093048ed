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
            let bound = Condition::parse_text(filter).and_then(|filter| bind(&filter, object, cx).map(|_| ()));
            bound.map_err(|error| error.within("/filter"))?;
        }
        if draft.changed(SavedView::sort)
            && let Value::Text(sort) = draft.get(SavedView::sort)
        {
            store::records::check_sort(sort, object, cx)?;
        }
        if draft.changed(SavedView::columns)
            && let Value::Json(columns) = draft.get(SavedView::columns)
        {
            let columns = serde_json::from_str::<Vec<String>>(columns).map_err(|_| {
                Error::field(
                    "/columns",
                    Code::InvalidValue,
                    "应为字段名的数组",
                    "Expected a list of fields",
                )
            })?;
            let unknown = |key: &&String| !object.field(key).is_some_and(|f| cx.sees(object, f));
            if let Some(key) = columns.iter().find(unknown) {
                return Err(Error::field(
                    "/columns",
                    Code::UnknownField,
                    format!("没有名为 {key:?} 的字段"),
                    format!("There is no field {key:?}"),
                ));
            }
        }
        Ok(())
    }
}
