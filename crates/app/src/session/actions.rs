//! Signing in and what belongs to it.

use kernel::{Code, Error, Id, Instant, Result};
use records::{Action, Cx};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};
use store::Tx;
use store::auth::{self, Session};
use store::records as rows;

use super::secret::{hashed, new_secret, seat, verify_password};
use crate::engine::{Mode, save_changes};
use crate::people::User;
use crate::{App, Caller};

/// Wrong passwords that one may give in a quarter of an hour to change one's own.
const PASSWORD_TRIES: i64 = 10;

/// Ends the caller's session.
pub fn sign_out(tx: &mut Tx<'_>, caller: &Caller) -> Result<()> {
    auth::end_session(tx, &caller.secret_hash)
}

/// Who the caller is, and what the page must know first.
pub fn me(tx: &mut Tx<'_>, app: &App, caller: &Caller) -> Result<Json> {
    let (cx, signed_in) = app.signed_in(tx, caller)?;
    let users = cx.registry.object("users").ok_or_else(Error::not_found)?;
    let fields: Vec<String> = [
        "id",
        "name",
        "email",
        "lang",
        "theme",
        "digest_at",
        "toured",
        "team",
        "role",
        "title",
    ]
    .map(str::to_owned)
    .into();
    let user = rows::get(tx, &cx.as_system(), users, signed_in.session.user, &fields)?.ok_or_else(Error::not_found)?;
    let user: Json = serde_json::from_slice(&user.1).unwrap_or_default();
    let workspace = &cx.workspace;
    Ok(json!({
        "user": user,
        "workspace": {
            "name": workspace.name, "currency": workspace.currency, "time_zone": workspace.calendar.tz.name(),
            "lang": workspace.lang,
        },
        "can": cx.rights.can,
        "read_only": cx.read_only,
        "today": cx.today().to_string(),
        "now": cx.now.to_rfc3339(),
    }))
}

/// Notes that a session is in use, at most once in a quarter of an hour.
pub fn needs_touch(seen_at: Instant, now: Instant) -> bool {
    now.0 - seen_at.0 > 900_000_000
}

/// Changes the caller's own language, theme and digest, and whether they are through with the tour.
pub fn patch_me(tx: &mut Tx<'_>, app: &App, cx: &Cx, body: &Map<String, Json>) -> Result<()> {
    if let Some(other) = body
        .keys()
        .find(|k| !matches!(k.as_str(), User::lang | User::theme | User::digest_at | User::toured))
    {
        return Err(Error::field(
            format!("/{other}"),
            Code::UnknownField,
            "只能修改 lang、theme、digest_at 与 toured",
            "Only lang, theme, digest_at and toured can be changed here",
        ));
    }
    let users = cx.registry.object("users").ok_or_else(Error::not_found)?;
    let me = cx.user.ok_or_else(Error::not_found)?;
    let old = rows::load(tx, &cx.as_system(), users, me, Action::Read)?.ok_or_else(Error::not_found)?;
    save_changes(tx, app, &cx.as_system(), users, &old, body, Mode::Program)?;
    Ok(())
}

/// Changes the caller's password; their other sessions end.
pub async fn change_password(app: &App, caller: &Caller, current: &str, password: &str) -> Result<()> {
    let who = caller.clone();
    let here = app.clone();
    let (cx, session, old) = app
        .store()
        .read(move |tx| {
            let (cx, signed_in) = here.signed_in(tx, &who)?;
            cx.writes()?;
            signed_in_themselves(tx, &here, &who)?;
            let hash = auth::password_hash(tx, cx.workspace.id, signed_in.session.user)?;
            Ok((cx, signed_in.session, hash))
        })
        .await?;
    let now = app.now();
    let key = format!("password:{}", session.user);
    let tries = app.store().write(move |tx| auth::attempt(tx, &key, now)).await?;
    if tries > PASSWORD_TRIES {
        return Err(Error::new(Code::RateLimited));
    }
    if !verify_password(seat().await?, current, old).await {
        return Err(Error::field(
            "/current",
            Code::InvalidValue,
            "当前密码不正确",
            "The current password is wrong",
        ));
    }
    let hash = hashed(password, "/password").await?;
    app.store()
        .write(move |tx| {
            auth::set_password(tx, cx.workspace.id, session.user, &hash, cx.now)?;
            auth::end_sessions(tx, cx.workspace.id, session.user, Some(session.id))
        })
        .await
}

