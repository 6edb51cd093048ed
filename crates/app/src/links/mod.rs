//! Links for people outside: 128 random bits and more, kept as a hash, with an end. Who has one sees and answers what it is for,
//! with the system's hands and no session; one that is revoked, over or never was are the same to a stranger.

mod needs;
mod objects;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{Code, Error, Id, Instant, Result, WorkspaceId};
use records::{Action, Cx};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};
use store::records::{self as rows, load_as};
use store::{Tx, auth, links};

use crate::App;
use crate::engine::{Mode, may_act, save_changes, store_new};
use crate::opportunities::Opportunity;
use crate::session::new_secret;

pub use needs::{Reply, answer, ask, shown};
pub use objects::PublicLink;

/// Characters of a secret, six random bits each.
const SECRET: usize = 22;
/// Days for which a link works if nothing is said, and at most.
const DAYS: (i64, i64) = (14, 90);
/// What one network address may ask of links in a quarter of an hour,
const PER_ADDRESS: i64 = 120;
/// and everybody of one link.
const PER_LINK: i64 = 600;

/// Makes a link on a deal that the asker may change; its secret is told once.
///
/// # Errors
/// `invalid_value` for days that can't be.
fn make(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    purpose: &str,
    deal: Id,
    contact: Option<Id>,
    days: Option<i64>,
) -> Result<Json> {
    let days = days.unwrap_or(DAYS.0);
    if !(1..=DAYS.1).contains(&days) {
        return Err(Error::field(
            "/days",
            Code::InvalidValue,
            format!("有效期应为 1 到 {} 天", DAYS.1),
            format!("A link works 1 to {} days", DAYS.1),
        ));
    }
    let expires = cx.now.plus_seconds(days * 86_400);
    let mut body = Map::new();
    body.insert(PublicLink::purpose.into(), json!(purpose));
    body.insert(PublicLink::opportunity.into(), json!(deal));
    body.insert(PublicLink::contact.into(), json!(contact));
    body.insert(PublicLink::expires_at.into(), json!(expires.to_rfc3339()));
    let id = store_new(tx, app, cx, cx.object(PublicLink::OBJECT)?, &body, Mode::Program)?;
    let secret: String = new_secret()?.chars().take(SECRET).collect();
    links::put(tx, cx.workspace.id, id, &hash(&secret))?;
    Ok(json!({ "id": id, "path": format!("/l/{secret}"), "expires_at": expires.to_rfc3339() }))
}

/// Ends a link of a deal that the asker may change.
///
/// # Errors
/// `not_found`; `forbidden`.
pub fn revoke(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<()> {
    cx.writes()?;
    let link: PublicLink = load_as(tx, cx, id, Action::Read)?;
    may_act(
        tx,
        cx,
        cx.object(Opportunity::OBJECT)?,
        link.opportunity,
        Action::Update,
    )?;
    if link.revoked_at.is_some() {
        return Ok(());
    }
    change(tx, app, cx, id, PublicLink::revoked_at, cx.now)
}

fn change(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, field: &str, at: Instant) -> Result<()> {
    let system = cx.as_system();
    let object = system.object(PublicLink::OBJECT)?;
    let old = rows::load(tx, &system, object, id, Action::Read)?.ok_or_else(Error::not_found)?;
    let body = Map::from_iter([(field.to_owned(), json!(at.to_rfc3339()))]);
    save_changes(tx, app, &system, object, &old, &body, Mode::Program).map(|_| ())
}

/// Whether an address or a link has been asked for too often; nothing is counted.
///
/// # Errors
/// `rate_limited`.
pub fn may_ask(tx: &mut Tx<'_>, app: &App, secret: &str, address: &str) -> Result<()> {
    for (key, most) in keys(secret, address) {
        if auth::attempts(tx, &key, app.now())? >= most {
            return Err(Error::new(Code::RateLimited));
        }
    }
    Ok(())
}

fn keys(secret: &str, address: &str) -> [(String, i64); 2] {
    let link = URL_SAFE_NO_PAD.encode(&hash(secret)[..12]);
    [
        (format!("links:{address}"), PER_ADDRESS),
        (format!("link:{link}"), PER_LINK),
    ]
}

/// A link that works, with the system's eyes in its company. Counted against address and link, also if there is none.
///
/// # Errors
/// `rate_limited`; `not_found` for one that is revoked, over or never was.
fn found(tx: &mut Tx<'_>, app: &App, secret: &str, address: &str) -> Result<Result<(Cx, PublicLink)>> {
    may_ask(tx, app, secret, address)?;
    for (key, _) in keys(secret, address) {
        auth::attempt(tx, &key, app.now())?;
    }
    let Some((workspace, id)) = by_secret(tx, secret)? else {
        return Ok(Err(Error::not_found()));
    };
    let cx = app.system(tx, workspace)?;
    let link: PublicLink = match load_as(tx, &cx, id, Action::Read) {
        Ok(link) => link,
        Err(error) if error.code() == Code::NotFound => return Ok(Err(error)),
        Err(error) => return Err(error),
    };
    if link.revoked_at.is_some() || link.expires_at <= cx.now {
        return Ok(Err(Error::not_found()));
    }
    Ok(Ok((cx, link)))
}

fn by_secret(tx: &mut Tx<'_>, secret: &str) -> Result<Option<(WorkspaceId, Id)>> {
    let fits = secret.len() == SECRET
        && secret
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if fits { links::of(tx, &hash(secret)) } else { Ok(None) }
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Notes that it was opened: the first time is told on the deal, the rest is counted.
fn opened(tx: &mut Tx<'_>, app: &App, cx: &Cx, link: &PublicLink) -> Result<()> {
    if link.opened_at.is_none() {
        change(tx, app, cx, link.id, PublicLink::opened_at, cx.now)?;
    }
    let object = cx.object(PublicLink::OBJECT)?;
    let old = rows::load(tx, cx, object, link.id, Action::Read)?.ok_or_else(Error::not_found)?;
    let at = |key: &str| object.index(key).ok_or_else(Error::not_found);
    let changes = [
        (at(PublicLink::last_opened_at)?, cx.now.into()),
        (at(PublicLink::opens)?, (link.opens + 1).into()),
    ];
    rows::find_out(tx, cx, object, &old, &changes).map(|_| ())
}
