//! The page, embedded in the program: its files with lasting names are kept by browsers for a year, the rest is asked for
//! again each time.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use documents::FontFile;
use kernel::{Code, Error, Lang};
use rust_embed::RustEmbed;

use crate::answer::Failure;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/dist"]
#[allow_missing = true]
struct Dist;

/// The fonts that documents are set in.
pub(crate) fn fonts() -> impl Iterator<Item = FontFile> {
    let files = Dist::iter().filter(|path| path.starts_with("fonts/"));
    files.filter_map(|path| Some(Dist::get(&path)?.data))
}

/// A file of the page; anything that isn't one is a place within the page.
pub(crate) async fn page(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let reads = matches!(method, Method::GET | Method::HEAD);
    if path.starts_with("api/") || !reads {
        let lang = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|v| v.to_str().ok())
            .and_then(Lang::parse);
        let code = if reads { Code::NotFound } else { Code::MethodNotAllowed };
        return Failure(Error::new(code), lang.unwrap_or_default()).into_response();
    }
    let is_file = Dist::get(path).is_some() && !path.is_empty();
    if !is_file && path.rsplit('/').next().is_some_and(|name| name.contains('.')) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let path = if is_file { path } else { "index.html" };
    file(path, &headers)
}

/// A file of the page by its path.
pub(crate) fn file(path: &str, headers: &HeaderMap) -> Response {
    let accepts = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let mut packed = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(name, _)| accepts.contains(name));
    let found = packed.find_map(|(name, end)| Some((Dist::get(&format!("{path}{end}"))?, Some(name))));
    let Some((file, encoding)) = found.or_else(|| Some((Dist::get(path)?, None))) else {
        let text = "The page is not part of this build: run `make run` or `npm run build` in web/.\n此程序未包含网页：请运行 make run，或在 web/ 中运行 npm run build。\n";
        return (StatusCode::NOT_FOUND, text).into_response();
    };
    let hash: String = file
        .metadata
        .sha256_hash()
        .iter()
        .take(12)
        .map(|b| format!("{b:02x}"))
        .collect();
    let etag = format!("\"{hash}\"");
    let lasting = path.starts_with("assets/");
    let same = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()) == Some(etag.as_str());
    let mut response = Response::new(if same { Body::empty() } else { Body::from(file.data) });
    if same {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(path)));
    out.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    let cache = if lasting {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        out.insert(header::ETAG, etag);
    }
    if let Some(encoding) = encoding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
