//! Values on their way into a statement.

use kernel::{Day, Id, Instant, WorkspaceId};
use uuid::Uuid;

/// One parameter of a statement. Numbers are whole: money and decimals are scaled integers.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Val {
    Null,
    Bool(bool),
    I64(i64),
    Text(String),
    Id(Uuid),
    Bytes(Vec<u8>),
    /// JSON text. PostgreSQL keeps it as jsonb, so key order and white space are not kept.
    Json(String),
}

macro_rules! from {
    ($($from:ty => |$v:ident| $to:expr;)*) => {
        $(impl From<$from> for Val {
            fn from($v: $from) -> Self {
                $to
            }
        })*
    };
}

from! {
    bool => |v| Self::Bool(v);
    i64 => |v| Self::I64(v);
    i32 => |v| Self::I64(i64::from(v));
    String => |v| Self::Text(v);
    &str => |v| Self::Text(v.to_owned());
    Uuid => |v| Self::Id(v);
    Id => |v| Self::Id(v.0);
    WorkspaceId => |v| Self::I64(v.0);
    Instant => |v| Self::I64(v.0);
    Day => |v| Self::I64(i64::from(v.0));
    Vec<u8> => |v| Self::Bytes(v);
    &[u8] => |v| Self::Bytes(v.to_vec());
}

impl<T: Into<Self>> From<Option<T>> for Val {
    fn from(v: Option<T>) -> Self {
        v.map_or(Self::Null, Into::into)
    }
}

/// The values that sea-query collected, in their order.
pub fn vals(values: sea_query::Values) -> Vec<Val> {
    values.0.into_iter().map(Val::from).collect()
}

impl From<sea_query::Value> for Val {
    fn from(value: sea_query::Value) -> Self {
        use sea_query::{OptionEnum, Value};
        match value {
            Value::Bool(v) => v.into(),
            Value::TinyInt(v) => v.map(i64::from).into(),
            Value::SmallInt(v) => v.map(i64::from).into(),
            Value::Int(v) => v.map(i64::from).into(),
            Value::BigInt(v) => v.into(),
            Value::TinyUnsigned(v) => v.map(i64::from).into(),
            Value::SmallUnsigned(v) => v.map(i64::from).into(),
            Value::Unsigned(v) => v.map(i64::from).into(),
            // Only LIMIT and OFFSET come as unsigned 64-bit; the largest of them mean "all".
            Value::BigUnsigned(v) => v.map(|n| i64::try_from(n).unwrap_or(i64::MAX)).into(),
            // No column is a float; a program that binds one gets the database's type error, not a rounded number.
            Value::Float(v) => v.map(|n| n.to_string()).into(),
            Value::Double(v) => v.map(|n| n.to_string()).into(),
            Value::String(v) => v.into(),
            Value::Enum(OptionEnum::Some(v)) => Self::Text(v.value.to_string()),
            Value::Enum(OptionEnum::None(_)) => Self::Null,
            Value::Char(v) => v.map(String::from).into(),
            Value::Bytes(v) => v.into(),
            Value::Uuid(v) => v.into(),
        }
    }
}
