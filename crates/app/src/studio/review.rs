//! Review of a draft: who is asked, what they think. What they remark are notes with a place in the document.

use std::collections::BTreeSet;

use kernel::{Code, Error, Id, Result};
use records::{Action, Condition, Cx, Op};
use serde_json::{Map, json};
use store::Tx;
use store::records::{find, load_as};

use super::SopReview;
use super::drafts::open;
use crate::App;
use crate::engine::{Mode, store_new};
use crate::notices::{Told, tell};
use crate::people::User;
use crate::sop::{SopVersion, change};

/// Reviewers of a draft at most.
const MOST: usize = 20;

/// What a reviewer thinks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It can go out.
    Approved,
    /// Something must change first.
    Changes,
}

/// Shares a draft with colleagues and tells them; who was asked before and isn't named now is asked no longer.
pub fn ask(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, reviewers: &[Id]) -> Result<()> {
    cx.require("sop.edit")?;
    let (version, _) = open(tx, cx, id)?;
    let wanted: BTreeSet<Id> = reviewers.iter().copied().collect();
    if wanted.is_empty() || wanted.len() > MOST {
        return Err(Error::field(
            "/reviewers",
            Code::InvalidValue,
            format!("请选择 1 到 {MOST} 位审阅人"),
            format!("Choose 1 to {MOST} reviewers"),
        ));
    }
    let known = of(tx, cx, id)?;
    let object = cx.object(SopReview::OBJECT)?;
    for review in known.iter().filter(|r| !wanted.contains(&r.reviewer)) {
        let values = store::records::load(tx, &cx.as_system(), object, review.id, Action::Read)?;
        store::records::delete(tx, cx, object, &values.ok_or_else(Error::not_found)?)?;
    }
    for reviewer in wanted {
        let found: Vec<User> = find(tx, cx, &Condition::leaf("id", Op::Eq, reviewer.to_string()), 1)?;
        if !found.first().is_some_and(|user| user.active) {
            return Err(Error::field(
                "/reviewers",
                Code::ReferenceNotFound,
                "审阅人不存在或已停用：请另选一位",
                "A reviewer isn't there or isn't active: choose somebody else",
            ));
        }
        match known.iter().find(|r| r.reviewer == reviewer) {
            // Asked again after a refusal.
            Some(review) if review.verdict == "changes" => {
                let again = [(SopReview::verdict, json!("waiting"))];
                change(tx, app, cx, SopReview::OBJECT, review.id, &again)?;
            }
            Some(_) => continue,
            None => {
                let mut body = Map::new();
                body.insert(SopReview::name.into(), json!(version.name));
                body.insert(SopReview::version_of.into(), json!(id));
                body.insert(SopReview::reviewer.into(), json!(reviewer));
                body.insert(SopReview::verdict.into(), json!("waiting"));
                store_new(tx, app, cx, object, &body, Mode::Program)?;
            }
        }
        tell(
            tx,
            cx,
            &Told {
                to: reviewer,
                kind: "sop_review",
                key: format!("sop_review:{id}:{}", cx.now.0),
                object: SopVersion::OBJECT,
                record: id,
                about: (SopVersion::OBJECT, id),
            },
        )?;
    }
    if version.status == "draft" {
        change(
            tx,
            app,
            cx,
            SopVersion::OBJECT,
            id,
            &[(SopVersion::status, json!("in_review"))],
        )?;
    }
    Ok(())
}

/// Takes a draft back from review.
pub fn withdraw(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<()> {
    cx.require("sop.edit")?;
    let (version, _) = open(tx, cx, id)?;
    if version.status != "in_review" {
        return Err(Error::new(Code::WrongState).detail("这份草稿没有在审阅", "This draft isn't being reviewed"));
    }
    change(
        tx,
        app,
        cx,
        SopVersion::OBJECT,
        id,
        &[(SopVersion::status, json!("draft"))],
    )
}

/// What the asker thinks of the draft that they were asked to review; its owner hears of it.
pub fn decide(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, verdict: Verdict) -> Result<()> {
    cx.writes()?;
    let version: SopVersion = load_as(tx, cx, id, Action::Read)?;
    let mine = of(tx, cx, id)?.into_iter().find(|r| Some(r.reviewer) == cx.user);
    let Some(mine) = mine else {
        return Err(Error::forbidden().detail(
            "您不是这份草稿的审阅人：可以留言，由审阅人表态",
            "You aren't a reviewer of this draft: you may comment, reviewers decide",
        ));
    };
    if version.status != "in_review" {
        return Err(Error::new(Code::WrongState).detail("这份草稿没有在审阅", "This draft isn't being reviewed"));
    }
    let (verdict, kind) = match verdict {
        Verdict::Approved => ("approved", "sop_approved"),
        Verdict::Changes => ("changes", "sop_changes_wanted"),
    };
    let decided = [
        (SopReview::verdict, json!(verdict)),
        (SopReview::decided_at, json!(cx.now.to_rfc3339())),
    ];
    change(tx, app, cx, SopReview::OBJECT, mine.id, &decided)?;
    let Some(owner) = version.owner else { return Ok(()) };
    tell(
        tx,
        cx,
        &Told {
            to: owner,
            kind,
            key: format!("{kind}:{}:{}", mine.id, cx.now.0),
            object: SopVersion::OBJECT,
            record: id,
            about: (SopVersion::OBJECT, id),
        },
    )
}

/// The reviews of a version.
pub(super) fn of(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Vec<SopReview>> {
    let of = Condition::leaf(SopReview::version_of, Op::Eq, id.to_string());
    find(tx, &cx.as_system(), &of, 200)
}
