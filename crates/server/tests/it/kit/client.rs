//! Requests and what they are answered.

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request};
use serde_json::{Value as Json, json};
use tower::ServiceExt as _;

/// Someone who sends requests.
#[derive(Clone)]
pub struct As<'k> {
    router: &'k Router,
    headers: Vec<(String, String)>,
}

impl<'k> As<'k> {
    pub(super) fn new(router: &'k Router, secret: Option<String>) -> Self {
        let headers = secret.map(|s| ("authorization".to_owned(), format!("Bearer {s}")));
        Self {
            router,
            headers: headers.into_iter().collect(),
        }
    }

    /// The same with another header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same in a language.
    pub fn lang(self, lang: &str) -> Self {
        self.header("accept-language", lang)
    }

    /// The same with an `Idempotency-Key`.
    pub fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// The same with `If-Match`.
    pub fn if_match(self, version: impl std::fmt::Display) -> Self {
        self.header("if-match", &format!("\"{version}\""))
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None).await
    }

    /// With query parameters, which are encoded.
    pub async fn query(&self, path: &str, pairs: &[(&str, &str)]) -> Reply {
        self.get(&format!("{path}?{}", serde_urlencoded::to_string(pairs).unwrap()))
            .await
    }

    /// The records that satisfy a filter.
    pub async fn list(&self, object: &str, filter: Json) -> Vec<Json> {
        let page = self
            .query(
                &format!("/{object}"),
                &[("filter", &filter.to_string()), ("limit", "200")],
            )
            .await;
        page.expect(200)["data"].as_array().unwrap().clone()
    }

    pub async fn post(&self, path: &str, body: Json) -> Reply {
        self.send("POST", path, Some(body.to_string())).await
    }

    /// A file as the body.
    pub async fn upload(&self, path: &str, bytes: &[u8]) -> Reply {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(format!("/api/v1{path}"))
            .header("content-type", "application/octet-stream");
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        self.request(request.body(Body::from(bytes.to_vec())).unwrap()).await
    }

    /// Without a body.
    pub async fn act(&self, path: &str) -> Reply {
        self.send("POST", path, None).await
    }

    pub async fn put(&self, path: &str, body: Json) -> Reply {
        self.send("PUT", path, Some(body.to_string())).await
    }

    pub async fn patch(&self, path: &str, body: Json) -> Reply {
        self.send("PATCH", path, Some(body.to_string())).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send("DELETE", path, None).await
    }

    /// Changes a record whatever its version is.
    pub async fn change(&self, object: &str, id: &str, body: Json) -> Reply {
        let path = format!("/{object}/{id}");
        let version = self.get(&path).await.expect(200)["version"].clone();
        self.clone().if_match(version).patch(&path, body).await
    }

    /// Deletes a record whatever its version is.
    pub async fn remove(&self, object: &str, id: &str) -> Reply {
        let path = format!("/{object}/{id}");
        let version = self.get(&path).await.expect(200)["version"].clone();
        self.clone().if_match(version).delete(&path).await
    }

    /// Any request. A path stands below `/api/v1`, unless it begins with `!`.
    pub async fn send(&self, method: &str, path: &str, body: Option<String>) -> Reply {
        let path = match path.strip_prefix('!') {
            Some(whole) => whole.to_owned(),
            None => format!("/api/v1{path}"),
        };
        let mut request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).unwrap())
            .uri(&path);
        if body.is_some() && self.headers.iter().all(|(name, _)| name != "content-type") {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        self.request(request.body(body.map_or_else(Body::empty, Body::from)).unwrap())
            .await
    }

    async fn request(&self, request: Request<Body>) -> Reply {
        let line = format!("{} {}", request.method(), request.uri());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 64 * 1024 * 1024).await.unwrap();
        Reply {
            line,
            status: parts.status.as_u16(),
            json: serde_json::from_slice(&body).unwrap_or_default(),
            headers: parts.headers,
            body,
        }
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    line: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub json: Json,
}

impl Reply {
    /// The JSON of an answer that has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Json {
        assert_eq!(self.status, status, "{}: {}", self.line, self.text());
        self.json
    }

    /// The JSON of a problem with this status and code.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Json {
        assert_eq!(
            (self.status, self.json["code"].as_str()),
            (status, Some(code)),
            "{}: {}",
            self.line,
            self.text()
        );
        let kind = self.header("content-type");
        assert_eq!(kind, "application/problem+json", "{}", self.line);
        for member in ["type", "title", "detail"] {
            assert!(
                self.json[member].as_str().is_some_and(|t| !t.is_empty()),
                "{}: {member}",
                self.line
            );
        }
        assert_eq!(self.json["status"], json!(status));
        self.json
    }

    /// The same, whose first fault is at this pointer.
    #[track_caller]
    pub fn fault(self, code: &str, pointer: &str) -> Json {
        let line = self.line.clone();
        let problem = self.problem(422, code);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{line}: {problem}");
        problem
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}
