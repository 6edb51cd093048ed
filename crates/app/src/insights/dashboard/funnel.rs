//! The funnel of one SOP: of those who entered a stage in the period, what became of them and after how many days. Those
//! who still stand there count as long as they were watched.

use insight::{Cohort, Spell, benjamini_hochberg, two_sided};
use kernel::{Day, Id, Result};
use records::{Action, Condition, Cx, Op};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{FlowBy, FlowKey, FlowSum, may};

use super::{Frame, money, sent};
use crate::App;
use crate::insights::bins;
use crate::insights::kept::kind;
use crate::opportunities::Opportunity;
use crate::sop::{Sop, StageVisit};

/// Those who must have entered a stage for its share to be told at all.
const TOLD: u64 = 10;
/// Those who must have entered a stage in each of two periods for them to be compared.
const ENOUGH: u64 = 20;
/// The share of mistakes that is put up with among stages that are said to have changed.
const MISTAKEN: f64 = 0.05;

/// How a stay ends, in the order of [`kind::ON`], [`kind::BACK`], [`kind::OFF`].
const ON: usize = 0;
const BACK: usize = 1;
const OFF: usize = 2;
const KINDS: [&str; 4] = [kind::ON, kind::BACK, kind::OFF, kind::STAYS];

/// The funnel with what the heat map needs of it.
pub(super) struct Funnel {
    pub json: Json,
    pub sop: Id,
    /// Key and name of its stages, in order.
    pub stages: Vec<(String, String)>,
}

struct Stage {
    now: Cohort<3>,
    counts: [i64; 4],
    /// What those who entered are worth, in the shown currency, and how many are of other currencies.
    amount: i128,
    others: i64,
    before: Cohort<3>,
}

/// What one stage did against the period before.
struct Change {
    days: i64,
    now: insight::Share,
    before: insight::Share,
    before_n: u64,
    p: f64,
}

pub(super) fn funnel(
    tx: &mut Tx<'_>,
    app: &App,
    frame: &Frame<'_>,
    currency: &str,
    sop: Option<Id>,
) -> Result<Option<Funnel>> {
    let cx = frame.cx;
    let seen = frame.sees(&[Opportunity::stage, Opportunity::sop, Opportunity::stage_entered_at]);
    let sops = if seen { sops(tx, cx)? } else { Vec::new() };
    let preferred = || sops.iter().find(|s| s.preferred).or_else(|| sops.first());
    let chosen = match sop {
        Some(id) => Some(sops.iter().find(|s| s.id == id).ok_or_else(kernel::Error::not_found)?),
        None => preferred(),
    };
    let Some((chosen, version)) = chosen.and_then(|s| Some((s, s.current?))) else {
        return Ok(None);
    };
    let version = app.versions().get(tx, cx, version)?;
    let stages: Vec<(String, String)> = version
        .document
        .before_signing()
        .iter()
        .map(|s| (s.key.clone(), s.name.get(cx.lang).to_owned()))
        .collect();
    let by = [FlowBy::Kind, FlowBy::Stage, FlowBy::At, FlowBy::Currency];
    let amounts = frame.sees(&[Opportunity::amount, Opportunity::currency]);
    let now = frame.flows(tx, &KINDS, (frame.from, frame.to), Some(chosen.id), &by)?;
    let before = frame.flows(tx, &KINDS, (frame.before, frame.from), Some(chosen.id), &by[..3])?;
    let of = |key: &str, shown: bool| {
        let mut all = FlowSum::default();
        for (k, sum) in now.iter().filter(|(k, _)| k.stage == key) {
            if k.currency.as_deref().is_none_or(|c| c == currency) == shown {
                all.add(sum, 1);
            }
        }
        all
    };
    let read = |key: &str| Stage {
        amount: of(key, true).amount,
        others: of(key, false).n,
        now: cohort(&now, key, cx.today()),
        counts: KINDS.map(|kind| {
            let rows = now.iter().filter(|(k, _)| k.stage == key && k.kind == kind);
            rows.map(|(_, sum)| sum.n).sum()
        }),
        before: cohort(&before, key, cx.today()),
    };
    let cohorts: Vec<Stage> = stages.iter().map(|(key, _)| read(key)).collect();
    let changes: Vec<Option<Change>> = cohorts.iter().map(change).collect();
    let worst = worst(&cohorts, &changes);
    let visits = cx.object(StageVisit::OBJECT).is_ok();
    let shown = stages.iter().zip(&cohorts).map(|((key, name), stage)| {
        let days = stage.now.horizon();
        let on = stage.now.share(ON, days).filter(|_| stage.now.entered() >= TOLD);
        let entered = |rest: Option<Condition>| visits.then(|| sent(&visited(frame, key, rest)));
        let ended = |how: &[&str]| entered(Some(Condition::leaf(StageVisit::how, Op::In, json!(how))));
        json!({
            "key": key, "name": name, "entered": stage.now.entered(),
            "amount": amounts.then(|| money(stage.amount)), "others": if amounts { stage.others } else { 0 },
            "on": stage.counts[ON], "back": stage.counts[BACK], "lost": stage.counts[OFF], "open": stage.counts[3],
            "days": days, "rate": on.map(|s| s.rate), "low": on.map(|s| s.interval.low), "high": on.map(|s| s.interval.high),
            "median_days": stage.now.median(),
            "filter": entered(None), "filter_lost": ended(&["lost"]),
            "filter_open": entered(Some(Condition::leaf(StageVisit::left_at, Op::IsEmpty, true))),
        })
    });
    let shown: Vec<Json> = shown.collect();
    let cause = worst.map(|i| {
        let change = changes[i].as_ref();
        json!({
            "stage": stages[i].0, "name": stages[i].1, "days": change.map(|c| c.days),
            "rate": change.map(|c| c.now.rate), "low": change.map(|c| c.now.interval.low), "high": change.map(|c| c.now.interval.high),
            "before": change.map(|c| c.before.rate), "before_low": change.map(|c| c.before.interval.low),
            "before_high": change.map(|c| c.before.interval.high), "before_n": change.map(|c| c.before_n),
            "fewer": change.map(|c| ((c.before.rate - c.now.rate) * cohorts[i].now.entered() as f64).round()),
            "filter": shown[i]["filter_lost"],
        })
    });
    let offered = |s: &Sop| -> Json {
        let english: Option<&String> = s.name_en.as_ref().filter(|_| cx.lang == kernel::Lang::En);
        json!({ "id": s.id, "name": english.unwrap_or(&s.name) })
    };
    let compared = changes.iter().flatten().count();
    Ok(Some(Funnel {
        json: json!({
            "sop": offered(chosen), "sops": sops.iter().map(offered).collect::<Vec<_>>(), "stages": shown,
            "compared": compared, "enough": ENOUGH, "cause": cause,
        }),
        sop: chosen.id,
        stages,
    }))
}

