//! Sums, averages, medians by group, under the same rights as lists. Cost grows with the rows that the filter leaves;
//! what the kept totals can answer costs next to nothing.

use kernel::{AGGREGATE_ROWS, CONDITION_STEPS, Code, Error, GROUP_KEYS, MEASURES, Result, Unit, format_minor};
use records::{Action, Bound, Condition, Cx, FieldDef, FieldType, ObjectDef, Totals, bind};
use serde_json::{Map, Value as Json};

use super::compile::Compiler;
use super::json::{Name, int};
use super::span::day_number;
use super::totals::covers;
use crate::sql::{Alias, Sql};
use crate::{Dialect, Row, Tx};

/// What an aggregate asks for, as it is sent.
#[derive(Clone, Debug, Default)]
pub struct AggregateQuery {
    /// Which records.
    pub filter: Option<Condition>,
    /// Such as `status`, `owner.name`, `closed_on:quarter`.
    pub group: Vec<String>,
    /// Such as `count`, `sum:amount`, `median:cycle_days`.
    pub measures: Vec<String>,
}

struct Group<'a> {
    /// Its name in the answer.
    key: String,
    path: Vec<(&'a FieldDef, &'a ObjectDef)>,
    field: &'a FieldDef,
    unit: Option<Unit>,
}

struct Measure<'a> {
    key: String,
    kind: Kind,
    field: Option<&'a FieldDef>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Count,
    Sum,
    Avg,
    Min,
    Max,
    Median,
}

/// The rows of an aggregate, each an object, ordered by their groups.
pub fn aggregate(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &ObjectDef,
    query: &AggregateQuery,
) -> Result<Vec<Map<String, Json>>> {
    let filter = query.filter.as_ref().map(|f| bind(f, object, cx)).transpose()?;
    let mut groups = Vec::new();
    for (i, key) in query.group.iter().enumerate() {
        groups.push(read_group(key, object, cx, &format!("/group/{i}"))?);
    }
    let mut measures = Vec::new();
    for (i, key) in query.measures.iter().enumerate() {
        measures.push(read_measure(key, object, cx, &format!("/measures/{i}"))?);
    }
    if groups.len() > GROUP_KEYS || measures.len() > MEASURES || measures.is_empty() {
        let text = (
            format!("最多 {GROUP_KEYS} 个分组；指标 1 到 {MEASURES} 个"),
            format!("At most {GROUP_KEYS} groups; 1 to {MEASURES} measures"),
        );
        return Err(Error::field("/measures", Code::InvalidValue, text.0, text.1));
    }
    let money = measures
        .iter()
        .any(|m| m.field.is_some_and(|f| f.ty == FieldType::Money));
    // Amounts of different currencies are never added up: the currency groups too, and is dropped if there is only one.
    let by_currency = money && query.group.iter().all(|g| g != "currency");
    if by_currency {
        groups.push(read_group("currency", object, cx, "/measures")?);
    }

    let totals = object
        .totals
        .as_ref()
        .filter(|t| kept(t, &groups, &measures, filter.as_ref()));
    let run = Run {
        cx,
        object,
        groups: &groups,
        filter: filter.as_ref(),
        totals,
    };
    let mut rows = run.main(tx, &measures)?;
    if rows.is_empty() && query.group.is_empty() {
        rows.push(Line::of_nothing(&groups, &measures));
    }
    for (i, measure) in measures.iter().enumerate() {
        if let (Kind::Median, Some(field)) = (measure.kind, measure.field) {
            run.median(tx, i, field, &mut rows)?;
        }
    }
    if rows.len() > AGGREGATE_ROWS {
        let text = (
            format!("分组超过 {AGGREGATE_ROWS} 个，请缩小范围"),
            format!("More than {AGGREGATE_ROWS} groups: narrow the filter"),
        );
        return Err(Error::field("/group", Code::InvalidValue, text.0, text.1));
    }
    let one_currency = by_currency && rows.windows(2).all(|w| w[0].groups.last() == w[1].groups.last());
    let shown = groups.len() - usize::from(one_currency);
    Ok(rows
        .into_iter()
        .map(|row| row.into_object(&groups[..shown], &measures))
        .collect())
}

