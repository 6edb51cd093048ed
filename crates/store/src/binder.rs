//! How values cross into the two drivers, and how PostgreSQL's come back.

use std::error::Error as StdError;

use bytes::{BufMut, BytesMut};
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use rusqlite::types::{ToSqlOutput, Value as LiteValue, ValueRef};

use crate::Val;

type Fault = Box<dyn StdError + Sync + Send>;

impl rusqlite::ToSql for Val {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(LiteValue::Null),
            Self::Bool(v) => ToSqlOutput::Owned(LiteValue::Integer(i64::from(*v))),
            Self::I64(v) => ToSqlOutput::Owned(LiteValue::Integer(*v)),
            Self::Text(v) | Self::Json(v) => ToSqlOutput::Borrowed(ValueRef::Text(v.as_bytes())),
            Self::Id(v) => ToSqlOutput::Borrowed(ValueRef::Blob(v.as_bytes())),
            Self::Bytes(v) => ToSqlOutput::Borrowed(ValueRef::Blob(v)),
        })
    }
}

/// Encodes by the type that the server inferred for the parameter, so that statements need no casts.
impl ToSql for Val {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Fault> {
        match self {
            Self::Null => return Ok(IsNull::Yes),
            Self::Bool(v) => put_int(i64::from(*v), ty, out)?,
            Self::I64(v) => put_int(*v, ty, out)?,
            Self::Text(v) | Self::Json(v) => put_text(v, ty, out)?,
            Self::Id(v) if *ty == Type::UUID || *ty == Type::BYTEA => out.put_slice(v.as_bytes()),
            Self::Id(v) if is_text(ty) => out.put_slice(v.hyphenated().to_string().as_bytes()),
            Self::Bytes(v) if *ty == Type::BYTEA => out.put_slice(v),
            Self::Id(_) | Self::Bytes(_) => return Err(mismatch(self, ty)),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn put_int(v: i64, ty: &Type, out: &mut BytesMut) -> Result<(), Fault> {
    match *ty {
        Type::INT8 => out.put_i64(v),
        Type::INT4 => out.put_i32(i32::try_from(v)?),
        Type::INT2 => out.put_i16(i16::try_from(v)?),
        Type::OID => out.put_u32(u32::try_from(v)?),
        Type::BOOL => out.put_u8(u8::from(v != 0)),
        Type::NUMERIC => put_numeric(v, out),
        _ if is_text(ty) => out.put_slice(v.to_string().as_bytes()),
        _ => return Err(mismatch(&Val::I64(v), ty)),
    }
    Ok(())
}

fn put_text(v: &str, ty: &Type, out: &mut BytesMut) -> Result<(), Fault> {
    match *ty {
        Type::JSONB => {
            out.put_u8(1);
            out.put_slice(v.as_bytes());
        }
        Type::UUID => out.put_slice(uuid::Uuid::try_parse(v)?.as_bytes()),
        _ if is_text(ty) => out.put_slice(v.as_bytes()),
        _ => return Err(mismatch(&Val::Null, ty)),
    }
    Ok(())
}

/// The wire form of a whole number: digits in base 10,000, the most significant first.
fn put_numeric(v: i64, out: &mut BytesMut) {
    let mut digits = Vec::with_capacity(5);
    let mut rest = v.unsigned_abs();
    while rest > 0 {
        digits.push((rest % 10_000) as i16);
        rest /= 10_000;
    }
    out.put_i16(digits.len() as i16);
    out.put_i16(digits.len() as i16 - 1);
    out.put_u16(if v < 0 { 0x4000 } else { 0 });
    out.put_i16(0);
    for digit in digits.iter().rev() {
        out.put_i16(*digit);
    }
}

fn is_text(ty: &Type) -> bool {
    matches!(
        *ty,
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::JSON
    )
}

fn mismatch(val: &Val, ty: &Type) -> Fault {
    let kind = match val {
        Val::I64(_) | Val::Bool(_) => "a whole number",
        Val::Id(_) => "an id",
        Val::Bytes(_) => "bytes",
        _ => "a text",
    };
    format!("{kind} was bound where the statement takes {ty}").into()
}

/// Text as PostgreSQL sends it, jsonb included.
pub(crate) struct PgText<'a>(pub &'a str);

impl<'a> FromSql<'a> for PgText<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Fault> {
        let raw = if *ty == Type::JSONB {
            raw.get(1..).unwrap_or_default()
        } else {
            raw
        };
        Ok(Self(std::str::from_utf8(raw)?))
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::JSONB || is_text(ty)
    }
}

/// A whole number of any width.
pub(crate) struct PgInt(pub i128);

impl<'a> FromSql<'a> for PgInt {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Fault> {
        Ok(Self(match *ty {
            Type::INT8 => i128::from(i64::from_be_bytes(raw.try_into()?)),
            Type::INT4 => i128::from(i32::from_be_bytes(raw.try_into()?)),
            Type::INT2 => i128::from(i16::from_be_bytes(raw.try_into()?)),
            Type::OID => i128::from(u32::from_be_bytes(raw.try_into()?)),
            Type::BOOL => i128::from(raw.first().is_some_and(|b| *b != 0)),
            _ => numeric(raw)?,
        }))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(
            *ty,
            Type::INT8 | Type::INT4 | Type::INT2 | Type::OID | Type::BOOL | Type::NUMERIC
        )
    }
}

fn numeric(raw: &[u8]) -> Result<i128, Fault> {
    let word = |i: usize| -> Result<u16, Fault> {
        let bytes = raw.get(i * 2..i * 2 + 2).ok_or("a numeric was cut short")?;
        Ok(u16::from_be_bytes(bytes.try_into()?))
    };
    let (count, weight, sign) = (usize::from(word(0)?), i32::from(word(1)?.cast_signed()), word(2)?);
    let mut value: i128 = 0;
    for place in 0..=weight.max(-1) {
        let digit = if (place as usize) < count {
            word(4 + place as usize)?
        } else {
            0
        };
        value = value
            .checked_mul(10_000)
            .and_then(|v| v.checked_add(i128::from(digit)))
            .ok_or("a numeric is too large")?;
    }
    if count as i32 > weight + 1 {
        return Err("a numeric has a fraction where a whole number is read".into());
    }
    match sign {
        0 => Ok(value),
        0x4000 => Ok(-value),
        _ => Err("a numeric is not a number".into()),
    }
}
