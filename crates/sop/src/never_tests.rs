//! Tests of `never`: by example, and against records at random.

#[path = "../tests/common/mod.rs"]
mod common;

use std::collections::BTreeMap;

use kernel::Lang;
use proptest::prelude::*;
use records::{Collection, FieldDef, Source, Value, bind, holds};
use serde_json::json;

use super::*;

fn is_never(json: &str) -> bool {
    let registry = common::registry();
    // Short names for the fields of an opportunity.
    let names = [
        ("a", "competitor"),
        ("c", "source"),
        ("n", "amount"),
        ("d", "expected_close"),
        ("s", "stakeholders"),
        ("r", "role"),
        ("b", "met"),
    ];
    let json = names.iter().fold(json.to_owned(), |json, (short, long)| {
        json.replace(&format!(":\"{short}\""), &format!(":\"{long}\""))
    });
    let fields = Fields {
        object: registry.object("opportunities").unwrap(),
        registry: &registry,
    };
    never([&Condition::parse_text(&json).unwrap()], fields)
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
        r#"{"exists":{"path":"s","where":{"any":[{"any":[]},{"field":"r","op":"in","value":[]}]}}}"#,
        r#"{"exists":{"path":"s","where":{"all":[{"field":"b","op":"eq","value":true},{"field":"b","op":"eq","value":false}]}}}"#,
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
        r#"{"all":[{"field":"a","op":"eq","value":"A"},{"field":"c","op":"eq","value":"B"}]}"#,
        r#"{"all":[{"field":"a","op":"lt","value":"9"},{"field":"a","op":"gt","value":"10"}]}"#,
        r#"{"all":[{"exists":{"path":"s","where":{"field":"r","op":"eq","value":"user"}}},{"exists":{"path":"s","where":{"field":"r","op":"eq","value":"buyer"}}}]}"#,
        r#"{"all":[{"field":"d","op":"gte","value":{"today":0}},{"field":"d","op":"lte","value":{"today":30}}]}"#,
        r#"{"not":{"field":"a","op":"eq","value":"A"}}"#,
        r#"{"all":[{"field":"a","op":"ne","value":"A"},{"field":"a","op":"ne","value":"B"}]}"#,
    ] {
        assert!(!is_never(json), "{json}");
    }
}

/// A record by its fields; it has no references and no collections.
struct Flat;

impl Source for Flat {
    type Record = BTreeMap<&'static str, Value>;

    fn value(&self, record: &Self::Record, _: &ObjectDef, field: &FieldDef) -> Value {
        record.get(field.key).cloned().unwrap_or_default()
    }

    fn referenced(&self, _: &Self::Record, _: &FieldDef, _: &ObjectDef) -> Option<Self::Record> {
        None
    }

    fn collected(&self, _: &Self::Record, _: &Collection, _: &ObjectDef) -> Vec<Self::Record> {
        Vec::new()
    }
}

fn leaf() -> impl Strategy<Value = Condition> {
    let ops = prop::sample::select(vec![
        Op::Eq,
        Op::Ne,
        Op::Lt,
        Op::Lte,
        Op::Gt,
        Op::Gte,
        Op::In,
        Op::NotIn,
        Op::IsEmpty,
    ]);
    (0_usize..3, ops, 0_usize..4, 0_usize..4).prop_map(|(field, op, one, two)| {
        let (field, values) = [
            ("competitor", ["10", "9", "9.0", "b"]),
            ("amount", ["10", "9", "9.00", "-1.5"]),
            (
                "expected_close",
                ["2026-11-20", "2026-11-21", "2027-01-01", "2020-01-01"],
            ),
        ][field];
        let value = match op {
            Op::In | Op::NotIn => json!(values[one.min(two)..one.max(two)]),
            Op::IsEmpty => json!(one > 1),
            _ => json!(values[one]),
        };
        Condition::leaf(field, op, value)
    })
}

fn tree() -> impl Strategy<Value = Condition> {
    leaf().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::All),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Condition::Any),
            inner.prop_map(|c| Condition::Not(Box::new(c))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_record_satisfies_what_can_never_hold(condition in tree()) {
        let cx = common::cx(Lang::En, common::at("2026-11-20T10:00"));
        let object = cx.registry.object("opportunities").unwrap();
        let bound = bind(&condition, object, &cx).unwrap();
        let texts = [Value::Null, "10".into(), "9".into(), "5".into(), "b".into(), "a".into()];
        let amounts = [Value::Null, Value::Int(1000), Value::Int(900), Value::Int(950), Value::Int(-150), Value::Int(i64::MAX)];
        let day = |text| Value::from(Day::parse(text).unwrap());
        let days = [Value::Null, day("2026-11-20"), day("2026-11-21"), day("2026-12-01"), day("2020-01-01"), day("2030-01-01")];
        let mut some = false;
        for text in &texts {
            for amount in &amounts {
                for day in &days {
                    let record = BTreeMap::from([("competitor", text.clone()), ("amount", amount.clone()), ("expected_close", day.clone())]);
                    some |= holds(&bound, &record, object, &Flat);
                }
            }
        }
        let never = never([&condition], Fields { object, registry: &cx.registry });
        prop_assert!(!(never && some), "{}", condition.to_json());
    }
}
