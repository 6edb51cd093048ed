//! Random procedures, small and twisted: conditions that look at everything a deal can have, branches, ways back.

use serde_json::{Value as Json, json};

use crate::choices::Choices;

/// A document as YAML; JSON is YAML, too.
pub fn random(c: &mut Choices, n: usize) -> String {
    let count = 2 + c.below(3);
    let signing = c.below(count);
    let stages: Vec<Json> = (0..count).map(|i| stage(c, i, count, i == signing)).collect();
    let two = |text: &str| json!({"zh": text, "en": text});
    let question =
        |key: &str, important: bool| json!({"key": key, "text": two("为什么"), "important": important, "kind": "open"});
    let questions = json!([{"key": "asked", "name": two("问题"), "groups": [
        {"key": "S", "name": two("现状"), "questions": [question("why", true), question("when", false)]}]}]);
    json!({
        "sop": {"key": format!("random_{n}"), "name": two("随机"), "object": "opportunities", "description": two("随机"),
            "owner_role": "rep", "review_after_days": 30},
        "roles": [{"key": "rep", "name": two("销售")}],
        "stages": stages,
        "questions": questions,
    })
    .to_string()
}

fn stage(c: &mut Choices, i: usize, count: usize, signing: bool) -> Json {
    let two = |text: &str| json!({"zh": text, "en": text});
    let steps: Vec<Json> = (0..c.below(4)).map(|j| step(c, i, j)).collect();
    let exits: Vec<Json> = (0..[0, 1, 1, 2][c.below(4)])
        .map(|_| json!({"text": two("条件"), "when": condition(c)}))
        .collect();
    let mut stage = json!({
        "key": format!("s{i}"), "phase": (*c.pick(&["develop", "discover", "sign"])), "name": two("阶段"), "goal": two("目标"),
        "role": "rep", "target": "5d", "probability": 10 + i * 10, "steps": steps, "exit": exits,
    });
    if signing {
        stage["signing"] = json!(true);
    }
    // A way that jumps ahead if something holds, beside the ordinary one.
    if i + 2 < count && !signing && c.chance(40) {
        let ways = [
            json!({"to": format!("s{}", i + 2), "when": condition(c)}),
            json!({"to": format!("s{}", i + 1)}),
        ];
        stage["next"] = json!(ways);
    }
    stage
}

fn step(c: &mut Choices, i: usize, j: usize) -> Json {
    let kind = *c.pick(&[
        "field",
        "activity",
        "checklist",
        "questionnaire",
        "approval",
        "timer",
        "field",
        "field",
    ]);
    let mut step = json!({
        "key": format!("t{i}_{j}"), "kind": kind, "title": {"zh": "步骤", "en": "Step"}, "required": c.chance(70),
        "skip": (*c.pick(&["free", "reason", "consent"])), "due": (*c.pick(&["1d", "4h", "10d"])),
    });
    match kind {
        "questionnaire" => step["questions"] = json!(["asked"]),
        "timer" => step["wait"] = json!("4h"),
        "checklist" => step["items"] = json!([{"zh": "一", "en": "One"}]),
        "approval" => {}
        _ => step["done_when"] = condition(c),
    }
    step
}

/// One of the conditions that acts can bring about and undo, through references and collections of all kinds.
fn condition(c: &mut Choices) -> Json {
    let leaf = |field: &str, op: &str, value: Json| json!({"field": field, "op": op, "value": value});
    let filled = |field: &str| leaf(field, "is_empty", json!(false));
    let exists = |path: &str, filter: Json| json!({"exists": {"path": path, "where": filter}});
    match c.below(22) {
        0 => filled("pain"),
        1 => leaf("amount", "gt", json!("10")),
        2 => filled("account.industry"),
        3 => leaf("account.tier", "eq", json!("A")),
        4 => json!({"exists": {"path": "stakeholders"}}),
        5 => exists("stakeholders", leaf("role", "in", json!(["decider", "buyer"]))),
        6 => exists("stakeholders", filled("contact.title")),
        7 => exists("activities", leaf("outcome", "eq", json!("advance"))),
        8 => exists("activities", leaf("at", "within", json!({"last": 3, "unit": "day"}))),
        9 => exists("account.contacts", filled("title")),
        10 => exists(
            "account.contacts",
            exists("activities", leaf("kind", "eq", json!("visit"))),
        ),
        11 => exists(
            "stakeholders",
            exists("contact.activities", leaf("kind", "eq", json!("call"))),
        ),
        12 => json!({"not": exists("tasks", leaf("status", "eq", json!("open")))}),
        13 => exists("line_items", leaf("product.kind", "eq", json!("service"))),
        14 => exists("line_items", leaf("quantity", "gte", json!("2"))),
        15 => json!({"not": {"exists": {"path": "notes"}}}),
        16 => filled("owner.title"),
        17 => exists("account.opportunities", leaf("pain_amount", "gt", json!("0"))),
        18 => leaf("expected_close", "gte", json!({"today": 0})),
        19 => filled("account.owner.title"),
        20 => json!({"any": [filled("budget"), filled("competitor")]}),
        _ => json!({"all": [filled("source"), {"not": leaf("source", "contains", json!("x"))}]}),
    }
}
