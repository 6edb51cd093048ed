//! Who is meant by the words of a flow, in the company as it is at the moment.

use kernel::{Day, Id, Result};
use records::{Condition, Cx, Op, Rights};
use store::Tx;
use store::records::find;

use super::Delegation;
use super::rules::Came;
use super::steps::{Step, UpTo, Who};
use crate::people::{Role, Team, User};

/// Stand-ins of stand-ins that are followed.
const CHAIN: usize = 5;

/// The company's people, teams and roles, and who is away.
pub(super) struct Org {
    pub users: Vec<User>,
    teams: Vec<Team>,
    roles: Vec<Role>,
    away: Vec<Delegation>,
    today: Day,
}

/// Somebody to be asked: how they came to it, and for whom.
pub(super) type Asked = (Id, Came, Option<Id>);

impl Org {
    pub fn load(tx: &mut Tx<'_>, system: &Cx) -> Result<Self> {
        let today = system.today();
        let active = Condition::leaf(User::active, Op::Eq, true);
        let away = Condition::leaf(Delegation::until, Op::Gte, today.to_string()).and(Condition::leaf(
            Delegation::begins,
            Op::Lte,
            today.to_string(),
        ));
        Ok(Self {
            users: find(tx, system, &active, 100_000)?,
            teams: find(tx, system, &Condition::always(), 10_000)?,
            roles: find(tx, system, &Condition::always(), 10_000)?,
            away: find(tx, system, &away, 10_000)?,
            today,
        })
    }

    pub fn is_active(&self, id: Id) -> bool {
        self.users.iter().any(|user| user.id == id)
    }

    /// Who stands above somebody, the nearest first: who leads their team, then the teams above it.
    pub fn superiors(&self, person: Id) -> Vec<Id> {
        let mut above: Vec<Id> = Vec::new();
        let mut seen = Vec::new();
        let mut team = self.users.iter().find(|u| u.id == person).and_then(|u| u.team);
        while let Some(id) = team.filter(|id| !seen.contains(id)) {
            seen.push(id);
            let Some(found) = self.teams.iter().find(|t| t.id == id) else {
                break;
            };
            if let Some(manager) = found.manager
                && manager != person
                && self.is_active(manager)
                && !above.contains(&manager)
            {
                above.push(manager);
            }
            team = found.parent;
        }
        above
    }

    /// Whom a step means, for a request of `asker`; those with a right are found elsewhere.
    pub fn people(&self, who: &[Who], asker: Id) -> Vec<Id> {
        let mut found = Vec::new();
        for one in who {
            match one {
                Who::Person(id) => found.extend(Some(*id).filter(|id| self.is_active(*id))),
                Who::Role(role) => found.extend(self.of_role(*role)),
                Who::Superior => found.extend(self.superiors(asker).into_iter().next()),
                Who::Superiors(up_to) => found.extend(self.up_to(asker, up_to)),
                Who::Right(_) => {}
            }
        }
        found
    }

    /// The same with whoever stands in for those who are away.
    pub fn asked(&self, step: &Step, asker: Id, barred: &[Id]) -> Vec<Asked> {
        let people = self.people(&step.who, asker);
        people.into_iter().map(|id| self.in_place(id, asker, barred)).collect()
    }

    /// Who stands above the asker, for want of anybody else.
    pub fn above(&self, asker: Id, barred: &[Id]) -> Vec<Asked> {
        let superiors = self.superiors(asker);
        superiors
            .into_iter()
            .map(|id| self.in_place(id, asker, barred))
            .collect()
    }

    /// Somebody, or who stands in for them today: never the asker nor who is concerned.
    pub fn in_place(&self, person: Id, asker: Id, barred: &[Id]) -> Asked {
        let mut at = person;
        for _ in 0..CHAIN {
            let next = self.away.iter().find(|d| d.owner == Some(at) && d.covers(self.today));
            let Some(next) = next
                .map(|d| d.stand_in)
                .filter(|id| *id != person && self.is_active(*id))
            else {
                break;
            };
            at = next;
        }
        if at == person || at == asker || barred.contains(&at) {
            (person, Came::Flow, None)
        } else {
            (at, Came::StandIn, Some(person))
        }
    }

    /// Active people whose role has a right.
    pub fn with_right(&self, right: &str) -> Vec<Id> {
        let has = |role: &&Role| serde_json::from_str::<Rights>(&role.rights).is_ok_and(|r| r.can(right));
        self.roles
            .iter()
            .filter(has)
            .flat_map(|role| self.of_role(role.id))
            .collect()
    }

    fn of_role(&self, role: Id) -> Vec<Id> {
        self.users.iter().filter(|u| u.role == role).map(|u| u.id).collect()
    }

    fn up_to(&self, asker: Id, up_to: &UpTo) -> Vec<Id> {
        let mut chain = self.superiors(asker);
        if let Some(levels) = up_to.levels.and_then(|n| usize::try_from(n).ok()) {
            chain.truncate(levels);
        }
        if let Some(role) = up_to.role {
            let theirs = |id: &Id| self.users.iter().any(|u| u.id == *id && u.role == role);
            if let Some(last) = chain.iter().position(theirs) {
                chain.truncate(last + 1);
            }
        }
        chain
    }
}
