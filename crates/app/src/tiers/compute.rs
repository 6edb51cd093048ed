//! Computing the tiers of all accounts: read in batches, decided together, and only what differs is written.

use kernel::{Day, Error, Id, Result, WorkspaceId};
use records::{Action, Condition, Cx};
use serde_json::json;
use store::Tx;
use store::records::{self as rows, find};
use store::tiers::{Ask, Change, Found};

use super::rule::Rule;
use super::rules::{Figures, Why, tiers};
use super::{TierRule, cadence};
use crate::App;
use crate::accounts::Account;

/// Accounts that are read at a time.
const READ: usize = 5_000;

/// Accounts that are written in one transaction, so that others have their turn.
const WRITTEN: usize = 1_000;

/// How long a run may take before another process begins anew, in seconds.
const LEASE: i64 = 600;

/// When the night's run begins, in minutes after midnight.
const NIGHT: u32 = 2 * 60 + 30;

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Accounts looked at.
    pub accounts: usize,
    /// Tiers that changed.
    pub changed: usize,
}

/// An account and what comes out for it.
pub(super) struct Decided {
    pub found: Found,
    pub tier: &'static str,
    pub why: Why,
    pub contact_due_on: Option<Day>,
}

impl Decided {
    /// Whether it stays what somebody said it is.
    pub fn is_held(&self, today: Day) -> bool {
        self.found.by_hand && self.found.until.is_none_or(|until| until >= today)
    }
}

/// The rule and its record, if there is one.
pub(super) fn rule(tx: &mut Tx<'_>, cx: &Cx) -> Result<Option<(Rule, TierRule)>> {
    let found: Vec<TierRule> = find(tx, &cx.as_system(), &Condition::always(), 1)?;
    let Some(record) = found.into_iter().next() else {
        return Ok(None);
    };
    Ok(Some((
        serde_json::from_str(&record.rule).map_err(Error::internal)?,
        record,
    )))
}

pub(super) fn ask(rule: &Rule, today: Day) -> Result<Ask> {
    Ok(Ask {
        currency: rule.currency.clone(),
        since: rule.since(today),
        conditions: rule.conditions()?,
        contacts: rule.tiers.iter().any(|tier| tier.every_days.is_some()),
    })
}

pub(super) fn batch(tx: &mut Tx<'_>, cx: &Cx, ask: &Ask, after: Id) -> Result<Vec<Found>> {
    let system = cx.as_system();
    store::tiers::batch(tx, &system, system.object(Account::OBJECT)?, ask, after, READ)
}

/// What comes out of the rule for accounts that were read.
pub(super) fn decide(cx: &Cx, rule: &Rule, all: Vec<Found>) -> Vec<Decided> {
    let whole = |n: i128| i64::try_from(n).unwrap_or(if n < 0 { i64::MIN } else { i64::MAX });
    let figures: Vec<Figures> = all
        .iter()
        .map(|found| Figures {
            won: whole(found.won),
            wins: found.wins,
            last_won: found.last_won,
            open: whole(found.open),
            holds: found.holds.clone(),
        })
        .collect();
    let today = cx.today();
    let tiers = tiers(rule, today, &figures);
    all.into_iter()
        .zip(tiers)
        .map(|(found, (place, why))| {
            let mut decided = Decided {
                tier: Rule::key(place),
                why,
                contact_due_on: None,
                found,
            };
            let held = decided.is_held(today);
            let tier = decided.found.tier.as_deref().filter(|_| held).unwrap_or(decided.tier);
            let last = decided.found.contacted_at.unwrap_or(decided.found.created_at);
            decided.contact_due_on = cadence::due(rule, tier, last.day(cx.workspace.calendar.tz));
            decided
        })
        .collect()
}

/// Whether a run is due in a company.
pub fn due(tx: &mut Tx<'_>, cx: &Cx) -> Result<bool> {
    Ok(rule(tx, cx)?.is_some_and(|(_, record)| record.next_run_at.is_some_and(|at| at <= cx.now)))
}

/// Runs if it is due. Blocks for as long as it takes; whoever takes the run has it alone.
///
/// # Errors
/// If the store can't be read or written: the run is due again after a while.
pub fn run(app: &App, workspace: WorkspaceId) -> Result<Option<Outcome>> {
    let here = app.clone();
    let taken = app.store().write_blocking(move |tx| take(tx, &here, workspace))?;
    let Some(rule) = taken else { return Ok(None) };
    let mut all = Vec::new();
    let cx = loop {
        let after = all.last().and_then(|found: &Found| found.id).unwrap_or(Id::NONE);
        let (here, rule) = (app.clone(), rule.clone());
        let (cx, found) = app.store().read_blocking(move |tx| {
            let cx = here.system(tx, workspace)?;
            let found = batch(tx, &cx, &ask(&rule, cx.today())?, after)?;
            Ok((cx, found))
        })?;
        let last = found.len() < READ;
        all.extend(found);
        if last {
            break cx;
        }
    };
    let accounts = all.len();
    let changes = changes(&cx, decide(&cx, &rule, all))?;
    let mut changed = 0;
    for some in changes.chunks(WRITTEN) {
        let (here, some) = (app.clone(), some.to_vec());
        changed += app.store().write_blocking(move |tx| {
            let cx = here.system(tx, workspace)?;
            store::tiers::write(tx, &cx, cx.object(Account::OBJECT)?, &some)
        })?;
    }
    let here = app.clone();
    let outcome = Outcome { accounts, changed };
    app.store()
        .write_blocking(move |tx| finish(tx, &here, workspace, outcome))?;
    Ok(Some(outcome))
}

