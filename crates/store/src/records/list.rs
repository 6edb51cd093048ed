//! Lists: one page by keyset, under the asker's rights. Cost grows with the page, not with the table, where an index
//! leads with the first sort key.

use kernel::{Code, Error, FieldError, PAGE_ROWS, Result, SORT_KEYS};
use records::{Access, Action, Bound, Condition, Cx, FieldDef, FieldType, ObjectDef, Scope, bind};
use serde_json::Value as Json;

use super::compile::Compiler;
use super::cursor::{CursorKey, Place};
use super::json::Columns;
use crate::sql::{Alias, Sql};
use crate::{Row, Tx, Val};

/// What a list asks for.
#[derive(Clone, Debug, Default)]
pub struct ListQuery {
    /// Which records.
    pub filter: Option<Condition>,
    /// In which order, such as `-amount,name`; empty for the object's own.
    pub sort: String,
    /// Which fields, in the order of the definition; empty for all.
    pub fields: Vec<String>,
    /// How many at most.
    pub limit: usize,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// Only these, if given: what a search found.
    pub ids: Option<Vec<kernel::Id>>,
    /// The words that `ids` were found by: cursors belong to them, since what they find may change on the way.
    pub words: String,
}

/// A page: the records as JSON objects with commas between them, and where to go on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The bytes of the records.
    pub data: Vec<u8>,
    /// How many there are.
    pub rows: usize,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// One key of an order.
#[derive(Clone, Copy, Debug)]
struct SortKey<'a> {
    field: &'a FieldDef,
    descending: bool,
}

/// An order: keys other than the id, then the id, which no two records share.
#[derive(Clone, Debug, Default)]
struct Order<'a> {
    keys: Vec<SortKey<'a>>,
    ids_descend: bool,
}

/// Whether lists of `object` can be sorted so by the asker.
///
/// # Errors
/// `unknown_field` for what isn't there or is hidden, `invalid_value` for what can't be sorted by.
pub fn check_sort(sort: &str, object: &ObjectDef, cx: &Cx) -> Result<()> {
    order(sort, object, cx).map(|_| ())
}

/// Reads `-amount,name`.
fn order<'a>(sort: &str, object: &'a ObjectDef, cx: &Cx) -> Result<Order<'a>> {
    let own = object.field(object.sort.trim_start_matches('-'));
    let sort = match sort {
        "" if own.is_some_and(|f| cx.sees_whole(object, f)) => object.sort,
        // Those who don't see what the object's own order goes by get the newest first.
        "" => "-id",
        sort => sort,
    };
    let mut keys: Vec<SortKey<'a>> = Vec::new();
    for part in sort.split(',') {
        let (descending, key) = part.strip_prefix('-').map_or((false, part), |key| (true, key));
        let field = object.field(key).filter(|f| cx.sees(object, f));
        let field = field.ok_or_else(|| {
            Error::field(
                "/sort",
                Code::UnknownField,
                format!("没有名为 {key:?} 的字段"),
                format!("There is no field {key:?}"),
            )
        })?;
        if !(field.sortable || field.key == "id") || cx.is_masked(object, field) {
            let able: Vec<_> = object
                .fields
                .iter()
                .filter(|f| f.sortable && cx.sees(object, f))
                .map(|f| f.key)
                .collect();
            let able = able.join(" ");
            return Err(Error::field(
                "/sort",
                Code::InvalidValue,
                format!("不能按 {key} 排序；可用：{able}"),
                format!("Lists can't be sorted by {key}; they can by: {able}"),
            ));
        }
        if keys.iter().all(|k| k.field.key != field.key) {
            keys.push(SortKey { field, descending });
        }
    }
    if keys.len() > SORT_KEYS {
        return Err(Error::field(
            "/sort",
            Code::InvalidValue,
            format!("最多 {SORT_KEYS} 个排序字段"),
            format!("At most {SORT_KEYS} sort keys"),
        ));
    }
    // The id breaks ties in the last key's direction; what comes after the id itself orders nothing.
    let end = keys.iter().position(|k| k.field.key == "id");
    keys.truncate(end.map_or(keys.len(), |at| at + 1));
    let ids_descend = keys.last().is_some_and(|k| k.descending);
    keys.truncate(end.unwrap_or(keys.len()));
    Ok(Order { keys, ids_descend })
}

