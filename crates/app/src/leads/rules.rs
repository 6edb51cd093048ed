//! Pure decisions about leads.

use kernel::{Calendar, Id, Instant};
use sop::{Run, State};

/// Working minutes within which a lead is first responded to, unless a rule says otherwise.
pub const RESPOND_WITHIN: i64 = 60;
/// Days in which a conversion can be undone.
pub const UNDO_DAYS: i64 = 7;

/// Whether a lead is still to be decided on.
pub fn is_open(status: &str) -> bool {
    super::OPEN.contains(&status)
}

/// What a lead's run makes of its status: who has met the whole checklist is qualified. `None` if it stays.
pub fn status_after(run: &Run, present: &str) -> Option<&'static str> {
    (run.state == State::Completed && matches!(present, "new" | "working")).then_some("qualified")
}

/// The status of a lead that is taken up again.
pub fn status_again(qualified: bool, responded: bool) -> &'static str {
    match (qualified, responded) {
        (true, _) => "qualified",
        (false, true) => "working",
        (false, false) => "new",
    }
}

/// When and after how many working minutes a lead was first responded to. A contact from before it was written down counts
/// as made at once.
pub fn response(calendar: &Calendar, came: Instant, contact: Instant) -> (Instant, i64) {
    let at = contact.max(came);
    (at, calendar.minutes_between(came, at))
}

/// Whether a rule for `regions`, written with commas, is for a lead from `region`. No regions means all.
pub fn covers(regions: Option<&str>, region: Option<&str>) -> bool {
    let mut named = listed(regions).peekable();
    if named.peek().is_none() {
        return true;
    }
    let Some(region) = region.map(|r| r.trim().to_lowercase()).filter(|r| !r.is_empty()) else {
        return false;
    };
    // 江苏 is meant by 江苏省, too.
    named.any(|r| region.starts_with(&r.to_lowercase()))
}

/// The words of a list that somebody wrote with commas.
pub fn listed(text: Option<&str>) -> impl Iterator<Item = &str> {
    let parts = text.unwrap_or_default().split(['、', ',', '，', ';', '；', '/', '\n']);
    parts.map(str::trim).filter(|part| !part.is_empty())
}

/// Whether somebody with these `skills` has the one that is needed, if one is.
pub fn is_skilled(skills: Option<&str>, needed: Option<&str>) -> bool {
    let Some(needed) = needed.map(str::trim).filter(|n| !n.is_empty()) else {
        return true;
    };
    listed(skills).any(|skill| skill.to_lowercase() == needed.to_lowercase())
}

/// Who has the least in hand; among equals whose turn it is.
pub fn least(members: &[(Id, usize)], last: Option<Id>) -> Option<(Id, usize)> {
    let fewest = members.iter().map(|(_, n)| *n).min()?;
    let equal: Vec<Id> = members
        .iter()
        .filter(|(_, n)| *n == fewest)
        .map(|(id, _)| *id)
        .collect();
    turn(&equal, last).map(|id| (id, fewest))
}

/// Whose turn it is: the next after `last` among `members`, who stand in a fixed order.
pub fn turn(members: &[Id], last: Option<Id>) -> Option<Id> {
    let after = last.and_then(|last| members.iter().find(|m| **m > last));
    after.or_else(|| members.first()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_cover_the_regions_they_name() {
        for (regions, region, expected) in [
            (None, None, true),
            (Some(" "), Some("江苏"), true),
            (Some("江苏、上海"), Some("上海市"), true),
            (Some("江苏，上海"), Some("浙江"), false),
            (Some("East, North"), Some("east"), true),
            (Some("江苏"), None, false),
        ] {
            assert_eq!(covers(regions, region), expected, "{regions:?} {region:?}");
        }
    }

    #[test]
    fn everybody_has_their_turn_and_who_left_is_passed_over() {
        let id = |n: u8| format!("00000000-0000-7000-8000-{n:012}").parse::<Id>().unwrap();
        let all = [id(1), id(4), id(9)];
        assert_eq!(turn(&[], None), None);
        assert_eq!(turn(&all, None), Some(id(1)));
        let mut last = None;
        let order: Vec<_> = (0..6)
            .map(|_| {
                last = turn(&all, last);
                last
            })
            .collect();
        assert_eq!(order, [1, 4, 9, 1, 4, 9].map(|n| Some(id(n))));
        // The one whose turn was last has left.
        assert_eq!(turn(&all, Some(id(5))), Some(id(9)));
        assert_eq!(turn(&all, Some(id(10))), Some(id(1)));
    }

    #[test]
    fn skills_and_loads() {
        assert!(is_skilled(Some("德语、注塑"), Some("注塑")) && is_skilled(Some("German"), Some(" german ")));
        assert!(is_skilled(None, None) && is_skilled(None, Some(" ")));
        assert!(!is_skilled(None, Some("德语")) && !is_skilled(Some("德语区"), Some("德语")));
        let id = |n: u8| format!("00000000-0000-7000-8000-{n:012}").parse::<Id>().unwrap();
        let loads = [(id(1), 5), (id(2), 3), (id(3), 3)];
        assert_eq!(least(&loads, None), Some((id(2), 3)));
        assert_eq!(least(&loads, Some(id(2))), Some((id(3), 3)));
        assert_eq!(least(&[], None), None);
    }

    #[test]
    fn the_clock_runs_in_working_time() {
        let calendar = Calendar::weekdays(chrono_tz::Asia::Shanghai);
        let at = |t: &str| Instant::parse(&format!("{t}:00+08:00")).unwrap();
        // Friday evening to Monday morning.
        let came = at("2026-11-20T17:30");
        assert_eq!(response(&calendar, came, at("2026-11-23T09:10")).1, 40);
        assert_eq!(calendar.add_minutes(came, RESPOND_WITHIN), at("2026-11-23T09:30"));
        assert_eq!(response(&calendar, came, at("2026-11-19T09:00")), (came, 0));
    }
}
