//! Which values the conditions of a document read: a write that touches one makes the affected runs be looked at again.

use std::collections::BTreeSet;

use records::{Condition, ObjectDef, Registry};

use crate::{Document, Stage};

/// A value that a condition reads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Read {
    /// The object of the record that holds it.
    pub object: &'static str,
    /// The field.
    pub field: &'static str,
    /// How the record is reached from the subject, such as `account` or `stakeholders`; empty is the subject itself.
    pub path: String,
}

/// Every condition of a stage.
pub(crate) fn conditions(stage: &Stage) -> impl Iterator<Item = &Condition> {
    let steps = stage.steps.iter().filter_map(|s| s.done_when.as_ref());
    let ways = stage.next.iter().flatten().filter_map(|w| w.when.as_ref());
    steps.chain(stage.exit.iter().map(|e| &e.when)).chain(ways)
}

/// All values that the conditions of `document` read. What the registry doesn't know is left out: such a document
/// can't be published.
pub fn reads(document: &Document, registry: &Registry) -> BTreeSet<Read> {
    let mut found = BTreeSet::new();
    let Some(object) = registry.object(&document.sop.object) else {
        return found;
    };
    for condition in document.stages.iter().flat_map(conditions) {
        walk(condition, object, "", registry, &mut found);
    }
    // Questionnaires follow the answers.
    let asks = document
        .stages
        .iter()
        .flat_map(|s| &s.steps)
        .any(|s| s.by_data() && s.done_when.is_none());
    if let Some(answers) = object.collection("answers").filter(|_| asks) {
        through_collection(answers.key, object, "", registry, &mut found);
        if let Some(answers) = registry.object(answers.object) {
            for field in ["question", "text", "unknown_because", "will_know_by"] {
                note(answers, field, "answers", &mut found);
            }
        }
    }
    found
}

fn walk(condition: &Condition, object: &ObjectDef, path: &str, registry: &Registry, found: &mut BTreeSet<Read>) {
    match condition {
        Condition::All(items) | Condition::Any(items) => {
            for item in items {
                walk(item, object, path, registry, found);
            }
        }
        Condition::Not(inner) => walk(inner, object, path, registry, found),
        Condition::Leaf { field, .. } => {
            if let Some((object, key, path)) = follow(field, object, path, registry, found) {
                note(object, key, &path, found);
            }
        }
        Condition::Exists {
            path: collection,
            filter,
        } => {
            let Some((object, key, path)) = follow(collection, object, path, registry, found) else {
                return;
            };
            let Some((target, path)) = through_collection(key, object, &path, registry, found) else {
                return;
            };
            if let Some(filter) = filter {
                walk(filter, target, &path, registry, found);
            }
        }
    }
}

/// Goes through the references of a dotted path: the object that its last part belongs to.
fn follow<'r, 'p>(
    dotted: &'p str,
    object: &'r ObjectDef,
    path: &str,
    registry: &'r Registry,
    found: &mut BTreeSet<Read>,
) -> Option<(&'r ObjectDef, &'p str, String)> {
    let Some((first, rest)) = dotted.split_once('.') else {
        return Some((object, dotted, path.to_owned()));
    };
    note(object, first, path, found);
    let target = registry.object(object.target(first)?)?;
    let path = join(path, first);
    // That it is there at all.
    note(target, "id", &path, found);
    follow(rest, target, &path, registry, found)
}

fn through_collection<'r>(
    key: &str,
    object: &ObjectDef,
    path: &str,
    registry: &'r Registry,
    found: &mut BTreeSet<Read>,
) -> Option<(&'r ObjectDef, String)> {
    let collection = object.collection(key)?;
    let target = registry.object(collection.object)?;
    let path = join(path, key);
    note(target, collection.field, &path, found);
    Some((target, path))
}

fn note(object: &ObjectDef, field: &str, path: &str, found: &mut BTreeSet<Read>) {
    if let Some(field) = object.field(field) {
        found.insert(Read {
            object: object.key,
            field: field.key,
            path: path.to_owned(),
        });
    }
}

fn join(path: &str, part: &str) -> String {
    if path.is_empty() {
        part.to_owned()
    } else {
        format!("{path}.{part}")
    }
}
