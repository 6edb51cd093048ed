//! The words that a text is found by. Chinese is cut into pairs of characters (so that any part of a name is found), and
//! gets its pinyin and initials from each word's beginning; other letters and digits make words as they stand.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jieba_rs::Jieba;
use pinyin::ToPinyin;

/// Characters of a word at most; longer ones are cut, in documents and in queries alike.
const WORD_CHARS: usize = 32;
/// Words of a document at most.
const DOC_WORDS: usize = 4000;
/// Texts longer than this many characters are found by their characters only, not by pinyin.
const PINYIN_CHARS: usize = 100;
/// Runs of Chinese up to this length read like a person's name: each of its characters can begin what is typed.
const NAME_CHARS: usize = 4;
/// The shortest end of a phone number that finds it.
const TAIL_DIGITS: usize = 4;
/// Words of a query at most.
const QUERY_WORDS: usize = 12;

/// Loads when the first Chinese text comes: it takes a tenth of a second and some 40 MB.
static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Readings that business names and surnames have beside the one that the table gives first.
const OTHER_READINGS: &[(char, &str)] = &[
    ('行', "hang"),
    ('长', "chang"),
    ('长', "zhang"),
    ('重', "chong"),
    ('重', "zhong"),
    ('乐', "yue"),
    ('乐', "le"),
    ('厦', "xia"),
    ('厦', "sha"),
    ('都', "du"),
    ('都', "dou"),
    ('调', "diao"),
    ('调', "tiao"),
    ('单', "shan"),
    ('单', "dan"),
    ('曾', "zeng"),
    ('解', "xie"),
    ('解', "jie"),
    ('仇', "qiu"),
    ('查', "zha"),
    ('查', "cha"),
    ('区', "ou"),
    ('区', "qu"),
    ('朴', "piao"),
    ('朴', "pu"),
    ('盖', "ge"),
    ('盖', "gai"),
    ('会', "kuai"),
    ('会', "hui"),
    ('藏', "zang"),
    ('藏', "cang"),
    ('传', "zhuan"),
    ('传', "chuan"),
    ('覃', "qin"),
    ('翟', "zhai"),
    ('缪', "miao"),
    ('盛', "sheng"),
    ('沈', "shen"),
    ('校', "jiao"),
    ('校', "xiao"),
    ('参', "can"),
    ('参', "shen"),
    ('佛', "fo"),
    ('降', "jiang"),
    ('便', "bian"),
    ('朝', "chao"),
    ('朝', "zhao"),
    ('贾', "jia"),
    ('石', "shi"),
    ('尉', "yu"),
    ('尉', "wei"),
    ('省', "sheng"),
    ('宿', "su"),
    ('洞', "dong"),
    ('蔚', "wei"),
    ('种', "chong"),
    ('种', "zhong"),
];

/// One word of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    /// The word.
    pub text: String,
    /// Whether words that begin with it count too.
    pub prefix: bool,
}

/// A text cut where the script changes; white space and signs are gone.
#[derive(Debug, PartialEq, Eq)]
enum Run {
    Han(String),
    Other(String),
}

/// Adds the words of a text.
pub(crate) fn add_text(text: &str, words: &mut Vec<String>) {
    let with_pinyin = text.chars().nth(PINYIN_CHARS).is_none();
    for run in runs(text) {
        match run {
            Run::Other(word) => words.push(word),
            Run::Han(run) => {
                let chars: Vec<char> = run.chars().collect();
                words.extend(chars.windows(2).map(String::from_iter));
                // A single character is looked for as the beginning of a pair; the last one begins none.
                words.extend(chars.last().map(ToString::to_string));
                if with_pinyin {
                    add_pinyin(&run, &chars, words);
                }
            }
        }
    }
}

/// Adds the words of a phone number or an e-mail address.
pub(crate) fn add_private(text: &str, words: &mut Vec<String>) {
    let digits = digits_of(text);
    if text.contains('@') || digits.len() <= TAIL_DIGITS {
        return add_text(text, words);
    }
    let tails = (0..=digits.len() - TAIL_DIGITS).filter_map(|from| digits.get(from..));
    words.extend(tails.map(|tail| cut(tail.chars())));
}

/// Puts the words in order, each once.
pub(crate) fn settle(words: &mut Vec<String>) {
    words.sort_unstable();
    words.dedup();
    words.truncate(DOC_WORDS);
}

/// The words that a query asks for; all of them are required.
pub(crate) fn query(text: &str) -> Vec<Term> {
    let phone = digits_of(text);
    let is_phone = phone.len() > TAIL_DIGITS
        && text
            .chars()
            .map(fold)
            .all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-()./".contains(c));
    if is_phone {
        return vec![Term {
            text: cut(phone.chars()),
            prefix: true,
        }];
    }
    let mut terms = Vec::new();
    for run in runs(text) {
        match run {
            Run::Other(text) => terms.push(Term { text, prefix: true }),
            Run::Han(run) => {
                let chars: Vec<char> = run.chars().collect();
                if let [only] = chars[..] {
                    terms.push(Term {
                        text: only.to_string(),
                        prefix: true,
                    });
                }
                terms.extend(chars.windows(2).map(|pair| Term {
                    text: pair.iter().collect(),
                    prefix: false,
                }));
            }
        }
    }
    terms.dedup();
    terms.truncate(QUERY_WORDS);
    terms
}