/// Sets somebody's password, already hashed, without knowing the old one: for administrators.
pub fn set_password(tx: &mut Tx<'_>, cx: &Cx, user: Id, hash: &str) -> Result<()> {
    cx.require("admin")?;
    let users = cx.object("users")?;
    if !rows::may(tx, cx, users, user, Action::Read)? {
        return Err(Error::not_found());
    }
    auth::set_password(tx, cx.workspace.id, user, hash, cx.now)?;
    auth::end_all(tx, cx.workspace.id, user)
}

/// Refuses tokens: what lets somebody in for long is given to who signed in only, so that a token that got into wrong hands
/// is worth nothing once it has ended.
///
/// # Errors
/// `forbidden`.
pub fn signed_in_themselves(tx: &mut Tx<'_>, app: &App, caller: &Caller) -> Result<()> {
    if app.signed_in(tx, caller)?.1.session.name.is_some() {
        return Err(Error::forbidden().detail(
            "令牌不能用来获取或发放登录凭据：请用密码登录后操作",
            "A token can't be used to get or give ways to sign in: sign in with a password first",
        ));
    }
    Ok(())
}

/// What a new token is to be.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// What it is for.
    pub name: String,
    /// Whether it may only read.
    #[serde(default)]
    pub read_only: bool,
    /// For how many days it works; 365 if nothing is said.
    pub days: Option<i64>,
}

/// Makes a token that acts for the user. Its secret is shown once.
pub fn new_token(tx: &mut Tx<'_>, app: &App, cx: &Cx, request: &TokenRequest) -> Result<Json> {
    cx.writes()?;
    let user = cx.user.ok_or_else(Error::not_found)?;
    let name = request.name.trim();
    let days = request.days.unwrap_or(365);
    if name.is_empty() || name.chars().count() > 80 {
        return Err(Error::field(
            "/name",
            Code::Required,
            "请填写令牌用途，最多 80 字",
            "Say what the token is for, in at most 80 characters",
        ));
    }
    if !(1..=3650).contains(&days) {
        return Err(Error::field(
            "/days",
            Code::InvalidValue,
            "有效天数为 1 到 3650",
            "A token works for 1 to 3650 days",
        ));
    }
    let secret = new_secret()?;
    let session = Session {
        id: app.new_id(cx.now),
        workspace: cx.workspace.id,
        user,
        name: Some(name.to_owned()),
        read_only: request.read_only,
        created_at: cx.now,
        seen_at: cx.now,
        expires_at: cx.now.plus_seconds(days * 86_400),
    };
    auth::insert_session(tx, Sha256::digest(secret.as_bytes()).as_slice(), &session)?;
    let mut shown = show(&session);
    shown["token"] = Json::from(secret);
    Ok(shown)
}

/// Somebody's tokens, without their secrets: for administrators.
pub fn tokens_of(tx: &mut Tx<'_>, cx: &Cx, user: Id) -> Result<Vec<Json>> {
    known(tx, cx, user)?;
    Ok(auth::tokens(tx, cx.workspace.id, user)?.iter().map(show).collect())
}

/// Ends somebody's tokens and their calendar feed: for administrators.
pub fn end_tokens_of(tx: &mut Tx<'_>, cx: &Cx, user: Id) -> Result<()> {
    known(tx, cx, user)?;
    cx.writes()?;
    for token in auth::tokens(tx, cx.workspace.id, user)? {
        auth::end_token(tx, cx.workspace.id, user, token.id)?;
    }
    store::feeds::close(tx, cx.workspace.id, user)?;
    Ok(())
}

/// Somebody whom an administrator may know of.
fn known(tx: &mut Tx<'_>, cx: &Cx, user: Id) -> Result<()> {
    if !cx.rights.can("admin") {
        return Err(Error::forbidden());
    }
    if rows::may(tx, cx, cx.object("users")?, user, Action::Read)? {
        Ok(())
    } else {
        Err(Error::not_found())
    }
}

/// The caller's tokens, without their secrets.
pub fn tokens(tx: &mut Tx<'_>, cx: &Cx) -> Result<Vec<Json>> {
    let user = cx.user.ok_or_else(Error::not_found)?;
    Ok(auth::tokens(tx, cx.workspace.id, user)?.iter().map(show).collect())
}

fn show(session: &Session) -> Json {
    json!({
        "id": session.id, "name": session.name, "read_only": session.read_only,
        "created_at": session.created_at.to_rfc3339(), "expires_at": session.expires_at.to_rfc3339(),
    })
}
