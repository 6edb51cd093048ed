//! What must hold of users, teams and roles; and that a change of them counts at once.

use kernel::{Code, Error, Id, Result};
use records::{Access, Action, Condition, Cx, Op, Rights, Scope, Value};
use serde_json::{Map, Value as Json};
use store::records::{find, ids};
use store::{Tx, auth, invitations, workspace};

use super::rules::fault;
use super::{Role, Team, User, may_be_parent};
use crate::App;
use crate::engine::{Draft, Hooks, Saved};

pub(crate) struct UserHooks;

impl Hooks for UserHooks {
    fn saved(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        let gone = saved.new.is_none() || *saved.get(User::active) == Value::Bool(false);
        // Who gives a role, or takes over the address of somebody who has one, gives its rights; a team gives its records.
        if [User::role, User::email, User::active, User::team]
            .iter()
            .any(|key| saved.changed(key))
        {
            only_administrators(cx)?;
        }
        if gone || saved.changed(User::role) {
            keep_an_administrator(tx, cx)?;
        }
        if saved.new.is_none()
            && let Value::Id(user) = *saved.get("id")
        {
            owns_nothing(tx, cx, user)?;
        }
        if gone && let Value::Id(user) = *saved.get("id") {
            auth::end_all(tx, cx.workspace.id, user)?;
            crate::approvals::left(tx, app, cx, user)?;
        }
        // A link that was sent to the old address, or to who has left, lets nobody in.
        if (gone || saved.changed(User::email))
            && let Value::Id(user) = *saved.get("id")
        {
            invitations::end(tx, cx.workspace.id, user)?;
        }
        workspace::bump_rights(tx, cx.workspace.id)
    }
}

/// Who leaves is deactivated and keeps their name in what they did; only who has nothing is deleted.
fn owns_nothing(tx: &mut Tx<'_>, cx: &Cx, user: Id) -> Result<()> {
    let system = cx.as_system();
    let theirs = Condition::leaf("owner", Op::Eq, user.to_string());
    for object in cx.registry.objects().iter().filter(|o| o.access == Access::Owned) {
        if !ids(tx, &system, object, &theirs, 1)?.is_empty() {
            return Err(Error::new(Code::InUse).detail(
                "此人名下还有记录：请先转交，或改为停用",
                "This person still owns records: give them to others first, or deactivate instead",
            ));
        }
    }
    Ok(())
}

fn only_administrators(cx: &Cx) -> Result<()> {
    if cx.rights.can("admin") {
        return Ok(());
    }
    Err(Error::forbidden().detail(
        "只有管理员可以调整角色、所属团队、团队上下级、登录邮箱和启用状态",
        "Only an administrator changes roles, teams and what they stand under, sign-in addresses and who is active",
    ))
}

/// Somebody must be able to let others in again.
fn keep_an_administrator(tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
    if cx.user.is_none() {
        return Ok(());
    }
    let system = cx.as_system();
    let roles: Vec<Role> = find(tx, &system, &Condition::always(), 10_000)?;
    let administers = |role: &&Role| {
        serde_json::from_str::<Rights>(&role.rights)
            .is_ok_and(|r| r.can("admin") && r.object(User::OBJECT).scope(Action::Update) == Scope::All)
    };
    let able: Vec<String> = roles.iter().filter(administers).map(|r| r.id.to_string()).collect();
    let active = Condition::leaf(User::role, Op::In, able).and(Condition::leaf(User::active, Op::Eq, true));
    if find::<User>(tx, &system, &active, 1)?.is_empty() {
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

    fn saved(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        if saved.old.is_some() && saved.new.is_some() && saved.changed(Team::parent) {
            only_administrators(cx)?;
        }
        if saved.new.is_none()
            && let Value::Id(team) = *saved.get("id")
        {
            let system = cx.as_system();
            let of = |key| Condition::leaf(key, Op::Eq, team.to_string());
            let empty = find::<User>(tx, &system, &of(User::team), 1)?.is_empty()
                && find::<Team>(tx, &system, &of(Team::parent), 1)?.is_empty();
            if !empty {
                return Err(Error::new(Code::InUse).detail(
                    "团队中还有人员或下级团队，请先调整",
                    "There are still people or teams in this team: move them first",
                ));
            }
        }
        workspace::bump_rights(tx, cx.workspace.id)
    }
}

pub(crate) struct RoleHooks;

impl Hooks for RoleHooks {
    fn prepare(&self, _tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        // The key is for programs: who makes a role in the page isn't asked for one.
        if draft.old.is_none()
            && let Some(id) = draft.id("id")
        {
            let random = id.0.simple().to_string();
            draft.fill(Role::key, format!("role_{}", &random[random.len() - 8..]));
        }
        let Value::Json(text) = draft.get(Role::rights) else {
            return Ok(());
        };
        let wrong = |text: (String, String)| Error::field("/rights", Code::InvalidValue, text.0, text.1);
        let shaped = serde_json::from_str::<Map<String, Json>>(text).map(Json::Object);
        let rights = shaped
            .and_then(serde_json::from_value::<Rights>)
            .map_err(|e| wrong((format!("权限格式不正确：{e}"), format!("The rights can't be read: {e}"))))?;
        fault(&rights, &cx.registry).map_or(Ok(()), |text| Err(wrong(text)))
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
        only_administrators(cx)?;
        keep_an_administrator(tx, cx)?;
        workspace::bump_rights(tx, cx.workspace.id)
    }
}
