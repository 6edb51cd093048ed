//! How the sample company treats its customers: rules of contact, who said no, what people agreed to, tiers, and talks that
//! were held against the standards.

use kernel::{Error, Id, Instant, Lang, Result, Text};
use records::{Condition, Cx, Op};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use std::collections::HashMap;
use store::Tx;
use store::records::{self as rows, find};

use super::Member;
use super::dice::Dice;
use super::words::read;
use crate::App;
use crate::accounts::Account;
use crate::activities::Activity;
use crate::contact::{self, Given, Said, Who};
use crate::contacts::Contact;
use crate::standards::{self, Marked};
use crate::tiers;

#[derive(Deserialize)]
struct CareWords {
    refusals: Vec<RefusalWords>,
    lifted: Text,
    consents: Vec<ConsentWords>,
    wording: Text,
    withdrawn: Text,
    tiers: Vec<Text>,
    held: Text,
    remarks: Remarks,
}

#[derive(Deserialize)]
struct RefusalWords {
    channels: Vec<String>,
    zh: String,
    en: String,
}

#[derive(Deserialize)]
struct ConsentWords {
    purpose: String,
    zh: String,
    en: String,
    evidence: Text,
}

#[derive(Deserialize)]
struct Remarks {
    met: Vec<Text>,
    not_met: Vec<Text>,
}

/// Of how many contacts one refused, and one agreed to something.
const REFUSED: usize = 60;
const AGREED: usize = 12;

/// Talks that managers looked at.
const REVIEWED: usize = 24;

pub(super) fn fill(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    lang: Lang,
    members: &[Member],
    people: &HashMap<Id, Cx>,
) -> Result<()> {
    let words: CareWords = read(include_str!("../../../../packs/demo/care.yaml"))?;
    let mut dice = Dice::new(61);
    let ops = member(members, people, "ops")?;
    // Wide enough for a company that works as this one does.
    let rules = json!({ "caps": [
        { "per": "person", "channel": "call", "most": 4, "within": "day" },
        { "per": "person", "channel": null, "most": 12, "within": "week" },
        { "per": "company", "channel": null, "most": 60, "within": "month" },
    ], "quiet": null, "rest_days": false });
    contact::save(tx, app, ops, &object(rules))?;
    wishes(tx, app, cx, lang, &words, &mut dice, people)?;
    tiered(tx, app, cx, lang, &words, ops)?;
    reviewed(tx, app, cx, lang, &words, &mut dice, members, people)
}

/// The contacts at the end of the list: those whom the day and the tour are about come first.
fn wishes(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    lang: Lang,
    words: &CareWords,
    dice: &mut Dice,
    people: &HashMap<Id, Cx>,
) -> Result<()> {
    let contacts: Vec<Contact> = find(tx, cx, &Condition::always(), 10_000)?;
    for (n, contact) in contacts.iter().enumerate().skip(12) {
        let Some(owner) = contact.owner.and_then(|id| people.get(&id)) else {
            continue;
        };
        let latest = (cx.now.0 - contact.created_at.0) / 86_400_000_000;
        if latest < 3 {
            continue;
        }
        let then = cx
            .now
            .plus_seconds(-86_400 * (1 + dice.below(latest.min(90) as usize - 1) as i64));
        let at = owner.at(then);
        if n % AGREED == 5 {
            let words_of = &words.consents[(n / AGREED) % words.consents.len()];
            let source = if lang == Lang::Zh { &words_of.zh } else { &words_of.en };
            let given = Given {
                who: Who {
                    contact: Some(contact.id),
                    ..Who::default()
                },
                purpose: &words_of.purpose,
                text_version: "2026-01",
                wording: Some(words.wording.get(lang)),
                source,
                evidence: Some(words_of.evidence.get(lang)),
                at: then,
            };
            let consent = contact::consent::given(tx, app, &at, &given)?;
            if n % (AGREED * 8) == 5 {
                contact::withdraw(
                    tx,
                    app,
                    &owner.at(cx.now.plus_seconds(-7_200)),
                    consent,
                    Some(words.withdrawn.get(lang)),
                )?;
            }
        }
        if n % REFUSED == 31 {
            let said = &words.refusals[(n / REFUSED) % words.refusals.len()];
            let text = if lang == Lang::Zh { &said.zh } else { &said.en };
            let refusal = Said {
                channels: said.channels.clone(),
                said: Some(text.clone()),
                source: Some("log".to_owned()),
            };
            let id = contact::refuse(tx, app, &at, Contact::OBJECT, contact.id, &refusal)?;
            if n % (REFUSED * 5) == 31 {
                contact::lift(tx, app, &cx.at(cx.now.plus_seconds(-3_600)), id, words.lifted.get(lang))?;
            }
        }
    }
    Ok(())
}

