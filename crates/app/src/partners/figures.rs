//! What a partner brings.

use insight::wilson;
use kernel::{Id, Result};
use records::{Action, Condition, Cx, Op};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::load_as;

use super::{DealRegistration, Partner};
use crate::insights::{figure, figure_sum, n};
use crate::opportunities::Opportunity;

/// Closed deals below which a rate says more about chance than about the partner.
const ENOUGH: u64 = 10;

/// Registered deals by what became of them, opportunities, what was won; each figure has the condition that opens its
/// records. The rate of won deals comes with its Wilson 95 % interval, once there are enough closed ones.
///
/// # Errors
/// `not_found` for what isn't there or may not be seen.
pub fn figures(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Json> {
    load_as::<Partner>(tx, cx, id, Action::Read)?;
    let of = Condition::leaf(DealRegistration::partner, Op::Eq, id.to_string());
    let registered = figure(tx, cx, DealRegistration::OBJECT, &of)?;
    let mut with = |key: &str, values: Json| {
        let wanted = of.clone().and(Condition::leaf(key, Op::In, values));
        figure(tx, cx, DealRegistration::OBJECT, &wanted)
    };
    let waiting = with(DealRegistration::status, json!(["submitted"]))?;
    let accepted = with(DealRegistration::status, json!(["accepted"]))?;
    let refused = with(DealRegistration::status, json!(["refused"]))?;
    let conflicts = with(DealRegistration::conflict, json!(["customer", "partner", "deal"]))?;
    let theirs = Condition::Exists {
        path: "registrations".to_owned(),
        filter: Some(Box::new(of.clone())),
    };
    let mut deals = |statuses: Json| {
        let wanted = theirs
            .clone()
            .and(Condition::leaf(Opportunity::status, Op::In, statuses));
        figure_sum(tx, cx, Opportunity::OBJECT, &wanted, Opportunity::amount)
    };
    let open = deals(json!(["open", "on_hold"]))?;
    let won = deals(json!(["won"]))?;
    let lost = deals(json!(["lost"]))?;
    let closed = n(&won) + n(&lost);
    let interval = wilson(n(&won), closed).filter(|_| closed >= ENOUGH);
    let rate = interval.map(|i| json!({ "rate": n(&won) as f64 / closed as f64, "low": i.low, "high": i.high }));
    Ok(json!({
        "registered": registered, "waiting": waiting, "accepted": accepted, "refused": refused, "conflicts": conflicts,
        "open": open, "won": won, "lost": lost, "rate": rate, "closed": closed, "enough": ENOUGH,
    }))
}
