//! Random conditions.

use kernel::CONDITION_STEPS;
use records::{Condition, FieldDef, FieldType, ObjectDef, Op, Registry, Value};
use serde_json::{Value as Json, json};

use crate::choices::Choices;
use crate::plain::{Plain, id};
use crate::values;

/// Makes conditions that have something to do with the records there are.
pub struct Tree<'a> {
    pub registry: &'a Registry,
    pub plain: &'a Plain,
    /// How many of a hundred comparisons fit no field.
    pub wild: usize,
}

impl Tree<'_> {
    /// A condition on records of `object`, nested at most so deep.
    pub fn condition(&self, c: &mut Choices, object: &ObjectDef, depth: usize) -> Condition {
        // Now and then too long a way.
        let steps = if self.wild > 0 {
            2 * CONDITION_STEPS
        } else {
            CONDITION_STEPS
        };
        self.within(c, object, depth, steps)
    }

    /// A condition on what hangs on a record, if something can.
    pub fn about_others(&self, c: &mut Choices, object: &ObjectDef, depth: usize) -> Condition {
        self.exists(c, object, depth, CONDITION_STEPS)
    }

    fn within(&self, c: &mut Choices, object: &ObjectDef, depth: usize, steps: usize) -> Condition {
        let kind = if depth == 0 { 0 } else { c.below(12) };
        let list = |c: &mut Choices| {
            let count = [2, 3, 1, 0, 5][c.below(5)];
            (0..count)
                .map(|_| self.within(c, object, depth.min(8) - 1, steps))
                .collect()
        };
        match kind {
            6 | 7 => Condition::All(list(c)),
            8 | 9 => Condition::Any(list(c)),
            10 => Condition::Not(Box::new(self.within(c, object, depth - 1, steps))),
            11 if steps > 0 => self.exists(c, object, depth - 1, steps),
            _ => self.leaf(c, object, steps),
        }
    }

    fn exists(&self, c: &mut Choices, object: &ObjectDef, depth: usize, steps: usize) -> Condition {
        let (mut path, mut here, mut left) = (String::new(), object, steps - 1);
        while here.collections.is_empty() || c.chance(20) {
            let Some((field, target)) = self.reference(c, here).filter(|_| left > 0) else {
                return self.leaf(c, object, steps);
            };
            path = format!("{path}{}.", field.key);
            (here, left) = (target, left - 1);
        }
        let collection = c.pick(&here.collections);
        let target = self.registry.object(collection.object).unwrap();
        let filter = (!c.chance(20)).then(|| Box::new(self.within(c, target, depth, left)));
        Condition::Exists {
            path: format!("{path}{}", collection.key),
            filter,
        }
    }

    fn reference<'o>(&'o self, c: &mut Choices, object: &'o ObjectDef) -> Option<(&'o FieldDef, &'o ObjectDef)> {
        let fields: Vec<_> = object.fields.iter().filter(|f| f.key != "id").collect();
        let references: Vec<_> = fields
            .into_iter()
            .filter_map(|f| Some((f, self.registry.object(object.target(f.key)?)?)))
            .collect();
        (!references.is_empty()).then(|| *c.pick(&references))
    }

    fn leaf(&self, c: &mut Choices, object: &ObjectDef, steps: usize) -> Condition {
        let (mut path, mut here, mut left) = (String::new(), object, steps);
        while left > 0 && c.chance(25) {
            let Some((field, target)) = self.reference(c, here) else {
                break;
            };
            path = format!("{path}{}.", field.key);
            (here, left) = (target, left - 1);
        }
        let fields: Vec<&FieldDef> = here.fields.iter().filter(|f| f.filterable || self.wild > 0).collect();
        let field = *c.pick(&fields);
        let fitting = if c.chance(self.wild) { ALL } else { ops(&field.ty) };
        let op = *c.pick(fitting);
        let kind = if c.chance(self.wild) { *c.pick(&fields) } else { field };
        Condition::leaf(format!("{path}{}", field.key), op, self.operand(c, here, kind, op))
    }

    fn operand(&self, c: &mut Choices, object: &ObjectDef, field: &FieldDef, op: Op) -> Json {
        match op {
            Op::IsEmpty => [Json::Null, json!(true), json!(false)][c.below(3)].clone(),
            Op::In | Op::NotIn => {
                let count = [2, 1, 3, 0, 8, 200][if c.chance(98) { c.below(5) } else { 5 }];
                (0..count).map(|_| self.one(c, object, field, true)).collect()
            }
            Op::Within => span(c),
            Op::Contains | Op::StartsWith => match self.some(c, object, field) {
                Value::Text(text) => json!(part(c, &text, op)),
                Value::List(keys) => json!(keys[0]),
                _ => json!(values::text(c)),
            },
            _ => self.one(c, object, field, false),
        }
    }

    fn one(&self, c: &mut Choices, object: &ObjectDef, field: &FieldDef, listed: bool) -> Json {
        match field.ty {
            FieldType::Reference("users") if c.chance(20) => return json!({"me": true}),
            FieldType::Reference("teams") if c.chance(20) => return json!({"my_team": true}),
            FieldType::Reference(_) if c.chance(10) => return json!(id(0)),
            FieldType::Day if c.chance(30) => return json!({"today": c.below(60) as i64 - 30}),
            FieldType::Instant if !listed && c.chance(50) => {
                return if c.chance(50) {
                    json!({"today": c.below(60) as i64 - 30})
                } else {
                    json!(values::day(c).to_string())
                };
            }
            _ => {}
        }
        let value = self.some(c, object, field);
        match values::json(c, field, &value) {
            // There was none: anything that can't be the value of a record.
            Json::Null => match field.ty {
                FieldType::Reference(_) => json!(id(1)),
                _ => json!(""),
            },
            json => json,
        }
    }

    /// A value that a record has, or a new one.
    fn some(&self, c: &mut Choices, object: &ObjectDef, field: &FieldDef) -> Value {
        let own = object.index(field.key).zip(self.plain.0.get(object.key));
        match own {
            Some((i, records)) if !records.is_empty() && c.chance(65) => match &c.pick(records).values[i] {
                Value::Null => values::value(c, field),
                value => value.clone(),
            },
            _ => values::value(c, field),
        }
    }
}

