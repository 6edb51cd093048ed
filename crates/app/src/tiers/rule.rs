//! The rule as the company states it.

use kernel::{Code, Currency, Day, Error, Id, Result, Unit};
use records::{Condition, Cx, bind};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::TIERS;
use crate::accounts::Account;

/// How tiers come about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// By which figures.
    pub way: Way,
    /// The tiers from the best on: two to five.
    pub tiers: Vec<Tier>,
    /// Over how many months figures count; all time if none.
    pub months: Option<u32>,
    /// The currency of the deals that count.
    pub currency: String,
}

/// A tier: its key is its place, A to E.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tier {
    /// What the company calls it; its letter if nothing is said.
    pub name: String,
    /// Contacted at least every so many days.
    pub every_days: Option<u32>,
    /// The team that serves it.
    pub team: Option<Id>,
}

/// The ways there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Way {
    /// By the share of what was won: those who bring the first so many percent together, then the next.
    Abc {
        /// Cumulative percents, one less than tiers.
        shares: Vec<u32>,
    },
    /// By how recently, how often and for how much they bought: each 1 to 5, added up.
    Rfm {
        /// The sum from which on an account is in a tier, one less than tiers.
        sums: Vec<i64>,
    },
    /// By points of the company's own.
    Points {
        /// What gives points.
        parts: Vec<Part>,
        /// The points from which on an account is in a tier, one less than tiers.
        from: Vec<i64>,
    },
}

/// Something that gives points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// In the company's words.
    pub name: String,
    /// How many.
    pub points: i64,
    /// A kept figure that is to be reached …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<Figure>,
    /// … and how much of it: whole units of money, deals, or days at most since the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<i64>,
    /// Or a condition on the account: its size, its group, its people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Json>,
}

/// A figure of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Figure {
    /// Money won: value.
    Won,
    /// Deals won: repurchase.
    Wins,
    /// Days since the last deal won, at most.
    Recency,
    /// Money under way: potential.
    Open,
}

impl Rule {
    /// Reads and checks a rule.
    pub fn read(cx: &Cx, body: &Map<String, Json>) -> Result<Self> {
        let rule: Self = serde_json::from_value(Json::Object(body.clone())).map_err(|e| {
            wrong(
                "/rule",
                format!("规则的写法不对：{e}"),
                format!("The rule isn't written rightly: {e}"),
            )
        })?;
        rule.check(cx)?;
        Ok(rule)
    }

    fn check(&self, cx: &Cx) -> Result<()> {
        let n = self.tiers.len();
        if !(2..=TIERS.len()).contains(&n) {
            return Err(wrong("/tiers", "等级为 2 到 5 个", "There are two to five tiers"));
        }
        if Currency::parse(&self.currency).is_none() {
            return Err(wrong(
                "/currency",
                "币种应为三位大写字母，如 CNY",
                "A currency is three capital letters, such as CNY",
            ));
        }
        if self.months.is_some_and(|m| !(1..=120).contains(&m)) {
            return Err(wrong(
                "/months",
                "统计期为 1 到 120 个月，留空表示全部时间",
                "The period is 1 to 120 months, or nothing for all time",
            ));
        }
        for (i, tier) in self.tiers.iter().enumerate() {
            if tier.name.chars().count() > 20 {
                return Err(wrong(
                    format!("/tiers/{i}/name"),
                    "等级名称最多 20 字",
                    "A tier's name has 20 characters at most",
                ));
            }
            if tier.every_days.is_some_and(|d| !(1..=730).contains(&d)) {
                return Err(wrong(
                    format!("/tiers/{i}/every_days"),
                    "联系间隔为 1 到 730 天",
                    "A cadence is 1 to 730 days",
                ));
            }
        }
        match &self.way {
            Way::Abc { shares } => {
                let within = shares.iter().all(|s| (1..100).contains(s));
                if shares.len() + 1 != n || !within || !shares.is_sorted_by(|a, b| a < b) {
                    return Err(wrong(
                        "/way/abc/shares",
                        "累计占比应逐级增大，介于 1 与 99 之间，比等级少一个，例如 80、95",
                        "Cumulative shares grow, lie between 1 and 99, and are one fewer than tiers: 80 and 95, for instance",
                    ));
                }
            }
            Way::Rfm { sums } => {
                let within = sums.iter().all(|s| (3..=15).contains(s));
                if sums.len() + 1 != n || !within || !sums.is_sorted_by(|a, b| a > b) {
                    return Err(wrong(
                        "/way/rfm/sums",
                        "得分线应逐级减小，介于 3 与 15 之间，比等级少一个，例如 12、8",
                        "The sums fall, lie between 3 and 15, and are one fewer than tiers: 12 and 8, for instance",
                    ));
                }
            }
            Way::Points { parts, from } => {
                if from.len() + 1 != n || !from.is_sorted_by(|a, b| a > b) {
                    return Err(wrong(
                        "/way/points/from",
                        "分数线应逐级减小，比等级少一个，例如 60、30",
                        "The lines fall and are one fewer than tiers: 60 and 30, for instance",
                    ));
                }
                check_parts(cx, parts)?;
            }
        }
        Ok(())
    }

