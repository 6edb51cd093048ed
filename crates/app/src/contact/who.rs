//! Who is to be reached, under all the records by which they are known.

use std::collections::BTreeSet;

use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::{Error, Id, Result};
use records::{Action, Condition, Cx, Op};
use sha2::Sha256;
use store::Tx;
use store::records as rows;

use crate::App;
use crate::accounts::Account;
use crate::contacts::Contact;
use crate::leads::{Asked, Lead, email_key, phone_key, reached_alike};

/// Leads of one person that are looked at.
const LEADS: usize = 20;

/// Somebody: a person by their record as a contact or as a lead, or a company.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Who {
    pub contact: Option<Id>,
    pub lead: Option<Id>,
    pub account: Option<Id>,
}

impl Who {
    /// By a record of one of the three objects.
    ///
    /// # Errors
    /// `not_found` for another object.
    pub fn of(object: &str, id: Id) -> Result<Self> {
        let mut who = Self::default();
        match object {
            Contact::OBJECT => who.contact = Some(id),
            Lead::OBJECT => who.lead = Some(id),
            Account::OBJECT => who.account = Some(id),
            _ => return Err(Error::not_found()),
        }
        Ok(who)
    }

    /// Whether nobody is meant.
    pub fn is_nobody(&self) -> bool {
        *self == Self::default()
    }
}

/// What is known of somebody: records and marks.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub contact: Option<Id>,
    pub leads: Vec<Id>,
    pub account: Option<Id>,
    pub phone_mark: Option<String>,
    pub email_mark: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    pub preferred_channel: Option<String>,
    pub preferred_language: Option<String>,
}

impl Known {
    /// Whether a person is meant, rather than a company.
    pub fn is_person(&self) -> bool {
        self.contact.is_some() || !self.leads.is_empty()
    }

    /// The contacts and the leads under which this person is known, those of the same number or address with them: what is
    /// enough for somebody is enough under whichever record they are reached.
    pub fn everywhere(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<(BTreeSet<Id>, BTreeSet<Id>)> {
        let mut contacts: BTreeSet<Id> = self.contact.into_iter().collect();
        let mut leads: BTreeSet<Id> = self.leads.iter().copied().collect();
        let asked = Asked {
            phone: self.phone.clone(),
            email: self.email.clone(),
            ..Asked::default()
        };
        contacts.extend(reached_alike(tx, cx, Contact::OBJECT, &asked)?);
        leads.extend(reached_alike(tx, cx, Lead::OBJECT, &asked)?);
        Ok((contacts, leads))
    }
}

/// Everything by which somebody is known. It is read as the system: what the asker may not see protects people, too.
pub(super) fn known(tx: &mut Tx<'_>, app: &App, cx: &Cx, who: &Who) -> Result<Known> {
    let system = cx.as_system();
    let mut known = Known {
        contact: who.contact,
        leads: who.lead.into_iter().collect(),
        account: who.account,
        ..Known::default()
    };
    if let Some(id) = who.lead
        && let Some(lead) = one::<Lead>(tx, &system, id)?
    {
        known.contact = known.contact.or(lead.contact);
        known.account = known.account.or(lead.account);
        known.mark(app, lead.phone.as_deref(), lead.email.as_deref())?;
    }
    if let Some(id) = known.contact {
        if let Some(contact) = one::<Contact>(tx, &system, id)? {
            known.account = known.account.or(contact.account);
            known.mark(app, contact.phone.as_deref(), contact.email.as_deref())?;
            known.preferred_channel = contact.preferred_channel;
            known.preferred_language = contact.preferred_language;
        }
        // What they said before they became a contact holds.
        let made = Condition::leaf(Lead::contact, Op::Eq, id.to_string());
        let leads = rows::ids(tx, &system, system.object(Lead::OBJECT)?, &made, LEADS)?;
        known.leads.extend(leads);
        known.leads.sort_unstable();
        known.leads.dedup();
    }
    Ok(known)
}

impl Known {
    fn mark(&mut self, app: &App, phone: Option<&str>, email: Option<&str>) -> Result<()> {
        if let Some(key) = phone.and_then(phone_key) {
            self.phone_mark = Some(mark(app, "phone", &key)?);
            self.phone = Some(key);
        }
        if let Some(key) = email.and_then(email_key) {
            self.email_mark = Some(mark(app, "email", &key)?);
            self.email = Some(key);
        }
        Ok(())
    }
}

/// Numbers are few enough to be guessed from a plain hash, so the installation's secret goes into it.
fn mark(app: &App, kind: &str, key: &str) -> Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&app.cursor_key().0).map_err(Error::internal)?;
    mac.update(b"contact refusal ");
    mac.update(kind.as_bytes());
    mac.update(&[0]);
    mac.update(key.as_bytes());
    Ok(mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect())
}

fn one<T: records::Typed>(tx: &mut Tx<'_>, system: &Cx, id: Id) -> Result<Option<T>> {
    let object = system.object(T::OBJECT)?;
    let found = rows::load(tx, system, object, id, Action::Read)?;
    Ok(found.and_then(T::from_values))
}