const ALL: &[Op] = &[
    Op::Eq,
    Op::Ne,
    Op::Lt,
    Op::Lte,
    Op::Gt,
    Op::Gte,
    Op::In,
    Op::NotIn,
    Op::IsEmpty,
    Op::Contains,
    Op::StartsWith,
    Op::Within,
];

/// The comparisons that a type knows.
fn ops(ty: &FieldType) -> &'static [Op] {
    match ty {
        FieldType::MultiSelect(_) => &[Op::Contains, Op::IsEmpty],
        FieldType::Day | FieldType::Instant => &[
            Op::Eq,
            Op::Ne,
            Op::Lt,
            Op::Lte,
            Op::Gt,
            Op::Gte,
            Op::In,
            Op::NotIn,
            Op::IsEmpty,
            Op::Within,
            Op::Within,
        ],
        ty if ty.is_text() => &ALL[..11],
        ty if ty.scale().is_some() => &ALL[..9],
        _ => &[Op::Eq, Op::Ne, Op::In, Op::NotIn, Op::IsEmpty],
    }
}

fn span(c: &mut Choices) -> Json {
    let unit = *c.pick(&["day", "week", "month", "quarter", "year"]);
    let count = *c.pick(&[1, 2, 30, 365, 10_000]);
    match c.below(3) {
        0 => {
            let word = *c.pick(&["this", "last", "next"]);
            json!({"period": format!("{word}_{unit}")})
        }
        1 => json!({"last": count, "unit": unit}),
        _ => json!({"next": count, "unit": unit}),
    }
}

/// A part of a text with the case of some ASCII letters turned.
fn part(c: &mut Choices, text: &str, op: Op) -> String {
    let chars: Vec<char> = text.chars().collect();
    let from = if op == Op::StartsWith {
        0
    } else {
        c.below(chars.len() + 1)
    };
    let to = from + c.below(chars.len() - from + 1);
    let turned = chars[from..to].iter().map(|ch| {
        if c.chance(30) && ch.is_ascii_lowercase() {
            ch.to_ascii_uppercase()
        } else if c.chance(30) {
            ch.to_ascii_lowercase()
        } else {
            *ch
        }
    });
    turned.collect()
}
