//! When a customer may be reached: a pure decision over what is known.

use kernel::{Calendar, Day, Instant, Text, Unit};
use serde::{Deserialize, Serialize};

/// A way to reach somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Channel {
    Call,
    Visit,
    Meeting,
    Message,
    Email,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Call, Self::Visit, Self::Meeting, Self::Message, Self::Email];

    /// Its key.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Visit => "visit",
            Self::Meeting => "meeting",
            Self::Message => "message",
            Self::Email => "email",
        }
    }

    /// By its key.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.key() == key)
    }

    /// What people call it.
    pub fn label(self) -> Text {
        let option = super::CHANNELS.iter().find(|(key, ..)| *key == self.key());
        option.map_or_else(Text::default, |(_, zh, en)| Text::new(*zh, en.to_lowercase()))
    }
}

/// For whom contacts are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Per {
    /// A person.
    Person,
    /// Anybody of a company.
    Company,
}

/// So many contacts are enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// For whom.
    pub per: Per,
    /// By which channel; all together if none is named.
    pub channel: Option<Channel>,
    /// How many.
    pub most: u32,
    /// In a day, week or month.
    pub within: Unit,
}

/// Hours of the day in which nobody is disturbed, in minutes after midnight; they may cross it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiet {
    /// From.
    pub from: u16,
    /// Until.
    pub to: u16,
}

impl Quiet {
    fn covers(self, minute: u32) -> bool {
        let (from, to) = (u32::from(self.from), u32::from(self.to));
        if from <= to {
            (from..to).contains(&minute)
        } else {
            minute >= from || minute < to
        }
    }
}

/// The company's rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// How often is enough.
    pub caps: Vec<Cap>,
    /// When nobody is disturbed.
    pub quiet: Option<Quiet>,
    /// Whether days off and public holidays are quiet, too.
    pub rest_days: bool,
}

/// When somebody is to be reached: at a moment, or some time of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum When {
    At(Instant),
    On(Day),
}

impl When {
    fn day(self, calendar: &Calendar) -> Day {
        match self {
            Self::At(at) => at.day(calendar.tz),
            Self::On(day) => day,
        }
    }
}

/// A contact that was or is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touch {
    /// On which day.
    pub on: Day,
    /// How.
    pub channel: Channel,
}

/// A refusal that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Since when.
    pub on: Day,
    /// Whose: the whole company's, or a person's.
    pub per: Per,
    /// By which channels; all if none is named.
    pub channels: Vec<Channel>,
}

/// What is known of who is to be reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What they said.
    pub refusals: Vec<Said>,
    /// Contacts with the person in the present month, by everybody.
    pub person: Vec<Touch>,
    /// The same with anybody of the company.
    pub company: Vec<Touch>,
}

/// Why somebody may not be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Why {
    Refusal,
    Cap,
    Quiet,
}

impl Why {
    /// Its key.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Refusal => "refusal",
            Self::Cap => "cap",
            Self::Quiet => "quiet",
        }
    }
}

/// A refusal with what can be done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What kind.
    pub why: Why,
    /// From when on it is possible; never by itself if none.
    pub until: Option<Instant>,
    /// In words: why, until when, what one can do.
    pub text: Text,
}

/// Whether somebody may be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Answer {
    Allowed,
    Refused(Refused),
}

/// Decides. A refusal weighs most, then enough is enough, then the quiet of the hour.
pub fn decide(policy: &Policy, calendar: &Calendar, facts: &Facts, channel: Channel, when: When) -> Answer {
    let said = facts
        .refusals
        .iter()
        .filter(|r| r.channels.is_empty() || r.channels.contains(&channel));
    if let Some(said) = said.min_by_key(|r| (r.per == Per::Person, r.on)) {
        return Answer::Refused(refusal(said));
    }
    let day = when.day(calendar);
    let capped = policy.caps.iter().filter(|cap| reached(cap, facts, channel, day));
    // The one that takes longest decides until when.
    if let Some(cap) = capped.max_by_key(|cap| (cap.within.step(cap.within.start(day), 1), cap.per == Per::Company)) {
        let next = cap.within.step(cap.within.start(day), 1);
        return Answer::Refused(Refused {
            why: Why::Cap,
            until: Some(opens(policy, calendar, next)),
            text: enough(cap, next),
        });
    }
    match quiet_until(policy, calendar, when) {
        Some(until) => Answer::Refused(Refused {
            why: Why::Quiet,
            until: Some(until),
            text: hush(policy, calendar, until),
        }),
        None => Answer::Allowed,
    }
}

