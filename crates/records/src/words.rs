//! A condition said in words, in both languages. A gate uses this to say what is missing.

use kernel::{Lang, Text};
use serde_json::Value as Json;

use crate::{Condition, FieldDef, FieldType, ObjectDef, Op, Registry};

/// What `condition` asks of a record of `object`.
pub fn words(condition: &Condition, object: &ObjectDef, registry: &Registry) -> Text {
    Text::new(
        say(condition, object, registry, Lang::Zh, false),
        say(condition, object, registry, Lang::En, false),
    )
}

pub(crate) fn say(condition: &Condition, object: &ObjectDef, registry: &Registry, lang: Lang, inner: bool) -> String {
    let zh = lang == Lang::Zh;
    let join = |items: &[Condition], word: &str| {
        let parts: Vec<_> = items
            .iter()
            .map(|c| say(c, object, registry, lang, items.len() > 1))
            .collect();
        let text = parts.join(word);
        if inner && parts.len() > 1 {
            if zh {
                format!("（{text}）")
            } else {
                format!("({text})")
            }
        } else {
            text
        }
    };
    match condition {
        Condition::All(items) if items.is_empty() => if zh { "无要求" } else { "nothing" }.to_owned(),
        Condition::Any(items) if items.is_empty() => if zh { "永不满足" } else { "never" }.to_owned(),
        Condition::All(items) => join(items, if zh { "，且" } else { " and " }),
        Condition::Any(items) => join(items, if zh { "，或" } else { " or " }),
        Condition::Not(one) => say_not(one, object, registry, lang),
        Condition::Exists { path, filter } => {
            let Some((target, label)) = collection(path, object, registry) else {
                return path.clone();
            };
            let label = label.get(lang);
            match filter.as_deref() {
                None => {
                    if zh {
                        format!("至少有一条{label}")
                    } else {
                        format!("at least one of {label}")
                    }
                }
                Some(filter) => {
                    let what = say(filter, target, registry, lang, false);
                    if zh {
                        format!("至少有一条{label}满足：{what}")
                    } else {
                        format!("at least one of {label} where {what}")
                    }
                }
            }
        }
        Condition::Leaf { field, op, value } => leaf(field, *op, value, object, registry, lang),
    }
}

fn say_not(one: &Condition, object: &ObjectDef, registry: &Registry, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    match one {
        Condition::Leaf {
            field,
            op: Op::IsEmpty,
            value,
        } => {
            let wanted = Json::Bool(value == &Json::Bool(false));
            leaf(field, Op::IsEmpty, &wanted, object, registry, lang)
        }
        Condition::Exists { path, filter: None } => {
            let label = collection(path, object, registry).map_or(path.clone(), |(_, l)| l.get(lang).to_owned());
            if zh {
                format!("没有{label}")
            } else {
                format!("no {label}")
            }
        }
        other => {
            let text = say(other, object, registry, lang, false);
            if zh {
                format!("不满足「{text}」")
            } else {
                format!("not ({text})")
            }
        }
    }
}

pub(crate) fn collection<'r>(
    path: &str,
    object: &'r ObjectDef,
    registry: &'r Registry,
) -> Option<(&'r ObjectDef, Text)> {
    if let Some((first, rest)) = path.split_once('.') {
        return collection(rest, registry.object(object.target(first)?)?, registry);
    }
    let found = object.collection(path)?;
    Some((registry.object(found.object)?, found.label.clone()))
}

fn leaf(path: &str, op: Op, value: &Json, object: &ObjectDef, registry: &Registry, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let Some((label, field)) = labelled(path, object, registry, lang) else {
        return path.to_owned();
    };
    let shown = || match value {
        Json::Array(items) => items
            .iter()
            .map(|v| shown(field, v, lang))
            .collect::<Vec<_>>()
            .join(match (op, zh) {
                (Op::In, true) => "或",
                (Op::In, false) => " or ",
                (_, true) => "、",
                (_, false) => ", ",
            }),
        one => shown(field, one, lang),
    };
    let (zh_form, en_form) = match op {
        Op::Eq if field.ty == FieldType::Bool => {
            let yes = value == &Json::Bool(true);
            return match (zh, yes) {
                (true, true) => format!("{label}为“是”"),
                (true, false) => format!("{label}为“否”"),
                (false, true) => format!("{label} is yes"),
                (false, false) => format!("{label} is no"),
            };
        }
        Op::Eq => ("{l}为{v}", "{l} is {v}"),
        Op::Ne => ("{l}不为{v}", "{l} is not {v}"),
        Op::Lt if is_time(field) => ("{l}早于{v}", "{l} is before {v}"),
        Op::Lte if is_time(field) => ("{l}不晚于{v}", "{l} is not after {v}"),
        Op::Gt if is_time(field) => ("{l}晚于{v}", "{l} is after {v}"),
        Op::Gte if is_time(field) => ("{l}不早于{v}", "{l} is not before {v}"),
        Op::Lt => ("{l}小于{v}", "{l} is below {v}"),
        Op::Lte => ("{l}不超过{v}", "{l} is at most {v}"),
        Op::Gt => ("{l}大于{v}", "{l} is above {v}"),
        Op::Gte => ("{l}不少于{v}", "{l} is at least {v}"),
        Op::In => ("{l}为{v}", "{l} is {v}"),
        Op::NotIn => ("{l}不是：{v}", "{l} is none of {v}"),
        Op::Contains => ("{l}包含{v}", "{l} contains {v}"),
        Op::StartsWith => ("{l}以{v}开头", "{l} starts with {v}"),
        Op::Within => ("{l}在{v}", "{l} is within {v}"),
        Op::IsEmpty if value == &Json::Bool(false) => ("{l}已填写", "{l} is filled in"),
        Op::IsEmpty => ("{l}为空", "{l} is empty"),
    };
    let form = if zh { zh_form } else { en_form };
    form.replace("{l}", &label)
        .replace("{v}", &if op == Op::IsEmpty { String::new() } else { shown() })
}

