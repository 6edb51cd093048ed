//! A file as it was read: columns, rows, and what somebody must say before it is imported.

use kernel::{Code, Error, Result, Text};
use records::{Cx, FieldType, ObjectDef};

use super::amount::Decimal;
use super::cells::{self, Style};
use super::columns::{Column, importable, letter, propose};
use super::date::Order;
use super::fault::{Fault, unreadable};
use super::table::{self, SEPARATORS};
use super::text::decode;

/// Rows of a file at most.
pub const MAX_ROWS: usize = 20_000;
/// Columns at most.
pub const MAX_COLUMNS: usize = 200;
/// Rows that a preview takes through the write path.
pub const PREVIEW_ROWS: usize = 500;

/// What somebody chose. What isn't chosen is found out.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The kind of record.
    pub object: String,
    /// The encoding.
    pub encoding: Option<String>,
    /// The separator.
    pub separator: Option<String>,
    /// The field of each column, in order; an empty one is left out.
    pub map: Option<Vec<String>>,
    /// How days whose year stands last are written: `dmy` or `mdy`.
    pub dates: Option<String>,
    /// How decimals are written: `point` or `comma`.
    pub decimal: Option<String>,
    /// What becomes of rows that are there already: `skip`, `update` or `create`.
    pub existing: Option<String>,
    /// Whether leads are handed out by the rules.
    pub assign: bool,
    /// Whether accounts that rows name and nobody has are made.
    pub makes_accounts: bool,
}

/// A row of the file, with its values or what is wrong.
#[derive(Clone, Debug)]
pub struct Row {
    /// The line that it begins on.
    pub line: usize,
    /// Its cells as they stand there.
    pub cells: Vec<String>,
    /// Values by field; references are texts still.
    pub values: std::result::Result<Vec<(&'static str, serde_json::Value)>, Fault>,
}

/// A file that was read.
#[derive(Clone, Debug)]
pub struct File {
    /// The kind of record.
    pub object: &'static str,
    /// The key of its encoding.
    pub encoding: &'static str,
    /// The name of its separator.
    pub separator: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// What must be said before it is imported: a code and what it is about.
    pub asks: Vec<(&'static str, Text)>,
    /// What is worth a look.
    pub remarks: Vec<(usize, Text)>,
    /// What becomes of rows that are there already.
    pub existing: Existing,
    /// Whether leads are handed out by the rules.
    pub assign: bool,
    /// Whether accounts that rows name and nobody has are made.
    pub makes_accounts: bool,
}

/// What becomes of rows that are there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Nothing.
    Skip,
    /// What is there gets the row's values.
    Update,
    /// Another record is made.
    Create,
}

/// Reads a file for a kind of record under somebody's rights.
pub fn read(cx: &Cx, bytes: &[u8], settings: &Settings) -> Result<File> {
    let object = importing(cx, &settings.object)?;
    let decoded = decode(bytes, settings.encoding.as_deref())?;
    let (found, start, first_line) = table::separator(&decoded.text);
    let separator = match settings.separator.as_deref() {
        None => found,
        Some(name) => {
            let known = SEPARATORS.iter().find(|(key, _)| *key == name);
            known
                .map(|(_, sign)| *sign)
                .ok_or_else(|| choice("/separator", &SEPARATORS.map(|(key, _)| key)))?
        }
    };
    let mut lines = table::lines(&decoded.text[start..], separator, first_line, MAX_ROWS + 1)?.into_iter();
    let header = lines.next().and_then(|line| line.cells.ok()).ok_or_else(|| {
        unreadable(
            "header_unreadable",
            "第一行应为列名，但无法读取：请检查引号",
            "The first line should name the columns but can't be read: check its quotes",
        )
    })?;
    if header.len() > MAX_COLUMNS {
        return Err(unreadable(
            "too_many_columns",
            format!("文件有 {} 列，最多 {MAX_COLUMNS} 列", header.len()),
            format!("The file has {} columns, at most {MAX_COLUMNS}", header.len()),
        ));
    }
    if lines.len() == 0 {
        return Err(unreadable(
            "no_rows",
            "文件只有列名，没有数据",
            "The file has only column names and no data",
        ));
    }
    let mut file = File {
        object: object.key,
        encoding: decoded.encoding,
        separator: SEPARATORS
            .iter()
            .find(|(_, sign)| *sign == separator)
            .map_or("comma", |(key, _)| key),
        columns: propose(object, cx, &header),
        rows: Vec::with_capacity(lines.len()),
        asks: Vec::new(),
        remarks: Vec::new(),
        existing: match settings.existing.as_deref() {
            None | Some("skip") => Existing::Skip,
            Some("update") => Existing::Update,
            Some("create") => Existing::Create,
            Some(_) => return Err(choice("/existing", &["skip", "update", "create"])),
        },
        assign: settings.assign,
        makes_accounts: settings.makes_accounts,
    };
    if let Some(map) = &settings.map {
        apply(&mut file, object, cx, map)?;
    }
    let style = style(cx, settings)?;
    for line in lines {
        let row = row(&mut file, object, line, &style);
        file.rows.push(row);
    }
    ask(&mut file, object, decoded.sure, settings);
    Ok(file)
}

fn importing<'c>(cx: &'c Cx, key: &str) -> Result<&'c ObjectDef> {
    let object = cx.object(key)?;
    if matches!(object.key, "leads" | "accounts" | "contacts") {
        cx.writes()?;
        return if cx.rights.object(object.key).create {
            Ok(object)
        } else {
            Err(Error::forbidden())
        };
    }
    Err(choice("/object", &["leads", "accounts", "contacts"]))
}