    /// The conditions that give points, in their order.
    pub fn conditions(&self) -> Result<Vec<Condition>> {
        match &self.way {
            Way::Points { parts, .. } => parts
                .iter()
                .filter_map(|p| p.condition.as_ref())
                .map(Condition::parse)
                .collect(),
            _ => Ok(Vec::new()),
        }
    }

    /// The first day that counts.
    pub fn since(&self, today: Day) -> Option<Day> {
        let months = i32::try_from(self.months?).unwrap_or(120);
        Some(Unit::Month.step(today, -months))
    }

    /// The key of a tier by its place.
    pub fn key(place: usize) -> &'static str {
        TIERS.get(place).map_or("E", |(key, ..)| key)
    }

    /// A tier by its key.
    pub fn tier(&self, key: &str) -> Option<&Tier> {
        let place = TIERS.iter().position(|(k, ..)| *k == key)?;
        self.tiers.get(place)
    }

    /// What a tier is called.
    pub fn name(&self, key: &str) -> String {
        match self.tier(key) {
            Some(tier) if !tier.name.trim().is_empty() => format!("{key} · {}", tier.name.trim()),
            _ => key.to_owned(),
        }
    }
}

fn check_parts(cx: &Cx, parts: &[Part]) -> Result<()> {
    if parts.is_empty() || parts.len() > 20 {
        return Err(wrong(
            "/way/points/parts",
            "计分项为 1 到 20 项",
            "There are 1 to 20 parts that give points",
        ));
    }
    let system = cx.as_system();
    let object = system.object(Account::OBJECT)?;
    for (i, part) in parts.iter().enumerate() {
        let at = |key: &str| format!("/way/points/parts/{i}/{key}");
        if part.name.trim().is_empty() || part.name.chars().count() > 60 {
            return Err(wrong(
                at("name"),
                "请给这一项起个名字，最多 60 字",
                "Name the part in 60 characters at most",
            ));
        }
        if !(-100..=100).contains(&part.points) || part.points == 0 {
            return Err(wrong(
                at("points"),
                "分值为 -100 到 100，不为 0",
                "Points are -100 to 100 and not 0",
            ));
        }
        match (&part.figure, &part.condition) {
            (Some(_), None) => {
                if !part.at_least.is_some_and(|n| (0..=1_000_000_000_000).contains(&n)) {
                    return Err(wrong(
                        at("at_least"),
                        "请填写要达到多少",
                        "Say how much is to be reached",
                    ));
                }
            }
            (None, Some(condition)) => {
                let condition = Condition::parse(condition).map_err(|e| e.within(&at("condition")))?;
                bind(&condition, object, cx).map_err(|e| e.within(&at("condition")))?;
            }
            _ => {
                return Err(wrong(
                    at("figure"),
                    "请选择一个指标或一个条件",
                    "Choose either a figure or a condition",
                ));
            }
        }
    }
    Ok(())
}

fn wrong(at: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Error {
    Error::field(at, Code::InvalidValue, zh, en)
}
