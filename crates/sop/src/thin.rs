//! Answers that only look like answers.

/// What people type to get past a field.
const PLACEHOLDERS: &[&str] = &[
    "无",
    "暂无",
    "没",
    "暂时没有",
    "无内容",
    "无所谓",
    "不知道",
    "不清楚",
    "不详",
    "不明",
    "不确定",
    "未知",
    "未定",
    "待定",
    "待确认",
    "待补充",
    "待填",
    "待问",
    "同上",
    "同前",
    "略",
    "空",
    "随便",
    "再说",
    "以后再说",
    "回头再说",
    "看情况",
    "说不好",
    "测试",
    "知道",
    "知道了",
    "我知道了",
    "了解",
    "了解了",
    "已了解",
    "明白",
    "明白了",
    "收到",
    "已沟通",
    "已确认",
    "沟通过了",
    "问过了",
    "如题",
    "见附件",
    "n/a",
    "na",
    "n.a",
    "none",
    "null",
    "nil",
    "nothing",
    "unknown",
    "unclear",
    "not sure",
    "dont know",
    "don't know",
    "do not know",
    "no idea",
    "no clue",
    "idk",
    "tbd",
    "tbc",
    "tba",
    "todo",
    "pending",
    "later",
    "same",
    "same as above",
    "see above",
    "as above",
    "ditto",
    "idem",
    "test",
    "testing",
    "got it",
    "noted",
    "understood",
    "i see",
    "done",
    "asked",
    "confirmed",
    "see attachment",
    "asd",
    "asdf",
    "qwe",
    "qwer",
    "qwerty",
    "abc",
    "1234",
    "12345",
    "123456",
    "xx",
];

/// What answers a closed question and tells nothing where a sentence is asked for.
const BARE: &[&str] = &[
    "是",
    "是的",
    "是啊",
    "不是",
    "否",
    "有",
    "有的",
    "有啊",
    "没有",
    "没有的",
    "对",
    "对的",
    "不对",
    "会",
    "会的",
    "不会",
    "能",
    "不能",
    "要",
    "不要",
    "需要",
    "不需要",
    "行",
    "不行",
    "可以",
    "可以的",
    "不可以",
    "好",
    "好的",
    "好吧",
    "嗯",
    "嗯嗯",
    "同意",
    "不同意",
    "没问题",
    "没错",
    "差不多",
    "还行",
    "还可以",
    "一般",
    "正常",
    "y",
    "n",
    "yes",
    "no",
    "yeah",
    "yep",
    "nope",
    "ok",
    "okay",
    "sure",
    "fine",
    "right",
    "correct",
    "agreed",
    "some",
    "they do",
    "they don't",
    "there is",
    "there are",
    "maybe",
    "so so",
];

/// What a text is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Worth {
    /// Nothing: it only fills the field.
    Nothing,
    /// A bare yes, no or figure: it answers what can be answered so, and no more.
    Bare,
    /// It says something.
    Something,
}

/// What `text` is worth.
pub(crate) fn worth(text: &str) -> Worth {
    let plain: String = text.chars().map(half_width).flat_map(char::to_lowercase).collect();
    let plain = plain.replace('’', "'");
    let plain = plain.trim_matches(|c: char| {
        c.is_whitespace() || ".,;:!?-_~*#/\\|()[]{}<>\"'。，；：！？、…—（）【】“”".contains(c)
    });
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let count = words.chars().count();
    if BARE.contains(&words.as_str()) || count == 1 && words.chars().all(|c| c.is_ascii_digit()) {
        return Worth::Bare;
    }
    let empty = count < 2 || PLACEHOLDERS.contains(&words.as_str()) || count >= 3 && is_one_sign(&words);
    if empty { Worth::Nothing } else { Worth::Something }
}

/// Whether `text` says nothing where a sentence is asked for: a placeholder, or a bare yes or no.
pub fn is_thin(text: &str) -> bool {
    worth(text) != Worth::Something
}

/// Whether it repeats one sign: 哈哈哈, aaaa, 1111.
fn is_one_sign(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| !c.is_whitespace());
    signs.next().is_some_and(|first| signs.all(|c| c == first))
}

/// Full-width letters, digits and signs as their ordinary forms.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_worth_nothing() {
        for text in [
            "",
            " ",
            "暂无",
            "暂无。",
            "无",
            "不知道",
            "N/A",
            "n/a.",
            "na",
            "NA",
            ".",
            "-",
            "——",
            "TBD",
            "待定",
            "同上",
            "test",
            "Ｔｅｓｔ",
            "aaaa",
            "1111",
            "哈哈哈",
            "。。。",
            "don’t know",
            "Don't  know!",
            "x",
            "Xx",
            "知道了",
            "了解。",
            "收到！",
            "已确认",
            "Got it.",
            "noted",
        ] {
            assert_eq!(worth(text), Worth::Nothing, "{text:?}");
            assert!(is_thin(text), "{text:?}");
        }
    }

    #[test]
    fn a_bare_yes_answers_only_what_can_be_answered_so() {
        for text in [
            "是",
            "是的。",
            "否。",
            "有",
            "有的",
            "没有",
            "对",
            "会",
            "能",
            "可以",
            "行！",
            "好",
            "好的",
            "嗯",
            "OK",
            "Ok.",
            "yes",
            "No!",
            "Ｙｅｓ",
            "sure",
            "y",
            "5",
            "１",
        ] {
            assert_eq!(worth(text), Worth::Bare, "{text:?}");
            assert!(is_thin(text), "{text:?}");
        }
    }

    #[test]
    fn answers_are_left_alone() {
        for text in [
            "120",
            "11",
            "3 人",
            "王总",
            "财务部",
            "每月返工 40 小时",
            "SAP",
            "Q3",
            "暂无预算，明年一月立项",
            "不知道谁拍板，小李去问",
            "有，每月两次",
            "没有预算",
            "是财务总监批",
            "好几个部门都在抱怨",
            "yes, twice a week",
            "no budget",
            "test bench broke down",
            "谢谢",
        ] {
            assert_eq!(worth(text), Worth::Something, "{text:?}");
            assert!(!is_thin(text), "{text:?}");
        }
    }
}
