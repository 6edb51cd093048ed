//! Whether an open deal goes well, from stated signs. Each sign is a sentence with its evidence; there is no score. A deal
//! is at risk with one serious sign or three of any kind, to be watched with one or two, and well with none.

use kernel::{Day, Instant, Text};
use sop::Phase;

/// Signs of any kind that together put a deal at risk.
const MANY: usize = 3;
/// Working days of silence: a stage's norm is half of the time that it should take, but at least and at most these many.
const NORM: (i64, i64) = (7, 21);
/// Days after its close date when a deal is at risk.
const SLIPPED: i32 = 14;
/// How often a close date may be put off before it is a sign, and before it is a serious one.
const PUT_OFF: (i64, i64) = (2, 4);
/// Days after which a late step is a serious sign.
const LATE: i32 = 7;

/// How well a deal goes. In text, too, the worse comes later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Level {
    Good,
    Watch,
    Weak,
}

impl Level {
    /// Its key.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Watch => "watch",
            Self::Weak => "weak",
        }
    }
}

/// Something that speaks against a deal.
#[derive(Clone, Debug, PartialEq)]
pub struct Sign {
    /// What kind.
    pub key: &'static str,
    /// How serious it is.
    pub level: Level,
    /// What is so, with its figures.
    pub text: Text,
}

/// What is known about an open deal.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The phase it stands in.
    pub phase: Phase,
    /// When it entered its stage.
    pub entered_at: Instant,
    /// When it should leave the stage.
    pub target_at: Instant,
    /// The stage's time in working days.
    pub target_days: i64,
    /// When somebody was last in contact, or it last moved.
    pub touched_at: Instant,
    /// The day by which it should be closed.
    pub expected_close: Option<Day>,
    /// How often that day was put off.
    pub put_off: i64,
    /// Whether somebody who decides is known.
    pub decider: bool,
    /// Whether somebody who decides was met.
    pub met: bool,
    /// Answers that are only placeholders.
    pub thin: usize,
    /// By when the next step is due.
    pub due_at: Option<Instant>,
}

/// How well a deal goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Health {
    /// All in all.
    pub level: Level,
    /// What speaks against it, the most serious first.
    pub signs: Vec<Sign>,
    /// When time alone may change it.
    pub until: Instant,
}

