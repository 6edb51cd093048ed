//! A customer confirms a need, corrects or denies it: noted by whoever heard it, or answered on a link.

use kernel::{Code, Error, Id, Instant, Result};
use records::{Action, Cx};
use serde::Deserialize;
use serde_json::{Map, json};
use store::Tx;
use store::records::load_as;

use super::{Need, STATUSES, WAYS};
use crate::App;
use crate::engine::{Mode, may_act, save_changes};

/// What a customer answered about a need.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// `confirmed`, `corrected` or `refused`.
    pub status: String,
    /// How they said it.
    pub how: String,
    /// The contact who said it.
    pub by: Option<Id>,
    /// When; now if nothing is said.
    pub at: Option<String>,
    /// Their words.
    pub words: Option<String>,
}

/// Notes the customer's answer. What was answered on a link comes through here, too, as the system.
///
/// # Errors
/// `required` without the person or, for a correction, the words; `invalid_value` for what can't be.
pub fn confirm(tx: &mut Tx<'_>, app: &App, cx: &Cx, need: Id, input: &Confirmation) -> Result<()> {
    cx.writes()?;
    let object = cx.object(Need::OBJECT)?;
    let old = may_act(tx, cx, object, need, Action::Update)?;
    let fault = |key: &str, code: Code, zh: &str, en: &str| Err(Error::field(format!("/{key}"), code, zh, en));
    let verdict = input.status.as_str();
    if verdict == "proposed" || STATUSES.iter().all(|(key, ..)| *key != verdict) {
        return fault(
            "status",
            Code::InvalidValue,
            "请选择：confirmed（确认）、corrected（更正）或 refused（否认）",
            "Say confirmed, corrected or refused",
        );
    }
    if WAYS.iter().all(|(key, ..)| *key != input.how) {
        return fault(
            "how",
            Code::InvalidValue,
            "请选择客户是怎么答复的",
            "Say how the customer answered",
        );
    }
    let by_hand = cx.user.is_some();
    if by_hand && input.how == "link" {
        return fault(
            "how",
            Code::InvalidValue,
            "链接上的答复由客户自己提交，不能代填",
            "What is answered on a link comes from the customer and can't be entered for them",
        );
    }
    if input.by.is_none() && by_hand {
        return fault(
            "by",
            Code::Required,
            "请选择是客户方哪一位答复的",
            "Say who on the customer's side answered",
        );
    }
    let words = input.words.as_deref().map(str::trim).filter(|w| !w.is_empty());
    if verdict != "confirmed" && words.is_none_or(sop::is_thin) {
        return fault(
            "words",
            Code::Required,
            "请写下客户更正或否认时说的话",
            "Write down what the customer said when correcting or denying it",
        );
    }
    let at = match input.at.as_deref() {
        None => cx.now,
        Some(text) => match Instant::parse(text).filter(|at| *at <= cx.now) {
            Some(at) => at,
            None => {
                return fault(
                    "at",
                    Code::InvalidValue,
                    "答复时间应为过去的时间",
                    "The answer must have been given in the past",
                );
            }
        },
    };
    if let Some(by) = input.by {
        load_as::<crate::contacts::Contact>(tx, cx, by, Action::Read)
            .map_err(|_| Error::fields(vec![kernel::FieldError::plain("/by", Code::ReferenceNotFound)]))?;
    }
    let mut body = Map::new();
    body.insert(Need::status.into(), json!(verdict));
    body.insert(Need::confirmed_at.into(), json!(at.to_rfc3339()));
    body.insert(Need::confirmed_by.into(), json!(input.by));
    body.insert(Need::confirmed_how.into(), json!(input.how));
    body.insert(Need::confirmed_words.into(), json!(words));
    save_changes(tx, app, cx, object, &old, &body, Mode::Program).map(|_| ())
}
