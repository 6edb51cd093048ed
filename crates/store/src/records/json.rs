//! Rows written as JSON, straight from the driver's columns into the answer's bytes.

use std::borrow::Cow;
use std::io::Write as _;

use kernel::{Day, Instant, Lang, Result, format_minor};
use records::{Cx, FieldDef, FieldType, ObjectDef, mask};
use serde_json::Value as Json;

use crate::Row;
use crate::sql::{Alias, Sql};

use super::compile::Compiler;

/// What a query selects, and how each column is written.
pub(crate) struct Columns<'a> {
    parts: Vec<Part<'a>>,
    joins: Vec<Join<'a>>,
    width: usize,
    lang: Lang,
}

struct Part<'a> {
    field: &'a FieldDef,
    /// The first of its columns.
    at: usize,
    masked: bool,
    join: Option<usize>,
}

enum Join<'a> {
    Reference {
        field: &'a FieldDef,
        target: &'a ObjectDef,
        name: Name<'a>,
        alias: Alias,
    },
    Step {
        alias: Alias,
    },
}

/// The name of a record as the asker may read it, wherever it is referred to.
#[derive(Clone, Copy)]
pub(crate) struct Name<'a> {
    field: Option<&'a FieldDef>,
    masked: bool,
}

impl<'a> Name<'a> {
    /// The name of records of `target`.
    pub fn of(target: &'a ObjectDef, cx: &Cx) -> Self {
        let field = target.field(target.name_in(cx.lang)).filter(|f| cx.sees(target, f));
        Self {
            field,
            masked: field.is_some_and(|f| cx.is_masked(target, f)),
        }
    }

    /// What the asker reads of it; nothing if it is hidden.
    pub fn read<'t>(&self, name: Option<&'t str>) -> Option<Cow<'t, str>> {
        match (self.field?, name?) {
            (field, name) if self.masked => Some(Cow::Owned(mask(field, name))),
            (_, name) => Some(Cow::Borrowed(name)),
        }
    }
}

impl<'a> Columns<'a> {
    /// Selects those of `fields` that the asker sees.
    pub fn new(sql: &mut Sql, object: &'a ObjectDef, fields: impl Iterator<Item = &'a FieldDef>, cx: &'a Cx) -> Self {
        let mut columns = Self {
            parts: Vec::new(),
            joins: Vec::new(),
            width: 0,
            lang: cx.lang,
        };
        for field in fields.filter(|f| cx.sees(object, f)) {
            let join = match field.ty {
                FieldType::Reference(target) if field.key != "id" => {
                    cx.registry.object(target).map(|target| Join::Reference {
                        field,
                        target,
                        name: Name::of(target, cx),
                        alias: sql.alias(),
                    })
                }
                FieldType::Step => Some(Join::Step { alias: sql.alias() }),
                _ => None,
            };
            let width = if join.is_some() { 2 } else { 1 };
            let join = join.map(|join| {
                columns.joins.push(join);
                columns.joins.len() - 1
            });
            columns.parts.push(Part {
                field,
                at: columns.width,
                masked: cx.is_masked(object, field),
                join,
            });
            columns.width += width;
        }
        columns
    }

    /// How many columns it selects.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Writes the list after SELECT.
    pub fn select(&self, sql: &mut Sql, root: Alias) {
        sql.list(&self.parts, ", ", |sql, part| match part.join.map(|i| &self.joins[i]) {
            None => {
                sql.col(root, part.field.key);
            }
            Some(Join::Reference { target, alias, .. }) => {
                sql.col(*alias, "id").push(", ").col(*alias, target.name_in(self.lang));
            }
            Some(Join::Step { alias }) => {
                let text = if self.lang == Lang::Zh { "zh" } else { "en" };
                sql.col(root, part.field.key).push(", ").col(*alias, text);
            }
        });
    }

    /// Writes the joins that names come from. A record that the asker may not see joins nothing.
    pub fn joins(&self, sql: &mut Sql, root: Alias, compiler: Compiler<'_>) {
        for join in &self.joins {
            sql.push(" LEFT JOIN ");
            match join {
                Join::Reference {
                    field, target, alias, ..
                } => {
                    sql.table(target.table, *alias)
                        .push(" ON ")
                        .col(*alias, "id")
                        .push(" = ")
                        .col(root, field.key);
                    sql.push(" AND ");
                    compiler.visible(sql, target, *alias, records::Action::Read);
                }
                Join::Step { alias } => {
                    sql.table("sop_text", *alias)
                        .push(" ON ")
                        .col(*alias, "workspace_id")
                        .push(" = ")
                        .col(root, "workspace_id");
                    sql.push(" AND ")
                        .col(*alias, "version_id")
                        .push(" = ")
                        .col(root, "sop_version");
                    sql.push(" AND ").col(*alias, "stage").push(" = ").col(root, "stage");
                    sql.push(" AND ").col(*alias, "key").push(" = ").col(root, "next_step");
                }
            }
        }
    }

