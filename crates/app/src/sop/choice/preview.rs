//! Which SOP the rules would give to the deals that are open now.

use kernel::Result;
use records::{Condition, Cx, Op};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{find, held};

use super::SopRule;
use crate::App;
use crate::opportunities::Opportunity;
use crate::sop::Sop;

/// Open deals that are looked at.
const DEALS: usize = 20_000;
/// Deals that are shown for each rule.
const SHOWN: usize = 50;

/// For each active rule in order: how many of the open deals that the asker sees it would take, and some of them with the
/// SOP they follow; then those that no rule takes.
pub fn preview(tx: &mut Tx<'_>, _app: &App, cx: &Cx) -> Result<Json> {
    let object = cx.object(Opportunity::OBJECT)?;
    let mut rules: Vec<SopRule> = find(tx, cx, &Condition::leaf(SopRule::active, Op::Eq, true), 200)?;
    rules.sort_by_key(|rule| (rule.position, rule.id));
    let conditions = rules.iter().map(|rule| match &rule.condition {
        None => Ok(Condition::always()),
        Some(text) => Condition::parse_text(text),
    });
    let conditions = conditions.collect::<Result<Vec<_>>>()?;
    let open = Condition::leaf(Opportunity::status, Op::Eq, "open");
    let deals = held(tx, cx, object, &open, &conditions, DEALS)?;
    let mut taken: Vec<Vec<String>> = vec![Vec::new(); rules.len() + 1];
    let mut counts = vec![0_u64; rules.len() + 1];
    for deal in &deals {
        let place = deal.holds.iter().position(|holds| *holds).unwrap_or(rules.len());
        counts[place] += 1;
        if taken[place].len() < SHOWN {
            taken[place].push(deal.id.to_string());
        }
    }
    let sops: Vec<Sop> = find(tx, cx, &Condition::always(), 1_000)?;
    let sop = |id| {
        let found = sops.iter().find(|s| Some(s.id) == id)?;
        let name = match (cx.lang, &found.name_en) {
            (kernel::Lang::En, Some(name)) => name,
            _ => &found.name,
        };
        Some(json!({ "id": found.id, "name": name }))
    };
    let usual = sops
        .iter()
        .find(|s| s.preferred && s.object == Opportunity::OBJECT)
        .map(|s| s.id);
    let mut shown = Vec::new();
    for (i, ids) in taken.into_iter().enumerate() {
        let rule = rules.get(i);
        let would = rule.map(|r| r.sop).or(usual);
        let found: Vec<Opportunity> = find(tx, cx, &Condition::leaf("id", Op::In, ids), SHOWN)?;
        let deals = found
            .iter()
            .map(|d| json!({ "id": d.id, "name": d.name, "sop": sop(d.sop), "same": d.sop == would }));
        shown.push(json!({
            "rule": rule.map(|r| json!({ "id": r.id, "name": r.name })),
            "sop": sop(would), "share": rule.and_then(|r| r.share),
            "n": counts[i], "deals": deals.collect::<Vec<_>>(),
        }));
    }
    Ok(json!({ "open": deals.len(), "capped": deals.len() == DEALS, "rules": shown }))
}
