//! Checks a condition against an object under an asker's rights, and resolves everything relative: what comes out is
//! typed, and ready to be compiled to SQL or evaluated in memory.

use std::fmt::Write as _;

use kernel::{
    CONDITION_COLLECTIONS, CONDITION_STEPS, Code, Day, Error, FieldError, Id, Instant, Period, Result, Unit,
    parse_scaled,
};
use serde_json::Value as Json;

use crate::condition::fault;
use crate::{Collection, Condition, Cx, FieldDef, FieldType, ObjectDef, Op, Value};

/// An order comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Cmp {
    Eq,
    Ne,
    Lt,
    Lte,
    Gt,
    Gte,
}

/// What is asked of a field's value. Each is false for null, but for `Empty`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// It is null.
    Empty,
    /// It compares so with the value.
    Compare(Cmp, Value),
    /// It is one of these.
    In(Vec<Value>),
    /// It is none of these.
    NotIn(Vec<Value>),
    /// It is at least the first and less than the second.
    Range(i64, i64),
    /// It is less than the first or at least the second.
    Outside(i64, i64),
    /// It contains the text, but for the case of ASCII letters.
    Contains(String),
    /// It starts with the text, but for the case of ASCII letters.
    StartsWith(String),
    /// The option is among those chosen.
    Has(String),
}

/// A checked condition.
#[derive(Clone, Debug)]
pub enum Bound<'r> {
    /// Every one holds.
    All(Vec<Self>),
    /// At least one holds.
    Any(Vec<Self>),
    /// It doesn't hold.
    Not(Box<Self>),
    /// The record that the field refers to is there, may be seen, and satisfies the inner condition.
    Through {
        /// The reference.
        field: &'r FieldDef,
        /// What it refers to.
        object: &'r ObjectDef,
        /// What that must satisfy.
        inner: Box<Self>,
    },
    /// A record of the collection that may be seen satisfies the inner condition.
    Exists {
        /// The collection.
        collection: &'r Collection,
        /// The object of its records.
        object: &'r ObjectDef,
        /// What one must satisfy.
        inner: Box<Self>,
    },
    /// A field of the record itself.
    Leaf {
        /// The field.
        field: &'r FieldDef,
        /// What is asked of it.
        test: Test,
    },
}

/// Checks `condition` for records of `object` as `cx` may see them.
///
/// # Errors
/// `unknown_field` for what isn't there or is hidden, `invalid_filter` for what doesn't fit; both with a pointer.
pub fn bind<'r>(condition: &Condition, object: &'r ObjectDef, cx: &'r Cx) -> Result<Bound<'r>> {
    bind_at(condition, object, cx, Steps::default(), &mut String::new())
}

/// How many references and collections lead somewhere, and how many of them are collections.
#[derive(Clone, Copy, Default)]
struct Steps {
    all: usize,
    collections: usize,
}

/// `steps` lead here.
fn bind_at<'r>(
    condition: &Condition,
    object: &'r ObjectDef,
    cx: &'r Cx,
    steps: Steps,
    at: &mut String,
) -> Result<Bound<'r>> {
    let length = at.len();
    let mut list = |items: &[Condition], key: &str| -> Result<Vec<Bound<'r>>> {
        let mut bound = Vec::with_capacity(items.len());
        for (i, item) in items.iter().enumerate() {
            let _ = write!(at, "/{key}/{i}");
            bound.push(bind_at(item, object, cx, steps, at)?);
            at.truncate(length);
        }
        Ok(bound)
    };
    match condition {
        Condition::All(items) => Ok(Bound::All(list(items, "all")?)),
        Condition::Any(items) => Ok(Bound::Any(list(items, "any")?)),
        Condition::Not(inner) => {
            at.push_str("/not");
            let inner = bind_at(inner, object, cx, steps, at)?;
            at.truncate(length);
            Ok(Bound::Not(Box::new(inner)))
        }
        Condition::Exists { path, filter } => {
            at.push_str("/exists");
            let steps = further(steps, path.split('.').count(), &format!("{at}/path"))?;
            let steps = into_collection(steps, &format!("{at}/path"))?;
            let bound = bind_exists(path, filter.as_deref(), object, cx, steps, at)?;
            at.truncate(length);
            Ok(bound)
        }
        Condition::Leaf { field, op, value } => {
            further(steps, field.matches('.').count(), &format!("{at}/field"))?;
            bind_leaf(field, *op, value, object, cx, at)
        }
    }
}