    /// Writes a row as an object.
    pub fn write(&self, out: &mut Vec<u8>, row: &Row<'_>) -> Result<()> {
        out.push(b'{');
        for (i, part) in self.parts.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            out.push(b'"');
            out.extend_from_slice(part.field.key.as_bytes());
            out.extend_from_slice(b"\":");
            match part.join.map(|i| &self.joins[i]) {
                None => write_plain(out, row, part)?,
                Some(Join::Reference { name, .. }) => {
                    let name = name.read(row.opt_text(part.at + 1)?);
                    write_pair(out, row, part.at, ["id", "name"], name.as_deref())?;
                }
                Some(Join::Step { .. }) => {
                    write_pair(out, row, part.at, ["step", "text"], row.opt_text(part.at + 1)?)?;
                }
            }
        }
        out.push(b'}');
        Ok(())
    }
}

fn write_pair(
    out: &mut Vec<u8>,
    row: &Row<'_>,
    at: usize,
    [first, second]: [&str; 2],
    name: Option<&str>,
) -> Result<()> {
    if row.is_null(at)? {
        out.extend_from_slice(b"null");
        return Ok(());
    }
    out.extend_from_slice(b"{\"");
    out.extend_from_slice(first.as_bytes());
    out.extend_from_slice(b"\":");
    if first == "id" {
        let _ = write!(out, "\"{}\"", row.id(at)?);
    } else {
        write_text(out, row.text(at)?);
    }
    out.extend_from_slice(b",\"");
    out.extend_from_slice(second.as_bytes());
    out.extend_from_slice(b"\":");
    match name {
        Some(name) => write_text(out, name),
        None => out.extend_from_slice(b"null"),
    }
    out.push(b'}');
    Ok(())
}

fn write_plain(out: &mut Vec<u8>, row: &Row<'_>, part: &Part<'_>) -> Result<()> {
    let at = part.at;
    if row.is_null(at)? {
        out.extend_from_slice(b"null");
        return Ok(());
    }
    match &part.field.ty {
        FieldType::Reference(_) => {
            let _ = write!(out, "\"{}\"", row.id(at)?);
        }
        FieldType::Bool => out.extend_from_slice(if row.bool(at)? { b"true" } else { b"false" }),
        FieldType::Json | FieldType::MultiSelect(_) => out.extend_from_slice(row.text(at)?.as_bytes()),
        ty if ty.column_word() == "@i64" => write_int(out, ty, row.i64(at)?),
        _ if part.masked => write_text(out, &mask(part.field, row.text(at)?)),
        _ => write_text(out, row.text(at)?),
    }
    Ok(())
}

/// Writes a whole number in the form of its type.
pub(crate) fn write_int(out: &mut Vec<u8>, ty: &FieldType, value: i64) {
    let _ = match ty {
        FieldType::Money => write!(out, "\"{}\"", format_minor(i128::from(value), 2)),
        FieldType::Day => write!(out, "\"{}\"", Day(value as i32)),
        FieldType::Instant => write!(out, "\"{}\"", Instant(value).to_rfc3339()),
        FieldType::Percent => write_decimal(out, value, 2),
        FieldType::Number { scale } => write_decimal(out, value, *scale),
        _ => write!(out, "{value}"),
    };
}

/// A whole number as JSON in the form of its type.
pub(crate) fn int(ty: &FieldType, value: i64) -> Json {
    let mut out = Vec::new();
    write_int(&mut out, ty, value);
    let text = String::from_utf8_lossy(&out);
    match text.strip_prefix('"') {
        Some(text) => Json::from(text.trim_end_matches('"')),
        None => number(&text),
    }
}

/// A decimal as the JSON number nearest to it.
pub(crate) fn number(text: &str) -> Json {
    match text.parse::<i64>() {
        Ok(whole) => Json::from(whole),
        // serde_json's own reading is off by a little for long ones.
        Err(_) => text.parse::<f64>().map_or(Json::Null, Json::from),
    }
}

/// A JSON number without needless zeros.
fn write_decimal(out: &mut Vec<u8>, value: i64, scale: u32) -> std::io::Result<()> {
    let text = format_minor(i128::from(value), scale);
    let text = if scale > 0 {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    out.write_all(text.as_bytes())
}

/// Writes a JSON string.
pub(crate) fn write_text(out: &mut Vec<u8>, text: &str) {
    // Writing to memory doesn't fail.
    let _ = serde_json::to_writer(out, text);
}
