//! Overdue steps reach the owner, then the manager, then the manager's manager.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Error, Id, Instant, Result};
use records::{Action, Condition, Cx, Op};
use serde_json::json;
use store::records::{self as rows, find};
use store::{Tx, settings};

use super::rules::Rules;
use super::settings::read_rules;
use crate::notices::{Told, tell};
use crate::opportunities::Opportunity;
use crate::people::{Team, User};

/// Deals that one search for those whose time has come gives at most.
const AT_ONCE: usize = 10_000;
/// Longer ago than this nobody is told for the first time.
const LONGEST: i64 = 60 * 86_400;
/// What is looked back when nobody has been told anything yet.
const FIRST: i64 = 86_400;

/// Who is to be told of what, up to a moment.
#[derive(Debug)]
pub struct Overdue {
    until: Instant,
    told: Vec<(Id, usize, Id, String)>,
}

/// Finds those whose time has come; nothing while nobody is to be told. Cost grows with the deals whose time has come and with
/// those that changed since the last time, not with all: both are ranges of an index. It only reads, so nobody who
/// writes waits for it.
pub fn overdue(tx: &mut Tx<'_>, cx: &Cx) -> Result<Option<Overdue>> {
    let rules = read_rules(tx, cx)?;
    let calendar = &cx.workspace.calendar;
    if !rules.on || rules.is_quiet(cx.now, calendar) {
        return Ok(None);
    }
    let since = settings::get(tx, &mark(cx))?
        .and_then(|text| text.parse().ok())
        .map(Instant);
    let since = since.unwrap_or_else(|| cx.now.plus_seconds(-FIRST));
    let system = cx.as_system();
    let users: Vec<User> = find(tx, &system, &Condition::leaf(User::active, Op::Eq, true), 10_000)?;
    let teams: Vec<Team> = find(tx, &system, &Condition::always(), 10_000)?;
    let above = Above::new(&users, &teams);
    let mut told = Vec::new();
    for id in come(tx, &system, &rules, since)? {
        let deal: Opportunity = rows::load_as(tx, &system, id, Action::Read)?;
        let (Some(owner), Some(due), Some(step)) = (deal.owner, deal.next_due_at, deal.next_step.as_deref()) else {
            continue;
        };
        if !above.team_of.contains_key(&owner) {
            continue;
        }
        let chain = above.chain(owner);
        let levels = rules.levels(due, since, cx.now, deal.updated_at > since, calendar);
        let stage = deal.stage.as_deref().unwrap_or_default();
        told.extend(levels.into_iter().filter_map(|level| {
            let key = format!("overdue:{level}:{id}:{stage}:{step}:{}", due.0);
            Some((*chain.get(level)?, level, id, key))
        }));
    }
    Ok(Some(Overdue { until: cx.now, told }))
}

/// Tells them; gives how many were told.
pub fn tell_overdue(tx: &mut Tx<'_>, cx: &Cx, found: &Overdue) -> Result<usize> {
    for (to, level, deal, key) in &found.told {
        let told = Told {
            to: *to,
            kind: if *level == 0 {
                "step_overdue"
            } else {
                "step_overdue_below"
            },
            key: key.clone(),
            object: Opportunity::OBJECT,
            record: *deal,
            about: (Opportunity::OBJECT, *deal),
        };
        tell(tx, &cx.as_system(), &told)?;
    }
    settings::set(tx, &mark(cx), &found.until.0.to_string())?;
    Ok(found.told.len())
}

/// The setting that tells up to when people were told.
fn mark(cx: &Cx) -> String {
    format!("escalated:{}", cx.workspace.id.0)
}

/// The deals of which somebody may have to be told now.
fn come(tx: &mut Tx<'_>, system: &Cx, rules: &Rules, since: Instant) -> Result<BTreeSet<Id>> {
    let object = system.object(Opportunity::OBJECT)?;
    let field = |key: &str| object.field(key).ok_or_else(Error::not_found);
    let due = |op: Op, at: Instant| Condition::leaf(Opportunity::next_due_at, op, at.to_rfc3339());
    let oldest = system.now.plus_seconds(-LONGEST);
    let running = Condition::leaf(Opportunity::status, Op::In, json!(["open", "won"]));
    let mut found = BTreeSet::new();
    for (after, until) in rules.come(since, system.now, &system.workspace.calendar) {
        let window = Condition::All(vec![
            due(Op::Gt, after.max(oldest)),
            due(Op::Lte, until),
            running.clone(),
        ]);
        found.extend(rows::ids_by(
            tx,
            system,
            object,
            &window,
            field(Opportunity::next_due_at)?,
            AT_ONCE,
        )?);
    }
    let changed = Condition::All(vec![
        Condition::leaf("updated_at", Op::Gt, since.to_rfc3339()),
        due(Op::Lte, system.now),
        due(Op::Gte, oldest),
        running,
    ]);
    found.extend(rows::ids_by(
        tx,
        system,
        object,
        &changed,
        field("updated_at")?,
        AT_ONCE,
    )?);
    Ok(found)
}

/// Who answers for whom.
struct Above {
    team_of: BTreeMap<Id, Option<Id>>,
    /// A team's manager, if they still work here, and the team above.
    teams: BTreeMap<Id, (Option<Id>, Option<Id>)>,
}

impl Above {
    fn new(users: &[User], teams: &[Team]) -> Self {
        let team_of: BTreeMap<_, _> = users.iter().map(|u| (u.id, u.team)).collect();
        let manager = |t: &Team| t.manager.filter(|m| team_of.contains_key(m));
        let teams = teams.iter().map(|t| (t.id, (manager(t), t.parent))).collect();
        Self { team_of, teams }
    }

    /// The owner, then the managers above, each person once.
    fn chain(&self, owner: Id) -> Vec<Id> {
        let mut chain = vec![owner];
        let mut team = self.team_of.get(&owner).copied().flatten();
        // A tree of teams that somehow has a loop must not go on for ever.
        for _ in 0..64 {
            let Some((manager, parent)) = team.and_then(|t| self.teams.get(&t)) else {
                break;
            };
            chain.extend(manager.filter(|m| !chain.contains(m)));
            team = *parent;
        }
        chain
    }
}