/// The fields that `names` asks for, or all.
pub(crate) fn chosen<'a>(names: &'a [String], object: &'a ObjectDef, cx: &Cx) -> Result<Vec<&'a FieldDef>> {
    if let Some(unknown) = names
        .iter()
        .find(|n| !object.field(n).is_some_and(|f| cx.sees(object, f)))
    {
        let text = (
            format!("没有名为 {unknown:?} 的字段"),
            format!("There is no field {unknown:?}"),
        );
        return Err(Error::fields(vec![FieldError::new(
            "/fields",
            Code::UnknownField,
            text.0,
            text.1,
        )]));
    }
    let wanted =
        |f: &&FieldDef| names.is_empty() || matches!(f.key, "id" | "version") || names.iter().any(|n| n == f.key);
    Ok(object.fields.iter().filter(wanted).collect())
}

/// One page of `object`.
pub fn list(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, query: &ListQuery, key: &CursorKey) -> Result<Page> {
    if !(1..=PAGE_ROWS).contains(&query.limit) {
        let text = (
            format!("limit 应在 1 到 {PAGE_ROWS} 之间"),
            format!("limit goes from 1 to {PAGE_ROWS}"),
        );
        return Err(Error::field("/limit", Code::InvalidValue, text.0, text.1));
    }
    let order = order(&query.sort, object, cx)?;
    let keys = order.keys.as_slice();
    let fields = chosen(&query.fields, object, cx)?;
    let filter = query.filter.as_ref().map(|f| bind(f, object, cx)).transpose()?;
    let bound_to = bound_to(cx, object, query);
    let after = query.cursor.as_ref().map(|c| key.open(c, &bound_to)).transpose()?;
    if let Some(place) = &after
        && place.values.len() != keys.len()
    {
        return Err(key.open("", "").map_or_else(|e| e, |_| Error::not_found()));
    }

    let mut page = Page::default();
    let mut last = None;
    let scopes = scopes(cx, object, filter.as_ref());
    for branch in branches(keys, after.as_ref()) {
        let wanted = query.limit + 1 - page.rows;
        let mut sql = Sql::new();
        let select = Select {
            object,
            fields: &fields,
            order: &order,
            filter: filter.as_ref(),
            ids: query.ids.as_deref(),
            branch: &branch,
        };
        let columns = select.write(
            &mut sql,
            Compiler {
                cx,
                dialect: tx.dialect(),
            },
            &scopes,
            wanted,
        );
        let at = columns.width();
        tx.each(&sql.text, &sql.params, &mut |row| {
            if page.rows == query.limit {
                page.next = last.as_ref().map(|place| key.seal(place, &bound_to));
                page.rows += 1;
                return Ok(());
            }
            if page.rows > 0 {
                page.data.push(b',');
            }
            columns.write(&mut page.data, row)?;
            page.rows += 1;
            if page.rows == query.limit {
                last = Some(place(row, at, keys)?);
            }
            Ok(())
        })?;
        if page.rows > query.limit {
            page.rows = query.limit;
            break;
        }
    }
    Ok(page)
}

fn bound_to(cx: &Cx, object: &ObjectDef, query: &ListQuery) -> String {
    let filter = query
        .filter
        .as_ref()
        .map(|f| f.to_json().to_string())
        .unwrap_or_default();
    let user = cx.user.map(|id| id.to_string()).unwrap_or_default();
    format!(
        "{}\n{user}\n{}\n{}\n{filter}\n{:?}",
        cx.workspace.id.0, object.key, query.sort, query.words
    )
}

fn place(row: &Row<'_>, at: usize, keys: &[SortKey<'_>]) -> Result<Place> {
    let mut values = Vec::with_capacity(keys.len());
    for (i, key) in keys.iter().enumerate() {
        values.push(match key.field.ty {
            FieldType::Bool => Json::from(row.opt_bool(at + i)?),
            ref ty if ty.column_word() == "@i64" => Json::from(row.opt_i64(at + i)?),
            _ => Json::from(row.opt_text(at + i)?),
        });
    }
    Ok(Place {
        values,
        id: row.id(at + keys.len())?,
    })
}

/// A part of the rows after a place: some keys equal to the place's, then one beyond it. The parts follow one another
/// in the list's order, and each is a plain range of an index; one condition with OR would be none.
struct Branch {
    equal: Vec<Json>,
    beyond: Beyond,
}

enum Beyond {
    Everything,
    /// The key at this position beyond the value.
    Key(usize, Json),
    /// The key at this position is null.
    Null(usize),
    /// The key at this position is not null.
    NotNull(usize),
    /// All keys equal: beyond the id.
    Id(kernel::Id),
}

