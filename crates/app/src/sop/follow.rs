//! Steps done by a condition follow the data: whatever is written, the runs whose conditions read it are looked at again
//! in the same transaction. Beyond a hundred a job does it, and until then they are marked stale.

use std::collections::BTreeSet;

use kernel::{Id, Result};
use records::{Condition, Cx, ObjectDef, Op, Value};
use serde_json::json;
use store::Tx;
use store::records::ids as find_ids;

use super::run::observe;
use crate::App;
use crate::engine::Saved;
use crate::leads::Lead;

/// Runs looked at again within the transaction that touched their data.
const AT_ONCE: usize = 100;
/// More runs than there are.
const ALL: usize = 1_000_000_000;

/// Looks again at the runs that a write touches.
pub(crate) fn follow(tx: &mut Tx<'_>, app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
    // Only these can be part of an SOP's conditions; spare everything else the look.
    if matches!(saved.object.key, "saved_views" | "roles" | "sops" | "sop_versions") {
        return Ok(());
    }
    let mut subjects: BTreeSet<(&str, Id)> = BTreeSet::new();
    let in_use = app.versions().in_use(tx, cx)?;
    for version in &in_use.versions {
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
                    subjects.insert((subject.key, id));
                }
                continue;
            }
            let (above, last) = path.rsplit_once('.').unwrap_or(("", path));
            let Some(here) = end_of(subject, above, cx) else {
                continue;
            };
            // Which records at the end of the path above lead to the one that was written.
            let (above, ids) = match here.collection(last) {
                Some(collection) => {
                    let parents = [saved.old, saved.new].into_iter().flatten();
                    let parent = |values: &[Value]| saved.object.index(collection.field).map(|i| values[i].clone());
                    (above, parents.filter_map(parent).collect())
                }
                None => (path, vec![saved.get("id").clone()]),
            };
            let ids: BTreeSet<Id> = ids
                .into_iter()
                .filter_map(|v| if let Value::Id(id) = v { Some(id) } else { None })
                .collect();
            if above.is_empty() {
                subjects.extend(ids.into_iter().map(|id| (subject.key, id)));
            } else if !ids.is_empty() {
                let running = Condition::leaf("status", Op::In, running(subject))
                    .and(Condition::leaf("sop_version", Op::Eq, version.record.id.to_string()))
                    .and(leads_to(subject, above, &ids, cx));
                let found = find_ids(tx, &cx.as_system(), subject, &running, ALL)?;
                subjects.extend(found.into_iter().map(|id| (subject.key, id)));
            }
        }
    }
    if subjects.len() > AT_ONCE {
        for (_, id) in subjects {
            store::sop::mark_stale(tx, cx.workspace.id, id)?;
        }
        return store::jobs::enqueue(
            tx,
            cx.workspace.id,
            app.new_id(cx.now),
            "sop_refresh",
            &json!({}),
            Some("sop_refresh"),
            cx.now,
        )
        .map(|_| ());
    }
    for (object, id) in subjects {
        observe(tx, app, cx, object, id)?;
    }
    Ok(())
}

/// The statuses under which a run may still go on.
fn running(subject: &ObjectDef) -> serde_json::Value {
    match subject.key {
        Lead::OBJECT => json!(["new", "working"]),
        _ => json!(["open", "on_hold", "won"]),
    }
}

/// The object at the end of a path of references and collections.
fn end_of<'c>(object: &'c ObjectDef, path: &str, cx: &'c Cx) -> Option<&'c ObjectDef> {
    path.split('.')
        .filter(|part| !part.is_empty())
        .try_fold(object, |here, part| {
            let target = here.collection(part).map(|c| c.object).or_else(|| here.target(part));
            cx.registry.object(target?)
        })
}

/// The condition that `path`, through references and collections, leads to one of the records `ids`.
fn leads_to(object: &ObjectDef, path: &str, ids: &BTreeSet<Id>, cx: &Cx) -> Condition {
    let ids_json = || ids.iter().map(Id::to_string).collect::<Vec<_>>();
    let (mut here, mut dotted) = (object, String::new());
    let mut rest = path;
    loop {
        let (part, further) = rest
            .split_once('.')
            .map_or((rest, None), |(part, more)| (part, Some(more)));
        dotted.push_str(part);
        let collection = here.collection(part);
        let target = end_of(here, part, cx);
        match (collection, further.zip(target)) {
            (Some(_), further) => {
                let inner = match further {
                    Some((more, target)) => leads_to(target, more, ids, cx),
                    None => Condition::leaf("id", Op::In, ids_json()),
                };
                return Condition::Exists {
                    path: dotted,
                    filter: Some(Box::new(inner)),
                };
            }
            (None, Some((more, target))) => {
                dotted.push('.');
                (here, rest) = (target, more);
            }
            (None, None) => return Condition::leaf(dotted, Op::In, ids_json()),
        }
    }
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
