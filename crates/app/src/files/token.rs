//! What an upload gives: who sent which bytes, signed, for an hour. It is good for them alone, and says nothing to others.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::{Code, Error, Instant, Result};
use records::Cx;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use store::contents::Key;
use subtle::ConstantTimeEq as _;

use crate::App;

/// Seconds for which it holds.
pub(super) const LASTS: i64 = 60 * 60;
/// What is signed with the same key elsewhere is another thing.
const WHAT: &[u8] = b"uploaded content\n";

#[derive(Serialize, Deserialize)]
struct Claim {
    w: i64,
    u: Option<kernel::Id>,
    h: String,
    t: i64,
}

fn sign(app: &App, body: &str) -> [u8; 32] {
    let mut out = [0; 32];
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&app.cursor_key().0) {
        mac.update(WHAT);
        mac.update(body.as_bytes());
        out.copy_from_slice(&mac.finalize().into_bytes());
    }
    out
}

/// The token for bytes that the asker has sent.
pub(super) fn seal(app: &App, cx: &Cx, key: &Key, until: Instant) -> Result<String> {
    let claim = Claim {
        w: key.workspace.0,
        u: cx.user,
        h: key.hash.clone(),
        t: until.0,
    };
    let body = B64.encode(serde_json::to_vec(&claim).map_err(Error::internal)?);
    let tag = B64.encode(sign(app, &body));
    Ok(format!("{body}.{tag}"))
}

/// The bytes that a token of the asker's stands for.
///
/// # Errors
/// `invalid_value` for another's, an old one, or none of ours: the three are the same to whoever tries.
pub(super) fn open(app: &App, cx: &Cx, token: &str) -> Result<Key> {
    let claim = || -> Option<Claim> {
        let (body, tag) = token.split_once('.')?;
        let tag = B64.decode(tag).ok()?;
        if !bool::from(sign(app, body).as_slice().ct_eq(&tag)) {
            return None;
        }
        serde_json::from_slice(&B64.decode(body).ok()?).ok()
    };
    claim()
        .filter(|claim| claim.w == cx.workspace.id.0 && claim.u == cx.user && claim.t > app.now().0)
        .map(|claim| Key {
            workspace: cx.workspace.id,
            hash: claim.h,
        })
        .ok_or_else(refused)
}

pub(super) fn refused() -> Error {
    Error::field(
        "/content",
        Code::InvalidValue,
        "上传凭证无效或已过期：请重新上传文件，再用返回的 content 新建附件",
        "The upload's token isn't valid any more: upload the file again and use the content it gives",
    )
}
