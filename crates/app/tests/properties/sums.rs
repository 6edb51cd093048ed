//! Sums by group are what adding up by hand gives, exactly, however large the numbers are.

use std::collections::BTreeMap;

use chrono::{Datelike, TimeDelta};
use kernel::{Day, Instant, format_minor};
use records::{Condition, Cx, FieldDef, FieldType, ObjectDef, Registry, Value, bind};
use serde_json::{Map, Value as Json, json};
use store::records::{self as rows, AggregateQuery};

use crate::choices::Choices;
use crate::company::{Company, on_companies, recent};
use crate::plain::{Eyes, Rec, ask};
use crate::rights::shown;
use crate::tree::Tree;

const UNITS: &[&str] = &["day", "week", "month", "quarter", "year"];

#[test]
fn sums_are_what_adding_up_gives() {
    on_companies(2_000, 80, recent, one);
}

fn one(c: &mut Choices, company: &Company<'_>) -> Result<(), String> {
    let object = company.object(c);
    let cx = company.narrowed(c, object.key);
    let tree = Tree {
        registry: company.registry,
        plain: &company.plain,
        wild: 0,
    };
    let filter = c.chance(40).then(|| tree.condition(c, object, 2));
    let mut group: Vec<String> = (0..c.below(4)).map(|_| group(c, object, company.registry)).collect();
    group.dedup();
    let mut measures: Vec<String> = (0..=c.below(4)).map(|_| measure(c, object)).collect();
    measures.dedup();
    let query = AggregateQuery {
        filter,
        group,
        measures,
    };
    compare(company, &cx, object, &query).map_err(|fault| {
        let filter = query.filter.as_ref().map(Condition::to_json);
        let tz = cx.workspace.calendar.tz;
        format!(
            "{} {:?} by {:?} where {filter:?} in {tz}: {fault}",
            object.key, query.measures, query.group
        )
    })
}

fn is_dated(field: &FieldDef) -> bool {
    matches!(field.ty, FieldType::Day | FieldType::Instant)
}

pub fn group(c: &mut Choices, object: &ObjectDef, registry: &Registry) -> String {
    let (mut path, mut here) = (String::new(), object);
    loop {
        let able = |f: &&FieldDef| f.filterable && !matches!(f.ty, FieldType::MultiSelect(_) | FieldType::LongText);
        let fields: Vec<&FieldDef> = here.fields.iter().filter(able).collect();
        let field = *c.pick(&fields);
        if let Some(target) = here
            .target(field.key)
            .filter(|_| field.key != "id" && path.len() < 20 && c.chance(50))
        {
            path = format!("{path}{}.", field.key);
            here = registry.object(target).unwrap();
            continue;
        }
        let unit = if is_dated(field) {
            format!(":{}", c.pick(UNITS))
        } else {
            String::new()
        };
        return format!("{path}{}{unit}", field.key);
    }
}

pub fn measure(c: &mut Choices, object: &ObjectDef) -> String {
    let able = |f: &&FieldDef| f.ty.scale().is_some() || is_dated(f);
    let fields: Vec<&FieldDef> = object.fields.iter().filter(able).collect();
    let field = *c.pick(&fields);
    let kinds: &[&str] = if is_dated(field) {
        &["min", "max"]
    } else {
        &["sum", "avg", "min", "max", "median"]
    };
    if c.chance(80) {
        format!("{}:{}", c.pick(kinds), field.key)
    } else {
        "count".to_owned()
    }
}

fn compare(company: &Company<'_>, cx: &Cx, object: &ObjectDef, query: &AggregateQuery) -> Result<(), String> {
    let eyes = Eyes {
        plain: &company.plain,
        cx,
    };
    let expected = Json::from_iter(naive(&eyes, cx, object, query).into_iter().map(Json::Object));
    let (asker, asked, object) = (cx.clone(), query.clone(), object.key);
    for (name, answer) in ask(company.dbs, move |tx| {
        let object = asker.object(object)?;
        rows::aggregate(tx, &asker, object, &asked)
    }) {
        let found = Json::from_iter(
            answer
                .map_err(|e| format!("{name}: {e}"))?
                .into_iter()
                .map(Json::Object),
        );
        if found != expected {
            return Err(format!("{name}:\n{found}\nexpected:\n{expected}"));
        }
    }
    Ok(())
}

/// The records of a group, and what is shown of what they have in common.
type Group<'p> = (Vec<Json>, Vec<Rec<'p>>);

