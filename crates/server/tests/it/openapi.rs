//! The OpenAPI file that is kept beside the sources, for those who generate types from it.

use std::fs;

use serde::Serialize as _;
use serde_json::Value as Json;
use serde_json::ser::{PrettyFormatter, Serializer};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");

/// Rewritten by `UPDATE_OPENAPI=1 cargo nextest run -p server openapi`.
#[test]
fn the_kept_file_is_what_the_server_says() {
    // As `python3 -m json.tool` writes it, which scripts/openapi.sh compares with.
    let mut text = Vec::new();
    let four = PrettyFormatter::with_indent(b"    ");
    server::openapi()
        .serialize(&mut Serializer::with_formatter(&mut text, four))
        .unwrap();
    text.push(b'\n');
    let text = String::from_utf8(text).unwrap();
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        fs::write(FILE, &text).unwrap();
    }
    let kept = fs::read_to_string(FILE).unwrap_or_default();
    assert!(
        kept == text,
        "docs/openapi.json is stale: UPDATE_OPENAPI=1 cargo nextest run -p server openapi"
    );
}

/// Everything a `$ref` names is there.
#[test]
fn references_lead_somewhere() {
    let document = server::openapi();
    let mut refs = Vec::new();
    collect(&document, &mut refs);
    assert!(!refs.is_empty());
    for reference in refs {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

fn collect(json: &Json, refs: &mut Vec<String>) {
    match json {
        Json::Object(map) => {
            if let Some(reference) = map.get("$ref") {
                refs.push(reference.as_str().unwrap().to_owned());
            }
            map.values().for_each(|value| collect(value, refs));
        }
        Json::Array(items) => items.iter().for_each(|item| collect(item, refs)),
        _ => {}
    }
}