/// What a path costs multiplies with every step.
fn further(steps: Steps, more: usize, at: &str) -> Result<Steps> {
    if steps.all + more > CONDITION_STEPS {
        return Err(fault(
            at,
            format!("经过的关联超过 {CONDITION_STEPS} 层"),
            format!("Leads through more than {CONDITION_STEPS} references and collections"),
        ));
    }
    Ok(Steps {
        all: steps.all + more,
        ..steps
    })
}

fn into_collection(steps: Steps, at: &str) -> Result<Steps> {
    if steps.collections == CONDITION_COLLECTIONS {
        return Err(fault(
            at,
            format!("子记录条件嵌套超过 {CONDITION_COLLECTIONS} 层"),
            format!("More than {CONDITION_COLLECTIONS} collections within each other"),
        ));
    }
    Ok(Steps {
        collections: steps.collections + 1,
        ..steps
    })
}

fn bind_exists<'r>(
    path: &str,
    filter: Option<&Condition>,
    object: &'r ObjectDef,
    cx: &'r Cx,
    steps: Steps,
    at: &mut String,
) -> Result<Bound<'r>> {
    if let Some((first, rest)) = path.split_once('.') {
        let (field, target) = step(first, object, cx, &format!("{at}/path"))?;
        let inner = Box::new(bind_exists(rest, filter, target, cx, steps, at)?);
        return Ok(Bound::Through {
            field,
            object: target,
            inner,
        });
    }
    let whole = |c: &&Collection| {
        cx.object(c.object)
            .is_ok_and(|o| o.field(c.field).is_some_and(|f| cx.sees_whole(o, f)))
    };
    let collection = object.collection(path).filter(whole);
    let collection = collection.ok_or_else(|| unknown(&format!("{at}/path"), path))?;
    let target = cx.object(collection.object)?;
    let inner = match filter {
        None => Bound::All(Vec::new()),
        Some(filter) => {
            let length = at.len();
            at.push_str("/where");
            let inner = bind_at(filter, target, cx, steps, at)?;
            at.truncate(length);
            inner
        }
    };
    Ok(Bound::Exists {
        collection,
        object: target,
        inner: Box::new(inner),
    })
}

fn bind_leaf<'r>(path: &str, op: Op, value: &Json, object: &'r ObjectDef, cx: &'r Cx, at: &str) -> Result<Bound<'r>> {
    let Some((first, rest)) = path.split_once('.') else {
        let field = visible(path, object, cx, &format!("{at}/field"))?;
        if cx.is_masked(object, field) && op != Op::Eq {
            return Err(fault(
                &format!("{at}/op"),
                "该字段已脱敏，只能用 eq 比较完整的值",
                "The field is masked: only eq with the exact value",
            ));
        }
        return test(field, op, value, cx, at);
    };
    let (field, target) = step(first, object, cx, &format!("{at}/field"))?;
    if op == Op::IsEmpty {
        // Empty also if the referenced record isn't there: the complement of "there and not empty".
        let wanted = empty_wanted(value, at)?;
        let filled = Box::new(bind_leaf(rest, op, &Json::Bool(false), target, cx, at)?);
        let filled = Bound::Through {
            field,
            object: target,
            inner: filled,
        };
        return Ok(if wanted { Bound::Not(Box::new(filled)) } else { filled });
    }
    let inner = Box::new(bind_leaf(rest, op, value, target, cx, at)?);
    Ok(Bound::Through {
        field,
        object: target,
        inner,
    })
}

