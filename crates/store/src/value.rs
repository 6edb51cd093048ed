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
