//! The studio of the sample company: a draft under review with what colleagues remark, and who has read what is in use.

use kernel::{Error, Id, Instant, Result, Text};
use records::{Condition, Cx};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::find;

use super::Member;
use super::words::Words;
use crate::App;
use crate::setup::make;
use crate::sop::{Sop, SopVersion, change};
use crate::studio::{self, SopReceipt};

/// Texts of the draft, in `packs/demo/studio.yaml`.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct StudioWords {
    /// The stage that the draft adds a step to.
    stage: String,
    /// The step, as documents write it.
    step: Json,
    /// What is said of the version that is in use.
    summary: Text,
    reason: Text,
    remarks: Vec<Remark>,
}

#[derive(Clone, Debug, Deserialize)]
struct Remark {
    place: String,
    text: Text,
    resolved: bool,
}

/// Days ago that the version in use was told to everybody, and that the draft was shared.
const TOLD: i64 = 6;
const SHARED: i64 = 2;

/// Makes them, as of now.
pub(super) fn fill(tx: &mut Tx<'_>, app: &App, cx: &Cx, words: &Words, members: &[Member]) -> Result<()> {
    let own: StudioWords = super::words::read(include_str!("../../../../packs/demo/studio.yaml"))?;
    let ops = members.iter().find(|m| m.role == "ops").ok_or_else(Error::not_found)?;
    let sops: Vec<Sop> = find(tx, cx, &Condition::always(), 50)?;
    let known = |key: &str| sops.iter().find(|s| s.key == key).and_then(|s| s.current);
    let version = known("solution_selling").ok_or_else(Error::not_found)?;
    let told = cx.at(ago(cx.now, TOLD));
    let said = [
        (SopVersion::owner, json!(ops.id)),
        (SopVersion::summary, json!(words.say(&own.summary))),
        (SopVersion::reason, json!(words.say(&own.reason))),
        (SopVersion::review_on, json!(cx.today().plus(38).to_string())),
    ];
    change(tx, app, &told, SopVersion::OBJECT, version, &said)?;
    receipts(tx, app, cx, version, members)?;
    draft(tx, app, cx, words, &own, version, members)
}

fn ago(now: Instant, days: i64) -> Instant {
    now.plus_seconds(-days * 86_400)
}

/// Most have read it; some of them days ago, a few not yet.
fn receipts(tx: &mut Tx<'_>, app: &App, cx: &Cx, version: Id, members: &[Member]) -> Result<()> {
    let told = cx.at(ago(cx.now, TOLD));
    let name: SopVersion = store::records::load_as(tx, cx, version, records::Action::Read)?;
    let asked = members
        .iter()
        .filter(|m| matches!(m.role, "rep" | "manager" | "service"));
    for (i, member) in (0_i64..).zip(asked) {
        let read = (i % 7 != 3).then(|| ago(cx.now, TOLD - 1 - i % 5).plus_seconds(i * 431));
        let body = json!({
            SopReceipt::name: name.name, SopReceipt::version_of: version, SopReceipt::person: member.id,
            SopReceipt::team: member.team, SopReceipt::read_at: read.map(Instant::to_rfc3339),
        });
        make(tx, app, &told, SopReceipt::OBJECT, body)?;
    }
    Ok(())
}

fn draft(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    words: &Words,
    own: &StudioWords,
    version: Id,
    members: &[Member],
) -> Result<()> {
    let of = |role: &str| members.iter().find(|m| m.role == role).ok_or_else(Error::not_found);
    let as_ = |tx: &mut Tx<'_>, member: &Member, days: i64| -> Result<Cx> {
        let at = ago(cx.now, days);
        Ok(app.as_user(tx, cx.workspace.id, member.id)?.at(at))
    };
    let author = as_(tx, of("ops")?, SHARED + 1)?;
    let id = studio::draft_from(tx, app, &author, version)?;
    let mut document = crate::sop::document_json(tx, app, &author, id)?;
    let stages = document["stages"].as_array_mut().ok_or_else(Error::not_found)?;
    let stage = stages.iter_mut().find(|s| s["key"] == own.stage.as_str());
    let steps = stage
        .and_then(|s| s["steps"].as_array_mut())
        .ok_or_else(Error::not_found)?;
    steps.push(own.step.clone());
    let text = studio::Source::Json(document).into_text()?;
    let (saved, _) = crate::engine::get(tx, &author, SopVersion::OBJECT, id, &["version".to_owned()])?;
    studio::save(tx, app, &author, id, saved, &text)?;
    let (manager, rep) = (of("manager")?, of("rep")?);
    let sharing = as_(tx, of("ops")?, SHARED)?;
    studio::ask(tx, app, &sharing, id, &[manager.id, rep.id])?;
    for (i, remark) in own.remarks.iter().enumerate() {
        let by = as_(tx, if i % 2 == 0 { manager } else { rep }, SHARED - 1)?;
        let body = json!({
            "sop_version": id, "place": remark.place, "body": words.say(&remark.text), "resolved": remark.resolved,
        });
        make(tx, app, &by, "notes", body)?;
    }
    let deciding = as_(tx, manager, SHARED - 1)?;
    studio::decide(tx, app, &deciding, id, studio::Verdict::Changes)
}
