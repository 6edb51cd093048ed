//! What a file may be called, and what its first bytes say it is. Pure.

/// Bytes at the beginning that tell what a file is.
pub const HEAD: usize = 4096;

/// Characters of a name at most.
const NAME: usize = 200;

/// A name as it can be shown and saved anywhere: without the path it came with, signs that can't be seen, or an order of writing
/// that hides what it ends with. Nothing if nothing is left.
pub fn clean(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.chars().filter(|c| !is_hidden(*c)).collect();
    let forbidden = |c: char| matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let shown: String = seen.chars().map(|c| if forbidden(c) { '_' } else { c }).collect();
    let shown = shown.trim().trim_end_matches(['.', ' ']);
    if shown.is_empty() || shown.chars().all(|c| c == '.') {
        return None;
    }
    Some(shortened(shown))
}

/// Signs that change how others are shown, or that nobody sees.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// Too long a name is cut before its ending.
fn shortened(name: &str) -> String {
    let length = name.chars().count();
    if length <= NAME {
        return name.to_owned();
    }
    let ending = ending(name).map(|e| format!(".{e}")).unwrap_or_default();
    let room = NAME - ending.chars().count();
    name.chars().take(room).chain(ending.chars()).collect()
}

/// What stands after the last point, if it is an ending at all.
fn ending(name: &str) -> Option<&str> {
    let (before, after) = name.rsplit_once('.')?;
    let ending =
        !before.is_empty() && (1..=10).contains(&after.len()) && after.bytes().all(|b| b.is_ascii_alphanumeric());
    ending.then_some(after)
}

