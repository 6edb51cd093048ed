//! Writes a document as YAML: block style, with short inner parts in one line. Reading it gives the same document.

use std::fmt::Write;

use serde_json::Value as Json;

use crate::Document;
use crate::yaml;

/// Columns that a part written in one line may reach.
const WIDTH: usize = 120;

/// The document as YAML. The same document is always written in the same bytes.
pub fn to_yaml(document: &Document) -> String {
    json_to_yaml(&serde_json::to_value(document).unwrap_or_default())
}

/// What may not be a document yet as YAML, in the same hand: a draft keeps whatever its author has so far.
pub fn json_to_yaml(json: &Json) -> String {
    let mut out = String::new();
    if let Json::Object(entries) = json {
        for (i, (key, value)) in entries.iter().enumerate() {
            if i > 0 {
                out.push('\n');
            }
            entry(&mut out, key, value, 0, false);
        }
    }
    out
}

/// Writes `key: value`; the parts of the whole document are never put in one line.
fn entry(out: &mut String, key: &str, value: &Json, indent: usize, after_dash: bool) {
    if !after_dash {
        let _ = write!(out, "{:indent$}", "");
    }
    out.push_str(key);
    out.push(':');
    let room = WIDTH.saturating_sub(indent + key.len() + 2);
    if let Some(text) = one_line(value, room).filter(|_| indent > 0) {
        let _ = writeln!(out, " {text}");
    } else {
        out.push('\n');
        block(out, value, indent + 2);
    }
}

/// Writes a map or list that doesn't fit one line.
fn block(out: &mut String, value: &Json, indent: usize) {
    match value {
        Json::Object(entries) => entries.iter().for_each(|(k, v)| entry(out, k, v, indent, false)),
        Json::Array(items) => items.iter().for_each(|item| list_item(out, item, indent)),
        other => {
            let _ = writeln!(out, "{:indent$}{}", "", flow(other));
        }
    }
}

fn list_item(out: &mut String, item: &Json, indent: usize) {
    let _ = write!(out, "{:indent$}- ", "");
    if let Some(text) = one_line(item, WIDTH.saturating_sub(indent + 2)) {
        let _ = writeln!(out, "{text}");
        return;
    }
    match item {
        Json::Object(entries) => {
            for (i, (key, value)) in entries.iter().enumerate() {
                entry(out, key, value, indent + 2, i == 0);
            }
        }
        other => {
            let _ = writeln!(out, "{}", flow(other));
        }
    }
}

/// The value in one line if it is a scalar or short enough.
fn one_line(value: &Json, room: usize) -> Option<String> {
    let text = flow(value);
    let scalar = !(value.is_object() || value.is_array());
    (scalar || width(&text) <= room).then_some(text)
}

fn flow(value: &Json) -> String {
    match value {
        Json::Object(entries) => {
            let parts: Vec<_> = entries.iter().map(|(k, v)| format!("{k}: {}", flow(v))).collect();
            format!("{{{}}}", parts.join(", "))
        }
        Json::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Json::String(text) if is_plain(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Whether the text means itself without quotes, even inside `{…}`.
fn is_plain(text: &str) -> bool {
    let safe = |c: char| c.is_alphanumeric() || "_-（）、。：，；？！《》“”「」…·/% ".contains(c);
    text.starts_with(|c: char| c.is_alphabetic())
        && !text.ends_with(' ')
        && text.chars().all(safe)
        && !text.contains(" -")
        && yaml::is_text(text)
}

/// Columns on a screen: a Chinese sign takes two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_looks_like_something_else_is_quoted() {
        for text in [
            "true", "null", "Null", "12", "~", "- x", "a: b", "a #b", "a, b", "{a", "'a", "x\ny", "yes", "e5", " a",
            "a ",
        ] {
            let yaml = format!("v: {}\nw: {{v: {}}}\n", flow(&json!(text)), flow(&json!(text)));
            let read = yaml::read(&yaml).unwrap().to_json();
            assert_eq!(read, json!({"v": text, "w": {"v": text}}), "{yaml}");
        }
    }
}
