//! What follows when plans, members, steps and costs are written.

use kernel::{Code, Error, Id, Result};
use records::{Action, Condition, Cx, Op, Value};
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::records::{self as rows, find, load_as};

use super::rules::{AFTER_MOST, working_day};
use super::{Plan, PlanCost, PlanMember, PlanStep};
use crate::App;
use crate::engine::{Draft, Hooks, Mode, Saved, store_new};
use crate::tasks::Task;

/// Steps that a plan has at most.
pub(super) const STEPS: usize = 10;

pub(crate) struct PlanHooks;

impl Hooks for PlanHooks {
    fn prepare(&self, _tx: &mut Tx<'_>, _app: &App, _cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        if let (Value::Int(from), Value::Int(to)) = (draft.get(Plan::starts_on), draft.get(Plan::ends_on))
            && to < from
        {
            return Err(Error::field(
                "/ends_on",
                Code::InvalidValue,
                "结束日期不能早于开始日期",
                "A plan can't end before it begins",
            ));
        }
        if !draft.get(Plan::segment).is_null() && !draft.get(Plan::view).is_null() {
            return Err(Error::field(
                "/view",
                Code::InvalidValue,
                "目标市场和目标视图只选一个",
                "Choose either a segment or a view",
            ));
        }
        not_negative(draft, Plan::quota)?;
        not_negative(draft, Plan::budget)
    }
}

pub(crate) struct CostHooks;

impl Hooks for CostHooks {
    fn prepare(&self, _tx: &mut Tx<'_>, _app: &App, _cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        not_negative(draft, PlanCost::amount)
    }
}

fn not_negative(draft: &Draft<'_>, key: &str) -> Result<()> {
    match draft.get(key) {
        Value::Int(n) if *n < 0 => Err(Error::field(
            format!("/{key}"),
            Code::InvalidValue,
            "不能小于 0",
            "It can't be less than 0",
        )),
        _ => Ok(()),
    }
}

pub(crate) struct StepHooks;

impl Hooks for StepHooks {
    fn prepare(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        if matches!(draft.get(PlanStep::after), Value::Int(n) if !(1..=AFTER_MOST).contains(n)) {
            return Err(Error::field(
                "/after",
                Code::InvalidValue,
                "第 1 到 250 个工作日",
                "A working day from 1 to 250",
            ));
        }
        if draft.old.is_none()
            && let Some(plan) = draft.id(PlanStep::plan)
            && steps(tx, cx, plan)?.len() >= STEPS
        {
            return Err(Error::field(
                "/plan",
                Code::InvalidValue,
                format!("一个计划最多 {STEPS} 个步骤"),
                format!("A plan has {STEPS} steps at most"),
            ));
        }
        Ok(())
    }
}

/// The steps of a plan.
fn steps(tx: &mut Tx<'_>, cx: &Cx, plan: Id) -> Result<Vec<PlanStep>> {
    let of = Condition::leaf(PlanStep::plan, Op::Eq, plan.to_string());
    find(tx, &cx.as_system(), &of, STEPS)
}

pub(crate) struct MemberHooks;

impl Hooks for MemberHooks {
    fn prepare(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        if draft.old.is_some() {
            return Ok(());
        }
        let (object, key, id) = match (draft.id(PlanMember::lead), draft.id(PlanMember::account)) {
            (Some(lead), None) => ("leads", PlanMember::lead, lead),
            (None, Some(account)) => ("accounts", PlanMember::account, account),
            _ => {
                return Err(Error::field(
                    "/lead",
                    Code::Required,
                    "请选择一条线索或一个客户",
                    "Choose either a lead or an account",
                ));
            }
        };
        let system = cx.as_system();
        let whose = system.object(object)?;
        if let Some(values) = rows::load(tx, &system, whose, id, Action::Read)? {
            draft.set(PlanMember::name, name(whose, &values));
        }
        if let Some(plan) = draft.id(PlanMember::plan) {
            let same = Condition::leaf(PlanMember::plan, Op::Eq, plan.to_string()).and(Condition::leaf(
                key,
                Op::Eq,
                id.to_string(),
            ));
            if !rows::ids(tx, &system, draft.object, &same, 1)?.is_empty() {
                return Err(Error::field(
                    format!("/{key}"),
                    Code::Duplicate,
                    "已经在这个计划里了",
                    "It is in this plan already",
                ));
            }
        }
        Ok(())
    }

    fn saved(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        match saved.new {
            Some(values) if saved.old.is_none() => begin(tx, app, cx, values.to_vec()),
            _ => Ok(()),
        }
    }
}

/// A company's or lead's name, with the lead's company.
fn name(object: &records::ObjectDef, values: &[Value]) -> Option<String> {
    let text = |key: &str| match object.index(key).map(|i| &values[i]) {
        Some(Value::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    let name = text("name")?;
    let all = match text("company") {
        Some(company) => format!("{name}（{company}）"),
        None => name.to_owned(),
    };
    Some(all.chars().take(200).collect())
}

/// Whoever looks after a new member is given the plan's steps as tasks.
fn begin(tx: &mut Tx<'_>, app: &App, cx: &Cx, values: Vec<Value>) -> Result<()> {
    let member =
        PlanMember::from_values(values).ok_or_else(|| Error::internal("a member doesn't fit its definition"))?;
    let steps = steps(tx, cx, member.plan)?;
    if steps.is_empty() {
        return Ok(());
    }
    // Nobody is told of each of several hundred tasks: they stand in their day.
    let quiet = Cx::system(cx.workspace.clone(), cx.registry.clone(), cx.now);
    let plan: Plan = load_as(tx, &quiet, member.plan, Action::Read)?;
    let owner = owner(tx, &quiet, &member)?.or(plan.owner);
    let from = cx.today().max(plan.starts_on.unwrap_or(cx.today()));
    for step in steps {
        let due = working_day(&cx.workspace.calendar, from, step.after);
        let body = json!({ "title": step.title, "kind": step.kind, "due_on": due.to_string(), "plan": member.plan,
            "lead": member.lead, "account": member.account, "contact": member.contact, "owner": owner,
            "description": step.guidance });
        let body: Map<String, Json> = match body {
            Json::Object(body) => body.into_iter().filter(|(_, v)| !v.is_null()).collect(),
            _ => Map::new(),
        };
        store_new(tx, app, &quiet, quiet.object(Task::OBJECT)?, &body, Mode::Program)?;
    }
    Ok(())
}

fn owner(tx: &mut Tx<'_>, system: &Cx, member: &PlanMember) -> Result<Option<Id>> {
    let (object, id) = match (member.lead, member.account) {
        (Some(lead), _) => ("leads", lead),
        (_, Some(account)) => ("accounts", account),
        _ => return Ok(None),
    };
    let object = system.object(object)?;
    let values = rows::load(tx, system, object, id, Action::Read)?;
    Ok(object
        .index("owner")
        .zip(values)
        .and_then(|(i, values)| match values[i] {
            Value::Id(owner) => Some(owner),
            _ => None,
        }))
}
