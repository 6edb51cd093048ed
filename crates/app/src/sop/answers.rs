//! Answers to the questions of an SOP: one for each question, changed as one learns more.

use kernel::{Code, Day, Error, Id, Result};
use records::{Action, Condition, Cx, Op};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use sop::QuestionKind;
use store::Tx;
use store::records::{find, load};

use super::Answer;
use super::facts::{answers, is_thin};
use super::{run, seen};
use crate::App;
use crate::engine::{Mode, save_changes, store_new};
use crate::needs::{Given, given_answer};
use crate::opportunities::Opportunity;

/// An answer as it is sent: a text, a value of the question's kind, or why it isn't known yet and by when it will be.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerInput {
    /// What the customer said.
    pub text: Option<String>,
    /// The value, where the question asks for a number, an amount, a choice, a person or a day.
    pub value: Option<Json>,
    /// Why they couldn't say.
    pub unknown_because: Option<String>,
    /// The day by which they can.
    pub will_know_by: Option<String>,
}

/// Records the answer to a question of the record's SOP, or of one of the company's own lists.
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
    let asked = lists.flat_map(sop::QuestionList::all).find(|q| q.key == question);
    let given = match asked {
        Some(asked) => Given::words(asked.kind, input)?,
        None => given_answer(tx, cx, question, input)?
            .ok_or_else(|| Error::not_found().detail("没有这个问题", "There is no such question"))?,
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
    let unknown = says(&input.unknown_because);
    if given.says == unknown {
        return Err(Error::field(
            "/text",
            Code::Required,
            "请填写回答；若暂时未知，请说明原因和何时知道",
            "Give an answer, or say why it isn't known yet and by when it will be",
        ));
    }
    if unknown && by.is_none() {
        return Err(Error::field(
            "/will_know_by",
            Code::Required,
            "请填写何时知道",
            "Say by when it will be known",
        ));
    }
    // A bare yes tells nothing where the customer was to tell.
    let bare = given.kind == QuestionKind::Open && given.text.as_deref().is_some_and(sop::is_thin);
    let thin = !given.is_value() && (bare || is_thin(given.text.as_deref(), input.unknown_because.as_deref(), by));
    let mut body = Map::new();
    given.write(&mut body);
    body.insert(Answer::unknown_because.into(), json!(input.unknown_because));
    body.insert(Answer::will_know_by.into(), json!(by.map(|d| d.to_string())));
    body.insert(Answer::thin.into(), json!(thin));
    let object_of_answers = cx.object(Answer::OBJECT)?;
    let same = Condition::leaf(Answer::opportunity, Op::Eq, subject.to_string()).and(Condition::leaf(
        Answer::question,
        Op::Eq,
        question,
    ));
    let system = cx.as_system();
    match find::<Answer>(tx, &system, &same, 1)?.into_iter().next() {
        Some(old) => {
            let old = load(tx, &system, object_of_answers, old.id, Action::Read)?.ok_or_else(Error::not_found)?;
            save_changes(tx, app, cx, object_of_answers, &old, &body, Mode::Program)?;
        }
        None => {
            body.insert(Answer::opportunity.into(), json!(subject));
            body.insert(Answer::question.into(), json!(question));
            store_new(tx, app, cx, object_of_answers, &body, Mode::Program)?;
        }
    }
    Ok(())
}

/// A question list that a deal's SOP asks up to the stage that the deal stands in.
#[derive(Clone, Debug)]
pub(crate) struct Asking {
    pub list: sop::QuestionList,
    /// Whether the present stage asks it.
    pub now: bool,
}

/// The phase of a deal and the lists of its SOP so far, those of the present stage first; nothing if no SOP runs on it.
///
/// # Errors
/// `not_found` for a deal that the asker doesn't see, or whose stages are hidden from them.
pub(crate) fn asking(tx: &mut Tx<'_>, app: &App, cx: &Cx, subject: Id) -> Result<(Option<&'static str>, Vec<Asking>)> {
    let loaded = match run::load(tx, app, cx, Opportunity::OBJECT, subject, Action::Read) {
        Ok(loaded) => loaded,
        Err(error) if error.code() == Code::WrongState => return Ok((None, Vec::new())),
        Err(error) => return Err(error),
    };
    if seen::is_hidden(cx, loaded.object, Opportunity::stage) {
        return Err(Error::not_found());
    }
    let document = &loaded.version.document;
    let Some((present, stage)) = document.stage(&loaded.run.stage) else {
        return Ok((None, Vec::new()));
    };
    let asks = |at: usize, list: &str| {
        let stage = document.stages.get(at);
        stage.is_some_and(|s| s.steps.iter().any(|step| step.questions.iter().any(|q| q == list)))
    };
    let mut lists: Vec<Asking> = document
        .questions
        .iter()
        .filter(|list| (0..=present).any(|at| asks(at, &list.key)))
        .map(|list| Asking {
            list: list.clone(),
            now: asks(present, &list.key),
        })
        .collect();
    lists.sort_by_key(|asking| !asking.now);
    Ok((Some(stage.phase.as_str()), lists))
}

/// The answers of a deal as the asker reads them.
pub(crate) fn answers_seen(tx: &mut Tx<'_>, cx: &Cx, subject: Id) -> Result<Vec<Answer>> {
    let all = answers(tx, cx, subject)?;
    seen::answers(tx, cx, all)
}
