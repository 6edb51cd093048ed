//! A run whose history is told from memory, with data that isn't stored yet: the same decisions as anybody's, nothing is
//! read, and what came of it is written once at the end. For the sample company, which has years of history to tell in
//! seconds.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::{Id, Instant, Result};
use records::{Cx, ObjectDef, Value};
use serde_json::Value as Json;
use sop::{Action, Event, Facts, Run, Stage, decide};
use store::Tx;

use super::run::{Loaded, acting, changes, refused, stored};
use super::score::{self, Scores};
use super::versions::Version;
use crate::App;

/// What the data says of a stage as history stands.
pub(crate) type Look<'l> = &'l dyn Fn(&Stage) -> Facts;

/// A run under way in memory.
pub(crate) struct Told<'c> {
    loaded: Loaded<'c>,
    events: Vec<Event>,
    scores: Scores,
    /// What was written about losing it.
    lost: Option<Json>,
}

/// The version that new records of `object` follow, kept in memory.
pub(crate) fn version_of(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str) -> Result<Option<Arc<Version>>> {
    match app.versions().current(tx, cx, object, None)? {
        Some(id) => app.versions().get(tx, cx, id).map(Some),
        None => Ok(None),
    }
}

impl<'c> Told<'c> {
    /// Begins at `at`; gives the event with the run.
    pub fn begin(object: &'c ObjectDef, version: Arc<Version>, cx: &Cx, at: Instant) -> Result<(Self, Vec<Event>)> {
        let acting = acting(cx, at, true, false);
        let events = sop::start(&version.document, version.record.id, None, &acting);
        let events = events.map_err(|refusal| refused(&refusal, &version, cx))?;
        let run = Run::replay(&events).ok_or_else(|| kernel::Error::internal("a run without a beginning"))?;
        let loaded = Loaded {
            object,
            values: Vec::new(),
            version,
            run,
            facts: Facts::default(),
        };
        let told = Self {
            loaded,
            events: events.clone(),
            scores: Scores::new(),
            lost: None,
        };
        Ok((told, events))
    }

    /// The run as it stands.
    pub fn run(&self) -> &Run {
        &self.loaded.run
    }

    /// Does something to the run, as [`act`](super::act) would: the events, and how many of them were asked for.
    ///
    /// # Errors
    /// As `act`: history doesn't pass a gate either.
    pub fn act(
        &mut self,
        cx: &Cx,
        action: &Action,
        note: Option<&Json>,
        look: Look<'_>,
    ) -> Result<(Vec<Event>, usize)> {
        let acting = acting(cx, cx.now, cx.rights.can("waiver.decide"), false);
        let version = self.loaded.version.clone();
        let document = &version.document;
        let look = |run: &Run| {
            document
                .stage(&run.stage)
                .map(|(_, stage)| look(stage))
                .unwrap_or_default()
        };
        let loaded = &mut self.loaded;
        loaded.facts = look(&loaded.run);
        let decided = decide(document, &loaded.run, &loaded.facts, action, &acting);
        let decided = decided.map_err(|refusal| {
            let what = format!(
                "{} at {}: {action:?}: {refusal:?}",
                loaded.run.stage,
                cx.now.to_rfc3339()
            );
            refused(&refusal, &version, cx).private(what)
        })?;
        let scores = &mut self.scores;
        let (events, asked) = loaded.happen(cx, decided, &acting, scores, |loaded| Ok(look(&loaded.run)))?;
        if matches!(action, Action::Lose { .. }) {
            self.lost = note.cloned();
        }
        self.events.extend(events.iter().cloned());
        Ok((events, asked))
    }

    /// What the record shows of its run in the end, `values` being its others.
    pub fn shown(&mut self, cx: &Cx, values: &[Value], look: Look<'_>) -> Vec<(usize, Value)> {
        let version = self.loaded.version.clone();
        if let Some((_, stage)) = version.document.stage(&self.loaded.run.stage) {
            self.loaded.facts = look(stage);
        }
        score::note(
            &version.document,
            &cx.workspace.calendar,
            &self.loaded.run,
            false,
            &mut self.scores,
        );
        self.loaded.values = values.to_vec();
        changes(&self.loaded, &self.events, self.lost.as_ref(), cx)
    }

    /// Writes the run of a record that was just stored.
    pub fn store(&self, tx: &mut Tx<'_>, cx: &Cx, subject: Id) -> Result<()> {
        let run = stored(&self.loaded, subject)?;
        store::sop::put_run(tx, cx.workspace.id, &run)?;
        let visits = score::visits(&self.loaded.run, &self.scores, &[]);
        store::sop::put_visits(tx, cx.workspace.id, &run, 0, &visits)
    }
}

/// For each stage of a version: the objects whose records its conditions read.
pub(crate) fn read_by_stage(version: &Version, cx: &Cx) -> HashMap<String, Vec<&'static str>> {
    let of = |stage: &Stage| {
        let mut one = version.document.clone();
        one.stages.retain(|s| s.key == stage.key);
        let mut objects: Vec<_> = sop::reads(&one, &cx.registry).into_iter().map(|r| r.object).collect();
        objects.dedup();
        (stage.key.clone(), objects)
    };
    version.document.stages.iter().map(of).collect()
}
