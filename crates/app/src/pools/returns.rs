//! Leads that go back to the pool: by rule in the night, or given back by hand.

use kernel::{Code, Error, Id, Instant, Result};
use records::{Action, Condition, Cx, Op, Value};
use serde_json::{Value as Json, json};
use store::records::{self as rows, find};
use store::{Tx, jobs};

use super::Pool;
use super::rules::{Why, belongs, is_due, reasons};
use crate::App;
use crate::engine::may_act;
use crate::leads::{Lead, OPEN, put, tell, typed};
use crate::notices::{self, Told};

/// The kind of the job.
pub(crate) const RETURN: &str = "pool_return";
/// Leads moved in one transaction.
const AT_ONCE: usize = 500;
/// Leads whose owners are reminded in one night, for each pool and reason.
const REMINDED: usize = 2_000;
/// The hour of the night, in minutes.
const NIGHT: u32 = 60;

/// The pools in force, in their order.
pub(super) fn pools(tx: &mut Tx<'_>, system: &Cx) -> Result<Vec<Pool>> {
    let active = Condition::leaf(Pool::active, Op::Eq, true);
    let mut pools: Vec<Pool> = find(tx, system, &active, 1_000)?;
    pools.sort_by_key(|pool| (pool.position, pool.id));
    Ok(pools)
}

/// Asks for tonight's look through the leads.
pub(super) fn plan(tx: &mut Tx<'_>, app: &App, cx: &Cx) -> Result<()> {
    let id = app.new_id(cx.now);
    let tonight = cx.next_at(NIGHT);
    jobs::enqueue(tx, cx.workspace.id, id, RETURN, &json!({}), Some("nightly"), tonight).map(|_| ())
}

/// Has what is due taken back now instead of tonight.
///
/// # Errors
/// `forbidden` for who doesn't keep pools.
pub fn run_now(tx: &mut Tx<'_>, app: &App, cx: &Cx) -> Result<()> {
    cx.writes()?;
    let object = cx.object(Pool::OBJECT)?;
    if cx.rights.object(object.key).scope(Action::Update) == records::Scope::None {
        return Err(Error::forbidden());
    }
    let id = app.new_id(cx.now);
    jobs::enqueue(tx, cx.workspace.id, id, RETURN, &json!({}), Some("now"), cx.now).map(|_| ())
}

/// Takes some leads back that are due, five hundred at most; tells whether there may be more. When there are none left it
/// reminds those who will lose one soon, and plans the next night.
pub fn run(tx: &mut Tx<'_>, app: &App, cx: &Cx) -> Result<bool> {
    let system = cx.as_system();
    let pools = pools(tx, &system)?;
    let mut left = AT_ONCE;
    for (at, pool) in pools.iter().enumerate() {
        for why in reasons(pool) {
            let ids = due(tx, &system, &pools, at, why, cx.now, left)?;
            left -= ids.len();
            for id in ids {
                take_back(tx, &system, id, pool, why)?;
            }
            if left == 0 {
                return Ok(true);
            }
        }
    }
    for (at, pool) in pools.iter().enumerate() {
        remind(tx, &system, &pools, at, pool)?;
    }
    if !pools.is_empty() {
        plan(tx, app, cx)?;
    }
    Ok(false)
}

/// The leads that would be taken back at `then`, those that were left alone longest first.
pub(super) fn due(
    tx: &mut Tx<'_>,
    system: &Cx,
    pools: &[Pool],
    at: usize,
    why: Why,
    then: Instant,
    limit: usize,
) -> Result<Vec<Id>> {
    let object = system.object(Lead::OBJECT)?;
    let field = object.field(why.field()).ok_or_else(Error::not_found)?;
    let mut found = Vec::new();
    // One status at a time, so that the index gives them in order, however many leads there are.
    for status in why.statuses() {
        let is = Condition::leaf(Lead::status, Op::Eq, *status);
        let filter = Condition::All(vec![
            is,
            is_due(why, then, system.workspace.calendar.tz),
            belongs(pools, at),
        ]);
        let more = limit.saturating_sub(found.len());
        if more > 0 {
            found.extend(rows::ids_by(tx, system, object, &filter, field, more)?);
        }
    }
    Ok(found)
}

fn take_back(tx: &mut Tx<'_>, system: &Cx, id: Id, pool: &Pool, why: Why) -> Result<()> {
    let object = system.object(Lead::OBJECT)?;
    let Some(values) = rows::load(tx, system, object, id, Action::Read)? else {
        return Ok(());
    };
    let owner = typed(values.clone())?.owner;
    let meta = json!({ "pool": pool.id, "pool_name": pool.name, "why": why.key(), "days": why.days() });
    into_pool(tx, system, &values, owner, pool, "returned", meta, None)?;
    let Some(owner) = owner else { return Ok(()) };
    // One notice a day and pool: the pool shows which.
    let told = Told {
        to: owner,
        kind: "lead_returned",
        key: format!("lead_returned:{}:{}", pool.id, system.today()),
        object: Pool::OBJECT,
        record: pool.id,
        about: (Pool::OBJECT, pool.id),
    };
    notices::tell(tx, system, &told)
}

