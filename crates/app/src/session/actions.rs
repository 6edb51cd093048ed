//! Signing in and what belongs to it.

use kernel::{Code, Error, Id, Instant, Result};
use records::{Action, Cx};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};
use store::auth::{self, Session};
use store::records as rows;
use store::{Store, Tx};

use super::secret::{hash_password, new_secret, verify_password as fits};
use crate::engine::{Mode, save_changes};
use crate::people::User;
use crate::{App, Caller};

/// A session works this long without use.
pub const IDLE: i64 = 7 * 24 * 3600;
/// Attempts for one account, and from one address, in a quarter of an hour.
const PER_ACCOUNT: i64 = 10;
const PER_ADDRESS: i64 = 100;

/// A session that was opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Its secret, which only the caller keeps.
    pub secret: String,
    /// How long it works without use, in seconds.
    pub seconds: i64,
}

/// Opens a session for whoever knows the password. Attempts are counted before they are looked at, for the account and
/// for the address.
///
/// # Errors
/// `wrong_credentials`, the same for an unknown address; `rate_limited`.
pub async fn sign_in(app: &App, email: &str, password: &str, address: &str) -> Result<Opened> {
    let email = email.trim().to_lowercase();
    let keys = [
        (format!("account:{email}"), PER_ACCOUNT),
        (format!("address:{address}"), PER_ADDRESS),
    ];
    let now = app.now();
    let credential = {
        let (email, keys) = (email.clone(), keys.clone());
        app.store()
            .write(move |tx| {
                for (key, limit) in &keys {
                    if auth::attempt(tx, key, now)? > *limit {
                        return Ok(Err(Error::new(Code::RateLimited)));
                    }
                }
                Ok(Ok(auth::credential(tx, &email)?))
            })
            .await??
    };
    let hash = credential.as_ref().filter(|c| c.active).and_then(|c| c.hash.clone());
    let password = password.to_owned();
    // Hashing takes its time: not on a thread that serves others.
    let right = tokio::task::spawn_blocking(move || fits(&password, hash.as_deref()))
        .await
        .unwrap_or(false);
    let Some(credential) = credential.filter(|_| right) else {
        return Err(Error::new(Code::WrongCredentials));
    };
    let secret = new_secret()?;
    let session = Session {
        id: app.new_id(now),
        workspace: credential.workspace,
        user: credential.user,
        name: None,
        read_only: false,
        created_at: now,
        seen_at: now,
        expires_at: now.plus_seconds(IDLE),
    };
    let secret_hash: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
    app.store()
        .write(move |tx| {
            auth::forgive(tx, &keys[0].0, now)?;
            auth::insert_session(tx, &secret_hash, &session)
        })
        .await?;
    Ok(Opened { secret, seconds: IDLE })
}

/// Ends the caller's session.
pub fn sign_out(tx: &mut Tx<'_>, caller: &Caller) -> Result<()> {
    auth::end_session(tx, &caller.secret_hash)
}

/// Who the caller is, and what the page must know first.
pub fn me(tx: &mut Tx<'_>, app: &App, caller: &Caller) -> Result<Json> {
    let (cx, signed_in) = app.signed_in(tx, caller)?;
    let users = cx.registry.object("users").ok_or_else(Error::not_found)?;
    let fields: Vec<String> = ["id", "name", "email", "lang", "theme", "digest_at", "team", "role", "title"]
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

/// Changes the caller's own language, theme and digest.
pub fn patch_me(tx: &mut Tx<'_>, app: &App, cx: &Cx, body: &Map<String, Json>) -> Result<()> {
    if let Some(other) = body.keys().find(|k| !matches!(k.as_str(), User::lang | User::theme | User::digest_at)) {
        return Err(Error::field(
            format!("/{other}"),
            Code::UnknownField,
            "只能修改 lang、theme 与 digest_at",
            "Only lang, theme and digest_at can be changed here",
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
            let hash = auth::password_hash(tx, cx.workspace.id, signed_in.session.user)?;
            Ok((cx, signed_in.session, hash))
        })
        .await?;
    cx.writes()?;
    if session.name.is_some() {
        return Err(Error::forbidden().detail(
            "令牌不能修改密码，请登录后修改",
            "A token can't change the password: sign in",
        ));
    }
    let now = app.now();
    let key = format!("password:{}", session.user);
    let tries = app.store().write(move |tx| auth::attempt(tx, &key, now)).await?;
    if tries > PER_ACCOUNT {
        return Err(Error::new(Code::RateLimited));
    }
    let (current, password) = (current.to_owned(), password.to_owned());
    let hash = tokio::task::spawn_blocking(move || {
        if !fits(&current, old.as_deref()) {
            return Err(Error::field(
                "/current",
                Code::InvalidValue,
                "当前密码不正确",
                "The current password is wrong",
            ));
        }
        hash_password(&password, "/password")
    });
    let hash = hash.await.map_err(Error::internal)??;
    app.store()
        .write(move |tx| {
            auth::set_password(tx, cx.workspace.id, session.user, &hash, cx.now)?;
            auth::end_sessions(tx, cx.workspace.id, session.user, Some(session.id))
        })
        .await
}

/// Sets somebody's password without knowing the old one: for administrators and the command line.
pub fn set_password(store: &Store, cx: &Cx, user: Id, password: &str) -> Result<()> {
    cx.require("admin")?;
    let hash = hash_password(password, "/password")?;
    let (workspace, now) = (cx.workspace.id, cx.now);
    let cx = cx.clone();
    store.write_blocking(move |tx| {
        let users = cx.object("users")?;
        if !rows::may(tx, &cx, users, user, Action::Read)? {
            return Err(Error::not_found());
        }
        auth::set_password(tx, workspace, user, &hash, now)?;
        auth::end_sessions(tx, workspace, user, None)
    })
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
