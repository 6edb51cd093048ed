//! Cells becoming values: read strictly, refused with what to do.

use kernel::{TEXT_BYTES, Text};
use records::{FieldDef, FieldType};
use serde_json::Value as Json;
use unicode_normalization::UnicodeNormalization as _;

use super::amount::{self, Decimal};
use super::date::{self, Order, Said};
use super::fault::Fault;

/// How values are written in a file.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Amounts.
    pub decimal: Decimal,
    /// Days whose year stands last, if somebody said so.
    pub order: Option<Order>,
    /// Where days begin.
    pub tz: chrono_tz::Tz,
}

/// The value of a cell; `None` for an empty one, which says nothing. References are texts still.
pub fn read(field: &FieldDef, cell: &str, style: &Style) -> Result<Option<Json>, Fault> {
    let label = &field.label;
    if cell.contains('\u{fffd}') {
        return Err(about(
            label,
            "encoding_invalid",
            "有无法识别的字符：请检查文件编码",
            "has characters that can't be read: check the file's encoding",
        ));
    }
    let email = field.ty == FieldType::Email;
    let long = field.ty == FieldType::LongText;
    let text: String = if email {
        // Nothing is taken out of an address: what stands in it shows.
        cell.trim_matches([' ', '\t', '\u{3000}', '\u{a0}']).to_owned()
    } else {
        cell.chars().filter(|c| !is_direction(*c)).nfc().collect()
    };
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if text.is_empty() {
        return Ok(None);
    }
    if email && text.contains(['\r', '\n']) {
        return Err(wrong(field));
    }
    let text: String = if long {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        // A line break inside of a cell is a space in a line of text.
        text.replace("\r\n", " ").replace(['\r', '\n', '\t'], " ")
    };
    if text
        .chars()
        .any(|c| c.is_control() && !(long && matches!(c, '\n' | '\t')))
    {
        return Err(about(
            label,
            "control_character",
            "有看不见的控制字符：请删去后再导入",
            "has control characters that can't be seen: remove them",
        ));
    }
    let length = text.chars().count();
    if length > field.max || text.len() > TEXT_BYTES {
        return Err(Fault::new(
            "value_too_long",
            format!("「{}」有 {length} 个字，最多 {} 个", label.zh, field.max),
            format!("{} has {length} characters, at most {}", label.en, field.max),
        ));
    }
    typed(field, text, style)
}

fn typed(field: &FieldDef, text: String, style: &Style) -> Result<Option<Json>, Fault> {
    let value = match &field.ty {
        FieldType::Money | FieldType::Percent | FieldType::Number { .. } => {
            let bare = match field.ty {
                FieldType::Percent => text.strip_suffix(['%', '％']).unwrap_or(&text),
                _ => &text,
            };
            amount::read(bare, style.decimal).map(Json::from)
        }
        FieldType::Day | FieldType::Instant => match date::read(&text, style.order, style.tz) {
            Said::Day(day) if field.ty == FieldType::Day => Some(Json::from(day.to_string())),
            Said::Day(day) => {
                let exact = kernel::Instant::parse(&text);
                Some(Json::from(exact.unwrap_or_else(|| day.start(style.tz)).to_rfc3339()))
            }
            Said::Ambiguous => {
                return Err(about(
                    &field.label,
                    "date_ambiguous",
                    "看不出是哪一天：请写成 2026-03-05，或在导入时选择日期的写法",
                    "may be several days: write 2026-03-05, or choose how days are written when importing",
                ));
            }
            Said::Nothing => None,
        },
        FieldType::Bool => truth(&text).map(Json::from),
        FieldType::Select(_) => option(field, &text).map(Json::from),
        FieldType::MultiSelect(_) => {
            let parts = text
                .split([',', '，', ';', '；', '、'])
                .filter(|t| !t.trim().is_empty());
            let keys: Option<Vec<&str>> = parts.map(|t| option(field, t)).collect();
            keys.map(Json::from)
        }
        FieldType::Phone => Some(Json::from(text.chars().map(half_width).collect::<String>().trim())),
        _ => Some(Json::from(text)),
    };
    let value = value.ok_or_else(|| wrong(field))?;
    if matches!(field.ty, FieldType::Reference(_)) {
        return Ok(Some(value));
    }
    // The same rule as everybody's.
    records::read_input(field, &value, "")
        .map(|_| Some(value))
        .map_err(|error| Fault {
            text: error.text,
            ..wrong(field)
        })
}