fn branches(keys: &[SortKey<'_>], after: Option<&Place>) -> Vec<Branch> {
    let Some(place) = after else {
        return vec![Branch {
            equal: Vec::new(),
            beyond: Beyond::Everything,
        }];
    };
    let mut branches = vec![Branch {
        equal: place.values.clone(),
        beyond: Beyond::Id(place.id),
    }];
    for i in (0..keys.len()).rev() {
        let equal = place.values[..i].to_vec();
        let value = &place.values[i];
        match (keys[i].descending, value.is_null()) {
            // Null is the smallest: ascending, everything else comes after it; descending, nothing.
            (false, true) => branches.push(Branch {
                equal,
                beyond: Beyond::NotNull(i),
            }),
            (true, true) => {}
            (false, false) => branches.push(Branch {
                equal,
                beyond: Beyond::Key(i, value.clone()),
            }),
            (true, false) => {
                branches.push(Branch {
                    equal: equal.clone(),
                    beyond: Beyond::Key(i, value.clone()),
                });
                branches.push(Branch {
                    equal,
                    beyond: Beyond::Null(i),
                });
            }
        }
    }
    branches
}

/// The reach of the asker as separate parts, each of which an index can serve in order: one for each team, and one's
/// own records outside those teams. `None` stands for the whole reach in one condition.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    Whole,
    Own,
    Team(kernel::Id),
}

fn scopes(cx: &Cx, object: &ObjectDef, filter: Option<&Bound<'_>>) -> Vec<Part> {
    let scope = cx.rights.object(object.key).read;
    let teams = Compiler {
        cx,
        dialect: crate::Dialect::Sqlite,
    }
    .teams(scope);
    let narrowed = filter.is_some_and(narrows);
    if object.access != Access::Owned || matches!(scope, Scope::All | Scope::None) || teams.is_empty() || narrowed {
        return vec![Part::Whole];
    }
    std::iter::once(Part::Own)
        .chain(teams.into_iter().map(Part::Team))
        .collect()
}

/// Whether a filter names an owner or one record, so that it leads to few rows by itself.
fn narrows(filter: &Bound<'_>) -> bool {
    match filter {
        Bound::All(items) => items.iter().any(narrows),
        Bound::Leaf {
            field,
            test: records::Test::Compare(records::Cmp::Eq, _) | records::Test::In(_),
        } => matches!(field.ty, FieldType::Reference(_)) && field.key != "team" && field.key != "sop",
        _ => false,
    }
}

struct Select<'s, 'a> {
    object: &'a ObjectDef,
    fields: &'s [&'a FieldDef],
    order: &'s Order<'a>,
    filter: Option<&'s Bound<'a>>,
    ids: Option<&'s [kernel::Id]>,
    branch: &'s Branch,
}