/// Whether the kept totals can tell all that is asked.
fn kept(totals: &Totals, groups: &[Group<'_>], measures: &[Measure<'_>], filter: Option<&Bound<'_>>) -> bool {
    let root = |g: &Group<'_>| g.path.first().map_or(g.field.key, |(field, _)| field.key);
    groups.iter().all(|g| totals.dims.contains(&root(g)))
        && measures.iter().all(|m| {
            m.field
                .is_none_or(|f| m.kind == Kind::Sum && totals.sums.contains(&f.key))
        })
        && filter.is_none_or(|f| covers(totals, f))
}

/// A row of the answer under construction.
struct Line {
    groups: Vec<Json>,
    measures: Vec<Json>,
}

impl Line {
    /// Nothing found is an answer too: a count of nought.
    fn of_nothing(groups: &[Group<'_>], measures: &[Measure<'_>]) -> Self {
        let values = measures.iter().map(|m| match (m.kind, m.field) {
            (Kind::Count, _) => Json::from(0),
            (Kind::Sum, Some(field)) => number(field, 0),
            _ => Json::Null,
        });
        Self {
            groups: vec![Json::Null; groups.len()],
            measures: values.collect(),
        }
    }

    fn into_object(self, groups: &[Group<'_>], measures: &[Measure<'_>]) -> Map<String, Json> {
        let named = groups.iter().map(|g| g.key.clone()).zip(self.groups);
        named
            .chain(measures.iter().map(|m| m.key.clone()).zip(self.measures))
            .collect()
    }
}

fn unknown(at: &str, key: &str) -> Error {
    Error::field(
        at,
        Code::UnknownField,
        format!("没有名为 {key:?} 的字段"),
        format!("There is no field {key:?}"),
    )
}

fn read_group<'a>(text: &str, object: &'a ObjectDef, cx: &'a Cx, at: &str) -> Result<Group<'a>> {
    let (path_text, unit) = text
        .split_once(':')
        .map_or((text, None), |(path, unit)| (path, Some(unit)));
    let unit = match unit {
        None => None,
        Some(unit) => Some(Unit::parse(unit).ok_or_else(|| {
            Error::field(
                at,
                Code::InvalidValue,
                "日期分组可用 :day :week :month :quarter :year",
                "Dates group by :day :week :month :quarter :year",
            )
        })?),
    };
    if path_text.matches('.').count() > CONDITION_STEPS {
        let text = (
            format!("经过的关联超过 {CONDITION_STEPS} 层"),
            format!("Leads through more than {CONDITION_STEPS} references"),
        );
        return Err(Error::field(at, Code::InvalidValue, text.0, text.1));
    }
    let mut here = object;
    let mut path = Vec::new();
    let mut parts = path_text.split('.').peekable();
    while let Some(part) = parts.next() {
        let field = here.field(part).filter(|f| f.filterable && cx.sees_whole(here, f));
        let field = field.ok_or_else(|| unknown(at, part))?;
        if parts.peek().is_none() {
            let dated = matches!(field.ty, FieldType::Day | FieldType::Instant);
            if dated != unit.is_some() || matches!(field.ty, FieldType::MultiSelect(_) | FieldType::LongText) {
                let text = if dated {
                    ("日期须带 :day、:month 等分组单位", "A date needs a unit such as :month")
                } else {
                    ("不能按此字段分组", "Can't group by this field")
                };
                return Err(Error::field(at, Code::InvalidValue, text.0, text.1));
            }
            return Ok(Group {
                key: text.to_owned(),
                path,
                field,
                unit,
            });
        }
        let FieldType::Reference(target) = field.ty else {
            return Err(unknown(at, part));
        };
        let target = cx.object(target).map_err(|_| unknown(at, part))?;
        path.push((field, target));
        here = target;
    }
    Err(unknown(at, text))
}

