//! The value of a field, in the form it is stored and compared in.

use kernel::{Day, Id, Instant};

/// A value. Money, numbers and percents are scaled integers; days and instants are counted from 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    /// Nothing; the smallest value.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A number, amount, percentage, day or instant.
    Int(i64),
    /// A text or the key of an option. Never empty: an empty text is `Null`.
    Text(String),
    /// A reference.
    Id(Id),
    /// Keys of options, sorted, each once. Never empty.
    List(Vec<String>),
    /// JSON that the program doesn't look into, as text.
    Json(String),
}

impl Value {
    /// Whether it is `Null`.
    pub fn is_null(&self) -> bool {
        *self == Self::Null
    }
}

/// Reads a typed field out of a value; the wrong kind is a fault of the program, not of the user.
pub trait FromValue: Sized {
    /// The typed form, or `None` if the value is of another kind.
    fn from_value(value: Value) -> Option<Self>;
}

macro_rules! from_value {
    ($($ty:ty, $pattern:pat => $out:expr;)*) => {$(
        impl FromValue for $ty {
            fn from_value(value: Value) -> Option<Self> {
                match value { $pattern => Some($out), _ => None }
            }
        }
    )*};
}

from_value! {
    String, Value::Text(text) | Value::Json(text) => text;
    i64, Value::Int(n) => n;
    bool, Value::Bool(b) => b;
    Id, Value::Id(id) => id;
    Vec<String>, Value::List(list) => list;
    Instant, Value::Int(n) => Instant(n);
}

impl FromValue for Day {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Int(n) => i32::try_from(n).ok().map(Day),
            _ => None,
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

macro_rules! into_value {
    ($($ty:ty, $name:ident => $value:expr;)*) => {$(
        impl From<$ty> for Value {
            fn from($name: $ty) -> Self { $value }
        }
    )*};
}

into_value! {
    &str, text => if text.is_empty() { Self::Null } else { Self::Text(text.to_owned()) };
    String, text => if text.is_empty() { Self::Null } else { Self::Text(text) };
    i64, n => Self::Int(n);
    bool, b => Self::Bool(b);
    Id, id => Self::Id(id);
    Day, day => Self::Int(i64::from(day.0));
    Instant, at => Self::Int(at.0);
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
