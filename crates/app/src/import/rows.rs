//! The rows of a CSV file, and the values made of them.

use std::collections::HashMap;

use kernel::{Result, format_minor, parse_scaled};
use serde_json::Value as Json;

use super::fault;
use super::plan::Source;

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Rows {
    columns: HashMap<String, usize>,
    records: Vec<csv::StringRecord>,
}

impl Rows {
    /// Reads UTF-8 CSV with a header line.
    ///
    /// # Errors
    /// Says the line that can't be read.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Self> {
        let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).map_err(|e| {
            let line = bytes[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
            fault(
                file,
                format!("第 {line} 行不是 UTF-8 编码，请另存为 UTF-8"),
                format!("Line {line} is not UTF-8: save the file as UTF-8"),
            )
        })?;
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let wrong = |e: csv::Error| {
            fault(
                file,
                format!("CSV 格式不正确：{e}"),
                format!("The CSV can't be read: {e}"),
            )
        };
        let header = reader.headers().map_err(wrong)?.clone();
        let columns: HashMap<String, usize> = header
            .iter()
            .enumerate()
            .map(|(i, name)| (name.to_owned(), i))
            .collect();
        if columns.len() != header.len() {
            return Err(fault(file, "表头有重复的列名", "Two columns have the same name"));
        }
        let records = reader
            .records()
            .collect::<std::result::Result<Vec<_>, _>>()
            .map_err(wrong)?;
        Ok(Self { columns, records })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The line of the file that a row begins on.
    pub fn line(&self, row: usize) -> usize {
        self.records[row].position().map_or(row + 2, |p| p.line() as usize)
    }

    fn cell(&self, row: usize, column: &str) -> Result<&str> {
        let index = self.columns.get(column);
        let index = index.ok_or_else(|| {
            fault(
                column,
                format!("文件没有列 {column:?}"),
                format!("The file has no column {column:?}"),
            )
        })?;
        Ok(self.records[row].get(*index).unwrap_or_default())
    }

    /// The value that a source makes of a row; null for nothing.
    pub fn value(&self, row: usize, source: &Source) -> Result<Json> {
        let text = if let Some(value) = &source.value {
            return Ok(value.clone());
        } else if let Some(column) = &source.column {
            self.cell(row, column)?.to_owned()
        } else if let Some(template) = &source.template {
            self.fill(row, template, source)?
        } else {
            return Ok(Json::Null);
        };
        let text = source.aliases.get(&text).cloned().unwrap_or(text);
        if text.is_empty() || source.nulls.contains(&text) {
            return Ok(Json::Null);
        }
        if source.slug {
            return Ok(Json::from(slug(&text)));
        }
        let Some(times) = source.times else {
            return Ok(Json::from(text));
        };
        let scaled = parse_scaled(&text, 6)
            .ok_or_else(|| fault("", format!("{text:?} 不是数字"), format!("{text:?} is not a number")))?;
        let text = format_minor(i128::from(scaled) * i128::from(times), 6);
        Ok(Json::from(text.trim_end_matches('0').trim_end_matches('.')))
    }

    fn fill(&self, row: usize, template: &str, source: &Source) -> Result<String> {
        let mut out = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (column, after) = after
                .split_once('}')
                .ok_or_else(|| fault("template", "模板缺少 }", "A } is missing in the template"))?;
            let cell = self.cell(row, column)?;
            out.push_str(before);
            out.push_str(
                source
                    .aliases_of
                    .get(column)
                    .and_then(|a| a.get(cell))
                    .map_or(cell, String::as_str),
            );
            rest = after;
        }
        out.push_str(rest);
        Ok(out.trim().to_owned())
    }
}

/// Lower case, dots for what doesn't fit an address.
fn slug(text: &str) -> String {
    let (local, domain) = text.rsplit_once('@').unwrap_or((text, ""));
    let mut out = String::new();
    for c in local.chars() {
        if c.is_ascii_alphanumeric() || c == '-' {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('.') && !out.is_empty() {
            out.push('.');
        }
    }
    let local = out.trim_end_matches('.');
    if domain.is_empty() {
        local.to_owned()
    } else {
        format!("{local}@{domain}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_made_of_cells() {
        let rows = Rows::read(
            "x.csv",
            "\u{feff}name,rev,who\nAcme,1100.04,Mei-Mei Johns\n ,,\n".as_bytes(),
        )
        .unwrap();
        let source = |json: Json| serde_json::from_value::<Source>(json).unwrap();
        let of = |row, json| rows.value(row, &source(json)).unwrap();
        assert_eq!(
            of(0, serde_json::json!({"column": "rev", "times": 1_000_000})),
            Json::from("1100040000")
        );
        assert_eq!(
            of(0, serde_json::json!({"template": "{who}@x.example", "slug": true})),
            Json::from("mei-mei.johns@x.example")
        );
        assert_eq!(
            of(0, serde_json::json!({"column": "name", "aliases": {"Acme": "ACME"}})),
            Json::from("ACME")
        );
        assert_eq!(of(1, serde_json::json!({"column": "name"})), Json::Null);
        assert!(rows.value(0, &source(serde_json::json!({"column": "nope"}))).is_err());
        assert_eq!(rows.line(1), 3);
    }
}
