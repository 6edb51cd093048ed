//! Who would lose what, before it happens: under the rules as they are, or as they would be.

use std::collections::HashMap;

use kernel::{Code, Error, Id, Result};
use records::{Action, Cx, Scope};
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::records::{self as rows, load_as};

use super::Pool;
use super::returns::{due, pools};
use super::rules::reasons;
use crate::leads::Lead;

/// Leads that are counted at most, for each pool and reason.
const MOST: usize = 10_000;
/// Leads that are shown.
const SHOWN: usize = 50;
/// Days that one can look ahead.
const AHEAD: i64 = 30;

/// The leads that would be taken back by a day, with whose they are. `draft` has the fields of a pool as they would be;
/// `pool` says of which, a new one if absent.
///
/// # Errors
/// `forbidden` for who doesn't keep pools; faults in the draft.
pub fn preview(
    tx: &mut Tx<'_>,
    cx: &Cx,
    days: i64,
    pool: Option<Id>,
    draft: Option<&Map<String, Json>>,
) -> Result<Json> {
    let object = cx.object(Pool::OBJECT)?;
    if cx.rights.object(object.key).scope(Action::Update) == Scope::None {
        return Err(Error::forbidden());
    }
    if !(0..=AHEAD).contains(&days) {
        return Err(Error::field(
            "/days",
            Code::InvalidValue,
            format!("应为 0 到 {AHEAD} 天"),
            format!("Should be 0 to {AHEAD} days"),
        ));
    }
    let system = cx.as_system();
    let now = pools(tx, &system)?;
    let after = match draft {
        None => None,
        Some(draft) => Some(with(tx, &system, now.clone(), pool, draft)?),
    };
    let before = lost(tx, cx, &now, days)?;
    let then = match &after {
        Some(after) => lost(tx, cx, after, days)?,
        None => before.clone(),
    };
    let mut owners: HashMap<Id, usize> = HashMap::new();
    let mut leads = Vec::new();
    for (lead, owner, pool, why) in &then {
        *owners.entry(*owner).or_default() += 1;
        if leads.len() < SHOWN {
            let fields = [
                "id",
                Lead::name,
                Lead::company,
                Lead::owner,
                Lead::touched_at,
                Lead::held_since,
            ];
            let fields = fields.map(str::to_owned);
            if let Some((_, bytes)) = rows::get(tx, cx, cx.object(Lead::OBJECT)?, *lead, &fields)? {
                let record: Json = serde_json::from_slice(&bytes).unwrap_or_default();
                leads.push(json!({ "record": record, "pool": pool, "why": why.key(), "days": why.days() }));
            }
        }
    }
    let mut by_owner: Vec<(Id, usize)> = owners.into_iter().collect();
    by_owner.sort_by_key(|(id, n)| (std::cmp::Reverse(*n), *id));
    let mut named = Vec::new();
    for (id, n) in by_owner.into_iter().take(SHOWN) {
        let user: crate::people::User = load_as(tx, &system, id, Action::Read)?;
        named.push(json!({ "owner": { "id": id, "name": user.name }, "n": n }));
    }
    Ok(json!({
        "days": days, "now": before.len(), "then": then.len(), "most": MOST,
        "owners": named, "leads": leads,
    }))
}

type Lost = (Id, Id, String, super::rules::Why);

/// Leads that would be lost by then, each once, with owner, pool and reason: as far as the asker sees them.
fn lost(tx: &mut Tx<'_>, cx: &Cx, pools: &[Pool], days: i64) -> Result<Vec<Lost>> {
    let system = cx.as_system();
    let then = cx.now.plus_seconds(days * 86_400);
    let mut found: Vec<Lost> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for (at, pool) in pools.iter().enumerate() {
        for why in reasons(pool) {
            for id in due(tx, &system, pools, at, why, then, MOST)? {
                if !seen.insert(id) {
                    continue;
                }
                let lead: Lead = load_as(tx, &system, id, Action::Read)?;
                if let Some(owner) = lead.owner {
                    found.push((id, owner, pool.name.clone(), why));
                }
            }
        }
    }
    Ok(found)
}

/// The pools as they would be.
fn with(
    tx: &mut Tx<'_>,
    system: &Cx,
    mut pools: Vec<Pool>,
    pool: Option<Id>,
    draft: &Map<String, Json>,
) -> Result<Vec<Pool>> {
    let object = system.object(Pool::OBJECT)?;
    let values = match pool {
        Some(pool) => rows::load(tx, system, object, pool, Action::Read)?.ok_or_else(Error::not_found)?,
        None => {
            let mut values = vec![records::Value::Null; object.fields.len()];
            values[0] = records::Value::Id(Id::NONE);
            values[1] = records::Value::Int(1);
            for at in [2, 4] {
                values[at] = system.now.into();
            }
            for (field, value) in object.fields.iter().zip(&mut values) {
                if let Some(default) = &field.default
                    && let Ok(read) = records::read_input(field, default, "")
                {
                    *value = read;
                }
            }
            if let Some(at) = object.index(Pool::position) {
                values[at] = 10.into();
            }
            if let Some(at) = object.index(Pool::name) {
                values[at] = "—".into();
            }
            values
        }
    };
    let mut values = values;
    let mut faults = Vec::new();
    for (key, json) in draft {
        let Some(at) = object.index(key).filter(|at| *at >= records::STANDARD_FIELDS) else {
            faults.push(kernel::FieldError::plain(format!("/draft/{key}"), Code::UnknownField));
            continue;
        };
        match records::read_input(&object.fields[at], json, &format!("/draft/{key}")) {
            Ok(value) => values[at] = value,
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(Error::fields(faults));
    }
    if let Some(at) = object.index(Pool::condition) {
        crate::leads::check_condition(system, &values[at]).map_err(|e| e.within("/draft"))?;
    }
    let fits = || {
        Error::field(
            "/draft",
            Code::Required,
            "请填写名称和各项数字",
            "Give the name and every number",
        )
    };
    let changed = Pool::from_values(values).ok_or_else(fits)?;
    pools.retain(|p| p.id != changed.id);
    if changed.active {
        pools.push(changed);
    }
    pools.sort_by_key(|pool| (pool.position, pool.id));
    Ok(pools)
}
