//! What follows from answers and reporting lines; nothing is read or written here.

use std::collections::BTreeMap;

use kernel::{Id, Text};

/// The choices of a question: one on each line, the English beside the Chinese after a bar.
pub(super) fn choices(lines: &str) -> Vec<Text> {
    let lines = lines.lines().map(str::trim).filter(|l| !l.is_empty());
    lines
        .map(|line| {
            let (zh, en) = line.split_once('|').unwrap_or((line, line));
            Text::new(zh.trim(), en.trim())
        })
        .collect()
}

/// How an answer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing was said.
    Open,
    /// It says something.
    Answered,
    /// It only looks like an answer.
    Thin,
    /// The customer can't say yet, and the day by which they can hasn't passed.
    Waiting,
    /// That day has passed.
    Late,
}

impl Standing {
    /// Whether it counts towards coverage.
    pub fn covered(self) -> bool {
        matches!(self, Self::Answered | Self::Waiting)
    }

    /// Its name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Thin => "thin",
            Self::Waiting => "waiting",
            Self::Late => "late",
        }
    }
}

/// Why an important question that isn't covered is worth the next talk.
pub(super) fn reason(standing: Standing, part: &str) -> Text {
    match (standing, part) {
        (Standing::Thin, _) => Text::new(
            "已有的回答太笼统，换个问法问到具体的事和数字",
            "The answer so far is too general: ask again for a case or a figure",
        ),
        (Standing::Late, _) => Text::new(
            "约好能知道的日子已经过了，该回头问了",
            "The day by which they would know has passed: ask again",
        ),
        (_, "s") => Text::new(
            "还不了解现状，后面的问题没有依据",
            "How it is done today isn't known yet; the other questions rest on it",
        ),
        (_, "p") => Text::new(
            "还没有听客户亲口说出难点",
            "The customer hasn't named the trouble in their own words yet",
        ),
        (_, "i") => Text::new(
            "还不知道不解决的代价，谈不上值不值",
            "What inaction costs isn't known, so nothing says whether it is worth it",
        ),
        (_, "n") => Text::new(
            "好处还没有由客户自己说出来，方案少了依据",
            "The customer hasn't named the benefit, so the solution lacks its reason",
        ),
        _ => Text::new("重要的问题还没有回答", "An important question has no answer yet"),
    }
}

/// Whether somebody would report to themselves, over others, if `from` reported to `to`.
pub(super) fn turns_back(lines: &BTreeMap<Id, Id>, from: Id, to: Id) -> bool {
    let mut at = Some(to);
    // Longer than there are people it can't be without a ring.
    for _ in 0..lines.len() + 2 {
        match at {
            Some(id) if id == from => return true,
            Some(id) => at = lines.get(&id).copied(),
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use kernel::{IdSource as _, Instant, SeededIds};

    use super::*;

    #[test]
    fn choices_are_lines_in_one_language_or_two() {
        let found = choices("自建 | In-house\n\n 外包 \n");
        assert_eq!(found, [Text::new("自建", "In-house"), Text::new("外包", "外包")]);
        assert!(choices(" \n").is_empty());
    }

    #[test]
    fn only_what_is_said_or_promised_covers_a_question() {
        let covered = [
            (Standing::Open, false),
            (Standing::Answered, true),
            (Standing::Thin, false),
            (Standing::Waiting, true),
            (Standing::Late, false),
        ];
        for (standing, expected) in covered {
            assert_eq!(standing.covered(), expected, "{standing:?}");
        }
    }

    #[test]
    fn reasons_differ_by_what_is_lacking() {
        let all = [
            reason(Standing::Thin, "i"),
            reason(Standing::Late, "i"),
            reason(Standing::Open, "s"),
            reason(Standing::Open, "p"),
            reason(Standing::Open, "i"),
            reason(Standing::Open, "n"),
            reason(Standing::Open, "other"),
        ];
        for (i, one) in all.iter().enumerate() {
            assert!(all.iter().skip(i + 1).all(|other| other != one), "{one:?}");
        }
    }

    #[test]
    fn nobody_reports_to_themselves() {
        let ids = SeededIds::new(1);
        let [a, b, c, d] = [(); 4].map(|()| ids.next(Instant(0)));
        let lines = BTreeMap::from([(a, b), (b, c)]);
        for (from, to, expected) in [
            (a, a, true),
            (c, a, true),
            (c, b, true),
            (a, c, false),
            (d, a, false),
            (c, d, false),
        ] {
            assert_eq!(turns_back(&lines, from, to), expected);
        }
    }
}
