//! The verbs of a run as callers send them.

use kernel::{Code, Day, Error, Result};
use records::Cx;
use serde_json::{Map, Value as Json, json};
use sop::Action;

use crate::opportunities::LOSS_REASONS;

/// Reads a verb on a run (`advance`, `back`, `hold`, `resume`, `win`, `lose`) with its body: the action, and what people
/// wrote about it. `None` if there is no such verb.
pub fn run_verb(cx: &Cx, verb: &str, body: &Map<String, Json>) -> Result<Option<(Action, Option<Json>)>> {
    let takes: &[&str] = match verb {
        "advance" => &["to"],
        "back" => &["to", "reason"],
        "hold" => &["reason", "until"],
        "resume" | "win" => &[],
        "lose" => &["reason", "detail", "closed_on"],
        _ => return Ok(None),
    };
    only(body, takes)?;
    let reason = text(body, "reason")?;
    let note = note(&[("reason", reason.as_ref())]);
    Ok(Some(match verb {
        "advance" => (Action::Advance { to: text(body, "to")? }, None),
        "back" => (
            Action::Back {
                to: text(body, "to")?,
                reason: reason.unwrap_or_default(),
            },
            note,
        ),
        "hold" => (
            Action::Hold {
                reason: reason.unwrap_or_default(),
                until: day(body, "until")?,
            },
            note,
        ),
        "resume" => (Action::Resume, None),
        "win" => (Action::Win, None),
        _ => lose(cx, body, reason)?,
    }))
}

fn lose(cx: &Cx, body: &Map<String, Json>, reason: Option<String>) -> Result<(Action, Option<Json>)> {
    let wrong = |code| {
        let keys = LOSS_REASONS.iter().map(|(key, ..)| *key).collect::<Vec<_>>().join(" ");
        let text = (
            format!("请选择输单原因：{keys}"),
            format!("Give the reason, one of: {keys}"),
        );
        Error::field("/reason", code, text.0, text.1)
    };
    let reason = reason.ok_or_else(|| wrong(Code::Required))?;
    if LOSS_REASONS.iter().all(|(key, ..)| *key != reason) {
        return Err(wrong(Code::InvalidValue));
    }
    let detail = text(body, "detail")?;
    let on = day(body, "closed_on")?.unwrap_or_else(|| cx.today());
    Ok((Action::Lose { reason, on }, note(&[("detail", detail.as_ref())])))
}

/// Reads a verb on a step (`complete`, `skip`, `reopen`). `None` if there is no such verb.
pub fn step_verb(step: &str, verb: &str, body: &Map<String, Json>) -> Result<Option<(Action, Option<Json>)>> {
    let step = step.to_owned();
    Ok(Some(match verb {
        "complete" => {
            only(body, &["note"])?;
            (
                Action::Complete { step },
                note(&[("note", text(body, "note")?.as_ref())]),
            )
        }
        "skip" => {
            only(body, &["reason"])?;
            let reason = text(body, "reason")?;
            let note = note(&[("reason", reason.as_ref())]);
            (
                Action::Skip {
                    step,
                    reason: reason.unwrap_or_default(),
                },
                note,
            )
        }
        "reopen" => {
            only(body, &[])?;
            (Action::Reopen { step }, None)
        }
        _ => return Ok(None),
    }))
}

/// Refuses members that a verb doesn't take.
pub fn only(body: &Map<String, Json>, takes: &[&str]) -> Result<()> {
    match body.keys().find(|key| !takes.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => Err(Error::field(
            format!("/{key}"),
            Code::UnknownField,
            "此操作没有这一项",
            "This action doesn't take it",
        )),
    }
}

/// A text of a verb's body; an empty one is none.
pub fn text(body: &Map<String, Json>, key: &str) -> Result<Option<String>> {
    match body.get(key) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(text)) if text.chars().count() <= 2_000 && !text.contains('\0') => {
            Ok(Some(text.trim().to_owned()).filter(|t| !t.is_empty()))
        }
        Some(_) => Err(Error::field(
            format!("/{key}"),
            Code::InvalidValue,
            "应为不超过 2000 字的文本",
            "Expected text of at most 2000 characters",
        )),
    }
}

fn day(body: &Map<String, Json>, key: &str) -> Result<Option<Day>> {
    let wrong = || {
        Error::field(
            format!("/{key}"),
            Code::InvalidValue,
            "日期应如 2026-11-22",
            "A day is written like 2026-11-22",
        )
    };
    match body.get(key) {
        None | Some(Json::Null) => Ok(None),
        Some(day) => day.as_str().and_then(Day::parse).map(Some).ok_or_else(wrong),
    }
}

/// What people wrote about an action, kept with its event.
fn note(pairs: &[(&str, Option<&String>)]) -> Option<Json> {
    let mut note = json!({});
    for (key, text) in pairs {
        if let Some(text) = text {
            note[*key] = Json::from(text.as_str());
        }
    }
    note.as_object().is_some_and(|n| !n.is_empty()).then_some(note)
}
