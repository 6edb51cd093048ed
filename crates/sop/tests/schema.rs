//! The published JSON Schema and the reader agree on what a document is.

mod common;

use jsonschema::Validator;
use kernel::Lang;
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use sop::{parse, to_json, validate};

fn schema() -> Validator {
    let schema: Json = serde_json::from_str(&common::pack("sop.schema.json")).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("the schema is a schema")
}

/// Whether the reader takes the document and finds both languages in it: what the schema can know.
fn is_read(json: &Json) -> bool {
    let Ok(parsed) = parse(&json.to_string()) else {
        return false;
    };
    let faults = validate(&parsed, &common::cx(Lang::En, common::at("2026-11-20T10:00")));
    !faults
        .iter()
        .any(|f| f.path.ends_with("/zh") || f.path.ends_with("/en"))
}

#[test]
fn packs_follow_the_schema() {
    let schema = schema();
    for name in ["sops/light.yaml", "sops/solution_selling.yaml"] {
        let json = to_json(&common::pack(name)).unwrap();
        let faults: Vec<_> = schema
            .iter_errors(&json)
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert_eq!(faults, [""; 0], "{name}");
    }
}

/// Pointers to every part of a document.
fn pointers(json: &Json, at: String, found: &mut Vec<String>) {
    match json {
        Json::Object(map) => map.iter().for_each(|(k, v)| pointers(v, format!("{at}/{k}"), found)),
        Json::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(i, v)| pointers(v, format!("{at}/{i}"), found)),
        _ => {}
    }
    found.push(at);
}

fn damage(json: &mut Json, pointer: &str, how: usize) {
    let replacements = [
        json!(7),
        json!(-1),
        json!("x"),
        json!("Not a key"),
        json!([]),
        json!({}),
        json!(true),
        json!([{}]),
        json!(""),
    ];
    if let Some(replacement) = replacements.get(how) {
        if let Some(part) = json.pointer_mut(pointer) {
            *part = replacement.clone();
        }
        return;
    }
    if how == replacements.len() {
        if let Some(Json::Object(map)) = json.pointer_mut(pointer) {
            map.insert("surprise".to_owned(), json!(1));
        }
        return;
    }
    let (parent, key) = pointer.rsplit_once('/').unwrap_or_default();
    match json.pointer_mut(parent) {
        Some(Json::Object(map)) => drop(map.shift_remove(key)),
        Some(Json::Array(items)) => drop(key.parse::<usize>().map(|i| items.remove(i))),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_documents_are_refused_alike(which in any::<prop::sample::Index>(), how in 0_usize..11) {
        static WORLD: std::sync::LazyLock<(Validator, Json, Vec<String>)> = std::sync::LazyLock::new(|| {
            let json = to_json(&common::pack("sops/light.yaml")).expect("YAML");
            let mut found = Vec::new();
            pointers(&json, String::new(), &mut found);
            (schema(), json, found)
        });
        let (schema, json, found) = &*WORLD;
        let (mut json, pointer) = (json.clone(), which.get(found));
        damage(&mut json, pointer, how);
        prop_assert_eq!(schema.is_valid(&json), is_read(&json), "{} {}: {:?}", pointer, how, parse(&json.to_string()).err());
    }
}