/// The rows of an aggregate, by hand.
pub fn naive<'p>(eyes: &Eyes<'p>, cx: &Cx, object: &'p ObjectDef, query: &AggregateQuery) -> Vec<Map<String, Json>> {
    let always = Condition::always();
    let bound = bind(query.filter.as_ref().unwrap_or(&always), object, cx).unwrap();
    let found: Vec<Rec<'p>> = eyes
        .records(object.key)
        .filter(|r| records::holds(&bound, r, object, eyes))
        .collect();
    let field = |measure: &str| {
        measure
            .split_once(':')
            .map(|(kind, key)| (kind.to_owned(), object.field(key).unwrap()))
    };
    let money = query
        .measures
        .iter()
        .any(|m| field(m).is_some_and(|(_, f)| f.ty == FieldType::Money));
    let mut group = query.group.clone();
    let currencies = money && !group.iter().any(|g| g == "currency");
    if currencies {
        group.push("currency".to_owned());
    }
    let mut groups: BTreeMap<Vec<Value>, Group<'p>> = BTreeMap::new();
    for record in found {
        let (key, shown) = group.iter().map(|path| shown(eyes, cx, record, path)).unzip();
        groups.entry(key).or_insert((shown, Vec::new())).1.push(record);
    }
    if groups.is_empty() && query.group.is_empty() {
        groups.insert(
            vec![Value::Null; group.len()],
            (vec![Json::Null; group.len()], Vec::new()),
        );
    }
    let mut last: Vec<_> = groups.keys().map(|k| k.last().cloned()).collect();
    last.dedup();
    if currencies && last.iter().all(|l| *l == last[0]) {
        group.pop();
    }
    let rows = groups.into_values().map(|(shown, records)| {
        let mut row: Map<String, Json> = group.iter().cloned().zip(shown).collect();
        for measure in &query.measures {
            let value = match field(measure) {
                None => json!(records.len()),
                Some((kind, field)) => measured(&kind, field, &records),
            };
            row.insert(measure.clone(), value);
        }
        row
    });
    rows.collect()
}

fn shown<'p>(eyes: &Eyes<'p>, cx: &Cx, record: Rec<'p>, path: &str) -> (Value, Json) {
    let (path, unit) = path.split_once(':').map_or((path, ""), |(path, unit)| (path, unit));
    let (mut here, mut keys) = (Some(record), path.split('.').peekable());
    while let (Some(at), Some(key)) = (here, keys.next()) {
        let field = at.object.field(key).unwrap();
        let target = at.object.target(key).filter(|_| key != "id");
        let next = target.and_then(|target| match at.get(key) {
            Value::Id(id) => eyes.find(target, *id),
            _ => None,
        });
        if keys.peek().is_some() {
            here = next;
            continue;
        }
        if target.is_some() {
            let Some(next) = next else { break };
            return (next.values[0].clone(), shown::named(cx, &next));
        }
        let value = at.get(key);
        return match (value, &field.ty) {
            (Value::Int(n), FieldType::Day) => label(Day(*n as i32), unit),
            (Value::Int(n), FieldType::Instant) => label(Instant(*n).day(cx.workspace.calendar.tz), unit),
            _ => (value.clone(), rows::to_json(field, value)),
        };
    }
    (Value::Null, Json::Null)
}

fn label(day: Day, unit: &str) -> (Value, Json) {
    let date = day.to_date();
    let text = match unit {
        "day" => day.to_string(),
        "week" => {
            // The week that has this week's Thursday in its year.
            let thursday =
                date - TimeDelta::days(i64::from(date.weekday().num_days_from_monday())) + TimeDelta::days(3);
            format!("{:04}-W{:02}", thursday.year(), thursday.ordinal0() / 7 + 1)
        }
        "month" => format!("{:04}-{:02}", date.year(), date.month()),
        "quarter" => format!("{:04}-Q{}", date.year(), date.month0() / 3 + 1),
        _ => format!("{:04}", date.year()),
    };
    (Value::Text(text.clone()), json!(text))
}

fn measured(kind: &str, field: &FieldDef, records: &[Rec<'_>]) -> Json {
    let mut all: Vec<i128> = records
        .iter()
        .filter_map(|r| match r.get(field.key) {
            Value::Int(n) => Some(i128::from(*n)),
            _ => None,
        })
        .collect();
    all.sort_unstable();
    let (sum, n) = (all.iter().sum::<i128>(), all.len() as i128);
    let scale = field.ty.scale().unwrap_or(0);
    match kind {
        "sum" => exact(field, sum, scale),
        _ if all.is_empty() => Json::Null,
        "min" => rows::to_json(field, &Value::Int(all[0] as i64)),
        "max" => rows::to_json(field, &Value::Int(all[all.len() - 1] as i64)),
        "avg" => {
            let wide = sum * 10_i128.pow(6 - scale);
            let (whole, rest) = (wide / n, wide % n);
            let up = if 2 * rest.abs() >= n { wide.signum() } else { 0 };
            exact(field, whole + up, 6)
        }
        _ => {
            let middle = all[(all.len() - 1) / 2] + all[all.len() / 2];
            exact(field, middle * 5, scale + 1)
        }
    }
}

/// A scaled number: money as text with two decimals at least, others as numbers.
fn exact(field: &FieldDef, value: i128, scale: u32) -> Json {
    let (mut value, mut scale) = (value, scale);
    let least = if field.ty == FieldType::Money { 2 } else { 0 };
    while scale > least && value % 10 == 0 {
        (value, scale) = (value / 10, scale - 1);
    }
    let text = format_minor(value, scale);
    match text.parse::<i64>() {
        _ if field.ty == FieldType::Money => json!(text),
        Ok(whole) => json!(whole),
        Err(_) => json!(text.parse::<f64>().unwrap()),
    }
}
