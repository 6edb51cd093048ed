//! Packs in and out. What users have changed or made themselves stays, whatever is installed or removed.

use kernel::{Code, Error, Id, Lang, Result};
use records::{Condition, Cx, Op};
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::records::find;

use super::catalog::Pack;
use super::extras::{Extras, read, with_sop};
use super::{TalkTrack, by_key};
use crate::App;
use crate::engine::{Mode, delete, store_new};
use crate::sop::{self, Sop, SopVersion};
use crate::views::SavedView;

/// Talk tracks or views of one pack at most.
const MOST: usize = 200;

/// The pack called `key`.
pub(super) fn named(key: &str) -> Result<&'static Pack> {
    by_key(key).ok_or_else(Error::not_found)
}

/// The pack's SOP, if it was ever there.
pub(super) fn sop_of(tx: &mut Tx<'_>, cx: &Cx, pack: &Pack) -> Result<Option<Sop>> {
    let same = Condition::leaf(Sop::key, Op::Eq, pack.key);
    Ok(find::<Sop>(tx, &cx.as_system(), &same, 1)?.into_iter().next())
}

/// Where a record of a pack comes from.
fn origin(pack: &Pack, key: &str) -> String {
    format!("{}/{key}", pack.key)
}

/// Installs a pack: its SOP is published, its talk tracks and views are there for everybody. One that is installed already
/// stays as it is; one that was removed comes back as it was last in use.
///
/// # Errors
/// `not_found` if there is no such pack, `forbidden` without the right to edit SOPs.
pub fn install(tx: &mut Tx<'_>, app: &App, cx: &Cx, key: &str) -> Result<()> {
    cx.require("sop.edit")?;
    let pack = named(key)?;
    let there = sop_of(tx, cx, pack)?;
    if there.as_ref().is_some_and(|sop| sop.current.is_some()) {
        return Ok(());
    }
    match there {
        None => sop::install(tx, app, cx, pack.sop)?,
        Some(sop) => {
            let yaml = last_used(tx, cx, sop.id)?;
            sop::install(tx, app, cx, yaml.as_deref().unwrap_or(pack.sop))?
        }
    };
    let sop = sop_of(tx, cx, pack)?.ok_or_else(Error::not_found)?;
    let extras = read(pack.extras)?;
    tracks(tx, app, cx, pack, &sop, &extras)?;
    views(tx, app, cx, pack, &sop, &extras)
}

/// The document of the version that was in use last.
fn last_used(tx: &mut Tx<'_>, cx: &Cx, sop: Id) -> Result<Option<String>> {
    let used = Condition::leaf(SopVersion::sop, Op::Eq, sop.to_string()).and(Condition::leaf(
        SopVersion::published_at,
        Op::IsEmpty,
        false,
    ));
    let versions: Vec<SopVersion> = find(tx, &cx.as_system(), &used, 10_000)?;
    let last = versions.into_iter().max_by_key(|v| (v.published_at, v.number));
    last.map(|v| serde_json::from_str(&v.document).map_err(Error::internal))
        .transpose()
}

fn tracks(tx: &mut Tx<'_>, app: &App, cx: &Cx, pack: &Pack, sop: &Sop, extras: &Extras) -> Result<()> {
    let there: Vec<TalkTrack> = find(tx, &cx.as_system(), &from(TalkTrack::origin, pack), MOST)?;
    let document = ::sop::parse(pack.sop)
        .map_err(|faults| ::sop::faults_error(&faults))?
        .document;
    for track in &extras.talk_tracks {
        let origin = origin(pack, &track.key);
        if there.iter().any(|t| t.origin.as_ref() == Some(&origin)) {
            continue;
        }
        let stage = track.stage.as_deref().and_then(|key| document.stage(key));
        let body = json!({ "situation": track.situation.zh, "situation_en": track.situation.en, "kind": track.kind,
            "text": track.text.zh, "text_en": track.text.en, "sop": sop.id, "stage": track.stage,
            "phase": stage.map(|(_, s)| s.phase), "origin": origin });
        make(tx, app, cx, TalkTrack::OBJECT, body)?;
    }
    Ok(())
}

fn views(tx: &mut Tx<'_>, app: &App, cx: &Cx, pack: &Pack, sop: &Sop, extras: &Extras) -> Result<()> {
    let there: Vec<SavedView> = find(tx, &cx.as_system(), &from(SavedView::origin, pack), MOST)?;
    for view in &extras.views {
        let origin = origin(pack, &view.key);
        if there.iter().any(|v| v.origin.as_ref() == Some(&origin)) {
            continue;
        }
        let name = match cx.workspace.lang {
            Lang::Zh => &view.name.zh,
            Lang::En => &view.name.en,
        };
        let filter = with_sop(&view.filter, &sop.id.to_string());
        let body = json!({ "name": name, "object": view.object, "filter": filter, "sort": view.sort, "columns": view.columns,
            "shared": true, "position": 50, "origin": origin });
        make(tx, app, cx, SavedView::OBJECT, body)?;
    }
    Ok(())
}

fn from(field: &'static str, pack: &Pack) -> Condition {
    Condition::leaf(field, Op::StartsWith, format!("{}/", pack.key))
}

fn make(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, body: Json) -> Result<Id> {
    let body: Map<String, Json> = match body {
        Json::Object(body) => body.into_iter().filter(|(_, v)| !v.is_null()).collect(),
        _ => Map::new(),
    };
    let system = cx.as_system();
    store_new(tx, app, &system, system.object(object)?, &body, Mode::Program)
}

/// Takes a pack out of use: new records don't follow its SOP any more, running ones stay on it. Talk tracks and views that
/// nobody has changed go to the recycle bin, the others stay.
///
/// # Errors
/// `not_found`, `forbidden`; `wrong_state` if it isn't installed, or new records follow it unless they name another.
pub fn remove(tx: &mut Tx<'_>, app: &App, cx: &Cx, key: &str) -> Result<()> {
    cx.require("sop.edit")?;
    let pack = named(key)?;
    let sop = sop_of(tx, cx, pack)?;
    let Some((sop, current)) = sop.and_then(|sop| sop.current.map(|current| (sop, current))) else {
        return Err(Error::new(Code::WrongState).detail("这个模板没有安装", "This pack isn't installed"));
    };
    if sop.preferred {
        return Err(Error::new(Code::WrongState).detail(
            "这是默认使用的 SOP：请先把另一个设为默认，再移除它",
            "New records follow this SOP by default: make another the default first, then remove it",
        ));
    }
    sop::retire(tx, app, cx, current)?;
    let system = cx.as_system();
    for track in find::<TalkTrack>(tx, &system, &from(TalkTrack::origin, pack), MOST)? {
        if track.version == 1 {
            delete(tx, app, &system, TalkTrack::OBJECT, track.id, track.version)?;
        }
    }
    for view in find::<SavedView>(tx, &system, &from(SavedView::origin, pack), MOST)? {
        if view.version == 1 {
            delete(tx, app, &system, SavedView::OBJECT, view.id, view.version)?;
        }
    }
    Ok(())
}
