//! Proving the data: schema, chain of the journal, what lists show of runs, what files hold.

use kernel::{Id, Lang, Result};
use serde_json::{Value as Json, json};
use store::{journal, records as rows, sop, workspace};

use crate::App;

/// Runs looked at in one transaction.
const PAGE: usize = 500;

/// What a check found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Where the tables differ from the definitions.
    pub schema: Vec<String>,
    /// Where the journal isn't what was sealed.
    pub journal: Vec<String>,
    /// Events sealed and events whose values were erased.
    pub sealed: u64,
    /// Runs looked at.
    pub runs: u64,
    /// Where what is stored of runs differs from the journal.
    pub projections: Vec<String>,
    /// Whether the differing ones were made again.
    pub rebuilt: bool,
    /// Contents of files looked at.
    pub files: u64,
    /// Those that are missing or aren't what their hash says.
    pub contents: Vec<String>,
}

impl Report {
    /// Whether nothing was found.
    pub fn is_fine(&self) -> bool {
        self.schema.is_empty() && self.journal.is_empty() && self.projections.is_empty() && self.contents.is_empty()
    }

    /// As JSON.
    pub fn to_json(&self) -> Json {
        json!({ "ok": self.is_fine(), "schema": self.schema, "journal": self.journal, "sealed": self.sealed,
            "runs": self.runs, "projections": self.projections, "rebuilt": self.rebuilt,
            "files": self.files, "contents": self.contents })
    }

    /// As lines for a terminal.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let zh = lang == Lang::Zh;
        let mark = |faults: &[String]| if faults.is_empty() { "✓" } else { "✗" };
        let mut lines = vec![
            format!(
                "{} {}",
                mark(&self.schema),
                if zh {
                    "数据库结构".to_owned()
                } else {
                    "schema".to_owned()
                }
            ),
            format!(
                "{} {}",
                mark(&self.journal),
                if zh {
                    format!("日志链（已封存 {} 条）", self.sealed)
                } else {
                    format!("journal chain ({} events sealed)", self.sealed)
                }
            ),
            format!(
                "{} {}",
                mark(&self.projections),
                if zh {
                    format!("流程投影（{} 个）", self.runs)
                } else {
                    format!("projections of {} runs", self.runs)
                }
            ),
            format!(
                "{} {}",
                mark(&self.contents),
                if zh {
                    format!("附件内容（{} 份）", self.files)
                } else {
                    format!("contents of {} files", self.files)
                }
            ),
        ];
        for fault in self
            .schema
            .iter()
            .chain(&self.journal)
            .chain(&self.projections)
            .chain(&self.contents)
            .take(100)
        {
            lines.push(format!("  {fault}"));
        }
        if self.rebuilt && !self.projections.is_empty() {
            lines.push(if zh {
                "已按日志重建".to_owned()
            } else {
                "made again from the journal".to_owned()
            });
        }
        lines
    }
}

/// Checks everything; with `mend`, runs that differ are made again from the journal. Cost grows with the journal.
pub fn check(app: &App, mend: bool) -> Result<Report> {
    let now = app.now();
    app.store()
        .write_blocking(move |tx| journal::seal(tx, now).map(|_| ()))?;
    let objects = app.registry().objects().to_vec();
    let (schema, verdict, companies) = app.store().read_blocking(move |tx| {
        Ok((
            rows::check_columns(tx, &objects)?,
            journal::verify(tx)?,
            workspace::workspaces(tx)?,
        ))
    })?;
    let mut report = Report {
        schema,
        sealed: verdict.sealed,
        journal: verdict
            .faults
            .iter()
            .map(|f| format!("{}–{}: {}", f.events.0, f.events.1, f.text.en))
            .collect(),
        rebuilt: mend,
        ..Report::default()
    };
    for company in companies {
        let id = company.workspace.id;
        let here = app.clone();
        let flows = crate::insights::check(app, id)?;
        report.projections.extend(app.store().write_blocking(move |tx| {
            let cx = here.system(tx, id)?;
            let mut faults = Vec::new();
            for object in cx.registry.objects() {
                faults.extend(rows::check_totals(tx, &cx, object, mend)?);
            }
            faults.extend(crate::accounts::check_groups(tx, &cx, mend)?);
            Ok(faults)
        })?);
        let mut last = Id::NONE;
        loop {
            let here = app.clone();
            let (page, faults, end) = app.store().write_blocking(move |tx| {
                let cx = here.system(tx, id)?;
                let runs = sop::runs(tx, id, last, false, PAGE)?;
                let mut faults = Vec::new();
                for run in &runs {
                    faults.extend(crate::sop::rebuild(tx, &here, &cx, run, mend)?);
                }
                Ok((runs.len(), faults, runs.last().map_or(last, |r| r.subject)))
            })?;
            report.runs += page as u64;
            report.projections.extend(faults);
            last = end;
            if page < PAGE {
                break;
            }
        }
        if mend && !flows.is_empty() {
            crate::insights::rebuild(app, id)?;
        }
        report.projections.extend(flows);
    }
    (report.files, report.contents) = crate::files::check(app)?;
    Ok(report)
}
