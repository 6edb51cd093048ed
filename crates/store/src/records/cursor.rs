//! Cursors: where a page ended, signed, bound to the asker, the filter and the order.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::{Code, Error, Id, Result};
use records::Cx;
use serde_json::Value as Json;
use sha2::Sha256;

/// The key that cursors of this installation are signed with.
#[derive(Clone)]
pub struct CursorKey(pub [u8; 32]);

/// The place after which a page begins: the values of the sort keys (numbers or texts, null for none) and the id.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    pub values: Vec<Json>,
    pub id: Id,
}

impl CursorKey {
    fn tag(&self, body: &str, bound_to: &str) -> [u8; 16] {
        let mut out = [0; 16];
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) {
            mac.update(body.as_bytes());
            mac.update(&[0]);
            mac.update(bound_to.as_bytes());
            out.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        }
        out
    }

    fn sign(&self, content: &Json, bound_to: &str) -> String {
        let body = B64.encode(content.to_string());
        let tag = B64.encode(self.tag(&body, bound_to));
        format!("{body}.{tag}")
    }

    fn verify<T>(&self, cursor: &str, bound_to: &str, read: impl FnOnce(&Json) -> Option<T>) -> Result<T> {
        let content = || -> Option<Json> {
            let (body, tag) = cursor.split_once('.')?;
            let tag = B64.decode(tag).ok()?;
            let expected = self.tag(body, bound_to);
            let same =
                tag.len() == expected.len() && tag.iter().zip(expected).fold(0, |diff, (a, b)| diff | (a ^ b)) == 0;
            if !same {
                return None;
            }
            serde_json::from_slice(&B64.decode(body).ok()?).ok()
        };
        content().and_then(|content| read(&content)).ok_or_else(|| {
            Error::field(
                "/cursor",
                Code::InvalidCursor,
                Code::InvalidCursor.title(kernel::Lang::Zh),
                Code::InvalidCursor.title(kernel::Lang::En),
            )
        })
    }

    pub(crate) fn seal(&self, place: &Place, bound_to: &str) -> String {
        self.sign(&serde_json::json!([place.values, place.id]), bound_to)
    }

    pub(crate) fn open(&self, cursor: &str, bound_to: &str) -> Result<Place> {
        self.verify(cursor, bound_to, |content| {
            Some(Place {
                values: content.get(0)?.as_array()?.clone(),
                id: content.get(1)?.as_str()?.parse().ok()?,
            })
        })
    }

    /// The cursor of a list that goes by numbers, bound to the asker and to `list`.
    pub fn seal_number(&self, number: i64, cx: &Cx, list: &str) -> String {
        self.sign(&number.into(), &asked_by(cx, list))
    }

    /// The number in a cursor.
    ///
    /// # Errors
    /// `invalid_cursor` if it isn't the asker's own of this very list.
    pub fn open_number(&self, cursor: &str, cx: &Cx, list: &str) -> Result<i64> {
        self.verify(cursor, &asked_by(cx, list), Json::as_i64)
    }
}

fn asked_by(cx: &Cx, list: &str) -> String {
    let user = cx.user.map(|id| id.to_string()).unwrap_or_default();
    format!("{}\n{user}\n{list}", cx.workspace.id.0)
}