/// Whether as many contacts as are enough lie in the span of `day`.
fn reached(cap: &Cap, facts: &Facts, channel: Channel, day: Day) -> bool {
    used(cap, facts, day) >= cap.most as usize && cap.channel.is_none_or(|c| c == channel)
}

/// How many of a cap's contacts are used up in the span of `day`.
pub fn used(cap: &Cap, facts: &Facts, day: Day) -> usize {
    let from = cap.within.start(day);
    let to = cap.within.step(from, 1);
    let touches = match cap.per {
        Per::Person => &facts.person,
        Per::Company => &facts.company,
    };
    let counts = |t: &&Touch| t.on >= from && t.on < to && cap.channel.is_none_or(|c| c == t.channel);
    touches.iter().filter(counts).count()
}

/// When the quiet ends, if it is quiet.
fn quiet_until(policy: &Policy, calendar: &Calendar, when: When) -> Option<Instant> {
    let rests = |day: Day| policy.rest_days && !calendar.is_worked(day);
    match when {
        When::On(day) => rests(day).then(|| opens(policy, calendar, day)),
        When::At(at) => {
            let (day, minute) = (at.day(calendar.tz), at.minute(calendar.tz));
            if rests(day) {
                return Some(opens(policy, calendar, day));
            }
            let quiet = policy.quiet.filter(|q| q.covers(minute))?;
            // Past midnight it ends on the next day.
            let ends = if minute < u32::from(quiet.to) { day } else { day.plus(1) };
            Some(if rests(ends) {
                opens(policy, calendar, ends)
            } else {
                ends.at(u32::from(quiet.to), calendar.tz)
            })
        }
    }
}

/// The first moment from `day` on at which nobody is disturbed.
fn opens(policy: &Policy, calendar: &Calendar, day: Day) -> Instant {
    let mut day = day;
    // A calendar without any worked day must not loop for ever.
    for _ in 0..400 {
        if !policy.rest_days || calendar.is_worked(day) {
            break;
        }
        day = day.plus(1);
    }
    match policy.quiet {
        Some(quiet) if quiet.covers(0) => day.at(u32::from(quiet.to), calendar.tz),
        _ => day.start(calendar.tz),
    }
}

fn refusal(said: &Said) -> Refused {
    let on = said.on;
    let (zh_who, en_who) = match said.per {
        Per::Person => ("对方", "They"),
        Per::Company => ("这家公司", "The company"),
    };
    let labels: Vec<Text> = said.channels.iter().map(|c| c.label()).collect();
    let list = |sep: &str, lang| labels.iter().map(|l| l.get(lang)).collect::<Vec<_>>().join(sep);
    let (zh_how, en_how) = if said.channels.is_empty() {
        ("联系".to_owned(), "contacted".to_owned())
    } else {
        (
            format!("以{}联系", list("、", kernel::Lang::Zh)),
            format!("contacted by {}", list(", ", kernel::Lang::En)),
        )
    };
    Refused {
        why: Why::Refusal,
        until: None,
        text: Text::new(
            format!("{zh_who}已于 {on} 明确表示不希望被{zh_how}。对方改变主意后，由有权限的人写明原因解除勿扰"),
            format!(
                "{en_who} said on {on} that they don't want to be {en_how}. If they change their mind, somebody with the right can lift it, giving the reason"
            ),
        ),
    }
}

fn enough(cap: &Cap, next: Day) -> Text {
    let line = cap_words(cap);
    Text::new(
        format!("已达上限：{}。{next} 起可再联系", line.zh),
        format!("Enough for now: {}. Possible again from {next}", lower_first(&line.en)),
    )
}

fn hush(policy: &Policy, calendar: &Calendar, until: Instant) -> Text {
    let day = until.day(calendar.tz);
    let minute = until.minute(calendar.tz);
    let time = format!("{day} {:02}:{:02}", minute / 60, minute % 60);
    let zh = match policy.quiet {
        Some(_) => "现在是静默时段（规定的时间或休息日不打扰客户）",
        None => "休息日与节假日不打扰客户",
    };
    Text::new(
        format!("{zh}，最早可在 {time} 联系，请改到那之后"),
        format!("It is quiet time for customers: they may be reached from {time} on. Choose a later time"),
    )
}

