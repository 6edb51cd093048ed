//! What to do about something that is missing.

use records::{Condition, Op};
use serde::Serialize;
use serde_json::{Map, Value as Json};

/// What to do about something that is missing, as an author writes it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fix {
    /// Fill in a field of the record, or of one it refers to.
    Field(String),
    /// Add a record to a collection.
    Create {
        /// The collection.
        object: String,
        /// What it begins with.
        #[serde(skip_serializing_if = "Map::is_empty")]
        values: Map<String, Json>,
    },
    /// Log an activity of this kind.
    Log(String),
    /// Answer a question.
    Question(String),
    /// Do a step.
    Step(String),
}

impl Fix {
    /// What a condition suggests: to fill in the first field that it asks for, or to add the record.
    pub fn of(condition: &Condition) -> Option<Self> {
        match condition {
            Condition::All(items) | Condition::Any(items) => items.iter().find_map(Self::of),
            Condition::Not(inner) => match &**inner {
                Condition::Leaf {
                    field, op: Op::IsEmpty, ..
                } => Some(Self::Field(field.clone())),
                _ => None,
            },
            Condition::Leaf { field, .. } => Some(Self::Field(field.clone())),
            Condition::Exists { path, filter } => {
                let values = filter.as_ref().map(|f| wanted(f)).unwrap_or_default();
                if path != "activities" {
                    return Some(Self::Create {
                        object: path.clone(),
                        values,
                    });
                }
                let kind = values.get("kind").and_then(Json::as_str).unwrap_or("call");
                Some(Self::Log(kind.to_owned()))
            }
        }
    }
}

/// The values that a record must have to satisfy `condition`, as far as they are plain.
fn wanted(condition: &Condition) -> Map<String, Json> {
    let mut values = Map::new();
    collect(condition, &mut values);
    values
}

fn collect(condition: &Condition, values: &mut Map<String, Json>) {
    match condition {
        Condition::All(items) => items.iter().for_each(|item| collect(item, values)),
        Condition::Any(items) => items.iter().take(1).for_each(|item| collect(item, values)),
        Condition::Leaf { field, op, value } if !field.contains('.') && !value.is_object() => {
            let value = match op {
                Op::Eq => Some(value),
                Op::In => value.as_array().and_then(|all| all.first()),
                _ => None,
            };
            if let Some(value) = value {
                values.insert(field.clone(), value.clone());
            }
        }
        _ => {}
    }
}