/// The SOPs that deals can run.
fn sops(tx: &mut Tx<'_>, cx: &Cx) -> Result<Vec<Sop>> {
    let Ok(object) = cx.object(Sop::OBJECT) else {
        return Ok(Vec::new());
    };
    let published = Condition::leaf(Sop::object, Op::Eq, Opportunity::OBJECT).and(Condition::Not(Box::new(
        Condition::leaf(Sop::current, Op::IsEmpty, true),
    )));
    let mut sops: Vec<Sop> = store::records::find(tx, &cx.as_system(), &published, 100)?;
    let mut seen = Vec::with_capacity(sops.len());
    for sop in &sops {
        seen.push(may(tx, cx, object, sop.id, Action::Read)?);
    }
    let mut seen = seen.into_iter();
    sops.retain(|_| seen.next().unwrap_or(false));
    Ok(sops)
}

/// Deals that entered a stage in the period and left it so.
pub(super) fn visited(frame: &Frame<'_>, stage: &str, rest: Option<Condition>) -> Condition {
    let parts = [
        Condition::leaf(StageVisit::stage, Op::Eq, stage),
        frame.within(StageVisit::entered_at),
    ];
    frame.filter([Condition::Exists {
        path: "visits".to_owned(),
        filter: Some(Box::new(Condition::All(parts.into_iter().chain(rest).collect()))),
    }])
}

fn cohort(rows: &[(FlowKey, FlowSum)], stage: &str, today: Day) -> Cohort<3> {
    let spells = rows
        .iter()
        .filter(|(key, sum)| key.stage == stage && sum.n > 0)
        .map(|(key, sum)| {
            let ended = KINDS.iter().position(|kind| *kind == key.kind).filter(|k| *k < 3);
            let from = match ended {
                Some(_) => key.at,
                None => bins::bin(i64::from(today.0) - key.at),
            };
            let mut left = [0; 3];
            if let Some(k) = ended {
                left[k] = sum.n as u64;
            }
            Spell {
                from,
                to: bins::end(from).unwrap_or(from * 2),
                left,
                open: if ended.is_none() { sum.n as u64 } else { 0 },
            }
        });
    Cohort::new(spells)
}

/// Compares the shares that moved on after as many days as both cohorts tell of.
fn change(stage: &Stage) -> Option<Change> {
    if stage.now.entered() < ENOUGH || stage.before.entered() < ENOUGH {
        return None;
    }
    let days = stage.now.horizon().min(stage.before.horizon());
    let (now, before) = (stage.now.share(ON, days)?, stage.before.share(ON, days)?);
    let error = now.error.hypot(before.error);
    Some(Change {
        days,
        now,
        before,
        before_n: stage.before.entered(),
        p: if error > 0.0 {
            two_sided((now.rate - before.rate) / error)
        } else {
            1.0
        },
    })
}

/// The stage that lost most by moving on less than before, if any did by more than chance: all stages were looked at, so
/// their p-values are taken together.
fn worst(stages: &[Stage], changes: &[Option<Change>]) -> Option<usize> {
    let tested: Vec<(usize, &Change)> = changes
        .iter()
        .enumerate()
        .filter_map(|(i, c)| Some((i, c.as_ref()?)))
        .collect();
    let adjusted = benjamini_hochberg(&tested.iter().map(|(_, c)| c.p).collect::<Vec<_>>());
    let fewer = |i: usize, c: &Change| (c.before.rate - c.now.rate) * stages[i].now.entered() as f64;
    tested
        .into_iter()
        .zip(adjusted)
        .filter(|((_, c), q)| *q < MISTAKEN && c.now.rate < c.before.rate)
        .map(|((i, c), _)| (i, fewer(i, c)))
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(i, _)| i)
}
