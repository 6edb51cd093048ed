//! Finds conditions that can't hold whatever the data is. Careful: it says so only where it is sure.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use kernel::{Day, Instant, parse_scaled};
use records::{Condition, FieldType, ObjectDef, Op, Registry};
use serde_json::Value as Json;

/// The fields that conditions speak of.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'r> {
    pub(crate) object: &'r ObjectDef,
    pub(crate) registry: &'r Registry,
}

impl<'r> Fields<'r> {
    fn target(self, reference: &str) -> Option<Self> {
        let object = self.registry.object(self.object.target(reference)?)?;
        Some(Self { object, ..self })
    }

    fn collected(self, path: &str) -> Option<Self> {
        if let Some((first, rest)) = path.split_once('.') {
            return self.target(first)?.collected(rest);
        }
        let object = self.registry.object(self.object.collection(path)?.object)?;
        Some(Self { object, ..self })
    }

    fn ty(self, path: &str) -> Option<&'r FieldType> {
        match path.split_once('.') {
            Some((first, rest)) => self.target(first)?.ty(rest),
            None => self.object.field(path).map(|field| &field.ty),
        }
    }
}

/// Whether no record can satisfy all of `conditions` together.
pub(crate) fn never<'c>(conditions: impl IntoIterator<Item = &'c Condition>, fields: Fields<'_>) -> bool {
    let mut asked = Asked {
        fields,
        limits: BTreeMap::new(),
    };
    !conditions.into_iter().all(|condition| asked.add(condition))
}

/// What a conjunction asks of each field.
struct Asked<'c, 'r> {
    fields: Fields<'r>,
    limits: BTreeMap<&'c str, Limits<'c, 'r>>,
}

impl<'c, 'r> Asked<'c, 'r> {
    /// Adds what `condition` asks; false if that can't hold beside the rest. What names a field that isn't there is
    /// left to the check of names.
    fn add(&mut self, condition: &'c Condition) -> bool {
        match condition {
            Condition::All(items) => items.iter().all(|item| self.add(item)),
            // One of several: sure only if each by itself is impossible.
            Condition::Any(items) => items.iter().any(|item| !never([item], self.fields)),
            Condition::Exists {
                path,
                filter: Some(filter),
            } => self
                .fields
                .collected(path)
                .is_none_or(|fields| !never([&**filter], fields)),
            Condition::Exists { .. } => true,
            Condition::Leaf { field, op, value } => self.limit(field, |limits| limits.add(*op, value)),
            Condition::Not(inner) => self.add_not(inner),
        }
    }

    fn add_not(&mut self, inner: &'c Condition) -> bool {
        match inner {
            Condition::All(items) => !items.is_empty(),
            Condition::Not(twice) => self.add(twice),
            Condition::Leaf {
                field,
                op: Op::IsEmpty,
                value,
            } => self.limit(field, |limits| limits.empty(value == &Json::Bool(false))),
            _ => true,
        }
    }

    fn limit(&mut self, field: &'c str, add: impl FnOnce(&mut Limits<'c, 'r>)) -> bool {
        let Some(ty) = self.fields.ty(field) else { return true };
        let limits = self.limits.entry(field).or_insert_with(|| Limits::new(ty));
        add(limits);
        limits.possible()
    }
}

/// What is asked of one field.
struct Limits<'c, 'r> {
    ty: &'r FieldType,
    empty: bool,
    filled: bool,
    /// It must be one of these.
    one_of: Option<Vec<&'c Json>>,
    none_of: Vec<&'c Json>,
    /// Lower bounds, and whether the bound itself is excluded.
    above: Vec<(&'c Json, bool)>,
    below: Vec<(&'c Json, bool)>,
}

impl<'c, 'r> Limits<'c, 'r> {
    fn new(ty: &'r FieldType) -> Self {
        let (none_of, above, below) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            ty,
            empty: false,
            filled: false,
            one_of: None,
            none_of,
            above,
            below,
        }
    }

    fn empty(&mut self, wanted: bool) {
        if wanted {
            self.empty = true;
        } else {
            self.filled = true;
        }
    }

    fn add(&mut self, op: Op, value: &'c Json) {
        if op == Op::IsEmpty {
            return self.empty(value != &Json::Bool(false));
        }
        // Any comparison with nothing is false, so what is compared is filled in.
        self.filled = true;
        let list = || value.as_array().map(|all| all.iter().collect()).unwrap_or_default();
        match op {
            Op::Eq => self.only(vec![value]),
            Op::In => self.only(list()),
            Op::Ne => self.none_of.push(value),
            Op::NotIn => self.none_of.extend(list()),
            Op::Gt => self.above.push((value, true)),
            Op::Gte => self.above.push((value, false)),
            Op::Lt => self.below.push((value, true)),
            Op::Lte => self.below.push((value, false)),
            Op::Contains | Op::StartsWith | Op::Within | Op::IsEmpty => {}
        }
    }

    fn only(&mut self, values: Vec<&'c Json>) {
        self.one_of = Some(match self.one_of.take() {
            None => values,
            // Relative values aren't known yet: only plain values that differ exclude each other.
            Some(before) => before
                .into_iter()
                .filter(|old| {
                    values
                        .iter()
                        .any(|new| self.compare(old, new).is_none_or(Ordering::is_eq))
                })
                .collect(),
        });
    }

    fn possible(&self) -> bool {
        if self.empty && self.filled {
            return false;
        }
        if let Some(values) = &self.one_of
            && !values.iter().any(|value| self.allows(value))
        {
            return false;
        }
        let crossing =
            |(low, open_low): &(&Json, bool), (high, open_high): &(&Json, bool)| match self.compare(low, high) {
                Some(Ordering::Greater) => true,
                Some(Ordering::Equal) => *open_low || *open_high,
                _ => false,
            };
        !self
            .above
            .iter()
            .any(|low| self.below.iter().any(|high| crossing(low, high)))
    }

    fn allows(&self, value: &Json) -> bool {
        let over = |(bound, open): &(&Json, bool)| match self.compare(value, bound) {
            Some(Ordering::Less) => false,
            Some(Ordering::Equal) => !open,
            _ => true,
        };
        let under = |(bound, open): &(&Json, bool)| match self.compare(value, bound) {
            Some(Ordering::Greater) => false,
            Some(Ordering::Equal) => !open,
            _ => true,
        };
        let excluded = self
            .none_of
            .iter()
            .any(|other| self.compare(value, other) == Some(Ordering::Equal));
        !excluded && self.above.iter().all(over) && self.below.iter().all(under)
    }

    /// The order of two plain values; `None` where it depends on the day.
    fn compare(&self, a: &Json, b: &Json) -> Option<Ordering> {
        let (a, b) = (plain(a)?, plain(b)?);
        match self.ty {
            FieldType::Day => Some(Day::parse(&a)?.cmp(&Day::parse(&b)?)),
            // A day compared with an instant means the whole day: only full instants are sure.
            FieldType::Instant => Some(Instant::parse(&a)?.cmp(&Instant::parse(&b)?)),
            FieldType::Reference(_) => Some(a.to_ascii_lowercase().cmp(&b.to_ascii_lowercase())),
            ty => match ty.scale() {
                Some(scale) => Some(parse_scaled(&a, scale)?.cmp(&parse_scaled(&b, scale)?)),
                None => Some(a.cmp(&b)),
            },
        }
    }
}

fn plain(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

#[cfg(test)]
#[path = "never_tests.rs"]
mod tests;
