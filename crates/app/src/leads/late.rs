//! The first response that didn't come in time: a job looks when it was due, and the manager is told.

use kernel::{Id, Instant, Result};
use records::{Condition, Cx, Op, Value};
use serde_json::{Value as Json, json};
use store::records::{self as rows, find};
use store::{Tx, jobs};

use super::Lead;
use crate::App;
use crate::engine::Saved;
use crate::notices::{Told, tell};
use crate::people::{Role, Team, User};

/// The kind of the job.
pub(crate) const LATE: &str = "lead_response";
/// The notice.
const NOTICE: &str = "lead_late";

/// Asks for a look at a lead when its first response is due, unless that has passed.
pub(super) fn watch(tx: &mut Tx<'_>, app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
    let (Value::Id(id), Value::Int(due)) = (saved.get("id"), saved.get(Lead::response_due_at)) else {
        return Ok(());
    };
    if !saved.get(Lead::responded_at).is_null() || Instant(*due) < cx.written_at {
        return Ok(());
    }
    let payload = json!({ "lead": id, "due": due });
    let (job, dedupe) = (app.new_id(cx.written_at), format!("{id}:{due}"));
    jobs::enqueue(tx, cx.workspace.id, job, LATE, &payload, Some(&dedupe), Instant(*due)).map(|_| ())
}

/// Marks a lead whose first response is late, and tells its owner and their manager.
pub(crate) fn late(tx: &mut Tx<'_>, cx: &Cx, payload: &Json) -> Result<()> {
    let id = payload["lead"].as_str().and_then(|id| id.parse::<Id>().ok());
    let (Some(id), Some(due)) = (id, payload["due"].as_i64()) else {
        return Ok(());
    };
    let system = cx.as_system();
    let object = system.object(Lead::OBJECT)?;
    let Some(values) = rows::load(tx, &system, object, id, records::Action::Read)? else {
        return Ok(());
    };
    let lead = super::hooks::typed(values.clone())?;
    // It was answered, decided on, or is due at another time by now.
    if lead.status != "new" || lead.responded_at.is_some() || lead.response_due_at != Some(Instant(due)) {
        return Ok(());
    }
    if let Some(place) = object.index(Lead::response_late) {
        rows::find_out(tx, &system, object, &values, &[(place, true.into())])?;
    }
    for to in concerned(tx, &system, &lead)? {
        let told = Told {
            to,
            kind: NOTICE,
            key: format!("{NOTICE}:{id}:{due}"),
            object: Lead::OBJECT,
            record: id,
            about: (Lead::OBJECT, id),
        };
        tell(tx, cx, &told)?;
    }
    Ok(())
}

/// The owner and the manager above them; of a lead that is nobody's, those who run sales.
fn concerned(tx: &mut Tx<'_>, system: &Cx, lead: &Lead) -> Result<Vec<Id>> {
    if lead.owner.is_none() {
        let roles: Vec<Role> = find(tx, system, &Condition::leaf(Role::key, Op::Eq, "ops"), 1)?;
        let Some(role) = roles.first() else {
            return Ok(Vec::new());
        };
        let active =
            Condition::leaf(User::role, Op::Eq, role.id.to_string()).and(Condition::leaf(User::active, Op::Eq, true));
        return Ok(find::<User>(tx, system, &active, 20)?
            .into_iter()
            .map(|user| user.id)
            .collect());
    }
    let manager = manager(tx, system, lead.team, lead.owner)?;
    Ok(lead.owner.into_iter().chain(manager).collect())
}

/// Who leads a team, or the next one above; never `but`.
pub(crate) fn manager(tx: &mut Tx<'_>, system: &Cx, team: Option<Id>, but: Option<Id>) -> Result<Option<Id>> {
    /// Deeper than any company is.
    const LEVELS: usize = 20;
    let mut at = team;
    for _ in 0..LEVELS {
        let Some(id) = at else { break };
        let found: Vec<Team> = find(tx, system, &Condition::leaf("id", Op::Eq, id.to_string()), 1)?;
        let Some(team) = found.into_iter().next() else { break };
        if team.manager.is_some() && team.manager != but {
            return Ok(team.manager);
        }
        at = team.parent;
    }
    Ok(None)
}
