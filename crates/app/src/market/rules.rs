//! Which words of a list a text has. Pure.

/// The words of a list, however they are parted.
pub(crate) fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split(['、', ',', '，', ';', '；', '/', '\n'])
        .map(str::trim)
        .filter(|word| !word.is_empty())
}

/// The first of `words` that `text` has, whatever its case. A short word of Latin letters must stand alone: "SAP" isn't in
/// "sapphire".
pub(crate) fn named<'w>(words: impl Iterator<Item = &'w str>, text: &str) -> Option<&'w str> {
    let text = text.to_lowercase();
    words.into_iter().find(|word| has(&text, &word.to_lowercase()))
}

fn has(text: &str, word: &str) -> bool {
    let latin = |c: char| c.is_ascii_alphanumeric();
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back().is_some_and(latin);
        let after = text[at + word.len()..].chars().next().is_some_and(latin);
        let begins = word.chars().next().is_some_and(latin);
        let ends = word.chars().next_back().is_some_and(latin);
        !((before && begins) || (after && ends))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_what_it_says() {
        for (list, text, expected) in [
            ("采购、供应链", "高级采购经理", Some("采购")),
            ("采购，供应链", "供应链总监", Some("供应链")),
            ("采购", "生产经理", None),
            ("SAP, Oracle", "they run sap today", Some("SAP")),
            ("SAP", "在用SAP系统", Some("SAP")),
            ("SAP", "a sapphire ring", None),
            ("IT", "with it", Some("IT")),
            ("IT", "with", None),
            (
                "Head of production",
                "Deputy head of Production",
                Some("Head of production"),
            ),
            ("", "采购", None),
            (" 、, ", "采购", None),
            ("采购", "", None),
        ] {
            assert_eq!(named(words(list), text), expected, "{list} in {text}");
        }
    }
}
