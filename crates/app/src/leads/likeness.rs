//! When two people or companies are likely the same: by what is left of a phone number, an address, a company's name when
//! the ways of writing them are taken away.

/// Digits by which a phone number is known: no signs, no prefix of China. `None` for what is too short to tell.
pub fn phone_key(text: &str) -> Option<String> {
    // Extensions belong to the same line.
    let line = text.split(['转', 'x', 'X', '#', ',', '*']).next().unwrap_or_default();
    let digits: String = line.chars().filter_map(plain_digit).collect();
    // A nought in front of a mobile number is an old habit, with the prefix of China and without.
    let local = ["0086", "86", ""].into_iter().find_map(|prefix| {
        let rest = digits.strip_prefix(prefix)?;
        let rest = rest.strip_prefix('0').unwrap_or(rest);
        (rest.len() == 11 && rest.starts_with('1')).then(|| rest.to_owned())
    });
    Some(local.unwrap_or(digits)).filter(|d| d.len() >= 7)
}

fn plain_digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        // Full-width digits.
        '\u{ff10}'..='\u{ff19}' => char::from_u32(u32::from(c) - 0xff10 + 0x30),
        _ => None,
    }
}

/// An e-mail address as it is compared.
pub fn email_key(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    text.contains('@').then_some(text)
}

/// What says nothing about which company it is, longest first.
const FORMS: [&str; 22] = [
    "股份有限责任公司",
    "股份有限公司",
    "集团有限公司",
    "有限责任公司",
    "有限公司",
    "股份公司",
    "总公司",
    "分公司",
    "集团公司",
    "集团",
    "公司",
    "incorporated",
    "corporation",
    "company",
    "limited",
    "gmbh",
    "corp",
    "inc",
    "ltd",
    "llc",
    "plc",
    "co",
];

/// A company's name without its legal form, signs and spaces. `None` if nothing tells it apart.
pub fn company_key(text: &str) -> Option<String> {
    company_words(text).map(|words| words.replace(' ', ""))
}

/// The words of a company's name without its legal form.
pub fn company_words(text: &str) -> Option<String> {
    let folded: String = text.chars().map(half_width).collect::<String>().to_lowercase();
    let mut words: Vec<String> = Vec::new();
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        words.push(word.to_owned());
    }
    // Legal forms stand at the end: as words of their own, or as the last characters of a Chinese name.
    while words.len() > 1 && words.last().is_some_and(|w| FORMS.contains(&w.as_str())) {
        words.pop();
    }
    let mut key = words.join(" ");
    while let Some(rest) = FORMS
        .iter()
        .filter(|form| !form.is_ascii())
        .find_map(|form| key.strip_suffix(form))
        .filter(|rest| !rest.trim().is_empty())
    {
        key = rest.trim().to_owned();
    }
    (key.chars().count() >= 2).then_some(key)
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// A person's name as it is compared.
pub fn name_key(text: &str) -> String {
    let folded = text.chars().map(half_width).collect::<String>().to_lowercase();
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_of_writing_a_phone_number() {
        for text in [
            "13800138000",
            "138 0013 8000",
            "138-0013-8000",
            "+86 138 0013 8000",
            "0086-13800138000",
            "8613800138000",
            "１３８００１３８０００",
            "13800138000 转 8",
            "013800138000",
            "+86 (0)138 0013 8000",
        ] {
            assert_eq!(phone_key(text).as_deref(), Some("13800138000"), "{text}");
        }
        assert_eq!(phone_key("021-5566 7788").as_deref(), Some("02155667788"));
        assert_eq!(phone_key("8001"), None);
        assert_eq!(phone_key("转 8"), None);
    }

    #[test]
    fn ways_of_writing_a_company() {
        for (text, key) in [
            ("上海启航智造有限公司", Some("上海启航智造")),
            ("上海启航智造 股份有限公司", Some("上海启航智造")),
            ("启航（上海）智造集团有限公司", Some("启航上海智造")),
            ("启航(上海)智造", Some("启航上海智造")),
            ("Acme Tools Co., Ltd.", Some("acmetools")),
            ("ACME TOOLS Inc", Some("acmetools")),
            ("Ａｃｍｅ　Tools", Some("acmetools")),
            ("公司", Some("公司")),
            ("—", None),
            ("", None),
        ] {
            assert_eq!(company_key(text).as_deref(), key, "{text}");
        }
    }

    #[test]
    fn ways_of_writing_an_address_and_a_name() {
        assert_eq!(email_key(" Zhao@Example.COM ").as_deref(), Some("zhao@example.com"));
        assert_eq!(email_key("none"), None);
        assert_eq!(name_key("Li, Wei"), name_key("li wei"));
    }
}