/// What a value of the field should be.
fn wrong(field: &FieldDef) -> Fault {
    let (code, zh, en): (_, String, String) = match &field.ty {
        FieldType::Money | FieldType::Number { .. } | FieldType::Percent => (
            "amount_invalid",
            "应为数字，如 1234.56 或 1,234.56；可以用「万」「亿」".into(),
            "should be a number such as 1234.56 or 1,234.56".into(),
        ),
        FieldType::Day | FieldType::Instant => (
            "date_invalid",
            "应为 1900 到 2199 年间的日期，如 2026-03-05".into(),
            "should be a day between 1900 and 2199, such as 2026-03-05".into(),
        ),
        FieldType::Email => (
            "email_invalid",
            "应为一个邮箱地址，如 name@example.com".into(),
            "should be one e-mail address such as name@example.com".into(),
        ),
        FieldType::Phone => (
            "phone_invalid",
            "应为电话号码".into(),
            "should be a telephone number".into(),
        ),
        FieldType::Bool => ("choice_unknown", "应为 是 或 否".into(), "should be yes or no".into()),
        FieldType::Select(options) | FieldType::MultiSelect(options) => {
            let names = |pick: fn(&Text) -> &String| {
                let all: Vec<&str> = options.iter().map(|o| pick(&o.label).as_str()).collect();
                all.join(" / ")
            };
            (
                "choice_unknown",
                format!("应为以下之一：{}", names(|t| &t.zh)),
                format!("should be one of: {}", names(|t| &t.en)),
            )
        }
        _ => ("invalid_value", "内容不正确".into(), "is not right".into()),
    };
    about(&field.label, code, &zh, &en)
}

fn about(label: &Text, code: &'static str, zh: &str, en: &str) -> Fault {
    Fault::new(code, format!("「{}」{zh}", label.zh), format!("{} {en}", label.en))
}

fn truth(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "是" | "有" | "对" | "yes" | "y" | "true" | "1" | "√" => Some(true),
        "否" | "无" | "没有" | "no" | "n" | "false" | "0" | "×" => Some(false),
        _ => None,
    }
}

/// The key of the option that a text names, by key or by what people read.
fn option<'f>(field: &'f FieldDef, text: &str) -> Option<&'f str> {
    let wanted = fold(text);
    let options = field.ty.options().iter();
    let mut named = options.filter(|o| {
        [o.key, &o.label.zh, &o.label.en]
            .iter()
            .any(|name| fold(name) == wanted)
    });
    named.next().map(|o| o.key)
}

/// A word as it is compared: full-width letters are ordinary ones, case and spaces don't count.
pub fn fold(text: &str) -> String {
    let plain = text
        .nfkc()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '　'));
    plain.collect::<String>().to_lowercase()
}

/// Full-width letters, digits and signs as ordinary ones.
pub fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        _ => c,
    }
}

/// Signs that turn the direction of what follows: in a name they only deceive.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether an address mixes letters that look alike: it is kept, and said.
pub fn is_mixed(text: &str) -> bool {
    text.split(['@', '.']).any(|label| {
        let latin = label.chars().any(|c| c.is_ascii_alphabetic());
        let alike = label
            .chars()
            .any(|c| matches!(c, '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{52f}'));
        latin && alike
    })
}

#[cfg(test)]
mod tests {
    use records::fields;
    use serde_json::json;

    use super::*;

    fn of(field: &FieldDef, cell: &str) -> Result<Option<Json>, &'static str> {
        let style = Style {
            decimal: Decimal::Point,
            order: None,
            tz: chrono_tz::Asia::Shanghai,
        };
        read(field, cell, &style).map_err(|f| f.code)
    }

    #[test]
    fn cells_become_values() {
        let name = fields::text("姓名", "Name").key("name").max(10);
        let note = fields::long_text("备注", "Note").key("note");
        let mail = fields::email("邮箱", "E-mail").key("email");
        let phone = fields::phone("手机", "Mobile").key("phone");
        let tier = fields::select(
            "等级",
            "Tier",
            &[("A", "甲", "First"), ("closed_won", "赢单", "Closed won")],
        )
        .key("tier");
        assert_eq!(of(&name, "　张伟 "), Ok(Some(json!("张伟"))));
        assert_eq!(of(&name, "ＡＢＣ"), Ok(Some(json!("ＡＢＣ"))));
        assert_eq!(of(&name, "cafe\u{301}"), Ok(Some(json!("café"))));
        assert_eq!(of(&name, "\u{202e}evil\u{202c}"), Ok(Some(json!("evil"))));
        assert_eq!(of(&name, "a\nb"), Ok(Some(json!("a b"))));
        assert_eq!(of(&name, " "), Ok(None));
        assert_eq!(of(&name, "a\0"), Err("control_character"));
        assert_eq!(of(&name, "a\u{fffd}"), Err("encoding_invalid"));
        assert_eq!(of(&name, &"长".repeat(11)), Err("value_too_long"));
        assert_eq!(of(&note, "a\r\nb"), Ok(Some(json!("a\nb"))));
        assert_eq!(of(&mail, "A@b.cn "), Ok(Some(json!("A@b.cn"))));
        assert_eq!(of(&mail, "a@b.cn\r\nBcc: c@d.cn"), Err("email_invalid"));
        assert_eq!(of(&mail, "a@b.cn,c@d.cn"), Err("email_invalid"));
        assert_eq!(of(&phone, "１３８００１３８０００"), Ok(Some(json!("13800138000"))));
        assert_eq!(of(&phone, "call me"), Err("phone_invalid"));
        assert_eq!(of(&tier, "甲"), Ok(Some(json!("A"))));
        assert_eq!(of(&tier, " CLOSED WON "), Ok(Some(json!("closed_won"))));
        assert_eq!(of(&tier, "谈判中"), Err("choice_unknown"));
        assert!(is_mixed("аdmin@example.com") && !is_mixed("用户@例子.公司"));
    }
}