/// The rule, applied in the night before; and one customer who is held in a better tier.
fn tiered(tx: &mut Tx<'_>, app: &App, cx: &Cx, lang: Lang, words: &CareWords, ops: &Cx) -> Result<()> {
    let days = [21, 45, 120];
    let tiers: Vec<Json> = words
        .tiers
        .iter()
        .zip(days)
        .map(|(name, days)| json!({ "name": name.get(lang), "every_days": days }))
        .collect();
    let rule = json!({ "way": { "abc": { "shares": [80, 95] } }, "tiers": tiers, "months": 12, "currency": cx.workspace.currency });
    tiers::save(tx, app, ops, &object(rule))?;
    let night = Instant(cx.now.0 - 6 * 3_600_000_000);
    tiers::run_here(tx, &cx.at(night))?;
    let middle = Condition::leaf(Account::tier, Op::Eq, "B");
    let accounts: Vec<Account> = find(tx, cx, &middle, 1)?;
    let Some(account) = accounts.first() else { return Ok(()) };
    let set = tiers::Set {
        tier: "A".to_owned(),
        reason: words.held.get(lang).to_owned(),
        until: Some(cx.today().plus(90).to_string()),
    };
    tiers::set(tx, &cx.at(cx.now.plus_seconds(-5_400)), account.id, &set)
}

/// Managers look at the latest calls of their reps.
fn reviewed(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    lang: Lang,
    words: &CareWords,
    dice: &mut Dice,
    members: &[Member],
    people: &HashMap<Id, Cx>,
) -> Result<()> {
    let calls = Condition::leaf(Activity::kind, Op::Eq, "call")
        .and(Condition::leaf(Activity::opportunity, Op::IsEmpty, false))
        .and(Condition::leaf(
            Activity::at,
            Op::Gte,
            cx.now.plus_seconds(-30 * 86_400).to_rfc3339(),
        ));
    let calls: Vec<Activity> = find(tx, cx, &calls, REVIEWED * 4)?;
    for call in calls.iter().step_by(4) {
        let team = members.iter().find(|m| Some(m.id) == call.owner).and_then(|m| m.team);
        let manager = members
            .iter()
            .find(|m| m.role == "manager" && m.team == team && team.is_some());
        let Some(manager) = manager.and_then(|m| people.get(&m.id)) else {
            continue;
        };
        let at = manager.at(Instant((call.at.0 + 86_400_000_000).min(cx.now.0 - 1_800_000_000)));
        if at.now < call.at || !rows::may(tx, &at, at.object(Activity::OBJECT)?, call.id, records::Action::Read)? {
            continue;
        }
        let review = standards::review(tx, app, &at, call.id)?;
        let n = review["standards"].as_array().map_or(0, Vec::len);
        let marks: Vec<Marked> = (0..n)
            .map(|standard| {
                let mark = dice.weighed(&[("met", 0.72), ("not_met", 0.2), ("na", 0.08)]);
                let told = match mark {
                    "met" if standard == 0 => Some(dice.of(&words.remarks.met)),
                    "not_met" => Some(dice.of(&words.remarks.not_met)),
                    _ => None,
                };
                Marked {
                    standard,
                    mark: mark.to_owned(),
                    remark: told.map(|text| text.get(lang).to_owned()),
                }
            })
            .collect();
        standards::mark(tx, app, &at, call.id, &marks)?;
    }
    Ok(())
}

fn member<'p>(members: &[Member], people: &'p HashMap<Id, Cx>, role: &str) -> Result<&'p Cx> {
    let found = members.iter().find(|m| m.role == role).and_then(|m| people.get(&m.id));
    found.ok_or_else(|| Error::internal(format!("the sample has no {role}")))
}

fn object(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}