/// Puts a lead into a pool.
fn into_pool(
    tx: &mut Tx<'_>,
    system: &Cx,
    values: &[Value],
    owner: Option<Id>,
    pool: &Pool,
    kind: &'static str,
    meta: Json,
    detail: Option<&str>,
) -> Result<()> {
    let fields = [
        (Lead::owner, Value::Null),
        (Lead::team, Value::Null),
        (Lead::pool, pool.id.into()),
        (Lead::pooled_at, system.now.into()),
        (Lead::previous_owner, owner.into()),
        (Lead::protected_until, Value::Null),
        (Lead::kept_until, Value::Null),
        (Lead::kept_because, Value::Null),
        // Nobody holds it, so nothing is counted.
        (Lead::held_since, Value::Null),
        (Lead::touched_at, Value::Null),
        (Lead::claimed_at, Value::Null),
        (Lead::assigned_by, Value::Null),
        (Lead::assigned_because, Value::Null),
    ];
    let values = put(tx, system, values, &fields)?;
    tell(tx, system, &values, kind, meta, detail)
}

/// Tells owners of leads that will be taken back soon.
fn remind(tx: &mut Tx<'_>, system: &Cx, pools: &[Pool], at: usize, pool: &Pool) -> Result<()> {
    if pool.warn_days < 1 {
        return Ok(());
    }
    let then = system.now.plus_seconds(pool.warn_days * 86_400);
    for why in reasons(pool) {
        for id in due(tx, system, pools, at, why, then, REMINDED)? {
            let object = system.object(Lead::OBJECT)?;
            let Some(values) = rows::load(tx, system, object, id, Action::Read)? else {
                continue;
            };
            let lead = typed(values)?;
            let since = match why {
                Why::Contact(_) => lead.touched_at,
                Why::Progress(_) => lead.held_since,
            };
            let (Some(owner), Some(since)) = (lead.owner, since) else {
                continue;
            };
            let told = Told {
                to: owner,
                kind: "lead_returning",
                key: format!("lead_returning:{id}:{}", since.0),
                object: Lead::OBJECT,
                record: id,
                about: (Lead::OBJECT, id),
            };
            notices::tell(tx, system, &told)?;
        }
    }
    Ok(())
}

/// Which pool a lead belongs to; nothing if no pool is for it.
pub(crate) fn pool_of(tx: &mut Tx<'_>, cx: &Cx, lead: Id) -> Result<Option<Pool>> {
    let system = cx.as_system();
    let mut pools = pools(tx, &system)?;
    let conditions: Vec<Condition> = (0..pools.len()).map(|at| belongs(&pools, at)).collect();
    let holds = rows::check(tx, &system, system.object(Lead::OBJECT)?, lead, &conditions)?;
    Ok(holds.iter().position(|holds| *holds).map(|at| pools.swap_remove(at)))
}

/// Puts a lead that is nobody's into the pool that is for it; tells which.
pub(crate) fn drop_into(tx: &mut Tx<'_>, cx: &Cx, lead: Id) -> Result<Option<Pool>> {
    let Some(pool) = pool_of(tx, cx, lead)? else {
        return Ok(None);
    };
    let system = cx.as_system();
    let object = system.object(Lead::OBJECT)?;
    let values = rows::load(tx, &system, object, lead, Action::Read)?.ok_or_else(Error::not_found)?;
    let meta = json!({ "pool": pool.id, "pool_name": pool.name });
    into_pool(tx, &system, &values, None, &pool, "pooled", meta, None)?;
    Ok(Some(pool))
}

/// Gives a lead back to the pool that is for it, with the reason in words.
///
/// # Errors
/// `wrong_state` if it was decided on, is nobody's, or no pool is for it.
pub fn release(tx: &mut Tx<'_>, cx: &Cx, lead: Id, reason: &str) -> Result<Pool> {
    let object = cx.object(Lead::OBJECT)?;
    cx.writes()?;
    let values = may_act(tx, cx, object, lead, Action::Update)?;
    let typed = typed(values.clone())?;
    let wrong = |zh: &str, en: &str| Error::new(Code::WrongState).detail(zh, en);
    if !OPEN.contains(&typed.status.as_str()) {
        return Err(wrong(
            "只有未结的线索可以退回公海",
            "Only a lead that is still open can be given back",
        ));
    }
    if typed.owner.is_none() {
        return Err(wrong("此线索已不在任何人名下", "This lead is nobody's already"));
    }
    if ::sop::is_thin(reason) {
        return Err(Error::field(
            "/reason",
            Code::Required,
            "请写明退回的原因（“无”“暂无”之类不算）",
            "Say in words why you give it back; placeholders don't count",
        ));
    }
    let pool = pool_of(tx, cx, lead)?.ok_or_else(|| {
        wrong(
            "没有适用的公海：请联系销售运营在设置的「公海」中添加",
            "No pool is for this lead: ask sales operations to add one in the settings under Pools",
        )
    })?;
    let meta = json!({ "pool": pool.id, "pool_name": pool.name });
    into_pool(
        tx,
        &cx.as_system(),
        &values,
        typed.owner,
        &pool,
        "released",
        meta,
        Some(reason),
    )?;
    Ok(pool)
}
