//! Why the next best step is the next best step, in words.

use kernel::{Instant, Lang};

use crate::missing::Asker;
use crate::{Kind, NextStep, Step};

/// Says reasons to the asker.
pub(crate) struct Reasons<'a> {
    pub(crate) asker: Asker<'a>,
}

impl Reasons<'_> {
    /// Why `next` comes next, with its time and what the author says of it.
    pub(crate) fn reason(&self, next: &NextStep, step: Option<&Step>, due: Option<Instant>) -> String {
        let zh = self.asker.lang() == Lang::Zh;
        let what = match (next, step) {
            (NextStep::Advance, _) => {
                if zh {
                    "本阶段的要求都已满足"
                } else {
                    "All this stage asks for is there"
                }
            }
            (NextStep::Exit(_), _) => {
                if zh {
                    "推进前必须满足"
                } else {
                    "Needed before moving on"
                }
            }
            (_, Some(step)) if step.required => {
                if zh {
                    "必做"
                } else {
                    "Required"
                }
            }
            (_, Some(step)) if step.kind == Kind::Questionnaire => {
                if zh {
                    "还有重要问题没有问清"
                } else {
                    "Important questions are still open"
                }
            }
            _ => {
                if zh {
                    "选做"
                } else {
                    "Optional"
                }
            }
        };
        let when = due.map(|due| self.when(due)).unwrap_or_default();
        let why = step
            .and_then(|s| s.why.as_ref())
            .map(|t| self.asker.say(t))
            .unwrap_or_default();
        match (zh, why.is_empty()) {
            (true, true) => format!("{what}，{when}"),
            (true, false) => format!("{what}，{when}。{why}"),
            (false, true) => format!("{what}, {when}"),
            (false, false) => format!("{what}, {when}. {why}"),
        }
    }

    /// A due time as people say it.
    fn when(&self, due: Instant) -> String {
        let (zh, tz) = (self.asker.lang() == Lang::Zh, self.asker.cx.workspace.calendar.tz);
        let days = due.day(tz).0 - self.asker.cx.now.day(tz).0;
        let date = due
            .day(tz)
            .to_date()
            .format(if zh { "%-m 月 %-d 日" } else { "%-d %B" })
            .to_string();
        let late = due < self.asker.cx.now;
        match (late, days, zh) {
            (true, 0, true) => "今天已超期".to_owned(),
            (true, 0, false) => "overdue since today".to_owned(),
            (true, _, true) => format!("已超期 {} 天", -days),
            (true, -1, false) => "overdue by 1 day".to_owned(),
            (true, _, false) => format!("overdue by {} days", -days),
            (false, 0, true) => "今天到期".to_owned(),
            (false, 0, false) => "due today".to_owned(),
            (false, 1, true) => "明天到期".to_owned(),
            (false, 1, false) => "due tomorrow".to_owned(),
            (false, _, true) => format!("{date}前完成"),
            (false, _, false) => format!("due by {date}"),
        }
    }
}
