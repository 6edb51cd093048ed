//! What became of rows, and the list of those that were refused.

use kernel::{Lang, Result};
use serde_json::{Value as Json, json};

use super::columns::letter;
use super::fault::Fault;
use super::file::File;

/// Faults that an answer lists; the file of refused rows has them all.
const LISTED: usize = 100;

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum RowResult {
    Created,
    Updated,
    Skipped,
    Failed(Fault),
}

/// How many rows became what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Tally {
    pub created: usize,
    pub updated: usize,
    pub skipped: usize,
    pub failed: usize,
}

impl Tally {
    /// Counts results.
    pub fn of<'r>(results: impl Iterator<Item = &'r RowResult>) -> Self {
        let mut tally = Self::default();
        for result in results {
            match result {
                RowResult::Created => tally.created += 1,
                RowResult::Updated => tally.updated += 1,
                RowResult::Skipped => tally.skipped += 1,
                RowResult::Failed(_) => tally.failed += 1,
            }
        }
        tally
    }
}

/// A row that was refused: its place in the file and why.
pub type Refused<'f> = (usize, &'f Fault);

/// The faults as they are answered.
pub fn faults(file: &File, refused: &[Refused<'_>], lang: Lang) -> Vec<Json> {
    let one = |(row, fault): &Refused<'_>| {
        let row = &file.rows[*row];
        let column = fault.column.filter(|c| *c < file.columns.len());
        json!({
            "line": row.line,
            "column": column.map(letter),
            "header": column.map(|c| file.columns[c].header.as_str()),
            "value": fault.column.and_then(|c| row.cells.get(c)).map(|v| shorten(v)),
            "code": fault.code,
            "text": fault.text.get(lang),
        })
    };
    refused.iter().take(LISTED).map(one).collect()
}

fn shorten(text: &str) -> String {
    text.chars().take(60).collect()
}

/// The refused rows as a CSV file that can be corrected and imported again; `None` if there are none.
pub fn refused_csv(file: &File, refused: &[Refused<'_>], lang: Lang) -> Result<Option<String>> {
    if refused.is_empty() {
        return Ok(None);
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    let width = file.columns.len();
    let pick = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
    let heads = file.columns.iter().map(|c| harmless(&c.header));
    let more = [pick("行号", "line").to_owned(), pick("原因", "reason").to_owned()];
    let head: Vec<String> = heads.chain(more).collect();
    writer.write_record(&head).map_err(kernel::Error::internal)?;
    for (row, fault) in refused {
        let row = &file.rows[*row];
        let mut cells: Vec<String> = (0..width)
            .map(|i| row.cells.get(i).map(|c| harmless(c)).unwrap_or_default())
            .collect();
        cells.push(row.line.to_string());
        cells.push(harmless(fault.text.get(lang)));
        writer.write_record(&cells).map_err(kernel::Error::internal)?;
    }
    let bytes = writer.into_inner().map_err(kernel::Error::internal)?;
    let text = String::from_utf8(bytes).map_err(kernel::Error::internal)?;
    // Spreadsheets tell UTF-8 by its mark.
    Ok(Some(format!("\u{feff}{text}")))
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
