//! The recycle bin as one sees it.

use kernel::{Id, Instant, Result};
use records::{Action, Cx, ObjectDef, Scope, Value};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records as rows;

use super::actions::anothers;

/// What the asker deleted or could have, and may restore: the latest `limit`, over all kinds or of one. An entry has `object`,
/// `id`, `name` and `deleted_at`.
///
/// # Errors
/// `not_found` if the asker may not know of the kind.
pub fn bin(tx: &mut Tx<'_>, cx: &Cx, object: Option<&str>, limit: usize) -> Result<Vec<Json>> {
    let objects: Vec<&ObjectDef> = match object {
        Some(key) => vec![cx.object(key)?],
        None => cx.registry.objects().iter().collect(),
    };
    let mut found: Vec<(Instant, Json)> = Vec::new();
    for object in objects {
        if object.by_verbs || cx.rights.object(object.key).scope(Action::Delete) == Scope::None {
            continue;
        }
        for (at, values) in rows::list_deleted(tx, cx, object, limit)? {
            if let Value::Id(id) = values[0]
                && !anothers(cx, object, &values, Action::Delete)
            {
                found.push((at, entry(cx, object, id, at, &values)));
            }
        }
    }
    found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Ok(found.into_iter().take(limit).map(|(_, entry)| entry).collect())
}

fn entry(cx: &Cx, object: &ObjectDef, id: Id, at: Instant, values: &[Value]) -> Json {
    let name = object
        .index(object.name_field)
        .filter(|i| cx.sees(object, &object.fields[*i]));
    let name = match name.map(|i| (&object.fields[i], &values[i])) {
        Some((field, Value::Text(text))) if cx.is_masked(object, field) => records::mask(field, text),
        Some((_, Value::Text(text))) => text.as_str().to_owned(),
        _ => String::new(),
    };
    json!({ "object": object.key, "id": id.to_string(), "name": name, "deleted_at": at.to_rfc3339() })
}
