//! A talk is held against the standards of the stage in which it took place.

use kernel::{Code, Error, Id, Lang, Result, Text};
use records::{Action, Condition, Cx, Op};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::records::{self as rows, find};

use super::{MARKS, StandardMark};
use crate::App;
use crate::activities::Activity;
use crate::engine::{Mode, may_act, save_changes, store_new};
use crate::leads::Lead;
use crate::opportunities::Opportunity;

/// Marks of one talk.
const MANY: usize = 100;

/// A standard and how it was kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marked {
    /// Its place among the standards of the stage, from 0.
    pub standard: usize,
    /// `met`, `not_met` or `na`.
    pub mark: String,
    /// What to do better, or what was done well.
    pub remark: Option<String>,
}

/// What a talk is held against.
struct Against {
    sop: Id,
    stage: String,
    name: Text,
    standards: Vec<Text>,
}

/// The standards of a talk's stage, with the marks that were given.
///
/// # Errors
/// `not_found` for a talk that the asker doesn't see.
pub fn review(tx: &mut Tx<'_>, app: &App, cx: &Cx, activity: Id) -> Result<Json> {
    let talk: Activity = rows::load_as(tx, cx, activity, Action::Read)?;
    let may = may_review(cx, &talk);
    let Some(against) = against(tx, app, cx, &talk)? else {
        return Ok(json!({ "stage": null, "standards": [], "may_review": false }));
    };
    let given = given(tx, cx, activity)?;
    let standards: Vec<Json> = against
        .standards
        .iter()
        .map(|text| {
            let mark = given.iter().find(|g| is_same(&g.standard, text));
            json!({
                "text": text.get(cx.lang), "mark": mark.map(|m| &m.mark), "remark": mark.and_then(|m| m.remark.as_ref()),
                "at": mark.map(|m| m.updated_at.to_rfc3339()),
            })
        })
        .collect();
    Ok(json!({
        "stage": { "key": against.stage, "name": against.name.get(cx.lang) }, "standards": standards, "may_review": may.is_ok(),
    }))
}

/// Gives marks; those that were given before are given anew.
///
/// # Errors
/// `forbidden` for who may not review, `wrong_state` for one's own talk.
pub fn mark(tx: &mut Tx<'_>, app: &App, cx: &Cx, activity: Id, marks: &[Marked]) -> Result<()> {
    cx.writes()?;
    let talk: Activity = rows::load_as(tx, cx, activity, Action::Read)?;
    may_review(cx, &talk)?;
    let Some(against) = against(tx, app, cx, &talk)? else {
        return Err(Error::new(Code::WrongState).detail(
            "这条沟通不在 SOP 的阶段里，没有可对照的服务标准",
            "The talk belongs to no stage of an SOP: there are no standards to hold it against",
        ));
    };
    let system = cx.as_system();
    let object = system.object(StandardMark::OBJECT)?;
    let before = given(tx, &system, activity)?;
    for (n, one) in marks.iter().enumerate() {
        let wrong =
            |key: &str, zh: &str, en: &str| Error::field(format!("/marks/{n}/{key}"), Code::InvalidValue, zh, en);
        let text = against
            .standards
            .get(one.standard)
            .ok_or_else(|| wrong("standard", "这个阶段没有这条标准", "The stage has no such standard"))?;
        if !MARKS.iter().any(|(key, ..)| *key == one.mark) {
            return Err(wrong(
                "mark",
                "对照结果为 met、not_met 或 na",
                "A mark is met, not_met or na",
            ));
        }
        if one.remark.as_ref().is_some_and(|r| r.chars().count() > 2_000) {
            return Err(wrong(
                "remark",
                "点评最多 2000 字",
                "A remark has 2000 characters at most",
            ));
        }
        let mut body = Map::new();
        body.insert(StandardMark::mark.into(), json!(one.mark));
        body.insert(StandardMark::remark.into(), json!(one.remark));
        body.insert(StandardMark::reviewer.into(), json!(cx.user));
        if let Some(known) = before.iter().find(|g| is_same(&g.standard, text)) {
            let old = may_act(tx, &system, object, known.id, Action::Update)?;
            save_changes(tx, app, &system, object, &old, &body, Mode::Program)?;
            continue;
        }
        body.insert(StandardMark::activity.into(), json!(activity));
        body.insert(StandardMark::person.into(), json!(talk.owner));
        body.insert(StandardMark::sop.into(), json!(against.sop));
        body.insert(StandardMark::stage.into(), json!(against.stage));
        body.insert(StandardMark::standard.into(), json!(text.get(cx.workspace.lang)));
        store_new(tx, app, &system, object, &body, Mode::Program)?;
    }
    Ok(())
}

/// Who may make marks reviews the talks that they see, but for their own.
fn may_review(cx: &Cx, talk: &Activity) -> Result<()> {
    if !cx.rights.object(StandardMark::OBJECT).create {
        return Err(Error::forbidden().detail(
            "对照服务标准点评沟通，由主管进行",
            "Talks are held against the standards by managers",
        ));
    }
    if talk.owner == cx.user {
        return Err(Error::new(Code::WrongState).detail("不能点评自己的沟通", "One's own talks are reviewed by others"));
    }
    Ok(())
}

fn given(tx: &mut Tx<'_>, cx: &Cx, activity: Id) -> Result<Vec<StandardMark>> {
    if cx.object(StandardMark::OBJECT).is_err() {
        return Ok(Vec::new());
    }
    find(
        tx,
        cx,
        &Condition::leaf(StandardMark::activity, Op::Eq, activity.to_string()),
        MANY,
    )
}

/// A standard is known by its words: those of a version don't change.
fn is_same(kept: &str, text: &Text) -> bool {
    [Lang::Zh, Lang::En].iter().any(|lang| text.get(*lang) == kept)
}

/// The stage in which the talk took place, by the version that its deal or lead runs now.
fn against(tx: &mut Tx<'_>, app: &App, cx: &Cx, talk: &Activity) -> Result<Option<Against>> {
    let subject = match (talk.opportunity, talk.lead) {
        (Some(deal), _) => (Opportunity::OBJECT, deal),
        (None, Some(lead)) => (Lead::OBJECT, lead),
        (None, None) => return Ok(None),
    };
    // Whoever sees the talk through another record doesn't learn of a deal that they don't see.
    if cx.object(subject.0).is_err() || !rows::may(tx, cx, cx.object(subject.0)?, subject.1, Action::Read)? {
        return Ok(None);
    }
    let Some(run) = store::sop::run(tx, cx.workspace.id, subject.1)? else {
        return Ok(None);
    };
    let version = app.versions().get(tx, &cx.as_system(), run.version)?;
    let visits = store::sop::visits(tx, cx.workspace.id, subject.1)?;
    let during = visits
        .iter()
        .rev()
        .find(|v| v.entered_at <= talk.at && v.left_at.is_none_or(|left| talk.at <= left));
    let Some(visit) = during.or(visits.last()) else {
        return Ok(None);
    };
    let Some((_, stage)) = version.document.stage(&visit.stage) else {
        return Ok(None);
    };
    if stage.standards.is_empty() {
        return Ok(None);
    }
    Ok(Some(Against {
        sop: version.sop.id,
        stage: stage.key.clone(),
        name: stage.name.clone(),
        standards: stage.standards.clone(),
    }))
}
