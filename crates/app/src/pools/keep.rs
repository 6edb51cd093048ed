//! When a lead would return, and leads that are kept from it for a reason.

use kernel::{Code, Day, Error, Id, Result};
use records::{Action, Cx};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records as rows;

use super::returns::pool_of;
use super::rules::returns_at;
use crate::engine::may_act;
use crate::leads::{Lead, OPEN, put, tell, typed};

/// Days for which a lead is kept at most.
const MOST: i32 = 180;

/// Where a lead stands: the pool it would return to, when and why. Nothing for one that doesn't return.
///
/// # Errors
/// `not_found` for what isn't there or may not be seen.
pub fn standing(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Json> {
    let object = cx.object(Lead::OBJECT)?;
    let lead = typed(rows::load(tx, cx, object, id, Action::Read)?.ok_or_else(Error::not_found)?)?;
    let held = lead.owner.is_some() && OPEN.contains(&lead.status.as_str());
    let pool = if held { pool_of(tx, cx, id)? } else { None };
    let mut out = json!({ "pool": null, "returns_at": null, "why": null, "days": null });
    if let Some(pool) = pool {
        out["pool"] = json!({ "id": pool.id, "name": pool.name });
        if let Some((at, why)) = returns_at(&pool, &lead, cx.workspace.calendar.tz) {
            out["returns_at"] = json!(at.max(cx.now).to_rfc3339());
            out["why"] = json!(why.key());
            out["days"] = json!(why.days());
        }
    }
    Ok(out)
}

/// Keeps a lead with its owner until a day, for a reason; or takes that back, if no day is given.
///
/// # Errors
/// `forbidden` for who may not hand leads over: nobody grants it to themselves.
pub fn keep(tx: &mut Tx<'_>, cx: &Cx, id: Id, until: Option<Day>, reason: &str) -> Result<()> {
    let object = cx.object(Lead::OBJECT)?;
    cx.writes()?;
    let values = may_act(tx, cx, object, id, Action::Update)?;
    if !cx.rights.object(Lead::OBJECT).transfer {
        return Err(Error::forbidden().detail(
            "免退回由有转交权限的人批准：请向您的经理说明原因",
            "Keeping a lead from returning is granted by who may hand leads over: tell your manager why",
        ));
    }
    let lead = typed(values.clone())?;
    if lead.owner.is_none() || !OPEN.contains(&lead.status.as_str()) {
        return Err(Error::new(Code::WrongState).detail(
            "只有在手的未结线索可以免退回",
            "Only an open lead that somebody holds can be kept",
        ));
    }
    if let Some(until) = until {
        let today = cx.today();
        if until < today || until > today.plus(MOST) {
            return Err(Error::field(
                "/until",
                Code::InvalidValue,
                format!("日期应在今天起 {MOST} 天之内"),
                format!("The day should be within {MOST} days from today"),
            ));
        }
        if ::sop::is_thin(reason) {
            return Err(Error::field(
                "/reason",
                Code::Required,
                "请写明免退回的原因（“无”“暂无”之类不算）",
                "Say in words why it is kept; placeholders don't count",
            ));
        }
    }
    let words = until.map(|_| reason.trim().to_owned());
    let fields = [
        (Lead::kept_until, until.into()),
        (Lead::kept_because, words.clone().into()),
    ];
    let values = put(tx, cx, &values, &fields)?;
    let kind = if until.is_some() { "kept" } else { "kept_no_more" };
    let meta = json!({ "until": until.map(|day| day.to_string()) });
    tell(tx, cx, &values, kind, meta, words.as_deref())
}
