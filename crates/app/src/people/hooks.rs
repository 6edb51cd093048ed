//! What must hold of users, teams and roles; and that a change of them counts at once.

use kernel::{Code, Error, Result};
use records::{Condition, Cx, Op, Rights, Value};
use store::records::find;
use store::{Tx, auth, workspace};

use super::{Role, Team, User, may_be_parent};
use crate::App;
use crate::engine::{Draft, Hooks, Saved};

pub(crate) struct UserHooks;

impl Hooks for UserHooks {
    fn saved(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        let gone = saved.new.is_none() || *saved.get(User::active) == Value::Bool(false);
        if gone || saved.changed(User::role) {
            keep_an_administrator(tx, cx)?;
        }
        if gone && let Value::Id(user) = *saved.get("id") {
            auth::end_sessions(tx, cx.workspace.id, user, None)?;
        }
        workspace::bump_rights(tx, cx.workspace.id)
    }
}

/// Somebody must be able to let others in again.
fn keep_an_administrator(tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
    let system = cx.as_system();
    let admin = Condition::leaf("role.key", Op::Eq, "admin").and(Condition::leaf(User::active, Op::Eq, true));
    let active: Vec<User> = find(tx, &system, &admin, 1)?;
    if active.is_empty() && cx.user.is_some() {
        return Err(Error::new(Code::WrongState).detail(
            "至少要保留一位启用的管理员",
            "At least one active administrator must remain",
        ));
    }
    Ok(())
}

pub(crate) struct TeamHooks;

impl Hooks for TeamHooks {
    fn prepare(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        let (Some(team), Some(parent)) = (draft.id("id"), draft.id(Team::parent)) else {
            return Ok(());
        };
        if draft.old.is_some() && draft.changed(Team::parent) {
            let teams: Vec<Team> = find(tx, &cx.as_system(), &Condition::always(), 10_000)?;
            if !may_be_parent(&teams, team, parent) {
                return Err(Error::field(
                    "/parent",
                    Code::InvalidValue,
                    "上级团队不能是它自己或它的下级",
                    "A team can't stand under itself",
                ));
            }
        }
        Ok(())
    }

    fn saved(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, _saved: &Saved<'_>) -> Result<()> {
        workspace::bump_rights(tx, cx.workspace.id)
    }
}

pub(crate) struct RoleHooks;

impl Hooks for RoleHooks {
    fn prepare(&self, _tx: &mut Tx<'_>, _app: &App, _cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        let Value::Json(text) = draft.get(Role::rights) else {
            return Ok(());
        };
        serde_json::from_str::<Rights>(text).map(|_| ()).map_err(|e| {
            Error::field(
                "/rights",
                Code::InvalidValue,
                format!("权限格式不正确：{e}"),
                format!("The rights can't be read: {e}"),
            )
        })
    }

    fn saved(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        if saved.new.is_none()
            && let Value::Id(role) = *saved.get("id")
        {
            let held: Vec<User> = find(
                tx,
                &cx.as_system(),
                &Condition::leaf(User::role, Op::Eq, role.to_string()),
                1,
            )?;
            if !held.is_empty() {
                return Err(Error::new(Code::InUse).detail(
                    "还有人员属于此角色，请先调整",
                    "People still have this role: change theirs first",
                ));
            }
        }
        workspace::bump_rights(tx, cx.workspace.id)
    }
}
