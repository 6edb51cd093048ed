//! What the rules say of a new deal, and that it is written down.

use kernel::{Error, Id, Result};
use records::{Cx, ObjectDef, Value};
use serde_json::{Map, json};
use sha2::{Digest as _, Sha256};
use store::Tx;

use super::{SopAssignment, SopRule};
use crate::App;
use crate::engine::{Mode, store_new};
use crate::opportunities::Opportunity;
use crate::sop::begin::fits;
use crate::sop::versions::InUse;

/// What a rule chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chosen {
    rule: Id,
    pub version: Id,
    arm: &'static str,
    share: Option<i64>,
    roll: i64,
}

/// A number from 0 to 9999 that follows from the deal and the rule alone: nobody can choose it, and everybody can check it.
pub(super) fn roll(rule: Id, deal: Id) -> i64 {
    let mut hash = Sha256::new();
    hash.update(rule.0.as_bytes());
    hash.update(deal.0.as_bytes());
    let bytes: [u8; 32] = hash.finalize().into();
    i64::from(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])) % 10_000
}

/// The first rule that fits a new deal, and the version that it chooses. Without rules it costs nothing.
pub(crate) fn choose(
    tx: &mut Tx<'_>,
    cx: &Cx,
    in_use: &InUse,
    object: &ObjectDef,
    values: &[Value],
) -> Result<Option<Chosen>> {
    if in_use.rules.is_empty() || object.key != Opportunity::OBJECT {
        return Ok(None);
    }
    let Value::Id(deal) = values[0] else {
        return Err(Error::internal("a record without an id"));
    };
    for (rule, condition) in &in_use.rules {
        // An SOP that was taken out of use is nobody's any more.
        let Some(current) = in_use.current_of(rule.sop) else {
            continue;
        };
        let fits = match condition {
            None => true,
            Some(condition) => fits(tx, cx, object, values, condition)?,
        };
        if fits {
            return Ok(Some(arm(rule, current, deal)));
        }
    }
    Ok(None)
}

fn arm(rule: &SopRule, current: Id, deal: Id) -> Chosen {
    let roll = roll(rule.id, deal);
    let (arm, version) = match (rule.other, rule.share) {
        (Some(other), Some(share)) if roll < share => ("other", other),
        (Some(_), Some(_)) => ("main", current),
        _ => ("rule", current),
    };
    Chosen {
        rule: rule.id,
        version,
        arm,
        share: rule.share,
        roll,
    }
}

/// Writes down what was chosen for a deal that has just been created.
pub(crate) fn note(tx: &mut Tx<'_>, app: &App, cx: &Cx, deal: Id, chosen: &Chosen) -> Result<()> {
    let mut body = Map::new();
    body.insert(SopAssignment::opportunity.into(), json!(deal));
    body.insert(SopAssignment::rule.into(), json!(chosen.rule));
    body.insert(SopAssignment::arm.into(), json!(chosen.arm));
    body.insert(SopAssignment::sop_version.into(), json!(chosen.version));
    if let Some(share) = chosen.share {
        body.insert(
            SopAssignment::share.into(),
            json!(kernel::format_minor(i128::from(share), 2)),
        );
    }
    body.insert(SopAssignment::roll.into(), json!(chosen.roll));
    let system = cx.as_system();
    let object = system.object(SopAssignment::OBJECT)?;
    store_new(tx, app, &system, object, &body, Mode::Program).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rolls_follow_from_ids_and_are_spread_evenly() {
        let id = |n: u16| -> Id { format!("01900000-0000-7000-8000-{n:012x}").parse().unwrap() };
        let rule = id(77);
        assert_eq!(roll(rule, id(1)), roll(rule, id(1)));
        let mut tenths = [0_u32; 10];
        for n in 0..10_000 {
            tenths[(roll(rule, id(n)) / 1_000) as usize] += 1;
        }
        // Each tenth is expected 1000 times; five standard deviations are 150.
        assert!(tenths.iter().all(|n| n.abs_diff(1_000) < 150), "{tenths:?}");
    }
}
