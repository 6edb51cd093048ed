//! What a lead form may ask, and what its answers must be. Pure.

use kernel::{Code, Error, FieldError, Lang, Result, Text};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

/// Fields of a lead that a form may ask for.
pub const ASKED: [&str; 9] = [
    "name", "company", "title", "phone", "email", "wechat", "region", "industry", "need",
];
/// One of these must be there, or nobody can call back.
const WAYS: [&str; 3] = ["phone", "email", "wechat"];

/// One field of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Asked {
    /// The lead's field.
    pub field: String,
    /// Whether it must be filled in.
    pub required: bool,
    /// What the visitor reads; the field's own label if empty.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// A sentence of help.
    pub help_zh: String,
    /// The same in English.
    pub help_en: String,
}

impl Asked {
    /// The label in a language, if the form has one of its own.
    pub fn label(&self, lang: Lang) -> Option<&str> {
        chosen(&self.zh, &self.en, lang)
    }

    /// The help in a language.
    pub fn help(&self, lang: Lang) -> Option<&str> {
        chosen(&self.help_zh, &self.help_en, lang)
    }
}

/// A text in a language, else in the other.
fn chosen<'t>(zh: &'t str, en: &'t str, lang: Lang) -> Option<&'t str> {
    let (first, second) = if lang == Lang::Zh { (zh, en) } else { (en, zh) };
    [first, second].into_iter().find(|text| !text.trim().is_empty())
}

/// The same for texts that may be missing.
pub(super) fn said<'t>(zh: Option<&'t str>, en: Option<&'t str>, lang: Lang) -> Option<&'t str> {
    chosen(zh.unwrap_or_default(), en.unwrap_or_default(), lang)
}

/// The fields that a new form begins with.
pub(super) fn usual() -> Vec<Asked> {
    let asked = |field: &str, required| Asked {
        field: field.to_owned(),
        required,
        ..Asked::default()
    };
    vec![
        asked("name", true),
        asked("company", false),
        asked("phone", true),
        asked("need", false),
    ]
}

/// Reads the fields of a form.
///
/// # Errors
/// With a teaching text, for what a form can't ask.
pub(super) fn read(text: &str) -> Result<Vec<Asked>> {
    let wrong = |at: String, zh: &str, en: &str| Error::field(at, Code::InvalidValue, zh, en);
    let fields: Vec<Asked> = serde_json::from_str(text).map_err(|e| {
        let text = (
            format!("填写项应为数组，每项有 field、required、zh、en、help_zh、help_en：{e}"),
            format!("Fields are a list of objects with field, required, zh, en, help_zh, help_en: {e}"),
        );
        wrong("/fields".to_owned(), &text.0, &text.1)
    })?;
    for (i, asked) in fields.iter().enumerate() {
        if !ASKED.contains(&asked.field.as_str()) {
            let known = ASKED.join(" ");
            return Err(wrong(
                format!("/fields/{i}/field"),
                &format!("表单可以询问：{known}"),
                &format!("A form can ask for: {known}"),
            ));
        }
        if fields[..i].iter().any(|before| before.field == asked.field) {
            return Err(wrong(
                format!("/fields/{i}/field"),
                "同一项不能出现两次",
                "A form asks for each thing once",
            ));
        }
        let long = [&asked.zh, &asked.en, &asked.help_zh, &asked.help_en];
        if long.iter().any(|text| text.chars().count() > 200) {
            return Err(wrong(
                format!("/fields/{i}"),
                "文字最多 200 字",
                "A text has 200 characters at most",
            ));
        }
    }
    let required = |key: &str| fields.iter().any(|asked| asked.field == key && asked.required);
    if !required("name") {
        return Err(wrong(
            "/fields".to_owned(),
            "表单必须询问姓名，并设为必填：没有称呼无法联系",
            "A form asks for the name and requires it: nobody can be called back without one",
        ));
    }
    if !WAYS.iter().any(|way| required(way)) {
        return Err(wrong(
            "/fields".to_owned(),
            "手机、邮箱、微信中至少一项必填：否则无法联系对方",
            "Require one of mobile, e-mail and WeChat: there is no other way to answer",
        ));
    }
    Ok(fields)
}

