//! A person's notices, with what they may read of what each is about.

use kernel::{Error, Id, Result};
use records::Cx;
use serde_json::{Value as Json, json};
use store::Tx;
use store::notices::{self, Notice};
use store::records as rows;

use crate::notes::{Note, plain};

/// Characters of a remark that a notice shows.
const EXCERPT: usize = 120;

/// Some of a person's notices, the newest first.
#[derive(Clone, Debug)]
pub struct NoticePage {
    /// The notices.
    pub data: Vec<Json>,
    /// How many are unread in all.
    pub unread: i64,
    /// The number before which the next page goes on.
    pub next: Option<i64>,
}

/// The asker's notices before number `before`.
pub fn page(tx: &mut Tx<'_>, cx: &Cx, unread: bool, before: Option<i64>, limit: usize) -> Result<NoticePage> {
    let user = cx.user.ok_or_else(Error::not_found)?;
    let mut found = notices::list(tx, cx.workspace.id, user, unread, before, limit + 1)?;
    let next = (found.len() > limit).then(|| found[limit - 1].seq);
    found.truncate(limit);
    Ok(NoticePage {
        data: found.iter().map(|notice| show(tx, cx, notice)).collect::<Result<_>>()?,
        unread: notices::unread(tx, cx.workspace.id, user)?,
        next,
    })
}

fn show(tx: &mut Tx<'_>, cx: &Cx, notice: &Notice) -> Result<Json> {
    let actor = match notice.actor {
        Some(actor) => named(tx, cx, "users", actor)?,
        None => Json::Null,
    };
    let about = named(tx, cx, &notice.about_object, notice.about)?;
    Ok(json!({
        "id": notice.seq,
        "kind": notice.kind,
        "at": notice.at.to_rfc3339(),
        "read": notice.read_at.is_some(),
        "actor": actor,
        "object": notice.about_object,
        // Nothing if it was deleted or is no longer theirs to see.
        "about": about,
        "text": excerpt(tx, cx, notice)?,
    }))
}

/// A record's id and name, if the asker sees it.
fn named(tx: &mut Tx<'_>, cx: &Cx, object: &str, id: Id) -> Result<Json> {
    let Ok(object) = cx.object(object) else {
        return Ok(Json::Null);
    };
    let seen = object.field(object.name_field).is_some_and(|f| cx.sees(object, f));
    let fields = [if seen { object.name_field } else { "id" }.to_owned()];
    let Some((_, json)) = rows::get(tx, cx, object, id, &fields)? else {
        return Ok(Json::Null);
    };
    let record: Json = serde_json::from_slice(&json).unwrap_or_default();
    Ok(json!({ "id": id, "name": record.get(object.name_field) }))
}

/// The beginning of the remark that a notice is about.
fn excerpt(tx: &mut Tx<'_>, cx: &Cx, notice: &Notice) -> Result<Json> {
    if notice.object != Note::OBJECT {
        return Ok(Json::Null);
    }
    let Ok(object) = cx.object(Note::OBJECT) else {
        return Ok(Json::Null);
    };
    if !object.field(Note::body).is_some_and(|f| cx.sees(object, f)) {
        return Ok(Json::Null);
    }
    let found = rows::get(tx, cx, object, notice.record, &[Note::body.to_owned()])?;
    let record: Option<Json> = found.and_then(|(_, json)| serde_json::from_slice(&json).ok());
    let body = record.as_ref().and_then(|r| r[Note::body].as_str()).map(plain);
    Ok(body.map_or(Json::Null, |text| {
        let short: String = text.chars().take(EXCERPT).collect();
        Json::from(if short.len() < text.len() {
            format!("{short}…")
        } else {
            short
        })
    }))
}