fn read_measure<'a>(text: &str, object: &'a ObjectDef, cx: &Cx, at: &str) -> Result<Measure<'a>> {
    if text == "count" {
        return Ok(Measure {
            key: text.to_owned(),
            kind: Kind::Count,
            field: None,
        });
    }
    let wrong = || {
        Error::field(
            at,
            Code::InvalidValue,
            "指标为 count，或 sum、avg、min、max、median 加冒号与字段",
            "A measure is count, or sum, avg, min, max or median, a colon and a field",
        )
    };
    let (kind, key) = text.split_once(':').ok_or_else(wrong)?;
    let kind = match kind {
        "sum" => Kind::Sum,
        "avg" => Kind::Avg,
        "min" => Kind::Min,
        "max" => Kind::Max,
        "median" => Kind::Median,
        _ => return Err(wrong()),
    };
    let field = object.field(key).filter(|f| f.filterable && cx.sees_whole(object, f));
    let field = field.ok_or_else(|| unknown(at, key))?;
    let dated = matches!(field.ty, FieldType::Day | FieldType::Instant);
    if field.ty.scale().is_none() && !(dated && matches!(kind, Kind::Min | Kind::Max)) {
        return Err(wrong());
    }
    Ok(Measure {
        key: text.to_owned(),
        kind,
        field: Some(field),
    })
}

struct Run<'r, 'a> {
    cx: &'a Cx,
    object: &'a ObjectDef,
    groups: &'r [Group<'a>],
    filter: Option<&'r Bound<'a>>,
    /// The totals that can tell it all.
    totals: Option<&'a Totals>,
}

