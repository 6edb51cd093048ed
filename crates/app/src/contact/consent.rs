//! The ledger of consent: entries are added and withdrawn, never changed.

use kernel::{Code, Error, Id, Instant, Result};
use records::{Action, Cx};
use serde_json::{Map, json};
use store::Tx;

use super::refusal::{Said, lock};
use super::{Consent, Who};
use crate::App;
use crate::engine::{Mode, may_act, save_changes, store_new};

/// Somebody agreed to something.
#[derive(Clone, Debug)]
pub struct Given<'a> {
    /// Who: a contact or a lead.
    pub who: Who,
    /// To what: a key of [`super::PURPOSES`].
    pub purpose: &'a str,
    /// Which version of the text they read.
    pub text_version: &'a str,
    /// The text.
    pub wording: Option<&'a str>,
    /// How it was given: a form, a contract, a call.
    pub source: &'a str,
    /// What proves it.
    pub evidence: Option<&'a str>,
    /// When.
    pub at: Instant,
}

/// Writes a consent into the ledger, as the system: for forms and other verbs that asked for their own rights.
pub fn given(tx: &mut Tx<'_>, app: &App, cx: &Cx, given: &Given<'_>) -> Result<Id> {
    let system = cx.as_system();
    let mut body = Map::new();
    body.insert(Consent::contact.into(), json!(given.who.contact));
    body.insert(Consent::lead.into(), json!(given.who.lead));
    body.insert(Consent::purpose.into(), json!(given.purpose));
    body.insert(Consent::text_version.into(), json!(given.text_version));
    body.insert(Consent::wording.into(), json!(given.wording));
    body.insert(Consent::source.into(), json!(given.source));
    body.insert(Consent::evidence.into(), json!(given.evidence));
    body.insert(Consent::given_at.into(), json!(given.at.to_rfc3339()));
    store_new(tx, app, &system, system.object(Consent::OBJECT)?, &body, Mode::Program)
}

/// Takes a consent back: as easy as giving it, so nobody asks why. Who may not be contacted any more is locked at once.
///
/// # Errors
/// `wrong_state` if it was withdrawn before.
pub fn withdraw(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id, how: Option<&str>) -> Result<()> {
    cx.writes()?;
    let seen = cx.object(Consent::OBJECT)?;
    // Whoever may write consents down may write down that they are over.
    if !cx.rights.object(Consent::OBJECT).create {
        return Err(Error::forbidden());
    }
    let old = may_act(tx, cx, seen, id, Action::Read)?;
    let consent = Consent::from_values(old.clone()).ok_or_else(|| Error::internal("a consent of another shape"))?;
    if consent.withdrawn_at.is_some() {
        return Err(Error::new(Code::WrongState).detail("这项授权已经撤回", "It was withdrawn already"));
    }
    let mut body = Map::new();
    body.insert(Consent::withdrawn_at.into(), json!(cx.now.to_rfc3339()));
    body.insert(Consent::withdrawn_how.into(), json!(how));
    let system = cx.as_system();
    let object = system.object(Consent::OBJECT)?;
    save_changes(tx, app, &system, object, &old, &body, Mode::Program)?;
    let channels: &[&str] = match consent.purpose.as_str() {
        "contact" => &[],
        "marketing" => &["message", "email"],
        _ => return Ok(()),
    };
    let who = Who {
        contact: consent.contact,
        lead: consent.lead,
        account: None,
    };
    let said = Said {
        channels: channels.iter().map(|c| (*c).to_owned()).collect(),
        said: how.map(str::to_owned),
        source: Some("consent".to_owned()),
    };
    lock(tx, app, cx, &who, &said).map(|_| ())
}
