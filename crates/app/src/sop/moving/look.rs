//! What a move would do.

use std::collections::BTreeMap;

use kernel::{Code, Id, Result};
use records::{Action, Condition, Cx, Op};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::find;

use super::{LOOKED_AT, Moving, NAMED, landing, selected, target};
use crate::App;
use crate::opportunities::Opportunity;
use crate::sop::SopVersion;
use crate::sop::run::{self, Loaded};
use crate::sop::versions::Version;

/// What a move would do, without doing it.
///
/// # Errors
/// `forbidden` without the right to edit SOPs; what is wrong with the mapping or filter.
pub fn look_at_move(tx: &mut Tx<'_>, app: &App, cx: &Cx, to: Id, moving: &Moving) -> Result<Json> {
    let target = target(tx, app, cx, to, moving)?;
    let deals = selected(tx, cx, &target, moving, LOOKED_AT)?;
    let (mut would, mut cannot) = (Vec::new(), Vec::new());
    let mut counts = (0_u64, 0_u64);
    for deal in &deals {
        let loaded = match run::load(tx, app, cx, Opportunity::OBJECT, *deal, Action::Update) {
            Ok(loaded) => loaded,
            Err(error) if error.code() == Code::Forbidden => {
                counts.1 += 1;
                continue;
            }
            Err(error) => return Err(error),
        };
        let name = |loaded: &Loaded<'_>| match loaded.object.index(Opportunity::name).map(|i| &loaded.values[i]) {
            Some(records::Value::Text(name)) => json!(name),
            _ => Json::Null,
        };
        let stage = |version: &Version, key: &str| {
            version
                .document
                .stage(key)
                .map_or_else(|| key.to_owned(), |(_, s)| s.name.get(cx.lang).to_owned())
        };
        let from = stage(&loaded.version, &loaded.run.stage);
        match landing(&loaded, &target, moving) {
            Ok(key) => {
                counts.0 += 1;
                let open = target.document.stage(&key).map_or(0, |(_, s)| {
                    s.required()
                        .filter(|step| !loaded.run.steps.contains_key(&step.key))
                        .count()
                });
                if would.len() < NAMED {
                    would.push(json!({
                        "id": deal, "name": name(&loaded), "from": from, "to": stage(&target, &key),
                        "version": loaded.version.record.number, "open_steps": open,
                    }));
                }
            }
            Err(why) => {
                counts.1 += 1;
                if cannot.len() < NAMED {
                    cannot.push(json!({ "id": deal, "name": name(&loaded), "from": from, "why": why.get(cx.lang) }));
                }
            }
        }
    }
    Ok(json!({
        "looked_at": deals.len(), "more": deals.len() == LOOKED_AT,
        "would_move": counts.0, "would_stay": counts.1, "would": would, "cannot": cannot,
        "lacking_stages": lacking_stages(tx, app, cx, &target)?,
    }))
}

/// Stages in which deals stand and that the version doesn't have.
fn lacking_stages(tx: &mut Tx<'_>, app: &App, cx: &Cx, target: &Version) -> Result<Vec<Json>> {
    let of = Condition::leaf(SopVersion::sop, Op::Eq, target.sop.id.to_string());
    let versions: Vec<SopVersion> = find(tx, cx, &of, 200)?;
    let mut lacking = BTreeMap::new();
    for version in versions
        .iter()
        .filter(|v| matches!(v.status.as_str(), "published" | "retired"))
    {
        for stage in &app.versions().get(tx, cx, version.id)?.document.stages {
            if target.document.stage(&stage.key).is_none() {
                lacking.insert(stage.key.clone(), stage.name.get(cx.lang).to_owned());
            }
        }
    }
    Ok(lacking
        .into_iter()
        .map(|(key, name)| json!({ "key": key, "name": name }))
        .collect())
}