fn unit(unit: Unit) -> (&'static str, &'static str) {
    match unit {
        Unit::Day => ("每天", "a day"),
        Unit::Week => ("每周", "a week"),
        _ => ("每月", "a month"),
    }
}

/// A cap in words.
pub fn cap_words(cap: &Cap) -> Text {
    let (zh_span, en_span) = unit(cap.within);
    let (zh_who, en_who) = match cap.per {
        Per::Person => ("同一个人", "One person"),
        Per::Company => ("同一家公司", "One company"),
    };
    let n = cap.most;
    let (zh_how, en_how) = match cap.channel {
        Some(channel) => {
            let label = channel.label();
            (format!("{n} 次{}", label.zh), count(n, &label.en))
        }
        None => (format!("{n} 次联系（不论方式）"), count(n, "contact")),
    };
    Text::new(
        format!("{zh_who}{zh_span}最多 {zh_how}，所有同事合计"),
        format!("{en_who} is reached at most {en_how} {en_span}, by all colleagues together"),
    )
}

fn count(n: u32, what: &str) -> String {
    if n == 1 {
        format!("once by {what}").replace("once by contact", "once")
    } else {
        format!("{n} times by {what}").replace(" by contact", "")
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().collect::<String>() + letters.as_str()
    })
}

/// The whole policy in words, a sentence each.
pub fn words(policy: &Policy) -> Vec<Text> {
    let mut all = vec![Text::new(
        "客户明确拒绝后，任何人、任何方式都不能再联系，直到有权限的人写明原因解除",
        "Once a customer refuses, nobody reaches them by what they refused, until somebody with the right lifts it for a reason",
    )];
    all.extend(policy.caps.iter().map(cap_words));
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    if let Some(Quiet { from, to }) = policy.quiet {
        let (zh_next, en_next) = if from > to {
            ("次日 ", " the next day")
        } else {
            ("", "")
        };
        all.push(Text::new(
            format!("{} 到{zh_next}{} 不打扰客户", clock(from), clock(to)),
            format!("Nobody is disturbed from {} to {}{en_next}", clock(from), clock(to)),
        ));
    }
    if policy.rest_days {
        all.push(Text::new(
            "周末与法定节假日不打扰客户（调休上班日除外）",
            "Nobody is disturbed at weekends and on public holidays, unless the day is worked",
        ));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn calendar() -> Calendar {
        Calendar::weekdays(chrono_tz::Asia::Shanghai)
    }

    fn at(text: &str) -> When {
        When::At(Instant::parse(&format!("{text}+08:00")).unwrap())
    }

    fn touches(list: &[(&str, Channel)]) -> Vec<Touch> {
        list.iter()
            .map(|(on, channel)| Touch {
                on: day(on),
                channel: *channel,
            })
            .collect()
    }

    fn policy() -> Policy {
        let cap = |per, channel, most, within| Cap {
            per,
            channel,
            most,
            within,
        };
        Policy {
            caps: vec![
                cap(Per::Person, Some(Channel::Call), 1, Unit::Day),
                cap(Per::Person, None, 3, Unit::Week),
                cap(Per::Company, None, 4, Unit::Month),
            ],
            quiet: Some(Quiet {
                from: 21 * 60,
                to: 8 * 60,
            }),
            rest_days: true,
        }
    }

    /// What comes of it: why, and until when.
    fn outcome(facts: &Facts, channel: Channel, when: When) -> Option<(Why, Option<String>)> {
        match decide(&policy(), &calendar(), facts, channel, when) {
            Answer::Allowed => None,
            Answer::Refused(no) => Some((no.why, no.until.map(Instant::to_rfc3339))),
        }
    }

    #[test]
    fn wishes_caps_and_quiet_hours() {
        use Channel::{Call, Email, Message};
        let none = Facts::default();
        let refused = |channels: &[Channel]| Facts {
            refusals: vec![Said {
                on: day("2026-11-20"),
                per: Per::Person,
                channels: channels.to_vec(),
            }],
            ..Facts::default()
        };
        let person = |list: &[(&str, Channel)]| Facts {
            person: touches(list),
            ..Facts::default()
        };
        let company = |list: &[(&str, Channel)]| Facts {
            company: touches(list),
            ..Facts::default()
        };
        let monday = at("2026-11-23T10:00:00");
        let quiet = |until: &str| Some((Why::Quiet, Some(until.to_owned())));
        let cap = |until: &str| Some((Why::Cap, Some(until.to_owned())));
        let week = [("2026-11-23", Email), ("2026-11-24", Message), ("2026-11-29", Email)];
        let month = [
            ("2026-11-02", Email),
            ("2026-11-03", Email),
            ("2026-11-04", Email),
            ("2026-11-30", Email),
        ];
        let table = [
            (none.clone(), Call, monday, None),
            (refused(&[]), Email, monday, Some((Why::Refusal, None))),
            (refused(&[Call]), Call, monday, Some((Why::Refusal, None))),
            (refused(&[Call]), Email, monday, None),
            // One call a day, whoever called; another channel is free.
            (
                person(&[("2026-11-23", Call)]),
                Call,
                monday,
                cap("2026-11-24T00:00:00.000000Z"),
            ),
            (person(&[("2026-11-23", Call)]), Email, monday, None),
            (person(&[("2026-11-22", Call)]), Call, monday, None),
            (person(&week), Email, monday, cap("2026-11-30T00:00:00.000000Z")),
            (person(&week[..2]), Email, monday, None),
            (company(&month), Email, monday, cap("2026-12-01T00:00:00.000000Z")),
            // 20:59 is possible, 21:00 isn't, nor is 07:59.
            (none.clone(), Call, at("2026-11-23T20:59:00"), None),
            (
                none.clone(),
                Call,
                at("2026-11-23T21:00:00"),
                quiet("2026-11-24T00:00:00.000000Z"),
            ),
            (
                none.clone(),
                Call,
                at("2026-11-24T07:59:00"),
                quiet("2026-11-24T00:00:00.000000Z"),
            ),
            (none.clone(), Call, at("2026-11-24T08:00:00"), None),
            // Friday night lasts until Monday, Saturday, too.
            (
                none.clone(),
                Call,
                at("2026-11-27T22:00:00"),
                quiet("2026-11-30T00:00:00.000000Z"),
            ),
            (
                none.clone(),
                Call,
                at("2026-11-28T12:00:00"),
                quiet("2026-11-30T00:00:00.000000Z"),
            ),
            (
                none.clone(),
                Call,
                When::On(day("2026-11-28")),
                quiet("2026-11-30T00:00:00.000000Z"),
            ),
            (none, Call, When::On(day("2026-11-30")), None),
        ];
        for (n, (facts, channel, when, expected)) in table.into_iter().enumerate() {
            assert_eq!(outcome(&facts, channel, when), expected, "case {n}");
        }
    }

    #[test]
    fn nothing_is_refused_where_nothing_is_ruled() {
        let busy = Facts {
            person: touches(&[("2026-11-23", Channel::Call); 50]),
            ..Facts::default()
        };
        for hour in 0..24 {
            let when = at(&format!("2026-11-28T{hour:02}:30:00"));
            let answer = decide(&Policy::default(), &calendar(), &busy, Channel::Call, when);
            assert_eq!(answer, Answer::Allowed);
        }
    }

    #[test]
    fn what_is_refused_until_then_is_possible_then() {
        let policy = policy();
        for half_hour in 0..14 * 48 {
            let from = Instant(day("2026-11-23").start(calendar().tz).0 + half_hour * 1_800_000_000);
            if let Answer::Refused(no) = decide(&policy, &calendar(), &Facts::default(), Channel::Call, When::At(from))
            {
                let until = no.until.unwrap();
                assert!(until > from);
                let then = decide(&policy, &calendar(), &Facts::default(), Channel::Call, When::At(until));
                assert_eq!(then, Answer::Allowed, "{}", from.to_rfc3339());
            }
        }
    }

    #[test]
    fn rules_read_as_sentences() {
        let words = words(&policy());
        let zh: Vec<&str> = words.iter().map(|t| t.zh.as_str()).collect();
        assert_eq!(zh[1], "同一个人每天最多 1 次电话，所有同事合计");
        assert_eq!(zh[2], "同一个人每周最多 3 次联系（不论方式），所有同事合计");
        assert_eq!(zh[4], "21:00 到次日 08:00 不打扰客户");
        assert_eq!(
            words[1].en,
            "One person is reached at most once by call a day, by all colleagues together"
        );
        assert_eq!(
            words[2].en,
            "One person is reached at most 3 times a week, by all colleagues together"
        );
        assert_eq!(words[4].en, "Nobody is disturbed from 21:00 to 08:00 the next day");
    }
}