fn choice(pointer: &str, known: &[&str]) -> Error {
    let known = known.join(" / ");
    Error::field(
        pointer,
        Code::InvalidValue,
        format!("应为以下之一：{known}"),
        format!("Expected one of: {known}"),
    )
}

fn style(cx: &Cx, settings: &Settings) -> Result<Style> {
    Ok(Style {
        decimal: match settings.decimal.as_deref() {
            None | Some("point") => Decimal::Point,
            Some("comma") => Decimal::Comma,
            Some(_) => return Err(choice("/decimal", &["point", "comma"])),
        },
        order: match settings.dates.as_deref() {
            None => None,
            Some("dmy") => Some(Order::DayFirst),
            Some("mdy") => Some(Order::MonthFirst),
            Some(_) => return Err(choice("/dates", &["dmy", "mdy"])),
        },
        tz: cx.workspace.calendar.tz,
    })
}

/// Takes the fields that somebody chose.
fn apply(file: &mut File, object: &ObjectDef, cx: &Cx, map: &[String]) -> Result<()> {
    let wrong = |zh: String, en: String| Error::field("/map", Code::InvalidValue, zh, en);
    if map.len() != file.columns.len() {
        return Err(wrong(
            format!("文件有 {} 列，对应关系给了 {} 列", file.columns.len(), map.len()),
            format!("The file has {} columns, the mapping {}", file.columns.len(), map.len()),
        ));
    }
    let known = importable(object, cx);
    for (i, key) in map.iter().enumerate() {
        let field = known.iter().find(|f| f.key == key);
        if !key.is_empty() && field.is_none() {
            return Err(wrong(
                format!("不能导入到字段 {key:?}"),
                format!("Nothing can be imported into a field {key:?}"),
            ));
        }
        if !key.is_empty() && map[..i].contains(key) {
            return Err(wrong(
                format!("两列对应了同一个字段 {key:?}：请只留一列"),
                format!("Two columns go to the field {key:?}: leave one of them out"),
            ));
        }
        file.columns[i].field = field.map(|f| f.key);
        file.columns[i].rival = None;
    }
    Ok(())
}

fn row(file: &mut File, object: &ObjectDef, line: table::Line, style: &Style) -> Row {
    let cells = match line.cells {
        Ok(cells) => cells,
        Err(fault) => {
            return Row {
                line: line.line,
                cells: Vec::new(),
                values: Err(fault),
            };
        }
    };
    let values = values(file, object, line.line, &cells, style);
    Row {
        line: line.line,
        cells,
        values,
    }
}

