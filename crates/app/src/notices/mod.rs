//! What people are told of: who mentions them, what is given to them, what it is time for. A notice holds no words of its
//! own, only what it is about: what may be read of that is decided when it is read.

mod reads;

use kernel::{Code, Error, Id, Instant, Result};
use records::Cx;
use store::Tx;
use store::notices::{self, NewNotice};

pub use reads::{NoticePage, page};

/// How long notices are kept.
const KEPT_SECONDS: i64 = 90 * 86_400;

/// Something to tell somebody.
pub(crate) struct Told<'a> {
    /// Whom.
    pub to: Id,
    /// What kind of news; the page has the words.
    pub kind: &'static str,
    /// The same key is told once.
    pub key: String,
    /// The kind of record it is about.
    pub object: &'static str,
    /// The record it is about.
    pub record: Id,
    /// The record whose page it opens.
    pub about: (&'a str, Id),
}

/// Tells somebody, in the transaction of what there is to tell. Nobody is told what they did themselves, nor what an
/// import brings in of long ago.
pub(crate) fn tell(tx: &mut Tx<'_>, cx: &Cx, told: &Told<'_>) -> Result<()> {
    if cx.user == Some(told.to) || cx.now < cx.written_at {
        return Ok(());
    }
    let notice = NewNotice {
        workspace: cx.workspace.id,
        user: told.to,
        kind: told.kind,
        key: &told.key,
        object: told.object,
        record: told.record,
        about_object: told.about.0,
        about: told.about.1,
        actor: cx.user,
        at: cx.now,
    };
    notices::insert(tx, &notice).map(|_| ())
}

/// Which notices to mark, and as what.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// These; all up to `up_to` if absent.
    pub ids: Option<Vec<i64>>,
    /// The newest that the page shows: what came after it stays unread.
    pub up_to: Option<i64>,
    /// Read, or unread again.
    #[serde(default = "yes")]
    pub read: bool,
}

fn yes() -> bool {
    true
}

/// Marks the asker's notices; gives how many are unread now.
pub fn mark(tx: &mut Tx<'_>, cx: &Cx, mark: &Mark) -> Result<i64> {
    cx.writes()?;
    let user = cx.user.ok_or_else(Error::not_found)?;
    match (&mark.ids, mark.up_to) {
        (Some(ids), None) if ids.len() <= 200 => {
            for id in ids {
                if !notices::mark(tx, cx.workspace.id, user, *id, mark.read.then_some(cx.now))? {
                    return Err(Error::not_found());
                }
            }
        }
        (None, Some(last)) if mark.read => notices::read_all(tx, cx.workspace.id, user, last, cx.now)?,
        _ => {
            return Err(Error::field(
                "/ids",
                Code::InvalidValue,
                "请给出 ids（最多 200 个），或只给 up_to 表示全部标为已读",
                "Give ids (200 at most), or only up_to to mark all as read",
            ));
        }
    }
    notices::unread(tx, cx.workspace.id, user)
}

/// Forgets old notices.
pub fn purge(tx: &mut Tx<'_>, now: Instant) -> Result<()> {
    notices::purge(tx, now.plus_seconds(-KEPT_SECONDS))
}
