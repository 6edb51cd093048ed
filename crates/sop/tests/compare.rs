//! Two versions side by side, in words.
#![expect(clippy::unwrap_used, reason = "tests stop at the first fault")]

use kernel::Text;
use sop::{Change, Comparison, Condition, Document, compare};

fn read(yaml: &str) -> Document {
    sop::parse(yaml).unwrap().document
}

fn between(old: &str, new: &str) -> Comparison {
    let say = |condition: &Condition| Text::new(condition.to_json().to_string(), condition.to_json().to_string());
    compare(&read(old), &read(new), &say)
}

const LIGHT: &str = include_str!("../../../packs/sops/light.yaml");

fn words(found: &Comparison) -> Vec<String> {
    found
        .stages
        .iter()
        .flat_map(|s| &s.notes)
        .chain(&found.notes)
        .map(|n| n.text.zh.clone())
        .collect()
}

#[test]
fn a_document_differs_in_nothing_from_itself() {
    let same = between(LIGHT, LIGHT);
    assert!(
        same.is_empty() && same.stages.iter().all(|s| s.change == Change::Same),
        "{same:?}"
    );
}

#[test]
fn every_kind_of_change_is_said() {
    for (from, to, said) in [
        (
            "due: 1h",
            "due: 4h",
            "步骤「首次联系并接通」期限由「1 个工作小时」改为「4 个工作小时」",
        ),
        ("probability: 40", "probability: 50", "赢单概率由「40%」改为「50%」"),
        (
            "target: 15d",
            "target: 10d",
            "目标用时由「15 个工作日」改为「10 个工作日」",
        ),
        (
            "zh: 记下对口的人,",
            "zh: 记下决策人,",
            "步骤「记下决策人」名称由「记下对口的人」改为「记下决策人」",
        ),
        (
            "[advance, order]",
            "[order]",
            "出口条件「客户答应了一件由他来做的下一步（如约面谈、发需求、拉同事参加）」的判断由「",
        ),
        (
            "name: {zh: 轻量销售, en: Light sale}",
            "name: {zh: 快销, en: Quick sale}",
            "名称由「轻量销售」改为「快销」",
        ),
    ] {
        assert!(LIGHT.contains(from), "{from}");
        let found = between(LIGHT, &LIGHT.replacen(from, to, 1));
        let words = words(&found);
        assert_eq!(words.len(), 1, "{words:?}");
        assert!(words[0].starts_with(said), "{words:?}");
    }
}

#[test]
fn stages_and_steps_that_come_go_and_change_places() {
    let old = read(LIGHT);
    let say = |_: &Condition| Text::default();
    let mut new = old.clone();
    let step = new.stages[0].steps.remove(1);
    new.stages[1].steps.push(step);
    let found = compare(&old, &new, &say);
    let kinds = |i: usize| {
        found.stages[i]
            .notes
            .iter()
            .map(|n| (n.part, n.change))
            .collect::<Vec<_>>()
    };
    assert_eq!(kinds(0), [("step", Change::Removed)]);
    assert_eq!(kinds(1), [("step", Change::Added)]);

    let mut shorter = old.clone();
    shorter.stages.remove(1);
    let found = compare(&old, &shorter, &say);
    let stands: Vec<_> = found.stages.iter().map(|s| (s.key.as_str(), s.change)).collect();
    assert_eq!(stands[1], (old.stages[1].key.as_str(), Change::Removed), "{stands:?}");
    assert_eq!(stands.len(), old.stages.len());
    // And the way on from the stage before it leads elsewhere.
    assert_eq!(
        found.stages[0].notes.iter().map(|n| n.part).collect::<Vec<_>>(),
        ["way"]
    );
    let back = compare(&shorter, &old, &say);
    assert_eq!(back.stages[1].change, Change::Added);
}
