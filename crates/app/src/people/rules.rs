//! Who is below whom; what rights make sense.

use kernel::Id;
use records::{Access, Cx, ObjectRights, Registry, Rights, Scope};

use super::{Team, User};

/// The rights beyond records.
const CAN: [&str; 5] = ["admin", "sop.edit", "waiver.decide", "reveal", "contact.lift"];

/// Whether the asker may know what people are called.
pub(crate) fn names_are_open(cx: &Cx) -> bool {
    cx.object(User::OBJECT)
        .is_ok_and(|users| users.field(User::name).is_some_and(|f| cx.sees_whole(users, f)))
}

/// What a role's rights name that isn't there or can't be so, in both languages.
pub(super) fn fault(rights: &Rights, registry: &Registry) -> Option<(String, String)> {
    if let Some(other) = rights.can.iter().find(|can| !CAN.contains(&can.as_str())) {
        let known = CAN.join(" ");
        return Some((
            format!("没有名为 {other:?} 的权限；可用：{known}"),
            format!("There is no right {other:?}; there are: {known}"),
        ));
    }
    rights
        .objects
        .iter()
        .find_map(|(key, rights)| fault_of(key, rights, registry))
}

fn fault_of(key: &str, rights: &ObjectRights, registry: &Registry) -> Option<(String, String)> {
    let object = registry.object(key);
    if key != "*" && object.is_none() {
        return Some((
            format!("没有名为 {key:?} 的对象"),
            format!("There is no object {key:?}"),
        ));
    }
    // Nobody owns a product or a team: there is no "own" of them.
    let partly = |scope: Scope| !matches!(scope, Scope::None | Scope::All);
    if object.is_some_and(|o| o.access == Access::Workspace) && (partly(rights.update) || partly(rights.delete)) {
        return Some((
            format!("{key} 属于整个公司，没有负责人：修改与删除只能是 none 或 all"),
            format!("{key} belong to the whole company and to nobody in it: update and delete are none or all"),
        ));
    }
    let field = |name: &str| object.and_then(|o| o.field(name));
    let hidden = rights.hidden.iter().find(|name| match field(name) {
        None => true,
        Some(field) => matches!(field.key, "id" | "version"),
    });
    if let Some(name) = hidden {
        return Some((
            format!("{key} 的字段 {name:?} 不存在或不能隐藏"),
            format!("The field {name:?} of {key} isn't there or can't be hidden"),
        ));
    }
    // A number or a day can't be half shown.
    let masked = rights
        .masked
        .iter()
        .find(|name| !field(name).is_some_and(|f| f.ty.is_text()));
    masked.map(|name| {
        (
            format!("{key} 的字段 {name:?} 不存在或不能脱敏：只有文本可以，其他请用 hidden"),
            format!("The field {name:?} of {key} isn't there or can't be masked: only texts can, hide others"),
        )
    })
}

/// A team and every team below it.
pub fn teams_below(teams: &[Team], top: Id) -> Vec<Id> {
    let mut found = vec![top];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        next += 1;
        // A team that is there already closes a circle: it is not followed again.
        let below = teams.iter().filter(|t| t.parent == Some(parent)).map(|t| t.id);
        let new: Vec<_> = below.filter(|id| !found.contains(id)).collect();
        found.extend(new);
    }
    found
}

/// Whether `parent` may stand above `team`: not if it is below it.
pub fn may_be_parent(teams: &[Team], team: Id, parent: Id) -> bool {
    !teams_below(teams, team).contains(&parent)
}
