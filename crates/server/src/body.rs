//! Reading bodies and queries strictly.

use axum::http::{HeaderMap, header};
use kernel::{Code, Error, JSON_DEPTH, Result};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

/// A body that is a JSON object; none counts as an empty one.
pub(crate) fn object(headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Json>> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    match json(headers, body)? {
        Json::Object(map) => Ok(map),
        _ => Err(Error::field(
            "",
            Code::Invalid,
            "请求内容应为 JSON 对象",
            "The body should be a JSON object",
        )),
    }
}

/// A body of a given shape.
pub(crate) fn typed<T: DeserializeOwned>(headers: &HeaderMap, body: &[u8]) -> Result<T> {
    shaped(Json::Object(object(headers, body)?))
}

/// JSON in a given shape; what doesn't fit is pointed at.
pub(crate) fn shaped<T: DeserializeOwned>(json: Json) -> Result<T> {
    serde_path_to_error::deserialize(json).map_err(|e| {
        let mut pointer: String = e.path().iter().map(|part| format!("/{part}")).collect();
        let text = e.inner().to_string();
        // serde names the member itself only in backquotes, as in: missing field `email`.
        let named = || text.split('`').nth(1).unwrap_or_default();
        let (code, zh) = if text.starts_with("missing field") {
            pointer.push_str(&format!("/{}", named()));
            (Code::Required, "必填".to_owned())
        } else if text.starts_with("unknown field") {
            if !pointer.ends_with(&format!("/{}", named())) {
                pointer.push_str(&format!("/{}", named()));
            }
            (Code::UnknownField, format!("没有这一项：{text}"))
        } else {
            (Code::InvalidValue, format!("值的类型不正确：{text}"))
        };
        Error::field(pointer, code, zh, text)
    })
}

fn json(headers: &HeaderMap, body: &[u8]) -> Result<Json> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Error::new(Code::UnsupportedType));
    }
    if depth(body) > JSON_DEPTH {
        return Err(Error::new(Code::BadJson).detail(
            format!("嵌套超过 {JSON_DEPTH} 层"),
            format!("Nested deeper than {JSON_DEPTH}"),
        ));
    }
    let json: Json = serde_json::from_slice(body).map_err(|e| {
        Error::new(Code::BadJson).detail(format!("不是有效的 JSON：{e}"), format!("Not valid JSON: {e}"))
    })?;
    if body.windows(6).any(|w| w.eq_ignore_ascii_case(b"\\u0000")) && has_nul(&json) {
        return Err(Error::field(
            "",
            Code::InvalidValue,
            "文本不能包含空字符",
            "Texts can't contain NUL",
        ));
    }
    Ok(json)
}

/// How deeply brackets nest, outside of strings.
fn depth(body: &[u8]) -> usize {
    let (mut now, mut most, mut quoted, mut escaped) = (0_usize, 0, false, false);
    for byte in body {
        match (quoted, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (true, b'"') => quoted = false,
            (true, _) => {}
            (false, b'"') => quoted = true,
            (false, b'{' | b'[') => {
                now += 1;
                most = most.max(now);
            }
            (false, b'}' | b']') => now = now.saturating_sub(1),
            (false, _) => {}
        }
    }
    most
}

fn has_nul(json: &Json) -> bool {
    match json {
        Json::String(text) => text.contains('\0'),
        Json::Array(items) => items.iter().any(has_nul),
        Json::Object(map) => map.iter().any(|(key, value)| key.contains('\0') || has_nul(value)),
        _ => false,
    }
}

/// The parameters of a query; each at most once, and only those that are known.
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub fn read(query: Option<&str>, known: &[&str]) -> Result<Self> {
        let pairs: Vec<(String, String)> =
            serde_urlencoded::from_str(query.unwrap_or_default()).map_err(|_| Error::new(Code::BadRequest))?;
        for (i, (key, value)) in pairs.iter().enumerate() {
            if !known.contains(&key.as_str()) {
                let all = known.join(" ");
                return Err(Error::field(
                    format!("/{key}"),
                    Code::UnknownField,
                    format!("没有这个查询参数；可用：{all}"),
                    format!("There is no such parameter; known are: {all}"),
                ));
            }
            if pairs[..i].iter().any(|(k, _)| k == key) || value.contains('\0') {
                return Err(Error::field(
                    format!("/{key}"),
                    Code::InvalidValue,
                    "此参数只能出现一次，且不含空字符",
                    "A parameter comes once, without NUL",
                ));
            }
        }
        Ok(Self(pairs))
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(k, _)| k == key)
            .map(|(_, v)| v.as_str())
            .filter(|v| !v.is_empty())
    }

    /// A whole number between bounds.
    pub fn number(&self, key: &str, default: usize, most: usize) -> Result<usize> {
        let Some((_, text)) = self.0.iter().find(|(k, _)| k == key) else {
            return Ok(default);
        };
        text.parse().ok().filter(|n| (1..=most).contains(n)).ok_or_else(|| {
            Error::field(
                format!("/{key}"),
                Code::InvalidValue,
                format!("应为 1 到 {most} 的整数"),
                format!("Expected a whole number from 1 to {most}"),
            )
        })
    }

    /// Names with commas between them.
    pub fn list(&self, key: &str) -> Vec<String> {
        self.get(key)
            .map(|v| v.split(',').map(str::to_owned).collect())
            .unwrap_or_default()
    }
}

/// The version in `If-Match`; quotes and a weak mark are accepted.
pub(crate) fn if_match(headers: &HeaderMap) -> Result<i64> {
    let value = headers
        .get(header::IF_MATCH)
        .ok_or_else(|| Error::new(Code::VersionRequired))?;
    let text = value.to_str().unwrap_or_default().trim();
    let text = text.strip_prefix("W/").unwrap_or(text).trim_matches('"');
    text.parse().map_err(|_| {
        Error::field(
            "/If-Match",
            Code::InvalidValue,
            "If-Match 应为记录的版本号，如 \"3\"",
            "If-Match should be the record's version, such as \"3\"",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_ignores_strings() {
        assert_eq!(depth(br#"{"a":"[[[[","b":[{}]}"#), 3);
        assert_eq!(depth(br#""\"[""#), 0);
    }
}
