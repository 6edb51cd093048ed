//! What is wrong with a document is said with its line and column, and with what to do.

mod common;

use kernel::{Code, Lang};
use sop::{Fault, Severity, faults_error, parse, validate};

const GOOD: &str = "\
sop:
  key: demo
  name: {zh: 示例, en: Demo}
  object: opportunities
  description: {zh: 示例, en: Demo}
  owner_role: rep
  review_after_days: 90
roles:
  - key: rep
    name: {zh: 销售代表, en: Sales rep}
stages:
  - key: first
    phase: contact
    name: {zh: 接触, en: First}
    goal: {zh: 接触, en: Meet}
    role: rep
    target: 5d
    probability: 10
    steps:
      - key: call
        kind: activity
        title: {zh: 打电话, en: Call}
        required: true
        due: 4h
        done_when: {exists: {path: activities, where: {field: reached, op: eq, value: connected}}}
    exit:
      - text: {zh: 有痛点, en: There is a pain}
        when: {field: pain, op: is_empty, value: false}
  - key: last
    phase: sign
    name: {zh: 签约, en: Sign}
    goal: {zh: 签约, en: Sign}
    role: rep
    target: 5d
    probability: 80
    signing: true
    steps:
      - key: ask
        kind: questionnaire
        title: {zh: 提问, en: Ask}
        required: true
        questions: [spin]
questions:
  - key: spin
    name: {zh: 提问, en: Questions}
    groups:
      - key: S
        name: {zh: 现状, en: Situation}
        questions:
          - {key: today, text: {zh: 现在怎么做, en: How today}, kind: open, important: true}
";

fn faults(text: &str) -> Vec<Fault> {
    match parse(text) {
        Ok(parsed) => validate(&parsed, &common::cx(Lang::Zh, common::at("2026-11-20T10:00"))),
        Err(faults) => faults,
    }
}

#[test]
fn the_document_is_without_fault() {
    assert_eq!(faults(GOOD), []);
}

