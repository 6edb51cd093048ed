//! The rule: read, tried out, saved; and a run on demand.

use std::collections::BTreeMap;

use kernel::{Code, Error, Id, Result};
use records::Cx;
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::records as rows;

use super::compute::{ask, batch, decide, rule, soon};
use super::rule::Rule;
use super::{TierRule, words};
use crate::App;
use crate::accounts::Account;
use crate::engine::store_only;

/// Accounts whose tier would change that a preview names.
const NAMED: usize = 100;

/// The rule with its words, and when it was and will be applied; nothing if there is none.
pub fn settings(tx: &mut Tx<'_>, cx: &Cx) -> Result<Json> {
    let may_edit = cx.require("sop.edit").is_ok();
    let Some((rule, record)) = rule(tx, cx)? else {
        return Ok(json!({ "rule": null, "words": [], "may_edit": may_edit }));
    };
    Ok(json!({
        "rule": rule, "words": said(cx, &rule), "may_edit": may_edit, "id": record.id,
        "ran_at": record.ran_at.map(kernel::Instant::to_rfc3339), "ran_accounts": record.ran_accounts, "ran_changes": record.ran_changes,
        "next_run_at": record.next_run_at.map(kernel::Instant::to_rfc3339),
        "waits": record.next_run_at.is_some_and(|at| at <= cx.now),
    }))
}

fn said(cx: &Cx, rule: &Rule) -> Vec<String> {
    words::rule(rule)
        .iter()
        .map(|text| text.get(cx.lang).to_owned())
        .collect()
}

/// What a rule would say and do: how many accounts would be in each tier, and which would change, by name those that the
/// asker sees. Nothing is kept.
pub fn preview(tx: &mut Tx<'_>, cx: &Cx, body: &Map<String, Json>) -> Result<Json> {
    cx.require("sop.edit")?;
    let rule = Rule::read(cx, body)?;
    let today = cx.today();
    let ask = ask(&rule, today)?;
    let mut all = Vec::new();
    let mut after = Id::NONE;
    loop {
        let found = batch(tx, cx, &ask, after)?;
        let Some(last) = found.last().and_then(|f| f.id) else {
            break;
        };
        after = last;
        all.extend(found);
    }
    let n = all.len();
    let (mut now, mut then): (BTreeMap<String, usize>, BTreeMap<String, usize>) = Default::default();
    let (mut moves, mut changes, mut held) = (Vec::new(), 0, 0);
    let accounts = cx.object(Account::OBJECT)?;
    for one in decide(cx, &rule, all) {
        if let Some(tier) = &one.found.tier {
            *now.entry(tier.clone()).or_default() += 1;
        }
        if one.is_held(today) {
            held += 1;
            *then.entry(one.found.tier.clone().unwrap_or_default()).or_default() += 1;
            continue;
        }
        *then.entry(one.tier.to_owned()).or_default() += 1;
        if one.found.tier.as_deref() == Some(one.tier) {
            continue;
        }
        changes += 1;
        let Some(id) = one.found.id.filter(|_| moves.len() < NAMED) else {
            continue;
        };
        if let Some((_, record)) = rows::get(tx, cx, accounts, id, &[Account::name.to_owned()])? {
            let record: Json = serde_json::from_slice(&record).unwrap_or_default();
            moves.push(json!({
                "account": { "id": id, "name": record[Account::name] }, "from": one.found.tier, "to": one.tier,
                "why": words::why(&rule.name(one.tier), &one.why).get(cx.lang),
            }));
        }
    }
    Ok(
        json!({ "words": said(cx, &rule), "accounts": n, "now": now, "then": then, "changes": changes, "held": held, "moves": moves }),
    )
}

/// Puts a rule in place of the present one; it is applied at once and every night.
pub fn save(tx: &mut Tx<'_>, app: &App, cx: &Cx, body: &Map<String, Json>) -> Result<Json> {
    cx.require("sop.edit")?;
    let new = Rule::read(cx, body)?;
    let mut fields = Map::new();
    fields.insert(TierRule::rule.into(), json!(new));
    let old = rule(tx, cx)?.map(|(_, record)| record.id);
    let id = store_only(tx, app, cx, TierRule::OBJECT, old, &fields)?;
    soon(tx, cx, id)?;
    settings(tx, cx)
}

/// Asks for a run now.
pub fn recompute(tx: &mut Tx<'_>, cx: &Cx) -> Result<Json> {
    cx.require("sop.edit")?;
    let Some((_, record)) = rule(tx, cx)? else {
        return Err(Error::new(Code::WrongState).detail(
            "还没有分级规则：请先保存一条规则",
            "There is no tier rule yet: save one first",
        ));
    };
    soon(tx, cx, record.id)?;
    settings(tx, cx)
}
