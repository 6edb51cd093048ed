//! Read receipts: who works by a version is asked to read it, says that they did, and is reminded quietly until then.

use kernel::{Code, Error, Id, Result};
use records::{Action, Condition, Cx, Op, Rights, Scope};
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::records::{find, load_as};

use super::{SopReceipt, review, rules};
use crate::App;
use crate::engine::{Mode, store_new};
use crate::notes::Note;
use crate::notices::{Told, tell};
use crate::people::{Role, User};
use crate::sop::{SopVersion, change};

/// People of a company at most.
const PEOPLE: usize = 100_000;

/// Asks everybody who works by a version that was just published, except its publisher.
pub(super) fn ask(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<()> {
    let version = app.versions().get(tx, cx, id)?;
    let object = cx.object(SopReceipt::OBJECT)?;
    for user in audience(tx, cx, &version.document)? {
        if Some(user.id) == cx.user {
            continue;
        }
        let mut body = Map::new();
        body.insert(SopReceipt::name.into(), json!(version.record.name));
        body.insert(SopReceipt::version_of.into(), json!(id));
        body.insert(SopReceipt::person.into(), json!(user.id));
        if let Some(team) = user.team {
            body.insert(SopReceipt::team.into(), json!(team));
        }
        store_new(tx, app, cx, object, &body, Mode::Program)?;
        tell(tx, cx, &told("sop_published", String::new(), id, user.id))?;
    }
    Ok(())
}

/// A notice about a version; `when` tells repeated ones apart.
pub(super) fn told(kind: &'static str, when: String, version: Id, to: Id) -> Told<'static> {
    Told {
        to,
        kind,
        key: format!("{kind}:{version}:{when}"),
        object: SopVersion::OBJECT,
        record: version,
        about: (SopVersion::OBJECT, version),
    }
}

/// Active people of the roles that the document makes responsible for something; if none of its roles is one of the
/// company's, everybody who may work on such records.
fn audience(tx: &mut Tx<'_>, cx: &Cx, document: &sop::Document) -> Result<Vec<User>> {
    let system = cx.as_system();
    let roles: Vec<Role> = find(tx, &system, &Condition::always(), 10_000)?;
    let working = rules::working_roles(document);
    let named: Vec<Id> = roles
        .iter()
        .filter(|r| working.contains(r.key.as_str()))
        .map(|r| r.id)
        .collect();
    let works = |role: &&Role| {
        let rights = serde_json::from_str::<Rights>(&role.rights);
        rights.is_ok_and(|r| r.object(&document.sop.object).scope(Action::Update) != Scope::None)
    };
    let asked = if named.is_empty() {
        roles.iter().filter(works).map(|r| r.id).collect()
    } else {
        named
    };
    let mut found = Vec::new();
    for role in asked {
        let active =
            Condition::leaf(User::role, Op::Eq, role.to_string()).and(Condition::leaf(User::active, Op::Eq, true));
        found.extend(find::<User>(tx, &system, &active, PEOPLE)?);
    }
    Ok(found)
}

/// The asker says that they have read a version.
pub fn read(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<()> {
    cx.writes()?;
    load_as::<SopVersion>(tx, cx, id, Action::Read)?;
    let mine = mine(tx, cx, id)?.ok_or_else(|| {
        Error::new(Code::WrongState).detail(
            "您不在需要确认阅读的人员里，无需确认",
            "You weren't asked to confirm this version, so there is nothing to confirm",
        )
    })?;
    if mine.read_at.is_some() {
        return Ok(());
    }
    let now = [(SopReceipt::read_at, json!(cx.now.to_rfc3339()))];
    change(tx, app, cx, SopReceipt::OBJECT, mine.id, &now)
}

fn mine(tx: &mut Tx<'_>, cx: &Cx, version: Id) -> Result<Option<SopReceipt>> {
    let Some(user) = cx.user else { return Ok(None) };
    let of = Condition::leaf(SopReceipt::version_of, Op::Eq, version.to_string()).and(Condition::leaf(
        SopReceipt::person,
        Op::Eq,
        user.to_string(),
    ));
    Ok(find::<SopReceipt>(tx, &cx.as_system(), &of, 1)?.into_iter().next())
}

/// How the asker stands to a version: what they may do to it, and what is asked of them.
pub fn standing(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Json> {
    let version: SopVersion = load_as(tx, cx, id, Action::Read)?;
    let changing = matches!(version.status.as_str(), "draft" | "in_review");
    let edits = cx.rights.can("sop.edit") && !cx.read_only;
    let mine = mine(tx, cx, id)?;
    let review = review::of(tx, cx, id)?
        .into_iter()
        .find(|r| Some(r.reviewer) == cx.user);
    let comments =
        Condition::leaf(Note::sop_version, Op::Eq, id.to_string()).and(Condition::leaf(Note::resolved, Op::Eq, false));
    let comments = find::<Note>(tx, &cx.as_system(), &comments, 500)?.len();
    let counts = if edits {
        let of = Condition::leaf(SopReceipt::version_of, Op::Eq, id.to_string());
        let all = find::<SopReceipt>(tx, &cx.as_system(), &of, PEOPLE)?;
        json!({ "asked": all.len(), "read": all.iter().filter(|r| r.read_at.is_some()).count() })
    } else {
        Json::Null
    };
    Ok(json!({
        "may_edit": edits && changing,
        "may_draft": edits,
        "receipt": mine.map(|r| json!({ "read_at": r.read_at.map(kernel::Instant::to_rfc3339) })),
        "review": review.map(|r| json!({ "verdict": r.verdict })),
        "open_comments": comments,
        "receipts": counts,
    }))
}

/// The versions in use that the asker hasn't read yet.
pub fn unread(tx: &mut Tx<'_>, cx: &Cx) -> Result<Json> {
    let Some(user) = cx.user else { return Ok(json!([])) };
    let mine = Condition::leaf(SopReceipt::person, Op::Eq, user.to_string()).and(Condition::leaf(
        SopReceipt::read_at,
        Op::IsEmpty,
        true,
    ));
    let mut found = Vec::new();
    for receipt in find::<SopReceipt>(tx, &cx.as_system(), &mine, 200)? {
        let version: SopVersion = load_as(tx, &cx.as_system(), receipt.version_of, Action::Read)?;
        if version.status == "published" {
            let name = if cx.lang == kernel::Lang::En {
                &version.name_en
            } else {
                &version.name
            };
            found.push(json!({
                "id": version.id, "sop": version.sop, "name": name, "number": version.number,
                "summary": version.summary, "reason": version.reason, "asked_at": receipt.created_at.to_rfc3339(),
            }));
        }
    }
    Ok(Json::from(found))
}
