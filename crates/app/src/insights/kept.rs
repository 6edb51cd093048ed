//! What a deal adds to the counts that statistics of time are made from. It follows from the deal and its stays in stages
//! alone, so what is kept can be proved by adding all deals up again.

use kernel::{Day, Instant, Result, Unit, WorkspaceId};
use records::{Action, Condition, Cx, ObjectDef, Value};
use store::Tx;
use store::records::{self as rows, FlowKey, FlowSum, Flows};
use store::sop::StoredVisit;

use super::bins::bin;
use crate::App;
use crate::engine::Saved;
use crate::opportunities::Opportunity;

/// Deals looked at in one transaction.
const PAGE: usize = 500;
/// More deals than there are.
const ALL: usize = 1_000_000_000;

/// The kinds of what is counted; stays that have ended are of the kind in which they ended.
pub(super) mod kind {
    /// Deals by the day they were engaged on.
    pub const NEW: &str = "new";
    /// Deals by the day they were won.
    pub const WON: &str = "won";
    /// Deals by the day they were lost.
    pub const LOST: &str = "lost";
    /// Won deals by the month they were won in; `at` is how many days they took.
    pub const CYCLE: &str = "cycle";
    /// Stays that last, by the month of entry; `at` is the day of entry.
    pub const STAYS: &str = "stays";
    /// Stays that ended in moving on, by the month of entry; `at` is the first day of the span of days they took.
    pub const ON: &str = "stay_on";
    /// Stays that ended in going back.
    pub const BACK: &str = "stay_back";
    /// Stays that ended in losing the deal.
    pub const OFF: &str = "stay_lost";
}

/// The fields of a deal that decide what it adds.
const FIELDS: [&str; 9] = [
    Opportunity::owner,
    Opportunity::team,
    Opportunity::sop,
    Opportunity::currency,
    Opportunity::amount,
    Opportunity::status,
    Opportunity::engaged_on,
    Opportunity::closed_on,
    Opportunity::cycle_days,
];

/// What a deal with these values and stays adds.
pub fn of_deal(cx: &Cx, object: &ObjectDef, values: &[Value], visits: &[StoredVisit]) -> Flows {
    const NULL: &Value = &Value::Null;
    let get = |key: &str| object.index(key).map_or(NULL, |i| &values[i]);
    let id = |key: &str| if let Value::Id(id) = get(key) { Some(*id) } else { None };
    let int = |key: &str| if let Value::Int(n) = get(key) { Some(*n) } else { None };
    let text = |key: &str| {
        if let Value::Text(text) = get(key) {
            Some(text.as_str())
        } else {
            None
        }
    };
    let tz = cx.workspace.calendar.tz;
    let amount = int(Opportunity::amount).unwrap_or(0);
    let mut flows = Flows::new();
    let mut add = |kind: &str, day: Day, stage: &str, at: i64, sum: FlowSum| {
        let key = FlowKey {
            kind: kind.to_owned(),
            day,
            owner: id(Opportunity::owner),
            team: id(Opportunity::team),
            sop: id(Opportunity::sop),
            currency: text(Opportunity::currency).map(str::to_owned),
            stage: stage.to_owned(),
            at,
        };
        flows.entry(key).or_default().add(&sum, 1);
    };
    let deal = FlowSum {
        n: 1,
        amount: i128::from(amount),
        ..FlowSum::default()
    };
    let day = |key: &str| int(key).map(|n| Day(n as i32));
    if let Some(day) = day(Opportunity::engaged_on) {
        add(kind::NEW, day, "", 0, deal);
    }
    let status = text(Opportunity::status).unwrap_or_default();
    if let (Some(day), "won" | "lost") = (day(Opportunity::closed_on), status) {
        add(if status == "won" { kind::WON } else { kind::LOST }, day, "", 0, deal);
        if let (Some(days), "won") = (int(Opportunity::cycle_days), status) {
            let one = FlowSum {
                n: 1,
                ..FlowSum::default()
            };
            add(kind::CYCLE, Unit::Month.start(day), "", days, one);
        }
    }
    for visit in visits {
        let entered = visit.entered_at.day(tz);
        let sum = FlowSum {
            n: 1,
            amount: i128::from(amount),
            on_time: visit.score.on_time,
            late: visit.score.late,
            left_out: visit.score.left_out,
        };
        let month = Unit::Month.start(entered);
        let took = |left: Instant| bin(i64::from(left.day(tz).0 - entered.0));
        match (visit.left_at, visit.how.as_deref()) {
            (Some(left), Some("back")) => add(kind::BACK, month, &visit.stage, took(left), sum),
            // Nothing came of it: the deal goes on under another version.
            (Some(_), Some("moved")) => {}
            (Some(left), Some("lost")) => add(kind::OFF, month, &visit.stage, took(left), sum),
            (Some(left), _) => add(kind::ON, month, &visit.stage, took(left), sum),
            (None, _) => add(kind::STAYS, month, &visit.stage, i64::from(entered.0), sum),
        }
    }
    flows
}

