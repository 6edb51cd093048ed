//! What a studio needs of documents: the same bytes whenever they are written, and BPMN that viewers can draw.

mod common;

use std::collections::BTreeSet;

use kernel::{Lang, Text};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use sop::{Document, parse, to_bpmn, to_json, to_yaml};

/// Every pack there is, whoever wrote it.
fn packs() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/sops");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the packs") {
        let path = entry.expect("a file").path();
        if path.extension().is_some_and(|e| e == "yaml") {
            found.push((
                path.display().to_string(),
                std::fs::read_to_string(&path).expect("a text"),
            ));
        }
    }
    assert!(found.len() >= 3);
    found
}

fn is_stable(text: &str) -> Result<(), String> {
    let first = parse(text).map_err(|f| format!("{f:?}"))?.document;
    let written = to_yaml(&first);
    let again = parse(&written).map_err(|f| format!("{f:?}\n{written}"))?.document;
    if first != again {
        return Err(format!("another document\n{written}"));
    }
    if written != to_yaml(&again) {
        return Err(format!("other bytes\n{written}"));
    }
    Ok(())
}

#[test]
fn packs_are_written_in_the_same_bytes() {
    for (name, text) in packs() {
        is_stable(&text).unwrap_or_else(|why| panic!("{name}: {why}"));
    }
}

/// Texts that people and their clipboards bring along.
fn words() -> impl Strategy<Value = String> {
    let hard = prop::sample::select(vec![
        "是",
        "no",
        "null",
        "~",
        "12",
        "1.50",
        "0x1f",
        "- 项",
        "a: b",
        "a #b",
        "\"引\"",
        "'x'",
        "{a}",
        "[b",
        "%",
        "@客户",
        "`x`",
        "!",
        "&a",
        "*b",
        "a\nb",
        "a\n\nb ",
        "\ttab",
        "é\u{301}",
        "😀 好",
        "\u{2028}行",
        "a\u{85}b",
        "\u{feff}x",
        "\u{7f}",
        "\\n",
        "true",
        "yes",
        "…",
        "“好”",
        "100%",
        "a  b",
        "-",
        "?",
        "? x",
        ": x",
        "<<",
        "=",
        "|",
        ">",
        "---",
        "...",
    ]);
    prop_oneof![
        hard.prop_map(str::to_owned),
        "\\PC{0,40}",
        "[\\x20-\\x7e\\n\\t\u{4e00}-\u{4e20}]{0,160}",
    ]
}

