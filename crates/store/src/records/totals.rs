//! Kept totals: counts and sums by the fields that records are mostly summed up by, written with every change in the same
//! transaction. A sum over them costs as much as there are combinations, however many records there are.

use kernel::Result;
use records::{Bound, Cx, ObjectDef, Totals, Value};
use sha2::{Digest as _, Sha256};

use super::compile::{Compiler, val};
use crate::counts::Count;
use crate::sql::Sql;
use crate::{Tx, Val};

/// Brings the totals from `old` to `new`; none for a record that isn't there.
pub(super) fn change(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, old: Option<&[Value]>, new: Option<&[Value]>) {
    let Some(totals) = &object.totals else { return };
    let part = |values: Option<&[Value]>| values.map(|values| Part::of(object, totals, values));
    let (old, new) = (part(old), part(new));
    if old == new {
        return;
    }
    for (part, sign) in old.map(|p| (p, -1)).into_iter().chain(new.map(|p| (p, 1))) {
        tx.count(part.count(cx, totals, sign));
    }
}

/// A record's place among the totals, and what it adds.
#[derive(PartialEq)]
struct Part {
    key: Vec<u8>,
    dims: Vec<Value>,
    sums: Vec<i64>,
}

impl Part {
    fn of(object: &ObjectDef, totals: &Totals, values: &[Value]) -> Self {
        let get = |key: &&str| object.index(key).map_or(Value::Null, |i| values[i].clone());
        let dims: Vec<Value> = totals.dims.iter().map(get).collect();
        let sums = totals
            .sums
            .iter()
            .map(|key| if let Value::Int(n) = get(key) { n } else { 0 })
            .collect();
        let mut hash = Sha256::new();
        for dim in &dims {
            match dim {
                Value::Id(id) => hash.update(id.0.as_bytes()),
                Value::Text(text) => hash.update(text.as_bytes()),
                _ => hash.update([1]),
            }
            hash.update([0]);
        }
        Self {
            key: hash.finalize()[..16].to_vec(),
            dims,
            sums,
        }
    }

    /// What it adds for `n` records.
    fn count(self, cx: &Cx, totals: &Totals, n: i64) -> Count {
        let sign = n.signum();
        let halves = totals.sums.iter().zip(&self.sums).flat_map(|(name, sum)| {
            let (high, low) = (sum >> 32, sum & 0xFFFF_FFFF);
            [([*name, "_high"], sign * high), ([*name, "_low"], sign * low)]
        });
        Count {
            table: totals.table,
            workspace: cx.workspace.id,
            key: vec![("key", Val::Bytes(self.key))],
            labels: totals.dims.iter().copied().zip(self.dims.iter().map(val)).collect(),
            sums: std::iter::once((["n", ""], n)).chain(halves).collect(),
        }
    }
}

/// Whether the totals can tell all that a filter asks.
pub(super) fn covers(totals: &Totals, filter: &Bound<'_>) -> bool {
    match filter {
        Bound::All(items) | Bound::Any(items) => items.iter().all(|c| covers(totals, c)),
        Bound::Not(inner) => covers(totals, inner),
        Bound::Through { field, .. } | Bound::Leaf { field, .. } => totals.dims.contains(&field.key),
        Bound::Exists { .. } => false,
    }
}

/// What differs between the totals and the records, each as a sentence; with `mend` they are made again. Cost grows with
/// the table.
pub fn check_totals(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, mend: bool) -> Result<Vec<String>> {
    let Some(totals) = &object.totals else {
        return Ok(Vec::new());
    };
    let counted = sums(tx, cx, object, totals, false)?;
    let kept = sums(tx, cx, object, totals, true)?;
    if counted == kept {
        return Ok(Vec::new());
    }
    let fault = format!(
        "{}: {} combinations counted, {} kept, and they differ",
        totals.table,
        counted.len(),
        kept.len()
    );
    if mend {
        tx.clear_counts(totals.table, cx.workspace.id);
        for (dims, n, sums) in counted {
            let mut values = vec![Value::Null; object.fields.len()];
            for (key, value) in totals.dims.iter().zip(dims) {
                if let Some(i) = object.index(key) {
                    values[i] = value;
                }
            }
            let mut part = Part::of(object, totals, &values);
            part.sums = sums;
            tx.count(part.count(cx, totals, n));
        }
    }
    Ok(vec![fault])
}

type Line = (Vec<Value>, i64, Vec<i64>);

/// The totals as they are kept, or as the records add up; in the same order.
fn sums(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, totals: &Totals, kept: bool) -> Result<Vec<Line>> {
    let dialect = tx.dialect();
    let compiler = Compiler { cx, dialect };
    let mut sql = Sql::new();
    let root = sql.alias();
    sql.push("SELECT ");
    for dim in totals.dims {
        sql.col(root, dim).push(", ");
    }
    if kept {
        sql.push("n");
    } else {
        sql.push("COUNT(*)");
    }
    for sum in totals.sums {
        sql.push(", ");
        if kept {
            sql.push("(")
                .col(root, sum)
                .push("_high * 4294967296 + ")
                .col(root, sum)
                .push("_low)");
        } else {
            sql.expression(&dialect.sum(&format!("COALESCE({}, 0)", root.column(sum))));
        }
    }
    sql.push(" FROM ")
        .table(if kept { totals.table } else { object.table }, root)
        .push(" WHERE ");
    compiler.living(&mut sql, root);
    if kept {
        sql.push(" AND n <> 0");
    } else {
        sql.push(" GROUP BY ").list(totals.dims, ", ", |sql, dim| {
            sql.col(root, dim);
        });
    }
    let mut lines = tx.all(&sql.text, &sql.params, |row| {
        let mut dims = Vec::with_capacity(totals.dims.len());
        for (i, dim) in totals.dims.iter().enumerate() {
            let reference = object.target(dim).is_some();
            dims.push(if reference {
                row.opt_id(i)?.into()
            } else {
                row.opt_text(i)?.map(str::to_owned).into()
            });
        }
        let at = totals.dims.len();
        let sums = (0..totals.sums.len()).map(|i| row.opt_i128(at + 1 + i).map(|s| s.unwrap_or(0) as i64));
        Ok((dims, row.i64(at)?, sums.collect::<Result<Vec<_>>>()?))
    })?;
    lines.sort();
    Ok(lines)
}
