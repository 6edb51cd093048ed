//! A customer confirms, corrects or denies what was understood of their needs, on a link.

use kernel::{Code, Error, Id, Lang, Result};
use records::{Action, Condition, Cx, Op};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{find, load_as};

use super::{PublicLink, found, make, opened};
use crate::App;
use crate::contacts::Contact;
use crate::engine::may_act;
use crate::needs::{Confirmation, Need, confirm};
use crate::opportunities::Opportunity;

/// Needs on a page at most.
const MOST: usize = 100;

/// What a customer answers about one need.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// Which.
    pub need: Id,
    /// As it stood when they read it.
    pub version: i64,
    /// `confirmed`, `corrected` or `refused`.
    pub status: String,
    /// What they say to it.
    pub words: Option<String>,
}

/// Makes the link by which the customer confirms the needs of a deal.
///
/// # Errors
/// `wrong_state` if there is nothing to confirm.
pub fn ask(tx: &mut Tx<'_>, app: &App, cx: &Cx, deal: Id, contact: Option<Id>, days: Option<i64>) -> Result<Json> {
    cx.writes()?;
    may_act(tx, cx, cx.object(Opportunity::OBJECT)?, deal, Action::Update)?;
    cx.object(Need::OBJECT)?;
    if let Some(contact) = contact {
        load_as::<Contact>(tx, cx, contact, Action::Read)
            .map_err(|_| Error::fields(vec![kernel::FieldError::plain("/contact", Code::ReferenceNotFound)]))?;
    }
    if needs(tx, cx, deal)?.is_empty() {
        return Err(Error::new(Code::WrongState).detail(
            "还没有记录客户需求：请先记录，再请客户确认",
            "No needs are recorded yet: record them first, then ask the customer to confirm",
        ));
    }
    make(tx, app, cx, "needs", deal, contact, days)
}

fn needs(tx: &mut Tx<'_>, cx: &Cx, deal: Id) -> Result<Vec<Need>> {
    find(
        tx,
        cx,
        &Condition::leaf(Need::opportunity, Op::Eq, deal.to_string()),
        MOST,
    )
}

/// What the customer sees: the needs in their own words, and what was answered; nothing of what is kept beside them. Outside is
/// the transaction, inside what the customer is told: what was counted stays.
pub fn shown(tx: &mut Tx<'_>, app: &App, secret: &str, address: &str, lang: Lang) -> Result<Result<Json>> {
    match found(tx, app, secret, address)? {
        Err(refused) => Ok(Err(refused)),
        Ok((cx, link)) => {
            opened(tx, app, &cx, &link)?;
            page(tx, &cx, &link, lang).map(Ok)
        }
    }
}

fn page(tx: &mut Tx<'_>, cx: &Cx, link: &PublicLink, lang: Lang) -> Result<Json> {
    let person = match link.contact {
        Some(id) => load_as::<Contact>(tx, cx, id, Action::Read).ok().map(|c| c.name),
        None => None,
    };
    let needs = needs(tx, cx, link.opportunity)?.into_iter().map(|need| {
        json!({ "id": need.id, "version": need.version, "title": need.title, "status": need.status, "words": need.confirmed_words })
    });
    Ok(json!({
        "lang": lang,
        "purpose": link.purpose,
        "company": cx.workspace.name,
        "person": person,
        "needs": needs.collect::<Vec<_>>(),
        "expires_at": link.expires_at.to_rfc3339(),
    }))
}

/// Takes an answer in; of two who answer the same the first one counts, and nobody answers what they haven't read.
///
/// # Errors
/// `wrong_state` if it was answered or changed meanwhile; what [`confirm`] refuses.
pub fn answer(
    tx: &mut Tx<'_>,
    app: &App,
    secret: &str,
    address: &str,
    lang: Lang,
    reply: &Reply,
) -> Result<Result<Json>> {
    let (cx, link) = match found(tx, app, secret, address)? {
        Err(refused) => return Ok(Err(refused)),
        Ok(found) => found,
    };
    let need: Need = load_as(tx, &cx, reply.need, Action::Read)?;
    if need.opportunity != link.opportunity {
        return Err(Error::not_found());
    }
    if need.version != reply.version || need.status != "proposed" {
        return Err(Error::new(Code::WrongState).detail(
            "这一条刚刚已有答复或有改动：请重新打开页面查看",
            "This one was answered or changed meanwhile: open the page again to see it",
        ));
    }
    if reply.words.as_ref().is_some_and(|words| words.chars().count() > 2_000) {
        return Err(Error::field(
            "/words",
            Code::InvalidValue,
            "最多 2000 个字",
            "At most 2,000 characters",
        ));
    }
    let input = Confirmation {
        status: reply.status.clone(),
        how: "link".to_owned(),
        by: link.contact,
        at: None,
        words: reply.words.clone(),
    };
    confirm(tx, app, &cx, need.id, &input)?;
    page(tx, &cx, &link, lang).map(Ok)
}
