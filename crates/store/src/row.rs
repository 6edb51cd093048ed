//! One row of an answer, read in place.

use kernel::{Error, Id, Result};
use rusqlite::types::ValueRef;
use uuid::Uuid;

use crate::binder::{PgInt, PgText};

/// A row, borrowed from the driver: texts and bytes are not copied. Columns are counted from 0.
pub struct Row<'r>(pub(crate) Raw<'r>);

pub(crate) enum Raw<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r postgres::Row),
}

macro_rules! required {
    ($($name:ident $opt:ident -> $ty:ty, $doc:literal;)*) => {
        $(
            #[doc = concat!($doc, "; an error if it is null.")]
            pub fn $name(&self, i: usize) -> Result<$ty> {
                self.$opt(i)?.ok_or_else(|| wrong(i, concat!($doc, " was read, but it is null")))
            }
        )*
    };
}

impl Row<'_> {
    required! {
        i64 opt_i64 -> i64, "A whole number";
        i128 opt_i128 -> i128, "A sum made by `Dialect::sum`";
        text opt_text -> &str, "A text, or JSON as text";
        id opt_id -> Id, "An id";
        bool opt_bool -> bool, "A truth value";
        bytes opt_bytes -> &[u8], "Bytes";
    }

    /// A whole number, or null.
    pub fn opt_i64(&self, i: usize) -> Result<Option<i64>> {
        match &self.0 {
            Raw::Sqlite(row) => match lite(row, i)? {
                ValueRef::Null => Ok(None),
                ValueRef::Integer(v) => Ok(Some(v)),
                other => Err(wrong(i, other.data_type())),
            },
            Raw::Postgres(row) => match pg::<PgInt>(row, i)? {
                None => Ok(None),
                Some(PgInt(v)) => i64::try_from(v).map(Some).map_err(|e| wrong(i, e)),
            },
        }
    }

    /// A sum made by `Dialect::sum`, or null.
    pub fn opt_i128(&self, i: usize) -> Result<Option<i128>> {
        match &self.0 {
            Raw::Sqlite(row) => match lite(row, i)? {
                ValueRef::Null => Ok(None),
                ValueRef::Integer(v) => Ok(Some(i128::from(v))),
                ValueRef::Text(halves) => crate::dialect::join_halves(halves)
                    .map(Some)
                    .ok_or_else(|| wrong(i, "text")),
                other => Err(wrong(i, other.data_type())),
            },
            Raw::Postgres(row) => Ok(pg::<PgInt>(row, i)?.map(|v| v.0)),
        }
    }

    /// A text or JSON as text, or null.
    pub fn opt_text(&self, i: usize) -> Result<Option<&str>> {
        match &self.0 {
            Raw::Sqlite(row) => match lite(row, i)? {
                ValueRef::Null => Ok(None),
                ValueRef::Text(v) => std::str::from_utf8(v).map(Some).map_err(|e| wrong(i, e)),
                other => Err(wrong(i, other.data_type())),
            },
            Raw::Postgres(row) => Ok(pg::<PgText>(row, i)?.map(|v| v.0)),
        }
    }

    /// An id, or null.
    pub fn opt_id(&self, i: usize) -> Result<Option<Id>> {
        match &self.0 {
            Raw::Sqlite(row) => match lite(row, i)? {
                ValueRef::Null => Ok(None),
                ValueRef::Blob(v) => Uuid::from_slice(v).map(|v| Some(Id(v))).map_err(|e| wrong(i, e)),
                other => Err(wrong(i, other.data_type())),
            },
            Raw::Postgres(row) => Ok(pg::<Uuid>(row, i)?.map(Id)),
        }
    }

    /// A truth value, or null.
    pub fn opt_bool(&self, i: usize) -> Result<Option<bool>> {
        Ok(self.opt_i64(i)?.map(|v| v != 0))
    }

    /// Bytes, or null.
    pub fn opt_bytes(&self, i: usize) -> Result<Option<&[u8]>> {
        match &self.0 {
            Raw::Sqlite(row) => match lite(row, i)? {
                ValueRef::Null => Ok(None),
                ValueRef::Blob(v) => Ok(Some(v)),
                other => Err(wrong(i, other.data_type())),
            },
            Raw::Postgres(row) => pg(row, i),
        }
    }

    /// Whether the column is null.
    pub fn is_null(&self, i: usize) -> Result<bool> {
        match &self.0 {
            Raw::Sqlite(row) => Ok(matches!(lite(row, i)?, ValueRef::Null)),
            Raw::Postgres(row) => Ok(pg::<Anything>(row, i)?.is_none()),
        }
    }
}

/// A value of whatever type, unread.
struct Anything;

impl<'a> postgres::types::FromSql<'a> for Anything {
    fn from_sql(_: &postgres::types::Type, _: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self)
    }

    fn accepts(_: &postgres::types::Type) -> bool {
        true
    }
}

fn lite<'r>(row: &'r rusqlite::Row<'_>, i: usize) -> Result<ValueRef<'r>> {
    row.get_ref(i).map_err(|e| wrong(i, e))
}

fn pg<'r, T: postgres::types::FromSql<'r>>(row: &'r postgres::Row, i: usize) -> Result<Option<T>> {
    row.try_get::<_, Option<T>>(i).map_err(|e| wrong(i, full(&e)))
}

fn full(e: &postgres::Error) -> String {
    std::error::Error::source(e).map_or_else(|| e.to_string(), |source| format!("{e}: {source}"))
}

fn wrong(i: usize, what: impl std::fmt::Display) -> Error {
    Error::internal(format!("column {i} of the answer: {what}"))
}
