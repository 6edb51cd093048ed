//! Answers on their way out.

use app::problem;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Code, Error, Lang};
use serde_json::Value as Json;
use store::idempotency;

/// An answer that can be stored for a repeated request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
    /// The record's version, for the ETag.
    pub version: Option<i64>,
    pub location: Option<String>,
    /// Whether it holds a secret, so that it must not be stored.
    pub secret: bool,
}

impl Answer {
    pub fn json(json: &Json) -> Self {
        Self::bytes(json.to_string().into_bytes())
    }

    pub fn bytes(body: Vec<u8>) -> Self {
        Self {
            status: 200,
            body,
            ..Self::default()
        }
    }

    pub fn nothing() -> Self {
        Self {
            status: 204,
            ..Self::default()
        }
    }

    /// A record and its version.
    pub fn record((version, body): (i64, Vec<u8>)) -> Self {
        Self {
            version: Some(version),
            ..Self::bytes(body)
        }
    }

    /// A record that was made.
    pub fn created(record: (i64, Vec<u8>), location: String) -> Self {
        Self {
            status: 201,
            location: Some(location),
            ..Self::record(record)
        }
    }

    pub fn to_stored(&self) -> idempotency::Answer {
        let mut headers = Vec::new();
        if let Some(version) = self.version {
            headers.push(("etag".to_owned(), version.to_string()));
        }
        if let Some(location) = &self.location {
            headers.push(("location".to_owned(), location.clone()));
        }
        idempotency::Answer {
            status: self.status,
            headers,
            body: self.body.clone(),
        }
    }

    pub fn from_stored(stored: idempotency::Answer) -> Self {
        let header = |name: &str| stored.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
        Self {
            status: stored.status,
            version: header("etag").and_then(|v| v.parse().ok()),
            location: header("location"),
            secret: false,
            body: stored.body,
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        if status != StatusCode::NO_CONTENT {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if let Some(version) = self.version
            && let Ok(etag) = HeaderValue::from_str(&format!("\"{version}\""))
        {
            headers.insert(header::ETAG, etag);
        }
        if let Some(location) = self.location.and_then(|l| HeaderValue::from_str(&l).ok()) {
            headers.insert(header::LOCATION, location);
        }
        response
    }
}

/// An error and the language to tell it in.
#[derive(Debug)]
pub(crate) struct Failure(pub Error, pub Lang);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self(error, lang) = self;
        if error.code() == Code::Internal {
            tracing::error!(error = %error, "a request failed");
        } else if let Some(private) = error.private_text() {
            tracing::debug!(code = error.code().as_str(), private, "a request was refused");
        }
        let status = StatusCode::from_u16(error.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = Response::new(Body::from(problem(&error, lang).to_string()));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match error.code() {
            Code::Unauthenticated => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Code::RateLimited => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("900"));
            }
            Code::Unavailable => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        if let Some(current) = error
            .extra()
            .iter()
            .find(|(k, _)| *k == "current")
            .and_then(|(_, r)| r["version"].as_i64())
            && let Ok(etag) = HeaderValue::from_str(&format!("\"{current}\""))
        {
            headers.insert(header::ETAG, etag);
        }
        response
    }
}
