//! Where tiers come in when accounts are written.

use kernel::{Code, Error, Result};
use records::{Condition, Cx, Value};
use store::Tx;
use store::records as rows;

use super::TierRule;
use crate::accounts::Account;
use crate::engine::Draft;

/// Where a rule decides, a tier isn't changed like any field: it is set by its own verb, for a reason. Companies without a
/// rule set it by hand as ever.
pub(crate) fn check_tier(tx: &mut Tx<'_>, cx: &Cx, draft: &Draft<'_>) -> Result<()> {
    let set = if draft.old.is_none() {
        *draft.get(Account::tier) != Value::Null
    } else {
        draft.changed(Account::tier)
    };
    if !set {
        return Ok(());
    }
    let system = cx.as_system();
    let ruled = !rows::ids(tx, &system, system.object(TierRule::OBJECT)?, &Condition::always(), 1)?.is_empty();
    if ruled {
        return Err(Error::field(
            "/tier",
            Code::ReadOnlyField,
            "等级由分级规则算出。如需另定，请在客户页面的「等级」卡片中指定，并说明原因和期限",
            "The tier follows from the company's rule. To set another, use the tier card on the account's page, with a reason and an end",
        ));
    }
    Ok(())
}