impl Run<'_, '_> {
    fn main(&self, tx: &mut Tx<'_>, measures: &[Measure<'_>]) -> Result<Vec<Line>> {
        let dialect = tx.dialect();
        let mut sql = Sql::new();
        sql.push("SELECT ");
        let (root, joins) = self.group_columns(&mut sql, dialect);
        sql.push(if self.totals.is_some() { "SUM(r0.n)" } else { "COUNT(*)" });
        for measure in measures {
            let Some(field) = measure.field else { continue };
            let column = root.column(field.key);
            if self.totals.is_some() {
                // Both halves are exact, and so is what they make.
                sql.push(", SUM(")
                    .expression(&column)
                    .push("_high), SUM(")
                    .expression(&column)
                    .push("_low)");
                continue;
            }
            match measure.kind {
                Kind::Sum => sql.push(", ").expression(&dialect.sum(&column)),
                Kind::Avg => sql
                    .push(", ")
                    .expression(&dialect.sum(&column))
                    .push(", COUNT(")
                    .expression(&column)
                    .push(")"),
                Kind::Min => sql.push(", MIN(").expression(&column).push(")"),
                Kind::Max => sql.push(", MAX(").expression(&column).push(")"),
                Kind::Count | Kind::Median => &mut sql,
            };
        }
        self.from(&mut sql, dialect, root, &joins);
        self.group_by(&mut sql);
        sql.push(" LIMIT ").number(AGGREGATE_ROWS + 1);
        let mut lines = Vec::new();
        tx.each(&sql.text, &sql.params, &mut |row| {
            let (groups, mut at) = self.read_groups(row)?;
            let count = row.opt_i128(at)?.unwrap_or(0) as i64;
            at += 1;
            if self.totals.is_some() && count == 0 {
                return Ok(());
            }
            let mut values = Vec::with_capacity(measures.len());
            for measure in measures {
                values.push(match (self.totals, measure.field) {
                    (Some(_), Some(field)) => {
                        at += 2;
                        number(
                            field,
                            (row.opt_i128(at - 2)?.unwrap_or(0) << 32) + row.opt_i128(at - 1)?.unwrap_or(0),
                        )
                    }
                    _ => read_value(measure, row, &mut at, count)?,
                });
            }
            lines.push(Line {
                groups,
                measures: values,
            });
            Ok(())
        })?;
        Ok(lines)
    }

    /// Fills in the middle value, or the mean of the two middle ones, of each group.
    fn median(&self, tx: &mut Tx<'_>, slot: usize, field: &FieldDef, lines: &mut [Line]) -> Result<()> {
        let dialect = tx.dialect();
        let width = self.group_width();
        let names = |sql: &mut Sql, before: &'static str| {
            if width > 0 {
                sql.push(before).list(0..width, ", ", |sql, i| {
                    sql.push("g").number(i);
                });
            }
        };
        let mut sql = Sql::new();
        names(&mut sql, "SELECT ");
        sql.push(if width > 0 { ", " } else { "SELECT " });
        sql.expression(&dialect.sum("v"))
            .push(", COUNT(*) FROM (SELECT plain.*, ROW_NUMBER() OVER (");
        names(&mut sql, "PARTITION BY ");
        sql.push(" ORDER BY v) AS place, COUNT(*) OVER (");
        names(&mut sql, "PARTITION BY ");
        sql.push(") AS n FROM (SELECT ");
        let (root, joins) = self.group_columns(&mut sql, dialect);
        sql.col(root, field.key).push(" AS v");
        self.from(&mut sql, dialect, root, &joins);
        sql.push(" AND ")
            .col(root, field.key)
            .push(" IS NOT NULL) AS plain) AS ranked");
        sql.push(" WHERE place IN ((n + 1) / 2, (n + 2) / 2)");
        names(&mut sql, " GROUP BY ");
        let mut found = Vec::new();
        tx.each(&sql.text, &sql.params, &mut |row| {
            let (groups, at) = self.read_groups(row)?;
            let n = row.i64(at + 1)?;
            if n > 0 {
                found.push((groups, halves(field, row.i128(at)?, n)));
            }
            Ok(())
        })?;
        for (groups, value) in found {
            if let Some(line) = lines.iter_mut().find(|l| l.groups == groups) {
                line.measures[slot] = value;
            }
        }
        Ok(())
    }

    /// Writes the group's columns, each followed by a comma, named g0, g1 …; tells what they are joined from.
    fn group_columns(&self, sql: &mut Sql, dialect: Dialect) -> (Alias, Vec<Vec<Alias>>) {
        let root = sql.alias();
        let mut named = 0;
        let mut joins = Vec::new();
        for group in self.groups {
            let mut path: Vec<Alias> = group.path.iter().map(|_| sql.alias()).collect();
            let from = path.last().copied().unwrap_or(root);
            let mut add = |sql: &mut Sql, text: &str| {
                sql.expression(text).push(" AS g").number(named).push(", ");
                named += 1;
            };
            let column = from.column(group.field.key);
            if let Some(target) = pair(group, self.cx) {
                let alias = sql.alias();
                path.push(alias);
                add(sql, &alias.column("id"));
                add(sql, &alias.column(target.name_in(self.cx.lang)));
            } else if let Some(unit) = group.unit {
                add(
                    sql,
                    &dialect.period(&day_number(&column, &group.field.ty, self.cx), unit),
                );
            } else {
                add(sql, &column);
            }
            joins.push(path);
        }
        (root, joins)
    }

    fn from(&self, sql: &mut Sql, dialect: Dialect, root: Alias, joins: &[Vec<Alias>]) {
        let compiler = Compiler { cx: self.cx, dialect };
        sql.push(" FROM ")
            .table(self.totals.map_or(self.object.table, |t| t.table), root);
        for (group, aliases) in self.groups.iter().zip(joins) {
            let mut from = root;
            let last = pair(group, self.cx).map(|target| (group.field, target));
            for ((field, target), alias) in group.path.iter().copied().chain(last).zip(aliases) {
                sql.push(" LEFT JOIN ").table(target.table, *alias).push(" ON ");
                sql.col(*alias, "id").push(" = ").col(from, field.key).push(" AND ");
                compiler.visible(sql, target, *alias, Action::Read);
                from = *alias;
            }
        }
        sql.push(" WHERE ");
        compiler.visible(sql, self.object, root, Action::Read);
        if let Some(filter) = self.filter {
            sql.push(" AND ");
            compiler.condition(sql, filter, root);
        }
    }

    fn group_by(&self, sql: &mut Sql) {
        let width = self.group_width();
        if width > 0 {
            for (words, order) in [(" GROUP BY ", ""), (" ORDER BY ", " NULLS FIRST")] {
                sql.push(words).list(1..=width, ", ", |sql, i| {
                    sql.number(i).push(order);
                });
            }
        }
    }

    fn group_width(&self) -> usize {
        self.groups
            .iter()
            .map(|g| if pair(g, self.cx).is_some() { 2 } else { 1 })
            .sum()
    }

    fn read_groups(&self, row: &Row<'_>) -> Result<(Vec<Json>, usize)> {
        let mut at = 0;
        let mut groups = Vec::with_capacity(self.groups.len());
        for group in self.groups {
            if let Some(target) = pair(group, self.cx) {
                let id = row.opt_id(at)?;
                let name = Name::of(target, self.cx).read(row.opt_text(at + 1)?);
                groups.push(id.map_or(Json::Null, |id| serde_json::json!({ "id": id, "name": name })));
                at += 2;
                continue;
            }
            groups.push(match &group.field.ty {
                _ if group.unit.is_some() => Json::from(row.opt_text(at)?),
                FieldType::Bool => Json::from(row.opt_bool(at)?),
                FieldType::Reference(_) => row.opt_id(at)?.map_or(Json::Null, |id| Json::from(id.to_string())),
                ty if ty.column_word() == "@i64" => row.opt_i64(at)?.map_or(Json::Null, |n| int(ty, n)),
                _ => Json::from(row.opt_text(at)?),
            });
            at += 1;
        }
        Ok((groups, at))
    }
}

