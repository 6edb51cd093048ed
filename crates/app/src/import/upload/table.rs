//! Rows of a text with separators. A reader of our own, because the usual ones quietly mend what must be said: quotes that
//! never end swallow the rest of a file, and text after a closing quote is glued to the cell.

use kernel::Result;

use super::fault::{Fault, unreadable};

/// A row as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line that it begins on, from 1.
    pub line: usize,
    /// Its cells, or what is wrong with it.
    pub cells: std::result::Result<Vec<String>, Fault>,
}

/// The separators that are known: what is sent for them, and the sign.
pub const SEPARATORS: [(&str, char); 4] = [("comma", ','), ("semicolon", ';'), ("tab", '\t'), ("pipe", '|')];

/// The separator of a text and where its rows begin: a first line `sep=;` says it, else the one that the first line has
/// most of.
pub fn separator(text: &str) -> (char, usize, usize) {
    let first = text.split(['\n', '\r']).next().unwrap_or_default();
    if let Some(sign) = first.trim().strip_prefix("sep=").and_then(|s| s.chars().next()) {
        let after = first.len();
        let newline = text[after..]
            .bytes()
            .take_while(|b| matches!(b, b'\r' | b'\n'))
            .count()
            .min(2);
        return (sign, after + newline, 2);
    }
    let mut quoted = false;
    let mut counts = [0_usize; SEPARATORS.len()];
    for c in first.chars() {
        if c == '"' {
            quoted = !quoted;
        } else if !quoted && let Some(i) = SEPARATORS.iter().position(|(_, sign)| *sign == c) {
            counts[i] += 1;
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let best = counts.iter().position(|n| *n == most && most > 0).unwrap_or(0);
    (SEPARATORS[best].1, 0, 1)
}

/// Cuts a text into rows; blank lines are none.
///
/// # Errors
/// If there are more than `max`.
pub fn lines(text: &str, separator: char, first_line: usize, max: usize) -> Result<Vec<Line>> {
    let mut reader = Reader {
        rest: text,
        line: first_line,
        separator,
    };
    let mut all: Vec<Line> = Vec::new();
    while !reader.rest.is_empty() {
        let (line, start) = (reader.line, reader.rest);
        match reader.row() {
            Ok(cells) if cells.iter().all(|c| c.trim().is_empty()) => {}
            Err(fault) if fault.code == "quote_unterminated" => {
                // The quote may be a slip: every line that it would have swallowed is refused, none is lost silently.
                for (i, _) in start.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
                    all.push(Line {
                        line: line + i,
                        cells: Err(fault.clone()),
                    });
                }
            }
            cells => all.push(Line { line, cells }),
        }
        if all.len() > max {
            return Err(unreadable(
                "too_many_rows",
                format!("文件超过 {max} 行：请分成几个文件导入"),
                format!("The file has more than {max} rows: split it and import the parts"),
            ));
        }
    }
    Ok(all)
}

struct Reader<'t> {
    rest: &'t str,
    line: usize,
    separator: char,
}

enum End {
    Cell,
    Row,
}