/// Judges a deal as of `now`, in days as they begin in `tz`.
pub fn judge(e: &Evidence, now: Instant, tz: chrono_tz::Tz) -> Health {
    let today = now.day(tz);
    let mut signs = Vec::new();
    let mut turns = vec![today.plus(30).start(tz)];
    let mut say = |key, serious: bool, zh: String, en: String| {
        let level = if serious { Level::Weak } else { Level::Watch };
        signs.push(Sign {
            key,
            level,
            text: Text { zh, en },
        });
    };

    let norm = silence_norm(e.target_days) as i32;
    let touched = e.touched_at.day(tz);
    let silent = today.0 - touched.0;
    turns.extend([touched.plus(norm + 1), touched.plus(2 * norm + 1)].map(|d| d.start(tz)));
    if silent > norm {
        say(
            "silence",
            silent > 2 * norm,
            format!("已 {silent} 天没有联系或推进（本阶段一般不超过 {norm} 天）"),
            format!("No contact and no move for {silent} days (usual in this stage: up to {norm})"),
        );
    }

    if let Some(close) = e.expected_close {
        let late = today.0 - close.0;
        turns.extend([close.plus(1), close.plus(SLIPPED + 1)].map(|d| d.start(tz)));
        if late > 0 {
            say(
                "slipped",
                late > SLIPPED,
                format!("预计成交日 {close} 已过 {late} 天"),
                format!("The expected close, {close}, was {late} days ago"),
            );
        }
    }
    if e.put_off >= PUT_OFF.0 {
        let n = e.put_off;
        say(
            "put_off",
            n >= PUT_OFF.1,
            format!("预计成交日已推迟 {n} 次"),
            format!("The expected close was put off {n} times"),
        );
    }

    if e.phase >= Phase::Propose && !e.met {
        let serious = e.phase >= Phase::Negotiate;
        let phase = e.phase.name();
        if e.decider {
            say(
                "decider",
                serious,
                format!("已到{}阶段，还没有和决策人当面沟通", phase.zh),
                format!("In the phase “{}”, and the decider hasn't been met", phase.en),
            );
        } else {
            say(
                "decider",
                serious,
                format!("已到{}阶段，还不知道谁是决策人", phase.zh),
                format!("In the phase “{}”, and the decider isn't known", phase.en),
            );
        }
    }

    if e.thin > 0 {
        let n = e.thin;
        say(
            "thin",
            false,
            format!("有 {n} 个问题的回答没有实际内容"),
            if n == 1 {
                "1 question has an answer that says nothing".to_owned()
            } else {
                format!("{n} questions have answers that say nothing")
            },
        );
    }

    if let Some(due) = e.due_at {
        turns.extend([due, due.plus_seconds(i64::from(LATE) * 86_400)]);
        if due < now {
            let days = today.0 - due.day(tz).0;
            let (zh, en) = match days {
                0 => ("今天".to_owned(), "today".to_owned()),
                1 => ("1 天前".to_owned(), "1 day ago".to_owned()),
                n => (format!("{n} 天前"), format!("{n} days ago")),
            };
            say(
                "overdue",
                now > due.plus_seconds(i64::from(LATE) * 86_400),
                format!("下一步{zh}已到期，还没有完成"),
                format!("The next step was due {en} and is still open"),
            );
        }
    }

    let twice = Instant(e.target_at.0.saturating_add(e.target_at.0 - e.entered_at.0));
    turns.extend([e.target_at, twice]);
    if now > e.target_at {
        let days = today.0 - e.entered_at.day(tz).0;
        let target = e.target_days;
        say(
            "long",
            now > twice,
            format!("已在本阶段 {days} 天，目标为 {target} 个工作日"),
            format!("In this stage for {days} days; its target is {target} working days"),
        );
    }

    signs.sort_by_key(|s| std::cmp::Reverse(s.level));
    let level = if signs.len() >= MANY {
        Level::Weak
    } else {
        signs.first().map_or(Level::Good, |s| s.level)
    };
    // What turns at a moment has turned just after it.
    let until = turns.into_iter().filter(|t| *t >= now).min().unwrap_or(now);
    Health {
        level,
        signs,
        until: Instant(until.0 + 1),
    }
}

