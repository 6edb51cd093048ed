//! Finds conditions that can't hold whatever the data is. Careful: it says so only where it is sure.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use kernel::parse_scaled;
use records::{Condition, Op};
use serde_json::Value as Json;

/// Whether no record can satisfy all of `conditions` together.
pub(crate) fn never<'c>(conditions: impl IntoIterator<Item = &'c Condition>) -> bool {
    let mut asked = Asked::default();
    !conditions.into_iter().all(|condition| asked.add(condition))
}

/// What a conjunction asks of each field.
#[derive(Default)]
struct Asked<'c>(BTreeMap<&'c str, Limits<'c>>);

impl<'c> Asked<'c> {
    /// Adds what `condition` asks; false if that can't hold beside the rest.
    fn add(&mut self, condition: &'c Condition) -> bool {
        match condition {
            Condition::All(items) => items.iter().all(|item| self.add(item)),
            // One of several: sure only if each by itself is impossible.
            Condition::Any(items) => items.iter().any(|item| !never([item])),
            Condition::Exists { filter, .. } => filter.as_ref().is_none_or(|filter| !never([&**filter])),
            Condition::Leaf { field, op, value } => {
                let limits = self.0.entry(field).or_default();
                limits.add(*op, value);
                limits.possible()
            }
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
            } => {
                let limits = self.0.entry(field).or_default();
                limits.empty(value == &Json::Bool(false));
                limits.possible()
            }
            _ => true,
        }
    }
}

/// What is asked of one field.
#[derive(Default)]
struct Limits<'c> {
    empty: bool,
    filled: bool,
    /// It must be one of these.
    one_of: Option<Vec<&'c Json>>,
    none_of: Vec<&'c Json>,
    /// Lower bounds, and whether the bound itself is excluded.
    above: Vec<(&'c Json, bool)>,
    below: Vec<(&'c Json, bool)>,
}

impl<'c> Limits<'c> {
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
            // A multi-select can be equal to several options at once, and relative values aren't known yet:
            // only plain values that differ exclude each other.
            Some(before) => before
                .into_iter()
                .filter(|old| values.iter().any(|new| may_equal(old, new)))
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
        let crossing = |(low, open_low): &(&Json, bool), (high, open_high): &(&Json, bool)| match compare(low, high) {
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
        let over = |(bound, open): &(&Json, bool)| match compare(value, bound) {
            Some(Ordering::Less) => false,
            Some(Ordering::Equal) => !open,
            _ => true,
        };
        let under = |(bound, open): &(&Json, bool)| match compare(value, bound) {
            Some(Ordering::Greater) => false,
            Some(Ordering::Equal) => !open,
            _ => true,
        };
        let excluded = self
            .none_of
            .iter()
            .any(|other| compare(value, other) == Some(Ordering::Equal));
        !excluded && self.above.iter().all(over) && self.below.iter().all(under)
    }
}

fn may_equal(a: &Json, b: &Json) -> bool {
    compare(a, b).is_none_or(Ordering::is_eq)
}

/// The order of two plain values; `None` where it depends on the day or on the field's type.
fn compare(a: &Json, b: &Json) -> Option<Ordering> {
    let number = |value: &Json| match value {
        Json::Number(n) => parse_scaled(&n.to_string(), 6),
        Json::String(text) => parse_scaled(text, 6),
        _ => None,
    };
    match (number(a), number(b)) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        // A day or a word; one number beside one word is left to the check of types.
        (None, None) => match (a, b) {
            (Json::String(a), Json::String(b)) => Some(a.cmp(b)),
            (Json::Bool(a), Json::Bool(b)) => Some(a.cmp(b)),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_never(json: &str) -> bool {
        never([&Condition::parse_text(json).unwrap()])
    }

    #[test]
    fn what_can_never_hold_is_found() {
        for json in [
            r#"{"any":[]}"#,
            r#"{"not":{"all":[]}}"#,
            r#"{"field":"a","op":"in","value":[]}"#,
            r#"{"all":[{"field":"a","op":"eq","value":"A"},{"field":"a","op":"eq","value":"B"}]}"#,
            r#"{"all":[{"field":"a","op":"eq","value":"A"},{"field":"a","op":"ne","value":"A"}]}"#,
            r#"{"all":[{"field":"a","op":"in","value":["A","B"]},{"field":"a","op":"not_in","value":["A","B","C"]}]}"#,
            r#"{"all":[{"field":"n","op":"lt","value":"10.00"},{"field":"n","op":"gt","value":"9999999.00"}]}"#,
            r#"{"all":[{"field":"n","op":"lt","value":"10.00"},{"field":"n","op":"gte","value":10}]}"#,
            r#"{"all":[{"field":"n","op":"eq","value":"9.00"},{"all":[{"field":"n","op":"gte","value":"10.00"}]}]}"#,
            r#"{"all":[{"field":"d","op":"lt","value":"2026-01-01"},{"field":"d","op":"gt","value":"2026-02-01"}]}"#,
            r#"{"all":[{"field":"a","op":"is_empty"},{"field":"a","op":"contains","value":"x"}]}"#,
            r#"{"all":[{"not":{"field":"a","op":"is_empty"}},{"field":"a","op":"is_empty"}]}"#,
            r#"{"exists":{"path":"s","where":{"any":[{"any":[]},{"field":"a","op":"in","value":[]}]}}}"#,
            r#"{"all":[{"field":"b","op":"eq","value":true},{"field":"b","op":"eq","value":false}]}"#,
        ] {
            assert!(is_never(json), "{json}");
        }
    }

    #[test]
    fn what_may_hold_is_left_alone() {
        for json in [
            r#"{"all":[]}"#,
            r#"{"any":[{"any":[]},{"field":"a","op":"eq","value":"A"}]}"#,
            r#"{"all":[{"field":"n","op":"lte","value":"10.00"},{"field":"n","op":"gte","value":10}]}"#,
            r#"{"all":[{"field":"n","op":"lt","value":"10.00"},{"field":"n","op":"gt","value":"9.00"}]}"#,
            r#"{"all":[{"field":"a","op":"eq","value":"A"},{"field":"b","op":"eq","value":"B"}]}"#,
            r#"{"all":[{"exists":{"path":"s","where":{"field":"a","op":"eq","value":"A"}}},{"exists":{"path":"s","where":{"field":"a","op":"eq","value":"B"}}}]}"#,
            r#"{"all":[{"field":"d","op":"gte","value":{"today":0}},{"field":"d","op":"lte","value":{"today":30}}]}"#,
            r#"{"not":{"field":"a","op":"eq","value":"A"}}"#,
            r#"{"all":[{"field":"a","op":"ne","value":"A"},{"field":"a","op":"ne","value":"B"}]}"#,
        ] {
            assert!(!is_never(json), "{json}");
        }
    }
}