type Deal<'d> = (&'d [Value], &'d [StoredVisit]);

/// Brings what is kept from one state of a deal to another.
fn change(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, old: Option<Deal<'_>>, new: Option<Deal<'_>>) {
    let mut changes = Flows::new();
    for (deal, sign) in [(old, -1), (new, 1)] {
        for (key, sum) in deal
            .map(|(values, visits)| of_deal(cx, object, values, visits))
            .unwrap_or_default()
        {
            changes.entry(key).or_default().add(&sum, sign);
        }
    }
    rows::add_flows(tx, cx.workspace.id, &changes);
}

/// After a record was written. Its stays are as they were.
pub(crate) fn saved(tx: &mut Tx<'_>, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
    let kept = saved.old.is_some() && saved.new.is_some();
    if kept && FIELDS.iter().all(|field| !saved.changed(field)) {
        return Ok(());
    }
    let visits = match saved.get("id") {
        // Before its run begins a record stands in no stage.
        Value::Id(id) if !saved.get(Opportunity::stage).is_null() => store::sop::visits(tx, cx.workspace.id, *id)?,
        _ => Vec::new(),
    };
    let with = |values| (values, visits.as_slice());
    change(tx, cx, saved.object, saved.old.map(with), saved.new.map(with));
    Ok(())
}

/// After a deal has moved in its SOP: its values and stays before and after.
pub(crate) fn moved(
    tx: &mut Tx<'_>,
    cx: &Cx,
    object: &ObjectDef,
    before: (&[Value], &[StoredVisit]),
    after: (&[Value], &[StoredVisit]),
) {
    if object.key == Opportunity::OBJECT {
        change(tx, cx, object, Some(before), Some(after));
    }
}

/// What differs between what is kept and what deals add up to, as a sentence. Cost grows with the deals.
pub fn check(app: &App, workspace: WorkspaceId) -> Result<Vec<String>> {
    let counted = counted(app, workspace)?;
    let kept = app.store().read_blocking(move |tx| rows::all_flows(tx, workspace))?;
    if counted == kept {
        return Ok(Vec::new());
    }
    let differing = counted.iter().filter(|(key, sum)| kept.get(key) != Some(sum)).count()
        + kept.keys().filter(|key| !counted.contains_key(key)).count();
    Ok(vec![format!(
        "deal_flow: {differing} of {} counts differ from what the deals add up to",
        counted.len()
    )])
}

/// Counts everything anew.
pub fn rebuild(app: &App, workspace: WorkspaceId) -> Result<()> {
    let counted = counted(app, workspace)?;
    app.store().write_blocking(move |tx| {
        rows::clear_flows(tx, workspace);
        rows::add_flows(tx, workspace, &counted);
        Ok(())
    })
}

fn counted(app: &App, workspace: WorkspaceId) -> Result<Flows> {
    let here = app.clone();
    let deals = app.store().read_blocking(move |tx| {
        let cx = here.system(tx, workspace)?;
        rows::ids(tx, &cx, cx.object(Opportunity::OBJECT)?, &Condition::always(), ALL)
    })?;
    let mut all = Flows::new();
    for page in deals.chunks(PAGE) {
        let (here, page) = (app.clone(), page.to_vec());
        let page = app.store().read_blocking(move |tx| {
            let cx = here.system(tx, workspace)?;
            let object = cx.object(Opportunity::OBJECT)?;
            let mut flows = Flows::new();
            for id in page {
                let Some(values) = rows::load(tx, &cx, object, id, Action::Read)? else {
                    continue;
                };
                let visits = store::sop::visits(tx, workspace, id)?;
                for (key, sum) in of_deal(&cx, object, &values, &visits) {
                    flows.entry(key).or_default().add(&sum, 1);
                }
            }
            Ok(flows)
        })?;
        for (key, sum) in page {
            all.entry(key).or_default().add(&sum, 1);
        }
    }
    Ok(all)
}
