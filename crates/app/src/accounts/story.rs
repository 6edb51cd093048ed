//! What belongs to a company's story without standing on its own timeline: what was logged on its deals.

use kernel::{Id, Result};
use records::{Condition, Cx, Op};
use store::Tx;
use store::records as rows;

use crate::activities::Activity;
use crate::engine::Beside;
use crate::opportunities::Opportunity;

/// Deals of one company whose story is told, at most.
const DEALS: usize = 1_000;

/// The deals of a company that the asker sees; nothing if they may not know whose a deal is.
pub(crate) fn beside(tx: &mut Tx<'_>, cx: &Cx, account: Id) -> Result<Beside> {
    let Ok(deals) = cx.object(Opportunity::OBJECT) else {
        return Ok(Beside::default());
    };
    if deals.field(Opportunity::account).is_none_or(|f| !cx.sees(deals, f)) {
        return Ok(Beside::default());
    }
    let of = Condition::leaf(Opportunity::account, Op::Eq, account.to_string());
    Ok(Beside {
        object: Activity::OBJECT,
        topics: rows::ids(tx, cx, deals, &of, DEALS)?,
        records: None,
    })
}