/// Puts other words into every text of a document.
fn reworded(json: &mut Json, words: &mut impl Iterator<Item = String>) {
    match json {
        Json::Object(map) if map.len() == 2 && map.contains_key("zh") && map.contains_key("en") => {
            for text in map.values_mut() {
                if let Some(other) = words.next() {
                    *text = json!(other);
                }
            }
        }
        Json::Object(map) => map.values_mut().for_each(|v| reworded(v, words)),
        Json::Array(items) => items.iter_mut().for_each(|v| reworded(v, words)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_words_are_written_in_the_same_bytes(words in prop::collection::vec(words(), 1..40), value in words()) {
        static LIGHT: std::sync::LazyLock<Json> =
            std::sync::LazyLock::new(|| to_json(&common::pack("sops/light.yaml")).expect("YAML"));
        let mut json = LIGHT.clone();
        reworded(&mut json, &mut words.into_iter().cycle().take(300));
        json["stages"][0]["exit"][0]["when"] = json!({"any": [
            {"field": "source", "op": "in", "value": [value.clone(), "x"]},
            {"not": {"field": "amount", "op": "gt", "value": "10.50"}},
        ]});
        json["stages"][1]["steps"][0]["fix"] = json!({"create": {"object": "stakeholders", "values": {"role": value}}});
        json["stages"][0]["next"] = json!([{"to": "engaging"}, {"to": "closing", "when": {"field": "source", "op": "is_empty", "value": true}}]);
        if let Err(why) = is_stable(&json.to_string()) {
            prop_assert!(false, "{}", why);
        }
    }
}

/// The tags of an XML text with their attributes; fails where tags don't close each other.
fn tags(xml: &str) -> Vec<(String, Vec<(String, String)>)> {
    let (mut found, mut open) = (Vec::new(), Vec::<String>::new());
    let mut rest = xml
        .strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        .expect("the head");
    while let Some(start) = rest.find('<') {
        assert!(!rest[..start].contains('>'), "a stray >");
        let end = start + rest[start..].find('>').expect("the tag ends");
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
            continue;
        }
        let inner = tag.strip_suffix('/').unwrap_or(tag);
        let (name, attributes) = inner.split_once(' ').unwrap_or((inner, ""));
        let mut pairs = Vec::new();
        let mut attributes = attributes.trim();
        while let Some((key, more)) = attributes.split_once("=\"") {
            let (value, more) = more.split_once('"').expect("the value ends");
            pairs.push((key.trim().to_owned(), value.to_owned()));
            attributes = more;
        }
        assert!(attributes.trim().is_empty(), "{tag}");
        if !tag.ends_with('/') {
            open.push(name.to_owned());
        }
        found.push((name.to_owned(), pairs));
    }
    assert!(open.is_empty());
    found
}

fn bpmn(document: &Document) -> String {
    to_bpmn(document, Lang::Zh, &|_| Text::new("条件 <1> & \"2\"", "a condition"))
}

#[test]
fn bpmn_has_a_place_for_everything_and_every_line_has_its_ends() {
    let mut documents: Vec<Document> = packs().iter().map(|(_, text)| parse(text).unwrap().document).collect();
    let mut branching = to_json(&common::pack("sops/light.yaml")).unwrap();
    branching["stages"][1]["next"] = json!([
        {"to": "closing"},
        {"to": "prospecting", "when": {"field": "source", "op": "is_empty", "value": true}},
    ]);
    branching["stages"][0]["next"] = json!([{"to": "engaging"}, {"to": "closing"}]);
    branching["stages"][0]["name"]["zh"] = json!("a<b>&\"c\"\u{1}");
    documents.push(parse(&branching.to_string()).unwrap().document);
    for document in documents {
        let tags = tags(&bpmn(&document));
        let of = |name: &str, key: &str| -> Vec<String> {
            let named = tags.iter().filter(|(tag, _)| tag == name);
            let value = |pairs: &Vec<(String, String)>| pairs.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone());
            named
                .map(|(tag, pairs)| value(pairs).unwrap_or_else(|| panic!("{tag} without {key}")))
                .collect()
        };
        let ids: Vec<String> = tags
            .iter()
            .flat_map(|(_, pairs)| pairs)
            .filter(|(k, _)| k == "id")
            .map(|(_, v)| v.clone())
            .collect();
        assert_eq!(
            ids.iter().collect::<BTreeSet<_>>().len(),
            ids.len(),
            "an id stands twice"
        );
        let flows = of("bpmn:sequenceFlow", "id");
        assert_eq!(flows, of("bpmndi:BPMNEdge", "bpmnElement"));
        let shapes: BTreeSet<_> = of("bpmndi:BPMNShape", "bpmnElement").into_iter().collect();
        let nodes: BTreeSet<_> = [
            "startEvent",
            "endEvent",
            "adHocSubProcess",
            "exclusiveGateway",
            "userTask",
            "manualTask",
            "receiveTask",
        ]
        .iter()
        .flat_map(|name| of(&format!("bpmn:{name}"), "id"))
        .collect();
        assert_eq!(nodes, shapes);
        for end in ["sourceRef", "targetRef"] {
            assert!(of("bpmn:sequenceFlow", end).iter().all(|id| nodes.contains(id)));
        }
        assert!(!of("bpmn:endEvent", "id").is_empty());
        assert_eq!(
            nodes.iter().filter(|id| id.starts_with("step_")).count(),
            document.stages.iter().map(|s| s.steps.len()).sum::<usize>()
        );
    }
}
