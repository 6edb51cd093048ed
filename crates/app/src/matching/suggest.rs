//! The suggestions for a deal.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kernel::{Id, Result};
use records::{Action, Condition, Cx, Op, Typed};
use serde_json::{Value as Json, json};
use store::Tx;
use store::matching::{Kind, beginning, heads};
use store::records::{self as rows, find};

use super::judging::{Candidate, FITS, Reason, candidates, together};
use super::like::Like;
use super::needs::{Wanted, wanted};
use super::words;
use crate::accounts::Account;
use crate::market::{Segment, words as listed};
use crate::opportunities::{LineItem, Opportunity};
use crate::pricing::known;
use crate::products::{BUNDLE, BundleItem, CapabilityFact, Fab, Product};

/// Products that are looked at closely, and suggestions that are shown.
const CLOSELY: usize = 40;
const SHOWN: usize = 8;

/// A suggestion under way.
struct Suggested {
    product: Product,
    candidate: Candidate,
    /// Points with their words, beside those of needs.
    more: Vec<(i64, String)>,
    /// Parts of a bundle that speak to the needs.
    through: Vec<String>,
}

impl Suggested {
    fn score(&self) -> i64 {
        self.candidate.points() + self.more.iter().map(|(points, _)| points).sum::<i64>()
    }
}

