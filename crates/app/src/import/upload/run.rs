//! Rows becoming records under the asker's own rights; a preview does the same and keeps nothing.

use std::collections::{BTreeSet, HashMap, HashSet};

use kernel::{Code, Error, Id, Lang, Result};
use records::{Cx, ObjectDef};
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::records as rows;

use super::cells::fold;
use super::columns::{importable, letter};
use super::fault::Fault;
use super::file::{Existing, File, PREVIEW_ROWS, Row};
use super::known::Known;
use super::result::{RowResult, Tally, faults, refused_csv};
use super::table::SEPARATORS;
use super::text::ENCODINGS;
use crate::App;
use crate::accounts::Account;
use crate::engine;
use crate::leads::{self, Asked, Lead};

/// Rows of one transaction.
const BATCH: usize = 200;

/// An import under way.
pub struct Import {
    file: File,
    /// Rows in the order in which they are done: what others refer to comes first.
    order: Vec<usize>,
    results: Vec<Option<RowResult>>,
}

impl Import {
    /// Looks through the whole file first: rows that say the same thing, companies that stand above themselves.
    pub fn new(file: File) -> Self {
        let mut results: Vec<Option<RowResult>> = file
            .rows
            .iter()
            .map(|row| row.values.as_ref().err().map(|fault| RowResult::Failed(fault.clone())))
            .collect();
        twice(&file, &mut results);
        let order = order(&file, &mut results);
        Self { file, order, results }
    }

    /// The rows that wait, in batches.
    pub fn batches(&self) -> Vec<Vec<usize>> {
        let waiting: Vec<usize> = self
            .order
            .iter()
            .copied()
            .filter(|i| self.results[*i].is_none())
            .collect();
        waiting.chunks(BATCH).map(<[usize]>::to_vec).collect()
    }

    /// The file.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Keeps what became of rows.
    pub fn keep(&mut self, done: Vec<(usize, RowResult)>) {
        for (row, result) in done {
            self.results[row] = Some(result);
        }
    }

    /// Does rows in one transaction.
    ///
    /// # Errors
    /// Only what ends the import; what is wrong with a row is its result. Where a row failed the transaction holds parts of
    /// it and must be thrown away: see [`failed`].
    pub fn rows(tx: &mut Tx<'_>, app: &App, cx: &Cx, file: &File, which: &[usize]) -> Result<Vec<(usize, RowResult)>> {
        let object = cx.object(file.object)?;
        let mut known = Known::load(tx, cx, file)?;
        let mut done = Vec::with_capacity(which.len());
        for &i in which {
            let result = match one(tx, app, cx, file, object, &mut known, &file.rows[i]) {
                Ok(result) => result,
                Err(Stop::Row(fault)) => RowResult::Failed(fault),
                Err(Stop::All(error)) => return Err(error),
            };
            done.push((i, result));
        }
        Ok(done)
    }

    /// What came of it, as it is answered.
    pub fn answer(&self, lang: Lang) -> Result<Json> {
        let tally = Tally::of(self.results.iter().flatten());
        let refused = refused(&self.results);
        Ok(json!({
            "object": self.file.object,
            "rows": self.file.rows.len(),
            "created": tally.created, "updated": tally.updated, "skipped": tally.skipped, "failed": tally.failed,
            "errors": faults(&self.file, &refused, lang),
            "refused": refused_csv(&self.file, &refused, lang)?,
        }))
    }

    /// The rows of some results that failed.
    pub fn failed(done: &[(usize, RowResult)]) -> BTreeSet<usize> {
        let failed = done.iter().filter(|(_, r)| matches!(r, RowResult::Failed(_)));
        failed.map(|(i, _)| *i).collect()
    }
}

fn refused(results: &[Option<RowResult>]) -> Vec<(usize, &Fault)> {
    let failed = results.iter().enumerate().filter_map(|(i, result)| match result {
        Some(RowResult::Failed(fault)) => Some((i, fault)),
        _ => None,
    });
    failed.collect()
}

