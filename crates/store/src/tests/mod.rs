//! What the store promises, tried on both databases.

mod backup;
mod commit;
mod guards;
mod journal;
mod migrate;
mod scale;
mod search;
mod small;
mod values;

use kernel::{Code, Id, Instant, Result};

use crate::{Store, Tx};

/// An id that is the same in every run.
fn id(n: u128) -> Id {
    Id(uuid::Uuid::from_u128(n))
}

fn at(seconds: i64) -> Instant {
    Instant(1_700_000_000_000_000 + seconds * 1_000_000)
}

/// Makes a table with the type words of migrations.
fn table(store: &Store, sql: &'static str) {
    store
        .write_blocking(move |tx| {
            let dialect = tx.dialect();
            for statement in dialect.statements(&dialect.expand(sql)?) {
                tx.batch(&statement)?;
            }
            Ok(())
        })
        .unwrap();
}

fn count(tx: &mut Tx<'_>, from: &str) -> Result<i64> {
    Ok(tx
        .first(&format!("SELECT count(*) FROM {from}"), &[], |row| row.i64(0))?
        .unwrap_or(-1))
}

fn code<T: std::fmt::Debug>(result: Result<T>) -> Code {
    result.unwrap_err().code()
}
