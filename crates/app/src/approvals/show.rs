//! An approval as its page shows it: what was asked for, who decided what, what the asker may do now.

use std::collections::HashMap;

use kernel::{Id, Instant, Lang, Result};
use records::{Condition, Cx, Op};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{self as rows, find};

use super::rules::{Mode, Status};
use super::running::{Running, sees};
use super::steps::{Step, Who};
use super::{ApprovalSeat, act};
use crate::App;
use crate::people::{Role, User};

/// An approval that the asker sees, with its seats in the order of asking.
pub fn show(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<Json> {
    let mut running = Running::load(tx, cx, id)?;
    let names = Names::load(tx, cx, &running)?;
    let seats: Vec<Json> = running.seats.iter().map(|seat| seat_json(seat, cx, &names)).collect();
    let steps: Vec<Json> = running
        .steps
        .iter()
        .map(|step| step_json(step, cx.lang, &names))
        .collect();
    let may = may(tx, app, cx, &mut running)?;
    let approval = &running.approval;
    let object = cx.object(super::Approval::OBJECT)?;
    let hidden = |key: &str| !object.field(key).is_some_and(|f| cx.sees_whole(object, f));
    let title = match cx.lang {
        Lang::Zh => &approval.title,
        Lang::En => &approval.title_en,
    };
    let about = running.subject();
    let about = match about {
        Some((kind, id)) if sees(tx, cx, about)? => {
            let kind = cx.object(kind)?;
            let field = kind
                .field(kind.name_field)
                .filter(|f| cx.sees(kind, f))
                .map_or("id", |f| f.key);
            let found = rows::get(tx, cx, kind, id, &[field.to_owned()])?;
            let record: Json = found
                .and_then(|(_, json)| serde_json::from_slice(&json).ok())
                .unwrap_or_default();
            json!({ "object": kind.key, "id": id, "name": record.get(kind.name_field) })
        }
        _ => Json::Null,
    };
    Ok(json!({
        "id": approval.id,
        "version": approval.version,
        "title": if hidden(super::Approval::title) { Json::Null } else { json!(title) },
        "reason": if hidden(super::Approval::reason) { Json::Null } else { json!(approval.reason) },
        "kind": approval.kind,
        "status": approval.status,
        "about": about,
        "asker": names.person(approval.created_by),
        "asked_at": approval.created_at.to_rfc3339(),
        "decided_at": approval.decided_at.map(Instant::to_rfc3339),
        "step": approval.step,
        "steps": steps,
        "alone": approval.alone,
        "seats": seats,
        "may": may,
    }))
}

/// What the asker may do with it now.
fn may(tx: &mut Tx<'_>, app: &App, cx: &Cx, running: &mut Running) -> Result<Json> {
    let decides = act::decides(tx, app, cx, running)?;
    let own = !cx.read_only && cx.user == Some(running.course.asker);
    let status = running.course.status;
    Ok(json!({
        "decide": decides,
        "withdraw": own && matches!(status, Status::Pending | Status::Returned),
        "resend": own && status == Status::Returned,
    }))
}

fn seat_json(seat: &ApprovalSeat, cx: &Cx, names: &Names) -> Json {
    let object = cx.registry.object(ApprovalSeat::OBJECT);
    let open = |key: &str| object.is_some_and(|o| o.field(key).is_some_and(|f| cx.sees_whole(o, f)));
    json!({
        "id": seat.id,
        "step": seat.step,
        "person": names.person(Some(seat.person)),
        "came": seat.came,
        "whose": names.person(seat.whose),
        "state": seat.state,
        "comment": if open(ApprovalSeat::comment) { json!(seat.comment) } else { Json::Null },
        "due_at": seat.due_at.map(Instant::to_rfc3339),
        "decided_at": seat.decided_at.map(Instant::to_rfc3339),
    })
}

fn step_json(step: &Step, lang: Lang, names: &Names) -> Json {
    let list = |who: &[Who]| who.iter().map(|who| names.who(who, lang)).collect::<Vec<_>>();
    json!({
        "who": list(&step.who),
        "mode": match step.works() {
            Mode::All => "all",
            Mode::Any => "any",
            Mode::InTurn => "in_turn",
        },
        "copy": list(&step.copy),
        "hours": step.hours,
    })
}

/// What people and roles are called, as far as the asker may read it.
struct Names {
    people: HashMap<Id, String>,
    roles: HashMap<Id, String>,
}

impl Names {
    fn load(tx: &mut Tx<'_>, cx: &Cx, running: &Running) -> Result<Self> {
        let mut ids: Vec<Id> = running
            .seats
            .iter()
            .flat_map(|s| [Some(s.person), s.whose])
            .flatten()
            .collect();
        ids.extend(running.approval.created_by);
        for who in running.steps.iter().flat_map(|s| s.who.iter().chain(&s.copy)) {
            if let Who::Person(id) = who {
                ids.push(*id);
            }
        }
        ids.sort_unstable();
        ids.dedup();
        ids.truncate(kernel::IN_VALUES);
        let wanted: Vec<String> = ids.iter().map(Id::to_string).collect();
        let mut people = HashMap::new();
        if crate::people::names_are_open(cx) {
            let among = Condition::leaf("id", Op::In, wanted);
            people = find::<User>(tx, cx, &among, kernel::IN_VALUES)?
                .into_iter()
                .map(|u| (u.id, u.name))
                .collect();
        }
        let mut roles = HashMap::new();
        if cx
            .object(Role::OBJECT)
            .is_ok_and(|o| o.field(Role::name).is_some_and(|f| cx.sees_whole(o, f)))
        {
            let all = find::<Role>(tx, cx, &Condition::always(), 10_000)?;
            roles = all.into_iter().map(|role| (role.id, role.name)).collect();
        }
        Ok(Self { people, roles })
    }

    fn person(&self, id: Option<Id>) -> Json {
        id.and_then(|id| Some(json!({ "id": id, "name": self.people.get(&id)? })))
            .unwrap_or_default()
    }

    /// Who is meant, in a few words.
    fn who(&self, who: &Who, lang: Lang) -> String {
        let say = |zh: &str, en: &str| match lang {
            Lang::Zh => zh.to_owned(),
            Lang::En => en.to_owned(),
        };
        let role = |id: &Id| self.roles.get(id).cloned().unwrap_or_else(|| say("某角色", "a role"));
        match who {
            Who::Person(id) => self
                .people
                .get(id)
                .cloned()
                .unwrap_or_else(|| say("指定人员", "somebody")),
            Who::Role(id) => role(id),
            Who::Superior => say("直属上级", "the superior"),
            Who::Superiors(up_to) => match (&up_to.role, up_to.levels) {
                (Some(id), _) => say(
                    &format!("逐级上级到{}", role(id)),
                    &format!("superiors one by one up to {}", role(id)),
                ),
                (None, levels) => {
                    let n = levels.unwrap_or(1);
                    say(&format!("逐级上级（{n} 级）"), &format!("{n} superiors one by one"))
                }
            },
            Who::Right(_) => say("有审批权限的人", "whoever may approve"),
        }
    }
}

/// The approvals that wait for the asker, the longest waiting first: for their day.
pub(crate) fn waiting(tx: &mut Tx<'_>, cx: &Cx) -> Result<Vec<ApprovalSeat>> {
    let Some(user) = cx.user.filter(|_| cx.object(ApprovalSeat::OBJECT).is_ok()) else {
        return Ok(Vec::new());
    };
    let mine = Condition::leaf(ApprovalSeat::person, Op::Eq, user.to_string()).and(Condition::leaf(
        ApprovalSeat::state,
        Op::Eq,
        "waiting",
    ));
    find(tx, &cx.as_system(), &mine, 200)
}