/// What bytes are, by their beginning alone: what the sender says of them isn't asked.
pub fn sniff(head: &[u8]) -> &'static str {
    const SIGNS: &[(usize, &[u8], &str)] = &[
        (0, b"\x89PNG\r\n\x1a\n", "image/png"),
        (0, b"\xff\xd8\xff", "image/jpeg"),
        (0, b"GIF87a", "image/gif"),
        (0, b"GIF89a", "image/gif"),
        (8, b"WEBP", "image/webp"),
        (0, b"%PDF-", "application/pdf"),
        (0, b"PK\x03\x04", "application/zip"),
        (0, b"PK\x05\x06", "application/zip"),
        (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        (0, b"Rar!\x1a\x07", "application/vnd.rar"),
        (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
        (0, b"\x1f\x8b", "application/gzip"),
        (4, b"ftyp", "video/mp4"),
        (0, b"ID3", "audio/mpeg"),
        (0, b"OggS", "audio/ogg"),
        (8, b"WAVE", "audio/wav"),
    ];
    let known = SIGNS
        .iter()
        .find(|(at, sign, _)| head.get(*at..at + sign.len()) == Some(*sign));
    match known {
        Some((_, _, "image/webp" | "audio/wav")) if !head.starts_with(b"RIFF") => "application/octet-stream",
        Some((.., kind)) => kind,
        None => text(head).unwrap_or("application/octet-stream"),
    }
}

/// What kind of text it is, if it is one.
fn text(head: &[u8]) -> Option<&'static str> {
    let whole = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The last sign may be cut.
        Err(e) if head.len() - e.valid_up_to() < 4 && e.error_len().is_none() => {
            std::str::from_utf8(&head[..e.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    if whole
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
    {
        return None;
    }
    let lower = whole.to_ascii_lowercase();
    let has = |signs: &[&str]| signs.iter().any(|sign| lower.contains(sign));
    Some(if has(&["<svg"]) {
        "image/svg+xml"
    } else if has(&["<!doctype html", "<html", "<script", "<body", "<iframe"]) {
        "text/html"
    } else if lower.trim_start_matches('\u{feff}').trim_start().starts_with("<?xml") {
        "application/xml"
    } else {
        "text/plain"
    })
}

/// What a file is called by its kind where its bytes leave it open: an office document is a zip of a certain name. For showing
/// only.
pub fn kind(sniffed: &str, name: &str) -> String {
    let ending = ending(name).map(str::to_ascii_lowercase).unwrap_or_default();
    let open = "application/vnd.openxmlformats-officedocument";
    match (sniffed, ending.as_str()) {
        ("application/zip", "docx") => format!("{open}.wordprocessingml.document"),
        ("application/zip", "xlsx") => format!("{open}.spreadsheetml.sheet"),
        ("application/zip", "pptx") => format!("{open}.presentationml.presentation"),
        ("application/x-ole-storage", "doc") => "application/msword".to_owned(),
        ("application/x-ole-storage", "xls") => "application/vnd.ms-excel".to_owned(),
        ("application/x-ole-storage", "ppt") => "application/vnd.ms-powerpoint".to_owned(),
        ("text/plain", "csv") => "text/csv".to_owned(),
        _ => sniffed.to_owned(),
    }
}

/// How a file's type is said to a browser: never as one that it would run.
pub fn served(kind: &str) -> &'static str {
    match kind {
        "image/png" => "image/png",
        "image/jpeg" => "image/jpeg",
        "image/gif" => "image/gif",
        "image/webp" => "image/webp",
        "application/pdf" => "application/pdf",
        "text/plain" => "text/plain; charset=utf-8",
        "text/csv" => "text/csv; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Whether a small picture of it can be drawn.
pub fn is_shown(kind: &str) -> bool {
    matches!(
        kind,
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "application/pdf"
    )
}

/// `Content-Disposition` for a file to be saved: an ASCII name for old programs, the name itself for all others.
pub fn disposition(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ' | '(' | ')');
    let ascii: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let mut whole = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            whole.push(char::from(byte));
        } else {
            whole.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{whole}")
}

/// A range that begins behind the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beyond;

/// The bytes that a `Range` asks for, first and last: nothing for all of them, a refusal for what isn't there. Several ranges
/// at once are answered with the whole.
pub fn range(asked: Option<&str>, size: u64) -> Result<Option<(u64, u64)>, Beyond> {
    let Some(spans) = asked.and_then(|text| text.trim().strip_prefix("bytes=")) else {
        return Ok(None);
    };
    if spans.contains(',') {
        return Ok(None);
    }
    let Some((from, to)) = spans.split_once('-') else {
        return Ok(None);
    };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let digits = |text: &str| text.trim().bytes().all(|b| b.is_ascii_digit());
    if !digits(from) || !digits(to) {
        return Ok(None);
    }
    match (number(from), number(to)) {
        (Some(from), _) if from >= size => Err(Beyond),
        (Some(from), Some(to)) if to >= from => Ok(Some((from, to.min(size - 1)))),
        (Some(from), None) if to.trim().is_empty() => Ok(Some((from, size - 1))),
        (None, Some(0)) => Err(Beyond),
        (None, Some(_)) if size == 0 => Err(Beyond),
        (None, Some(last)) if from.trim().is_empty() => Ok(Some((size.saturating_sub(last), size - 1))),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_can_be_shown_and_saved_anywhere() {
        for (sent, kept) in [
            ("报价单.pdf", Some("报价单.pdf")),
            ("../../etc/passwd", Some("passwd")),
            ("..\\..\\windows\\system32\\a.dll", Some("a.dll")),
            ("/absolute/合同.docx", Some("合同.docx")),
            ("a\r\nSet-Cookie: x=1.txt", Some("aSet-Cookie_ x=1.txt")),
            ("invoice\u{202e}fdp.exe", Some("invoicefdp.exe")),
            ("a\u{200b}b\u{feff}.png", Some("ab.png")),
            ("nul\0.txt", Some("nul.txt")),
            ("  spaced . ", Some("spaced")),
            ("<script>alert(1)</script>.svg", Some("script_.svg")),
            ("..", None),
            (".", None),
            ("...", None),
            ("", None),
            ("\u{202e}\u{202d}", None),
            ("a/", None),
            (".htaccess", Some(".htaccess")),
            ("e\u{301}té.txt", Some("e\u{301}té.txt")),
        ] {
            assert_eq!(clean(sent).as_deref(), kept, "{sent:?}");
        }
        let long = clean(&format!("{}.tar.gz", "长".repeat(500))).unwrap();
        assert!(long.chars().count() == 200 && long.rsplit('.').next() == Some("gz"));
        assert_eq!(clean(&"x".repeat(300)).unwrap().len(), 200);
        // What was cleaned stays as it is.
        for name in ["a\u{202e}b. .", "长.pdf", "..x.."] {
            if let Some(once) = clean(name) {
                assert_eq!(clean(&once).as_deref(), Some(once.as_str()));
            }
        }
    }

    #[test]
    fn bytes_say_what_they_are() {
        for (head, kind) in [
            (&b"\x89PNG\r\n\x1a\n\0\0"[..], "image/png"),
            (b"\xff\xd8\xff\xe0", "image/jpeg"),
            (b"GIF89a<script>alert(1)</script>", "image/gif"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
            (b"XXXX\x10\0\0\0WEBPVP8 ", "application/octet-stream"),
            (b"%PDF-1.7\n", "application/pdf"),
            (b"PK\x03\x04....", "application/zip"),
            (
                b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
                "image/svg+xml",
            ),
            (b"<?xml version='1.0'?><!-- --><svg/>", "image/svg+xml"),
            (b"<?xml version='1.0'?><a/>", "application/xml"),
            (b"  <!DOCTYPE HTML><p>", "text/html"),
            (b"hello <SCRIPT>", "text/html"),
            ("名称,数量\n".as_bytes(), "text/plain"),
            (&"名".as_bytes()[..2], "text/plain"),
            (b"MZ\x90\0\x03", "application/octet-stream"),
            (b"\xff\xfe\0", "application/octet-stream"),
            (b"", "text/plain"),
        ] {
            assert_eq!(sniff(head), kind, "{head:?}");
        }
        assert_eq!(kind("application/zip", "a.XLSX").rsplit('.').next(), Some("sheet"));
        assert_eq!(kind("text/html", "a.docx"), "text/html");
        for kind in ["image/svg+xml", "text/html", "application/xml", "application/zip"] {
            assert_eq!(served(kind), "application/octet-stream");
        }
    }

    #[test]
    fn a_name_in_a_header_breaks_out_of_nothing() {
        assert_eq!(
            disposition("报价 \"1\".pdf"),
            "attachment; filename=\"__ _1_.pdf\"; filename*=UTF-8''%E6%8A%A5%E4%BB%B7%20%221%22.pdf"
        );
        let text = disposition("a\r\nb;c=\\\"");
        assert!(text.is_ascii() && !text.contains(['\r', '\n', '\\']));
    }

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        for (asked, size, found) in [
            (None, 10, Ok(None)),
            (Some("bytes=0-4"), 10, Ok(Some((0, 4)))),
            (Some("bytes=5-"), 10, Ok(Some((5, 9)))),
            (Some("bytes=-3"), 10, Ok(Some((7, 9)))),
            (Some("bytes=-30"), 10, Ok(Some((0, 9)))),
            (Some("bytes=0-99"), 10, Ok(Some((0, 9)))),
            (Some("bytes=10-"), 10, Err(Beyond)),
            (Some("bytes=-0"), 10, Err(Beyond)),
            (Some("bytes=4-2"), 10, Ok(None)),
            (Some("bytes=0-1,3-4"), 10, Ok(None)),
            (Some("lines=1-2"), 10, Ok(None)),
            (Some("bytes=a-b"), 10, Ok(None)),
            (Some("bytes=99999999999999999999-"), 10, Ok(None)),
        ] {
            assert_eq!(range(asked, size), found, "{asked:?}");
        }
    }
}
