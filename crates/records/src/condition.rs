//! The one condition language: a typed tree that filters lists, guards stages, chooses SOPs. This file reads and writes
//! its JSON form and holds its limits; [`bind`](crate::bind) checks it against an object.

use kernel::{CONDITION_DEPTH, CONDITION_LEAVES, CONDITION_VALUES, Code, Error, FieldError, IN_VALUES, Result};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value as Json, json};

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Op {
    Eq,
    Ne,
    Lt,
    Lte,
    Gt,
    Gte,
    In,
    NotIn,
    Contains,
    StartsWith,
    IsEmpty,
    Within,
}

const OPS: [(Op, &str); 12] = [
    (Op::Eq, "eq"),
    (Op::Ne, "ne"),
    (Op::Lt, "lt"),
    (Op::Lte, "lte"),
    (Op::Gt, "gt"),
    (Op::Gte, "gte"),
    (Op::In, "in"),
    (Op::NotIn, "not_in"),
    (Op::Contains, "contains"),
    (Op::StartsWith, "starts_with"),
    (Op::IsEmpty, "is_empty"),
    (Op::Within, "within"),
];

impl Op {
    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        OPS.iter().find(|(op, _)| *op == self).map_or("", |(_, name)| name)
    }

    /// Reads its name.
    pub fn parse(name: &str) -> Option<Self> {
        OPS.iter().find(|(_, n)| *n == name).map(|(op, _)| *op)
    }
}

/// A condition, not yet checked against an object. Two-valued: a comparison with null is false, and `not` is the exact
/// complement.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Every one holds; with none it holds.
    All(Vec<Self>),
    /// At least one holds; with none it doesn't.
    Any(Vec<Self>),
    /// It doesn't hold.
    Not(Box<Self>),
    /// A record of the collection satisfies the inner condition. The path may lead through references first.
    Exists {
        /// Such as `stakeholders` or `account.contacts`.
        path: String,
        /// What it must satisfy; none means that there is one at all.
        filter: Option<Box<Self>>,
    },
    /// A field compared with a value.
    Leaf {
        /// Such as `amount` or `account.tier`.
        field: String,
        /// How.
        op: Op,
        /// With what; `Null` for `is_empty` without a value.
        value: Json,
    },
}

impl Condition {
    /// Holds always.
    pub fn always() -> Self {
        Self::All(Vec::new())
    }

    /// `field op value`.
    pub fn leaf(field: impl Into<String>, op: Op, value: impl Into<Json>) -> Self {
        Self::Leaf {
            field: field.into(),
            op,
            value: value.into(),
        }
    }

    /// Both hold.
    pub fn and(self, other: Self) -> Self {
        match self {
            Self::All(mut all) => {
                all.push(other);
                Self::All(all)
            }
            one => Self::All(vec![one, other]),
        }
    }

    /// Whether it may hold on one day and not on another although the data is the same.
    pub fn follows_the_day(&self) -> bool {
        match self {
            Self::All(items) | Self::Any(items) => items.iter().any(Self::follows_the_day),
            Self::Not(inner) => inner.follows_the_day(),
            Self::Exists { filter, .. } => filter.as_ref().is_some_and(|f| f.follows_the_day()),
            Self::Leaf { op, value, .. } => *op == Op::Within || value.get("today").is_some(),
        }
    }

    /// Reads text that a caller sent as JSON.
    ///
    /// # Errors
    /// `bad_json` for broken JSON, else `invalid_filter` with a pointer.
    pub fn parse_text(text: &str) -> Result<Self> {
        let json: Json = serde_json::from_str(text).map_err(|e| {
            Error::new(Code::BadJson).detail(
                format!("筛选条件不是有效的 JSON：{e}"),
                format!("The filter is not valid JSON: {e}"),
            )
        })?;
        Self::parse(&json)
    }

    /// Reads the JSON form.
    ///
    /// # Errors
    /// `invalid_filter` with a pointer to what is wrong.
    pub fn parse(json: &Json) -> Result<Self> {
        read(json, &mut String::new(), 1, &mut Counts::default())
    }

