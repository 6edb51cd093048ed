//! docs/api.md says what programs rely on: every code, every limit, every route.

use std::fs;

use kernel::Code;
use serde_json::Value as Json;

fn page() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api.md")).unwrap()
}

#[test]
fn every_code_has_a_row_with_its_status() {
    let page = page();
    for code in Code::ALL {
        let row = format!("| `{}` | {} |", code.as_str(), code.status());
        assert!(page.contains(&row), "docs/api.md lacks the row: {row}");
    }
    let rows = page
        .lines()
        .filter(|l| l.starts_with("| `") && l.split('|').nth(2).is_some_and(|s| s.trim().parse::<u16>().is_ok()));
    assert_eq!(
        rows.count(),
        Code::ALL.len(),
        "docs/api.md has a row for a code that isn't"
    );
}

#[test]
fn every_limit_is_listed() {
    let page = page();
    for (what, limit) in [
        ("body", kernel::BODY_BYTES),
        ("file of an import", kernel::FILE_BYTES),
        ("file on a record", kernel::UPLOAD_BYTES),
        ("JSON depth", kernel::JSON_DEPTH),
        ("text field", kernel::TEXT_BYTES),
        ("rows a page", kernel::PAGE_ROWS),
        ("rows if no limit is named", kernel::PAGE_ROWS_DEFAULT),
        ("comparisons in a filter", kernel::CONDITION_LEAVES),
        ("filter depth", kernel::CONDITION_DEPTH),
        (
            "references and collections that a comparison leads through",
            kernel::CONDITION_STEPS,
        ),
        ("collections within each other", kernel::CONDITION_COLLECTIONS),
        ("values of `in`", kernel::IN_VALUES),
        ("values of all `in` of a filter", kernel::CONDITION_VALUES),
        ("sort keys", kernel::SORT_KEYS),
        ("groups of an aggregate", kernel::GROUP_KEYS),
        ("measures of an aggregate", kernel::MEASURES),
        ("rows of an aggregate", kernel::AGGREGATE_ROWS),
        ("`Idempotency-Key`", kernel::IDEMPOTENCY_KEY_BYTES),
        ("records of a bulk request", kernel::BULK_RECORDS),
    ] {
        let row = page.lines().find(|l| l.starts_with(&format!("| {what} |")));
        let row = row.unwrap_or_else(|| panic!("docs/api.md lacks the limit: {what}"));
        assert!(row.contains(&limit.to_string()), "{row} should say {limit}");
    }
}

#[test]
fn every_verb_of_the_api_is_on_the_page() {
    let page = page();
    let document = server::openapi();
    for path in document["paths"].as_object().unwrap().keys() {
        let below = path.strip_prefix("/api/v1").unwrap();
        let last = below.rsplit('/').find(|part| !part.starts_with('{')).unwrap();
        let generic = app::registry()
            .objects()
            .iter()
            .any(|o| below.starts_with(&format!("/{}", o.key)));
        assert!(
            page.contains(last)
                || generic && ["restore", "aggregate"].contains(&last)
                || app::registry().object(last).is_some(),
            "docs/api.md doesn't tell of {below}"
        );
    }
}

#[test]
fn the_document_lists_every_route_of_every_kind() {
    let document = server::openapi();
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().unwrap();
    let has = |path: &str, method: &str| {
        paths
            .get(&format!("/api/v1{path}"))
            .is_some_and(|p| p.get(method).is_some())
    };
    for object in app::registry().objects() {
        let writes = !object.by_verbs;
        for (path, method, expected) in [
            ("", "get", true),
            ("", "post", writes || object.key == "sops"),
            ("/{id}", "get", true),
            ("/{id}", "patch", writes),
            ("/{id}", "delete", writes),
            ("/{id}/restore", "post", writes),
            ("/{id}/timeline", "get", true),
            ("/aggregate", "post", true),
            ("/bulk", "post", writes),
        ] {
            assert_eq!(
                has(&format!("/{}{path}", object.key), method),
                expected,
                "{method} {}{path}",
                object.key
            );
        }
    }
    for (path, method) in [
        ("/session", "post"),
        ("/session", "delete"),
        ("/me", "get"),
        ("/me", "patch"),
        ("/objects", "get"),
        ("/events", "get"),
        ("/today", "get"),
        ("/search", "get"),
        ("/insights/win_rate", "get"),
        ("/workspace", "patch"),
        ("/opportunities/{id}/sop", "get"),
        ("/opportunities/{id}/advance", "post"),
        ("/opportunities/{id}/steps/{key}/waive", "post"),
        ("/waivers/{id}/approve", "post"),
        ("/setup", "post"),
        ("/sops", "post"),
    ] {
        assert!(has(path, method), "{method} {path}");
    }
    let mut ids: Vec<&str> = operations(&document)
        .map(|op| op["operationId"].as_str().unwrap())
        .collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an operationId comes twice");
}

/// What a path names in braces it declares, and nothing else; answers and bodies have schemas.
#[test]
fn the_document_holds_together() {
    let document = server::openapi();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, op) in item.as_object().unwrap() {
            let parameters = op["parameters"].as_array().cloned().unwrap_or_default();
            let mut declared: Vec<_> = parameters
                .iter()
                .filter(|p| p["in"] == "path")
                .map(|p| p["name"].as_str().unwrap().to_owned())
                .collect();
            let mut named: Vec<_> = path
                .split('/')
                .filter_map(|p| Some(p.strip_prefix('{')?.strip_suffix('}')?.to_owned()))
                .collect();
            declared.sort();
            named.sort();
            assert_eq!(declared, named, "{method} {path}");
            assert!(parameters.iter().all(|p| p["schema"].is_object()), "{method} {path}");
            assert!(
                op["responses"]["default"]["content"]["application/problem+json"].is_object(),
                "{method} {path}"
            );
            assert!(
                op["responses"].as_object().unwrap().keys().any(|k| k.starts_with('2')),
                "{method} {path}"
            );
            assert!(
                op["security"].is_array() && op["summary"].as_str().is_some_and(|s| !s.is_empty()),
                "{method} {path}"
            );
        }
    }
}

fn operations(document: &Json) -> impl Iterator<Item = &Json> {
    document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|item| item.as_object().unwrap().values())
}
