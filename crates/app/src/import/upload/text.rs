//! The text of a file: which encoding it is in, and whether that is certain.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use kernel::{Error, Result};

use super::fault::unreadable;

/// The encodings that can be chosen: key and name.
pub const ENCODINGS: [(&str, &str); 6] = [
    ("utf-8", "UTF-8"),
    ("gb18030", "GBK / GB18030"),
    ("big5", "Big5"),
    ("utf-16le", "UTF-16 LE"),
    ("utf-16be", "UTF-16 BE"),
    ("windows-1252", "Windows-1252"),
];

/// A file's text. What isn't of the encoding reads as U+FFFD.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The text without a byte order mark.
    pub text: String,
    /// The key of the encoding.
    pub encoding: &'static str,
    /// Whether the file leaves no doubt, or somebody said so.
    pub sure: bool,
}

/// Reads the text of a file, in the encoding that was chosen or else the one that it seems to be in.
pub fn decode(bytes: &[u8], chosen: Option<&str>) -> Result<Decoded> {
    sniff(bytes)?;
    let (encoding, sure) = match chosen {
        Some(key) => {
            let known = ENCODINGS.iter().find(|(k, _)| *k == key).map(|(k, _)| *k);
            (known.ok_or_else(unknown)?, true)
        }
        None => detect(bytes)?,
    };
    // The mark at the beginning is no part of the text.
    let (text, _) = by_key(encoding).decode_with_bom_removal(bytes);
    let text = text.into_owned();
    if text.trim().is_empty() {
        return Err(unreadable(
            "file_empty",
            "文件是空的：请确认导出时选中了内容",
            "The file is empty: check that something was selected when it was exported",
        ));
    }
    not_a_page(&text)?;
    Ok(Decoded { text, encoding, sure })
}

fn unknown() -> Error {
    let names = ENCODINGS.map(|(_, name)| name).join("、");
    unreadable(
        "encoding_unknown",
        format!("无法识别文件的编码：请另存为 UTF-8 的 CSV，或选择编码（{names}）"),
        format!("The file's encoding can't be told: save it as CSV in UTF-8, or choose the encoding ({names})"),
    )
}

fn by_key(key: &str) -> &'static Encoding {
    match key {
        "gb18030" => GB18030,
        "big5" => BIG5,
        "utf-16le" => UTF_16LE,
        "utf-16be" => UTF_16BE,
        "windows-1252" => WINDOWS_1252,
        _ => UTF_8,
    }
}

/// What is no text, by its first bytes, whatever its name says.
fn sniff(bytes: &[u8]) -> Result<()> {
    const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Err(unreadable(
            "type_mismatch",
            "这是 Excel 工作簿或压缩包，不是 CSV：请在 Excel 中「另存为」→「CSV UTF-8（逗号分隔）」后再导入",
            "This is an Excel workbook or an archive, not CSV: in Excel choose Save as → CSV UTF-8 (comma delimited), then import that",
        ));
    }
    if bytes.starts_with(OLE) {
        return Err(unreadable(
            "type_mismatch",
            "这是旧版 Excel 文件或有密码的工作簿：请打开后「另存为」→「CSV UTF-8（逗号分隔）」再导入",
            "This is an old Excel file or one with a password: open it, choose Save as → CSV UTF-8 (comma delimited), then import that",
        ));
    }
    if bytes.starts_with(b"%PDF") || bytes.starts_with(b"\x1f\x8b") || bytes.starts_with(b"\x89PNG") {
        return Err(not_tabular());
    }
    Ok(())
}

fn not_a_page(text: &str) -> Result<()> {
    let start: String = text.trim_start().chars().take(20).collect::<String>().to_lowercase();
    if ["<!doctype", "<html", "<?xml", "<head", "<body"]
        .iter()
        .any(|tag| start.starts_with(tag))
    {
        return Err(not_tabular());
    }
    Ok(())
}

fn not_tabular() -> Error {
    unreadable(
        "not_tabular",
        "文件不是表格（可能下载到的是登录页面）：请重新导出为 CSV",
        "The file is no table (perhaps a sign-in page was downloaded instead): export it again as CSV",
    )
}

