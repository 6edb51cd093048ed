//! The tier of one account: what it is, why, what it was, and setting it by hand.

use kernel::{Code, Day, Error, Id, Instant, Result};
use records::{Action, Cx, Value};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use store::journal;
use store::records as rows;

use super::compute::{hand, kept_why, rule, soon};
use super::rule::Rule;
use super::{TIERS, cadence, words};
use crate::accounts::Account;
use crate::engine::may_act;
use crate::people::{Team, names_are_open};

/// Entries of an account's journal among which its tiers are looked for.
const LOOKED: usize = 300;

/// Changes of tier that are shown.
const SHOWN: usize = 20;

/// The right to set a tier by hand: it is an exception from a rule, so who decides on exceptions decides on this.
const SET: &str = "waiver.decide";

/// A tier set by hand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set {
    /// Which.
    pub tier: String,
    /// Why.
    pub reason: String,
    /// The last day on which it holds; until it is released if none.
    pub until: Option<String>,
}

/// An account's tier with its reason and history, how often it is contacted, and who serves it.
///
/// # Errors
/// `not_found` for what isn't there, or whose tier the asker may not see.
pub fn of_account(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Json> {
    let object = cx.object(Account::OBJECT)?;
    let values = rows::load(tx, cx, object, id, Action::Read)?.ok_or_else(Error::not_found)?;
    if !object.field(Account::tier).is_some_and(|f| cx.sees_whole(object, f)) {
        return Err(Error::not_found());
    }
    let account = Account::from_values(values).ok_or_else(|| Error::internal("an account of another shape"))?;
    let found = rule(tx, cx)?;
    let rule = found.as_ref().map(|(rule, _)| rule);
    let name = |key: &str| rule.map_or_else(|| key.to_owned(), |rule| rule.name(key));
    let by_hand = account.tier_by.as_deref() == Some("hand");
    let why = account
        .tier_why
        .as_deref()
        .map(|text| said(cx, text, &name(account.tier.as_deref().unwrap_or_default())));
    let tier = account.tier.as_deref();
    let kept = rule.zip(tier).and_then(|(rule, tier)| rule.tier(tier));
    let team = match kept.and_then(|t| t.team) {
        Some(team) => serves(tx, cx, team, &account)?,
        None => Json::Null,
    };
    Ok(json!({
        "ruled": rule.is_some(),
        "tier": tier, "name": tier.map(name), "why": why, "by_hand": by_hand,
        "since": account.tier_at.map(Instant::to_rfc3339),
        "until": account.tier_until.map(|day| day.to_string()),
        "choices": (0..rule.map_or(3, |rule| rule.tiers.len())).map(|i| json!({ "key": Rule::key(i), "name": name(Rule::key(i)) })).collect::<Vec<_>>(),
        "every_days": kept.and_then(|t| t.every_days),
        "contact_due_on": account.contact_due_on.map(|day| day.to_string()),
        "contact_overdue": account.contact_due_on.is_some_and(|day| day < cx.today()),
        "serves": team,
        "may_set": rule.is_some() && cx.require(SET).is_ok() && may_act(tx, cx, object, id, Action::Update).is_ok(),
        "history": history(tx, cx, id, &name)?,
    }))
}

/// What is kept as the reason, in words.
fn said(cx: &Cx, text: &str, name: &str) -> String {
    if let Some(why) = kept_why(text) {
        return words::why(name, &why).get(cx.lang).to_owned();
    }
    let hand: Json = serde_json::from_str(text).unwrap_or_default();
    hand["reason"].as_str().unwrap_or_default().to_owned()
}

/// The team that serves the tier, and whether it is the account's.
fn serves(tx: &mut Tx<'_>, cx: &Cx, team: Id, account: &Account) -> Result<Json> {
    let Ok(teams) = cx.object(Team::OBJECT) else {
        return Ok(Json::Null);
    };
    let record = rows::get(tx, cx, teams, team, &[Team::name.to_owned()])?;
    let Some((_, record)) = record else {
        return Ok(Json::Null);
    };
    let record: Json = serde_json::from_slice(&record).unwrap_or_default();
    Ok(json!({ "team": { "id": team, "name": record[Team::name] }, "fits": account.team == Some(team) }))
}

fn history(tx: &mut Tx<'_>, cx: &Cx, id: Id, name: &dyn Fn(&str) -> String) -> Result<Vec<Json>> {
    let events = journal::below(tx, cx.workspace.id, (Account::OBJECT, &[id]), None, None, LOOKED)?;
    let mut all = Vec::new();
    for event in events.iter().filter(|e| e.kind.starts_with("tier")).take(SHOWN) {
        let key = |member: &str| event.meta[member].as_str();
        let to = key("to").unwrap_or_default();
        let reason = event.values.as_ref().and_then(|v| v["reason"].as_str());
        let why = match (key("why"), reason) {
            (Some(text), _) => Some(said(cx, text, &name(to))),
            (None, reason) => reason.map(str::to_owned),
        };
        all.push(json!({
            "at": event.at.to_rfc3339(), "kind": event.kind, "from": key("from"), "to": to, "until": key("until"),
            "why": why, "by": actor(tx, cx, event.actor)?,
        }));
    }
    Ok(all)
}

fn actor(tx: &mut Tx<'_>, cx: &Cx, actor: Option<Id>) -> Result<Json> {
    let (Some(actor), true) = (actor, names_are_open(cx)) else {
        return Ok(Json::Null);
    };
    let users = cx.object(crate::people::User::OBJECT)?;
    let found = rows::get(tx, cx, users, actor, &["name".to_owned()])?;
    Ok(found.map_or(Json::Null, |(_, json)| {
        let record: Json = serde_json::from_slice(&json).unwrap_or_default();
        json!({ "id": actor, "name": record["name"] })
    }))
}

/// Sets a tier by hand until a day; the rule doesn't touch it meanwhile.
pub fn set(tx: &mut Tx<'_>, cx: &Cx, id: Id, set: &Set) -> Result<()> {
    let (account, values) = changeable(tx, cx, id)?;
    let Some((rule, _)) = rule(tx, cx)? else {
        return Err(Error::new(Code::WrongState).detail(
            "没有分级规则时，直接修改客户的「等级」即可",
            "Without a tier rule, change the account's tier itself",
        ));
    };
    let wrong = |key: &str, zh: &str, en: &str| Err(Error::field(key, Code::InvalidValue, zh, en));
    if rule.tier(&set.tier).is_none() || !TIERS.iter().any(|(key, ..)| *key == set.tier) {
        return wrong("/tier", "规则中没有这个等级", "The rule has no such tier");
    }
    if ::sop::is_thin(&set.reason) || set.reason.chars().count() > 500 {
        return wrong(
            "/reason",
            "请用 500 字以内写明原因（“无”“暂无”之类不算）",
            "Give a reason in at most 500 characters; placeholders don't count",
        );
    }
    let until = match set.until.as_deref() {
        None => None,
        Some(text) => match Day::parse(text).filter(|day| *day >= cx.today()) {
            Some(day) => Some(day),
            None => return wrong("/until", "请给出今天或以后的日期", "Give today or a later day"),
        },
    };
    let why = hand(&set.reason, until);
    // The day of the last contact is what the present cadence was counted from.
    let present = account.tier.as_deref().and_then(|tier| rule.tier(tier)?.every_days);
    let last = match (account.contact_due_on, present) {
        (Some(due), Some(days)) => due.plus(-i32::try_from(days).unwrap_or(0)),
        _ => account.created_at.day(cx.workspace.calendar.tz),
    };
    let fields = [
        (Account::tier, Value::from(set.tier.as_str())),
        (Account::tier_by, "hand".into()),
        (Account::tier_why, Value::Json(why.to_string())),
        (Account::tier_until, until.into()),
        (Account::tier_at, cx.now.into()),
        (Account::contact_due_on, cadence::due(&rule, &set.tier, last).into()),
    ];
    let values = project(tx, cx, &values, &fields)?;
    let meta = json!({ "from": account.tier, "to": set.tier, "until": until.map(|day| day.to_string()) });
    let object = cx.object(Account::OBJECT)?;
    rows::note(
        tx,
        cx,
        object,
        &values,
        "tier_set",
        cx.now,
        meta,
        Some(json!({ "reason": set.reason })),
    )
}

/// Gives an account back to the rule, which runs at once.
pub fn release(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<()> {
    let (account, values) = changeable(tx, cx, id)?;
    if account.tier_by.as_deref() != Some("hand") {
        return Err(
            Error::new(Code::WrongState).detail("等级本来就由规则算出", "The tier follows from the rule as it is")
        );
    }
    let fields = [
        (Account::tier_by, Value::Null),
        (Account::tier_why, Value::Null),
        (Account::tier_until, Value::Null),
    ];
    let values = project(tx, cx, &values, &fields)?;
    let object = cx.object(Account::OBJECT)?;
    let meta = json!({ "from": account.tier, "to": account.tier });
    rows::note(tx, cx, object, &values, "tier_released", cx.now, meta, None)?;
    match rule(tx, cx)? {
        Some((_, record)) => soon(tx, cx, record.id),
        None => Ok(()),
    }
}

fn changeable(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<(Account, Vec<Value>)> {
    cx.writes()?;
    let object = cx.object(Account::OBJECT)?;
    let values = may_act(tx, cx, object, id, Action::Update)?;
    if cx.require(SET).is_err() {
        return Err(Error::forbidden().detail(
            "人工指定等级是规则的例外，需要审批例外的权限：请主管处理",
            "Setting a tier by hand is an exception from the rule: ask somebody who decides on exceptions",
        ));
    }
    let account = Account::from_values(values.clone()).ok_or_else(|| Error::internal("an account of another shape"))?;
    Ok((account, values))
}

fn project(tx: &mut Tx<'_>, cx: &Cx, old: &[Value], fields: &[(&str, Value)]) -> Result<Vec<Value>> {
    let object = cx.object(Account::OBJECT)?;
    let changes: Vec<_> = fields
        .iter()
        .filter_map(|(key, value)| Some((object.index(key)?, value.clone())))
        .collect();
    rows::project(tx, cx, object, old, &changes)
}
