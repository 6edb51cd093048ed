//! Pools with leads to claim, score rules and a public form, in the words of `packs/demo/leads.yaml`.

use kernel::{Id, Instant, Result, Text};
use records::Cx;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use store::Tx;

use super::company::mobile;
use super::dice::Dice;
use super::words::Words;
use super::{Member, Size};
use crate::App;
use crate::leads::Lead;
use crate::pools;
use crate::setup::make;

#[derive(Clone, Debug, Deserialize)]
struct LeadWords {
    pools: Vec<PoolWords>,
    scores: Vec<ScoreWords>,
    form: FormWords,
    why: Vec<Text>,
}

#[derive(Clone, Debug, Deserialize)]
struct PoolWords {
    name: Text,
    /// The leads of this region only; all others if absent.
    region: Option<Text>,
    contact_days: i64,
}

#[derive(Clone, Debug, Deserialize)]
struct ScoreWords {
    name: Text,
    points: i64,
    condition: Json,
}

#[derive(Clone, Debug, Deserialize)]
struct FormWords {
    name: Text,
    source: Text,
    campaign: Text,
    #[serde(flatten)]
    both: std::collections::BTreeMap<String, String>,
}

/// Leads in the pools of the large company, and of the small one.
pub(super) const INSIDE: (usize, usize) = (24, 8);

/// Makes them, as of now.
pub(super) fn fill(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    words: &Words,
    size: &Size,
    members: &[Member],
    people: &std::collections::HashMap<Id, Cx>,
) -> Result<()> {
    let own: LeadWords = super::words::read(include_str!("../../../../packs/demo/leads.yaml"))?;
    for (i, rule) in own.scores.iter().enumerate() {
        let body = json!({ "name": words.say(&rule.name), "points": rule.points, "position": 10 * (i + 1), "condition": rule.condition });
        make(tx, app, cx, "score_rules", body)?;
    }
    for (i, pool) in own.pools.iter().enumerate() {
        let region = pool
            .region
            .as_ref()
            .map(|r| json!({ "field": "region", "op": "starts_with", "value": words.say(r) }));
        let body = json!({ "name": words.say(&pool.name), "position": 10 * (i + 1), "condition": region,
            "contact_days": pool.contact_days, "progress_days": 90, "active": true });
        make(tx, app, cx, "pools", body)?;
    }
    form(tx, app, cx, words, &own.form)?;
    let mut dice = Dice::new(77);
    let reps: Vec<&Member> = members.iter().filter(|m| m.role == "rep").collect();
    let most = if size.forty { INSIDE.0 } else { INSIDE.1 };
    for n in 0..most {
        // Whoever signs in first may claim every one of them.
        let others: Vec<&Member> = reps.iter().copied().filter(|m| m.email != "rep@demo.example").collect();
        let Some(before) = others.get(n % others.len().max(1)) else {
            break;
        };
        let days = 20 + 3 * n as i64;
        let then = Cx {
            now: ago(cx.now, days),
            ..people.get(&before.id).unwrap_or(cx).clone()
        };
        let id = lead(tx, app, &then, words, &mut dice, (n, before.id))?;
        let later = Cx {
            now: ago(cx.now, 10 + n as i64),
            ..then
        };
        pools::release(tx, &later, id, words.say(dice.of(&own.why)))?;
    }
    Ok(())
}

fn ago(now: Instant, days: i64) -> Instant {
    now.plus_seconds(-days * 86_400)
}

fn form(tx: &mut Tx<'_>, app: &App, cx: &Cx, words: &Words, form: &FormWords) -> Result<()> {
    let mut body = json!({ "name": words.say(&form.name), "source": words.say(&form.source), "campaign": words.say(&form.campaign),
        "purpose": "contact" });
    for (key, text) in &form.both {
        body[key] = json!(text);
    }
    make(tx, app, cx, "lead_forms", body).map(|_| ())
}

fn lead(tx: &mut Tx<'_>, app: &App, cx: &Cx, words: &Words, dice: &mut Dice, (n, owner): (usize, Id)) -> Result<Id> {
    let title = dice.of(&words.names.titles.user);
    let (name, _) = words.person(dice, title);
    let region = dice.of(&words.names.regions);
    let (city, brand, trade) = (
        dice.of(&region.cities),
        dice.of(&words.names.brands),
        dice.of(&words.names.trades),
    );
    let space = if words.lang == kernel::Lang::Zh { "" } else { " " };
    let company = [words.say(city), words.say(brand), words.say(&trade.name)].join(space);
    let product = words.say(&dice.of(&words.products).name);
    let need = words.fill(
        dice.of(&words.texts.leads.needs),
        &[("{product}", product), ("{line}", words.say(&trade.line))],
    );
    let known = dice.chance(0.6);
    let amount = 60_000 + 20_000 * dice.below(30);
    let source = dice.of(&words.names.sources);
    let body = json!({ "name": name, "company": company, "title": words.say(&title.name), "phone": mobile(dice),
        "email": dice.chance(0.6).then(|| format!("pool{n}@c{n:03}.example")), "source": words.say(source), "basis": "inquiry",
        "region": words.say(&region.name), "industry": words.say(&trade.industry), "need": known.then_some(need),
        "amount": dice.chance(0.4).then(|| format!("{amount}.00")), Lead::owner: owner });
    make(tx, app, cx, Lead::OBJECT, body)
}