/// Sites that may embed a form, as browsers name them.
pub(super) fn origins(text: &str) -> Result<Vec<String>> {
    let mut origins = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let line = line.trim_end_matches('/');
        let host = line
            .strip_prefix("https://")
            .or_else(|| line.strip_prefix("http://localhost"));
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        if host.is_none_or(|host| {
            host.len() > 200 || !host.chars().all(plain) || (host.is_empty() && !line.starts_with("http://"))
        }) {
            return Err(Error::field(
                "/origins",
                Code::InvalidValue,
                format!("「{line}」不是网站地址：请写成 https://www.example.com，不带路径"),
                format!("“{line}” is not the address of a site: write it like https://www.example.com, without a path"),
            ));
        }
        origins.push(line.to_owned());
    }
    Ok(origins)
}

/// What a visitor sent, as the fields of a lead: only what the form asks, and all that it requires.
pub(super) fn values(
    fields: &[Asked],
    sent: &Map<String, Json>,
    label: &dyn Fn(&Asked, Lang) -> String,
) -> Result<Map<String, Json>> {
    let mut errors = Vec::new();
    let mut out = Map::new();
    for key in sent
        .keys()
        .filter(|key| fields.iter().all(|asked| asked.field != **key))
    {
        errors.push(FieldError::plain(format!("/values/{key}"), Code::UnknownField));
    }
    for asked in fields {
        let text = sent
            .get(&asked.field)
            .and_then(Json::as_str)
            .map(str::trim)
            .unwrap_or_default();
        if !text.is_empty() {
            out.insert(asked.field.clone(), Json::from(text));
        } else if asked.required {
            let say = Text::new(
                format!("请填写{}", label(asked, Lang::Zh)),
                format!("Please fill in: {}", label(asked, Lang::En)),
            );
            errors.push(FieldError::new(
                format!("/values/{}", asked.field),
                Code::Required,
                say.zh,
                say.en,
            ));
        }
    }
    if errors.is_empty() {
        Ok(out)
    } else {
        Err(Error::fields(errors))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_form_asks_for_a_name_and_a_way_to_answer() {
        for (fields, fine) in [
            (
                json!([{"field": "name", "required": true}, {"field": "phone", "required": true}]),
                true,
            ),
            (
                json!([{"field": "name", "required": true}, {"field": "email", "required": true}, {"field": "need"}]),
                true,
            ),
            (json!([{"field": "name", "required": true}, {"field": "phone"}]), false),
            (json!([{"field": "name"}, {"field": "phone", "required": true}]), false),
            (
                json!([{"field": "name", "required": true}, {"field": "owner", "required": true}]),
                false,
            ),
            (
                json!([{"field": "name", "required": true}, {"field": "phone", "required": true}, {"field": "phone"}]),
                false,
            ),
            (json!([{"field": "name", "secret": 1}]), false),
            (json!({}), false),
        ] {
            assert_eq!(read(&fields.to_string()).is_ok(), fine, "{fields}");
        }
        assert!(read(&serde_json::to_string(&usual()).unwrap()).is_ok());
    }

    #[test]
    fn sites_are_named_as_browsers_name_them() {
        for (text, found) in [
            ("https://www.example.com/\n\nhttps://a.example:8443", Some(2)),
            ("http://localhost:3000", Some(1)),
            ("", Some(0)),
            ("http://www.example.com", None),
            ("https://a.example/path", None),
            ("https://*", None),
            ("https://a.example; script-src *", None),
            ("javascript:alert(1)", None),
            ("https://", None),
        ] {
            assert_eq!(origins(text).ok().map(|o| o.len()), found, "{text}");
        }
    }

    #[test]
    fn only_what_is_asked_is_taken_and_all_that_is_required() {
        let fields = read(
            &json!([{"field": "name", "required": true}, {"field": "phone", "required": true}, {"field": "need"}])
                .to_string(),
        )
        .unwrap();
        let label = |asked: &Asked, _: Lang| asked.field.clone();
        let take = |sent: Json| values(&fields, sent.as_object().unwrap(), &label);
        let good = take(json!({"name": " 王芳 ", "phone": "13800138000", "need": " "})).unwrap();
        assert_eq!(Json::Object(good), json!({"name": "王芳", "phone": "13800138000"}));
        for (sent, pointer) in [
            (json!({"name": "王芳"}), "/values/phone"),
            (json!({"name": "", "phone": "1"}), "/values/name"),
            (json!({"name": "王芳", "phone": "1", "owner": "x"}), "/values/owner"),
        ] {
            assert_eq!(take(sent).unwrap_err().errors()[0].pointer, pointer);
        }
    }
}
