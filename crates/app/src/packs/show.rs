//! What packs hold, before and after they are installed.

use kernel::{Error, Result, Text};
use records::{Cx, FieldType};
use serde_json::{Value as Json, json};
use store::Tx;

use super::TalkTrack;
use super::catalog::{Pack, all};
use super::extras::read;
use super::install::{named, sop_of};

/// Every pack with what it holds, in the asker's language.
///
/// # Errors
/// `not_found` for those who don't read SOPs.
pub fn list(tx: &mut Tx<'_>, cx: &Cx) -> Result<Json> {
    cx.object("sops")?;
    let packs = all().iter().map(|pack| one(tx, cx, pack, false));
    Ok(json!({ "data": packs.collect::<Result<Vec<_>>>()? }))
}

/// One of them with its stages, steps, gates, questions, talk tracks and views.
///
/// # Errors
/// `not_found`.
pub fn show(tx: &mut Tx<'_>, cx: &Cx, key: &str) -> Result<Json> {
    cx.object("sops")?;
    one(tx, cx, named(key)?, true)
}

fn one(tx: &mut Tx<'_>, cx: &Cx, pack: &Pack, whole: bool) -> Result<Json> {
    let parsed = sop::parse(pack.sop).map_err(|faults| sop::faults_error(&faults))?;
    let document = &parsed.document;
    let extras = read(pack.extras)?;
    let sop = sop_of(tx, cx, pack)?;
    let say = |text: &Text| text.get(cx.lang).to_owned();
    let role = |key: &str| document.role_name(key).map(say);
    let stages = document.stages.iter().map(|stage| {
        if !whole {
            return json!({ "key": stage.key, "name": say(&stage.name), "phase": stage.phase });
        }
        let steps = stage.steps.iter().map(|s| {
            json!({ "key": s.key, "kind": s.kind, "title": say(&s.title), "required": s.required, "guidance": s.guidance.as_ref().map(say) })
        });
        json!({
            "key": stage.key, "name": say(&stage.name), "phase": stage.phase, "goal": say(&stage.goal), "role": role(&stage.role),
            "target": stage.target, "steps": steps.collect::<Vec<_>>(),
            "exit": stage.exit.iter().map(|e| say(&e.text)).collect::<Vec<_>>(),
        })
    });
    let mut json = json!({
        "key": pack.key, "name": say(&document.sop.name), "description": say(&document.sop.description), "object": document.sop.object,
        "sop": sop.as_ref().map(|s| s.id), "installed": sop.as_ref().is_some_and(|s| s.current.is_some()),
        "preferred": sop.as_ref().is_some_and(|s| s.preferred && s.current.is_some()),
        "stages": stages.collect::<Vec<_>>(),
        "holds": { "steps": document.stages.iter().map(|s| s.steps.len()).sum::<usize>(), "questions": document.questions.len(),
            "talk_tracks": extras.talk_tracks.len(), "views": extras.views.len() },
    });
    if whole {
        let purposes = kinds(cx)?;
        let questions = document.questions.iter().map(|list| {
            let n: usize = list.groups.iter().map(|g| g.questions.len()).sum();
            json!({ "name": say(&list.name), "n": n })
        });
        json["questions"] = questions.collect();
        let tracks = extras.talk_tracks.iter().map(|t| {
            let purpose = purposes
                .iter()
                .find(|(key, _)| *key == t.kind)
                .map(|(_, label)| say(label));
            json!({ "situation": say(&t.situation.text()), "kind": purpose, "text": say(&t.text.text()) })
        });
        json["talk_tracks"] = tracks.collect();
        json["views"] = extras
            .views
            .iter()
            .map(|v| json!({ "name": say(&v.name.text()), "object": v.object }))
            .collect();
    }
    Ok(json)
}

/// What talk tracks are for.
fn kinds(cx: &Cx) -> Result<Vec<(&'static str, Text)>> {
    let object = cx.registry.object(TalkTrack::OBJECT).ok_or_else(Error::not_found)?;
    let options = object.field(TalkTrack::kind).map(|f| match &f.ty {
        FieldType::Select(options) => options.iter().map(|o| (o.key, o.label.clone())).collect(),
        _ => Vec::new(),
    });
    Ok(options.unwrap_or_default())
}
