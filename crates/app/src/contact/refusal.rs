//! Somebody says no; somebody with the right takes the lock off again.

use kernel::{Code, Error, Id, Result};
use records::{Action, Condition, Cx};
use serde::Deserialize;
use serde_json::{Map, json};
use store::Tx;
use store::records as rows;

use super::who::known;
use super::{ContactRefusal, LIFT, Who, reach};
use crate::App;
use crate::activities::Activity;
use crate::engine::{Mode, save_changes, store_new};

/// What somebody said about being contacted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Said {
    /// By which channels they don't want to be reached; none means all.
    pub channels: Vec<String>,
    /// Their words.
    pub said: Option<String>,
    /// Where it came from; `api` if nothing is said.
    pub source: Option<String>,
}

/// Locks contact with somebody, at once and on every path. Whoever sees them and logs talks may write it down.
///
/// # Errors
/// `not_found` for whom the asker doesn't see, `forbidden` for who may not log.
pub fn refuse(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, id: Id, said: &Said) -> Result<Id> {
    cx.writes()?;
    let who = Who::of(object, id)?;
    if !rows::may(tx, cx, cx.object(object)?, id, Action::Read)? {
        return Err(Error::not_found());
    }
    if !cx.rights.object(Activity::OBJECT).create {
        return Err(Error::forbidden());
    }
    lock(tx, app, cx, &who, said)
}

/// The same for verbs that asked for their rights. What stands already is given again.
pub(super) fn lock(tx: &mut Tx<'_>, app: &App, cx: &Cx, who: &Who, said: &Said) -> Result<Id> {
    let known = known(tx, app, cx, who)?;
    let covers = |stands: &ContactRefusal| {
        let whose = (stands.contact, stands.lead, stands.account) == (who.contact, who.lead, who.account);
        let channels = stands.channels.clone().unwrap_or_default();
        whose
            && (channels.is_empty()
                || (!said.channels.is_empty() && said.channels.iter().all(|c| channels.contains(c))))
    };
    if let Some(stands) = reach::standing(tx, cx, &known)?.iter().find(|r| covers(r)) {
        return Ok(stands.id);
    }
    let mut body = Map::new();
    body.insert(ContactRefusal::contact.into(), json!(who.contact));
    body.insert(ContactRefusal::lead.into(), json!(who.lead));
    body.insert(ContactRefusal::account.into(), json!(who.account));
    body.insert(ContactRefusal::channels.into(), json!(said.channels));
    body.insert(ContactRefusal::said.into(), json!(said.said));
    body.insert(
        ContactRefusal::source.into(),
        json!(said.source.as_deref().unwrap_or("api")),
    );
    body.insert(ContactRefusal::refused_at.into(), json!(cx.now.to_rfc3339()));
    // A company's switchboard stands for nobody.
    if who.contact.is_some() || who.lead.is_some() {
        body.insert(ContactRefusal::phone_mark.into(), json!(known.phone_mark));
        body.insert(ContactRefusal::email_mark.into(), json!(known.email_mark));
    }
    let system = cx.as_system();
    let object = system.object(ContactRefusal::OBJECT)?;
    store_new(tx, app, &system, object, &body, Mode::Program)
}

/// Takes the lock off, for a reason.
///
/// # Errors
/// `forbidden` without the right, `wrong_state` if it was lifted before.
pub fn lift(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, reason: &str) -> Result<()> {
    cx.writes()?;
    let seen = cx.object(ContactRefusal::OBJECT)?;
    let old = rows::load(tx, cx, seen, id, Action::Read)?.ok_or_else(Error::not_found)?;
    if cx.require(LIFT).is_err() {
        return Err(Error::forbidden().detail(
            "解除勿扰需要「解除勿扰」权限：请让主管处理，并说明客户何时改变了主意",
            "Lifting a refusal needs a right of its own: ask your manager, and say when the customer changed their mind",
        ));
    }
    let refusal =
        ContactRefusal::from_values(old.clone()).ok_or_else(|| Error::internal("a refusal of another shape"))?;
    if refusal.lifted_at.is_some() {
        return Err(Error::new(Code::WrongState).detail("这条勿扰已经解除", "It was lifted already"));
    }
    if ::sop::is_thin(reason) {
        return Err(Error::field(
            "/reason",
            Code::Required,
            "请写明解除的原因，例如客户何时、如何表示可以再联系",
            "Say why: when and how the customer agreed to be contacted again",
        ));
    }
    let mut body = Map::new();
    body.insert(ContactRefusal::lifted_at.into(), json!(cx.now.to_rfc3339()));
    body.insert(ContactRefusal::lifted_by.into(), json!(cx.user));
    body.insert(ContactRefusal::lifted_reason.into(), json!(reason));
    let system = cx.as_system();
    let object = system.object(ContactRefusal::OBJECT)?;
    save_changes(tx, app, &system, object, &old, &body, Mode::Program)?;
    Ok(())
}

/// Refusals that stand, as a condition on whom they are of: `refusals` is the collection of each of the three.
pub(super) fn stands() -> Condition {
    Condition::leaf(ContactRefusal::lifted_at, records::Op::IsEmpty, true)
}
