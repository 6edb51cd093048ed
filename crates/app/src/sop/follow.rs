//! Steps done by a condition follow the data: whatever is written, the runs whose conditions read it are looked at again
//! in the same transaction. Beyond a hundred a job does it, and until then they are marked stale.

use std::collections::BTreeSet;

use kernel::{Id, Result};
use records::{Condition, Cx, Op, Value};
use store::Tx;
use store::records::ids;

use super::run::observe;
use crate::App;
use crate::engine::Saved;

/// Runs looked at again within the transaction that touched their data.
const AT_ONCE: usize = 100;

/// Looks again at the runs that a write touches.
pub(crate) fn follow(tx: &mut Tx<'_>, app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
    // Only these can be part of an SOP's conditions; spare everything else the look.
    if matches!(saved.object.key, "saved_views" | "roles" | "sops" | "sop_versions") {
        return Ok(());
    }
    let mut subjects = BTreeSet::new();
    for version in app.versions().in_use(tx, cx)? {
        let Some(subject) = cx.registry.object(&version.document.sop.object) else {
            continue;
        };
        let touched = version.reads.iter().filter(|r| {
            r.object == saved.object.key && (saved.old.is_none() || saved.new.is_none() || saved.changed(r.field))
        });
        let paths: BTreeSet<&str> = touched.map(|r| r.path.as_str()).collect();
        for path in paths {
            if path.is_empty() {
                // A new record's run has just begun with what it says.
                if saved.old.is_some()
                    && saved.new.is_some()
                    && let Value::Id(id) = *saved.get("id")
                {
                    subjects.insert(id);
                }
                continue;
            }
            if let Some(collection) = subject.collection(path) {
                for values in [saved.old, saved.new].into_iter().flatten() {
                    if let Some(Value::Id(id)) = saved.object.index(collection.field).map(|i| &values[i]) {
                        subjects.insert(*id);
                    }
                }
                continue;
            }
            if let Value::Id(id) = *saved.get("id") {
                let running = Condition::leaf("status", Op::In, serde_json::json!(["open", "on_hold", "won"]))
                    .and(Condition::leaf("sop_version", Op::Eq, version.record.id.to_string()))
                    .and(leads_to(subject, path, id));
                let system = cx.as_system();
                subjects.extend(ids(tx, &system, subject, &running, AT_ONCE + 1)?);
            }
        }
    }
    if subjects.len() > AT_ONCE {
        for id in subjects {
            store::sop::mark_stale(tx, cx.workspace.id, id)?;
        }
        return store::jobs::enqueue(
            tx,
            cx.workspace.id,
            app.new_id(cx.now),
            "sop_refresh",
            &serde_json::json!({}),
            Some("sop_refresh"),
            cx.now,
        )
        .map(|_| ());
    }
    for id in subjects {
        observe(tx, app, cx, "opportunities", id)?;
    }
    Ok(())
}

/// The condition that `path`, through references and collections, leads to the record `id`.
fn leads_to(object: &records::ObjectDef, path: &str, id: Id) -> Condition {
    let (first, rest) = path
        .split_once('.')
        .map_or((path, None), |(first, rest)| (first, Some(rest)));
    if object.collection(first).is_some() {
        let inner = match rest {
            None => Condition::leaf("id", Op::Eq, id.to_string()),
            Some(rest) => Condition::leaf(rest, Op::Eq, id.to_string()),
        };
        return Condition::Exists {
            path: first.to_owned(),
            filter: Some(Box::new(inner)),
        };
    }
    Condition::leaf(path, Op::Eq, id.to_string())
}

/// Looks again at stale runs, some at a time; tells whether more are left.
pub fn refresh_stale(tx: &mut Tx<'_>, app: &App, cx: &Cx) -> Result<bool> {
    let waiting = store::sop::runs(tx, cx.workspace.id, Id::NONE, true, AT_ONCE)?;
    for run in &waiting {
        observe(tx, app, cx, &run.object, run.subject)?;
        store::sop::clear_stale(tx, cx.workspace.id, run.subject)?;
    }
    Ok(waiting.len() == AT_ONCE)
}
