//! Why an action can't be done, and what to do instead.

use kernel::{Code, Error, Instant, Text};

use crate::{Document, Lack};

/// Why an action can't be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The gate lacks these.
    GateNotMet(Vec<Lack>),
    /// The document has no such stage at all.
    NoStages,
    /// A run can't begin in this stage.
    CannotStart(String),
    /// The run has ended.
    Ended,
    /// The run rests.
    OnHold,
    /// The run doesn't rest.
    NotOnHold,
    /// It can be won only in the signing stage.
    NotSigning,
    /// It is won, so it can't be lost.
    AlreadyWon,
    /// It isn't lost, so there is nothing to take up again.
    NotLost,
    /// The stage doesn't lead there.
    NoWayTo(String),
    /// No way on is open.
    NoWayOn,
    /// The run hasn't been there, or signing lies between.
    NotVisited(String),
    /// There is no stage to go back to.
    NothingBehind,
    /// The stage has no such step.
    NotInStage(String),
    /// The step follows the data.
    FollowsData(String),
    /// The step is done or left out already.
    AlreadySettled(String),
    /// The step can't be done before this moment.
    NotYet(String, Instant),
    /// A reason is needed, not a placeholder.
    NeedsReason,
    /// The step can be left out only with consent.
    NeedsConsent(String),
    /// The step needs somebody who may approve.
    NeedsApprover(String),
    /// The end of the rest lies in the past.
    HeldIntoPast,
    /// The day it was lost lies in the future.
    LostInFuture,
}

impl Refusal {
    /// The error that answers it. What a gate lacks is added by [`missing`](crate::missing), in the asker's words.
    pub fn to_error(&self, document: &Document, tz: chrono_tz::Tz) -> Error {
        let text = self.text(document, tz);
        let code = match self {
            Self::GateNotMet(_) => Code::GateNotMet,
            Self::NeedsReason => return Error::field("/reason", Code::Required, text.zh, text.en),
            Self::HeldIntoPast => return Error::field("/until", Code::InvalidValue, text.zh, text.en),
            Self::LostInFuture => return Error::field("/closed_on", Code::InvalidValue, text.zh, text.en),
            Self::CannotStart(_) => return Error::field("/stage", Code::InvalidValue, text.zh, text.en),
            Self::NeedsConsent(_) | Self::NeedsApprover(_) => Code::Forbidden,
            _ => Code::WrongState,
        };
        Error::new(code).detail(text.zh, text.en)
    }

    /// What to tell people.
    pub fn text(&self, document: &Document, tz: chrono_tz::Tz) -> Text {
        let step = |key: &str| {
            let found = document.stages.iter().find_map(|s| s.step(key));
            found.map_or_else(|| Text::new(key, key), |s| s.title.clone())
        };
        let stage = |key: &str| {
            document
                .stage(key)
                .map_or_else(|| Text::new(key, key), |(_, s)| s.name.clone())
        };
        let of = |name: Text, zh: &str, en: &str| Text::new(zh.replace("{}", &name.zh), en.replace("{}", &name.en));
        let plain = Text::new;
        match self {
            Self::GateNotMet(lacks) => of(
                Text::new(lacks.len().to_string(), lacks.len().to_string()),
                "还有 {} 项要求没有满足，补齐后即可推进",
                "{} requirements are still missing; meet them, then move on",
            ),
            Self::NoStages => plain(
                "这份 SOP 里没有这个阶段，请联系销售运营",
                "The SOP has no such stage: tell sales operations",
            ),
            Self::CannotStart(key) => of(
                stage(key),
                "不能从「{}」开始：请从第一个阶段开始",
                "It can't begin in “{}”: begin in the first stage",
            ),
            Self::Ended => plain(
                "流程已经结束，不能再改",
                "The process has ended and can't be changed any more",
            ),
            Self::OnHold => plain("商机正在搁置：请先恢复，再继续", "It is on hold: resume it first"),
            Self::NotOnHold => plain(
                "商机没有搁置，不用恢复",
                "It isn't on hold, so there is nothing to resume",
            ),
            Self::NotSigning => match document.stages.iter().find(|s| s.signing) {
                Some(signing) => of(
                    signing.name.clone(),
                    "到「{}」阶段才能记为赢单：请先推进到该阶段",
                    "It can be won only in “{}”: move on to that stage first",
                ),
                None => plain(
                    "这份 SOP 没有赢单的阶段，请联系销售运营",
                    "The SOP has no stage to win in: tell sales operations",
                ),
            },
            Self::AlreadyWon => plain("已经赢单，不能再标记输单", "It is won already and can't be lost"),
            Self::NotLost => plain("只有输单的商机可以重新打开", "Only a lost deal can be reopened"),
            Self::NoWayTo(key) => of(
                stage(key),
                "从当前阶段不能推进到「{}」",
                "The present stage doesn't lead to “{}”",
            ),
            Self::NoWayOn => plain(
                "没有满足条件的后续阶段：请检查各分支的条件",
                "No stage after this one is open: see what its branches ask for",
            ),
            Self::NotVisited(key) => of(
                stage(key),
                "不能退回到「{}」：只能退回走过的阶段，赢单之后不能再退回到赢单之前",
                "It can't go back to “{}”: only to stages it has been in, and never across signing",
            ),
            Self::NothingBehind => plain("前面没有可以退回的阶段", "There is no stage to go back to"),
            Self::NotInStage(key) => of(step(key), "「{}」不在当前阶段", "“{}” isn't part of the present stage"),
            Self::FollowsData(key) => of(
                step(key),
                "「{}」按数据自动判断：补上相应的内容即会完成",
                "“{}” follows the data: it is done as soon as what it asks for is there",
            ),
            Self::AlreadySettled(key) => of(step(key), "「{}」已经完成或已跳过", "“{}” is done or left out already"),
            Self::NotYet(key, at) => {
                let at = at.to_utc().with_timezone(&tz).format("%Y-%m-%d %H:%M").to_string();
                of(
                    step(key),
                    &format!("「{{}}」要到 {at} 才能完成"),
                    &format!("“{{}}” can't be done before {at}"),
                )
            }
            Self::NeedsReason => plain(
                "请写明具体原因（“无”“暂无”之类不算）",
                "Give a reason in words; placeholders don't count",
            ),
            Self::NeedsConsent(key) => of(
                step(key),
                "跳过「{}」要经理同意：请提交例外申请",
                "Leaving out “{}” needs the manager's consent: ask for a waiver",
            ),
            Self::NeedsApprover(key) => of(
                step(key),
                "「{}」要由有审批权限的人完成：请找经理",
                "“{}” is for somebody who may approve: ask your manager",
            ),
            Self::HeldIntoPast => plain(
                "搁置的截止日期不能早于今天",
                "It can't rest until a day that has passed",
            ),
            Self::LostInFuture => plain("输单日期不能晚于今天", "It can't be lost on a day to come"),
        }
    }
}
