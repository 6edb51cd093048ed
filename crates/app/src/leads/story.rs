//! What was done with a lead belongs to the story of what it became: it stands there as it was, on its own day.

use kernel::{Id, Result};
use records::{Condition, Cx, Op};
use serde_json::Value as Json;
use store::Tx;
use store::journal::Event;
use store::records as rows;

use crate::accounts::Account;
use crate::activities::Activity;
use crate::engine::Beside;
use crate::notes::Note;
use crate::opportunities::Opportunity;
use crate::tasks::Task;

/// Things done with leads that one record tells, at most.
const MOST: usize = 1_000;

/// What was handed on from leads to an opportunity or an account; of an account's deals, to those in `deals` only. Whether
/// the asker may see each of them is asked where it is shown.
pub(crate) fn handed_on(tx: &mut Tx<'_>, cx: &Cx, object: &str, id: Id, deals: &[Id]) -> Result<Vec<Beside>> {
    let on = match object {
        Opportunity::OBJECT => Activity::opportunity,
        Account::OBJECT => Activity::account,
        _ => return Ok(Vec::new()),
    };
    let system = cx.as_system();
    let of = Condition::leaf(on, Op::Eq, id.to_string()).and(Condition::leaf(Activity::lead, Op::IsEmpty, false));
    let calls: Vec<Activity> = rows::find(tx, &system, &of, MOST)?;
    let tasks: Vec<Task> = rows::find(tx, &system, &of, MOST)?;
    let notes: Vec<Note> = rows::find(tx, &system, &of, MOST)?;
    let told = |deal: &Option<Id>| deal.is_none_or(|deal| deal == id || deals.contains(&deal));
    // Tasks and notes of a deal are its own matter; calls are the company's, too.
    let own = |deal: &Option<Id>| deal.is_none_or(|deal| deal == id);
    Ok([
        beside(Activity::OBJECT, calls.iter().filter(|c| told(&c.opportunity)), |c| {
            (c.id, [c.lead, c.contact, c.account])
        }),
        beside(Task::OBJECT, tasks.iter().filter(|t| own(&t.opportunity)), |t| {
            (t.id, [t.lead, t.contact, t.account])
        }),
        beside(Note::OBJECT, notes.iter().filter(|n| own(&n.opportunity)), |n| {
            (n.id, [n.lead, n.contact, n.account])
        }),
    ]
    .into())
}

/// Records, with the records on whose timelines they may have stood before.
fn beside<'r, T: 'r>(
    object: &'static str,
    records: impl Iterator<Item = &'r T>,
    ids: impl Fn(&T) -> (Id, [Option<Id>; 3]),
) -> Beside {
    let (records, topics): (Vec<_>, Vec<_>) = records.map(ids).unzip();
    let mut topics: Vec<Id> = topics.into_iter().flatten().flatten().collect();
    topics.sort_unstable();
    topics.dedup();
    Beside {
        object,
        topics,
        records: Some(records),
    }
}

/// Whether an event says no more than that something was handed on between a lead and what it became, or back: the
/// conversion tells it.
pub(crate) fn is_handing_on(event: &Event, record: &Json) -> bool {
    const HANDED: [&str; 3] = [Activity::opportunity, Activity::account, Activity::contact];
    let of = [Activity::OBJECT, Task::OBJECT, Note::OBJECT].contains(&event.object.as_str());
    let fields = event.meta.get("fields").and_then(Json::as_array);
    let links = |fields: &Vec<Json>| fields.iter().all(|f| f.as_str().is_some_and(|f| HANDED.contains(&f)));
    let of_lead = record.get(Activity::lead).is_some_and(|lead| !lead.is_null());
    of && event.kind == "updated" && of_lead && fields.is_some_and(links)
}