    /// Writes the JSON form.
    pub fn to_json(&self) -> Json {
        let list = |items: &[Self]| Json::Array(items.iter().map(Self::to_json).collect());
        match self {
            Self::All(items) => json!({ "all": list(items) }),
            Self::Any(items) => json!({ "any": list(items) }),
            Self::Not(inner) => json!({ "not": inner.to_json() }),
            Self::Exists { path, filter } => {
                let mut exists = json!({ "path": path });
                if let Some(filter) = filter {
                    exists["where"] = filter.to_json();
                }
                json!({ "exists": exists })
            }
            Self::Leaf {
                field,
                op,
                value: Json::Null,
            } => json!({ "field": field, "op": op.as_str() }),
            Self::Leaf { field, op, value } => json!({ "field": field, "op": op.as_str(), "value": value }),
        }
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(deserializer)?;
        Self::parse(&json).map_err(serde::de::Error::custom)
    }
}

/// The error for a fault in a condition.
pub(crate) fn fault(at: &str, zh: impl Into<String>, en: impl Into<String>) -> Error {
    Error::fields(vec![FieldError::new(at, Code::InvalidFilter, zh, en)])
}

/// What a condition has had so far.
#[derive(Default)]
struct Counts {
    comparisons: usize,
    values: usize,
}

fn read(json: &Json, at: &mut String, depth: usize, counts: &mut Counts) -> Result<Condition> {
    if depth > CONDITION_DEPTH {
        return Err(fault(
            at,
            format!("条件嵌套超过 {CONDITION_DEPTH} 层"),
            format!("Nested deeper than {CONDITION_DEPTH}"),
        ));
    }
    let shape = || {
        fault(
            at,
            "应为 all、any、not、exists 之一，或 field、op、value",
            "Expected all, any, not, exists, or field, op and value",
        )
    };
    let map = json.as_object().ok_or_else(shape)?;
    if map.contains_key("field") {
        one_more(counts, at)?;
        let leaf = read_leaf(map, at)?;
        if let Condition::Leaf {
            value: Json::Array(values),
            ..
        } = &leaf
        {
            counts.values += values.len();
        }
        if counts.values > CONDITION_VALUES {
            return Err(fault(
                &format!("{at}/value"),
                format!("所有 in 的值合计超过 {CONDITION_VALUES} 个"),
                format!("More than {CONDITION_VALUES} values in all"),
            ));
        }
        return Ok(leaf);
    }
    let (Some((key, inner)), 1) = (map.iter().next(), map.len()) else {
        return Err(shape());
    };
    let length = at.len();
    at.push('/');
    at.push_str(&key.replace('~', "~0").replace('/', "~1"));
    let condition = match key.as_str() {
        "all" => Condition::All(read_list(inner, at, depth, counts)?),
        "any" => Condition::Any(read_list(inner, at, depth, counts)?),
        "not" => Condition::Not(Box::new(read(inner, at, depth + 1, counts)?)),
        "exists" => read_exists(inner, at, depth, counts)?,
        _ => {
            at.truncate(length);
            return Err(fault(
                at,
                "应为 all、any、not、exists 之一，或 field、op、value",
                "Expected all, any, not, exists, or field, op and value",
            ));
        }
    };
    at.truncate(length);
    Ok(condition)
}

/// Counts a comparison; one that there are records counts, too.
fn one_more(counts: &mut Counts, at: &str) -> Result<()> {
    counts.comparisons += 1;
    if counts.comparisons > CONDITION_LEAVES {
        return Err(fault(
            at,
            format!("条件超过 {CONDITION_LEAVES} 项"),
            format!("More than {CONDITION_LEAVES} comparisons"),
        ));
    }
    Ok(())
}

fn read_list(json: &Json, at: &mut String, depth: usize, counts: &mut Counts) -> Result<Vec<Condition>> {
    let items = json
        .as_array()
        .ok_or_else(|| fault(at, "应为条件的数组", "Expected a list of conditions"))?;
    if items.len() > CONDITION_LEAVES {
        return Err(fault(
            at,
            format!("条件超过 {CONDITION_LEAVES} 项"),
            format!("More than {CONDITION_LEAVES} conditions"),
        ));
    }
    let length = at.len();
    let mut conditions = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        at.push('/');
        at.push_str(&i.to_string());
        conditions.push(read(item, at, depth + 1, counts)?);
        at.truncate(length);
    }
    Ok(conditions)
}

