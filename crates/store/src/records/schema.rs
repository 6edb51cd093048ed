//! The tables that the definitions ask for: written into a migration once, and compared with the database ever after.

use std::fmt::Write as _;

use kernel::Result;
use records::{Access, FieldType, ObjectDef};

use crate::{Dialect, Tx};

/// The statements that make the tables and indexes of `objects`, in the words of a migration.
pub fn schema(objects: &[ObjectDef]) -> String {
    let mut text = String::new();
    for object in objects {
        table(&mut text, object);
        for (name, columns, unique) in indexes(object, objects) {
            let unique = if unique { "UNIQUE " } else { "" };
            let table = object.table;
            let columns = columns.iter().map(|c| {
                if c == "id" || is_filled(object, c) {
                    c.clone()
                } else {
                    format!("{c} @nulls_first")
                }
            });
            let columns = columns.collect::<Vec<_>>().join(", ");
            let _ = writeln!(
                text,
                "CREATE {unique}INDEX {table}_{name} ON {table} (workspace_id, {columns}) WHERE deleted_at IS NULL;"
            );
        }
        let table = object.table;
        let _ = writeln!(
            text,
            "CREATE INDEX {table}_bin ON {table} (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;"
        );
        text.push('\n');
    }
    text
}

fn table(text: &mut String, object: &ObjectDef) {
    let _ = writeln!(text, "CREATE TABLE {} (\n    workspace_id @i64 NOT NULL,", object.table);
    for field in &object.fields {
        let word = field.ty.column_word();
        let filled = if is_filled(object, field.key) { " NOT NULL" } else { "" };
        let _ = writeln!(text, "    {} {word}{filled},", field.key);
        if field.by_name {
            let _ = writeln!(text, "    {}_key @text{filled},", field.key);
        }
    }
    let _ = writeln!(text, "    deleted_at @i64,\n    PRIMARY KEY (workspace_id, id)\n);");
}

fn is_filled(object: &ObjectDef, column: &str) -> bool {
    matches!(column, "id" | "version" | "created_at" | "updated_at")
        || object
            .field(column.strip_suffix("_key").unwrap_or(column))
            .is_some_and(|f| f.required)
}

/// Name, columns after `workspace_id`, uniqueness.
fn indexes(object: &ObjectDef, objects: &[ObjectDef]) -> Vec<(String, Vec<String>, bool)> {
    let mut all: Vec<(String, Vec<String>, bool)> = Vec::new();
    let mut add = |columns: Vec<String>, unique: bool| {
        let name = columns
            .iter()
            .filter(|c| *c != "id")
            .cloned()
            .collect::<Vec<_>>()
            .join("_");
        if !all.iter().any(|(n, ..)| *n == name) {
            all.push((name, columns, unique));
        }
    };
    for field in object.fields.iter().filter(|f| f.unique) {
        add(vec![field.key.to_owned()], true);
    }
    for columns in &object.indexes {
        add(
            columns
                .iter()
                .map(|c| (*c).to_owned())
                .chain(["id".to_owned()].into_iter().filter(|_| !columns.contains(&"id")))
                .collect(),
            false,
        );
    }
    for field in object.fields.iter().filter(|f| f.sortable) {
        add(vec![field.sort_column(), "id".to_owned()], false);
    }
    let covered = |key: &str| object.indexes.iter().any(|columns| columns.first() == Some(&key));
    for field in &object.fields {
        // What only verbs write isn't deleted, so nobody asks what refers to it; and each index costs every new record.
        let deleted = |target: &str| objects.iter().any(|o| o.key == target && !o.by_verbs);
        let refers = matches!(field.ty, FieldType::Reference(target) if deleted(target))
            && !matches!(field.key, "id" | "created_by");
        let access = object.access == Access::Owned && matches!(field.key, "owner" | "team");
        if refers && !covered(field.key) && !(access && covered(field.key)) {
            add(vec![field.key.to_owned()], false);
        }
    }
    all
}

/// What in the database differs from the definitions, each as a sentence; empty if nothing does.
pub fn check_columns(tx: &mut Tx<'_>, objects: &[ObjectDef]) -> Result<Vec<String>> {
    let dialect = tx.dialect();
    let mut faults = Vec::new();
    for object in objects {
        let query = match dialect {
            Dialect::Sqlite => "SELECT name, lower(type) FROM pragma_table_info($1)",
            Dialect::Postgres => {
                "SELECT column_name::text, data_type::text FROM information_schema.columns WHERE table_name = $1 AND table_schema = current_schema()"
            }
        };
        let found = tx.all(query, &[object.table.into()], |row| {
            Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned()))
        })?;
        let mut wanted: Vec<(String, &str)> =
            vec![("workspace_id".to_owned(), "@i64"), ("deleted_at".to_owned(), "@i64")];
        for field in &object.fields {
            wanted.push((field.key.to_owned(), field.ty.column_word()));
            if field.by_name {
                wanted.push((format!("{}_key", field.key), "@text"));
            }
        }
        for (column, word) in &wanted {
            let ty = dialect
                .word(word.trim_start_matches('@'))
                .unwrap_or_default()
                .to_lowercase();
            let ty = ty.split(" collate").next().unwrap_or_default();
            if !found.iter().any(|(name, found)| name == column && found == ty) {
                faults.push(format!("{}.{column} should be {ty}", object.table));
            }
        }
        for (name, _) in &found {
            if !wanted.iter().any(|(column, _)| column == name) {
                faults.push(format!("{}.{name} is in no definition", object.table));
            }
        }
    }
    Ok(faults)
}
