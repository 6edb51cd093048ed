//! Running deals that are moved to another version of an SOP: one, many or none; looked at first, and taken back if it was
//! a mistake. Each run keeps what it has done; its stage is the one of the same key, or the one that the mapping says.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::{Code, Error, Id, Instant, Result, Text};
use records::fields::{instant, json, long_text, number, reference};
use records::{Access, Action, Condition, Cx, Op, object};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use sop::{Event, Outcome, State};
use store::Tx;
use store::records::{self as rows, find, ids_after, load_as};

use super::SopVersion;
use super::facts::facts;
use super::run::{self, Loaded, acting};
use super::score::{self, Scores};
use super::versions::Version;
use crate::App;
use crate::engine::{Mode, save_changes, store_new};
use crate::opportunities::Opportunity;

/// Deals that are moved in one go.
const AT_ONCE: usize = 200;
/// Deals that a dry run looks at.
const LOOKED_AT: usize = 1_000;
/// Deals that a dry run names.
const NAMED: usize = 100;

object! {
    /// A move of running deals to another version.
    pub struct SopMove in "sop_moves" / "sop_move" as (("换版本记录", "Moves to another version"), ("换版本记录", "Move to another version")) {
        sop_version: Id = reference("目标版本", "To version", "sop_versions").required(),
        reason: String = long_text("理由", "Reason").required(),
        stages: Option<String> = json("阶段对应", "Mapping of stages"),
        moved: i64 = number("已换版本", "Moved", 0).default(0),
        undone: i64 = number("已撤销", "Taken back", 0).default(0),
        undone_at: Option<Instant> = instant("撤销时间", "Taken back at"),
    }
    |o| {
        o.icon = "list-tree";
        o.access = Access::Workspace;
        o.name_field = "reason";
        o.columns = vec!["sop_version", "reason", "moved", "undone", "created_by", "created_at"];
        o.facts = o.columns.clone();
        o.by_verbs = true;
        o.sort = "-created_at";
    }
}

/// What is to be moved, and how.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moving {
    /// Which of the running deals of this SOP; all that follow another version if absent.
    #[serde(default)]
    pub filter: Option<Json>,
    /// For a stage by its key, the stage of the new version; stages of the same key need none.
    #[serde(default)]
    pub stages: BTreeMap<String, String>,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// The move that goes on, if it takes several calls.
    #[serde(default, rename = "move")]
    pub of: Option<Id>,
    /// After which deal it goes on.
    #[serde(default)]
    pub after: Option<Id>,
}

/// What a move would do, without doing it.
///
/// # Errors
/// `forbidden` without the right to edit SOPs; what is wrong with the mapping or filter.
pub fn look_at_move(tx: &mut Tx<'_>, app: &App, cx: &Cx, to: Id, moving: &Moving) -> Result<Json> {
    let target = target(tx, app, cx, to, moving)?;
    let deals = selected(tx, cx, &target, moving, LOOKED_AT)?;
    let (mut would, mut cannot) = (Vec::new(), Vec::new());
    let mut counts = (0_u64, 0_u64);
    for deal in &deals {
        let loaded = match run::load(tx, app, cx, Opportunity::OBJECT, *deal, Action::Update) {
            Ok(loaded) => loaded,
            Err(error) if error.code() == Code::Forbidden => {
                counts.1 += 1;
                continue;
            }
            Err(error) => return Err(error),
        };
        let name = |loaded: &Loaded<'_>| match loaded.object.index(Opportunity::name).map(|i| &loaded.values[i]) {
            Some(records::Value::Text(name)) => json!(name),
            _ => Json::Null,
        };
        let stage = |version: &Version, key: &str| {
            version
                .document
                .stage(key)
                .map_or_else(|| key.to_owned(), |(_, s)| s.name.get(cx.lang).to_owned())
        };
        let from = stage(&loaded.version, &loaded.run.stage);
        match landing(&loaded, &target, moving) {
            Ok(key) => {
                counts.0 += 1;
                let open = target.document.stage(&key).map_or(0, |(_, s)| {
                    s.required()
                        .filter(|step| !loaded.run.steps.contains_key(&step.key))
                        .count()
                });
                if would.len() < NAMED {
                    would.push(json!({
                        "id": deal, "name": name(&loaded), "from": from, "to": stage(&target, &key),
                        "version": loaded.version.record.number, "open_steps": open,
                    }));
                }
            }
            Err(why) => {
                counts.1 += 1;
                if cannot.len() < NAMED {
                    cannot.push(json!({ "id": deal, "name": name(&loaded), "from": from, "why": why.get(cx.lang) }));
                }
            }
        }
    }
    Ok(json!({
        "looked_at": deals.len(), "more": deals.len() == LOOKED_AT,
        "would_move": counts.0, "would_stay": counts.1, "would": would, "cannot": cannot,
        "lacking_stages": lacking_stages(tx, app, cx, &target)?,
    }))
}

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

