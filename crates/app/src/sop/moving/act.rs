//! Moving, and taking it back.

use std::sync::Arc;

use kernel::{Code, Error, Id, Result};
use records::{Action, Condition, Cx, Op};
use serde_json::{Map, Value as Json, json};
use sop::{Event, State};
use store::Tx;
use store::records::{self as rows, ids_after, load_as};

use super::{AT_ONCE, Moving, SopMove, landing, selected, target};
use crate::App;
use crate::engine::{Mode, save_changes, store_new};
use crate::opportunities::Opportunity;
use crate::sop::facts::facts;
use crate::sop::run::{self, Loaded, acting};
use crate::sop::score::{self, Scores};
use crate::sop::versions::Version;

/// Moves some of the deals; tells where to go on if there are more.
///
/// # Errors
/// As for looking; `required` without a reason.
pub fn move_runs(tx: &mut Tx<'_>, app: &App, cx: &Cx, to: Id, moving: &Moving) -> Result<Json> {
    cx.writes()?;
    if moving.reason.trim().chars().count() < 4 {
        return Err(Error::field(
            "/reason",
            Code::Required,
            "请写明换版本的理由，会记入每个商机的时间线",
            "Say why they are moved: it is kept in every deal's timeline",
        ));
    }
    let target = target(tx, app, cx, to, moving)?;
    let deals = selected(tx, cx, &target, moving, AT_ONCE)?;
    let system = cx.as_system();
    let object = system.object(SopMove::OBJECT)?;
    let of = match moving.of {
        Some(of) => load_as::<SopMove>(tx, cx, of, Action::Read)?.id,
        None => {
            let mut body = Map::new();
            body.insert(SopMove::sop_version.into(), json!(to));
            body.insert(SopMove::reason.into(), json!(moving.reason.trim()));
            body.insert(SopMove::stages.into(), json!(moving.stages));
            store_new(tx, app, cx, object, &body, Mode::Program)?
        }
    };
    let mut moved = 0_i64;
    for deal in &deals {
        let Ok(mut loaded) = run::load(tx, app, cx, Opportunity::OBJECT, *deal, Action::Update) else {
            continue;
        };
        if let Ok(stage) = landing(&loaded, &target, moving) {
            let event = Event::Moved {
                at: cx.now,
                version: to,
                from: loaded.run.stage.clone(),
                stage,
                of,
            };
            let note = json!({ "reason": moving.reason.trim() });
            shift(tx, cx, &mut loaded, event, target.clone(), Some(note))?;
            moved += 1;
        }
    }
    let before = load_as::<SopMove>(tx, &system, of, Action::Read)?;
    set(tx, app, &system, of, SopMove::moved, json!(before.moved + moved))?;
    let next = (deals.len() == AT_ONCE).then(|| deals.last().copied()).flatten();
    Ok(json!({ "move": of, "moved": before.moved + moved, "after": next }))
}

/// Takes a move back for those deals that have entered no other stage since; some in one go.
///
/// # Errors
/// `forbidden` without the right to edit SOPs.
pub fn undo_move(tx: &mut Tx<'_>, app: &App, cx: &Cx, of: Id, after: Option<Id>) -> Result<Json> {
    cx.require("sop.edit")?;
    cx.writes()?;
    let one: SopMove = load_as(tx, cx, of, Action::Read)?;
    let running = Condition::leaf(Opportunity::sop_version, Op::Eq, one.sop_version.to_string());
    let deals = ids_after(tx, cx, cx.object(Opportunity::OBJECT)?, &running, after, AT_ONCE)?;
    let mut undone = 0_i64;
    for deal in &deals {
        let Ok(mut loaded) = run::load(tx, app, cx, Opportunity::OBJECT, *deal, Action::Update) else {
            continue;
        };
        let Some(last) = loaded.run.last_move().filter(|shift| shift.of == of).cloned() else {
            continue;
        };
        let earlier = loaded
            .run
            .visits
            .get(last.visits.saturating_sub(1))
            .map(|v| v.stage.clone());
        let event = Event::Unmoved {
            at: cx.now,
            version: last.version,
            stage: earlier.unwrap_or_else(|| loaded.run.stage.clone()),
            of,
        };
        let version = app.versions().get(tx, cx, last.version)?;
        shift(tx, cx, &mut loaded, event, version, None)?;
        store::sop::cut_visits(tx, cx.workspace.id, *deal, loaded.run.visits.len())?;
        undone += 1;
    }
    let system = cx.as_system();
    set(tx, app, &system, of, SopMove::undone, json!(one.undone + undone))?;
    set(tx, app, &system, of, SopMove::undone_at, json!(cx.now.to_rfc3339()))?;
    let next = (deals.len() == AT_ONCE).then(|| deals.last().copied()).flatten();
    Ok(json!({ "move": of, "undone": one.undone + undone, "after": next }))
}

fn set(tx: &mut Tx<'_>, app: &App, system: &Cx, of: Id, field: &str, value: Json) -> Result<()> {
    let object = system.object(SopMove::OBJECT)?;
    let old = rows::load(tx, system, object, of, Action::Read)?.ok_or_else(Error::not_found)?;
    let body: Map<String, Json> = [(field.to_owned(), value)].into_iter().collect();
    save_changes(tx, app, system, object, &old, &body, Mode::Program).map(|_| ())
}

/// Lets a run follow another version from now on.
fn shift(
    tx: &mut Tx<'_>,
    cx: &Cx,
    loaded: &mut Loaded<'_>,
    event: Event,
    version: Arc<Version>,
    note: Option<Json>,
) -> Result<()> {
    let subject = loaded.subject()?;
    let acting = acting(cx, cx.now, true, false);
    let mut scores = Scores::new();
    let from = loaded.run.visits.len().saturating_sub(1);
    score::apply(
        &loaded.version.document,
        acting.calendar,
        &mut loaded.run,
        &event,
        false,
        &mut scores,
    );
    loaded.version = version;
    loaded.facts = facts(tx, cx, loaded.object, subject, &loaded.version.document, &loaded.run)?;
    let held = if loaded.run.state == State::Active {
        sop::decide(
            &loaded.version.document,
            &loaded.run,
            &loaded.facts,
            &sop::Action::Observe,
            &acting,
        )
        .map_err(|refusal| run::refused(&refusal, &loaded.version, cx))?
    } else {
        Vec::new()
    };
    for event in &held {
        loaded.run.apply(event);
    }
    score::note(
        &loaded.version.document,
        acting.calendar,
        &loaded.run,
        false,
        &mut scores,
    );
    let events: Vec<Event> = std::iter::once(event).chain(held).collect();
    let from = from.min(loaded.run.visits.len().saturating_sub(1));
    run::save(tx, cx, loaded, &events, 1, note, &scores, from)
}
