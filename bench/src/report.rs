//! `RESULTS.md`: goal, limit and ours side by side, with the conditions of the run.

use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;

/// One line of the table.
pub struct Row {
    pub what: String,
    pub goal: String,
    /// What the machine could do at best, measured in the same run.
    pub limit: String,
    pub ours: String,
    pub ratio: String,
    pub met: Option<bool>,
}

/// Collects the rows and writes the file after each, so that a broken run keeps what it measured.
pub struct Report {
    path: PathBuf,
    conditions: Vec<String>,
    rows: Vec<Row>,
}

impl Report {
    pub fn new(path: PathBuf, conditions: Vec<String>) -> Self {
        Self {
            path,
            conditions,
            rows: Vec::new(),
        }
    }

    pub fn add(&mut self, row: Row) -> io::Result<()> {
        println!(
            "{} | goal {} | limit {} | ours {} | {}",
            row.what, row.goal, row.limit, row.ours, row.ratio
        );
        self.rows.push(row);
        std::fs::write(&self.path, self.text())
    }

    /// A row that could not be measured, and why.
    pub fn failed(&mut self, what: &str, goal: &str, why: &str) -> io::Result<()> {
        let why = why.replace(['\n', '|'], " ");
        let row = Row {
            what: what.to_owned(),
            goal: goal.to_owned(),
            limit: String::new(),
            ours: format!("not measured: {why}"),
            ratio: String::new(),
            met: Some(false),
        };
        self.add(row)
    }

    pub fn missed(&self) -> usize {
        self.rows.iter().filter(|row| row.met == Some(false)).count()
    }

    fn text(&self) -> String {
        let mut text = String::from(
            "# Measured\n\nWritten by `make bench`. Limits and ours are of the same run; \"processor\" is the server's processor time for\n\
             one request. Load comes from a second process over loopback, so server and load share the cores.\n\n",
        );
        for line in &self.conditions {
            let _ = writeln!(text, "- {line}");
        }
        text.push_str("\n| what | goal | limit here | ours | ratio | |\n| --- | --- | --- | --- | --- | --- |\n");
        for row in &self.rows {
            let met = match row.met {
                Some(true) => "met",
                Some(false) => "**missed**",
                None => "",
            };
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {met} |",
                row.what, row.goal, row.limit, row.ours, row.ratio
            );
        }
        text
    }
}
