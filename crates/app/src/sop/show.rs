//! What a record's page shows of its SOP.

use std::collections::{BTreeMap, HashMap};

use kernel::{Error, Id, Result};
use records::{Action, Condition, Cx, Op};
use serde_json::Value as Json;
use sop::view::{Answer as ShownAnswer, Person, SopRef, VersionView, WaiverView};
use sop::{Asker, Showing, StepState};
use store::Tx;
use store::records::{find, may};

use super::consent::Consent;
use super::facts::{answers, unmet};
use super::{Answer, Waiver, run, seen};
use crate::App;
use crate::opportunities::Opportunity;
use crate::people::User;

/// The SOP of a record, in the asker's language, without what is hidden from them elsewhere.
///
/// # Errors
/// `not_found` also if the asker's role doesn't see stages: there is nothing to show without.
pub fn view(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, id: Id) -> Result<Json> {
    let loaded = run::load(tx, app, cx, object, id, Action::Read)?;
    show(tx, app, cx, &loaded)
}

/// The same for a record whose run is at hand, as after an action.
///
/// # Errors
/// As [`view`].
pub fn show(tx: &mut Tx<'_>, app: &App, cx: &Cx, loaded: &run::Loaded<'_>) -> Result<Json> {
    let id = loaded.subject()?;
    if seen::is_hidden(cx, loaded.object, Opportunity::stage) {
        return Err(Error::not_found());
    }
    let answers = answers(tx, cx, id)?;
    let answers = seen::answers(tx, cx, answers)?;
    let of = Condition::leaf(Waiver::opportunity, Op::Eq, id.to_string());
    let waivers = find(tx, &cx.as_system(), &of, 200)?;
    let waivers = seen::waivers(tx, cx, waivers)?;
    let names = names(tx, cx, &loaded.run, &answers)?;
    let name_of = |id: Id| names.get(&id).cloned().unwrap_or_default();
    let updates = !cx.read_only && may(tx, cx, loaded.object, id, Action::Update)?;
    let shown = answers
        .iter()
        .map(|a| (a.question.clone(), show_answer(a, &name_of)))
        .collect::<BTreeMap<_, _>>();
    let here = waivers
        .iter()
        .filter(|w| w.stage == loaded.run.stage && w.status != "withdrawn");
    // Later ones replace earlier ones: they come in the order of creation.
    let waivers = here
        .map(|w| {
            (
                w.step.clone(),
                WaiverView {
                    id: w.id,
                    status: w.status.clone(),
                    reason: w.reason.clone(),
                },
            )
        })
        .collect();
    let approves = Consent::to_steps(tx, app, cx, loaded)?.may;
    let version = &loaded.version;
    let unmet = unmet(tx, cx, loaded)?;
    let showing = Showing {
        asker: Asker {
            document: &version.document,
            cx,
            approves,
            subject: id,
            unmet: &unmet,
        },
        version: VersionView {
            id: version.record.id,
            number: version.record.number,
            sop: SopRef {
                id: version.sop.id,
                key: version.sop.key.clone(),
                name: version.document.sop.name.get(cx.lang).to_owned(),
            },
        },
        run: &loaded.run,
        facts: &loaded.facts,
        answers: &shown,
        waivers: &waivers,
        name_of: &name_of,
        allowed: &|_| updates,
    };
    let view = showing
        .view()
        .ok_or_else(|| Error::internal(format!("{id} stands in a stage that its SOP doesn't have")))?;
    let mut view = serde_json::to_value(view).map_err(Error::internal)?;
    seen::drop_hidden(cx, loaded.object, &mut view);
    Ok(view)
}

fn show_answer(answer: &Answer, name_of: &dyn Fn(Id) -> String) -> ShownAnswer {
    ShownAnswer {
        text: answer.text.clone(),
        unknown_because: answer.unknown_because.clone(),
        will_know_by: answer.will_know_by,
        at: answer.updated_at,
        by: answer.created_by.map(|id| Person { id, name: name_of(id) }),
    }
}

fn names(tx: &mut Tx<'_>, cx: &Cx, run: &sop::Run, answers: &[Answer]) -> Result<HashMap<Id, String>> {
    let by_step = run.steps.values().filter_map(|s| match s {
        StepState::Done { by, .. } | StepState::Skipped { by, .. } | StepState::Waived { by, .. } => *by,
    });
    let mut ids: Vec<Id> = by_step.chain(answers.iter().filter_map(|a| a.created_by)).collect();
    ids.sort();
    ids.dedup();
    ids.truncate(kernel::IN_VALUES);
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<String> = ids.iter().map(Id::to_string).collect();
    let Ok(object) = cx.object(User::OBJECT) else {
        return Ok(HashMap::new());
    };
    let users: Vec<User> = find(tx, cx, &Condition::leaf("id", Op::In, ids), kernel::IN_VALUES)?;
    let named = users.into_iter();
    Ok(named
        .filter_map(|u| Some((u.id, seen::text(cx, object, User::name, u.name)?)))
        .collect())
}
