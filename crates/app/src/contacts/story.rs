//! What belongs to a person's story without standing on their own timeline: talks with them about deals and companies.

use kernel::{Id, Result};
use records::{Condition, Cx, Op};
use store::Tx;
use store::records as rows;

use crate::activities::Activity;
use crate::engine::Beside;

/// Talks with one person that are told, at most.
const TALKS: usize = 2_000;

/// The talks with a person that the asker sees, and what they were about; nothing if they may not know with whom it was.
pub(crate) fn beside(tx: &mut Tx<'_>, cx: &Cx, contact: Id) -> Result<Beside> {
    let Ok(activities) = cx.object(Activity::OBJECT) else {
        return Ok(Beside::default());
    };
    if activities
        .field(Activity::contact)
        .is_none_or(|f| !cx.sees(activities, f))
    {
        return Ok(Beside::default());
    }
    let with = Condition::leaf(Activity::contact, Op::Eq, contact.to_string());
    let talks: Vec<Activity> = rows::find(tx, cx, &with, TALKS)?;
    // A talk stands where it was logged, be it on the lead that has become a deal since.
    let places = talks.iter().flat_map(|t| [t.opportunity.or(t.account), t.lead]);
    let mut topics: Vec<Id> = places.flatten().collect();
    topics.sort_unstable();
    topics.dedup();
    Ok(Beside {
        object: Activity::OBJECT,
        topics,
        records: Some(talks.iter().map(|t| t.id).collect()),
    })
}