/// What fits a deal's needs, the best first, each with its reasons; and the needs with what answers them.
///
/// # Errors
/// `not_found` for a deal that may not be seen.
pub fn matches(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Json> {
    let deal: Opportunity = rows::load_as(tx, cx, id, Action::Read)?;
    if !reads::<Product>(cx, &[Product::name]) {
        return Ok(json!({ "from": "answers", "needs": [], "suggestions": [], "like": null, "may_add": false }));
    }
    let (recorded, needs) = wanted(tx, cx, &deal)?;
    let texts: Vec<String> = needs.iter().map(|need| need.text.clone()).collect();
    let mut wanted_heads = BTreeSet::new();
    for text in &texts {
        wanted_heads.extend(heads(text));
    }
    let mut found = beginning(tx, cx.workspace.id, &wanted_heads)?;
    let (facts, fabs) = (
        reads::<CapabilityFact>(cx, &[CapabilityFact::name, CapabilityFact::words, CapabilityFact::kind]),
        reads::<Fab>(cx, &[Fab::feature, Fab::words]),
    );
    found.retain(|f| if f.word.kind == Kind::Fab { fabs } else { facts });
    let ranked = candidates(&texts, &found);
    let account = match deal.account {
        Some(account) => known::<Account>(tx, cx, account)?,
        None => None,
    };
    let mut suggested = looked_at(tx, cx, &ranked, account.as_ref())?;
    let on_deal = products_of(tx, cx, id)?;
    let like = Like::of(tx, cx, account.as_ref())?;
    order(&mut suggested);
    suggested.truncate(SHOWN);
    let mut records = HashMap::new();
    if let Some(like) = &like {
        for one in suggested
            .iter_mut()
            .filter(|s| s.product.kind.as_deref() != Some(BUNDLE))
        {
            let (record, told) = like.record(tx, cx, one.product.id)?;
            if record.points() != 0 {
                let text = told["text"].as_str().unwrap_or_default().to_owned();
                one.more.push((record.points(), text));
            }
            records.insert(one.product.id, told);
        }
        order(&mut suggested);
    }
    let mut shown = Vec::new();
    for one in &suggested {
        shown.push(told(
            tx,
            cx,
            one,
            &needs,
            on_deal.contains(&one.product.id),
            records.get(&one.product.id),
        )?);
    }
    let offered: BTreeSet<usize> = ranked
        .iter()
        .filter(|c| on_deal.contains(&c.product))
        .flat_map(Candidate::answers)
        .collect();
    let answered: BTreeSet<usize> = suggested.iter().flat_map(|s| s.candidate.answers()).collect();
    let needs: Vec<Json> = needs
        .iter()
        .enumerate()
        .map(|(i, need)| {
            json!({ "id": need.id, "object": need.object, "label": need.label, "answered": answered.contains(&i), "offered": offered.contains(&i) })
        })
        .collect();
    Ok(json!({
        "from": if recorded { "needs" } else { "answers" },
        "needs": needs,
        "suggestions": shown,
        "like": like.map(|like| like.what),
        "may_add": cx.writes().is_ok() && cx.rights.object(LineItem::OBJECT).create,
    }))
}

fn order(suggested: &mut [Suggested]) {
    suggested.sort_by_key(|s| {
        (
            std::cmp::Reverse((s.score(), s.candidate.answers().len())),
            s.product.id,
        )
    });
}

/// Whether the asker reads these fields of an object as they are.
fn reads<T: Typed>(cx: &Cx, fields: &[&str]) -> bool {
    cx.object(T::OBJECT).is_ok_and(|o| {
        fields
            .iter()
            .all(|key| o.field(key).is_some_and(|f| cx.sees_whole(o, f)))
    })
}

/// The products of the deal's lines.
fn products_of(tx: &mut Tx<'_>, cx: &Cx, deal: Id) -> Result<BTreeSet<Id>> {
    if !reads::<LineItem>(cx, &[LineItem::product]) {
        return Ok(BTreeSet::new());
    }
    let of = Condition::leaf(LineItem::opportunity, Op::Eq, deal.to_string());
    let lines: Vec<LineItem> = find(tx, cx, &of, crate::opportunities::LINES)?;
    Ok(lines
        .iter()
        .flat_map(|line| [Some(line.product), line.bundle])
        .flatten()
        .collect())
}

/// The best of the ranked and the bundles they are in, as far as they are on sale where the customer is, with what else
/// speaks for them.
fn looked_at(tx: &mut Tx<'_>, cx: &Cx, ranked: &[Candidate], account: Option<&Account>) -> Result<Vec<Suggested>> {
    let mut all: Vec<(Candidate, Vec<Id>)> = ranked.iter().take(CLOSELY).map(|c| (c.clone(), Vec::new())).collect();
    all.extend(bundles(tx, cx, ranked)?);
    let accounts = cx.object(Account::OBJECT).ok();
    let seen = |key: &str| accounts.is_some_and(|o| o.field(key).is_some_and(|f| cx.sees_whole(o, f)));
    let industry = account
        .and_then(|a| a.industry.as_deref())
        .filter(|_| seen(Account::industry));
    let region = account
        .and_then(|a| a.region.as_deref())
        .filter(|_| seen(Account::region));
    let (by_industry, by_region, by_segment) = (
        reads::<Product>(cx, &[Product::industries]),
        reads::<Product>(cx, &[Product::regions]),
        reads::<Product>(cx, &[Product::segment]) && reads::<Segment>(cx, &[Segment::name, Segment::filter]),
    );
    let mut segments: HashMap<Id, Option<String>> = HashMap::new();
    let mut names: HashMap<Id, String> = HashMap::new();
    let mut suggested: Vec<Suggested> = Vec::new();
    for (candidate, parts) in all {
        // What was deleted, and what the asker doesn't see, isn't suggested.
        let Some(product) = known::<Product>(tx, cx, candidate.product)? else {
            continue;
        };
        names.insert(product.id, product.name.clone());
        let sold = |regions: &str| region.is_none_or(|here| listed(regions).any(|r| r == here));
        if !product.active || !product.regions.as_deref().filter(|_| by_region).is_none_or(sold) {
            continue;
        }
        let mut more = Vec::new();
        if let (Some(listing), Some(here)) = (product.industries.as_deref().filter(|_| by_industry), industry)
            && listed(listing).any(|i| i == here)
        {
            more.push((FITS, words::industry(cx.lang, here)));
        }
        if let (Some(segment), Some(account), true) = (product.segment, account, by_segment) {
            let named = match segments.get(&segment) {
                Some(known) => known.clone(),
                None => in_segment(tx, cx, segment, account)?,
            };
            segments.insert(segment, named.clone());
            if let Some(name) = named {
                more.push((FITS, words::segment(cx.lang, &name)));
            }
        }
        let through = parts.iter().filter_map(|id| names.get(id).cloned()).collect();
        suggested.push(Suggested {
            product,
            candidate,
            more,
            through,
        });
    }
    Ok(suggested)
}

/// The name of a segment that the account is in.
fn in_segment(tx: &mut Tx<'_>, cx: &Cx, segment: Id, account: &Account) -> Result<Option<String>> {
    let Some(segment) = known::<Segment>(tx, cx, segment)? else {
        return Ok(None);
    };
    let (Some(filter), true) = (segment.filter.as_deref(), segment.object == Account::OBJECT) else {
        return Ok(None);
    };
    // A condition that names what the asker may not see tells them nothing.
    let Ok(filter) = Condition::parse_text(filter) else {
        return Ok(None);
    };
    let accounts = cx.object(Account::OBJECT)?;
    if records::bind(&filter, accounts, cx).is_err() {
        return Ok(None);
    }
    let holds = rows::check(tx, cx, accounts, account.id, &[filter])?;
    Ok(Some(segment.name).filter(|_| holds.first() == Some(&true)))
}

/// The bundles in which the best products are, each with those of its parts.
fn bundles(tx: &mut Tx<'_>, cx: &Cx, ranked: &[Candidate]) -> Result<Vec<(Candidate, Vec<Id>)>> {
    if !reads::<BundleItem>(cx, &[BundleItem::bundle, BundleItem::product]) || ranked.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Id> = ranked.iter().take(CLOSELY).map(|c| c.product).collect();
    let of = Condition::leaf(BundleItem::product, Op::In, json!(ids));
    let mut parts: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for item in find::<BundleItem>(tx, cx, &of, 500)? {
        parts.entry(item.bundle).or_default().push(item.product);
    }
    let bundle = |(bundle, parts): (Id, Vec<Id>)| {
        let own = ranked
            .iter()
            .find(|c| c.product == bundle)
            .map_or(Vec::new(), |c| c.reasons.clone());
        let of: Vec<&Candidate> = ranked.iter().filter(|c| parts.contains(&c.product)).collect();
        (together(bundle, own, &of), parts)
    };
    // One that only one part speaks for is no better than that part.
    Ok(parts
        .into_iter()
        .filter(|(_, parts)| parts.len() > 1)
        .map(bundle)
        .collect())
}

/// A suggestion as the page shows it.
fn told(
    tx: &mut Tx<'_>,
    cx: &Cx,
    one: &Suggested,
    needs: &[Wanted],
    on_deal: bool,
    record: Option<&Json>,
) -> Result<Json> {
    let mut reasons = Vec::new();
    let mut cards = Vec::new();
    for reason in &one.candidate.reasons {
        let Some((what, card)) = source(tx, cx, reason)? else {
            continue;
        };
        reasons.push(json!({
            "points": reason.points, "need": needs.get(reason.need).map(|n| &n.label),
            "text": words::reason(cx.lang, reason.kind, &reason.word, &what),
            "object": if reason.kind == Kind::Fab { Fab::OBJECT } else { CapabilityFact::OBJECT }, "id": reason.source,
        }));
        cards.extend(card.filter(|card| !cards.contains(card)));
    }
    reasons.extend(
        one.more
            .iter()
            .map(|(points, text)| json!({ "points": points, "text": text })),
    );
    let needed = if reads::<CapabilityFact>(cx, &[CapabilityFact::name, CapabilityFact::kind]) {
        let of = Condition::leaf(CapabilityFact::product, Op::Eq, one.product.id.to_string()).and(Condition::leaf(
            CapabilityFact::kind,
            Op::Eq,
            "needs",
        ));
        find::<CapabilityFact>(tx, cx, &of, 5)?
            .into_iter()
            .map(|fact| fact.name)
            .collect()
    } else {
        Vec::new()
    };
    Ok(json!({
        "product": { "id": one.product.id, "name": one.product.name },
        "kind": one.product.kind,
        "score": one.score(), "on_deal": on_deal, "reasons": reasons, "through": one.through,
        "needs": needed, "fabs": cards, "record": record,
    }))
}

/// What a fact or FAB says, and the FAB as a card.
fn source(tx: &mut Tx<'_>, cx: &Cx, reason: &Reason) -> Result<Option<(String, Option<Json>)>> {
    if reason.kind != Kind::Fab {
        let fact = known::<CapabilityFact>(tx, cx, reason.source)?;
        return Ok(fact.map(|fact| (fact.name, None)));
    }
    let Some(fab) = known::<Fab>(tx, cx, reason.source)? else {
        return Ok(None);
    };
    let whole = reads::<Fab>(cx, &[Fab::advantage, Fab::benefit, Fab::evidence]);
    let card = json!({ "id": fab.id, "feature": fab.feature, "advantage": fab.advantage, "benefit": fab.benefit, "evidence": fab.evidence });
    Ok(Some((fab.feature, Some(card).filter(|_| whole))))
}
