//! Answers to the questions of an SOP: one for each question, changed as one learns more.

use kernel::{Code, Day, Error, Id, Result};
use records::{Action, Condition, Cx, Op};
use serde::Deserialize;
use serde_json::{Map, json};
use sop::QuestionKind;
use store::Tx;
use store::records::{find, load};

use super::Answer;
use super::facts::is_thin;
use super::run;
use crate::App;
use crate::engine::{Mode, save_changes, store_new};

/// An answer as it is sent: a text, or why it isn't known yet and by when it will be.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerInput {
    /// What the customer said.
    pub text: Option<String>,
    /// Why they couldn't say.
    pub unknown_because: Option<String>,
    /// The day by which they can.
    pub will_know_by: Option<String>,
}

/// Records the answer to a question of the record's SOP.
pub fn answer(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    object: &str,
    subject: Id,
    question: &str,
    input: &AnswerInput,
) -> Result<()> {
    cx.writes()?;
    let loaded = run::load(tx, app, cx, object, subject, Action::Update)?;
    let lists = loaded.version.document.questions.iter();
    let Some(asked) = lists.flat_map(sop::QuestionList::all).find(|q| q.key == question) else {
        return Err(Error::not_found().detail("此 SOP 没有这个问题", "The SOP doesn't ask this question"));
    };
    let says = |text: &Option<String>| text.as_deref().is_some_and(|t| !t.trim().is_empty());
    let by = match input.will_know_by.as_deref() {
        None => None,
        Some(day) => Some(Day::parse(day).filter(|d| *d >= cx.today()).ok_or_else(|| {
            Error::field(
                "/will_know_by",
                Code::InvalidValue,
                "请给出今天或以后的日期",
                "Give today or a later day",
            )
        })?),
    };
    if says(&input.text) == says(&input.unknown_because) {
        return Err(Error::field(
            "/text",
            Code::Required,
            "请填写回答；若暂时未知，请说明原因和何时知道",
            "Give an answer, or say why it isn't known yet and by when it will be",
        ));
    }
    if says(&input.unknown_because) && by.is_none() {
        return Err(Error::field(
            "/will_know_by",
            Code::Required,
            "请填写何时知道",
            "Say by when it will be known",
        ));
    }
    // A bare yes tells nothing where the customer was to tell.
    let bare = asked.kind == QuestionKind::Open && input.text.as_deref().is_some_and(sop::is_thin);
    let thin = bare || is_thin(input.text.as_deref(), input.unknown_because.as_deref(), by);
    let mut body = Map::new();
    body.insert(Answer::text.into(), json!(input.text));
    body.insert(Answer::unknown_because.into(), json!(input.unknown_because));
    body.insert(Answer::will_know_by.into(), json!(by.map(|d| d.to_string())));
    body.insert(Answer::thin.into(), json!(thin));
    let answers = cx.object(Answer::OBJECT)?;
    let same = Condition::leaf(Answer::opportunity, Op::Eq, subject.to_string()).and(Condition::leaf(
        Answer::question,
        Op::Eq,
        question,
    ));
    let system = cx.as_system();
    match find::<Answer>(tx, &system, &same, 1)?.into_iter().next() {
        Some(old) => {
            let old = load(tx, &system, answers, old.id, Action::Read)?.ok_or_else(Error::not_found)?;
            save_changes(tx, app, cx, answers, &old, &body, Mode::Program)?;
        }
        None => {
            body.insert(Answer::opportunity.into(), json!(subject));
            body.insert(Answer::question.into(), json!(question));
            store_new(tx, app, cx, answers, &body, Mode::Program)?;
        }
    }
    Ok(())
}
