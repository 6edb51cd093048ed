//! Handing leads out: by region and by turn, under rules that are kept as records.

use kernel::{Code, Error, Id, Result, Text};
use records::{Action, Condition, Cx, Op, Rights, Scope, Value};
use serde_json::{Map, json};
use store::Tx;
use store::records::{self as rows, find};

use super::hooks::typed;
use super::rules::{covers, turn};
use super::verbs::{again, decided};
use super::{AssignmentRule, Lead};
use crate::App;
use crate::engine::{Mode, may_act, save_changes};
use crate::people::{Role, User};

/// Who got a lead, and why.
#[derive(Clone, Debug)]
pub struct Assigned {
    /// Whose it is now.
    pub owner: Id,
    /// Their name.
    pub name: String,
    /// The rule that decided.
    pub rule: Id,
    /// In a sentence.
    pub because: Text,
}

/// Gives a lead to whom the rules say. That isn't the asker's choice, so it takes no right to give records away.
pub fn assign(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<Assigned> {
    let object = cx.object(Lead::OBJECT)?;
    cx.writes()?;
    let lead = typed(may_act(tx, cx, object, id, Action::Update)?)?;
    if !super::rules::is_open(&lead.status) {
        return Err(decided(&lead));
    }
    let (chosen, within) = by_rule(tx, cx, &lead)?;
    let mut body = Map::new();
    body.insert(Lead::owner.into(), json!(chosen.owner));
    // Their team follows.
    body.insert(Lead::team.into(), json!(null));
    body.insert(Lead::assigned_at.into(), json!(cx.now.to_rfc3339()));
    body.insert(Lead::assigned_by.into(), json!(chosen.rule));
    if lead.responded_at.is_none() {
        let due = cx.workspace.calendar.add_minutes(lead.created_at, within);
        body.insert(Lead::response_due_at.into(), json!(due.to_rfc3339()));
    }
    let old = again(tx, cx, id)?;
    save_changes(tx, app, cx, object, &old, &body, Mode::Program)?;
    Ok(chosen)
}

/// The first rule that fits, and whose turn it is under it.
fn by_rule(tx: &mut Tx<'_>, cx: &Cx, lead: &Lead) -> Result<(Assigned, i64)> {
    let system = cx.as_system();
    let active = Condition::leaf(AssignmentRule::active, Op::Eq, true);
    let mut rules: Vec<AssignmentRule> = find(tx, &system, &active, 1_000)?;
    rules.sort_by_key(|rule| (rule.position, rule.id));
    let fitting = rules
        .into_iter()
        .filter(|rule| covers(rule.regions.as_deref(), lead.region.as_deref()));
    for rule in fitting {
        let members = takers(tx, &system, &rule)?;
        let ids: Vec<Id> = members.iter().map(|u| u.id).collect();
        let Some(next) = turn(&ids, rule.last) else { continue };
        let Some(user) = members.into_iter().find(|u| u.id == next) else {
            continue;
        };
        remember(tx, &system, rule.id, next)?;
        let chosen = Assigned {
            owner: next,
            because: because(&rule, lead, &user),
            name: user.name,
            rule: rule.id,
        };
        return Ok((chosen, rule.respond_within));
    }
    Err(Error::new(Code::WrongState).detail(
        "没有适用的分配规则：请在设置的「分配规则」中添加，或直接选择负责人",
        "No assignment rule fits: add one in the settings under Assignment rules, or choose an owner yourself",
    ))
}

/// Who takes turns under a rule, in the order in which they joined: active people whose role works on leads.
fn takers(tx: &mut Tx<'_>, system: &Cx, rule: &AssignmentRule) -> Result<Vec<User>> {
    let who = match (rule.person, rule.team) {
        (Some(person), _) => Condition::leaf("id", Op::Eq, person.to_string()),
        (None, Some(team)) => Condition::leaf(User::team, Op::Eq, team.to_string()),
        (None, None) => return Ok(Vec::new()),
    };
    let active = who.and(Condition::leaf(User::active, Op::Eq, true));
    let mut users: Vec<User> = find(tx, system, &active, 1_000)?;
    users.sort_by_key(|user| user.id);
    // A person who was named gets it; of a team only those who work on leads of their own, not who leads it.
    if rule.person.is_none() {
        let roles: Vec<Role> = find(tx, system, &Condition::always(), 1_000)?;
        let works = |user: &User| {
            let role = roles.iter().find(|r| r.id == user.role);
            let rights = role.and_then(|r| serde_json::from_str::<Rights>(&r.rights).ok());
            rights.is_some_and(|r| r.object(Lead::OBJECT).scope(Action::Update) != Scope::None)
        };
        users.retain(works);
        let workers = |user: &User| {
            let role = roles.iter().find(|r| r.id == user.role);
            role.is_some_and(|r| r.key == "rep")
        };
        // Where a team has reps, its manager doesn't take turns.
        if users.iter().any(workers) {
            users.retain(workers);
        }
    }
    Ok(users)
}

fn remember(tx: &mut Tx<'_>, system: &Cx, rule: Id, last: Id) -> Result<()> {
    let object = system.object(AssignmentRule::OBJECT)?;
    let old = rows::load(tx, system, object, rule, Action::Read)?.ok_or_else(Error::not_found)?;
    let place = object
        .index(AssignmentRule::last)
        .ok_or_else(|| Error::internal("a rule without a counter"))?;
    rows::project(tx, system, object, &old, &[(place, Value::Id(last))]).map(|_| ())
}

fn because(rule: &AssignmentRule, lead: &Lead, user: &User) -> Text {
    let region = lead.region.as_deref().filter(|_| rule.regions.is_some());
    let place = |before: &str, after: &str| region.map_or(String::new(), |r| format!("{before}{r}{after}"));
    if rule.person.is_some() {
        return Text::new(
            format!(
                "规则「{}」{}：固定分给 {}",
                rule.name,
                place("（区域 ", "）"),
                user.name
            ),
            format!(
                "Rule “{}”{}: always to {}",
                rule.name,
                place(" (region ", ")"),
                user.name
            ),
        );
    }
    Text::new(
        format!("规则「{}」{}：轮到 {}", rule.name, place("（区域 ", "）"), user.name),
        format!("Rule “{}”{}: {}'s turn", rule.name, place(" (region ", ")"), user.name),
    )
}
