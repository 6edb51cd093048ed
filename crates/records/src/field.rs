//! What a field is.

use kernel::Text;
use serde_json::Value as Json;

/// An option of a select.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectOption {
    /// What is stored and sent.
    pub key: &'static str,
    /// What people read.
    pub label: Text,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it; scales are decimals")]
pub enum FieldType {
    Text,
    LongText,
    Number {
        scale: u32,
    },
    Money,
    Percent,
    Day,
    Instant,
    Bool,
    Select(Vec<SelectOption>),
    MultiSelect(Vec<SelectOption>),
    Reference(&'static str),
    Email,
    Phone,
    Url,
    /// JSON for the page, not looked into: it can't be filtered or sorted by.
    Json,
    /// The key of an SOP step, read with its text.
    Step,
}

impl FieldType {
    /// Its name in the catalogue.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LongText => "long_text",
            Self::Number { .. } => "number",
            Self::Money => "money",
            Self::Percent => "percent",
            Self::Day => "day",
            Self::Instant => "instant",
            Self::Bool => "bool",
            Self::Select(_) => "select",
            Self::MultiSelect(_) => "multi_select",
            Self::Reference(_) => "reference",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Url => "url",
            Self::Json => "json",
            Self::Step => "step",
        }
    }

    /// Decimals kept, for the types that are scaled integers.
    pub fn scale(&self) -> Option<u32> {
        match self {
            Self::Number { scale } => Some(*scale),
            Self::Money | Self::Percent => Some(2),
            _ => None,
        }
    }

    /// Whether it is kept as text.
    pub fn is_text(&self) -> bool {
        matches!(
            self,
            Self::Text | Self::LongText | Self::Email | Self::Phone | Self::Url
        )
    }

    /// The options of a select.
    pub fn options(&self) -> &[SelectOption] {
        match self {
            Self::Select(options) | Self::MultiSelect(options) => options,
            _ => &[],
        }
    }

    /// The word for its column in a migration.
    pub fn column_word(&self) -> &'static str {
        match self {
            Self::Bool => "@bool",
            Self::Reference(_) => "@id",
            Self::Json | Self::MultiSelect(_) => "@json",
            Self::Number { .. } | Self::Money | Self::Percent | Self::Day | Self::Instant => "@i64",
            _ => "@text",
        }
    }
}

/// How a field takes part in search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Search {
    No,
    /// What the record is called.
    Name,
    /// Other words that everyone who sees the record may search by.
    Open,
    /// Phones and e-mails: only for those who see them unmasked.
    Private,
}

/// One field of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldDef {
    /// Its name in JSON and its column.
    pub key: &'static str,
    /// What it holds.
    pub ty: FieldType,
    /// What people read.
    pub label: Text,
    /// A sentence of help, empty if none is needed.
    pub help: Text,
    /// Whether a record can't be without it.
    pub required: bool,
    /// Whether no two records of a workspace may share it.
    pub unique: bool,
    /// Characters at most, for texts.
    pub max: usize,
    /// What a new record gets if nothing is said.
    pub default: Option<Json>,
    /// Whether lists can be sorted by it; there is an index for each.
    pub sortable: bool,
    /// Whether conditions may name it.
    pub filterable: bool,
    /// Whether it tells of a person; masked for some roles.
    pub sensitive: bool,
    /// Whether only verbs and the program itself write it.
    pub read_only: bool,
    /// Whether it is given once, at creation.
    pub fixed: bool,
    /// Its part in search.
    pub search: Search,
    /// Whether it is a name that sorts by pinyin; its sort key is stored in `{key}_key`.
    pub by_name: bool,
}

