//! The steps of a flow, as they are written in its record: who is asked, how they decide, who hears of it, how long it may
//! take.

use kernel::{Code, Error, Id, Result};
use records::{Action, Cx, Value};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::records as rows;

use super::rules::Mode;
use crate::people::{Role, User};

/// Steps of a flow at most, and people named in one.
const STEPS: usize = 10;
const NAMED: usize = 20;
/// Working hours that a step may wait: about three months.
const HOURS: i64 = 500;

/// Who is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Somebody by name.
    Person(Id),
    /// Everybody active with a role, by its id.
    Role(Id),
    /// The asker's superior: who leads their team, or the next team above.
    Superior,
    /// Their superiors, one above the other.
    Superiors(UpTo),
    /// Whoever has a right beyond records and sees the subject. Only a capability asks so, no flow.
    Right(String),
}

/// How far up superiors are asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UpTo {
    /// Up to the first who has this role.
    pub role: Option<Id>,
    /// So many of them.
    pub levels: Option<i64>,
}

/// A step of a flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Whom it waits for.
    pub who: Vec<Who>,
    /// How they decide.
    #[serde(default)]
    pub mode: Mode,
    /// Who hears that it was asked for and what came of it.
    #[serde(default)]
    pub copy: Vec<Who>,
    /// Working hours after which it goes to the superior of who hasn't decided.
    #[serde(default)]
    pub hours: Option<i64>,
}

impl Step {
    /// A step for which one of those with a right is enough.
    pub fn by_right(right: &str) -> Self {
        Self::of(Who::Right(right.to_owned()))
    }

    /// A step for one kind of people, of whom one is enough.
    pub fn of(who: Who) -> Self {
        Self {
            who: vec![who],
            mode: Mode::Any,
            copy: Vec::new(),
            hours: None,
        }
    }

    /// The right that decides who is asked, if it is one.
    pub fn right(&self) -> Option<&str> {
        self.who.iter().find_map(|who| match who {
            Who::Right(right) => Some(right.as_str()),
            _ => None,
        })
    }

    /// How its people decide: superiors above each other always one after the other.
    pub fn works(&self) -> Mode {
        if self.who.iter().any(|who| matches!(who, Who::Superiors(_))) {
            Mode::InTurn
        } else {
            self.mode
        }
    }
}

/// What is stored.
pub(super) fn read(text: Option<&str>) -> Vec<Step> {
    text.and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default()
}

/// Reads the steps of a flow that somebody wrote, and says what is wrong with them.
pub(super) fn checked(tx: &mut Tx<'_>, system: &Cx, value: &Value) -> Result<Vec<Step>> {
    let Value::Json(text) = value else {
        return Ok(Vec::new());
    };
    let steps: Vec<Step> = serde_json::from_str(text).map_err(|e| {
        fault(
            "/steps",
            &format!("步骤格式不正确：{e}"),
            &format!("The steps can't be read: {e}"),
        )
    })?;
    if steps.len() > STEPS {
        return Err(fault(
            "/steps",
            &format!("最多 {STEPS} 步"),
            &format!("{STEPS} steps at most"),
        ));
    }
    for (n, step) in steps.iter().enumerate() {
        let at = format!("/steps/{n}");
        if step.who.is_empty() || step.who.len() > NAMED || step.copy.len() > NAMED {
            return Err(fault(
                &at,
                &format!("请选择审批人，每步最多 {NAMED} 位"),
                &format!("Choose who approves, {NAMED} a step at most"),
            ));
        }
        if step.hours.is_some_and(|hours| !(1..=HOURS).contains(&hours)) {
            return Err(fault(
                &at,
                &format!("时限为 1 到 {HOURS} 个工作小时"),
                &format!("The limit is 1 to {HOURS} working hours"),
            ));
        }
        let above = step.who.iter().filter(|who| matches!(who, Who::Superiors(_))).count();
        if above > 0 && step.who.len() > 1 {
            return Err(fault(
                &at,
                "「逐级上级」要单独成一步",
                "Superiors one above the other are a step of their own",
            ));
        }
        for who in step.who.iter().chain(&step.copy) {
            known(tx, system, who, &at)?;
        }
    }
    Ok(steps)
}

fn known(tx: &mut Tx<'_>, system: &Cx, who: &Who, at: &str) -> Result<()> {
    let there = |tx: &mut Tx<'_>, object: &str, id: Id| rows::may(tx, system, system.object(object)?, id, Action::Read);
    let ok = match who {
        Who::Person(id) => there(tx, User::OBJECT, *id)?,
        Who::Role(id) => there(tx, Role::OBJECT, *id)?,
        Who::Superior => true,
        Who::Superiors(UpTo { role, levels }) => {
            (role.is_some() || levels.is_some_and(|n| (1..=10).contains(&n)))
                && role.map_or(Ok(true), |role| there(tx, Role::OBJECT, role))?
        }
        Who::Right(_) => false,
    };
    if ok {
        Ok(())
    } else {
        Err(fault(
            at,
            "审批人不存在：请选择在职人员、角色、直属上级，或逐级上级（写明到哪个角色或几级）",
            "No such approver: choose a person, a role, the superior, or superiors up to a role or a number of levels",
        ))
    }
}

fn fault(at: &str, zh: &str, en: &str) -> Error {
    Error::field(at, Code::InvalidValue, zh, en)
}
