//! The same condition finds the same records in SQLite, in PostgreSQL and in memory.

use kernel::{CONDITION_COLLECTIONS, CONDITION_STEPS, Code};
use records::{Condition, Cx, Op, bind};
use serde_json::Value as Json;
use store::records::{self as rows, AggregateQuery};
use store::testing;

use crate::choices::Choices;
use crate::company::{Company, on_companies};
use crate::plain::{Eyes, ask};
use crate::sample::{ZONES, cx, registry};
use crate::tree::Tree;

#[test]
fn conditions_agree_everywhere() {
    on_companies(2_000, 160, |_, _| (), one);
}

#[test]
fn a_way_that_is_too_long_is_refused() {
    let registry = registry();
    let cx = cx(&registry, 1, ZONES[0]);
    let samples = cx.object("samples").unwrap();
    let way = |steps: usize| "above.".repeat(steps);
    let leaf = |steps| Condition::leaf(format!("{}name", way(steps)), Op::IsEmpty, Json::Null);
    let exists = |steps, filter| Condition::Exists {
        path: format!("{}below", way(steps)),
        filter: Some(Box::new(filter)),
    };
    for fine in [
        leaf(CONDITION_STEPS),
        exists(CONDITION_STEPS - 1, leaf(0)),
        exists(2, leaf(CONDITION_STEPS - 3)),
    ] {
        assert!(bind(&fine, samples, &cx).is_ok(), "{}", fine.to_json());
    }
    for (long, pointer) in [
        (leaf(CONDITION_STEPS + 1), "/field"),
        (leaf(100_000), "/field"),
        (exists(CONDITION_STEPS, leaf(0)), "/exists/path"),
        (exists(100_000, leaf(0)), "/exists/path"),
        (exists(2, leaf(CONDITION_STEPS - 2)), "/exists/where/field"),
    ] {
        let error = bind(&long, samples, &cx).unwrap_err();
        assert_eq!(
            (error.code(), error.errors()[0].pointer.as_str()),
            (Code::InvalidFilter, pointer)
        );
    }
    let query = AggregateQuery {
        group: vec![format!("{}name", way(100_000))],
        measures: vec!["count".to_owned()],
        ..AggregateQuery::default()
    };
    let asked = testing::sqlite().store.read_blocking(move |tx| {
        let samples = cx.object("samples")?;
        rows::aggregate(tx, &cx, samples, &query)
    });
    assert_eq!(asked.unwrap_err().code(), Code::InvalidValue);
}

#[test]
fn collections_within_each_other_are_counted_along_every_way() {
    let registry = registry();
    let cx = cx(&registry, 1, ZONES[0]);
    let samples = cx.object("samples").unwrap();
    let nested = |depth: usize| {
        let within = |inner, _| Condition::Exists {
            path: "below".to_owned(),
            filter: Some(Box::new(inner)),
        };
        (0..depth).fold(Condition::leaf("name", Op::Eq, "x"), within)
    };
    let beside = |depth| {
        Condition::Any(vec![
            nested(CONDITION_COLLECTIONS),
            Condition::Not(Box::new(nested(depth))),
        ])
    };
    assert!(bind(&nested(CONDITION_COLLECTIONS), samples, &cx).is_ok());
    // Beside each other they don't add up.
    assert!(bind(&beside(CONDITION_COLLECTIONS), samples, &cx).is_ok());
    let way = "/exists/where".repeat(CONDITION_COLLECTIONS);
    for (many, pointer) in [
        (nested(CONDITION_COLLECTIONS + 1), format!("{way}/exists/path")),
        (
            beside(CONDITION_COLLECTIONS + 1),
            format!("/any/1/not{way}/exists/path"),
        ),
    ] {
        let error = bind(&many, samples, &cx).unwrap_err();
        assert_eq!(
            (error.code(), error.errors()[0].pointer.as_str()),
            (Code::InvalidFilter, pointer.as_str())
        );
    }
}

fn one(c: &mut Choices, company: &Company<'_>) -> Result<(), String> {
    let cx = company.asker(c);
    let object = company.object(c);
    let tree = Tree {
        registry: company.registry,
        plain: &company.plain,
        wild: if c.chance(10) { 30 } else { 0 },
    };
    let condition = tree.condition(c, object, 12);
    compare(company, &cx, object.key, &condition)
        .map_err(|fault| format!("{}: {fault}\nin {}", object.key, condition.to_json()))
}

fn compare(company: &Company<'_>, cx: &Cx, object: &'static str, condition: &Condition) -> Result<(), String> {
    let definition = cx.object(object).unwrap();
    match Condition::parse(&condition.to_json()) {
        Ok(again) if again == *condition => {}
        Ok(_) => return Err("it reads otherwise than it was written".to_owned()),
        Err(e) if e.code() == Code::InvalidFilter => return Ok(()),
        Err(e) => return Err(e.to_string()),
    }
    records::words(condition, definition, company.registry);
    let eyes = Eyes {
        plain: &company.plain,
        cx,
    };
    let expected = match bind(condition, definition, cx) {
        Ok(bound) => Ok(eyes.holding(&bound, object)),
        Err(e) if matches!(e.code(), Code::InvalidFilter | Code::UnknownField) => Err(e.code()),
        Err(e) => return Err(e.to_string()),
    };
    let (asker, asked) = (cx.clone(), condition.clone());
    let answers = ask(company.dbs, move |tx| {
        let object = asker.object(object)?;
        let found = rows::ids(tx, &asker, object, &asked, 1000)?;
        let opposite = rows::ids(tx, &asker, object, &Condition::Not(Box::new(asked.clone())), 1000)?;
        let count = rows::count(tx, &asker, object, Some(&asked), None, 1000)?;
        let checked = match opposite.first().into_iter().chain(found.first()).next() {
            Some(id) => rows::check(tx, &asker, object, *id, &[asked.clone(), Condition::always()])?,
            None => vec![false, true],
        };
        Ok((found, opposite, count, checked))
    });
    let all = eyes.records(object).count();
    for (name, answer) in answers {
        match (&expected, answer) {
            (Err(code), Err(e)) if *code == e.code() => {}
            (Ok(expected), Ok((found, opposite, count, checked))) => {
                if found != *expected {
                    return Err(format!("{name} finds {found:?}, memory {expected:?}"));
                }
                let whole = found.len() + opposite.len() == all && count == found.len();
                if !whole || !opposite.iter().all(|id| !found.contains(id)) {
                    let (found, opposite) = (found.len(), opposite.len());
                    return Err(format!(
                        "{name}: with its opposite {found} + {opposite} of {all}, count {count}"
                    ));
                }
                if checked != [opposite.is_empty() && !found.is_empty(), true] {
                    return Err(format!("{name}: asked of one record it says {checked:?}"));
                }
            }
            (_, Err(e)) => return Err(format!("{name}: {e}")),
            (Err(code), Ok(_)) => return Err(format!("{name} answers, but bind says {}", code.as_str())),
        }
    }
    Ok(())
}
