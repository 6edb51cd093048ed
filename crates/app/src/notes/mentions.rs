//! Mentions in a remark are written `@[name](id)`: anybody can read the text, and the program knows who is meant. Pure.

use kernel::Id;

/// A piece of a remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text as it stands.
    Text(&'a str),
    /// Somebody: the name that was written, and who it is.
    Mention(&'a str, Id),
}

/// A remark in pieces. What only looks like a mention stays text.
pub fn parts(body: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let (mut text, mut at) = (0, 0);
    while let Some(start) = body[at..].find("@[").map(|i| at + i) {
        let Some((name, id, end)) = mention(body, start) else {
            at = start + 2;
            continue;
        };
        if text < start {
            found.push(Part::Text(&body[text..start]));
        }
        found.push(Part::Mention(name, id));
        (text, at) = (end, end);
    }
    if text < body.len() {
        found.push(Part::Text(&body[text..]));
    }
    found
}

/// The mention that begins at `start`: name, id, end.
fn mention(body: &str, start: usize) -> Option<(&str, Id, usize)> {
    let name_at = start + 2;
    let name_end = name_at + body[name_at..].find(']')?;
    let id_at = name_end + 2;
    let id_end = id_at + 36;
    let name = &body[name_at..name_end];
    let id = body.get(id_at..id_end)?.parse().ok()?;
    let closed = body.get(name_end..id_at) == Some("](") && body.get(id_end..=id_end) == Some(")");
    (closed && !name.is_empty() && !name.contains(['[', '\n'])).then_some((name, id, id_end + 1))
}

/// The remark as people read it.
pub fn plain(body: &str) -> String {
    let say = |part: &Part<'_>| match part {
        Part::Text(text) => (*text).to_owned(),
        Part::Mention(name, _) => format!("@{name}"),
    };
    parts(body).iter().map(say).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "01900000-0000-7000-8000-00000000000a";

    #[test]
    fn mentions_are_found_and_what_looks_like_one_stays_text() {
        let id: Id = A.parse().unwrap();
        let body = format!("请 @[林晓彤]({A}) 看一下 @[x](nobody) a@[b.c @[]({A}) @[李\n四]({A})@[Li Lei]({A})");
        let mentioned: Vec<_> = parts(&body)
            .into_iter()
            .filter(|p| matches!(p, Part::Mention(..)))
            .collect();
        assert_eq!(mentioned, [Part::Mention("林晓彤", id), Part::Mention("Li Lei", id)]);
        assert_eq!(plain(&format!("@[林晓彤]({A})：好")), "@林晓彤：好");
        for whole in [
            "",
            "@",
            "@[",
            "@[名",
            "@[名](",
            "普通文字",
            "@[名](01900000-0000-7000-8000-00000000000",
            "@[a](é00000000-0000-7000-8000-0000000000é)",
        ] {
            assert_eq!(plain(whole), whole);
        }
    }
}
