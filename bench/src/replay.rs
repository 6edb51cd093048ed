//! The limit of an import: the rows that it added, into the same tables and indexes, by plain rusqlite in transactions of 1,000.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::time::Instant;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

const PER_TRANSACTION: usize = 1000;

/// Seconds to write what `dir`'s database has over `before` into a copy of `before` at `copy`.
pub fn seconds(dir: &Path, before: &Path, copy: &Path) -> io::Result<f64> {
    replay(&crate::sql::database(dir)?, before, copy).map_err(io::Error::other)
}

fn replay(after: &Path, before: &Path, copy: &Path) -> Result<f64, Box<dyn std::error::Error + Send + Sync>> {
    for end in ["", "-wal", "-shm"] {
        let file = format!("{}{end}", copy.display());
        if Path::new(&file).exists() {
            std::fs::remove_file(file)?;
        }
    }
    std::fs::copy(before, copy)?;
    let source = Connection::open(after)?;
    let mut target = Connection::open(copy)?;
    target.pragma_update(None, "journal_mode", "WAL")?;
    target.pragma_update(None, "synchronous", "FULL")?;
    target.pragma_update(None, "cache_size", -16384)?;
    let mut work = Vec::new();
    for (table, is_search) in tables(&source)? {
        let (columns, rows) = if is_search {
            search_words(&source, &table, before)?
        } else {
            added(&source, &table, before)?
        };
        if !rows.is_empty() {
            println!("  {table}: {} rows", rows.len());
            let places = vec!["?"; columns.len()].join(", ");
            work.push((
                format!("INSERT INTO \"{table}\" ({}) VALUES ({places})", columns.join(", ")),
                rows,
            ));
        }
    }
    let began = Instant::now();
    // A thousand rows of the largest table go with their share of the others, as the import itself wrote them.
    let batches = work
        .iter()
        .map(|(_, rows)| rows.len())
        .max()
        .unwrap_or(0)
        .div_ceil(PER_TRANSACTION)
        .max(1);
    for batch in 0..batches {
        let transaction = target.transaction()?;
        for (sql, rows) in &work {
            let mut statement = transaction.prepare_cached(sql)?;
            let (from, to) = (rows.len() * batch / batches, rows.len() * (batch + 1) / batches);
            for row in &rows[from..to] {
                statement.execute(params_from_iter(row))?;
            }
        }
        transaction.commit()?;
    }
    Ok(began.elapsed().as_secs_f64())
}

/// The tables that hold rows of their own, and whether they are a search index; its shadow tables aren't listed.
fn tables(connection: &Connection) -> rusqlite::Result<Vec<(String, bool)>> {
    let mut statement = connection.prepare(
        "SELECT name, type = 'virtual' FROM pragma_table_list
         WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite_%'",
    )?;
    let names = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    names.collect()
}

/// The index keeps no text, so each document is put together again from its words.
fn search_words(
    connection: &Connection,
    table: &str,
    before: &Path,
) -> rusqlite::Result<(Vec<String>, Vec<Vec<Value>>)> {
    let columns: Vec<String> = connection
        .prepare("SELECT name FROM pragma_table_info(?1)")?
        .query_map([table], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    connection.execute("ATTACH ?1 AS earlier", [before.display().to_string()])?;
    let last: i64 = connection.query_row(
        "SELECT coalesce(max(id), 0) FROM earlier.search_word_docsize",
        [],
        |row| row.get(0),
    )?;
    connection.execute("DETACH earlier", [])?;
    connection.execute_batch(&format!(
        "CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', '{table}', 'instance')"
    ))?;
    let mut documents: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    let mut statement = connection.prepare("SELECT doc, col, term FROM temp.words WHERE doc > ?1")?;
    let mut rows = statement.query([last])?;
    while let Some(row) = rows.next()? {
        let (column, term): (String, String) = (row.get(1)?, row.get(2)?);
        let texts = documents
            .entry(row.get(0)?)
            .or_insert_with(|| vec![String::new(); columns.len()]);
        if let Some(at) = columns.iter().position(|c| *c == column) {
            texts[at].push_str(&term);
            texts[at].push(' ');
        }
    }
    let mut names = vec!["rowid".to_owned()];
    names.extend(columns.iter().map(|c| format!("\"{c}\"")));
    let with_id = |(id, texts): (i64, Vec<String>)| {
        std::iter::once(Value::Integer(id))
            .chain(texts.into_iter().map(Value::Text))
            .collect()
    };
    Ok((names, documents.into_iter().map(with_id).collect()))
}

/// The rows whose rowid or key isn't in the earlier database.
fn added(connection: &Connection, table: &str, before: &Path) -> rusqlite::Result<(Vec<String>, Vec<Vec<Value>>)> {
    connection.execute("ATTACH ?1 AS earlier", [before.display().to_string()])?;
    let result = (|| {
        let mut info = connection.prepare("SELECT name, pk FROM pragma_table_info(?1)")?;
        let columns: Vec<(String, i64)> = info
            .query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let key: Vec<&str> = columns
            .iter()
            .filter(|(_, pk)| *pk > 0)
            .map(|(name, _)| name.as_str())
            .collect();
        let same = if key.is_empty() {
            "e.rowid = n.rowid".to_owned()
        } else {
            key.iter()
                .map(|k| format!("e.\"{k}\" = n.\"{k}\""))
                .collect::<Vec<_>>()
                .join(" AND ")
        };
        let mut names: Vec<String> = columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        if key.is_empty() {
            names.insert(0, "rowid".to_owned());
        }
        let list = names.iter().map(|n| format!("n.{n}")).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "SELECT {list} FROM main.\"{table}\" n WHERE NOT EXISTS (SELECT 1 FROM earlier.\"{table}\" e WHERE {same})"
        );
        let mut statement = connection.prepare(&sql)?;
        let rows = statement
            .query_map([], |row| (0..names.len()).map(|n| row.get::<_, Value>(n)).collect())?
            .collect::<rusqlite::Result<Vec<Vec<Value>>>>()?;
        Ok((names, rows))
    })();
    connection.execute("DETACH earlier", [])?;
    result
}
