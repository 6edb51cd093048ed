//! By what rules people are told of overdue steps.

use kernel::{Calendar, Code, Error, Instant, Result};
use serde::{Deserialize, Serialize};

/// After how many working hours whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Whether anybody is told at all.
    pub on: bool,
    /// Working hours after the step was due when its owner is told.
    pub owner_after: u16,
    /// The same for the owner's manager.
    pub manager_after: u16,
    /// The same for the manager's manager.
    pub above_after: u16,
    /// When nobody is told anything; it then waits.
    pub quiet: Quiet,
}

/// Hours in which nobody is told anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiet {
    /// Outside the company's working hours.
    pub outside_work: bool,
    /// The first quiet minute of a day, after midnight.
    pub from: u16,
    /// The minute after the last; before `from` it is of the next day.
    pub to: u16,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            on: true,
            owner_after: 0,
            manager_after: 8,
            above_after: 24,
            quiet: Quiet {
                outside_work: true,
                from: 21 * 60,
                to: 8 * 60,
            },
        }
    }
}

/// The most working hours that are allowed are in these calendar seconds, whatever holidays lie between.
const LONGEST: i64 = 400 * 86_400;

/// The levels in order: owner, manager, manager's manager.
pub const LEVELS: usize = 3;

impl Rules {
    /// Working minutes after which each level is told.
    pub fn after(&self) -> [i64; LEVELS] {
        [self.owner_after, self.manager_after, self.above_after].map(|hours| i64::from(hours) * 60)
    }

    /// Whether nobody is told anything at that moment.
    pub fn is_quiet(&self, at: Instant, calendar: &Calendar) -> bool {
        if self.quiet.outside_work && calendar.add_minutes(at, 0) != at {
            return true;
        }
        let day = at.day(calendar.tz).start(calendar.tz);
        let minute = (at.0 - day.0) / 60_000_000;
        let (from, to) = (i64::from(self.quiet.from), i64::from(self.quiet.to));
        if from <= to {
            (from..to).contains(&minute)
        } else {
            minute >= from || minute < to
        }
    }

    /// Whether the rules make sense.
    ///
    /// # Errors
    /// `invalid_value` if a later level comes before an earlier one, or a number is out of bounds.
    pub fn check(&self) -> Result<()> {
        if !(self.owner_after <= self.manager_after && self.manager_after <= self.above_after) {
            return Err(Error::field(
                "/manager_after",
                Code::InvalidValue,
                "应先提醒负责人，再提醒经理，最后提醒上级经理：请让小时数依次不减",
                "The owner is told first, then the manager, then the manager above: let the hours not decrease",
            ));
        }
        if self.above_after > 720 || self.quiet.from > 1440 || self.quiet.to > 1440 {
            return Err(Error::field(
                "/above_after",
                Code::InvalidValue,
                "最长 720 个工作小时；安静时段以零点后的分钟数表示，最大 1440",
                "720 working hours at most; quiet hours are minutes after midnight, 1440 at most",
            ));
        }
        Ok(())
    }

    /// Between which moments a step was due whose level's time has come since `since`, for each level: after the first, up to
    /// the second.
    pub fn come(&self, since: Instant, now: Instant, calendar: &Calendar) -> [(Instant, Instant); LEVELS] {
        self.after().map(|after| {
            let last = |at: Instant| {
                // The last moment so many working minutes before `at`: the time of a step never comes earlier for a later one.
                let (mut early, mut late) = (at.plus_seconds(-LONGEST), at);
                while early.0 + 1 < late.0 {
                    let middle = Instant(early.0.midpoint(late.0));
                    if time(middle, after, calendar) <= at {
                        early = middle;
                    } else {
                        late = middle;
                    }
                }
                if time(late, after, calendar) <= at { late } else { early }
            };
            (last(since), last(now))
        })
    }

    /// Which levels are to be told now of a step that was due then: those whose time has come since `since`, all whose
    /// time has come if the deal has `changed` since.
    pub fn levels(&self, due: Instant, since: Instant, now: Instant, changed: bool, calendar: &Calendar) -> Vec<usize> {
        let come = |after: i64| {
            let time = time(due, after, calendar);
            time <= now && (changed || time > since)
        };
        let after = self.after().into_iter().enumerate();
        after
            .filter(|(_, after)| come(*after))
            .map(|(level, _)| level)
            .collect()
    }
}

/// When a level is told of a step that was due then.
fn time(due: Instant, after: i64, calendar: &Calendar) -> Instant {
    // What is due at once is due then, whether that is working time or not.
    if after == 0 {
        due
    } else {
        calendar.add_minutes(due, after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(&format!("{text}:00+08:00")).unwrap()
    }

    #[test]
    fn quiet_hours_and_the_working_calendar() {
        let calendar = Calendar::weekdays(chrono_tz::Asia::Shanghai);
        let mut rules = Rules::default();
        for (time, quiet) in [
            ("2026-11-24T10:00", false),
            ("2026-11-24T12:30", true),
            ("2026-11-24T18:01", true),
            ("2026-11-24T22:00", true),
            ("2026-11-22T10:00", true),
        ] {
            assert_eq!(rules.is_quiet(at(time), &calendar), quiet, "{time}");
        }
        rules.quiet.outside_work = false;
        for (time, quiet) in [
            ("2026-11-24T12:30", false),
            ("2026-11-24T20:59", false),
            ("2026-11-24T21:00", true),
            ("2026-11-24T07:59", true),
            ("2026-11-24T08:00", false),
            ("2026-11-22T10:00", false),
        ] {
            assert_eq!(rules.is_quiet(at(time), &calendar), quiet, "{time}");
        }
    }

    #[test]
    fn whose_time_has_come_was_due_in_the_window_of_its_level() {
        let calendar = Calendar::weekdays(chrono_tz::Asia::Shanghai);
        let rules = Rules::default();
        // From a Friday's afternoon to a Tuesday's evening, every 7 minutes.
        let moments: Vec<Instant> = (0..700).map(|i| at("2026-11-20T15:00").plus_seconds(i * 420)).collect();
        for (since, now) in [(300, 301), (150, 151), (99, 420), (0, 699), (520, 590)] {
            let (since, now) = (moments[since], moments[now]);
            let windows = rules.come(since, now, &calendar);
            for due in &moments {
                let levels = rules.levels(*due, since, now, false, &calendar);
                for (level, (after, until)) in windows.iter().enumerate() {
                    let inside = after < due && due <= until;
                    assert_eq!(inside, levels.contains(&level), "{due:?} at {level}");
                }
            }
        }
    }

    #[test]
    fn one_level_after_the_other_each_once() {
        let calendar = Calendar::weekdays(chrono_tz::Asia::Shanghai);
        let rules = Rules::default();
        let due = at("2026-11-24T10:00");
        for (since, now, changed, levels) in [
            ("2026-11-24T09:00", "2026-11-24T09:59", false, vec![]),
            ("2026-11-24T09:59", "2026-11-24T10:00", false, vec![0]),
            ("2026-11-24T10:00", "2026-11-24T16:00", false, vec![]),
            // Eight working hours: to eleven of the next day, since a day has seven and a half.
            ("2026-11-24T17:00", "2026-11-25T10:30", false, vec![1]),
            ("2026-11-25T11:00", "2026-11-27T11:30", false, vec![2]),
            ("2026-11-27T11:00", "2026-11-27T11:30", true, vec![0, 1, 2]),
        ] {
            assert_eq!(
                rules.levels(due, at(since), at(now), changed, &calendar),
                levels,
                "{now}"
            );
        }
    }
}
