//! How runs went against their SOPs, as it is kept for lists and figures.

use kernel::{Day, Id, Instant, Result, WorkspaceId};

use crate::Tx;
use crate::sop::part_id;

/// Parts of a record are numbered: stays from 0, what is kept here beyond all of them.
const CHECK: usize = 1 << 40;
const DEVIATION: usize = 1 << 41;

/// How a run went.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields of the object `conformances`")]
pub struct StoredConformance {
    pub opportunity: Id,
    pub owner: Option<Id>,
    pub team: Option<Id>,
    pub sop: Id,
    pub sop_version: Id,
    pub began_at: Instant,
    pub began_on: Day,
    pub stage: String,
    pub fits: bool,
    pub fitness: i64,
    pub events: i64,
    pub differing: i64,
    pub on_time: i64,
    pub deviations: Vec<StoredDeviation>,
}

/// One thing that went otherwise.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields of the object `deviations`")]
pub struct StoredDeviation {
    pub how: &'static str,
    pub stage: String,
    pub step: Option<String>,
    pub title: String,
    pub title_en: String,
    pub happened_at: Instant,
}

/// Keeps how a run went, in place of what was kept before.
pub fn put(tx: &mut Tx<'_>, workspace: WorkspaceId, found: &StoredConformance, now: Instant) -> Result<()> {
    let of = found.opportunity;
    let many = |how: &str| found.deviations.iter().filter(|d| d.how == how).count() as i64;
    tx.run(
        "INSERT INTO conformance (workspace_id, id, version, created_at, updated_at, opportunity, owner, team, sop, \
         sop_version, began_on, stage, fits, fitness, events, differing, on_time, skipped, extra, out_of_order, late, waived) \
         VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) \
         ON CONFLICT (workspace_id, id) DO UPDATE SET version = conformance.version + 1, updated_at = excluded.updated_at, \
         owner = excluded.owner, team = excluded.team, sop = excluded.sop, sop_version = excluded.sop_version, \
         stage = excluded.stage, fits = excluded.fits, fitness = excluded.fitness, events = excluded.events, \
         differing = excluded.differing, on_time = excluded.on_time, skipped = excluded.skipped, extra = excluded.extra, \
         out_of_order = excluded.out_of_order, late = excluded.late, waived = excluded.waived",
        &[
            workspace.into(),
            part_id(of, CHECK).into(),
            found.began_at.into(),
            now.into(),
            of.into(),
            found.owner.into(),
            found.team.into(),
            found.sop.into(),
            found.sop_version.into(),
            found.began_on.into(),
            found.stage.as_str().into(),
            found.fits.into(),
            found.fitness.into(),
            found.events.into(),
            found.differing.into(),
            found.on_time.into(),
            many("skipped").into(),
            many("extra").into(),
            many("out_of_order").into(),
            many("late").into(),
            many("waived").into(),
        ],
    )?;
    tx.run(
        "DELETE FROM deviation WHERE workspace_id = $1 AND opportunity = $2 AND deleted_at IS NULL",
        &[workspace.into(), of.into()],
    )?;
    for (n, deviation) in found.deviations.iter().enumerate() {
        tx.run(
            "INSERT INTO deviation (workspace_id, id, version, created_at, updated_at, opportunity, how, stage, step, title, \
             title_en, owner, team, sop, sop_version, began_on, happened_at) \
             VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
            &[
                workspace.into(),
                part_id(of, DEVIATION + n).into(),
                deviation.happened_at.into(),
                now.into(),
                of.into(),
                deviation.how.into(),
                deviation.stage.as_str().into(),
                deviation.step.clone().into(),
                deviation.title.as_str().into(),
                deviation.title_en.as_str().into(),
                found.owner.into(),
                found.team.into(),
                found.sop.into(),
                found.sop_version.into(),
                found.began_on.into(),
                deviation.happened_at.into(),
            ],
        )?;
    }
    Ok(())
}
