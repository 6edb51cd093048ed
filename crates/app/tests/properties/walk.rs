//! A walk over pages is the whole list in its order: null smallest, names by pinyin, the id last in the direction of the
//! last key.

use std::cmp::Ordering;

use kernel::{Code, Id, SORT_KEYS};
use records::{Condition, Cx, FieldDef, ObjectDef, Value, bind, sort_key};
use serde_json::Value as Json;
use store::records::{self as rows, CursorKey, ListQuery};

use crate::choices::Choices;
use crate::company::{Company, on_companies};
use crate::plain::{Eyes, Rec, ask};
use crate::tree::Tree;

const KEY: CursorKey = CursorKey([7; 32]);

#[test]
fn pages_make_the_whole_list() {
    on_companies(2_000, 60, |_, _| (), one);
}

fn one(c: &mut Choices, company: &Company<'_>) -> Result<(), String> {
    let object = company.object(c);
    let cx = company.narrowed(c, object.key);
    let keys = keys(c, object);
    let tree = Tree {
        registry: company.registry,
        plain: &company.plain,
        wild: 0,
    };
    let filter = c.chance(40).then(|| tree.condition(c, object, 2));
    let query = ListQuery {
        filter,
        sort: words(&keys),
        fields: vec!["id".to_owned()],
        limit: 1 + c.below(12),
        ..ListQuery::default()
    };
    compare(company, &cx, object, &keys, &query).map_err(|fault| {
        let filter = query.filter.as_ref().map(Condition::to_json);
        let scope = cx.rights.object(object.key).read;
        format!(
            "{} ({scope:?}) by {:?}, {} a page, where {filter:?}: {fault}",
            object.key, query.sort, query.limit
        )
    })
}

/// Different fields that can be sorted by, and whether downwards; the id only as the last.
pub fn keys<'o>(c: &mut Choices, object: &'o ObjectDef) -> Vec<(&'o FieldDef, bool)> {
    let mut able: Vec<&FieldDef> = object.fields.iter().filter(|f| f.sortable || f.key == "id").collect();
    let mut keys = Vec::new();
    for _ in 0..=c.below(SORT_KEYS) {
        if able.is_empty() {
            break;
        }
        let field = able.remove(c.below(able.len()));
        keys.push((field, c.chance(50)));
    }
    keys
}

/// Keys as a caller writes them.
pub fn words(keys: &[(&FieldDef, bool)]) -> String {
    let words = keys
        .iter()
        .map(|(f, down)| format!("{}{}", if *down { "-" } else { "" }, f.key));
    words.collect::<Vec<_>>().join(",")
}

fn compare(
    company: &Company<'_>,
    cx: &Cx,
    object: &ObjectDef,
    keys: &[(&FieldDef, bool)],
    query: &ListQuery,
) -> Result<(), String> {
    let eyes = Eyes {
        plain: &company.plain,
        cx,
    };
    let always = Condition::always();
    let bound = bind(query.filter.as_ref().unwrap_or(&always), object, cx).map_err(|e| e.to_string())?;
    let mut expected: Vec<Rec<'_>> = eyes
        .records(object.key)
        .filter(|r| records::holds(&bound, r, object, &eyes))
        .collect();
    expected.sort_by(|a, b| order(a, b, keys));
    let expected: Vec<Id> = expected.iter().map(Rec::id).collect();
    let (asker, asked, object) = (cx.clone(), query.clone(), object.key);
    for (name, answer) in ask(company.dbs, move |tx| walk(tx, &asker, object, &asked)) {
        let found = answer.map_err(|e| format!("{name}: {e}"))?;
        if found != expected {
            return Err(format!("{name} lists {found:?}, expected {expected:?}"));
        }
    }
    Ok(())
}

pub fn order(a: &Rec<'_>, b: &Rec<'_>, keys: &[(&FieldDef, bool)]) -> Ordering {
    let value = |record: &Rec<'_>, field: &FieldDef| match record.get(field.key) {
        Value::Text(name) if field.by_name => Value::Text(sort_key(name)),
        value => value.clone(),
    };
    let turned = |order: Ordering, down: bool| if down { order.reverse() } else { order };
    let by_keys = keys
        .iter()
        .map(|(f, down)| turned(value(a, f).cmp(&value(b, f)), *down));
    let by_id = turned(a.id().cmp(&b.id()), keys.last().is_some_and(|(_, down)| *down));
    by_keys.fold(Ordering::Equal, Ordering::then).then(by_id)
}

fn walk(tx: &mut store::Tx<'_>, cx: &Cx, object: &str, query: &ListQuery) -> kernel::Result<Vec<Id>> {
    let found = records(tx, cx, cx.object(object)?, query, &KEY)?;
    Ok(found.iter().filter_map(|r| r["id"].as_str()?.parse().ok()).collect())
}

/// Every record of a list, page by page.
pub fn records(
    tx: &mut store::Tx<'_>,
    cx: &Cx,
    object: &ObjectDef,
    query: &ListQuery,
    key: &CursorKey,
) -> kernel::Result<Vec<Json>> {
    let (mut found, mut query) = (Vec::new(), query.clone());
    loop {
        let page = rows::list(tx, cx, object, &query, key)?;
        let text = format!("[{}]", String::from_utf8_lossy(&page.data));
        let records: Vec<Json> = serde_json::from_str(&text).map_err(kernel::Error::internal)?;
        assert!(records.len() == page.rows && (page.next.is_none() || page.rows == query.limit));
        found.extend(records);
        let Some(next) = page.next else {
            return Ok(found);
        };
        assert!(found.len() < 500, "the walk doesn't end");
        // The place belongs to this list only.
        let other = ListQuery {
            filter: Some(Condition::Any(Vec::new())),
            cursor: Some(next.clone()),
            ..query.clone()
        };
        let refused = rows::list(tx, cx, object, &other, key).map_err(|e| e.code());
        assert_eq!(refused.err(), Some(Code::InvalidCursor));
        query.cursor = Some(next);
    }
}
