//! Bringing in records from CSV files, through the same write path as everybody's: rules, rights, journal. A record that
//! is there already is changed only where it differs, so that a second import changes nothing.

mod apply;
mod plan;
mod rows;
pub mod upload;

use kernel::{Code, Error, FieldError, Lang, Result};
use records::Cx;
use serde_json::{Value as Json, json};
use store::Tx;

use crate::App;

pub use apply::Apply;
pub use plan::{Plan, Step};
pub use rows::Rows;

/// Rows of one transaction.
pub const BATCH: usize = 1_000;

/// How it is done.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Nothing is kept.
    pub dry_run: bool,
    /// Gates mark what they lack instead of refusing.
    pub historical: bool,
}

/// What became of a step's rows.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The kind of record.
    pub object: String,
    /// The file.
    pub file: String,
    /// Rows read; several may mean the same record.
    pub rows: usize,
    /// Records made.
    pub created: usize,
    /// Records changed.
    pub updated: usize,
    /// Records that were so already.
    pub unchanged: usize,
    /// Rows that were refused, by line, and why.
    pub failed: Vec<(usize, Error)>,
}

impl Outcome {
    /// As JSON.
    pub fn to_json(&self, lang: Lang) -> Json {
        let failed: Vec<Json> = self
            .failed
            .iter()
            .map(|(line, e)| json!({ "line": line, "error": crate::problem(e, lang) }))
            .collect();
        json!({ "object": self.object, "file": self.file, "rows": self.rows, "created": self.created, "updated": self.updated,
            "unchanged": self.unchanged, "failed": failed })
    }
}

/// Runs a plan over files that `read` gives; `progress` is told rows done of all. Each batch is a transaction; a row that
/// is refused keeps none of its batch back.
pub fn run(
    app: &App,
    plan: &Plan,
    options: Options,
    cx: &Cx,
    read: &dyn Fn(&str) -> Result<Vec<u8>>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<Outcome>> {
    let mut files = Vec::new();
    for step in &plan.steps {
        let bytes = read(&step.file)?;
        files.push(Rows::read(&step.file, &bytes)?);
    }
    let total = files.iter().map(Rows::len).sum();
    let mut done = 0;
    if options.dry_run {
        return dry_run(app, plan, options, cx, files);
    }
    let mut outcomes = Vec::new();
    for (step, rows) in plan.steps.iter().zip(files) {
        let mut apply = Apply::new(app, cx, step, options)?;
        let mut outcome = Outcome {
            object: step.object.clone(),
            file: step.file.clone(),
            rows: rows.len(),
            ..Outcome::default()
        };
        let rows = std::sync::Arc::new(rows);
        for from in (0..rows.len()).step_by(BATCH) {
            let to = (from + BATCH).min(rows.len());
            apply.batch(app, &rows, from..to, &mut outcome)?;
            done += to - from;
            progress(done, total);
        }
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

/// Everything in one transaction that is thrown away.
fn dry_run(app: &App, plan: &Plan, options: Options, cx: &Cx, files: Vec<Rows>) -> Result<Vec<Outcome>> {
    let shared = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let (out, here, plan, cx) = (shared.clone(), app.clone(), plan.clone(), cx.clone());
    let files = std::sync::Arc::new(files);
    let thrown: Result<()> = app.store().write_blocking(move |tx| {
        let outcomes = preview(tx, &here, &plan, options, &cx, &files)?;
        if let Ok(mut shared) = out.lock() {
            *shared = outcomes;
        }
        Err(Error::new(Code::WrongState))
    });
    let outcomes = shared.lock().map(|o| o.clone()).unwrap_or_default();
    match thrown {
        Err(e) if outcomes.is_empty() && !plan_is_empty(&e) => Err(e),
        _ => Ok(outcomes),
    }
}

fn plan_is_empty(error: &Error) -> bool {
    error.code() == Code::WrongState
}

fn preview(tx: &mut Tx<'_>, app: &App, plan: &Plan, options: Options, cx: &Cx, files: &[Rows]) -> Result<Vec<Outcome>> {
    let mut outcomes = Vec::new();
    for (step, rows) in plan.steps.iter().zip(files) {
        let mut apply = Apply::new(app, cx, step, options)?;
        let mut outcome = Outcome {
            object: step.object.clone(),
            file: step.file.clone(),
            rows: rows.len(),
            ..Outcome::default()
        };
        apply.prepare(tx)?;
        for i in 0..rows.len() {
            let done = apply.row(tx, app, rows, i);
            apply.count(&mut outcome, rows.line(i), done);
        }
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

/// The error for a plan that doesn't fit.
pub(crate) fn fault(pointer: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Error {
    Error::fields(vec![FieldError::new(pointer, Code::InvalidValue, zh, en)])
}
