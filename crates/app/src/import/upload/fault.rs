//! What is wrong with a file, a row or a cell.

use kernel::{Code, Error, Text};
use serde_json::json;

/// What is wrong with a row or one of its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// As programs read it.
    pub code: &'static str,
    /// The column, from 0, if it is of one.
    pub column: Option<usize>,
    /// What to do.
    pub text: Text,
}

impl Fault {
    /// A fault of a row or cell.
    pub fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            code,
            column: None,
            text: Text::new(zh, en),
        }
    }

    /// The same in a column.
    pub fn at(mut self, column: usize) -> Self {
        self.column = Some(column);
        self
    }

    /// This one and what else is wrong with the row: it stands at the first, and its words tell both.
    pub fn and(mut self, other: &Self) -> Self {
        self.text = Text::new(
            format!("{}；{}", self.text.zh, other.text.zh),
            format!("{}; {}", self.text.en, other.text.en),
        );
        self
    }

    /// What the write path refused.
    pub fn of(error: &Error, column_of: impl Fn(&str) -> Option<usize>) -> Self {
        let Some(first) = error.errors().first() else {
            return Self {
                code: error.code().as_str(),
                column: None,
                text: Text::new(error.text(kernel::Lang::Zh), error.text(kernel::Lang::En)),
            };
        };
        Self {
            code: first.code.as_str(),
            column: column_of(first.pointer.trim_start_matches('/')),
            text: first.text.clone(),
        }
    }
}

/// The error for a file that can't be imported at all; `reason` tells programs why.
pub fn unreadable(reason: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Error {
    Error::new(Code::FileUnreadable)
        .detail(zh, en)
        .with("reason", json!(reason))
}
