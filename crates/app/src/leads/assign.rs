//! Handing leads out under rules that are kept as records: by region, by condition, by skill; by turn or to who has least in
//! hand. Each time the lead keeps why.

use kernel::{Code, Error, Id, Result, Text};
use records::{Action, Condition, Cx, Op, Rights, Scope, Value, bind, words};
use serde_json::{Map, json};
use store::Tx;
use store::records::{self as rows, find};

use super::hooks::typed;
use super::rules::{covers, is_skilled, least, turn};
use super::score::condition;
use super::verbs::{again, decided};
use super::{AssignmentRule, Lead, OPEN};
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
    /// The rule that decided; none if it follows from whom one knows already.
    pub rule: Option<Id>,
    /// In a sentence.
    pub because: Text,
    /// Working minutes within which they should respond.
    pub within: i64,
}

/// Gives a lead to whom the rules say. That isn't the asker's choice, so it takes no right to give records away.
pub fn assign(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<Assigned> {
    let object = cx.object(Lead::OBJECT)?;
    cx.writes()?;
    let lead = typed(may_act(tx, cx, object, id, Action::Update)?)?;
    if !super::rules::is_open(&lead.status) {
        return Err(decided(&lead));
    }
    let chosen = by_rule(tx, cx, &lead)?.ok_or_else(|| {
        Error::new(Code::WrongState).detail(
            "没有适用的分配规则：请在设置的「分配规则」中添加，或直接选择负责人",
            "No assignment rule fits: add one in the settings under Assignment rules, or choose an owner yourself",
        )
    })?;
    give(tx, app, cx, &lead, &chosen)?;
    Ok(chosen)
}

/// Gives a lead to somebody, and keeps why.
pub(crate) fn give(tx: &mut Tx<'_>, app: &App, cx: &Cx, lead: &Lead, chosen: &Assigned) -> Result<()> {
    let mut body = Map::new();
    body.insert(Lead::owner.into(), json!(chosen.owner));
    // Another's team follows.
    if lead.owner != Some(chosen.owner) {
        body.insert(Lead::team.into(), json!(null));
    }
    body.insert(Lead::assigned_at.into(), json!(cx.now.to_rfc3339()));
    body.insert(Lead::assigned_by.into(), json!(chosen.rule));
    body.insert(
        Lead::assigned_because.into(),
        json!({ "zh": chosen.because.zh, "en": chosen.because.en }),
    );
    if lead.responded_at.is_none() {
        let due = cx.workspace.calendar.add_minutes(lead.created_at, chosen.within);
        body.insert(Lead::response_due_at.into(), json!(due.to_rfc3339()));
    }
    let old = again(tx, cx, lead.id)?;
    save_changes(tx, app, cx, cx.object(Lead::OBJECT)?, &old, &body, Mode::Program).map(|_| ())
}

/// The first rule that fits, and who it is under it. Fallbacks come after all others.
pub(crate) fn by_rule(tx: &mut Tx<'_>, cx: &Cx, lead: &Lead) -> Result<Option<Assigned>> {
    let system = cx.as_system();
    let active = Condition::leaf(AssignmentRule::active, Op::Eq, true);
    let mut rules: Vec<AssignmentRule> = find(tx, &system, &active, 1_000)?;
    rules.sort_by_key(|rule| (rule.fallback, rule.position, rule.id));
    for rule in rules {
        if !covers(rule.regions.as_deref(), lead.region.as_deref()) {
            continue;
        }
        let Some(holds) = holds(tx, &system, lead, &rule)? else {
            continue;
        };
        let mut members = takers(tx, &system, &rule)?;
        members.retain(|user| is_skilled(user.skills.as_deref(), rule.skill.as_deref()));
        let Some((user, load)) = choose(tx, &system, &rule, members)? else {
            continue;
        };
        remember(tx, &system, rule.id, user.id)?;
        return Ok(Some(Assigned {
            owner: user.id,
            because: because(&rule, lead, &user, holds, load),
            name: user.name,
            rule: Some(rule.id),
            within: rule.respond_within,
        }));
    }
    Ok(None)
}

/// What a rule's condition says of the lead, in words, none if it has no condition; nothing if it doesn't hold.
fn holds(tx: &mut Tx<'_>, system: &Cx, lead: &Lead, rule: &AssignmentRule) -> Result<Option<Text>> {
    if rule.condition.is_none() {
        return Ok(Some(Text::default()));
    }
    let object = system.object(Lead::OBJECT)?;
    let known = condition(rule.condition.as_deref()).filter(|c| bind(c, object, system).is_ok());
    let Some(condition) = known else { return Ok(None) };
    let holds = rows::check(tx, system, object, lead.id, std::slice::from_ref(&condition))?;
    Ok((holds == [true]).then(|| words(&condition, object, &system.registry)))
}

/// Whose it is among several: by turn, or who has least in hand, with how much that is. Who is full is passed over.
fn choose(
    tx: &mut Tx<'_>,
    system: &Cx,
    rule: &AssignmentRule,
    mut members: Vec<User>,
) -> Result<Option<(User, Option<usize>)>> {
    let by_load = rule.way == "load";
    let mut loads = Vec::new();
    if by_load || rule.most_open.is_some() {
        let full = |n: usize| rule.most_open.is_some_and(|most| n as i64 >= most);
        for user in &members {
            let n = in_hand(tx, system, user.id)?;
            if !full(n) {
                loads.push((user.id, n));
            }
        }
        members.retain(|user| loads.iter().any(|(id, _)| *id == user.id));
    }
    let ids: Vec<Id> = members.iter().map(|u| u.id).collect();
    let (next, load) = if by_load {
        match least(&loads, rule.last) {
            Some((id, n)) => (Some(id), Some(n)),
            None => (None, None),
        }
    } else {
        (turn(&ids, rule.last), None)
    };
    let user = next.and_then(|next| members.into_iter().find(|u| u.id == next));
    Ok(user.map(|user| (user, load)))
}

/// How many open leads somebody has.
pub(crate) fn in_hand(tx: &mut Tx<'_>, system: &Cx, user: Id) -> Result<usize> {
    /// More than anybody can work on.
    const MOST: usize = 10_000;
    let theirs =
        Condition::leaf(Lead::owner, Op::Eq, user.to_string()).and(Condition::leaf(Lead::status, Op::In, json!(OPEN)));
    rows::count(tx, system, system.object(Lead::OBJECT)?, Some(&theirs), None, MOST)
}

/// Who may get a lead under a rule, in the order in which they joined: active people whose role works on leads.
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

fn because(rule: &AssignmentRule, lead: &Lead, user: &User, holds: Text, load: Option<usize>) -> Text {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    if rule.fallback {
        zh.push("没有其他规则适用".to_owned());
        en.push("no other rule fits".to_owned());
    }
    if let Some(region) = lead.region.as_deref().filter(|_| rule.regions.is_some()) {
        zh.push(format!("区域 {region}"));
        en.push(format!("region {region}"));
    }
    if !holds.zh.is_empty() {
        zh.push(holds.zh);
        en.push(holds.en);
    }
    if let Some(skill) = &rule.skill {
        zh.push(format!("技能 {skill}"));
        en.push(format!("skill {skill}"));
    }
    let inside = |list: &[String], open: &str, close: &str, comma: &str| {
        if list.is_empty() {
            String::new()
        } else {
            format!("{open}{}{close}", list.join(comma))
        }
    };
    let (zh, en) = (inside(&zh, "（", "）", "，"), inside(&en, " (", ")", ", "));
    let (name, who) = (&rule.name, &user.name);
    if rule.person.is_some() {
        return Text::new(
            format!("规则「{name}」{zh}：固定分给 {who}"),
            format!("Rule “{name}”{en}: always to {who}"),
        );
    }
    match load {
        Some(n) => Text::new(
            format!("规则「{name}」{zh}：{who} 在手线索最少（{n} 条）"),
            format!("Rule “{name}”{en}: {who} has the fewest open leads ({n})"),
        ),
        None => Text::new(
            format!("规则「{name}」{zh}：轮到 {who}"),
            format!("Rule “{name}”{en}: {who}'s turn"),
        ),
    }
}
