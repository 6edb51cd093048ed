//! Links by which people set their password: the first one, or a new one for one that was forgotten.

use kernel::{Code, Error, Id, Result};
use records::{Action, Cx};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};
use store::invitations::{self, Invited, Span};
use store::records as rows;
use store::{Tx, auth};

use super::secret::{hashed, new_secret};
use super::tries::Tries;
use crate::App;
use crate::engine::{Mode, save_changes};
use crate::people::User;

/// A link works this long.
pub const INVITED_DAYS: i64 = 7;

/// Makes somebody's link; the one they had before ends. Its secret is shown once. Who has a link can become that person, so
/// only an administrator makes one, and none for who was deactivated.
pub fn invite(tx: &mut Tx<'_>, cx: &Cx, user: Id) -> Result<Json> {
    let person = person(tx, cx, user)?;
    if !person.active {
        return Err(Error::new(Code::WrongState).detail(
            "此人已停用：请先启用，再生成链接",
            "This person is deactivated: activate them first, then make a link",
        ));
    }
    let secret = new_secret()?;
    let span = Span {
        created_at: cx.now,
        expires_at: cx.now.plus_seconds(INVITED_DAYS * 86_400),
    };
    let hash = Sha256::digest(secret.as_bytes());
    invitations::put(tx, cx.workspace.id, user, hash.as_slice(), span)?;
    let mut shown = show(tx, cx, user, Some(span))?;
    shown["path"] = Json::from(format!("/join/{secret}"));
    Ok(shown)
}

/// Whether somebody has a link that works, and whether they have a password.
pub fn invitation(tx: &mut Tx<'_>, cx: &Cx, user: Id) -> Result<Json> {
    person(tx, cx, user)?;
    let span = invitations::of(tx, cx.workspace.id, user, cx.now)?;
    show(tx, cx, user, span)
}

/// Ends somebody's link.
pub fn revoke(tx: &mut Tx<'_>, cx: &Cx, user: Id) -> Result<()> {
    person(tx, cx, user)?;
    if invitations::end(tx, cx.workspace.id, user)? {
        Ok(())
    } else {
        Err(Error::not_found())
    }
}

fn person(tx: &mut Tx<'_>, cx: &Cx, user: Id) -> Result<User> {
    cx.require("admin")?;
    rows::load_as(tx, cx, user, Action::Read)
}

fn show(tx: &mut Tx<'_>, cx: &Cx, user: Id, span: Option<Span>) -> Result<Json> {
    Ok(json!({
        "active": span.is_some(),
        "created_at": span.map(|s| s.created_at.to_rfc3339()),
        "expires_at": span.map(|s| s.expires_at.to_rfc3339()),
        "has_password": auth::password_hash(tx, cx.workspace.id, user)?.is_some(),
    }))
}

/// What somebody sets by their link.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// Their name, if it is to be another than the one they were entered under.
    pub name: Option<String>,
    /// Their password.
    pub password: String,
}

/// Whom a link is for, as its page shows it before anything is set. Tries are counted for the address.
///
/// # Errors
/// `not_found` if the link doesn't work any more; `rate_limited`.
pub async fn joining(app: &App, secret: &str, address: &str) -> Result<Json> {
    let invited = look(app, secret, address).await?;
    Ok(json!({
        "name": invited.name, "email": invited.email, "company": invited.company, "returning": invited.returning,
    }))
}

/// Sets name and password by a link, which ends with it, as do sessions from before. Gives the address to sign in with.
///
/// # Errors
/// As [`joining`]; `invalid_value` at `/password`, and what may be wrong with a name.
pub async fn join(app: &App, secret: &str, request: Join, address: &str) -> Result<String> {
    let invited = look(app, secret, address).await?;
    let hash = hashed(&request.password, "/password").await?;
    let (here, email, secret_hash) = (app.clone(), invited.email.clone(), digest(secret));
    app.store()
        .write(move |tx| {
            let system = here.system(tx, invited.workspace)?;
            if !invitations::take(tx, &secret_hash, system.now)? {
                return Err(gone());
            }
            let cx = Cx {
                user: Some(invited.user),
                ..system
            };
            if let Some(name) = &request.name {
                let users = cx.registry.object(User::OBJECT).ok_or_else(Error::not_found)?;
                let old = rows::load(tx, &cx, users, invited.user, Action::Read)?.ok_or_else(gone)?;
                let body: Map<String, Json> = [(User::name.to_owned(), json!(name))].into_iter().collect();
                save_changes(tx, &here, &cx, users, &old, &body, Mode::Program)?;
            }
            auth::set_password(tx, cx.workspace.id, invited.user, &hash, cx.now)?;
            auth::end_all(tx, cx.workspace.id, invited.user)
        })
        .await?;
    Ok(email)
}

/// Looks for a link. A try with one that isn't there is counted; who has tried too often is refused before any look.
async fn look(app: &App, secret: &str, address: &str) -> Result<Invited> {
    let (now, hash) = (app.now(), digest(secret));
    let tries = Tries::from_address(address);
    let before = tries.clone();
    let found = app.store().read(move |tx| {
        before.refuse(tx, now)?;
        invitations::find(tx, &hash, now)
    });
    match found.await? {
        Some(invited) => Ok(invited),
        None => {
            app.store().write(move |tx| tries.count(tx, now)).await?;
            Err(gone())
        }
    }
}

fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// One answer for used, expired, revoked and deactivated: a stranger who tries links learns nothing of them.
fn gone() -> Error {
    Error::not_found().detail(
        "此链接已失效：可能已用过、已过期或被撤销。请联系管理员重新生成；如果已经设置过密码，直接登录即可",
        "This link doesn't work any more: it was used, has expired or was revoked. Ask your administrator for a new one; \
         if you have set your password already, just sign in",
    )
}
