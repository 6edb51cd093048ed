//! Reads what a caller sent into values, with every fault pointed at.

use kernel::{Code, FieldError, Instant, TEXT_BYTES};
use serde_json::Value as Json;

use crate::bind::{expected, scaled};
use crate::{FieldDef, FieldType, Value};

/// A field's value as it was sent: checked, but for whether a reference is there.
pub type Written = Result<Value, FieldError>;

/// Reads `json` as a value of `field`. An empty text counts as nothing.
pub fn read_input(field: &FieldDef, json: &Json, pointer: &str) -> Written {
    let fail = |zh: String, en: String| FieldError::new(pointer, Code::InvalidValue, zh, en);
    let wrong = || {
        let (zh, en) = expected(&field.ty);
        fail(
            format!("「{}」应为{zh}", field.label.zh),
            format!("{} should be {en}", field.label.en),
        )
    };
    if json.is_null() {
        return Ok(Value::Null);
    }
    match &field.ty {
        FieldType::Bool => json.as_bool().map(Value::Bool).ok_or_else(wrong),
        FieldType::Reference(_) => json
            .as_str()
            .and_then(|t| t.parse().ok())
            .map(Value::Id)
            .ok_or_else(wrong),
        FieldType::Day => json
            .as_str()
            .and_then(kernel::Day::parse)
            .map(Value::from)
            .ok_or_else(wrong),
        FieldType::Instant => json
            .as_str()
            .and_then(Instant::parse)
            .map(Value::from)
            .ok_or_else(wrong),
        FieldType::Select(options) => match json.as_str() {
            Some("") => Ok(Value::Null),
            Some(key) if options.iter().any(|o| o.key == key) => Ok(Value::Text(key.to_owned())),
            _ => Err(wrong()),
        },
        FieldType::MultiSelect(options) => {
            let items = json.as_array().ok_or_else(wrong)?;
            let mut keys = Vec::with_capacity(items.len().min(options.len()));
            for item in items {
                let key = item
                    .as_str()
                    .filter(|k| options.iter().any(|o| o.key == *k))
                    .ok_or_else(wrong)?;
                keys.push(key.to_owned());
            }
            keys.sort();
            keys.dedup();
            Ok(if keys.is_empty() {
                Value::Null
            } else {
                Value::List(keys)
            })
        }
        FieldType::Json => Ok(Value::Json(json.to_string())),
        ty => {
            let Some(scale) = ty.scale() else {
                return read_text(field, json.as_str().ok_or_else(wrong)?, &fail, &wrong);
            };
            // A share of something is from nothing to all of it.
            let fits = |n: &i64| *ty != FieldType::Percent || (0..=10_000).contains(n);
            scaled(json, scale).filter(fits).map(Value::Int).ok_or_else(|| {
                let (zh, en) = expected(ty);
                fail(
                    format!("「{}」应为{zh}，最多 {scale} 位小数", field.label.zh),
                    format!("{} should be {en}, at most {scale} decimals", field.label.en),
                )
            })
        }
    }
}

fn read_text(
    field: &FieldDef,
    text: &str,
    fail: &dyn Fn(String, String) -> FieldError,
    wrong: &dyn Fn() -> FieldError,
) -> Written {
    let (zh, en) = (&field.label.zh, &field.label.en);
    let keeps_lines = field.ty == FieldType::LongText;
    if text.contains('\0') || (!keeps_lines && text.chars().any(char::is_control)) {
        return Err(fail(
            format!("「{zh}」不能包含控制字符"),
            format!("{en} can't contain control characters"),
        ));
    }
    let text = if keeps_lines { text.trim_end() } else { text.trim() };
    if text.is_empty() {
        return Ok(Value::Null);
    }
    let length = text.chars().count();
    if length > field.max || text.len() > TEXT_BYTES {
        let max = field.max;
        return Err(fail(
            format!("「{zh}」最多 {max} 个字，现有 {length} 个"),
            format!("{en} has {length} characters, at most {max}"),
        ));
    }
    let fits = match field.ty {
        FieldType::Email => is_email(text),
        FieldType::Phone if !is_phone(text) => {
            return Err(fail(
                format!("「{zh}」应为一个完整的电话号码，如 13800138000、021-55667788 转 801 或 +44 20 7946 0123"),
                format!(
                    "{en} should be one whole telephone number, such as 13800138000, +44 20 7946 0123 or 555-0100 ext 12"
                ),
            ));
        }
        FieldType::Url => text.starts_with("https://") || text.starts_with("http://"),
        _ => true,
    };
    if !fits {
        return Err(wrong());
    }
    Ok(Value::Text(if field.ty == FieldType::Email {
        text.to_lowercase()
    } else {
        text.to_owned()
    }))
}

