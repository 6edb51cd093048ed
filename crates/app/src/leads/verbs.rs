//! Giving a lead up, and taking it up again.

use kernel::{Code, Error, Id, Result};
use records::{Action, Cx, Value};
use serde_json::json;
use store::Tx;
use store::records as rows;

use super::hooks::{put, tell, typed};
use super::rules::{is_open, status_again};
use super::{DISQUALIFY_REASONS, Lead};
use crate::App;
use crate::engine::may_act;

/// A lead that the asker may change, with its values.
pub(super) fn load(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<(Lead, Vec<Value>)> {
    let object = cx.object(Lead::OBJECT)?;
    cx.writes()?;
    let values = may_act(tx, cx, object, id, Action::Update)?;
    Ok((typed(values.clone())?, values))
}

/// The same as it is now, after something was done to it.
pub(super) fn again(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Vec<Value>> {
    let system = cx.as_system();
    let object = system.object(Lead::OBJECT)?;
    rows::load(tx, &system, object, id, Action::Read)?.ok_or_else(Error::not_found)
}

/// The refusal for a lead that was decided on.
pub(super) fn decided(lead: &Lead) -> Error {
    let (zh, en) = if lead.status == "converted" {
        ("此线索已经转化", "This lead is converted already")
    } else {
        (
            "此线索已标为不合格：请先重新打开",
            "This lead is disqualified: reopen it first",
        )
    };
    Error::new(Code::WrongState).detail(zh, en)
}

/// Gives a lead up for one main reason.
pub fn disqualify(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    id: Id,
    reason: Option<&str>,
    detail: Option<&str>,
) -> Result<()> {
    let (lead, _) = load(tx, cx, id)?;
    if !is_open(&lead.status) {
        return Err(decided(&lead));
    }
    let keys = || {
        DISQUALIFY_REASONS
            .iter()
            .map(|(key, ..)| *key)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let wrong = |code| {
        let text = (
            format!("请选择不合格的原因：{}", keys()),
            format!("Give the reason, one of: {}", keys()),
        );
        Error::field("/reason", code, text.0, text.1)
    };
    let reason = reason.ok_or_else(|| wrong(Code::Required))?;
    let known = DISQUALIFY_REASONS.iter().find(|(key, ..)| *key == reason);
    let (key, label, _) = known.ok_or_else(|| wrong(Code::InvalidValue))?;
    crate::sop::rest(tx, app, cx, Lead::OBJECT, id, label)?;
    let values = again(tx, cx, id)?;
    let fields = [
        (Lead::status, "disqualified".into()),
        (Lead::reason, (*key).into()),
        (Lead::reason_detail, detail.map(str::to_owned).into()),
    ];
    let values = put(tx, cx, &values, &fields)?;
    tell(tx, cx, &values, "disqualified", json!({ "reason": key }), detail)
}

/// Takes a lead up again that was given up.
pub fn reopen(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, reason: &str) -> Result<()> {
    let (lead, _) = load(tx, cx, id)?;
    if lead.status != "disqualified" {
        return Err(Error::new(Code::WrongState).detail(
            "只有标为不合格的线索可以重新打开",
            "Only a disqualified lead can be reopened",
        ));
    }
    if ::sop::is_thin(reason) {
        return Err(Error::field(
            "/reason",
            Code::Required,
            "请写明具体原因（“无”“暂无”之类不算）",
            "Give a reason in words; placeholders don't count",
        ));
    }
    crate::sop::wake(tx, app, cx, Lead::OBJECT, id)?;
    let qualified = crate::sop::is_complete(tx, cx, id)?;
    let values = again(tx, cx, id)?;
    let fields = [
        (
            Lead::status,
            status_again(qualified, lead.responded_at.is_some()).into(),
        ),
        (Lead::reason, Value::Null),
        (Lead::reason_detail, Value::Null),
    ];
    let values = put(tx, cx, &values, &fields)?;
    tell(tx, cx, &values, "reopened", json!({}), Some(reason))
}
