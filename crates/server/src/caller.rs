//! Who sent a request.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use app::Caller;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use kernel::Lang;

/// The session's cookie.
pub(crate) const COOKIE: &str = "stagecraft_session";

/// Who asks, if they showed a secret at all; in which language; from where.
#[derive(Clone, Debug)]
pub(crate) struct Asking {
    pub caller: Option<Caller>,
    pub lang: Option<Lang>,
    pub address: String,
}

impl Asking {
    /// The language for an error before it is known who asks.
    pub fn lang(&self) -> Lang {
        self.lang.unwrap_or_default()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asking {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let lang = parts
            .headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|v| v.to_str().ok())
            .and_then(Lang::parse);
        let caller = secret(&parts.headers).map(|secret| Caller::new(&secret, lang));
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip());
        Ok(Self {
            caller,
            lang,
            address: address.map(network).unwrap_or_default(),
        })
    }
}

/// What counts as one place: an IPv4 address, or the /64 that an IPv6 address is from.
fn network(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.to_string(),
            None => v6.segments()[..4]
                .iter()
                .map(|s| format!("{s:x}"))
                .collect::<Vec<_>>()
                .join(":"),
        },
    }
}

/// A bearer token, else the cookie.
fn secret(headers: &HeaderMap) -> Option<String> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
        return scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned());
    }
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    let pairs = cookies
        .flat_map(|c| c.split(';'))
        .filter_map(|p| p.trim().split_once('='));
    pairs
        .filter(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value.to_owned())
        .next()
}