fn unknown(at: &str, name: &str) -> Error {
    let (zh, en) = (
        format!("没有名为 {name:?} 的字段"),
        format!("There is no field {name:?}"),
    );
    Error::fields(vec![FieldError::new(at, Code::UnknownField, zh, en)])
}

fn visible<'r>(key: &str, object: &'r ObjectDef, cx: &Cx, at: &str) -> Result<&'r FieldDef> {
    object
        .field(key)
        .filter(|f| f.filterable && cx.sees(object, f))
        .ok_or_else(|| unknown(at, key))
}

fn step<'r>(key: &str, object: &'r ObjectDef, cx: &'r Cx, at: &str) -> Result<(&'r FieldDef, &'r ObjectDef)> {
    let field = visible(key, object, cx, at)?;
    match field.ty {
        FieldType::Reference(target) if key != "id" && cx.sees_whole(object, field) => {
            Ok((field, cx.object(target).map_err(|_| unknown(at, key))?))
        }
        _ => Err(unknown(at, key)),
    }
}

fn empty_wanted(value: &Json, at: &str) -> Result<bool> {
    match value {
        Json::Null => Ok(true),
        Json::Bool(wanted) => Ok(*wanted),
        _ => Err(fault(
            &format!("{at}/value"),
            "应为 true 或 false",
            "Expected true or false",
        )),
    }
}

fn test<'r>(field: &'r FieldDef, op: Op, value: &Json, cx: &Cx, at: &str) -> Result<Bound<'r>> {
    let at_value = format!("{at}/value");
    let leaf = |test| Bound::Leaf { field, test };
    let wrong_op = || {
        let (zh, en) = (field.label.zh.as_str(), field.key);
        fault(
            &format!("{at}/op"),
            format!("「{zh}」不能用 {}", op.as_str()),
            format!("{en} can't be compared with {}", op.as_str()),
        )
    };
    let cmp = |cmp| -> Result<Bound<'r>> {
        if let Some(day) = day_on_instant(field, value, cx) {
            return Ok(leaf(instant_against_day(cmp, day, cx)));
        }
        Ok(leaf(Test::Compare(cmp, one(field, value, cx, &at_value)?)))
    };
    let ordered = field.ty.is_text() || field.ty.column_word() == "@i64";
    let multi = matches!(field.ty, FieldType::MultiSelect(_));
    match op {
        Op::IsEmpty => {
            let empty = leaf(Test::Empty);
            Ok(if empty_wanted(value, at)? {
                empty
            } else {
                Bound::Not(Box::new(empty))
            })
        }
        Op::Contains if multi => Ok(leaf(Test::Has(text_of(field, value, &at_value)?))),
        _ if multi => Err(wrong_op()),
        Op::Eq => cmp(Cmp::Eq),
        Op::Ne => cmp(Cmp::Ne),
        Op::Lt if ordered => cmp(Cmp::Lt),
        Op::Lte if ordered => cmp(Cmp::Lte),
        Op::Gt if ordered => cmp(Cmp::Gt),
        Op::Gte if ordered => cmp(Cmp::Gte),
        Op::In => Ok(leaf(Test::In(many(field, value, cx, &at_value)?))),
        Op::NotIn => Ok(leaf(Test::NotIn(many(field, value, cx, &at_value)?))),
        Op::Contains if field.ty.is_text() => Ok(leaf(Test::Contains(text_of(field, value, &at_value)?))),
        Op::StartsWith if field.ty.is_text() => Ok(leaf(Test::StartsWith(text_of(field, value, &at_value)?))),
        Op::Within if matches!(field.ty, FieldType::Day | FieldType::Instant) => {
            let (from, to) = span(value, cx.today(), &at_value)?;
            Ok(leaf(day_range(field, from, to, cx)))
        }
        _ => Err(wrong_op()),
    }
}

