//! Two versions side by side, as they are read.

use kernel::{Error, Id, Result, Text};
use records::{Action, Condition, Cx, Op, words};
use serde_json::{Value as Json, json};
use sop::{Change, Note};
use store::Tx;
use store::records::{find, load_as};

use super::{Sop, SopVersion};
use crate::App;

/// Versions of one SOP that are looked at.
const SIBLINGS: usize = 500;

/// What differs in a version from another one, in the asker's language.
///
/// # Errors
/// `not_found` for a version that isn't there or may not be seen.
pub fn compare(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, with: Option<Id>) -> Result<Json> {
    let new: SopVersion = load_as(tx, cx, id, Action::Read)?;
    let with = match with {
        Some(with) => with,
        // Without another one it is compared with what is in use; what is in use with what was before it.
        None => match load_as::<Sop>(tx, cx, new.sop, Action::Read)?.current {
            Some(current) if current != id => current,
            _ => before(tx, cx, &new)?.unwrap_or(id),
        },
    };
    let old: SopVersion = load_as(tx, cx, with, Action::Read)?;
    let (after, before) = (app.versions().get(tx, cx, new.id)?, app.versions().get(tx, cx, old.id)?);
    let subject = cx
        .registry
        .object(&after.document.sop.object)
        .ok_or_else(Error::not_found)?;
    let say = |condition: &Condition| -> Text { words(condition, subject, &cx.registry) };
    let found = sop::compare(&before.document, &after.document, &say);
    let note = |n: &Note| json!({ "part": n.part, "key": n.key, "change": n.change, "text": n.text.get(cx.lang) });
    let notes = |all: &[Note]| all.iter().map(note).collect::<Vec<_>>();
    let stages = found
        .stages
        .iter()
        .map(|s| json!({ "key": s.key, "name": s.name.get(cx.lang), "change": s.change, "notes": notes(&s.notes) }));
    let version = |v: &SopVersion| {
        let name = if cx.lang == kernel::Lang::En {
            &v.name_en
        } else {
            &v.name
        };
        json!({ "id": v.id, "name": name, "number": v.number, "status": v.status })
    };
    let many = |change: Change| found.stages.iter().filter(|s| s.change == change).count();
    Ok(json!({
        "version": version(&new),
        "with": version(&old),
        "same": found.is_empty(),
        "added": many(Change::Added), "removed": many(Change::Removed), "changed": many(Change::Changed),
        "notes": notes(&found.notes),
        "stages": stages.collect::<Vec<_>>(),
    }))
}

/// The version that was published last before another.
fn before(tx: &mut Tx<'_>, cx: &Cx, version: &SopVersion) -> Result<Option<Id>> {
    let siblings = Condition::leaf(SopVersion::sop, Op::Eq, version.sop.to_string());
    let siblings: Vec<SopVersion> = find(tx, cx, &siblings, SIBLINGS)?;
    let earlier = siblings
        .into_iter()
        .filter(|s| s.id != version.id && s.published_at.is_some() && s.number < version.number);
    Ok(earlier.max_by_key(|s| s.number).map(|s| s.id))
}