/// What a file would become. The transaction must be thrown away.
pub fn preview(tx: &mut Tx<'_>, app: &App, cx: &Cx, import: &Import) -> Result<Json> {
    let waiting: Vec<usize> = import.batches().concat();
    let tried = &waiting[..waiting.len().min(PREVIEW_ROWS)];
    let mut results = import.results.clone();
    for (row, result) in Import::rows(tx, app, cx, &import.file, tried)? {
        results[row] = Some(result);
    }
    let file = &import.file;
    let object = cx.object(file.object)?;
    let tally = Tally::of(results.iter().flatten());
    let sample = |i: usize| -> Vec<String> {
        let cells = file
            .rows
            .iter()
            .filter_map(|r| r.cells.get(i))
            .filter(|c| !c.trim().is_empty());
        cells.take(3).map(|c| c.chars().take(60).collect()).collect()
    };
    let columns = file.columns.iter().enumerate().map(|(i, c)| {
        json!({ "letter": letter(i), "header": c.header, "field": c.field, "rival": c.rival, "samples": sample(i) })
    });
    let fields = importable(object, cx)
        .into_iter()
        .map(|f| json!({ "key": f.key, "label": f.label.get(cx.lang), "required": f.required, "type": f.ty.name() }));
    let asks = file
        .asks
        .iter()
        .map(|(code, text)| json!({ "code": code, "text": text.get(cx.lang) }));
    let remarks = file
        .remarks
        .iter()
        .take(20)
        .map(|(line, text)| json!({ "line": line, "text": text.get(cx.lang) }));
    Ok(json!({
        "object": file.object,
        "encoding": file.encoding,
        "encodings": ENCODINGS.map(|(key, name)| json!({ "key": key, "name": name })),
        "separator": file.separator,
        "separators": SEPARATORS.map(|(key, _)| key),
        "columns": columns.collect::<Vec<_>>(),
        "fields": fields.collect::<Vec<_>>(),
        "asks": asks.collect::<Vec<_>>(),
        "remarks": remarks.collect::<Vec<_>>(),
        "rows": file.rows.len(),
        "checked": file.rows.len() - (waiting.len() - tried.len()),
        "ok": tally.created + tally.updated + tally.skipped,
        "bad": tally.failed,
        "created": tally.created, "updated": tally.updated, "skipped": tally.skipped,
        "errors": faults(file, &refused(&results), cx.lang),
    }))
}

/// Why a row isn't done: a fault of its own, or one that ends everything.
enum Stop {
    Row(Fault),
    All(Error),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Row(fault)
    }
}

fn one(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    file: &File,
    object: &ObjectDef,
    known: &mut Known,
    row: &Row,
) -> std::result::Result<RowResult, Stop> {
    let column = |key: &str| file.columns.iter().position(|c| c.field == Some(key));
    let stop = |error: Error| {
        // What isn't the row's fault ends the import; a lost race runs the transaction again.
        let machine = matches!(error.code(), Code::Internal | Code::StorageFull | Code::Unavailable);
        if machine || error.may_retry() {
            Stop::All(error)
        } else {
            Stop::Row(Fault::of(&error, column))
        }
    };
    let mut body = Map::new();
    for (key, value) in row.values.iter().flatten() {
        let mut value = value.clone();
        if let (Some(target), Some(text)) = (object.target(key), value.as_str()) {
            let found = known.find(target, text).map_err(|f| Fault {
                column: column(key),
                ..f
            })?;
            value = match found {
                Some(id) => id,
                None if file.makes_accounts && object.key != Account::OBJECT => {
                    let fields = Map::from_iter([(Account::name.to_owned(), json!(text))]);
                    let id = engine::create(tx, app, cx, Account::OBJECT, &fields).map_err(stop)?;
                    known.add_account(text, id);
                    json!(id)
                }
                None => {
                    let fault = Fault::new(
                        "choice_unknown",
                        format!("没有名为「{text}」的客户（或您看不到）"),
                        format!("There is no account called “{text}” that you can see"),
                    );
                    return Err(Stop::Row(Fault {
                        column: column(key),
                        ..fault
                    }));
                }
            };
        }
        body.insert((*key).to_owned(), value);
    }
    let there = if file.existing == Existing::Create {
        None
    } else {
        let text = |key: &str| body.get(key).and_then(Json::as_str).map(str::to_owned);
        let asked = Asked {
            name: text("name"),
            company: text(if object.key == Account::OBJECT {
                "name"
            } else {
                "company"
            }),
            phone: text("phone"),
            email: text("email"),
            except: None,
        };
        leads::existing(tx, cx, object.key, &asked).map_err(stop)?
    };
    match there {
        Some(_) if file.existing == Existing::Skip => Ok(RowResult::Skipped),
        Some(id) => update(tx, app, cx, object, id, &body).map_err(stop),
        None => {
            let id = engine::create(tx, app, cx, object.key, &body).map_err(stop)?;
            if object.key == Account::OBJECT
                && let Some(name) = body.get(Account::name).and_then(Json::as_str)
            {
                known.add_account(name, id);
            }
            if file.assign && object.key == Lead::OBJECT {
                match leads::assign(tx, app, cx, id) {
                    // Where no rule fits it stays with who imports.
                    Err(e) if e.code() != Code::WrongState => return Err(stop(e)),
                    _ => {}
                }
            }
            Ok(RowResult::Created)
        }
    }
}

