//! Tiers and their reasons in words.

use kernel::{Text, format_minor};

use super::rule::{Figure, Rule, Way};
use super::rules::Why;

/// Why an account is in its tier.
pub fn why(rule_name: &str, why: &Why) -> Text {
    let (zh, en) = match why {
        Why::Nothing { months } => (
            format!("{}没有成交", span(*months).zh),
            format!("nothing was won {}", span(*months).en),
        ),
        Why::Abc {
            won,
            currency,
            rank,
            of,
            before,
            line,
            months,
        } => {
            let (won, before) = (amount(*won, currency), format_minor(i128::from(*before), 2));
            let span = span(*months);
            let limit = match line {
                Some(line) => (format!("未到 {line}%"), format!("less than {line}%")),
                None => ("已超过各级的线".to_owned(), "beyond every line".to_owned()),
            };
            (
                format!(
                    "{}成交 {won}，在 {of} 家有成交的客户中排第 {rank}；排在前面的客户合计占 {before}%，{}",
                    span.zh, limit.0
                ),
                format!(
                    "{won} won {}, number {rank} of {of} that bought; those before it bring {before}%, {}",
                    span.en, limit.1
                ),
            )
        }
        Why::Rfm {
            r,
            f,
            m,
            days,
            wins,
            won,
            currency,
        } => {
            let won = amount(*won, currency);
            let sum = r + f + m;
            (
                format!(
                    "{days} 天前最近一次成交（{r} 分），成交 {wins} 次（{f} 分），共 {won}（{m} 分），合计 {sum} 分"
                ),
                format!("last bought {days} days ago ({r}), {wins} times ({f}), for {won} ({m}): {sum} of 15"),
            )
        }
        Why::Points { total, parts } => {
            let list = |colon: &str, sep: &str| {
                parts
                    .iter()
                    .map(|(name, n)| format!("{name}{colon}{n:+}"))
                    .collect::<Vec<_>>()
                    .join(sep)
            };
            if parts.is_empty() {
                ("没有得分项".to_owned(), "nothing gave points".to_owned())
            } else {
                (
                    format!("{total} 分：{}", list(" ", "，")),
                    format!("{total} points: {}", list(" ", ", ")),
                )
            }
        }
    };
    Text::new(format!("{zh}，因此为 {rule_name}"), format!("{en}; hence {rule_name}"))
}

/// Whole units, in groups of three.
fn amount(hundredths: i64, currency: &str) -> String {
    let digits = (hundredths / 100).unsigned_abs().to_string();
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{currency} {sign}{grouped}")
}

fn span(months: Option<u32>) -> Text {
    match months {
        Some(n) => Text::new(format!("最近 {n} 个月"), format!("in the last {n} months")),
        None => Text::new("累计", "of all time"),
    }
}

/// The rule in words, a sentence each.
pub fn rule(rule: &Rule) -> Vec<Text> {
    let span = span(rule.months);
    let mut all = Vec::new();
    let names: Vec<String> = (0..rule.tiers.len()).map(|i| rule.name(Rule::key(i))).collect();
    match &rule.way {
        Way::Abc { shares } => {
            all.push(Text::new(
                format!("按{}成交额从高到低排列（只计 {}）", span.zh, rule.currency),
                format!(
                    "Accounts stand in the order of what was won {} (in {})",
                    span.en, rule.currency
                ),
            ));
            for (i, share) in shares.iter().enumerate() {
                all.push(Text::new(
                    format!("排在前面的客户累计不到 {share}% 的，为 {}", names[i]),
                    format!("Where those before bring less than {share}%, it is {}", names[i]),
                ));
            }
        }
        Way::Rfm { sums } => {
            all.push(Text::new(
                format!(
                    "按{}最近成交、成交次数、成交金额（{}）各打 1 到 5 分，五等分",
                    span.zh, rule.currency
                ),
                format!(
                    "How recently, how often and for how much they bought {} ({}) give 1 to 5 each, by fifths",
                    span.en, rule.currency
                ),
            ));
            for (i, sum) in sums.iter().enumerate() {
                all.push(Text::new(
                    format!("三项合计 {sum} 分及以上，为 {}", names[i]),
                    format!("{sum} and more is {}", names[i]),
                ));
            }
        }
        Way::Points { parts, from } => {
            for part in parts {
                all.push(part_words(part, &span, &rule.currency));
            }
            for (i, line) in from.iter().enumerate() {
                all.push(Text::new(
                    format!("{line} 分及以上，为 {}", names[i]),
                    format!("{line} points and more are {}", names[i]),
                ));
            }
        }
    }
    if let Some(last) = names.last() {
        all.push(Text::new(format!("其余为 {last}"), format!("The rest is {last}")));
    }
    for (tier, name) in rule.tiers.iter().zip(&names) {
        if let Some(days) = tier.every_days {
            all.push(Text::new(
                format!("{name}：至少每 {days} 天联系一次"),
                format!("{name}: contacted at least every {days} days"),
            ));
        }
    }
    all
}

fn part_words(part: &super::rule::Part, span: &Text, currency: &str) -> Text {
    let n = part.at_least.unwrap_or_default();
    let (zh, en) = match part.figure {
        Some(Figure::Won) => (
            format!("{}成交满 {currency} {n}", span.zh),
            format!("{currency} {n} won {}", span.en),
        ),
        Some(Figure::Wins) => (
            format!("{}成交 {n} 次以上", span.zh),
            format!("{n} deals won {}", span.en),
        ),
        Some(Figure::Recency) => (format!("{n} 天内有成交"), format!("bought within {n} days")),
        Some(Figure::Open) => (
            format!("在谈金额满 {currency} {n}"),
            format!("{currency} {n} under way"),
        ),
        None => ("符合条件".to_owned(), "fulfils its condition".to_owned()),
    };
    Text::new(
        format!("{}（{zh}）：{:+} 分", part.name, part.points),
        format!("{} ({en}): {:+}", part.name, part.points),
    )
}
