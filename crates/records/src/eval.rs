//! A checked condition evaluated in memory. The same tree gives the same answer here and in both databases.

use crate::{Bound, Cmp, Collection, FieldDef, ObjectDef, Test, Value};

/// Where evaluation finds records. What the asker may not see, the source doesn't give.
pub trait Source {
    /// A record.
    type Record;

    /// The value of a field.
    fn value(&self, record: &Self::Record, object: &ObjectDef, field: &FieldDef) -> Value;

    /// The record that a reference points to.
    fn referenced(&self, record: &Self::Record, field: &FieldDef, target: &ObjectDef) -> Option<Self::Record>;

    /// The records of a collection.
    fn collected(&self, record: &Self::Record, collection: &Collection, target: &ObjectDef) -> Vec<Self::Record>;
}

/// Whether `condition` holds for `record`, a record of `object`.
pub fn holds<S: Source>(condition: &Bound<'_>, record: &S::Record, object: &ObjectDef, source: &S) -> bool {
    match condition {
        Bound::All(items) => items.iter().all(|c| holds(c, record, object, source)),
        Bound::Any(items) => items.iter().any(|c| holds(c, record, object, source)),
        Bound::Not(inner) => !holds(inner, record, object, source),
        Bound::Through {
            field,
            object: target,
            inner,
        } => source
            .referenced(record, field, target)
            .is_some_and(|r| holds(inner, &r, target, source)),
        Bound::Exists {
            collection,
            object: target,
            inner,
        } => source
            .collected(record, collection, target)
            .iter()
            .any(|r| holds(inner, r, target, source)),
        Bound::Leaf { field, test } => passes(&source.value(record, object, field), test),
    }
}

fn passes(value: &Value, test: &Test) -> bool {
    if value.is_null() {
        return *test == Test::Empty;
    }
    match test {
        Test::Empty => false,
        Test::Compare(cmp, other) => compares(*cmp, value.cmp(other)),
        Test::In(values) => values.contains(value),
        Test::NotIn(values) => !values.contains(value),
        Test::Range(from, to) => matches!(value, Value::Int(n) if n >= from && n < to),
        Test::Outside(from, to) => matches!(value, Value::Int(n) if n < from || n >= to),
        Test::Contains(part) => {
            matches!(value, Value::Text(text) if text.to_ascii_lowercase().contains(&part.to_ascii_lowercase()))
        }
        Test::StartsWith(part) => {
            matches!(value, Value::Text(text) if text.to_ascii_lowercase().starts_with(&part.to_ascii_lowercase()))
        }
        Test::Has(key) => matches!(value, Value::List(keys) if keys.contains(key)),
    }
}

fn compares(cmp: Cmp, order: std::cmp::Ordering) -> bool {
    match cmp {
        Cmp::Eq => order.is_eq(),
        Cmp::Ne => order.is_ne(),
        Cmp::Lt => order.is_lt(),
        Cmp::Lte => order.is_le(),
        Cmp::Gt => order.is_gt(),
        Cmp::Gte => order.is_ge(),
    }
}
