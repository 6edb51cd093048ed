//! What holds for segments when they are written.

use kernel::Result;
use records::{Condition, Cx, Value, bind};
use store::Tx;

use super::Segment;
use crate::App;
use crate::engine::{Draft, Hooks};

pub(crate) struct SegmentHooks;

impl Hooks for SegmentHooks {
    fn prepare(&self, _tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        if let (Value::Text(object), Value::Json(filter)) = (draft.get(Segment::object), draft.get(Segment::filter))
            && draft.changed(Segment::filter)
        {
            let object = cx.object(object)?;
            let bound = Condition::parse_text(filter).and_then(|filter| bind(&filter, object, cx).map(|_| ()));
            bound.map_err(|error| error.within("/filter"))?;
        }
        Ok(())
    }
}
