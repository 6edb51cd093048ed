//! Reads YAML as a tree whose parts know their place. What documents don't need (anchors, tags, several documents in
//! one text) is refused, so that a small text can't become a large tree.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::Value as Json;

use crate::fault::{Fault, Faults, Place};

/// Nesting of a document; nothing in it is deeper than a condition.
const DEPTH: usize = 48;

/// A part of the text.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) data: Data,
}

#[derive(Clone, Debug)]
pub(crate) enum Data {
    Scalar(Json),
    List(Vec<Node>),
    /// Keys in their order, with their own places.
    Map(Vec<(String, Place, Node)>),
}

impl Node {
    /// The same without places.
    pub(crate) fn to_json(&self) -> Json {
        match &self.data {
            Data::Scalar(value) => value.clone(),
            Data::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Data::Map(entries) => Json::Object(entries.iter().map(|(k, _, v)| (k.clone(), v.to_json())).collect()),
        }
    }
}

/// A list or map that isn't closed yet.
enum Open {
    List(Place, Vec<Node>),
    Map(Place, Vec<(String, Place, Node)>, Option<(String, Place)>),
}

/// Reads YAML of any shape as JSON, under the same limits as documents.
///
/// # Errors
/// What keeps the text from being read, with its place.
pub fn yaml_to_json(text: &str) -> Result<Json, Vec<Fault>> {
    read(text).map(|node| node.to_json())
}

/// Reads one document.
pub(crate) fn read(text: &str) -> Result<Node, Vec<Fault>> {
    let mut faults = Faults::default();
    let root = build(text, &mut faults);
    match root {
        Some(node) if faults.is_fine() => Ok(node),
        _ => Err(faults.sorted()),
    }
}

fn build(text: &str, faults: &mut Faults) -> Option<Node> {
    let mut open: Vec<Open> = Vec::new();
    let mut root: Option<Node> = None;
    for event in Parser::new_from_str(text.trim_start_matches('\u{feff}')) {
        let (event, span) = match event {
            Ok(found) => found,
            Err(e) => {
                let place = Place {
                    line: e.marker().line() as u32,
                    column: e.marker().col() as u32 + 1,
                };
                let (zh, en) = (
                    format!("不是有效的 YAML（{}）：请检查缩进、冒号后的空格和引号", e.info()),
                    format!(
                        "this is not YAML ({}): check indentation, the space after colons, and quotes",
                        e.info()
                    ),
                );
                faults.error(place, "", zh, en);
                return None;
            }
        };
        let place = place_of(span);
        let done = match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => continue,
            Event::DocumentStart(_) if root.is_none() => continue,
            Event::DocumentStart(_) => {
                faults.error(
                    place,
                    "",
                    "一个文件只能有一份文档：请删去第二个 ---",
                    "one document a file: remove the second ---",
                );
                return None;
            }
            Event::Scalar(_, _, _, Some(_)) | Event::SequenceStart(_, Some(_)) | Event::MappingStart(_, Some(_)) => {
                faults.error(
                    place,
                    "",
                    "不支持标签（!…）：请直接写值",
                    "tags (!…) aren't read: write the plain value",
                );
                return None;
            }
            Event::Alias(_) => {
                faults.error(
                    place,
                    "",
                    "不支持引用（*…）：请把内容写出来",
                    "aliases (*…) aren't read: write the content out",
                );
                return None;
            }
            Event::Scalar(value, style, _, None) => Node {
                place,
                data: Data::Scalar(scalar(&value, style)),
            },
            Event::SequenceStart(_, None) => {
                open.push(Open::List(place, Vec::new()));
                if too_deep(&open, place, faults) {
                    return None;
                }
                continue;
            }
            Event::MappingStart(_, None) => {
                open.push(Open::Map(place, Vec::new(), None));
                if too_deep(&open, place, faults) {
                    return None;
                }
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop()? {
                Open::List(place, items) => Node {
                    place,
                    data: Data::List(items),
                },
                Open::Map(place, entries, _) => Node {
                    place,
                    data: Data::Map(entries),
                },
            },
        };
        match open.last_mut() {
            None => root = Some(done),
            Some(Open::List(_, items)) => items.push(done),
            Some(Open::Map(_, entries, waiting)) => match waiting.take() {
                Some((key, key_place)) => entries.push((key, key_place, done)),
                None => *waiting = Some((key_text(&done, entries, faults)?, done.place)),
            },
        }
    }
    if root.is_none() {
        faults.error(Place { line: 1, column: 1 }, "", "文档是空的", "the document is empty");
    }
    root
}