/// Whether a text has all the words that are asked for.
pub(crate) fn fits(text: &str, terms: &[Term]) -> bool {
    let mut words = Vec::new();
    add_text(text, &mut words);
    let has = |term: &Term| {
        words.iter().any(|word| {
            if term.prefix {
                word.starts_with(&term.text)
            } else {
                *word == term.text
            }
        })
    };
    terms.iter().all(has)
}

/// How like a name is to what was typed, without spaces and signs: 0 if it is the name, in letters, pinyin or initials; 1
/// if the name begins so; 2 if not.
pub(crate) fn likeness(name: &str, typed: &str) -> u8 {
    let plain = begins(squeezed(name).map(Some), typed);
    if plain < 2 || !typed.is_ascii() {
        return plain;
    }
    let chars: Vec<char> = squeezed(name).collect();
    let initials = begins(
        chars
            .iter()
            .map(|&c| c.to_pinyin().map_or(Some(c), |p| p.plain().chars().next())),
        typed,
    );
    initials.min(spells(&chars, typed))
}

/// A text for comparing names: lower case, without spaces and signs.
pub(crate) fn squeeze(text: &str) -> String {
    squeezed(text).collect()
}

fn squeezed(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .map(fold)
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
}

fn begins(mut name: impl Iterator<Item = Option<char>>, typed: &str) -> u8 {
    if typed.chars().all(|c| name.next() == Some(Some(c))) {
        u8::from(name.next().is_some())
    } else {
        2
    }
}

/// Whether `typed` is the pinyin of the characters, or begins it, in any of their usual readings.
fn spells(chars: &[char], typed: &str) -> u8 {
    let Some((&first, rest)) = chars.split_first() else {
        return if typed.is_empty() { 0 } else { 2 };
    };
    if typed.is_empty() {
        return 1;
    }
    let Some(reading) = first.to_pinyin() else {
        return typed.strip_prefix(first).map_or(2, |typed| spells(rest, typed));
    };
    let others = OTHER_READINGS
        .iter()
        .filter(|(c, _)| *c == first)
        .map(|(_, reading)| *reading);
    let all = std::iter::once(reading.plain()).chain(others);
    all.map(|reading| match typed.strip_prefix(reading) {
        Some(typed) => spells(rest, typed),
        None => {
            if reading.starts_with(typed) {
                1
            } else {
                2
            }
        }
    })
    .min()
    .unwrap_or(2)
}

/// Pinyin and initials from the beginning of each word to the end of the run.
fn add_pinyin(run: &str, chars: &[char], words: &mut Vec<String>) {
    let starts: Vec<usize> = if chars.len() <= NAME_CHARS {
        (0..chars.len()).collect()
    } else {
        // The search mode tells the words within words too: 技术 in 华为技术有限公司, which is a word of its own.
        JIEBA
            .cut_for_search(run, true)
            .iter()
            .map(|word| word.start)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect()
    };
    for reading in readings(chars) {
        for start in starts.iter().filter_map(|&start| reading.get(start..)) {
            words.push(cut(start.iter().flat_map(|syllable| syllable.chars())));
            words.push(cut(start.iter().filter_map(|syllable| syllable.chars().next())));
        }
    }
}

/// The syllables of a text, one for each character. Where characters have several usual readings the first two such
/// are varied: 长 in 长沙 and in 校长.
fn readings(chars: &[char]) -> Vec<Vec<String>> {
    let plain = |c: char| {
        c.to_pinyin()
            .map_or_else(|| c.to_string(), |reading| reading.plain().replace('ü', "v"))
    };
    let mut all = vec![chars.iter().map(|&c| plain(c)).collect::<Vec<_>>()];
    let varied = chars
        .iter()
        .enumerate()
        .filter(|(_, c)| OTHER_READINGS.iter().any(|(other, _)| other == *c))
        .take(2);
    for (i, c) in varied {
        for (_, reading) in OTHER_READINGS.iter().filter(|(other, _)| other == c) {
            let more: Vec<_> = all.iter().filter(|known| known[i] != *reading).cloned().collect();
            for mut other in more {
                other[i] = String::from(*reading);
                if !all.contains(&other) {
                    all.push(other);
                }
            }
        }
    }
    all
}

fn runs(text: &str) -> Vec<Run> {
    let mut all: Vec<Run> = Vec::new();
    let mut open = false;
    for c in text.chars().map(fold).flat_map(char::to_lowercase) {
        if !c.is_alphanumeric() {
            open = false;
            continue;
        }
        match (all.last_mut(), is_han(c)) {
            (Some(Run::Han(run)), true) if open => run.push(c),
            (Some(Run::Other(run)), false) if open => run.push(c),
            (_, true) => all.push(Run::Han(c.to_string())),
            (_, false) => all.push(Run::Other(c.to_string())),
        }
        open = true;
    }
    for run in &mut all {
        if let Run::Other(word) = run {
            *word = cut(word.chars());
        }
    }
    all
}