/// Whether a text may be one telephone number, of some country or within a company, with an extension or without.
fn is_phone(text: &str) -> bool {
    let signs = |c: char| c.is_ascii_digit() || "+-()（）. /#*,;:extEXT转分机".contains(c);
    let line = text.split(['x', 'X', 'e', 'E', '#', '*', ',', ';', '转', '分']).next();
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).count();
    let own = digits(line.unwrap_or_default());
    text.chars().all(signs) && (1..=18).contains(&own) && digits(text) - own <= 8
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    // Letters of every script, but nothing that can't be seen or means something in a mail's header.
    let plain = |t: &str, signs: &str| !t.is_empty() && t.chars().all(|c| c.is_alphanumeric() || signs.contains(c));
    plain(local, "!#$&'*+-/=?^_`{|}~.")
        && local.len() <= 64
        && plain(domain, "-.")
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !domain.contains("..")
}

/// A text masked for those who may not read it: enough to recognise, not to use.
pub fn mask(field: &FieldDef, text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    match field.ty {
        FieldType::Email => {
            let (local, domain) = text.rsplit_once('@').unwrap_or((text, ""));
            let first: String = local.chars().take(1).collect();
            format!("{first}***@{domain}")
        }
        FieldType::Phone if chars.len() >= 8 => {
            let head: String = chars[..3].iter().collect();
            let tail: String = chars[chars.len() - 4..].iter().collect();
            format!("{head}{}{tail}", "*".repeat(chars.len() - 7))
        }
        _ => {
            let first: String = chars.iter().take(1).collect();
            format!("{first}{}", "*".repeat(chars.len().saturating_sub(1).clamp(1, 6)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields;
    use serde_json::json;

    #[test]
    fn inputs_are_read_or_refused_with_a_reason() {
        let text = fields::text("名称", "Name").key("name").max(4);
        let phone = fields::phone("电话", "Phone").key("phone");
        let email = fields::email("邮箱", "E-mail").key("email");
        let money = fields::money("金额", "Amount").key("amount");
        let read = |f: &FieldDef, j: Json| read_input(f, &j, "/x").ok();
        assert_eq!(read(&text, json!(" 张三 ")), Some(Value::Text("张三".into())));
        assert_eq!(read(&text, json!("")), Some(Value::Null));
        assert_eq!(read(&text, json!("张三李四王")), None);
        assert_eq!(read(&text, json!("a\nb")), None);
        assert_eq!(read(&text, json!("a\0")), None);
        assert_eq!(read(&text, json!(5)), None);
        assert_eq!(
            read(&phone, json!("138 0013 8000")),
            Some(Value::Text("138 0013 8000".into()))
        );
        for right in [
            "13800138000",
            "+86 138-0013-8000",
            "0086 13800138000",
            "021-55667788",
            "(021) 5566 7788 转 801",
            "021-55667788-801",
            "400-820-8820",
            "95588",
            "+44 20 7946 0123",
            "+1 (212) 555-0100 ext. 12",
            "02.99.12.34.56",
            "+49 30/123456",
            "55667788 分机 12",
            "5556677#9",
            "8001",
        ] {
            assert_eq!(read(&phone, json!(right)), Some(Value::Text(right.into())), "{right}");
        }
        for wrong in [
            "转 80123",
            "ext 12345",
            "call me",
            "javascript:1",
            "13800138000 13900139000",
            "1380013800013800138000",
            "1380013八000",
        ] {
            assert_eq!(read(&phone, json!(wrong)), None, "{wrong}");
        }
        let error = read_input(&phone, &json!("call me"), "/phone").unwrap_err();
        assert!(error.text.zh.contains("如 13800138000") && error.text.en.contains("such as"));
        assert_eq!(
            read(&email, json!("Zhao@Example.COM")),
            Some(Value::Text("zhao@example.com".into()))
        );
        assert_eq!(read(&email, json!("a@b")), None);
        assert_eq!(read(&email, json!("a@b.c\nBcc: x@y.z")), None);
        assert_eq!(
            read(&email, json!("用户@例子.公司")),
            Some(Value::Text("用户@例子.公司".into()))
        );
        let long = format!("{}@b.cn", "a".repeat(65));
        for wrong in [
            "a\u{200b}b@c.cn",
            "a@b.cn\u{202e}moc",
            "a@b.cn%0d%0aBcc:c@d.cn",
            "a@[127.0.0.1]",
            "<b>@c.cn",
            "a@b.cn,c@d.cn",
            &long,
        ] {
            assert_eq!(read(&email, json!(wrong)), None, "{wrong}");
        }
        assert_eq!(read(&money, json!("1386000.00")), Some(Value::Int(138_600_000)));
        assert_eq!(read(&money, json!(12.5)), Some(Value::Int(1250)));
        assert_eq!(read(&money, json!("1e5")), None);
        assert_eq!(mask(&phone, "13800138000"), "138****8000");
        assert_eq!(mask(&email, "zhao@example.com"), "z***@example.com");
    }
}
