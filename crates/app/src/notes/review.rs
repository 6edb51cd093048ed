//! Remarks on a version of an SOP: they stand at a stage or step, and are settled. A version belongs to everybody, so whose
//! remark it is decides here what rights decide elsewhere.

use kernel::{Code, Error, Result};
use records::{Cx, Value};

use super::Note;
use crate::engine::{Draft, Saved};

/// Checks the place, and that only its author rewords a remark; its author and those who edit SOPs settle it.
pub(super) fn prepare(cx: &Cx, draft: &Draft<'_>) -> Result<()> {
    let on_version = !draft.get(Note::sop_version).is_null();
    if let Value::Text(place) = draft.get(Note::place)
        && draft.changed(Note::place)
        && !(on_version && crate::studio::is_place(place))
    {
        return Err(Error::field(
            "/place",
            Code::InvalidValue,
            "位置写作 阶段 或 阶段/步骤，例如 discover/dis_pain，并同时给出 sop_version",
            "A place is written stage or stage/step, such as discover/dis_pain, together with sop_version",
        ));
    }
    if !on_version {
        return Ok(());
    }
    let others = draft.old.is_some() && draft.id("created_by") != cx.user;
    if others && (draft.changed(Note::body) || !cx.rights.can("sop.edit")) && !cx.is_system() {
        return Err(Error::forbidden().detail(
            "审阅意见只能由本人修改；能编辑 SOP 的人可以把它标为已处理",
            "A remark is changed by whoever wrote it; those who edit SOPs may mark it as resolved",
        ));
    }
    Ok(())
}

/// A remark is taken away by whoever wrote it.
pub(super) fn saved(cx: &Cx, saved: &Saved<'_>) -> Result<()> {
    let on_version = !saved.get(Note::sop_version).is_null();
    if saved.new.is_none() && on_version && saved.get("created_by") != &Value::from(cx.user) && !cx.is_system() {
        return Err(Error::forbidden().detail("审阅意见只能由本人删除", "A remark is deleted by whoever wrote it"));
    }
    Ok(())
}
