//! What questions, needs and reporting lines must be, and what follows when a need is written.

use std::collections::BTreeMap;

use kernel::{Code, Error, Id, Result};
use records::{Condition, Cx, Op, Value, bind};
use store::Tx;
use store::records::find;

use super::rules::{choices, turns_back};
use super::{Need, Question, feed};
use crate::App;
use crate::engine::{Draft, Hooks, Saved};
use crate::opportunities::{Opportunity, Stakeholder};

/// People on a deal that are looked at, at most.
pub(super) const PEOPLE: usize = 200;

pub(crate) struct QuestionHooks;

impl Hooks for QuestionHooks {
    fn prepare(&self, _tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        if let (Value::Null, Some(id)) = (draft.get(Question::key), draft.id("id")) {
            let id = id.to_string().replace('-', "");
            draft.set(Question::key, format!("q_{}", &id[id.len() - 10..]));
        }
        if let Value::Text(key) = draft.get(Question::key)
            && !key
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        {
            return Err(Error::field(
                "/key",
                Code::InvalidValue,
                "代号只用小写字母、数字和下划线，如 q_downtime",
                "A key has small letters, digits and underscores only, such as q_downtime",
            ));
        }
        let several = match draft.get(Question::choices) {
            Value::Text(lines) => choices(lines).len(),
            _ => 0,
        };
        if *draft.get(Question::answer) == Value::from("choice") && several < 2 {
            return Err(Error::field(
                "/choices",
                Code::Required,
                "单选至少要有两个选项，每行一个",
                "A choice needs at least two options, one on each line",
            ));
        }
        let Value::Json(text) = draft.get(Question::condition) else {
            return Ok(());
        };
        let json = serde_json::from_str(text).unwrap_or_default();
        let system = cx.as_system();
        let condition = Condition::parse(&json).map_err(|e| e.within("/condition"))?;
        bind(&condition, system.object(Opportunity::OBJECT)?, &system).map_err(|e| e.within("/condition"))?;
        Ok(())
    }
}

/// What a customer would have to confirm anew if it changed.
const CONTENT: [&str; 9] = [
    Need::title,
    Need::kind,
    Need::why,
    Need::contact,
    Need::impact,
    Need::budget,
    Need::needed_by,
    Need::price_sensitivity,
    Need::decision_process,
];

pub(crate) struct NeedHooks;

impl Hooks for NeedHooks {
    fn prepare(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        let changed = CONTENT.iter().any(|key| draft.changed(key));
        let told = draft.is_given(Need::source) || draft.is_given(Need::said_on);
        if draft.old.is_some() && changed && !told {
            return Err(Error::field(
                "/source",
                Code::Required,
                "内容改了，请同时写明这次是从哪里得知的（来源或得知日期）",
                "The need changes: say as well where that is known from (source or day)",
            ));
        }
        if matches!(draft.get(Need::said_on), Value::Int(day) if *day > i64::from(cx.today().0)) {
            return Err(Error::field(
                "/said_on",
                Code::InvalidValue,
                "得知日期不能晚于今天",
                "It can't have been learned after today",
            ));
        }
        if changed {
            if draft.old.is_none() || !draft.is_given(Need::said_on) {
                let before = draft.old.is_none() && !draft.get(Need::said_on).is_null();
                if !before {
                    draft.set(Need::said_on, cx.today());
                }
            }
            // What the customer confirmed was another text.
            let verdict = draft.changed(Need::status);
            if draft.old.is_some() && !verdict {
                draft.set(Need::status, "proposed");
                for key in [
                    Need::confirmed_at,
                    Need::confirmed_by,
                    Need::confirmed_how,
                    Need::confirmed_words,
                ] {
                    draft.set(key, Value::Null);
                }
            }
        }
        feed::choose(tx, cx, draft)
    }

    fn saved(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        feed::write(tx, app, cx, saved)
    }
}

pub(crate) struct StakeholderHooks;

impl Hooks for StakeholderHooks {
    fn prepare(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        if !draft.changed(Stakeholder::reports_to) {
            return Ok(());
        }
        let (Some(to), Some(deal)) = (draft.id(Stakeholder::reports_to), draft.id(Stakeholder::opportunity)) else {
            return Ok(());
        };
        let of = Condition::leaf(Stakeholder::opportunity, Op::Eq, deal.to_string());
        let people: Vec<Stakeholder> = find(tx, &cx.as_system(), &of, PEOPLE)?;
        let fault = |zh: &str, en: &str| Err(Error::field("/reports_to", Code::InvalidValue, zh, en));
        if people.iter().all(|p| p.id != to) {
            return fault(
                "上级须是同一商机决策链里的人",
                "The superior must be on the same deal's map",
            );
        }
        let Some(own) = draft.id("id") else { return Ok(()) };
        let lines: BTreeMap<Id, Id> = people.iter().filter_map(|p| Some((p.id, p.reports_to?))).collect();
        if turns_back(&lines, own, to) {
            return fault(
                "这样会形成循环汇报：对方已经（间接）向此人汇报",
                "That would be a ring: the other reports to this person already",
            );
        }
        Ok(())
    }
}
