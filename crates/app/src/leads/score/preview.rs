//! What a change of a score rule would change, before it is saved.

use std::collections::BTreeMap;

use kernel::{Id, Result};
use records::{Action, Condition, Cx, Op, Value};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{self as rows, load_as};

use super::hooks::check;
use super::{Lead, ScoreRule, condition};

/// Leads that are counted at most.
const MOST: usize = 100_000;
/// Leads that are shown.
const SHOWN: usize = 20;

/// A rule as it would be.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The rule that would be changed; a new one if absent.
    pub rule: Option<Id>,
    /// Its condition.
    pub condition: Json,
    /// Its points.
    pub points: i64,
    /// Whether it is in force.
    #[serde(default = "yes")]
    pub active: bool,
}

fn yes() -> bool {
    true
}

/// How many open leads the rule would touch, and how scores would move.
///
/// # Errors
/// What a rule's own fields would be refused for; `forbidden` for those who don't keep rules.
pub fn preview(tx: &mut Tx<'_>, cx: &Cx, draft: &Draft) -> Result<Json> {
    let rules = cx.object(ScoreRule::OBJECT)?;
    if cx.rights.object(rules.key).scope(Action::Update) == records::Scope::None {
        return Err(kernel::Error::forbidden());
    }
    check(cx, &Value::Json(draft.condition.to_string()))?;
    let object = cx.object(Lead::OBJECT)?;
    let open = Condition::leaf(Lead::status, Op::In, json!(crate::leads::OPEN));
    let wanted = Condition::parse(&draft.condition)?;
    let after = rows::ids(tx, cx, object, &open.clone().and(wanted), MOST)?;
    let mut moved: BTreeMap<Id, i64> = BTreeMap::new();
    if let Some(rule) = draft.rule {
        let old: ScoreRule = load_as(tx, cx, rule, Action::Read)?;
        if let Some(was) = condition(old.condition.as_deref()).filter(|_| old.active) {
            for id in rows::ids(tx, cx, object, &open.clone().and(was), MOST)? {
                *moved.entry(id).or_default() -= old.points;
            }
        }
    }
    if draft.active {
        for id in &after {
            *moved.entry(*id).or_default() += draft.points;
        }
    }
    moved.retain(|_, by| *by != 0);
    let mut shown = Vec::new();
    for (id, by) in moved.iter().rev().take(SHOWN) {
        let fields = ["id", Lead::name, Lead::company, Lead::score].map(str::to_owned);
        let Some((_, bytes)) = rows::get(tx, cx, object, *id, &fields)? else {
            continue;
        };
        let record: Json = serde_json::from_slice(&bytes).unwrap_or_default();
        let now = record[Lead::score]
            .as_str()
            .and_then(|s| s.parse().ok())
            .or(record[Lead::score].as_i64())
            .unwrap_or(0);
        shown.push(json!({ "record": record, "from": now, "to": now + by }));
    }
    Ok(json!({
        "open": rows::count(tx, cx, object, Some(&open), None, MOST)?,
        "matched": after.len(),
        "changed": moved.len(),
        "up": moved.values().filter(|by| **by > 0).count(),
        "down": moved.values().filter(|by| **by < 0).count(),
        "shown": shown,
    }))
}
