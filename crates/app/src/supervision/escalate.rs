//! Overdue steps reach the owner, then the manager, then the manager's manager.

use std::collections::BTreeMap;

use kernel::{Id, Instant, Result};
use records::{Condition, Cx, Op};
use serde_json::json;
use store::records::find;
use store::{Tx, settings};

use super::rules::Rules;
use super::settings::read_rules;
use crate::notices::{Told, tell};
use crate::opportunities::Opportunity;
use crate::people::{Team, User};

/// Overdue deals of one person that are looked at.
const OF_ONE: usize = 500;
/// Longer ago than this nobody is told for the first time.
const LONGEST: i64 = 60 * 86_400;
/// What is looked back when nobody has been told anything yet.
const FIRST: i64 = 86_400;

/// Tells those whose time has come; gives how many were told. Cost grows with people and with what became overdue lately,
/// not with all deals: each person's own are found by an index.
pub fn escalate(tx: &mut Tx<'_>, cx: &Cx) -> Result<usize> {
    let rules = read_rules(tx, cx)?;
    if !rules.on || rules.is_quiet(cx.now, &cx.workspace.calendar) {
        return Ok(0);
    }
    let key = format!("escalated:{}", cx.workspace.id.0);
    let since = settings::get(tx, &key)?.and_then(|text| text.parse().ok()).map(Instant);
    let since = since.unwrap_or_else(|| cx.now.plus_seconds(-FIRST));
    let system = cx.as_system();
    let users: Vec<User> = find(tx, &system, &Condition::leaf(User::active, Op::Eq, true), 10_000)?;
    let teams: Vec<Team> = find(tx, &system, &Condition::always(), 10_000)?;
    let above = Above::new(&users, &teams);
    let mut told = 0;
    for user in &users {
        for deal in overdue(tx, &system, &rules, user.id, since)? {
            told += tell_of(tx, &system, &rules, &above, &deal, since)?;
        }
    }
    settings::set(tx, &key, &cx.now.0.to_string())?;
    Ok(told)
}

/// A person's overdue deals of which somebody may have to be told now.
fn overdue(tx: &mut Tx<'_>, cx: &Cx, rules: &Rules, owner: Id, since: Instant) -> Result<Vec<Opportunity>> {
    let calendar = &cx.workspace.calendar;
    // Before this everybody's time had come when people were last told.
    let longest = rules.after().into_iter().max().unwrap_or(0) + calendar.minutes_per_day();
    let mut from = since;
    while calendar.minutes_between(from, since) < longest && from > since.plus_seconds(-LONGEST) {
        from = from.plus_seconds(-86_400);
    }
    let lately = Condition::Any(vec![
        Condition::leaf(Opportunity::next_due_at, Op::Gte, from.to_rfc3339()),
        Condition::leaf("updated_at", Op::Gt, since.to_rfc3339()),
    ]);
    let late = Condition::All(vec![
        Condition::leaf(Opportunity::owner, Op::Eq, owner.to_string()),
        Condition::leaf(Opportunity::next_due_at, Op::Lte, cx.now.to_rfc3339()),
        Condition::leaf(
            Opportunity::next_due_at,
            Op::Gte,
            cx.now.plus_seconds(-LONGEST).to_rfc3339(),
        ),
        Condition::leaf(Opportunity::status, Op::In, json!(["open", "won"])),
        lately,
    ]);
    find(tx, cx, &late, OF_ONE)
}

fn tell_of(
    tx: &mut Tx<'_>,
    cx: &Cx,
    rules: &Rules,
    above: &Above,
    deal: &Opportunity,
    since: Instant,
) -> Result<usize> {
    let (Some(owner), Some(due), Some(step)) = (deal.owner, deal.next_due_at, deal.next_step.as_deref()) else {
        return Ok(0);
    };
    let chain = above.chain(owner);
    let levels = rules.levels(due, since, cx.now, deal.updated_at > since, &cx.workspace.calendar);
    let mut told = 0;
    for (level, to) in levels.into_iter().filter_map(|level| Some((level, *chain.get(level)?))) {
        let stage = deal.stage.as_deref().unwrap_or_default();
        let kind = if level == 0 {
            "step_overdue"
        } else {
            "step_overdue_below"
        };
        tell(
            tx,
            cx,
            &Told {
                to,
                kind,
                key: format!("overdue:{level}:{}:{stage}:{step}:{}", deal.id, due.0),
                object: Opportunity::OBJECT,
                record: deal.id,
                about: (Opportunity::OBJECT, deal.id),
            },
        )?;
        told += 1;
    }
    Ok(told)
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
