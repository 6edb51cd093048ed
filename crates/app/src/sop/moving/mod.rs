//! Running deals that are moved to another version of an SOP: one, many or none; looked at first, and taken back if it was
//! a mistake. Each run keeps what it has done; its stage is the one of the same key, or the one that the mapping says.

mod act;
mod look;

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::{Code, Error, Id, Instant, Result, Text};
use records::fields::{instant, json, long_text, number, reference};
use records::{Access, Action, Condition, Cx, Op, object};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use sop::{Outcome, State};
use store::Tx;
use store::records::{ids_after, load_as};

use super::SopVersion;
use super::run::Loaded;
use super::versions::Version;
use crate::App;
use crate::opportunities::Opportunity;

pub use act::{move_runs, undo_move};
pub use look::look_at_move;

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