fn read_exists(json: &Json, at: &mut String, depth: usize, counts: &mut Counts) -> Result<Condition> {
    let shape = || fault(at, "应为 path 与 where", "Expected path and where");
    let map = json.as_object().ok_or_else(shape)?;
    let path = map.get("path").and_then(Json::as_str).ok_or_else(shape)?.to_owned();
    if let Some(other) = map.keys().find(|k| !matches!(k.as_str(), "path" | "where")) {
        return Err(fault(&format!("{at}/{other}"), "不认识的键", "Unknown key"));
    }
    one_more(counts, at)?;
    let filter = match map.get("where") {
        None => None,
        Some(inner) => {
            let length = at.len();
            at.push_str("/where");
            let inner = read(inner, at, depth + 1, counts)?;
            at.truncate(length);
            Some(Box::new(inner))
        }
    };
    Ok(Condition::Exists { path, filter })
}

fn read_leaf(map: &Map<String, Json>, at: &str) -> Result<Condition> {
    if let Some(other) = map.keys().find(|k| !matches!(k.as_str(), "field" | "op" | "value")) {
        return Err(fault(&format!("{at}/{other}"), "不认识的键", "Unknown key"));
    }
    let field = map.get("field").and_then(Json::as_str);
    let field = field.ok_or_else(|| fault(&format!("{at}/field"), "应为字段名", "Expected the name of a field"))?;
    let op = map
        .get("op")
        .and_then(Json::as_str)
        .and_then(Op::parse)
        .ok_or_else(|| {
            let ops = OPS.map(|(_, name)| name).join(" ");
            fault(
                &format!("{at}/op"),
                format!("应为下列之一：{ops}"),
                format!("Expected one of: {ops}"),
            )
        })?;
    let value = map.get("value").cloned().unwrap_or_default();
    if op != Op::IsEmpty && value.is_null() {
        let (zh, en) = (
            "缺少值；判断为空请用 is_empty",
            "A value is missing; to ask for emptiness use is_empty",
        );
        return Err(fault(&format!("{at}/value"), zh, en));
    }
    if value.as_array().is_some_and(|values| values.len() > IN_VALUES) {
        return Err(fault(
            &format!("{at}/value"),
            format!("超过 {IN_VALUES} 个值"),
            format!("More than {IN_VALUES} values"),
        ));
    }
    Ok(Condition::Leaf {
        field: field.to_owned(),
        op,
        value,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_goes_there_and_back() {
        let json = json!({"all": [
            {"any": [{"field": "amount", "op": "gte", "value": "10.00"}, {"field": "account.tier", "op": "in", "value": ["A", "B"]}]},
            {"not": {"exists": {"path": "stakeholders", "where": {"field": "role", "op": "eq", "value": "decider"}}}},
            {"exists": {"path": "activities"}},
            {"field": "pain", "op": "is_empty"}]});
        assert_eq!(Condition::parse(&json).unwrap().to_json(), json);
    }

    #[test]
    fn faults_are_pointed_at() {
        let deep = (0..20).fold(
            json!({"field": "a", "op": "is_empty"}),
            |inner, _| json!({"not": inner}),
        );
        let wide = json!({"all": vec![json!({"field": "a", "op": "is_empty"}); 101]});
        for (json, pointer) in [
            (json!([]), ""),
            (
                json!({"all": [{"field": "a", "op": "is_empty"}, {"nope": 1}]}),
                "/all/1",
            ),
            (json!({"all": {}}), "/all"),
            (json!({"field": "a", "op": "like", "value": 1}), "/op"),
            (
                json!({"any": [{"field": "a", "op": "eq", "value": null}]}),
                "/any/0/value",
            ),
            (json!({"field": "a", "op": "in", "value": vec![1; 201]}), "/value"),
            (json!({"field": "a", "op": "eq", "value": 1, "x": 1}), "/x"),
            (json!({"exists": {"where": {}}}), "/exists"),
            (wide, "/all"),
        ] {
            let error = Condition::parse(&json).unwrap_err();
            assert_eq!(
                (error.code(), error.errors()[0].pointer.as_str()),
                (Code::InvalidFilter, pointer),
                "{json}"
            );
        }
        assert_eq!(Condition::parse(&deep).unwrap_err().code(), Code::InvalidFilter);
        assert_eq!(Condition::parse_text("{").unwrap_err().code(), Code::BadJson);
    }
}