fn detect(bytes: &[u8]) -> Result<(&'static str, bool)> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let key = ENCODINGS.iter().find(|(key, _)| by_key(key) == encoding);
        return Ok((key.map_or("utf-8", |(key, _)| key), true));
    }
    if let Some(wide) = wide(bytes) {
        return Ok((wide, false));
    }
    if std::str::from_utf8(bytes).is_ok() || mostly_utf8(bytes) {
        return Ok(("utf-8", true));
    }
    let reads = |encoding: &'static Encoding| {
        encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .is_some()
    };
    // Most Big5 texts are legal GBK, too, but then they are full of characters that nobody writes. It is a guess all the
    // same: shown and confirmed.
    if looks_traditional(bytes) && reads(BIG5) {
        return Ok(("big5", false));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    if reads(GB18030) {
        return Ok(("gb18030", guess == encoding_rs::GBK || guess == GB18030));
    }
    // One that is right but for a few bytes: those rows are refused.
    if guess == encoding_rs::GBK || guess == GB18030 {
        return Ok(("gb18030", false));
    }
    Err(unknown())
}

/// Whether a text, read as GBK, has many characters outside of those in daily use.
fn looks_traditional(bytes: &[u8]) -> bool {
    let (mut rare, mut all, mut i) = (0, 0, 0);
    while i + 1 < bytes.len() {
        let (lead, trail) = (bytes[i], bytes[i + 1]);
        if lead < 0x80 {
            i += 1;
            continue;
        }
        if trail.is_ascii_digit() {
            i += 4;
            continue;
        }
        let daily = trail >= 0xa1 && matches!(lead, 0xa1..=0xa3 | 0xb0..=0xd7);
        rare += usize::from(!daily);
        all += 1;
        i += 2;
    }
    rare * 4 > all
}

/// UTF-16 without its mark: every other byte of a Latin letter or sign is zero.
fn wide(bytes: &[u8]) -> Option<&'static str> {
    let start = &bytes[..bytes.len().min(2_000) / 2 * 2];
    let zeros = |from: usize| start.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), start.len() / 2);
    let many = |n: usize| pairs > 0 && n * 10 >= pairs * 3;
    match (many(even), many(odd)) {
        (false, true) => Some("utf-16le"),
        (true, false) => Some("utf-16be"),
        _ => None,
    }
}

/// Whether a file that isn't all UTF-8 is so in lines with Chinese: then the others are what is wrong with it.
fn mostly_utf8(bytes: &[u8]) -> bool {
    bytes
        .split(|b| *b == b'\n')
        .any(|line| std::str::from_utf8(line).is_ok_and(|line| line.chars().filter(|c| c.len_utf8() >= 3).count() >= 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> (&'static str, bool, String) {
        let d = decode(bytes, None).unwrap();
        (d.encoding, d.sure, d.text)
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "name,note\n张伟,首次拜访客户，对方对排产系统有兴趣\n";
        assert_eq!(of(text.as_bytes()), ("utf-8", true, text.to_owned()));
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        assert_eq!(of(&marked), ("utf-8", true, text.to_owned()));
        let (gbk, ..) = GB18030.encode(text);
        assert_eq!(of(&gbk), ("gb18030", true, text.to_owned()));
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(of(&little), ("utf-16le", false, text.to_owned()));
        let big: Vec<u8> = "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(of(&big), ("utf-16be", true, text.to_owned()));
    }

    #[test]
    fn what_is_no_table_is_refused_with_a_reason() {
        let reason = |bytes: &[u8]| {
            let error = decode(bytes, None).unwrap_err();
            error.extra()[0].1.as_str().unwrap().to_owned()
        };
        assert_eq!(reason(b""), "file_empty");
        assert_eq!(reason(b"\xef\xbb\xbf \r\n"), "file_empty");
        assert_eq!(reason(b"PK\x03\x04rest"), "type_mismatch");
        assert_eq!(reason(b"  <!DOCTYPE html><html>"), "not_tabular");
        assert_eq!(reason(b"%PDF-1.7"), "not_tabular");
        assert!(decode(b"a,b\n1,2", Some("klingon")).is_err());
    }
}
