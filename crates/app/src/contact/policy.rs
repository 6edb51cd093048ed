//! The company's rules of contact: read, saved, said in words.

use kernel::{Code, Error, Result, Unit};
use records::{Condition, Cx};
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::records::find;

use super::ContactPolicy;
use super::rules::{Policy, words};
use crate::App;
use crate::engine::store_only;

/// Caps of one company.
const CAPS: usize = 12;

/// The rules as they are shown.
#[derive(Clone, Debug)]
pub struct Settings(pub Json);

/// The rules that hold, and their record.
pub(super) fn present(tx: &mut Tx<'_>, cx: &Cx) -> Result<(Policy, Option<ContactPolicy>)> {
    let found: Option<ContactPolicy> = find(tx, &cx.as_system(), &Condition::always(), 1)?.into_iter().next();
    let policy = match &found {
        Some(record) => serde_json::from_str(&record.rules).map_err(Error::internal)?,
        None => Policy::default(),
    };
    Ok((policy, found))
}

/// The rules, and what they say.
pub fn settings(tx: &mut Tx<'_>, cx: &Cx) -> Result<Settings> {
    let (policy, record) = present(tx, cx)?;
    let mut shown = said(cx, &policy);
    shown["id"] = json!(record.as_ref().map(|r| r.id));
    shown["updated_at"] = json!(record.map(|r| r.updated_at.to_rfc3339()));
    shown["may_edit"] = json!(cx.require("sop.edit").is_ok());
    Ok(Settings(shown))
}

/// What rules that aren't saved would say.
pub fn preview(cx: &Cx, body: &Map<String, Json>) -> Result<Json> {
    Ok(said(cx, &read(body)?))
}

fn said(cx: &Cx, policy: &Policy) -> Json {
    let words: Vec<String> = words(policy).iter().map(|text| text.get(cx.lang).to_owned()).collect();
    json!({ "rules": policy, "words": words })
}

/// Puts new rules in place of the old.
pub fn save(tx: &mut Tx<'_>, app: &App, cx: &Cx, body: &Map<String, Json>) -> Result<Settings> {
    cx.require("sop.edit")?;
    let policy = read(body)?;
    let mut record = Map::new();
    record.insert(ContactPolicy::rules.into(), json!(policy));
    let old = present(tx, cx)?.1.map(|old| old.id);
    store_only(tx, app, cx, ContactPolicy::OBJECT, old, &record)?;
    settings(tx, cx)
}

fn read(body: &Map<String, Json>) -> Result<Policy> {
    let policy: Policy = serde_json::from_value(Json::Object(body.clone())).map_err(|e| {
        Error::field(
            "/rules",
            Code::InvalidValue,
            format!("规则的写法不对：{e}"),
            format!("The rules aren't written rightly: {e}"),
        )
    })?;
    if policy.caps.len() > CAPS {
        return Err(Error::field(
            "/caps",
            Code::InvalidValue,
            format!("上限最多 {CAPS} 条"),
            format!("There may be {CAPS} caps at most"),
        ));
    }
    for (n, cap) in policy.caps.iter().enumerate() {
        if !(1..=100).contains(&cap.most) {
            return Err(Error::field(
                format!("/caps/{n}/most"),
                Code::InvalidValue,
                "次数为 1 到 100；完全不许联系请登记勿扰",
                "A cap is 1 to 100; to rule contact out, record a refusal",
            ));
        }
        if !matches!(cap.within, Unit::Day | Unit::Week | Unit::Month) {
            return Err(Error::field(
                format!("/caps/{n}/within"),
                Code::InvalidValue,
                "按 day、week 或 month 计",
                "A cap is for a day, week or month",
            ));
        }
    }
    if let Some(quiet) = policy.quiet
        && (quiet.from >= 24 * 60 || quiet.to >= 24 * 60 || quiet.from == quiet.to)
    {
        return Err(Error::field(
            "/quiet",
            Code::InvalidValue,
            "静默时段的起止为 0 到 1439 的分钟数，且不能相同",
            "Quiet hours begin and end at a minute from 0 to 1439, and not at the same one",
        ));
    }
    Ok(policy)
}