#[test]
fn each_fault_is_found_where_it_stands() {
    // What is replaced, by what, and the line, column and part that the first fault names.
    let cases: &[(&str, &str, u32, u32, &str)] = &[
        // Shape.
        ("  key: demo", "  key: Demo", 2, 3, "/sop/key"),
        ("  key: demo", "  keys: demo", 2, 3, "/sop/key"),
        (
            "    target: 5d\n    probability: 10",
            "    target: 5 days\n    probability: 10",
            17,
            5,
            "/stages/0/target",
        ),
        ("probability: 10", "probability: 110", 18, 5, "/stages/0/probability"),
        ("phase: contact", "phase: calling", 13, 5, "/stages/0/phase"),
        (
            "required: true\n        due",
            "required: maybe\n        due",
            23,
            9,
            "/stages/0/steps/0/required",
        ),
        (
            "op: is_empty, value: false",
            "op: missing",
            28,
            33,
            "/stages/0/exit/0/when/op",
        ),
        ("    signing: true", "    sining: true", 36, 5, "/stages/1/sining"),
        ("stages:\n", "stages: none\nx:\n", 11, 1, "/stages"),
        // Meaning.
        ("en: Demo}\n  object", "en: ''}\n  object", 3, 18, "/sop/name/en"),
        ("owner_role: rep", "owner_role: boss", 6, 3, "/sop/owner_role"),
        ("object: opportunities", "object: accounts", 4, 3, "/sop/object"),
        ("  - key: last", "  - key: first", 29, 5, "/stages/1/key"),
        ("      - key: ask", "      - key: call", 38, 9, "/stages/1/steps/0/key"),
        (
            "questions: [spin]",
            "questions: [spun]",
            42,
            21,
            "/stages/1/steps/0/questions/0",
        ),
        ("field: pain,", "field: pane,", 28, 23, "/stages/0/exit/0/when/field"),
        (
            "value: connected",
            "value: shouted",
            25,
            87,
            "/stages/0/steps/0/done_when/exists/where/value",
        ),
        (
            "path: activities",
            "path: actions",
            25,
            36,
            "/stages/0/steps/0/done_when/exists/path",
        ),
        (
            "when: {field: pain, op: is_empty, value: false}",
            "when: {all: [{field: amount, op: lt, value: '10'}, {field: amount, op: gt, value: '20.00'}]}",
            28,
            15,
            "/stages/0/exit/0/when",
        ),
        (
            "when: {field: pain, op: is_empty, value: false}",
            "when: {field: pain, op: is_empty}\n      - {text: {zh: 有, en: Yes}, when: {field: pain, op: contains, value: x}}",
            26,
            5,
            "/stages/0/exit",
        ),
        (
            "{field: reached, op: eq, value: connected}",
            "{field: reached, op: in, value: []}",
            25,
            20,
            "/stages/0/steps/0/done_when",
        ),
        ("    exit:", "    next: []\n    exit:", 12, 5, "/stages/0"),
        (
            "    exit:",
            "    next: [{to: nowhere}]\n    exit:",
            26,
            13,
            "/stages/0/next/0/to",
        ),
        (
            "    signing: true",
            "    signing: true\n    next: [{to: first}]",
            12,
            5,
            "/stages/0",
        ),
        ("    signing: true\n", "", 29, 5, "/stages/1"),
        ("kind: questionnaire", "kind: timer", 38, 9, "/stages/1/steps/0"),
        ("questions: [spin]", "kind: x", 42, 9, ""),
        (
            "due: 4h",
            "due: 4h\n        fix: {field: pane}",
            25,
            14,
            "/stages/0/steps/0/fix",
        ),
        (
            "due: 4h",
            "due: 4h\n        fix: {field: pain, log: call}",
            25,
            14,
            "/stages/0/steps/0/fix",
        ),
    ];
    let mut wrong = Vec::new();
    for (old, new, line, column, path) in cases {
        assert!(GOOD.contains(old), "{old}");
        let text = GOOD.replacen(old, new, 1);
        let found = faults(&text);
        let first = found
            .iter()
            .find(|f| f.severity == Severity::Error)
            .unwrap_or_else(|| panic!("{new}: no fault"));
        let got = (first.place.line, first.place.column, first.path.as_str());
        if got != (*line, *column, *path) {
            wrong.push(format!(
                "{new:?}: {got:?} instead of {:?}: {}",
                (line, column, path),
                first.text.en
            ));
        }
        assert!(!first.text.zh.is_empty() && !first.text.en.is_empty());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn doubts_are_warnings() {
    for (old, new, path) in [
        ("probability: 80", "probability: 5", "/stages/1/probability"),
        (
            "    exit:",
            "    next: [{to: last, when: {field: pain, op: is_empty}}]\n    exit:",
            "/stages/0/next",
        ),
        (
            "questions:\n  - key: spin",
            "questions:\n  - key: more\n    name: {zh: 多, en: More}\n    groups: [{key: S, name: {zh: 多, en: More}, questions: [{key: more, text: {zh: 多, en: More}, kind: open}]}]\n  - key: spin",
            "/questions/0",
        ),
        (
            "        required: true\n        questions",
            "        required: false\n        questions",
            "/stages/1",
        ),
    ] {
        let found = faults(&GOOD.replacen(old, new, 1));
        assert_eq!(found.len(), 1, "{new}: {found:#?}");
        assert_eq!((found[0].severity, found[0].path.as_str()), (Severity::Warning, path));
    }
}

#[test]
fn an_author_sees_all_faults_at_once_as_one_error() {
    let text = GOOD
        .replace("key: demo", "key: Demo")
        .replace("target: 5d", "target: soon")
        .replace("    role: rep\n", "");
    let found = parse(&text).unwrap_err();
    assert_eq!(found.len(), 5);
    let error = faults_error(&found);
    assert_eq!((error.code(), error.errors().len()), (Code::InvalidValue, 5));
    assert!(
        error.errors()[0].text.zh.starts_with("第 2 行第 3 列："),
        "{}",
        error.errors()[0].text.zh
    );
    assert!(error.errors()[0].text.en.starts_with("line 2, column 3: "));
}