fn update(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    object: &ObjectDef,
    id: Id,
    body: &Map<String, Json>,
) -> Result<RowResult> {
    let seen = rows::get(tx, cx, object, id, &["version".to_owned()])?;
    let mine = rows::may(tx, cx, object, id, records::Action::Update)?;
    let Some((version, _)) = seen.filter(|_| mine) else {
        return Err(Error::field(
            "",
            Code::Duplicate,
            "已存在，但由其他人负责，您不能修改：请联系管理员",
            "It is there already, but is somebody else's and you can't change it: ask an administrator",
        ));
    };
    engine::patch(tx, app, cx, object.key, id, version, body)?;
    let now = rows::get(tx, cx, object, id, &["version".to_owned()])?.map(|(v, _)| v);
    Ok(if now == Some(version) {
        RowResult::Skipped
    } else {
        RowResult::Updated
    })
}

/// Rows that say what an earlier row says.
fn twice(file: &File, results: &mut [Option<RowResult>]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (i, row) in file.rows.iter().enumerate() {
        let Ok(values) = &row.values else { continue };
        let text = |key: &str| values.iter().find(|(k, _)| *k == key).and_then(|(_, v)| v.as_str());
        let keys: Vec<String> = leads::import_keys(file.object, text("name"), text("phone"), text("email"));
        let before = keys.iter().find_map(|key| seen.get(key).copied());
        if let Some(before) = before {
            results[i] = Some(RowResult::Failed(Fault::new(
                "duplicate_in_file",
                format!("与第 {before} 行重复"),
                format!("The same as line {before}"),
            )));
            continue;
        }
        for key in keys {
            seen.insert(key, row.line);
        }
    }
}

/// The order in which rows are done: a company after those above it. Companies that stand above themselves are refused.
fn order(file: &File, results: &mut [Option<RowResult>]) -> Vec<usize> {
    let all: Vec<usize> = (0..file.rows.len()).collect();
    let above = file.columns.iter().any(|c| c.field == Some(Account::parent));
    if file.object != Account::OBJECT || !above {
        return all;
    }
    let text = |i: usize, key: &str| {
        let values = file.rows[i].values.as_ref().ok()?;
        values
            .iter()
            .find(|(k, _)| *k == key)
            .and_then(|(_, v)| v.as_str())
            .map(fold)
    };
    let mut rows: HashMap<String, usize> = HashMap::new();
    for &i in &all {
        if let Some(name) = text(i, Account::name) {
            rows.entry(name).or_insert(i);
        }
    }
    let parent = |i: usize| text(i, Account::parent).and_then(|name| rows.get(&name).copied());
    let mut depth = vec![0_usize; all.len()];
    for &i in &all {
        let (mut seen, mut here) = (HashSet::from([i]), i);
        while let Some(next) = parent(here) {
            depth[i] += 1;
            if !seen.insert(next) {
                results[i] = Some(RowResult::Failed(Fault {
                    column: file.columns.iter().position(|c| c.field == Some(Account::parent)),
                    ..Fault::new(
                        "hierarchy_cycle",
                        "上级公司形成了循环：请更正上级公司",
                        "The parent companies form a circle: correct them",
                    )
                }));
                break;
            }
            here = next;
        }
    }
    let mut order = all;
    order.sort_by_key(|i| depth[*i]);
    order
}