impl Reader<'_> {
    fn row(&mut self) -> std::result::Result<Vec<String>, Fault> {
        let began = self.line;
        let mut cells = Vec::new();
        let mut fault = None;
        loop {
            let (cell, end) = if self.rest.starts_with('"') {
                self.quoted(began, &mut fault)?
            } else {
                self.plain()
            };
            cells.push(cell);
            if matches!(end, End::Row) {
                return fault.map_or(Ok(cells), Err);
            }
        }
    }

    /// A cell without quotes around it; quotes inside are signs like others.
    fn plain(&mut self) -> (String, End) {
        let separator = self.separator;
        let end = self.rest.find([separator, '\n', '\r']).unwrap_or(self.rest.len());
        let cell = self.rest[..end].to_owned();
        self.rest = &self.rest[end..];
        (cell, self.after())
    }

    fn quoted(&mut self, began: usize, fault: &mut Option<Fault>) -> std::result::Result<(String, End), Fault> {
        let mut cell = String::new();
        self.rest = &self.rest[1..];
        loop {
            let Some(end) = self.rest.find('"') else {
                self.rest = "";
                return Err(Fault::new(
                    "quote_unterminated",
                    format!("第 {began} 行的引号没有结束：请补上或删去引号"),
                    format!("The quote that opens on line {began} never closes: add the closing quote or remove it"),
                ));
            };
            let part = &self.rest[..end];
            self.line += line_ends(part);
            cell.push_str(part);
            self.rest = &self.rest[end + 1..];
            match self.rest.strip_prefix('"') {
                Some(rest) => {
                    cell.push('"');
                    self.rest = rest;
                }
                None => break,
            }
        }
        let (tail, end) = self.plain();
        if !tail.trim().is_empty() && fault.is_none() {
            *fault = Some(Fault::new(
                "quote_malformed",
                format!("结束引号之后还有内容「{}」：引号里的引号要写两个", shorten(&tail)),
                format!(
                    "There is text after the closing quote ({}): quotes inside of quotes are doubled",
                    shorten(&tail)
                ),
            ));
        }
        Ok((cell, end))
    }

    /// Steps over a separator or the end of a line.
    fn after(&mut self) -> End {
        let mut chars = self.rest.chars();
        match chars.next() {
            Some(c) if c == self.separator => {
                self.rest = chars.as_str();
                End::Cell
            }
            Some('\r') => {
                self.rest = chars.as_str().strip_prefix('\n').unwrap_or(chars.as_str());
                self.line += 1;
                End::Row
            }
            Some(_) => {
                self.rest = chars.as_str();
                self.line += 1;
                End::Row
            }
            None => End::Row,
        }
    }
}

fn line_ends(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = |i: &usize| bytes[*i] == b'\n' || (bytes[*i] == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
    (0..bytes.len()).filter(ends).count()
}

fn shorten(text: &str) -> String {
    text.trim().chars().take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(usize, std::result::Result<Vec<String>, &'static str>)> {
        let (sign, start, first) = separator(text);
        let all = lines(&text[start..], sign, first, 1_000).unwrap();
        all.into_iter().map(|l| (l.line, l.cells.map_err(|f| f.code))).collect()
    }

    fn row(line: usize, cells: &[&str]) -> (usize, std::result::Result<Vec<String>, &'static str>) {
        (line, Ok(cells.iter().map(|c| (*c).to_owned()).collect()))
    }

    #[test]
    fn rows_and_cells() {
        assert_eq!(cut("a,b\r\n1,2\r\n"), [row(1, &["a", "b"]), row(2, &["1", "2"])]);
        assert_eq!(cut("a,b\r1,2"), [row(1, &["a", "b"]), row(2, &["1", "2"])]);
        assert_eq!(
            cut("a\tb\n\n ,\n1\t2"),
            [row(1, &["a", "b"]), row(3, &[" ,"]), row(4, &["1", "2"])]
        );
        assert_eq!(cut("sep=;\na;b\n1,5;2"), [row(2, &["a", "b"]), row(3, &["1,5", "2"])]);
        assert_eq!(cut("a,b\n,"), [row(1, &["a", "b"])]);
        assert_eq!(cut("a,b\n1,"), [row(1, &["a", "b"]), row(2, &["1", ""])]);
    }

    #[test]
    fn quotes() {
        assert_eq!(
            cut("a,b\n\"x,\"\"y\"\"\",\"two\r\nlines\"\n3,4"),
            [
                row(1, &["a", "b"]),
                row(2, &["x,\"y\"", "two\r\nlines"]),
                row(4, &["3", "4"])
            ]
        );
        assert_eq!(cut("a\nb\"c\n"), [row(1, &["a"]), row(2, &["b\"c"])]);
        assert_eq!(
            cut("a,b\n\"x\"y,2\n3,4")[1..],
            [(2, Err("quote_malformed")), row(3, &["3", "4"])]
        );
        assert_eq!(
            cut("a,b\n1,2\n\"3,4\n5,6\n\n7,8"),
            [
                row(1, &["a", "b"]),
                row(2, &["1", "2"]),
                (3, Err("quote_unterminated")),
                (4, Err("quote_unterminated")),
                (6, Err("quote_unterminated"))
            ]
        );
    }
}