fn many(field: &FieldDef, value: &Json, cx: &Cx, at: &str) -> Result<Vec<Value>> {
    let items = value
        .as_array()
        .ok_or_else(|| fault(at, "应为值的数组", "Expected a list of values"))?;
    items
        .iter()
        .enumerate()
        .map(|(i, item)| one(field, item, cx, &format!("{at}/{i}")))
        .collect()
}

fn text_of(field: &FieldDef, value: &Json, at: &str) -> Result<String> {
    let text = value.as_str().ok_or_else(|| fault(at, "应为文本", "Expected text"))?;
    if let FieldType::MultiSelect(options) = &field.ty
        && !options.iter().any(|o| o.key == text)
    {
        return Err(fault(at, "没有这个选项", "There is no such option"));
    }
    if text.contains('\0') {
        return Err(fault(at, "不能包含空字符", "NUL characters are not accepted"));
    }
    Ok(text.to_owned())
}

/// Reads one value of the field's type.
fn one(field: &FieldDef, value: &Json, cx: &Cx, at: &str) -> Result<Value> {
    let read = match &field.ty {
        FieldType::Reference(target) => reference(target, value, cx),
        FieldType::Bool => value.as_bool().map(Value::Bool),
        FieldType::Select(options) => value
            .as_str()
            .filter(|key| options.iter().any(|o| o.key == *key))
            .map(|key| Value::Text(key.to_owned())),
        FieldType::Day => day(value, cx.today()).map(|d| Value::Int(i64::from(d.0))),
        FieldType::Instant => value.as_str().and_then(Instant::parse).map(|at| Value::Int(at.0)),
        ty => match ty.scale() {
            Some(scale) => scaled(value, scale).map(Value::Int),
            None => value
                .as_str()
                .filter(|t| !t.contains('\0'))
                .map(|t| Value::Text(t.to_owned())),
        },
    };
    read.ok_or_else(|| {
        let (zh, en) = expected(&field.ty);
        fault(
            at,
            format!("「{}」的值应为{zh}", field.label.zh),
            format!("Expected {en}"),
        )
    })
}

/// What a value of a type looks like, in words.
pub(crate) fn expected(ty: &FieldType) -> (String, String) {
    let (zh, en) = match ty {
        FieldType::Reference(_) => ("记录的 id，如 \"0190…\"", "the id of a record"),
        FieldType::Bool => (" true 或 false", "true or false"),
        FieldType::Day => ("日期，如 \"2026-11-22\"", "a day such as \"2026-11-22\""),
        FieldType::Instant => (
            "时刻，如 \"2026-11-22T08:00:00Z\"",
            "a moment such as \"2026-11-22T08:00:00Z\"",
        ),
        FieldType::Money => ("数字，例如 960000", "a number such as 960000"),
        FieldType::Percent => ("0 到 100 的百分数，如 40", "a percentage from 0 to 100, such as 40"),
        FieldType::Number { .. } => ("数字", "a number"),
        FieldType::Email => ("邮箱地址", "an e-mail address"),
        FieldType::Phone => ("电话号码", "a telephone number"),
        FieldType::Url => (
            "以 http:// 或 https:// 开头的网址",
            "an address that begins with http:// or https://",
        ),
        FieldType::Select(options) | FieldType::MultiSelect(options) => {
            let keys = options.iter().map(|o| o.key).collect::<Vec<_>>().join(" ");
            return (format!("下列之一：{keys}"), format!("one of: {keys}"));
        }
        _ => ("文本", "text"),
    };
    (zh.to_owned(), en.to_owned())
}

/// A scaled number from a JSON number or decimal string.
pub(crate) fn scaled(value: &Json, scale: u32) -> Option<i64> {
    match value {
        Json::String(text) => parse_scaled(text, scale),
        Json::Number(number) => parse_scaled(&number.to_string(), scale),
        _ => None,
    }
}