/// Days of silence that are usual in a stage that should take so many working days.
fn silence_norm(target_days: i64) -> i64 {
    (target_days * 7 / 10).clamp(NORM.0, NORM.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TZ: chrono_tz::Tz = chrono_tz::Asia::Shanghai;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn now() -> Instant {
        at("2026-11-24T02:00:00Z")
    }

    /// Entered today, ten working days to go, everything in order.
    fn fine() -> Evidence {
        Evidence {
            phase: Phase::Discover,
            entered_at: now(),
            target_at: at("2026-12-08T02:00:00Z"),
            target_days: 10,
            touched_at: now(),
            expected_close: Day::parse("2026-12-20"),
            put_off: 0,
            decider: false,
            met: false,
            thin: 0,
            due_at: Some(at("2026-11-25T02:00:00Z")),
        }
    }

    #[test]
    fn each_sign_by_its_figures() {
        type Case = (&'static str, fn(&mut Evidence), Option<(&'static str, Level)>);
        let cases: [Case; 19] = [
            ("nothing", |_| {}, None),
            ("a week of silence", |e| e.touched_at = at("2026-11-17T02:00:00Z"), None),
            (
                "a day more",
                |e| e.touched_at = at("2026-11-16T02:00:00Z"),
                Some(("silence", Level::Watch)),
            ),
            (
                "a fortnight and a day",
                |e| e.touched_at = at("2026-11-09T02:00:00Z"),
                Some(("silence", Level::Weak)),
            ),
            (
                "to be closed today",
                |e| e.expected_close = Day::parse("2026-11-24"),
                None,
            ),
            (
                "yesterday",
                |e| e.expected_close = Day::parse("2026-11-23"),
                Some(("slipped", Level::Watch)),
            ),
            (
                "long ago",
                |e| e.expected_close = Day::parse("2026-11-09"),
                Some(("slipped", Level::Weak)),
            ),
            ("no day at all", |e| e.expected_close = None, None),
            ("put off once", |e| e.put_off = 1, None),
            ("twice", |e| e.put_off = 2, Some(("put_off", Level::Watch))),
            ("four times", |e| e.put_off = 4, Some(("put_off", Level::Weak))),
            (
                "nobody decides yet",
                |e| e.phase = Phase::Propose,
                Some(("decider", Level::Watch)),
            ),
            (
                "nor when talking of the price",
                |e| e.phase = Phase::Negotiate,
                Some(("decider", Level::Weak)),
            ),
            ("met", |e| (e.phase, e.decider, e.met) = (Phase::Sign, true, true), None),
            ("an empty answer", |e| e.thin = 1, Some(("thin", Level::Watch))),
            (
                "due an hour ago",
                |e| e.due_at = Some(at("2026-11-24T01:00:00Z")),
                Some(("overdue", Level::Watch)),
            ),
            (
                "due last week",
                |e| e.due_at = Some(at("2026-11-16T01:00:00Z")),
                Some(("overdue", Level::Weak)),
            ),
            (
                "beyond the target",
                |e| (e.entered_at, e.target_at) = (at("2026-11-09T02:00:00Z"), at("2026-11-23T02:00:00Z")),
                Some(("long", Level::Watch)),
            ),
            (
                "twice the target",
                |e| (e.entered_at, e.target_at) = (at("2026-10-20T02:00:00Z"), at("2026-11-03T02:00:00Z")),
                Some(("long", Level::Weak)),
            ),
        ];
        for (what, set, expected) in cases {
            let mut evidence = fine();
            set(&mut evidence);
            let health = judge(&evidence, now(), TZ);
            let found = health.signs.first().map(|s| (s.key, s.level));
            assert_eq!(
                (found, health.signs.len()),
                (expected, usize::from(expected.is_some())),
                "{what}"
            );
            assert_eq!(health.level, expected.map_or(Level::Good, |(_, level)| level), "{what}");
            assert!(health.until > now(), "{what}");
        }
    }

    #[test]
    fn three_signs_make_a_risk_and_the_worst_comes_first() {
        let mut evidence = fine();
        (evidence.thin, evidence.put_off) = (1, 2);
        assert_eq!(judge(&evidence, now(), TZ).level, Level::Watch);
        evidence.expected_close = Day::parse("2026-11-23");
        assert_eq!(judge(&evidence, now(), TZ).level, Level::Weak);
        evidence.due_at = Some(at("2026-11-01T01:00:00Z"));
        assert_eq!(judge(&evidence, now(), TZ).signs[0].key, "overdue");
    }

    #[test]
    fn short_stages_are_not_held_to_less_than_a_week_nor_long_ones_to_more_than_three() {
        assert_eq!([1, 10, 15, 90].map(silence_norm), [7, 7, 10, 21]);
    }

    #[test]
    fn nothing_changes_by_itself_before_the_moment_that_is_told() {
        let mut evidence = fine();
        (evidence.touched_at, evidence.thin) = (at("2026-11-10T02:00:00Z"), 1);
        let mut then = now();
        for _ in 0..12 {
            let health = judge(&evidence, then, TZ);
            let just_before = judge(&evidence, Instant(health.until.0 - 2), TZ);
            let keys = |h: &Health| h.signs.iter().map(|s| (s.key, s.level)).collect::<Vec<_>>();
            assert_eq!(
                (keys(&just_before), just_before.level),
                (keys(&health), health.level),
                "{then:?}"
            );
            assert!(health.until > then);
            then = health.until;
        }
        assert_eq!(judge(&evidence, then, TZ).level, Level::Weak);
    }

    #[test]
    fn in_text_the_worse_comes_later() {
        assert!(Level::Good < Level::Watch && Level::Watch < Level::Weak);
        assert!(Level::Good.as_str() < Level::Watch.as_str() && Level::Watch.as_str() < Level::Weak.as_str());
    }
}