fn is_time(field: &FieldDef) -> bool {
    matches!(field.ty, FieldType::Day | FieldType::Instant)
}

pub(crate) fn labelled<'r>(
    path: &str,
    object: &'r ObjectDef,
    registry: &'r Registry,
    lang: Lang,
) -> Option<(String, &'r FieldDef)> {
    let quoted = |text: &str| {
        if lang == Lang::Zh {
            format!("「{text}」")
        } else {
            text.to_owned()
        }
    };
    match path.split_once('.') {
        None => {
            let field = object.field(path)?;
            Some((quoted(field.label.get(lang)), field))
        }
        Some((first, rest)) => {
            let reference = object.field(first)?;
            let target = registry.object(object.target(first)?)?;
            let (inner, field) = labelled(rest, target, registry, lang)?;
            let outer = reference.label.get(lang);
            Some((
                if lang == Lang::Zh {
                    format!("{outer}的{inner}")
                } else {
                    format!("{outer}'s {inner}")
                },
                field,
            ))
        }
    }
}

fn shown(field: &FieldDef, value: &Json, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let plain = match value {
        Json::String(text) => match field.ty.options().iter().find(|o| o.key == text) {
            Some(option) => option.label.get(lang).to_owned(),
            None => text.clone(),
        },
        Json::Object(_) => relative(value, lang),
        Json::Bool(yes) => match (zh, yes) {
            (true, true) => "是".to_owned(),
            (true, false) => "否".to_owned(),
            (false, true) => "yes".to_owned(),
            (false, false) => "no".to_owned(),
        },
        other => other.to_string(),
    };
    let bare = matches!(value, Json::Object(_) | Json::Number(_)) || is_time(field) || field.ty == FieldType::Money;
    if bare || !zh { plain } else { format!("“{plain}”") }
}

/// A relative value in words.
fn relative(value: &Json, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let unit = |unit: &str| match (unit, zh) {
        ("day", true) => "天".to_owned(),
        ("week", true) => "周".to_owned(),
        ("month", true) => "个月".to_owned(),
        ("quarter", true) => "个季度".to_owned(),
        ("year", true) => "年".to_owned(),
        (other, _) => format!("{other}s"),
    };
    let n = |key: &str| value.get(key).and_then(Json::as_i64);
    let units = unit(value.get("unit").and_then(Json::as_str).unwrap_or("day"));
    if value.get("me").is_some() {
        return if zh { "我" } else { "me" }.to_owned();
    }
    if value.get("my_team").is_some() {
        return if zh { "我的团队" } else { "my team" }.to_owned();
    }
    if let Some(days) = n("today") {
        return match (days, zh) {
            (0, true) => "今天".to_owned(),
            (0, false) => "today".to_owned(),
            (1.., true) => format!("{days} 天后"),
            (1.., false) => format!("{days} days from now"),
            (_, true) => format!("{} 天前", -days),
            (_, false) => format!("{} days ago", -days),
        };
    }
    if let Some(last) = n("last") {
        return if zh {
            format!("最近 {last} {units}内")
        } else {
            format!("the last {last} {units}")
        };
    }
    if let Some(next) = n("next") {
        return if zh {
            format!("未来 {next} {units}内")
        } else {
            format!("the next {next} {units}")
        };
    }
    let word = value.get("period").and_then(Json::as_str).unwrap_or_default();
    if !zh {
        return word.replace('_', " ");
    }
    let (which, unit) = word.split_once('_').unwrap_or_default();
    let which = match which {
        "this" => 0,
        "last" => 1,
        _ => 2,
    };
    let names = match unit {
        "day" => ["今天", "昨天", "明天"],
        "week" => ["本周", "上周", "下周"],
        "month" => ["本月", "上月", "下月"],
        "quarter" => ["本季度", "上季度", "下季度"],
        _ => ["今年", "去年", "明年"],
    };
    names[which].to_owned()
}
