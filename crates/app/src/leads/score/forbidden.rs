//! What a score must not be made of: characteristics of natural persons by which the law doesn't let a machine decide.
//!
//! China's PIPL asks that automated decisions be fair and free of unreasonable differences between people (art. 24) and
//! protects sensitive data further (art. 28, 29); the GDPR says much the same (art. 9, 22). So a score is made of what somebody
//! wants to buy and of how they came, never of who they are.

use kernel::{Code, FieldError, Text};
use records::{Condition, FieldType, ObjectDef, Op, Registry};

/// Fields by object, with what they give away.
const FORBIDDEN: &[(&str, &str, &str, &str)] = &[
    (
        "leads",
        "name",
        "姓名会透露性别、民族等个人特征",
        "a name tells of sex and origin",
    ),
    (
        "leads",
        "description",
        "备注里可能写有个人隐私",
        "remarks may hold private matters",
    ),
    (
        "contacts",
        "name",
        "姓名会透露性别、民族等个人特征",
        "a name tells of sex and origin",
    ),
    ("contacts", "birthday", "生日就是年龄", "a birthday tells the age"),
    (
        "contacts",
        "description",
        "备注里可能写有个人隐私",
        "remarks may hold private matters",
    ),
    (
        "activities",
        "body",
        "跟进记录里可能写有个人隐私",
        "what was said may hold private matters",
    ),
    (
        "notes",
        "body",
        "备忘里可能写有个人隐私",
        "notes may hold private matters",
    ),
];

/// Everything in a condition that it must not be made of, each pointed at below `at`.
pub(super) fn faults(condition: &Condition, object: &ObjectDef, registry: &Registry, at: &str) -> Vec<FieldError> {
    let mut found = Vec::new();
    walk(condition, object, registry, at, &mut found);
    found
}

fn walk(condition: &Condition, object: &ObjectDef, registry: &Registry, at: &str, found: &mut Vec<FieldError>) {
    match condition {
        Condition::All(items) | Condition::Any(items) => {
            let key = if matches!(condition, Condition::All(_)) {
                "all"
            } else {
                "any"
            };
            for (i, item) in items.iter().enumerate() {
                walk(item, object, registry, &format!("{at}/{key}/{i}"), found);
            }
        }
        Condition::Not(inner) => walk(inner, object, registry, &format!("{at}/not"), found),
        Condition::Exists { path, filter } => {
            let (before, last) = path.rsplit_once('.').unwrap_or(("", path));
            let Some(from) = through(object, registry, before) else {
                return;
            };
            let target = from.collection(last).and_then(|c| registry.object(c.object));
            if let (Some(target), Some(filter)) = (target, filter) {
                walk(filter, target, registry, &format!("{at}/exists/where"), found);
            }
        }
        Condition::Leaf { field, op, .. } => {
            let (before, last) = field.rsplit_once('.').unwrap_or(("", field));
            let Some(from) = through(object, registry, before) else {
                return;
            };
            if let Some(why) = reason(from, last, *op) {
                found.push(FieldError::new(
                    format!("{at}/field"),
                    Code::InvalidValue,
                    why.zh,
                    why.en,
                ));
            }
        }
    }
}

/// The object that a path of references leads to.
fn through<'r>(object: &'r ObjectDef, registry: &'r Registry, path: &str) -> Option<&'r ObjectDef> {
    let mut at = object;
    for key in path.split('.').filter(|key| !key.is_empty()) {
        at = registry.object(at.target(key)?)?;
    }
    Some(at)
}

/// Why a field must not be used so; nothing if it may. Whether something is known at all may always be asked.
fn reason(object: &ObjectDef, key: &str, op: Op) -> Option<Text> {
    let field = object.field(key)?;
    if op == Op::IsEmpty && key != "birthday" {
        return None;
    }
    if object.key == "leads" && key.starts_with("score") {
        return Some(Text::new(
            "评分不能依据评分本身：每次计算都会推翻上一次的结果。请改用得出该评分的条件",
            "A score can't be made of the score: each time it would undo the last. Use the conditions that led to it",
        ));
    }
    let listed = FORBIDDEN.iter().find(|(o, f, ..)| *o == object.key && *f == key);
    let (zh, en) = match listed {
        Some((_, _, zh, en)) => (*zh, *en),
        // A company's telephone number is sensitive to us, but tells of no person.
        None if field.sensitive && matches!(object.key, "leads" | "contacts" | "users") => match field.ty {
            FieldType::Phone => ("号码会透露归属地和身份", "a number tells where somebody is from"),
            _ => ("它是个人信息", "it is personal data"),
        },
        None => return None,
    };
    Some(Text::new(
        format!(
            "不能按「{}」评分：{zh}。法律（个人信息保护法第二十四条）不允许据此对人作不合理的区别对待。可以只判断是否填写，或改用来源、行业、需求、预算等采购信息",
            field.label.zh
        ),
        format!(
            "{} can't be scored by: {en}, and the law (PIPL art. 24, GDPR art. 22) doesn't let a program treat people differently for that. Ask only whether it is known, or use source, industry, need or budget",
            field.label.en
        ),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn who_somebody_is_makes_no_score() {
        let registry = crate::registry();
        let leads = registry.object("leads").unwrap();
        let at = |json| {
            let condition = Condition::parse(&json).unwrap();
            let faults = faults(&condition, leads, &registry, "/condition");
            faults.into_iter().map(|f| f.pointer).collect::<Vec<_>>()
        };
        for (json, pointers) in [
            (
                json!({"any": [{"field": "score", "op": "lt", "value": 50}]}),
                vec!["/condition/any/0/field"],
            ),
            (json!({"field": "source", "op": "eq", "value": "展会"}), vec![]),
            (json!({"field": "phone", "op": "is_empty", "value": false}), vec![]),
            (json!({"field": "known_account.tier", "op": "eq", "value": "A"}), vec![]),
            (
                json!({"field": "phone", "op": "starts_with", "value": "139"}),
                vec!["/condition/field"],
            ),
            (
                json!({"all": [{"field": "region", "op": "eq", "value": "江苏"}, {"not": {"field": "name", "op": "contains", "value": "女"}}]}),
                vec!["/condition/all/1/not/field"],
            ),
            (
                json!({"field": "same_contact.birthday", "op": "lt", "value": "1980-01-01"}),
                vec!["/condition/field"],
            ),
            (
                json!({"field": "same_contact.birthday", "op": "is_empty"}),
                vec!["/condition/field"],
            ),
            (
                json!({"exists": {"path": "activities", "where": {"field": "body", "op": "contains", "value": "怀孕"}}}),
                vec!["/condition/exists/where/field"],
            ),
        ] {
            assert_eq!(at(json.clone()), pointers, "{json}");
        }
    }

    #[test]
    fn every_forbidden_field_exists() {
        for (object, field, ..) in FORBIDDEN {
            assert!(
                crate::registry().object(object).unwrap().field(field).is_some(),
                "{object}.{field}"
            );
        }
    }
}
