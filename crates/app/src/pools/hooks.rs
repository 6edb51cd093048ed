//! What must hold of a pool, and that its leads are looked through every night.

use kernel::{Code, Error, Result};
use records::{Cx, Value};
use store::Tx;

use super::Pool;
use crate::App;
use crate::engine::{Draft, Hooks, Saved};
use crate::leads::Lead;

pub(crate) struct PoolHooks;

/// Numbers with their least and most.
const RANGES: [(&str, i64, i64); 9] = [
    (Pool::daily_claims, 0, 1_000),
    (Pool::capacity, 1, 10_000),
    (Pool::daily_views, 0, 1_000),
    (Pool::protect_days, 0, 365),
    (Pool::cool_days, 0, 365),
    (Pool::fresh_hours, 0, 720),
    (Pool::contact_days, 1, 3_650),
    (Pool::progress_days, 1, 3_650),
    (Pool::warn_days, 0, 30),
];

impl Hooks for PoolHooks {
    fn prepare(&self, _tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        for (key, default) in [
            (Pool::position, 10),
            (Pool::daily_claims, 10),
            (Pool::capacity, 100),
            (Pool::daily_views, 30),
            (Pool::protect_days, 7),
            (Pool::cool_days, 7),
            (Pool::fresh_hours, 0),
            (Pool::warn_days, 2),
        ] {
            draft.fill(key, default);
        }
        for (key, least, most) in RANGES {
            if matches!(draft.get(key), Value::Int(n) if *n < least || *n > most) {
                return Err(Error::field(
                    format!("/{key}"),
                    Code::InvalidValue,
                    format!("应为 {least} 到 {most}"),
                    format!("Should be from {least} to {most}"),
                ));
            }
        }
        crate::leads::check_condition(cx, draft.get(Pool::condition))
    }

    fn saved(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        if saved.new.is_none()
            && let Value::Id(pool) = *saved.get("id")
        {
            let system = cx.as_system();
            let inside = records::Condition::leaf(Lead::pool, records::Op::Eq, pool.to_string());
            if !store::records::ids(tx, &system, system.object(Lead::OBJECT)?, &inside, 1)?.is_empty() {
                return Err(Error::new(Code::InUse).detail(
                    "公海里还有线索：请先领取或分配完，或改为停用",
                    "There are leads in this pool: have them claimed or assigned first, or switch it off instead",
                ));
            }
        }
        super::returns::plan(tx, app, cx)
    }
}
