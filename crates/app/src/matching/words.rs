//! The reasons of suggestions in words.

use kernel::Lang;
use store::matching::Kind;

use super::judging::{ENOUGH, Record};
use crate::accounts::Account;

fn say(lang: Lang, zh: String, en: String) -> String {
    if lang == Lang::Zh { zh } else { en }
}

/// What like cases have in common.
pub fn like(lang: Lang, key: &str, value: &str) -> String {
    if key == Account::industry {
        say(
            lang,
            format!("「{value}」行业的已关闭商机"),
            format!("closed deals in {value}"),
        )
    } else {
        say(
            lang,
            format!("{value} 级客户的已关闭商机"),
            format!("closed deals with tier {value}"),
        )
    }
}

/// The same without anything in common.
pub fn all_deals(lang: Lang) -> String {
    say(lang, "已关闭的商机".into(), "closed deals".into())
}

/// Why a need brings a product.
pub fn reason(lang: Lang, kind: Kind, word: &str, what: &str) -> String {
    match kind {
        Kind::Fab => say(
            lang,
            format!("卖点「{what}」回应「{word}」"),
            format!("“{what}” answers “{word}”"),
        ),
        Kind::Can => say(
            lang,
            format!("能做到「{what}」，对应「{word}」"),
            format!("It can: {what} (“{word}”)"),
        ),
        Kind::Cannot => say(
            lang,
            format!("做不到「{what}」，客户提到「{word}」"),
            format!("It can't: {what} (the customer says “{word}”)"),
        ),
    }
}

/// That it is made for the customer's industry.
pub fn industry(lang: Lang, industry: &str) -> String {
    say(
        lang,
        format!("适用于「{industry}」行业"),
        format!("Made for {industry}"),
    )
}

/// That it is made for a segment the customer is in.
pub fn segment(lang: Lang, segment: &str) -> String {
    say(
        lang,
        format!("客户属于主攻的细分市场「{segment}」"),
        format!("The customer is in its segment “{segment}”"),
    )
}

fn share(x: f64) -> String {
    format!("{:.0}%", x * 100.0)
}

/// What a product won in like cases.
pub fn record(lang: Lang, record: &Record, (won, n): (u64, u64), like: &str) -> String {
    match record {
        Record::Few => say(
            lang,
            format!("{like}里含此产品的有 {n} 个，赢单 {won} 个：不足 {ENOUGH} 个，说明不了什么"),
            format!("{n} of the {like} had it, {won} won: fewer than {ENOUGH}, too few to say"),
        ),
        Record::Noise(i) => say(
            lang,
            format!(
                "{like}里含此产品的有 {n} 个，赢单 {won} 个（95% 区间 {}–{}）：与其余的差别可能只是偶然",
                share(i.low),
                share(i.high)
            ),
            format!(
                "{n} of the {like} had it, {won} won (95% interval {}–{}): the difference from the rest may be noise",
                share(i.low),
                share(i.high)
            ),
        ),
        Record::Better(i) => say(
            lang,
            format!(
                "{like}里含此产品的有 {n} 个，赢单 {won} 个（95% 区间 {}–{}），高于其余商机",
                share(i.low),
                share(i.high)
            ),
            format!(
                "{n} of the {like} had it, {won} won (95% interval {}–{}): more than the rest",
                share(i.low),
                share(i.high)
            ),
        ),
        Record::Worse(i) => say(
            lang,
            format!(
                "{like}里含此产品的有 {n} 个，赢单 {won} 个（95% 区间 {}–{}），低于其余商机",
                share(i.low),
                share(i.high)
            ),
            format!(
                "{n} of the {like} had it, {won} won (95% interval {}–{}): less than the rest",
                share(i.low),
                share(i.high)
            ),
        ),
    }
}
