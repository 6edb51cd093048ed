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
    "好",
    "好的",
    "嗯",
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
    "ok",
    "okay",
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

/// One sign that does answer a closed question.
const SHORT_ANSWERS: &[&str] = &["是", "否", "有", "对", "会", "能", "要", "y", "n"];

/// Whether `text` is a placeholder rather than an answer.
pub fn is_thin(text: &str) -> bool {
    let plain: String = text.chars().map(half_width).flat_map(char::to_lowercase).collect();
    let plain = plain.replace('’', "'");
    let plain = plain.trim_matches(|c: char| {
        c.is_whitespace() || ".,;:!?-_~*#/\\|()[]{}<>\"'。，；：！？、…—（）【】“”".contains(c)
    });
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() || PLACEHOLDERS.contains(&words.as_str()) {
        return true;
    }
    let count = words.chars().count();
    if count == 1 {
        return !SHORT_ANSWERS.contains(&words.as_str());
    }
    count >= 3 && is_one_sign(&words)
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
    fn placeholders_are_found() {
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
            "1",
            "１",
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
            "5",
        ] {
            assert!(is_thin(text), "{text:?}");
        }
    }

    #[test]
    fn answers_are_left_alone() {
        for text in [
            "是",
            "否。",
            "有",
            "没有",
            "120",
            "11",
            "3 人",
            "王总",
            "财务部",
            "每月返工 40 小时",
            "no",
            "yes",
            "SAP",
            "Q3",
            "暂无预算，明年一月立项",
            "不知道谁拍板，小李去问",
            "test bench broke down",
            "谢谢",
        ] {
            assert!(!is_thin(text), "{text:?}");
        }
    }
}
