//! What referrals brought.

use kernel::Result;
use records::{Condition, Cx, Op, bind};
use serde_json::{Value as Json, json};
use store::Tx;

use super::Referral;
use crate::insights::{figure, figure_sum};
use crate::opportunities::Opportunity;

/// Days within which who named somebody is thanked.
const THANK_WITHIN: i32 = 7;

/// From being named to the deal, of the referrals that the asker sees; each figure has the condition that opens its records.
///
/// # Errors
/// `invalid_filter`.
pub fn figures(tx: &mut Tx<'_>, cx: &Cx, filter: Option<Condition>) -> Result<Json> {
    let object = cx.object(Referral::OBJECT)?;
    let all = filter.unwrap_or_else(Condition::always);
    bind(&all, object, cx)?;
    let has = |key: &str| Condition::leaf(key, Op::IsEmpty, false);
    let late = cx.today().plus(-THANK_WITHIN).to_string();
    let mut of = |more: Condition| figure(tx, cx, Referral::OBJECT, &all.clone().and(more));
    let named = of(Condition::always())?;
    let leads = of(Condition::Any(vec![has(Referral::lead), has(Referral::opportunity)]))?;
    let deals = of(has(Referral::opportunity))?;
    let won = of(Condition::leaf("opportunity.status", Op::Eq, "won"))?;
    let thanked = of(has(Referral::thanked_on))?;
    let unthanked =
        Condition::leaf(Referral::thanked_on, Op::IsEmpty, true).and(Condition::leaf(Referral::named_on, Op::Lt, late));
    let unthanked = of(unthanked)?;
    let worth = Condition::Exists {
        path: "referrals".to_owned(),
        filter: Some(Box::new(all.clone())),
    };
    let worth = worth.and(Condition::leaf(Opportunity::status, Op::Eq, "won"));
    let amount = match cx.object(Opportunity::OBJECT) {
        Ok(_) => figure_sum(tx, cx, Opportunity::OBJECT, &worth, Opportunity::amount)?,
        Err(_) => Json::Null,
    };
    Ok(json!({
        "named": named, "leads": leads, "deals": deals, "won": won, "amount": amount, "thanked": thanked, "unthanked": unthanked,
        "thank_within": THANK_WITHIN,
    }))
}