impl FieldDef {
    /// A field with nothing special about it.
    pub fn new(ty: FieldType, label: impl Into<Text>) -> Self {
        let max = match ty {
            FieldType::LongText => 20_000,
            FieldType::Url => 2_000,
            FieldType::Email => 254,
            FieldType::Phone => 40,
            _ => 200,
        };
        let filterable = !matches!(ty, FieldType::Json | FieldType::Step);
        Self {
            key: "",
            ty,
            label: label.into(),
            help: Text::default(),
            required: false,
            unique: false,
            max,
            default: None,
            sortable: false,
            filterable,
            sensitive: false,
            read_only: false,
            fixed: false,
            search: Search::No,
            by_name: false,
        }
    }

    /// The column that lists sort by.
    pub fn sort_column(&self) -> String {
        if self.by_name {
            format!("{}_key", self.key)
        } else {
            self.key.to_owned()
        }
    }

    /// Gives it its key.
    pub fn key(mut self, key: &'static str) -> Self {
        self.key = key;
        self
    }

    /// Adds a sentence of help.
    pub fn help(mut self, help: impl Into<Text>) -> Self {
        self.help = help.into();
        self
    }

    /// A record can't be without it.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// No two records share it.
    pub fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// At most this many characters.
    pub fn max(mut self, characters: usize) -> Self {
        self.max = characters;
        self
    }

    /// What a new record gets.
    pub fn default(mut self, value: impl Into<Json>) -> Self {
        self.default = Some(value.into());
        self
    }

    /// Lists can be sorted by it.
    pub fn sortable(mut self) -> Self {
        self.sortable = true;
        self
    }

    /// It tells of a person.
    pub fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// Only verbs write it.
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Given once, at creation.
    pub fn fixed(mut self) -> Self {
        self.fixed = true;
        self
    }

    /// Takes part in search.
    pub fn search(mut self, search: Search) -> Self {
        self.search = search;
        self
    }

    /// A name that sorts by pinyin.
    pub fn by_name(mut self) -> Self {
        self.by_name = true;
        self.sortable = true;
        self
    }
}

/// One function for each type.
pub mod builders {
    use super::{FieldDef, FieldType, SelectOption, Text};

    macro_rules! plain {
        ($($name:ident $variant:ident $doc:literal;)*) => {$(
            #[doc = $doc]
            pub fn $name(zh: &str, en: &str) -> FieldDef {
                FieldDef::new(FieldType::$variant, (zh, en))
            }
        )*};
    }

    plain! {
        text Text "A line of text.";
        long_text LongText "Paragraphs of text.";
        money Money "An amount in hundredths; its currency is the field `currency` of the same record.";
        percent Percent "Hundredths of a percent.";
        day Day "A calendar day.";
        instant Instant "A moment.";
        flag Bool "Yes or no.";
        email Email "An e-mail address.";
        phone Phone "A telephone number.";
        url Url "A web address.";
        json Json "JSON for the page.";
        step Step "The key of an SOP step.";
    }

    /// A number with `scale` decimals.
    pub fn number(zh: &str, en: &str, scale: u32) -> FieldDef {
        FieldDef::new(FieldType::Number { scale }, (zh, en))
    }

    /// A reference to a record of `object`.
    pub fn reference(zh: &str, en: &str, object: &'static str) -> FieldDef {
        FieldDef::new(FieldType::Reference(object), (zh, en))
    }

    /// One of some options: key, zh, en.
    pub fn select(zh: &str, en: &str, options: &[(&'static str, &str, &str)]) -> FieldDef {
        FieldDef::new(FieldType::Select(options_of(options)), (zh, en))
    }

    /// Any of some options: key, zh, en.
    pub fn multi_select(zh: &str, en: &str, options: &[(&'static str, &str, &str)]) -> FieldDef {
        FieldDef::new(FieldType::MultiSelect(options_of(options)), (zh, en))
    }

    fn options_of(options: &[(&'static str, &str, &str)]) -> Vec<SelectOption> {
        options
            .iter()
            .map(|&(key, zh, en)| SelectOption {
                key,
                label: Text::new(zh, en),
            })
            .collect()
    }
}
