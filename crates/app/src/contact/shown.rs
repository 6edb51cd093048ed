//! Whether somebody may be reached just now, as a page shows it before anybody dials.

use kernel::{Error, Id, Instant, Result};
use records::{Action, Cx};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records as rows;

use super::reach::{Counted, day_of, facts, standing};
use super::rules::{self, Answer, Channel, When};
use super::who::known;
use super::{ContactRefusal, LIFT, Who, policy};
use crate::App;

/// For each channel whether the person or company may be reached at `at`, why not and until when; what they said, and how
/// much of the caps is used.
///
/// # Errors
/// `not_found` for whom the asker doesn't see.
pub fn shown(tx: &mut Tx<'_>, app: &App, cx: &Cx, object: &str, id: Id, at: Option<Instant>) -> Result<Json> {
    let who = Who::of(object, id)?;
    if !rows::may(tx, cx, cx.object(object)?, id, Action::Read)? {
        return Err(Error::not_found());
    }
    let when = When::At(at.unwrap_or(cx.now));
    let policy = policy::present(tx, cx)?.0;
    let known = known(tx, app, cx, &who)?;
    let day = day_of(cx, when);
    let facts = facts(tx, cx, &known, &policy, day, Counted::Happened)?;
    let channels =
        Channel::ALL.map(
            |channel| match rules::decide(&policy, &cx.workspace.calendar, &facts, channel, when) {
                Answer::Allowed => json!({ "channel": channel.key(), "allowed": true }),
                Answer::Refused(no) => json!({
                    "channel": channel.key(), "allowed": false, "why": no.why.key(), "text": no.text.get(cx.lang),
                    "until": no.until.map(Instant::to_rfc3339),
                }),
            },
        );
    let may_lift = cx.require(LIFT).is_ok();
    let mut refusals = Vec::new();
    // What was said under a record that the asker doesn't see locks all the same, and isn't told.
    if let Ok(object) = cx.object(ContactRefusal::OBJECT) {
        for refusal in standing(tx, cx, &known)? {
            if let Some((_, json)) = rows::get(tx, cx, object, refusal.id, &[])? {
                let record: Json = serde_json::from_slice(&json).unwrap_or_default();
                refusals.push(json!({ "record": record, "may_lift": may_lift }));
            }
        }
    }
    let used: Vec<Json> = policy
        .caps
        .iter()
        .filter(|cap| known.is_person() || cap.per == rules::Per::Company)
        .map(|cap| {
            let n = rules::used(cap, &facts, day);
            json!({ "text": rules::cap_words(cap).get(cx.lang), "n": n, "most": cap.most })
        })
        .collect();
    Ok(json!({
        "channels": channels, "refusals": refusals, "used": used,
        "preferred_channel": visible(cx, "preferred_channel", known.preferred_channel),
        "preferred_language": visible(cx, "preferred_language", known.preferred_language),
    }))
}

fn visible(cx: &Cx, key: &str, value: Option<String>) -> Option<String> {
    let contacts = cx.object(crate::contacts::Contact::OBJECT).ok()?;
    contacts.field(key).filter(|field| cx.sees(contacts, field)).and(value)
}