fn digits_of(text: &str) -> String {
    text.chars().map(fold).filter(char::is_ascii_digit).collect()
}

fn cut(chars: impl Iterator<Item = char>) -> String {
    chars.take(WORD_CHARS).collect()
}

/// Full-width letters, digits and signs become ordinary ones.
fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        add_text(text, &mut words);
        settle(&mut words);
        words
    }

    fn finds(query_text: &str, text: &str, private: bool) -> bool {
        let mut words = Vec::new();
        if private {
            add_private(text, &mut words);
        } else {
            add_text(text, &mut words);
        }
        let terms = query(query_text);
        !terms.is_empty()
            && terms.iter().all(|t| {
                words
                    .iter()
                    .any(|w| if t.prefix { w.starts_with(&t.text) } else { *w == t.text })
            })
    }

    #[test]
    fn names_are_found_as_people_type_them() {
        for (query, text) in [
            ("张三", "张三"),
            ("张", "张三"),
            ("三", "张三"),
            ("zs", "张三"),
            ("zhangsan", "张三"),
            ("zhang", "张三"),
            ("ZhangS", "张三"),
            ("zhang san", "张三"),
            ("san", "张三"),
            ("z", "张三"),
            ("张三", "张三丰"),
            ("sanfeng", "张三丰"),
            ("三丰", "联系人张三丰"),
            ("华为", "华为技术有限公司"),
            ("为技", "华为技术有限公司"),
            ("jishu", "华为技术有限公司"),
            ("hwjs", "华为技术有限公司"),
            ("有限公司", "华为技术有限公司"),
            ("yinhang", "中国工商银行"),
            ("zggsyh", "中国工商银行"),
            ("gongshangyinhang", "中国工商银行"),
            ("chongqing", "重庆长安汽车"),
            ("changan", "重庆长安汽车"),
            ("shanxiaoming", "单晓明"),
            ("lvyou", "旅游"),
            ("acme", "ACME Corp."),
            ("corp acm", "ACME Corp."),
            ("ＡＣＭＥ", "acme"),
            ("华为 2012", "华为2012实验室"),
            ("𠮷野", "𠮷野家"),
        ] {
            assert!(
                finds(query, text, false),
                "{query} should find {text}: {:?}",
                words(text)
            );
        }
        for (query, text) in [
            ("三张", "张三"),
            ("李", "张三"),
            ("zsf", "张三"),
            ("公华", "华为技术有限公司"),
            ("", "张三"),
            ("%", "张三"),
            ("me", "Acme"),
        ] {
            assert!(!finds(query, text, false), "{query} should not find {text}");
        }
    }

    #[test]
    fn phones_and_addresses_are_found_by_their_parts() {
        for (query, text) in [
            ("13812348000", "138 1234 8000"),
            ("138-1234-8000", "13812348000"),
            ("8000", "138-1234-8000"),
            ("48000", "13812348000"),
            ("138****8000", "13812348000"),
            ("138 1234 8000", "+86 138 1234 8000"),
            ("1381234", "+8613812348000"),
            ("１３８", "13812348000"),
            ("li.wei@example.com", "li.wei@example.com"),
            ("wei", "li.wei@example.com"),
            ("example", "li.wei@example.com"),
            ("li.w", "li.wei@example.com"),
        ] {
            assert!(finds(query, text, true), "{query} should find {text}");
        }
        for (query, text) in [
            ("000", "13812348000"),
            ("81234", "13812350000"),
            ("xample", "a@example.com"),
        ] {
            assert!(!finds(query, text, true), "{query} should not find {text}");
        }
    }

    #[test]
    fn words_stay_within_bounds() {
        assert!(words(&"x".repeat(5000))[0].len() <= WORD_CHARS);
        assert!(words(&"张三李四 a1 ".repeat(20_000)).len() <= DOC_WORDS);
        assert_eq!(query("a b c d e f g h i j k l m n").len(), QUERY_WORDS);
        assert!(words("").is_empty());
        assert_eq!(words("a\u{0}\"b' (c)"), ["a", "b", "c"]);
        for (name, typed, class) in [
            ("张 三", "张三", 0),
            ("张三", "zhangsan", 0),
            ("张三", "zs", 0),
            ("张三丰", "zs", 1),
            ("张三丰", "zhangs", 1),
            ("张三", "san", 2),
            ("重庆银行", "chongqingyinhang", 0),
            ("重庆银行", "zhongqing", 1),
            ("Acme 中国", "acmezg", 0),
            ("Acme 中国", "acmezhongguo", 0),
            ("Acme", "acme", 0),
            ("Acme", "acmes", 2),
            ("张三", "zhangsanfeng", 2),
            ("张三", "张三丰", 2),
            ("", "a", 2),
        ] {
            assert_eq!(likeness(name, typed), class, "{name} {typed}");
        }
    }
}