fn values(
    file: &mut File,
    object: &ObjectDef,
    line: usize,
    cells: &[String],
    style: &Style,
) -> std::result::Result<Vec<(&'static str, serde_json::Value)>, Fault> {
    let width = file.columns.len();
    if cells.iter().skip(width).any(|c| !c.trim().is_empty()) {
        return Err(Fault::new(
            "too_many_cells",
            format!("这一行有 {} 格，列名只有 {width} 个", cells.len()),
            format!("This row has {} cells, but there are {width} column names", cells.len()),
        ));
    }
    // What can't be read may stand in a column that is left out; the row is in doubt all the same.
    if let Some(column) = cells.iter().position(|c| c.contains('\u{fffd}')) {
        let fault = Fault::new(
            "encoding_invalid",
            "有无法识别的字符：请检查文件编码，或用 UTF-8 重新导出",
            "There are characters that can't be read: check the file's encoding, or export it in UTF-8",
        );
        return Err(fault.at(column));
    }
    let mut all = Vec::new();
    // Every cell that can't be read is named, so that a row is corrected in one go.
    let mut wrong: Option<Fault> = None;
    for (i, cell) in cells.iter().enumerate().take(width) {
        let Some(field) = file.columns[i].field.and_then(|key| object.field(key)) else {
            continue;
        };
        let value = match cells::read(field, cell, style) {
            Ok(value) => value,
            Err(fault) => {
                wrong = Some(match wrong {
                    None => fault.at(i),
                    Some(first) => first.and(&fault),
                });
                continue;
            }
        };
        if let Some(value) = value {
            if field.ty == FieldType::Email && value.as_str().is_some_and(cells::is_mixed) {
                file.remarks.push((
                    line,
                    Text::new(
                        "邮箱混用了形似的字母（如西里尔字母），请核对",
                        "The e-mail mixes letters that look alike (such as Cyrillic): check it",
                    ),
                ));
            }
            all.push((field.key, value));
        }
    }
    wrong.map_or(Ok(all), Err)
}

/// What the file leaves open.
fn ask(file: &mut File, object: &ObjectDef, sure: bool, settings: &Settings) {
    let mut asks: Vec<(&'static str, Text)> = Vec::new();
    if !sure {
        asks.push((
            "encoding_unsure",
            Text::new(
                "编码是推测的：请对照预览中的文字，确认或改选编码",
                "The encoding is a guess: look at the text in the preview and confirm or choose another",
            ),
        ));
    }
    let rivals: Vec<String> = (0..file.columns.len())
        .filter(|i| file.columns[*i].rival.is_some())
        .map(letter)
        .collect();
    if !rivals.is_empty() {
        let list = rivals.join(" ");
        asks.push((
            "columns_conflict",
            Text::new(
                format!("几列看起来是同一个字段（{list}）：请为每个字段只选一列"),
                format!("Several columns seem to be the same field ({list}): choose one for each field"),
            ),
        ));
    }
    let nameless = (0..file.columns.len()).filter(|i| {
        let used = file
            .rows
            .iter()
            .any(|r| r.cells.get(*i).is_some_and(|c| !c.trim().is_empty()));
        file.columns[*i].header.is_empty() && used
    });
    let nameless: Vec<String> = nameless.map(letter).collect();
    if !nameless.is_empty() && settings.map.is_none() {
        let list = nameless.join(" ");
        asks.push((
            "columns_unnamed",
            Text::new(
                format!("有没有列名的列（{list}）：请选择字段，或确认不导入"),
                format!("Some columns have no name ({list}): choose their fields, or confirm that they are left out"),
            ),
        ));
    }
    let name = object.field(object.name_field);
    if let Some(name) = name.filter(|f| f.required && file.columns.iter().all(|c| c.field != Some(f.key))) {
        asks.push((
            "name_missing",
            Text::new(
                format!("没有一列对应「{}」：请选择", name.label.zh),
                format!("No column goes to {}: choose one", name.label.en),
            ),
        ));
    }
    let fails = |code: &str| {
        file.rows
            .iter()
            .any(|r| r.values.as_ref().is_err_and(|f| f.code == code))
    };
    if fails("date_ambiguous") && settings.dates.is_none() {
        asks.push((
            "date_format",
            Text::new(
                "有看不出是哪一天的日期（如 03/04/2026）：请选择日期的写法",
                "Some days may be read in two ways (such as 03/04/2026): choose how days are written",
            ),
        ));
    }
    if settings.decimal.is_none() && file.separator == "semicolon" && fails("amount_invalid") {
        asks.push((
            "decimal_comma",
            Text::new(
                "金额可能用逗号作小数点（如 1234,56）：请选择小数的写法",
                "Amounts may have a decimal comma (such as 1234,56): choose how decimals are written",
            ),
        ));
    }
    file.asks = asks;
}