/// The version that is moved to, if it can be.
fn target(tx: &mut Tx<'_>, app: &App, cx: &Cx, to: Id, moving: &Moving) -> Result<Arc<Version>> {
    cx.require("sop.edit")?;
    let version: SopVersion = load_as(tx, cx, to, Action::Read)?;
    if version.status != "published" {
        return Err(Error::new(Code::WrongState).detail(
            "只能换到现行的已发布版本：请先发布",
            "Deals can only be moved to the version that is in use: publish it first",
        ));
    }
    let target = app.versions().get(tx, cx, to)?;
    if let Some(wrong) = moving.stages.values().find(|key| target.document.stage(key).is_none()) {
        return Err(Error::field(
            "/stages",
            Code::InvalidValue,
            format!("目标版本没有阶段 {wrong:?}"),
            format!("The version has no stage {wrong:?}"),
        ));
    }
    Ok(target)
}

/// The running deals of this SOP, under another version of it, that the filter leaves.
fn selected(tx: &mut Tx<'_>, cx: &Cx, target: &Version, moving: &Moving, limit: usize) -> Result<Vec<Id>> {
    let mut parts = vec![
        Condition::leaf(Opportunity::sop, Op::Eq, target.sop.id.to_string()),
        Condition::leaf(Opportunity::sop_version, Op::Ne, target.record.id.to_string()),
        Condition::leaf(Opportunity::status, Op::In, json!(["open", "on_hold", "won"])),
    ];
    if let Some(filter) = &moving.filter {
        parts.push(Condition::parse(filter).map_err(|e| e.within("/filter"))?);
    }
    ids_after(
        tx,
        cx,
        cx.object(Opportunity::OBJECT)?,
        &Condition::All(parts),
        moving.after,
        limit,
    )
}

/// The stage in which a run would stand, or why it can't be moved.
fn landing(loaded: &Loaded<'_>, target: &Version, moving: &Moving) -> std::result::Result<String, Text> {
    let run = &loaded.run;
    if !matches!(run.state, State::Active | State::OnHold) {
        return Err(Text::new("流程已结束", "Its run has ended"));
    }
    let key = moving.stages.get(&run.stage).unwrap_or(&run.stage);
    if target.document.stage(key).is_none() {
        return Err(Text::new(
            "目标版本没有这个阶段：请指定对应的阶段",
            "The version has no such stage: say which one takes its place",
        ));
    }
    let before_signing = target.document.before_signing().iter().any(|s| s.key == *key);
    match (run.outcome, before_signing) {
        (Outcome::Won, true) => Err(Text::new(
            "已赢单，不能回到签约之前的阶段",
            "It is won and can't stand in a stage up to signing",
        )),
        (Outcome::Open, false) => Err(Text::new(
            "尚未赢单，不能进入签约之后的阶段",
            "It isn't won and can't stand in a stage after signing",
        )),
        _ => Ok(key.clone()),
    }
}

/// Stages in which deals stand and that the version doesn't have.
fn lacking_stages(tx: &mut Tx<'_>, app: &App, cx: &Cx, target: &Version) -> Result<Vec<Json>> {
    let of = Condition::leaf(SopVersion::sop, Op::Eq, target.sop.id.to_string());
    let versions: Vec<SopVersion> = find(tx, cx, &of, 200)?;
    let mut lacking = BTreeMap::new();
    for version in versions
        .iter()
        .filter(|v| matches!(v.status.as_str(), "published" | "retired"))
    {
        for stage in &app.versions().get(tx, cx, version.id)?.document.stages {
            if target.document.stage(&stage.key).is_none() {
                lacking.insert(stage.key.clone(), stage.name.get(cx.lang).to_owned());
            }
        }
    }
    Ok(lacking
        .into_iter()
        .map(|(key, name)| json!({ "key": key, "name": name }))
        .collect())
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
