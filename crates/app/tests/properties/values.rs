//! Random values of fields, chosen to be awkward.

use kernel::{Day, format_minor};
use records::{FieldDef, FieldType, Value};
use serde_json::{Value as Json, json};

use crate::choices::Choices;
use crate::sample::now;

/// Texts that are told apart by no more than a case, a mark, a width, or that mean something to somebody.
pub const TEXTS: &[&str] = &[
    "a",
    "A",
    "b",
    "aB",
    "AB",
    "ab",
    "张三",
    "张三丰",
    "李四",
    "重庆",
    "长安",
    "%",
    "_",
    "a%b",
    "a_b",
    "axb",
    "\\",
    "\\%",
    "a\\b",
    "'",
    "O'Brien",
    "''",
    "\"",
    "\"quoted\"",
    "é",
    "e\u{301}",
    "É",
    "E\u{301}",
    "İ",
    "i̇",
    "I",
    "i",
    "ı",
    "ß",
    "ẞ",
    "SS",
    "ss",
    "Σ",
    "σ",
    "ς",
    "ǅ",
    "ǆ",
    "K",
    "k",
    "Å",
    "å",
    "😀",
    "👨‍👩‍👧",
    "𠮷野家",
    "ＡＢ",
    "ａｂ",
    "\u{feff}",
    "\u{200b}a",
    " a",
    "a ",
    "a\tb",
    "a\nb",
    "\u{7f}",
    "\u{10ffff}",
    "\u{d7ff}",
    "null",
    "0",
    "-1",
    "1e5",
    "[a]",
    "*",
    "?",
    "^a",
    "$1",
    "--",
    ";",
    "ﬁ",
    "Ω",
    "ω",
    "Zeta",
    "zeta",
    "Acme",
    "acme",
    "阿里",
    "a_B",
    "CNY",
    "USD",
    "13800138000",
    "x@y.example",
];

/// A text of one to three of those.
pub fn text(c: &mut Choices) -> String {
    let parts = [1, 1, 1, 2, 3][c.below(5)];
    (0..parts).map(|_| *c.pick(TEXTS)).collect()
}

/// A value of the field's type, never null.
pub fn value(c: &mut Choices, field: &FieldDef) -> Value {
    match &field.ty {
        FieldType::Bool => Value::Bool(c.chance(50)),
        FieldType::Select(options) => Value::Text(c.pick(options).key.to_owned()),
        FieldType::MultiSelect(options) => {
            let mut keys: Vec<String> = options.iter().map(|o| o.key.to_owned()).collect();
            keys.retain(|_| c.chance(50));
            keys.sort();
            if keys.is_empty() {
                Value::Null
            } else {
                Value::List(keys)
            }
        }
        FieldType::Day => Value::Int(i64::from(day(c).0)),
        FieldType::Instant => Value::Int(moment(c)),
        FieldType::Json => Value::Json("{}".to_owned()),
        FieldType::Reference(_) => Value::Null,
        ty if ty.scale().is_some() => Value::Int(number(c)),
        _ if field.key == "currency" => Value::Text((*c.pick(&["CNY", "USD", "EUR"])).to_owned()),
        _ => Value::Text(text(c)),
    }
}

fn number(c: &mut Choices) -> i64 {
    const EXTREMES: &[i64] = &[
        0,
        1,
        -1,
        100,
        150,
        99,
        -100,
        i64::MAX,
        i64::MIN,
        i64::MAX - 1,
        i64::MIN + 1,
        9_007_199_254_740_993,
    ];
    match c.below(3) {
        0 => *c.pick(EXTREMES),
        1 => c.below(20) as i64 * 50 - 300,
        _ => c.number(),
    }
}

/// A day, mostly near today.
pub fn day(c: &mut Choices) -> Day {
    let today = now().day(chrono_tz::UTC);
    match c.below(8) {
        0 => *c.pick(&[
            Day(-719_162),
            Day(2_932_896),
            Day(0),
            Day(-1),
            Day(1),
            Day(-719_161),
            Day(2_932_895),
        ]),
        1..=4 => today.plus(c.below(80) as i32 - 40),
        5..=6 => today.plus(c.below(1600) as i32 - 800),
        _ => Day(c.below(3_000_000) as i32 - 719_000).plus(0),
    }
}

/// A moment, mostly near now, often at the edge of a day.
pub fn moment(c: &mut Choices) -> i64 {
    let start = day(c).start(*c.pick(&crate::sample::ZONES)).0;
    let at = start + [0, -1, 1, 3_600_000_000, 43_200_123_456][c.below(5)];
    // What can be written as an instant: the years 1 to 9999.
    at.clamp(-62_135_596_800_000_000, 253_402_300_799_999_999)
}

/// The value as a caller writes it: exact numbers as texts, now and then as numbers where nothing is lost.
pub fn json(c: &mut Choices, field: &FieldDef, value: &Value) -> Json {
    match (value, field.ty.scale()) {
        (Value::Int(n), Some(0)) if c.chance(50) => json!(n),
        (Value::Int(n), Some(scale)) => {
            let text = format_minor(i128::from(*n), scale);
            if n.abs_diff(0) < 1_000_000 && c.chance(30) {
                serde_json::from_str(&text).unwrap()
            } else {
                json!(text)
            }
        }
        _ => store::records::to_json(field, value),
    }
}

/// The second day of 1990, and the day before the last one of 2049.
pub const YEAR_1990: i64 = 631_238_400_000_000;
pub const YEAR_2050: i64 = 2_524_608_000_000_000 - 172_800_000_000;
