//! Pure decisions about pools.

use kernel::{Code, Error, Instant};
use records::{Condition, Op};
use serde_json::json;

use super::Pool;
use crate::leads::{Lead, score::condition};

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// Which leads belong to a pool: those for which its condition holds, and that of none before it.
pub(super) fn belongs(pools: &[Pool], at: usize) -> Condition {
    let of = |pool: &Pool| condition(pool.condition.as_deref()).unwrap_or_else(Condition::always);
    let mut parts = vec![of(&pools[at])];
    parts.extend(pools[..at].iter().map(|before| Condition::Not(Box::new(of(before)))));
    Condition::All(parts)
}

/// Why a lead would return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// So many days without contact.
    Contact(i64),
    /// So many days without being qualified.
    Progress(i64),
}

impl Why {
    /// The field that it goes by.
    pub fn field(self) -> &'static str {
        match self {
            Self::Contact(_) => Lead::touched_at,
            Self::Progress(_) => Lead::held_since,
        }
    }

    /// Its name in events.
    pub fn key(self) -> &'static str {
        match self {
            Self::Contact(_) => "contact",
            Self::Progress(_) => "progress",
        }
    }

    /// After how many days.
    pub fn days(self) -> i64 {
        match self {
            Self::Contact(days) | Self::Progress(days) => days,
        }
    }

    /// The statuses that it is about: who is qualified has made progress.
    pub fn statuses(self) -> &'static [&'static str] {
        match self {
            Self::Contact(_) => &crate::leads::OPEN,
            Self::Progress(_) => &["new", "working"],
        }
    }
}

/// The reasons for which leads of a pool return.
pub(super) fn reasons(pool: &Pool) -> Vec<Why> {
    let positive = |days: Option<i64>| days.filter(|days| *days > 0);
    let contact = positive(pool.contact_days).map(Why::Contact);
    contact
        .into_iter()
        .chain(positive(pool.progress_days).map(Why::Progress))
        .collect()
}

/// Leads that have an owner and may be taken from them at `then`, for this reason, apart from status and pool.
pub(super) fn is_due(why: Why, then: Instant, tz: chrono_tz::Tz) -> Condition {
    let before = then.plus_seconds(-why.days() * DAY);
    let not = |condition| Condition::Not(Box::new(condition));
    Condition::All(vec![
        Condition::leaf(why.field(), Op::Lte, before.to_rfc3339()),
        Condition::leaf(Lead::owner, Op::IsEmpty, false),
        not(Condition::leaf(Lead::protected_until, Op::Gt, then.to_rfc3339())),
        not(Condition::leaf(Lead::kept_until, Op::Gte, then.day(tz).to_string())),
    ])
}

/// When an owned lead would return at the earliest under a pool's rules, and why.
pub(super) fn returns_at(pool: &Pool, lead: &Lead, tz: chrono_tz::Tz) -> Option<(Instant, Why)> {
    let due = |why: Why| {
        let from = match why {
            Why::Contact(_) => lead.touched_at,
            Why::Progress(_) => lead.held_since,
        };
        let fits = why.statuses().contains(&lead.status.as_str());
        from.filter(|_| fits)
            .map(|from| (from.plus_seconds(why.days() * DAY), why))
    };
    let first = reasons(pool).into_iter().filter_map(due).min_by_key(|(at, _)| *at);
    let (at, why) = first?;
    let kept = lead.kept_until.map(|day| day.plus(1).start(tz));
    let later = [lead.protected_until, kept].into_iter().flatten().max();
    Some((later.map_or(at, |later| at.max(later)), why))
}

/// Why somebody can't have a lead yet that is in the pool `since` then, and until when: nothing if they can.
pub(super) fn rests(pool: &Pool, since: Instant, mine: bool, now: Instant) -> Option<(&'static str, Instant)> {
    let cool = since.plus_seconds(pool.cool_days * DAY);
    if mine && cool > now {
        return Some(("cool", cool));
    }
    let fresh = since.plus_seconds(pool.fresh_hours * HOUR);
    (fresh > now).then_some(("fresh", fresh))
}

/// Until when a lead that is claimed now is safe.
pub(super) fn protected(pool: &Pool, now: Instant) -> Option<Instant> {
    (pool.protect_days > 0).then(|| now.plus_seconds(pool.protect_days * DAY))
}

/// The refusal for somebody who has had their share.
pub(super) fn enough(what: &'static str, most: i64) -> Error {
    let (zh, en) = match what {
        "claims" => (
            format!("今天在此公海已领取 {most} 条，达到每天上限；明天可以继续领取"),
            format!("You claimed {most} leads here today, which is the most a day; go on tomorrow"),
        ),
        "views" => (
            format!("今天在此公海已查看 {most} 条详情，达到每天上限；可以直接领取，或明天再看"),
            format!(
                "You saw the details of {most} leads here today, which is the most a day; claim one, or go on tomorrow"
            ),
        ),
        _ => (
            format!("您在手的未结线索已达库容 {most} 条：请先转化、标为不合格或退回一些"),
            format!("You hold {most} open leads, which is your capacity: convert, disqualify or give some back first"),
        ),
    };
    Error::new(Code::WrongState).detail(zh, en).with("limit", json!(what))
}

/// A name of which only the first character is shown.
pub(super) fn veiled(name: &str) -> String {
    name.chars()
        .next()
        .map(|first| format!("{first}**"))
        .unwrap_or_default()
}

/// A company of which only the beginning is shown.
pub(super) fn veiled_company(name: &str) -> String {
    let begin: String = name.chars().take(2).collect();
    format!("{begin}****")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_beginning_is_shown() {
        assert_eq!(veiled("王小明"), "王**");
        assert_eq!(veiled(""), "");
        assert_eq!(veiled_company("苏州恒测仪器有限公司"), "苏州****");
    }

    #[test]
    fn a_refusal_says_what_to_do() {
        for what in ["claims", "views", "capacity"] {
            let error = enough(what, 3);
            assert!(error.text(kernel::Lang::Zh).contains('3') && error.text(kernel::Lang::En).contains('3'));
        }
    }
}
