//! The order of people's and companies' names.

use pinyin::ToPinyin;

/// The key that a name sorts by, bytewise: Chinese by pinyin with tone, other letters in lower case, so that 李 stands
/// among the L. The name itself follows, so that equal readings have an order too.
pub fn sort_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len() * 3);
    for (c, reading) in name.chars().zip(name.to_pinyin()) {
        if let Some(reading) = reading {
            key.push_str(reading.with_tone_num_end());
            key.push(' ');
        } else {
            key.extend(c.to_lowercase());
        }
    }
    key.push('\u{1}');
    key.push_str(name);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_by_pinyin_among_latin_ones() {
        let mut names = ["张三", "Acme", "李四", "王五", "阿里", "lima", "Zeta", "陈佳怡", "成都"];
        names.sort_by_key(|n| sort_key(n));
        assert_eq!(
            names,
            ["阿里", "Acme", "陈佳怡", "成都", "李四", "lima", "王五", "Zeta", "张三"]
        );
    }
}
