//! Search over all objects, under the asker's rights.

use kernel::{Id, Result};
use records::{Condition, Cx, FieldDef, ObjectDef, Op, Scope, Search};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{self as rows, ListQuery};
use store::search::SearchScope;

use crate::App;

/// What a search finds.
#[derive(Clone, Debug)]
pub struct SearchHit {
    /// As it is answered: object, id, name, hint.
    pub json: Json,
}

/// How far the asker's search reaches in an object; `None` if not at all.
fn scope(cx: &Cx, object: &ObjectDef) -> Option<SearchScope> {
    let rights = cx.rights.object(object.key);
    if !object.is_searched() || rights.read == Scope::None {
        return None;
    }
    let whole = |f: &FieldDef| cx.sees_whole(object, f);
    let name_seen = object
        .fields
        .iter()
        .filter(|f| matches!(f.search, Search::Name | Search::Open))
        .all(whole);
    let owned = object.access == records::Access::Owned;
    let all = rights.read == Scope::All || !owned;
    name_seen.then(|| SearchScope {
        object: object.key,
        all,
        owner: cx.user.filter(|_| !all),
        teams: match rights.read {
            Scope::Team if !all => cx.team.into_iter().collect(),
            Scope::Below if !all => cx.teams_below.to_vec(),
            _ => Vec::new(),
        },
        private: object.fields.iter().filter(|f| f.search == Search::Private).all(whole),
    })
}

/// Records that match: those of `recent` first, in their order, then the likeliest. Without words only those of `recent`.
pub fn search(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    (query, recent): (&str, &[Id]),
    objects: &[String],
    limit: usize,
) -> Result<Vec<SearchHit>> {
    let wanted = |o: &&ObjectDef| objects.is_empty() || objects.iter().any(|k| k == o.key);
    let scopes: Vec<_> = cx
        .registry
        .objects()
        .iter()
        .filter(wanted)
        .filter_map(|o| scope(cx, o))
        .collect();
    let mut found = store::search::among(tx, cx.workspace.id, query, recent)?;
    found.retain(|hit| scopes.iter().any(|scope| scope.object == hit.object));
    for hit in store::search::search(tx, cx.workspace.id, query, &scopes, limit)? {
        if found.iter().all(|known| known.id != hit.id) {
            found.push(hit);
        }
    }
    found.truncate(limit);
    let mut hits: Vec<Option<SearchHit>> = vec![None; found.len()];
    for object in cx.registry.objects() {
        let ids: Vec<Id> = found.iter().filter(|h| h.object == object.key).map(|h| h.id).collect();
        if ids.is_empty() {
            continue;
        }
        // Loaded again under the asker's rights: what the index says is a hint, not a permission.
        let hints = hint_fields(cx, object);
        let fields = ["id", object.name_field]
            .into_iter()
            .chain(hints.iter().copied())
            .map(str::to_owned)
            .collect();
        let page = rows::list(
            tx,
            cx,
            object,
            &ListQuery {
                ids: Some(ids),
                fields,
                sort: "id".to_owned(),
                limit: kernel::PAGE_ROWS,
                ..ListQuery::default()
            },
            app.cursor_key(),
        )?;
        let mut text = b"[".to_vec();
        text.extend(page.data);
        text.push(b']');
        let records: Vec<Json> = serde_json::from_slice(&text).unwrap_or_default();
        for record in records {
            if let Some(at) = found.iter().position(|h| record["id"] == h.id.to_string()) {
                let hint = hints
                    .iter()
                    .map(|h| record[*h].get("name").unwrap_or(&record[*h]))
                    .find(|hint| !hint.is_null());
                hits[at] = Some(SearchHit {
                    json: json!({ "object": object.key, "id": record["id"], "name": record[object.name_field], "hint": hint }),
                });
            }
        }
    }
    Ok(hits.into_iter().flatten().collect())
}

/// What may stand beside a name to tell it from others: the first that isn't empty does.
fn hint_fields(cx: &Cx, object: &ObjectDef) -> Vec<&'static str> {
    let keys: &[&'static str] = match object.key {
        "tasks" => &["opportunity", "account", "contact", "lead"],
        "leads" => &["company", "title"],
        _ => &["account", "industry", "series", "title"],
    };
    let seen = |key: &&&'static str| object.field(key).is_some_and(|f| cx.sees(object, f));
    keys.iter().filter(seen).copied().collect()
}

/// The ids in one object that match, for a list's `q`; `None` if the object isn't searched, so that the list falls back
/// to its name.
pub fn search_ids(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, query: &str) -> Result<Option<Vec<Id>>> {
    let Some(scope) = scope(cx, object) else {
        return Ok(None);
    };
    let hits = store::search::search(tx, cx.workspace.id, query, &[scope], 2_000)?;
    Ok(Some(hits.into_iter().map(|h| h.id).collect()))
}

/// The condition that stands in for search where an object has none.
pub fn name_contains(object: &ObjectDef, query: &str) -> Condition {
    Condition::leaf(object.name_field, Op::Contains, query)
}
