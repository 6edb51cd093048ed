//! Publishing with its reasons, and keeping a version under review afterwards.

use kernel::{Code, Day, Error, Id, Result};
use records::{Action, Condition, Cx, Op};
use serde::Deserialize;
use serde_json::json;
use store::Tx;
use store::records::{find, load_as};

use super::{receipts, review};
use crate::App;
use crate::notes::Note;
use crate::people::User;
use crate::sop::{SopVersion, change};

/// Characters of a summary or a reason at most.
const CHARACTERS: usize = 2_000;

/// What a version changes and why, told to everybody who works by it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Why {
    /// What is different.
    pub summary: Option<String>,
    /// What it is meant to bring.
    pub reason: Option<String>,
}

/// Publishes a draft and asks those who work by it to read it. The first version of an SOP changes nothing for anybody,
/// so it needs no summary.
///
/// # Errors
/// A missing summary or reason; remarks of reviewers that are still open; every fault of the document.
pub fn publish(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, why: &Why) -> Result<()> {
    cx.require("sop.edit")?;
    let version: SopVersion = load_as(tx, cx, id, Action::Read)?;
    if !matches!(version.status.as_str(), "draft" | "in_review") {
        return Err(Error::new(Code::WrongState).detail("只有草稿可以发布", "Only a draft can be published"));
    }
    let before = Condition::leaf(SopVersion::sop, Op::Eq, version.sop.to_string()).and(Condition::leaf(
        SopVersion::status,
        Op::In,
        vec!["published".to_owned(), "retired".to_owned()],
    ));
    let first = find::<SopVersion>(tx, &cx.as_system(), &before, 1)?.is_empty();
    let mut fields = Vec::new();
    for (key, text, zh, en) in [
        (
            SopVersion::summary,
            &why.summary,
            "请写明改了什么，使用的人会看到",
            "Say what changed: those who work by it will read it",
        ),
        (
            SopVersion::reason,
            &why.reason,
            "请写明为什么改、希望带来什么",
            "Say why it changed and what it is to bring",
        ),
    ] {
        let text = text.as_deref().map(str::trim).filter(|t| !t.is_empty());
        if text.is_none() && !first {
            return Err(Error::field(format!("/{key}"), Code::Required, zh, en));
        }
        if text.is_some_and(|t| t.chars().count() > CHARACTERS) {
            return Err(Error::field(
                format!("/{key}"),
                Code::InvalidValue,
                format!("最多 {CHARACTERS} 字"),
                format!("{CHARACTERS} characters at most"),
            ));
        }
        fields.push((key, json!(text)));
    }
    reviewed(tx, cx, id)?;
    change(tx, app, cx, SopVersion::OBJECT, id, &fields)?;
    crate::sop::publish(tx, app, cx, id)?;
    receipts::ask(tx, app, cx, id)
}

/// Nothing that reviewers asked for may be left when a version goes out, whether it was taken back from review or not.
fn reviewed(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<()> {
    let open =
        Condition::leaf(Note::sop_version, Op::Eq, id.to_string()).and(Condition::leaf(Note::resolved, Op::Eq, false));
    let open = find::<Note>(tx, &cx.as_system(), &open, 200)?.len();
    if open > 0 {
        return Err(Error::new(Code::WrongState).detail(
            format!("还有 {open} 条审阅意见未处理：请处理后标为已处理，再发布"),
            format!("{open} remarks of reviewers are open: answer and resolve them, then publish"),
        ));
    }
    if review::of(tx, cx, id)?.iter().any(|r| r.verdict == "changes") {
        return Err(Error::new(Code::WrongState).detail(
            "有审阅人认为需要修改：改好后请其重新审阅，再发布",
            "A reviewer wants changes: make them, ask that reviewer again, then publish",
        ));
    }
    Ok(())
}

/// Who keeps a version up to date, and when it is looked at again.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// The owner; unchanged if absent.
    pub owner: Option<Id>,
    /// The day of the next review; unchanged if absent.
    pub review_on: Option<String>,
}

/// Sets them.
pub fn schedule(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, schedule: &Schedule) -> Result<()> {
    cx.require("sop.edit")?;
    load_as::<SopVersion>(tx, cx, id, Action::Read)?;
    let mut fields = Vec::new();
    if let Some(owner) = schedule.owner {
        let found: Vec<User> = find(tx, cx, &Condition::leaf("id", Op::Eq, owner.to_string()), 1)?;
        if !found.first().is_some_and(|user| user.active) {
            return Err(Error::field(
                "/owner",
                Code::ReferenceNotFound,
                "此人不存在或已停用：请另选一位",
                "This person isn't there or isn't active: choose somebody else",
            ));
        }
        fields.push((SopVersion::owner, json!(owner)));
    }
    if let Some(day) = &schedule.review_on {
        let day = Day::parse(day).filter(|day| *day > cx.today()).ok_or_else(|| {
            Error::field(
                "/review_on",
                Code::InvalidValue,
                "定期审查日应为今天之后的日期，如 2027-05-20",
                "The day of the next review lies after today, such as 2027-05-20",
            )
        })?;
        fields.push((SopVersion::review_on, json!(day.to_string())));
    }
    change(tx, app, cx, SopVersion::OBJECT, id, &fields)
}
