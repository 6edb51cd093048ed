//! Errors as they are answered: RFC 9457.

use kernel::{Error, Lang};
use serde_json::{Value as Json, json};

/// The body of `application/problem+json` for an error.
pub fn problem(error: &Error, lang: Lang) -> Json {
    let code = error.code();
    let mut body = json!({
        "type": format!("/problems/{}", code.as_str()),
        "title": code.title(lang),
        "status": code.status(),
        "code": code.as_str(),
        "detail": error.text(lang),
    });
    if !error.errors().is_empty() {
        let errors = error
            .errors()
            .iter()
            .map(|e| json!({ "pointer": e.pointer, "code": e.code.as_str(), "text": e.text.get(lang) }));
        body["errors"] = errors.collect();
    }
    for (key, value) in error.extra() {
        body[*key] = value.clone();
    }
    body
}
