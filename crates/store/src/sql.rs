//! Statements written piece by piece. Text comes only from the program itself (`&'static str`), values are always bound:
//! no text that a caller sent can become part of a statement.

use std::fmt::Write as _;

use crate::Val;

/// A statement under construction, with its values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sql {
    pub text: String,
    pub params: Vec<Val>,
    aliases: usize,
    /// How many EXISTS are open.
    pub nested: usize,
}

impl Sql {
    pub fn new() -> Self {
        Self {
            text: String::with_capacity(1024),
            params: Vec::with_capacity(16),
            aliases: 0,
            nested: 0,
        }
    }

    /// Adds program text.
    pub fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a value.
    pub fn bind(&mut self, value: impl Into<Val>) -> &mut Self {
        self.params.push(value.into());
        let _ = write!(self.text, "${}", self.params.len());
        self
    }

    /// Adds a number as text: a limit, the length of a prefix.
    pub fn number(&mut self, n: usize) -> &mut Self {
        let _ = write!(self.text, "{n}");
        self
    }

    /// Adds an expression that the dialect made of columns of the registry.
    pub fn expression(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// A table alias not used in this statement yet.
    pub fn alias(&mut self) -> Alias {
        self.aliases += 1;
        Alias(self.aliases - 1)
    }

    /// Adds `table AS alias`.
    pub fn table(&mut self, table: &'static str, alias: Alias) -> &mut Self {
        self.push(table).push(" AS ").name(alias)
    }

    /// Adds an alias.
    pub fn name(&mut self, alias: Alias) -> &mut Self {
        let _ = write!(self.text, "r{}", alias.0);
        self
    }

    /// Adds `alias.column`.
    pub fn col(&mut self, alias: Alias, column: &'static str) -> &mut Self {
        self.name(alias).push(".").push(column)
    }

    /// Adds the pieces that `each` writes for the items, with `separator` between them.
    pub fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        separator: &'static str,
        mut each: impl FnMut(&mut Self, T),
    ) -> &mut Self {
        for (i, item) in items.into_iter().enumerate() {
            if i > 0 {
                self.push(separator);
            }
            each(self, item);
        }
        self
    }
}

/// A table's name within one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Alias(usize);

impl Alias {
    /// `alias.column`, for the dialect to make an expression of.
    pub fn column(self, column: &'static str) -> String {
        format!("r{}.{column}", self.0)
    }
}
