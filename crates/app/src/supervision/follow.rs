//! The job: runs in which something happened are aligned again.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Id, Result, Text, WorkspaceId};
use records::{Action, Cx};
use sop::{Document, conform};
use store::conformance::{StoredConformance, StoredDeviation};
use store::journal::{Followed, passed};
use store::{Tx, conformance, records as rows, settings};

use crate::App;
use crate::opportunities::Opportunity;
use crate::sop::events_of;

/// The setting that tells how far the journal has been followed.
const MARK: &str = "conformance_followed";
/// Events looked at in one go.
const EVENTS: usize = 2_000;
/// Runs aligned in one go.
const RUNS: usize = 100;

/// What a batch found, to be kept.
#[derive(Debug)]
pub struct Found {
    runs: Vec<(WorkspaceId, StoredConformance)>,
    to: Followed,
}

/// Whether an event may change how a run went: a stage was left, or the deal came to another's hands. What is done within
/// a stage is judged when it is left.
fn tells(kind: &str) -> bool {
    matches!(
        kind,
        "stage_entered" | "won" | "lost" | "reopened" | "sop_completed" | "sop_moved" | "sop_unmoved" | "updated"
    )
}

/// Aligns the next runs; nothing if there are none. Cost grows with what happened since, not with the runs there are.
pub fn look(tx: &mut Tx<'_>, app: &App) -> Result<Option<Found>> {
    let from = Followed::from_text(&settings::get(tx, MARK)?.unwrap_or_default());
    let (events, mut to) = passed(tx, from, Opportunity::OBJECT, EVENTS)?;
    if to == from {
        return Ok(None);
    }
    let mut runs: BTreeMap<WorkspaceId, BTreeSet<Id>> = BTreeMap::new();
    let mut many = 0;
    for event in events.iter().filter(|e| tells(&e.kind)) {
        if many == RUNS {
            break;
        }
        if runs.entry(event.workspace).or_default().insert(event.record) {
            many += 1;
            if many == RUNS {
                to = event.at;
            }
        }
    }
    let mut found = Vec::new();
    for (workspace, deals) in runs {
        let cx = app.system(tx, workspace)?;
        for deal in deals {
            if let Some(one) = aligned(tx, app, &cx, deal)? {
                found.push((workspace, one));
            }
        }
    }
    Ok(Some(Found { runs: found, to }))
}

/// Whether something happened that hasn't been looked at yet.
pub fn behind(tx: &mut Tx<'_>) -> Result<bool> {
    let at = Followed::from_text(&settings::get(tx, MARK)?.unwrap_or_default());
    store::journal::behind(tx, at)
}

/// Keeps what was found.
pub fn keep(tx: &mut Tx<'_>, app: &App, found: &Found) -> Result<()> {
    for (workspace, one) in &found.runs {
        conformance::put(tx, *workspace, one, app.now())?;
    }
    settings::set(tx, MARK, &found.to.to_text())
}

/// How a deal's run went; `None` if it has none, or has been in its first stage only.
fn aligned(tx: &mut Tx<'_>, app: &App, cx: &Cx, deal: Id) -> Result<Option<StoredConformance>> {
    let object = cx.object(Opportunity::OBJECT)?;
    let (Some(stored), Some(values)) = (
        store::sop::run(tx, cx.workspace.id, deal)?,
        rows::load(tx, cx, object, deal, Action::Read)?,
    ) else {
        return Ok(None);
    };
    let Some(record) = Opportunity::from_values(values) else {
        return Ok(None);
    };
    let version = app.versions().get(tx, cx, stored.version)?;
    let events = events_of(tx, cx, deal)?;
    let calendar = &cx.workspace.calendar;
    let (Some(first), Some(found)) = (
        events.first(),
        conform(&version.document, stored.version, calendar, &events),
    ) else {
        return Ok(None);
    };
    if !events.iter().any(|e| tells(e.kind())) {
        return Ok(None);
    }
    let deviations = found.deviations.iter().map(|d| {
        let title = titled(&version.document, &d.stage, d.step.as_deref());
        StoredDeviation {
            how: d.how.as_str(),
            stage: d.stage.clone(),
            step: d.step.clone(),
            title: title.zh,
            title_en: title.en,
            happened_at: d.at,
        }
    });
    Ok(Some(StoredConformance {
        opportunity: deal,
        owner: record.owner,
        team: record.team,
        sop: version.sop.id,
        sop_version: stored.version,
        began_at: first.at(),
        began_on: first.at().day(calendar.tz),
        stage: record.stage.unwrap_or_default(),
        fits: found.cost == 0,
        fitness: (found.fitness * 10_000.0).round() as i64,
        events: found.events as i64,
        differing: i64::from(found.cost),
        on_time: i64::from(found.on_time),
        deviations: deviations.collect(),
    }))
}

/// A step with its stage, as people know them.
pub(super) fn titled(document: &Document, stage: &str, step: Option<&str>) -> Text {
    let named = document
        .stage(stage)
        .map_or_else(|| Text::new(stage, stage), |(_, s)| s.name.clone());
    let Some(key) = step else { return named };
    let steps = document.stages.iter().flat_map(|s| &s.steps);
    let title = steps
        .into_iter()
        .find(|s| s.key == key)
        .map_or_else(|| Text::new(key, key), |s| s.title.clone());
    Text::new(
        format!("{}：{}", named.zh, title.zh),
        format!("{}: {}", named.en, title.en),
    )
}