impl<'a> Select<'_, 'a> {
    fn write<'c>(&self, sql: &mut Sql, compiler: Compiler<'c>, scopes: &[Part], limit: usize) -> Columns<'c>
    where
        'a: 'c,
    {
        let root = sql.alias();
        let columns = Columns::new(sql, self.object, self.fields.iter().copied(), compiler.cx);
        sql.push("SELECT ");
        columns.select(sql, root);
        for key in &self.order.keys {
            sql.push(", ");
            self.sort_column(sql, root, key);
        }
        sql.push(", ").col(root, "id").push(" FROM ");
        if let [only] = scopes {
            sql.table(self.object.table, root);
            columns.joins(sql, root, compiler);
            sql.push(" WHERE ");
            self.conditions(sql, compiler, root, *only);
        } else {
            // The first keys of each part by its own index, the first of all of them, and only then the rows.
            let keys = sql.alias();
            sql.push("(").list(scopes, " UNION ALL ", |sql, part| {
                let inner = sql.alias();
                sql.push("SELECT * FROM (SELECT ").col(inner, "id").push(" AS id");
                for (i, key) in self.order.keys.iter().enumerate() {
                    sql.push(", ");
                    self.sort_column(sql, inner, key);
                    sql.push(" AS s").number(i);
                }
                sql.push(" FROM ").table(self.object.table, inner).push(" WHERE ");
                self.conditions(sql, compiler, inner, *part);
                self.order(sql, inner);
                sql.push(" LIMIT ").number(limit).push(") AS ").name(inner);
            });
            self.order_by(sql, |sql, i, _| {
                sql.push("s").number(i);
            });
            sql.push("id")
                .push(if self.order.ids_descend { " DESC" } else { " ASC" });
            sql.push(" LIMIT ").number(limit).push(") AS ").name(keys);
            sql.push(" JOIN ")
                .table(self.object.table, root)
                .push(" ON ")
                .col(root, "id")
                .push(" = ")
                .col(keys, "id");
            sql.push(" AND ")
                .col(root, "workspace_id")
                .push(" = ")
                .bind(compiler.cx.workspace.id);
            columns.joins(sql, root, compiler);
        }
        self.order(sql, root);
        sql.push(" LIMIT ").number(limit);
        columns
    }

    fn conditions(&self, sql: &mut Sql, compiler: Compiler<'_>, root: Alias, part: Part) {
        let me = compiler.cx.user.unwrap_or(kernel::Id::NONE);
        match part {
            Part::Whole => compiler.visible(sql, self.object, root, Action::Read),
            Part::Own => {
                compiler.living(sql, root);
                sql.push(" AND ").col(root, "owner").push(" = ").bind(me);
            }
            Part::Team(team) => {
                compiler.living(sql, root);
                sql.push(" AND ").col(root, "team").push(" = ").bind(team);
                // One's own come in their own part.
                sql.push(" AND ").col(root, "owner").push(" IS DISTINCT FROM ").bind(me);
            }
        }
        if let Some(filter) = self.filter {
            sql.push(" AND ");
            compiler.condition(sql, filter, root);
        }
        if let Some(ids) = self.ids {
            sql.push(" AND ").col(root, "id").push(" IN (");
            // A list that is empty finds nothing.
            sql.list(
                if ids.is_empty() { &[kernel::Id::NONE] } else { ids },
                ", ",
                |sql, id| {
                    sql.bind(*id);
                },
            );
            sql.push(")");
        }
        self.after(sql, root);
    }

    fn after(&self, sql: &mut Sql, root: Alias) {
        for (key, value) in self.order.keys.iter().zip(&self.branch.equal) {
            sql.push(" AND ");
            self.sort_column(sql, root, key);
            if value.is_null() {
                sql.push(" IS NULL");
            } else {
                sql.push(" = ").bind(json_val(value));
            }
        }
        match &self.branch.beyond {
            Beyond::Everything => {}
            Beyond::Id(id) => {
                sql.push(" AND ")
                    .col(root, "id")
                    .push(if self.order.ids_descend { " < " } else { " > " })
                    .bind(*id);
            }
            Beyond::Key(i, value) => {
                sql.push(" AND ");
                self.sort_column(sql, root, &self.order.keys[*i]);
                sql.push(if self.order.keys[*i].descending { " < " } else { " > " })
                    .bind(json_val(value));
            }
            Beyond::Null(i) | Beyond::NotNull(i) => {
                sql.push(" AND ");
                self.sort_column(sql, root, &self.order.keys[*i]);
                sql.push(if matches!(self.branch.beyond, Beyond::Null(_)) {
                    " IS NULL"
                } else {
                    " IS NOT NULL"
                });
            }
        }
    }

    fn order(&self, sql: &mut Sql, root: Alias) {
        self.order_by(sql, |sql, _, key| self.sort_column(sql, root, key));
        sql.col(root, "id")
            .push(if self.order.ids_descend { " DESC" } else { " ASC" });
    }

    /// Adds the keys of the order, each as `column` writes it; the id's own place comes after.
    fn order_by(&self, sql: &mut Sql, mut column: impl FnMut(&mut Sql, usize, &SortKey<'_>)) {
        sql.push(" ORDER BY ");
        for (i, key) in self.order.keys.iter().enumerate() {
            column(sql, i, key);
            sql.push(if key.descending {
                " DESC NULLS LAST, "
            } else {
                " ASC NULLS FIRST, "
            });
        }
    }

    fn sort_column(&self, sql: &mut Sql, root: Alias, key: &SortKey<'_>) {
        sql.col(root, key.field.key);
        if key.field.by_name {
            sql.push("_key");
        }
    }
}

fn json_val(value: &Json) -> Val {
    match value {
        Json::Bool(b) => Val::Bool(*b),
        Json::Number(n) => Val::I64(n.as_i64().unwrap_or_default()),
        Json::String(text) => Val::Text(text.clone()),
        _ => Val::Null,
    }
}

/// How many records there are, counted to `cap` at most. Cost grows with the number counted.
pub fn count(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &ObjectDef,
    filter: Option<&Condition>,
    ids: Option<&[kernel::Id]>,
    cap: usize,
) -> Result<usize> {
    let filter = filter.map(|f| bind(f, object, cx)).transpose()?;
    let compiler = Compiler {
        cx,
        dialect: tx.dialect(),
    };
    let mut sql = Sql::new();
    let root = sql.alias();
    let branch = Branch {
        equal: Vec::new(),
        beyond: Beyond::Everything,
    };
    let select = Select {
        object,
        fields: &[],
        order: &Order::default(),
        filter: filter.as_ref(),
        ids,
        branch: &branch,
    };
    sql.push("SELECT COUNT(*) FROM (SELECT 1 FROM ")
        .table(object.table, root)
        .push(" WHERE ");
    select.conditions(&mut sql, compiler, root, Part::Whole);
    sql.push(" LIMIT ").number(cap).push(") AS counted");
    let count = tx.first(&sql.text, &sql.params, |row| row.i64(0))?;
    Ok(usize::try_from(count.unwrap_or(0)).unwrap_or(0))
}