/// The object that a group by reference names, if it is one.
fn pair<'a>(group: &Group<'a>, cx: &'a Cx) -> Option<&'a ObjectDef> {
    match group.field.ty {
        FieldType::Reference(target) if group.field.key != "id" => cx.registry.object(target),
        _ => None,
    }
}

fn read_value(measure: &Measure<'_>, row: &Row<'_>, at: &mut usize, count: i64) -> Result<Json> {
    let Some(field) = measure.field else {
        return Ok(Json::from(count));
    };
    let here = *at;
    *at += match measure.kind {
        Kind::Avg => 2,
        Kind::Median | Kind::Count => 0,
        _ => 1,
    };
    Ok(match measure.kind {
        Kind::Sum => number(field, row.opt_i128(here)?.unwrap_or(0)),
        Kind::Avg => match row.i64(here + 1)? {
            0 => Json::Null,
            n => mean(field, row.i128(here)?, n),
        },
        Kind::Min | Kind::Max => row.opt_i64(here)?.map_or(Json::Null, |n| int(&field.ty, n)),
        Kind::Median | Kind::Count => Json::Null,
    })
}

/// A sum: money as a decimal text, other numbers as numbers.
fn number(field: &FieldDef, value: i128) -> Json {
    decimal(field, value, field.ty.scale().unwrap_or(0))
}

/// The mean to six decimals, rounded half away from zero.
fn mean(field: &FieldDef, sum: i128, n: i64) -> Json {
    let scale = field.ty.scale().unwrap_or(0);
    let scaled = sum * 10_i128.pow(6 - scale);
    let n = i128::from(n);
    let half = if scaled < 0 { -n } else { n };
    decimal(field, (2 * scaled + half) / (2 * n), 6)
}

/// The mean of one or two values, exact.
fn halves(field: &FieldDef, sum: i128, n: i64) -> Json {
    let scale = field.ty.scale().unwrap_or(0);
    if n == 2 && sum % 2 != 0 {
        decimal(field, sum * 5, scale + 1)
    } else {
        decimal(field, sum / i128::from(n), scale)
    }
}

fn decimal(field: &FieldDef, value: i128, scale: u32) -> Json {
    let text = format_minor(value, scale);
    if field.ty == FieldType::Money {
        // At least the two decimals of an amount; beyond them no needless zeros.
        let keep = text.len().saturating_sub(scale.saturating_sub(2) as usize);
        let end = text[keep..].trim_end_matches('0').len() + keep;
        return Json::from(&text[..end]);
    }
    let text = if scale > 0 {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    super::json::number(text)
}
