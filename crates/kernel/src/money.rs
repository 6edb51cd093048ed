//! Money and other exact numbers: scaled integers, never floats.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An ISO 4217 code of three capital letters. Every amount is kept in hundredths of its unit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// Renminbi.
    pub const CNY: Self = Self(*b"CNY");
    /// US dollar.
    pub const USD: Self = Self(*b"USD");

    /// Reads a code; `None` unless it is three capital ASCII letters.
    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Self(bytes))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for Currency {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        Self::parse(&code).ok_or_else(|| format!("{code:?} is not a currency code such as CNY"))
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.as_str().to_owned()
    }
}

/// Writes a scaled integer as a decimal: `format_minor(138600000, 2)` is `1386000.00`.
pub fn format_minor(value: i128, scale: u32) -> String {
    if scale == 0 {
        return value.to_string();
    }
    let unit = 10_i128.pow(scale);
    let sign = if value < 0 { "-" } else { "" };
    let whole = (value / unit).unsigned_abs();
    let part = (value % unit).unsigned_abs();
    format!("{sign}{whole}.{part:0width$}", width = scale as usize)
}

/// Reads a decimal as a scaled integer. `None` if it isn't one, has more decimals than `scale` (other than zeros),
/// or doesn't fit 64 bits.
pub fn parse_scaled(text: &str, scale: u32) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty()
        || (digits.contains('.') && part.is_empty())
        || !whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let (kept, dropped) = part.split_at(part.len().min(scale as usize));
    if dropped.bytes().any(|b| b != b'0') || whole.len() > 20 {
        return None;
    }
    let mut value = whole.parse::<i128>().ok()?.checked_mul(10_i128.pow(scale))?;
    if !kept.is_empty() {
        value += kept.parse::<i128>().ok()? * 10_i128.pow(scale - kept.len() as u32);
    }
    i64::try_from(if negative { -value } else { value }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_go_there_and_back() {
        for (text, scale, value) in [
            ("0.00", 2, 0),
            ("-0.05", 2, -5),
            ("1386000.00", 2, 138_600_000),
            ("7", 0, 7),
        ] {
            assert_eq!(parse_scaled(text, scale), Some(value), "{text}");
            assert_eq!(format_minor(i128::from(value), scale), text);
        }
        assert_eq!(parse_scaled("1.5", 2), Some(150));
        assert_eq!(parse_scaled("1.500", 2), Some(150));
        assert_eq!(format_minor(i128::from(i64::MIN), 2), "-92233720368547758.08");
        assert_eq!(parse_scaled("-92233720368547758.08", 2), Some(i64::MIN));
        for bad in [
            "",
            "-",
            ".5",
            "1.",
            "1.005",
            "1e3",
            "１",
            "92233720368547758.08",
            "+1",
            " 1",
            "1,000",
        ] {
            assert_eq!(parse_scaled(bad, 2), None, "{bad}");
        }
    }
}
