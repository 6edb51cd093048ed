//! An answer in the kind that its question asks for.

use kernel::{Code, Error, Result};
use records::{Action, Condition, Cx, FieldDef, FieldType, Op, Value, read_input};
use serde_json::{Map, Value as Json, json};
use sop::QuestionKind;
use store::Tx;
use store::records::{self as rows, find, to_json};

use super::Question;
use super::rules::choices;
use crate::contacts::Contact;
use crate::sop::{Answer, AnswerInput};

/// The fields of an answer that hold a value.
const VALUES: [&str; 5] = [
    Answer::number,
    Answer::amount,
    Answer::choice,
    Answer::person,
    Answer::day,
];

/// What was given, not counting that something isn't known.
#[derive(Clone, Debug)]
pub struct Given {
    /// How good an answer in words must be.
    pub(crate) kind: QuestionKind,
    /// Whether it says anything.
    pub(crate) says: bool,
    /// The words.
    pub(crate) text: Option<String>,
    value: Option<(&'static str, Json)>,
}

fn filled(text: Option<&str>) -> bool {
    text.is_some_and(|t| !t.trim().is_empty())
}

impl Given {
    /// Words only.
    ///
    /// # Errors
    /// `invalid_value` if a value was sent as well.
    pub(crate) fn words(kind: QuestionKind, input: &AnswerInput) -> Result<Self> {
        if input.value.as_ref().is_some_and(|v| !v.is_null()) {
            return Err(wrong("这个问题用文字回答", "This question is answered in words"));
        }
        Ok(Self {
            kind,
            says: filled(input.text.as_deref()),
            text: input.text.clone(),
            value: None,
        })
    }

    /// Whether it is a value, which is never too thin.
    pub(crate) fn is_value(&self) -> bool {
        self.value.is_some()
    }

    /// Puts it into the body of an answer; what was there before of another kind goes.
    pub(crate) fn write(&self, body: &mut Map<String, Json>) {
        body.insert(Answer::text.into(), json!(self.text));
        for key in VALUES {
            body.insert(key.into(), Json::Null);
        }
        if let Some((key, value)) = &self.value {
            body.insert((*key).into(), value.clone());
        }
    }
}

fn wrong(zh: &str, en: &str) -> Error {
    Error::field("/value", Code::InvalidValue, zh, en)
}

/// The answer to a question of the company's own lists; `None` if there is no such question.
pub(crate) fn given_answer(tx: &mut Tx<'_>, cx: &Cx, key: &str, input: &AnswerInput) -> Result<Option<Given>> {
    let same = Condition::leaf(Question::key, Op::Eq, key);
    let Some(question) = find::<Question>(tx, &cx.as_system(), &same, 1)?.into_iter().next() else {
        return Ok(None);
    };
    if question.answer == "text" {
        return Given::words(QuestionKind::Open, input).map(Some);
    }
    let value = input.value.as_ref().filter(|v| !v.is_null() && v.as_str() != Some(""));
    let Some(value) = value else {
        return Ok(Some(Given {
            kind: QuestionKind::Closed,
            says: false,
            text: None,
            value: None,
        }));
    };
    let (column, plain) = match question.answer.as_str() {
        "number" => (Answer::number, Some(read(cx, Answer::number, value)?)),
        "money" => (Answer::amount, Some(read(cx, Answer::amount, value)?)),
        "day" => (Answer::day, Some(read(cx, Answer::day, value)?)),
        "choice" => (Answer::choice, Some(chosen(&question, value)?)),
        _ => {
            known(tx, cx, value)?;
            (Answer::person, None)
        }
    };
    Ok(Some(Given {
        kind: QuestionKind::Closed,
        says: true,
        text: input
            .text
            .clone()
            .filter(|t| !t.trim().is_empty())
            .or_else(|| plain.clone()),
        value: Some((column, plain.map_or_else(|| value.clone(), Json::from))),
    }))
}

/// The value as the field writes it.
fn read(cx: &Cx, key: &str, value: &Json) -> Result<String> {
    let field: &FieldDef = cx
        .object(Answer::OBJECT)?
        .field(key)
        .ok_or_else(|| Error::internal(format!("answers have no {key}")))?;
    // A number may come as a number or, as money does, as text.
    let value = match (&field.ty, value) {
        (FieldType::Number { .. }, Json::String(text)) => serde_json::from_str(text).unwrap_or_else(|_| value.clone()),
        (FieldType::Money, Json::Number(n)) => Json::from(n.to_string()),
        _ => value.clone(),
    };
    let stored = read_input(field, &value, "/value").map_err(|fault| Error::fields(vec![fault]))?;
    if stored == Value::Null {
        return Err(wrong("请填写这个问题的回答", "Give the answer to this question"));
    }
    Ok(match to_json(field, &stored) {
        Json::String(text) => text,
        other => other.to_string(),
    })
}

fn chosen(question: &Question, value: &Json) -> Result<String> {
    let all = choices(question.choices.as_deref().unwrap_or_default());
    let found = value.as_str().and_then(|v| all.iter().find(|c| c.zh == v));
    found.map(|c| c.zh.clone()).ok_or_else(|| {
        let list = all.iter().map(|c| c.zh.as_str()).collect::<Vec<_>>().join("、");
        Error::field(
            "/value",
            Code::InvalidValue,
            format!("请选择其中一项：{list}"),
            format!("Choose one of: {list}"),
        )
    })
}

/// A person whom the asker may see.
fn known(tx: &mut Tx<'_>, cx: &Cx, value: &Json) -> Result<()> {
    let id = value.as_str().and_then(|t| t.parse().ok());
    let id = id.ok_or_else(|| wrong("请选择一位联系人", "Choose a contact"))?;
    if rows::may(tx, cx, cx.object(Contact::OBJECT)?, id, Action::Read)? {
        Ok(())
    } else {
        Err(Error::fields(vec![kernel::FieldError::plain(
            "/value",
            Code::ReferenceNotFound,
        )]))
    }
}