/// The same in the transaction at hand: for small companies, such as the sample.
pub(crate) fn run_here(tx: &mut Tx<'_>, cx: &Cx) -> Result<Outcome> {
    let Some((rule, record)) = rule(tx, cx)? else {
        return Ok(Outcome::default());
    };
    let ask = ask(&rule, cx.today())?;
    let mut all: Vec<Found> = Vec::new();
    loop {
        let after = all.last().and_then(|found| found.id).unwrap_or(Id::NONE);
        let found = batch(tx, cx, &ask, after)?;
        if found.is_empty() {
            break;
        }
        all.extend(found);
    }
    let accounts = all.len();
    let changes = changes(cx, decide(cx, &rule, all))?;
    let changed = store::tiers::write(tx, cx, cx.object(Account::OBJECT)?, &changes)?;
    finished(tx, cx, record, Outcome { accounts, changed })?;
    Ok(Outcome { accounts, changed })
}

/// What is to be written: tiers that differ, and days of contact that do.
fn changes(cx: &Cx, decided: Vec<Decided>) -> Result<Vec<Change>> {
    let today = cx.today();
    let mut all = Vec::new();
    for one in decided {
        let Some(id) = one.found.id else { continue };
        let held = one.is_held(today);
        // A tier from before there was a rule gets its reason, too.
        let differs = one.found.tier.as_deref() != Some(one.tier) || !one.found.ruled;
        let tier = if held || !differs {
            None
        } else {
            Some((
                one.tier.to_owned(),
                serde_json::to_string(&one.why).map_err(Error::internal)?,
            ))
        };
        if tier.is_some() || one.contact_due_on != one.found.contact_due_on {
            all.push(Change {
                id,
                from: one.found.tier,
                tier,
                contact_due_on: one.contact_due_on,
            });
        }
    }
    Ok(all)
}

/// Takes the run that is due, if there is one.
fn take(tx: &mut Tx<'_>, app: &App, workspace: WorkspaceId) -> Result<Option<Rule>> {
    let cx = app.system(tx, workspace)?;
    let Some((rule, record)) = rule(tx, &cx)? else {
        return Ok(None);
    };
    if record.next_run_at.is_none_or(|at| at > cx.now) {
        return Ok(None);
    }
    keep(
        tx,
        &cx,
        record.id,
        &[(TierRule::next_run_at, cx.now.plus_seconds(LEASE).into())],
    )?;
    Ok(Some(rule))
}

fn finish(tx: &mut Tx<'_>, app: &App, workspace: WorkspaceId, outcome: Outcome) -> Result<()> {
    let cx = app.system(tx, workspace)?;
    let Some((_, mut record)) = rule(tx, &cx)? else {
        return Ok(());
    };
    // Who asked for another run meanwhile gets it.
    record.next_run_at = record.next_run_at.filter(|at| *at <= cx.now);
    finished(tx, &cx, record, outcome)
}

fn finished(tx: &mut Tx<'_>, cx: &Cx, record: TierRule, outcome: Outcome) -> Result<()> {
    let next = record
        .next_run_at
        .filter(|at| *at <= cx.now)
        .unwrap_or_else(|| cx.next_at(NIGHT));
    let fields = [
        (TierRule::next_run_at, next.into()),
        (TierRule::ran_at, cx.now.into()),
        (TierRule::ran_accounts, (outcome.accounts as i64).into()),
        (TierRule::ran_changes, (outcome.changed as i64).into()),
    ];
    keep(tx, cx, record.id, &fields)
}

/// Asks for a run as soon as may be.
pub(super) fn soon(tx: &mut Tx<'_>, cx: &Cx, record: Id) -> Result<()> {
    keep(tx, cx, record, &[(TierRule::next_run_at, cx.now.into())])
}

fn keep(tx: &mut Tx<'_>, cx: &Cx, record: Id, fields: &[(&str, records::Value)]) -> Result<()> {
    let system = cx.as_system();
    let object = system.object(TierRule::OBJECT)?;
    let old = rows::load(tx, &system, object, record, Action::Read)?.ok_or_else(Error::not_found)?;
    let changes: Vec<_> = fields
        .iter()
        .filter_map(|(key, value)| Some((object.index(key)?, value.clone())))
        .collect();
    rows::project(tx, &system, object, &old, &changes).map(|_| ())
}

/// Why an account is in a tier, as it is kept in its row and its journal.
pub(super) fn kept_why(text: &str) -> Option<Why> {
    serde_json::from_str(text).ok()
}

/// What is kept beside the why for those set by hand.
pub(super) fn hand(reason: &str, until: Option<Day>) -> serde_json::Value {
    json!({ "reason": reason, "until": until.map(|day| day.to_string()) })
}