fn reference(target: &str, value: &Json, cx: &Cx) -> Option<Value> {
    let word = |key: &str| {
        value
            .as_object()
            .is_some_and(|m| m.len() == 1 && m.get(key) == Some(&Json::Bool(true)))
    };
    if target == "users" && word("me") {
        // Nobody's own: an id that no record has.
        return Some(Value::Id(cx.user.unwrap_or(Id::NONE)));
    }
    if target == "teams" && word("my_team") {
        return Some(Value::Id(cx.team.unwrap_or(Id::NONE)));
    }
    value.as_str().and_then(|text| text.parse().ok()).map(Value::Id)
}

fn day(value: &Json, today: Day) -> Option<Day> {
    match value {
        Json::String(text) => Day::parse(text),
        Json::Object(map) if map.len() == 1 => {
            let days = map.get("today")?.as_i64()?;
            (-100_000..=100_000).contains(&days).then(|| today.plus(days as i32))
        }
        _ => None,
    }
}

/// A day given where a moment is kept means the whole of that day.
fn day_on_instant(field: &FieldDef, value: &Json, cx: &Cx) -> Option<Day> {
    if field.ty == FieldType::Instant {
        day(value, cx.today())
    } else {
        None
    }
}

fn instant_against_day(cmp: Cmp, day: Day, cx: &Cx) -> Test {
    let tz = cx.workspace.calendar.tz;
    let (start, end) = (day.start(tz).0, day.plus(1).start(tz).0);
    match cmp {
        Cmp::Eq => Test::Range(start, end),
        Cmp::Ne => Test::Outside(start, end),
        Cmp::Lt => Test::Compare(Cmp::Lt, Value::Int(start)),
        Cmp::Lte => Test::Compare(Cmp::Lt, Value::Int(end)),
        Cmp::Gt => Test::Compare(Cmp::Gte, Value::Int(end)),
        Cmp::Gte => Test::Compare(Cmp::Gte, Value::Int(start)),
    }
}

fn day_range(field: &FieldDef, from: Day, to: Day, cx: &Cx) -> Test {
    if field.ty == FieldType::Day {
        return Test::Range(i64::from(from.0), i64::from(to.0));
    }
    let tz = cx.workspace.calendar.tz;
    Test::Range(from.start(tz).0, to.start(tz).0)
}

/// `{"last":30,"unit":"day"}`, `{"next":2,"unit":"week"}`, `{"period":"this_quarter"}`. The last and next n units
/// count from today and include it.
fn span(value: &Json, today: Day, at: &str) -> Result<(Day, Day)> {
    let wrong = || {
        let example = r#"{"last":30,"unit":"day"} · {"next":2,"unit":"week"} · {"period":"this_quarter"}"#;
        fault(
            at,
            format!("应为时间范围，如 {example}"),
            format!("Expected a span such as {example}"),
        )
    };
    let map = value.as_object().ok_or_else(wrong)?;
    if let (Some(word), 1) = (map.get("period"), map.len()) {
        let period = word.as_str().and_then(Period::parse).ok_or_else(wrong)?;
        return Ok(period.days(today));
    }
    if map.len() != 2 {
        return Err(wrong());
    }
    let unit = map
        .get("unit")
        .and_then(Json::as_str)
        .and_then(Unit::parse)
        .ok_or_else(wrong)?;
    let count = |key: &str| {
        map.get(key)
            .and_then(Json::as_i64)
            .filter(|n| (1..=10_000).contains(n))
            .map(|n| n as i32)
    };
    let tomorrow = today.plus(1);
    if let Some(n) = count("last") {
        return Ok((unit.step(tomorrow, -n), tomorrow));
    }
    let n = count("next").ok_or_else(wrong)?;
    Ok((today, unit.step(today, n)))
}
