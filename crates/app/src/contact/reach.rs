//! The one question before anything reaches a customer.

use kernel::{Code, Day, Error, Id, Instant, Result, Unit};
use records::{Condition, Cx, Op};
use serde_json::json;
use store::Tx;
use store::records::{find, find_orphaned};

use super::rules::{self, Answer, Channel, Facts, Per, Policy, Refused, Said, Touch, When};
use super::who::{Known, known};
use super::{ContactRefusal, Who, policy};
use crate::App;
use crate::activities::Activity;
use crate::tasks::Task;

/// Contacts with one person or company in a month that are counted; nobody allows more.
const COUNTED: usize = 1_000;

/// Refusals of one person or company that are looked at.
const REFUSALS: usize = 50;

/// Which contacts count against what is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Those that have happened: for a contact now.
    Happened,
    /// Those that are planned as well, but for this task: for planning one.
    Planned(Option<Id>),
}

/// Whether somebody may be reached by a channel at a time.
pub fn may_reach(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    who: &Who,
    (channel, when): (Channel, When),
    counted: Counted,
) -> Result<Answer> {
    let policy = policy::present(tx, cx)?.0;
    let known = known(tx, app, cx, who)?;
    let facts = facts(tx, cx, &known, &policy, day_of(cx, when), counted)?;
    Ok(rules::decide(&policy, &cx.workspace.calendar, &facts, channel, when))
}

pub(super) fn day_of(cx: &Cx, when: When) -> Day {
    match when {
        When::At(at) => at.day(cx.workspace.calendar.tz),
        When::On(day) => day,
    }
}

/// What is known around `day`. Nothing is counted where nothing is capped.
pub(super) fn facts(
    tx: &mut Tx<'_>,
    cx: &Cx,
    known: &Known,
    policy: &Policy,
    day: Day,
    counted: Counted,
) -> Result<Facts> {
    let tz = cx.workspace.calendar.tz;
    let mut facts = Facts::default();
    for refusal in standing(tx, cx, known)? {
        let own = refusal.contact.is_some() || refusal.lead.is_some();
        let channels = refusal.channels.unwrap_or_default();
        facts.refusals.push(Said {
            on: refusal.refused_at.day(tz),
            per: if own { Per::Person } else { Per::Company },
            channels: channels.iter().filter_map(|c| Channel::parse(c)).collect(),
        });
    }
    let caps = |per: Per| policy.caps.iter().any(|cap| cap.per == per);
    // A week may begin before its month.
    let from = Unit::Month.start(day).min(Unit::Week.start(day));
    let to = Unit::Month
        .step(Unit::Month.start(day), 1)
        .max(Unit::Week.step(Unit::Week.start(day), 1));
    if caps(Per::Person) && known.is_person() {
        let (contacts, leads) = known.everywhere(tx, cx)?;
        let contacts = contacts.into_iter().map(|id| (Activity::contact, id));
        let of = any(contacts.chain(leads.into_iter().map(|id| (Activity::lead, id))));
        facts.person = touches(tx, cx, &of, (from, to), counted)?;
    }
    if caps(Per::Company)
        && let Some(account) = known.account
    {
        let of = any([(Activity::account, account)]);
        facts.company = touches(tx, cx, &of, (from, to), counted)?;
    }
    Ok(facts)
}

/// The refusals of somebody that stand: under any of their records, and of their company.
pub(super) fn standing(tx: &mut Tx<'_>, cx: &Cx, known: &Known) -> Result<Vec<ContactRefusal>> {
    let mut keys: Vec<(&str, String)> = Vec::new();
    keys.extend(known.contact.map(|id| (ContactRefusal::contact, id.to_string())));
    keys.extend(known.leads.iter().map(|id| (ContactRefusal::lead, id.to_string())));
    keys.extend(known.account.map(|id| (ContactRefusal::account, id.to_string())));
    keys.extend(known.phone_mark.clone().map(|mark| (ContactRefusal::phone_mark, mark)));
    keys.extend(known.email_mark.clone().map(|mark| (ContactRefusal::email_mark, mark)));
    let system = cx.as_system();
    let mut all: Vec<ContactRefusal> = Vec::new();
    // One index after the other: put together, the database might read all of them.
    for (key, value) in keys {
        let stands =
            Condition::leaf(key, Op::Eq, value).and(Condition::leaf(ContactRefusal::lifted_at, Op::IsEmpty, true));
        // It holds even if the record under which it was said has been deleted since.
        for found in find_orphaned::<ContactRefusal>(tx, &system, &stands, REFUSALS)? {
            if !all.iter().any(|known| known.id == found.id) {
                all.push(found);
            }
        }
    }
    Ok(all)
}

/// Any of these references. An activity and a task name theirs alike.
fn any(of: impl IntoIterator<Item = (&'static str, Id)>) -> Condition {
    let leaves = of
        .into_iter()
        .map(|(key, id)| Condition::leaf(key, Op::Eq, id.to_string()));
    Condition::Any(leaves.collect())
}

fn touches(tx: &mut Tx<'_>, cx: &Cx, of: &Condition, (from, to): (Day, Day), counted: Counted) -> Result<Vec<Touch>> {
    let (system, tz) = (cx.as_system(), cx.workspace.calendar.tz);
    let since = Condition::leaf(Activity::at, Op::Gte, from.start(tz).to_rfc3339());
    let mut all: Vec<Touch> = find::<Activity>(tx, &system, &of.clone().and(since), COUNTED)?
        .iter()
        .filter_map(|a| {
            Some(Touch {
                on: a.at.day(tz),
                channel: Channel::parse(&a.kind)?,
            })
        })
        .collect();
    let Counted::Planned(except) = counted else {
        return Ok(all);
    };
    let open = of
        .clone()
        .and(Condition::leaf(Task::status, Op::Ne, "done"))
        .and(Condition::leaf(Task::due_on, Op::Gte, from.to_string()))
        .and(Condition::leaf(Task::due_on, Op::Lt, to.to_string()));
    let tasks: Vec<Task> = find(tx, &system, &open, COUNTED)?;
    all.extend(tasks.iter().filter(|task| Some(task.id) != except).filter_map(|task| {
        Some(Touch {
            on: task.due_on?,
            channel: super::hooks::channel_of(task.kind.as_deref()?)?,
        })
    }));
    Ok(all)
}

/// What a refusal is answered with.
pub(super) fn error(refused: &Refused) -> Error {
    Error::new(Code::ContactRefused)
        .detail(refused.text.zh.clone(), refused.text.en.clone())
        .with("why", json!(refused.why.key()))
        .with("until", json!(refused.until.map(Instant::to_rfc3339)))
        .with(
            "lift",
            json!((refused.why == rules::Why::Refusal).then_some(super::LIFT)),
        )
}
