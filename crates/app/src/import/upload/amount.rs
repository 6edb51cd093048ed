//! Amounts as people write them.

/// How decimals are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decimal {
    /// 1,234.56
    #[default]
    Point,
    /// 1.234,56
    Comma,
}

/// A decimal in plain digits, or `None` if it can't be read without guessing. Understands thousands separators in the right
/// places, the signs of the yuan, 万 and 亿, full-width digits, and parentheses around negative amounts.
pub fn read(text: &str, decimal: Decimal) -> Option<String> {
    let folded: String = text.chars().map(super::cells::half_width).collect();
    let text = folded.trim();
    let (inner, enclosed) = match text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        Some(inner) => (inner.trim(), true),
        None => (text, false),
    };
    let (inner, minus) = match inner.strip_prefix(['-', '−']) {
        Some(rest) if !enclosed => (rest, true),
        Some(_) => return None,
        None => (inner, false),
    };
    let bare = ["¥", "￥", "CNY", "RMB", "人民币"]
        .iter()
        .find_map(|sign| inner.strip_prefix(sign))
        .unwrap_or(inner)
        .trim();
    let bare = bare.strip_suffix("元").unwrap_or(bare).trim();
    let (digits, zeros) = match bare.strip_suffix('万') {
        Some(rest) => (rest.trim(), 4),
        None => bare.strip_suffix('亿').map_or((bare, 0), |rest| (rest.trim(), 8)),
    };
    let plain = shifted(&plain(digits, decimal)?, zeros);
    let nothing = plain.chars().all(|c| c == '0' || c == '.');
    Some(if (minus || enclosed) && !nothing {
        format!("-{plain}")
    } else if nothing {
        "0".to_owned()
    } else {
        plain
    })
}

/// Digits with a point and nothing else. Separators of thousands must stand where they belong.
fn plain(text: &str, decimal: Decimal) -> Option<String> {
    let (group, point) = match decimal {
        Decimal::Point => (',', '.'),
        Decimal::Comma => ('.', ','),
    };
    let (whole, part) = match text.split_once(point) {
        Some((whole, part)) => (whole, Some(part)),
        None => (text, None),
    };
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if part.is_some_and(|p| !digits(p)) {
        return None;
    }
    let groups: Vec<&str> = whole.split(group).collect();
    let grouped = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|g| g.len() == 3));
    if !grouped || !groups.iter().all(|g| digits(g)) {
        return None;
    }
    let whole = groups.concat();
    Some(part.map_or(whole.clone(), |part| format!("{whole}.{part}")))
}

/// Moves the point to the right.
fn shifted(text: &str, zeros: usize) -> String {
    if zeros == 0 {
        return text.to_owned();
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let mut digits = format!("{whole}{part}");
    let mut point = whole.len() + zeros;
    while digits.len() < point {
        digits.push('0');
    }
    let rest = digits.split_off(point.min(digits.len()));
    point = digits.trim_start_matches('0').len();
    let whole = if point == 0 {
        "0"
    } else {
        digits.trim_start_matches('0')
    };
    match rest.trim_end_matches('0') {
        "" => whole.to_owned(),
        rest => format!("{whole}.{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_or_refused_never_guessed() {
        for (text, expected) in [
            ("1234.56", Some("1234.56")),
            ("￥1,234.56", Some("1234.56")),
            ("1.2万", Some("12000")),
            ("0.00015万", Some("1.5")),
            ("3亿", Some("300000000")),
            ("１２３４．５６", Some("1234.56")),
            ("(1,234.56)", Some("-1234.56")),
            ("-0", Some("0")),
            ("-1000", Some("-1000")),
            ("1,234.56元", Some("1234.56")),
            ("9007199254740993", Some("9007199254740993")),
            ("1,23,456.78", None),
            ("1.234,56", None),
            ("1234,56", None),
            ("1e3", None),
            ("NaN", None),
            ("0x10", None),
            ("壹仟贰佰元整", None),
            ("1 234,56", None),
            ("$100", None),
            ("12%", None),
            ("", None),
            ("--1", None),
            ("(-1)", None),
            ("1.", None),
        ] {
            assert_eq!(read(text, Decimal::Point).as_deref(), expected, "{text}");
        }
        for (text, expected) in [
            ("1234,56", Some("1234.56")),
            ("1.234,56", Some("1234.56")),
            ("1.5", None),
            ("1,234.56", None),
        ] {
            assert_eq!(read(text, Decimal::Comma).as_deref(), expected, "{text}");
        }
    }
}
