//! What a condition that doesn't hold lacks, in words: "还没有填写「预算」" rather than "「预算」已填写".

use kernel::{Lang, Text};
use serde_json::Value as Json;

use crate::words::{collection, labelled, say};
use crate::{Condition, ObjectDef, Op, Registry};

/// What is missing as long as `condition` doesn't hold for a record of `object`. Where several things are asked for, all
/// of them are named: leave out beforehand what holds already.
pub fn lacking(condition: &Condition, object: &ObjectDef, registry: &Registry) -> Text {
    Text::new(
        lack(condition, object, registry, Lang::Zh),
        lack(condition, object, registry, Lang::En),
    )
}

fn lack(condition: &Condition, object: &ObjectDef, registry: &Registry, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let needed = || {
        let what = say(condition, object, registry, lang, false);
        if zh {
            format!("需要{what}")
        } else {
            format!("needed: {what}")
        }
    };
    match condition {
        Condition::All(parts) if !parts.is_empty() => {
            let parts: Vec<_> = parts.iter().map(|part| lack(part, object, registry, lang)).collect();
            parts.join(if zh { "；" } else { "; " })
        }
        Condition::Any(parts) if parts.len() == 1 => lack(&parts[0], object, registry, lang),
        Condition::Leaf { field, op, value } if asks_to_fill(*op, value) => {
            match labelled(field, object, registry, lang) {
                Some((label, _)) if zh => format!("还没有填写{label}"),
                Some((label, _)) => format!("{label} is empty"),
                None => needed(),
            }
        }
        Condition::Not(inner) => match &**inner {
            Condition::Leaf {
                field,
                op: Op::IsEmpty,
                value,
            } if value == &Json::Bool(true) => {
                let filled = Condition::leaf(field.clone(), Op::IsEmpty, false);
                lack(&filled, object, registry, lang)
            }
            _ => needed(),
        },
        Condition::Exists { path, filter } => {
            let Some((target, _)) = collection(path, object, registry) else {
                return needed();
            };
            let one = target.label_one.get(lang);
            match filter.as_deref() {
                None if zh => format!("还没有{one}"),
                None => format!("no {} yet", small(one)),
                Some(filter) => {
                    let like = qualities(filter, target, registry, lang);
                    if zh {
                        format!("还没有{like}的{one}")
                    } else {
                        format!("no {} yet where {like}", small(one))
                    }
                }
            }
        }
        _ => needed(),
    }
}

/// "Is filled in", and "more than nothing", which is the same to whoever reads it.
fn asks_to_fill(op: Op, value: &Json) -> bool {
    match op {
        Op::IsEmpty => value == &Json::Bool(false),
        Op::Gt => value.as_f64() == Some(0.0) || value.as_str().and_then(|v| v.parse().ok()) == Some(0.0_f64),
        _ => false,
    }
}

/// What a record must be like, to stand before its name.
fn qualities(filter: &Condition, target: &ObjectDef, registry: &Registry, lang: Lang) -> String {
    let parts: Vec<&Condition> = match filter {
        Condition::All(parts) if !parts.is_empty() => parts.iter().collect(),
        one => vec![one],
    };
    let several = parts.len() > 1;
    let parts: Vec<_> = parts
        .iter()
        .map(|part| say(part, target, registry, lang, several))
        .collect();
    parts.join(if lang == Lang::Zh { "且" } else { " and " })
}

/// A noun within a sentence: its first letter small, unless it is an abbreviation.
fn small(noun: &str) -> String {
    let mut letters = noun.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().collect::<String>() + &noun[first.len_utf8()..]
        }
        _ => noun.to_owned(),
    }
}
