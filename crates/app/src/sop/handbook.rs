//! What the handbook of an SOP tells.

use kernel::{Id, Lang, Result};
use records::{Action, Condition, Cx, Op};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{find, load_as};

use super::SopVersion;
use crate::App;
use crate::packs::TalkTrack;

/// Talk tracks that a handbook takes in at most.
const TRACKS: usize = 500;

/// A version with its talk tracks, as the template of the handbook reads it.
///
/// # Errors
/// `not_found`; what is wrong with a draft that can't be read as a document.
pub fn handbook(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<Json> {
    let record: SopVersion = load_as(tx, cx, id, Action::Read)?;
    let object = cx.object(SopVersion::OBJECT)?;
    let states = object.field(SopVersion::status).map(|field| field.ty.options());
    let state = states.and_then(|all| all.iter().find(|option| option.key == record.status));
    let document = super::document_json(tx, app, cx, id)?;
    let tracks: Vec<TalkTrack> = if cx.object(TalkTrack::OBJECT).is_ok() {
        find(
            tx,
            cx,
            &Condition::leaf(TalkTrack::sop, Op::Eq, record.sop.to_string()),
            TRACKS,
        )?
    } else {
        Vec::new()
    };
    let say = |zh: &str, en: &Option<String>| match cx.lang {
        Lang::En => en.clone().unwrap_or_else(|| zh.to_owned()),
        Lang::Zh => zh.to_owned(),
    };
    let tracks: Vec<Json> = tracks
        .iter()
        .map(|track| {
            json!({
                "stage": track.stage, "situation": say(&track.situation, &track.situation_en),
                "text": say(&track.text, &track.text_en),
            })
        })
        .collect();
    Ok(json!({
        "company": cx.workspace.name, "version": record.number, "state": state.map(|s| s.label.get(cx.lang)),
        "made_on": cx.today().to_string(), "document": document, "talk_tracks": tracks,
    }))
}
