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
    /// What a condition suggests: to fill in the first field that it asks for, or to add the record. Of a new record only
    /// the way of a contact is said: how somebody stands to us is for whoever adds them to judge, and a form that opens
    /// with the answer that the gate wants would be no question.
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
                if path != "activities" {
                    return Some(Self::Create {
                        object: path.clone(),
                        values: Map::new(),
                    });
                }
                let kind = filter.as_ref().and_then(|f| kind(f));
                Some(Self::Log(kind.unwrap_or("call").to_owned()))
            }
        }
    }
}

/// The first kind of contact that a condition on activities asks for.
fn kind(condition: &Condition) -> Option<&str> {
    match condition {
        Condition::All(items) => items.iter().find_map(kind),
        Condition::Any(items) => items.first().and_then(kind),
        Condition::Leaf { field, op, value } if field == "kind" => match op {
            Op::Eq => value.as_str(),
            Op::In => value.as_array().and_then(|all| all.first()).and_then(Json::as_str),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_fix_leaves_judgements_to_whoever_makes_them() {
        let fix = |condition: Json| Fix::of(&Condition::parse(&condition).expect("a condition"));
        let people = |filter: Json| json!({ "exists": { "path": "stakeholders", "where": filter } });
        let plain = Fix::Create {
            object: "stakeholders".to_owned(),
            values: Map::new(),
        };
        for filter in [
            json!({ "field": "attitude", "op": "in", "value": ["supporter", "positive"] }),
            json!({ "field": "attitude", "op": "eq", "value": "supporter" }),
            json!({ "all": [{ "field": "role", "op": "eq", "value": "decider" }, { "field": "met", "op": "eq", "value": true }] }),
        ] {
            assert_eq!(fix(people(filter)), Some(plain.clone()));
        }
        let activities = |filter: Json| json!({ "exists": { "path": "activities", "where": filter } });
        let log = |kind: &str| Some(Fix::Log(kind.to_owned()));
        assert_eq!(fix(json!({ "exists": { "path": "activities" } })), log("call"));
        for (filter, kind) in [
            (json!({ "field": "outcome", "op": "eq", "value": "order" }), "call"),
            (json!({ "field": "kind", "op": "eq", "value": "visit" }), "visit"),
            (
                json!({ "all": [{ "field": "outcome", "op": "eq", "value": "advance" },
                { "field": "kind", "op": "in", "value": ["meeting", "visit"] }] }),
                "meeting",
            ),
        ] {
            assert_eq!(fix(activities(filter)), log(kind));
        }
    }
}