fn key_text(node: &Node, entries: &[(String, Place, Node)], faults: &mut Faults) -> Option<String> {
    let key = match &node.data {
        Data::Scalar(Json::String(key)) => key.clone(),
        Data::Scalar(other) => other.to_string(),
        _ => {
            faults.error(node.place, "", "键必须是一个词", "a key must be a word");
            return None;
        }
    };
    if entries.iter().any(|(k, _, _)| *k == key) {
        faults.error(
            node.place,
            "",
            format!("“{key}”写了两次：请只留一个"),
            format!("\"{key}\" stands twice: keep one"),
        );
    }
    Some(key)
}

fn too_deep(open: &[Open], place: Place, faults: &mut Faults) -> bool {
    if open.len() > DEPTH {
        faults.error(place, "", "嵌套太深", "this is nested too deep");
    }
    open.len() > DEPTH
}

fn place_of(span: Span) -> Place {
    Place {
        line: span.start.line() as u32,
        column: span.start.col() as u32 + 1,
    }
}

/// The value of a scalar by YAML 1.2's core schema; whole numbers beyond 64 bits and numbers with decimals stay text,
/// since amounts are exact.
fn scalar(value: &str, style: ScalarStyle) -> Json {
    if style != ScalarStyle::Plain {
        return Json::String(value.to_owned());
    }
    match value {
        "" | "~" | "null" | "Null" | "NULL" => Json::Null,
        "true" | "True" | "TRUE" => Json::Bool(true),
        "false" | "False" | "FALSE" => Json::Bool(false),
        _ => match value.parse::<i64>() {
            Ok(number) if !value.starts_with('+') => Json::from(number),
            _ => Json::String(value.to_owned()),
        },
    }
}

/// Whether a plain scalar of these characters is read as text.
pub(crate) fn is_text(value: &str) -> bool {
    scalar(value, ScalarStyle::Plain).is_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_json_and_yaml_alike() {
        for (text, json) in [
            ("a: 1\nb: [x, ~, true]\n", r#"{"a":1,"b":["x",null,true]}"#),
            (r#"{"a":1,"b":["x",null,true]}"#, r#"{"a":1,"b":["x",null,true]}"#),
            ("a: 1.50\nb: '1'\nc: no\n", r#"{"a":"1.50","b":"1","c":"no"}"#),
            ("a: |\n  一行\n  二行\n", r#"{"a":"一行\n二行\n"}"#),
        ] {
            assert_eq!(read(text).unwrap().to_json().to_string(), json, "{text}");
        }
    }

    #[test]
    fn refuses_with_a_place() {
        let deep = "[".repeat(60) + &"]".repeat(60);
        assert!(read(&"[".repeat(100_000)).is_err());
        for (text, line, column) in [
            ("a: 1\na: 2\n", 2, 1),
            ("a: &x 1\nb: *x\n", 2, 4),
            ("a: !!str 1\n", 1, 4),
            ("a: 1\n---\nb: 2\n", 2, 1),
            ("a: [1\nb: 2\n", 2, 2),
            ("", 1, 1),
            (deep.as_str(), 1, 49),
        ] {
            let faults = read(text).unwrap_err();
            assert_eq!(
                (faults[0].place.line, faults[0].place.column),
                (line, column),
                "{:?}",
                faults[0]
            );
        }
    }
}
