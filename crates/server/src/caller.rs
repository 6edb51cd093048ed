//! Who sent a request.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use app::Caller;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use kernel::Lang;

use crate::State;

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

impl FromRequestParts<State> for Asking {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        let lang = parts
            .headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|v| v.to_str().ok())
            .and_then(Lang::parse);
        let caller = secret(&parts.headers).map(|secret| Caller::new(&secret, lang));
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip());
        let address = forwarded(&parts.headers, state.0.config.proxies).or(peer);
        Ok(Self {
            caller,
            lang,
            address: address.map(network).unwrap_or_default(),
        })
    }
}

/// The address that the outermost of our `proxies` saw. Each appends whom it saw, so what stands left of that was said by the
/// caller and may be made up.
fn forwarded(headers: &HeaderMap, proxies: u8) -> Option<IpAddr> {
    let passed = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|v| v.to_str().ok());
    let seen: Vec<&str> = passed.flat_map(|v| v.split(',')).map(str::trim).collect();
    let at = seen.len().checked_sub(proxies.into())?;
    seen.get(at)?.parse().ok()
}

/// What counts as one place: an IPv4 address, or the /64 that an IPv6 address is from.
pub(crate) fn network(ip: IpAddr) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_proxies_are_believed() {
        let cases: &[(&[&str], u8, Option<&str>)] = &[
            (&["203.0.113.7"], 0, None),
            (&["203.0.113.7"], 1, Some("203.0.113.7")),
            (&["6.6.6.6, 203.0.113.7"], 1, Some("203.0.113.7")),
            (&["6.6.6.6, 203.0.113.7, 10.0.0.2"], 2, Some("203.0.113.7")),
            (&["6.6.6.6", "203.0.113.7"], 1, Some("203.0.113.7")),
            (&["2001:db8::1"], 1, Some("2001:db8::1")),
            (&["203.0.113.7"], 2, None),
            (&["6.6.6.6, nonsense"], 1, None),
            (&[], 1, None),
        ];
        for (lines, proxies, expected) in cases {
            let mut headers = HeaderMap::new();
            for line in *lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            assert_eq!(
                forwarded(&headers, *proxies),
                expected.map(|a| a.parse().unwrap()),
                "{lines:?} behind {proxies}"
            );
        }
    }
}
