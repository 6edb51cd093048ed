//! What is wrong with a document, and where.

use std::collections::BTreeMap;

use kernel::{Code, Error, FieldError, Text};

/// A place in the text of a document, counted from 1; 0 where the document came from no text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column, in characters.
    pub column: u32,
}

/// Whether a fault keeps a document from being published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It can't be published.
    Error,
    /// It can, but it is probably not what was meant.
    Warning,
}

/// One thing that is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where in the text.
    pub place: Place,
    /// JSON pointer to the part of the document.
    pub path: String,
    /// What is wrong and what to do.
    pub text: Text,
    /// How bad it is.
    pub severity: Severity,
}

impl Fault {
    /// The fault as errors of the API show it.
    fn to_field_error(&self) -> FieldError {
        let Place { line, column } = self.place;
        let (zh, en) = (&self.text.zh, &self.text.en);
        if line == 0 {
            return FieldError::new(self.path.clone(), Code::InvalidValue, zh, en);
        }
        let (zh, en) = (
            format!("第 {line} 行第 {column} 列：{zh}"),
            format!("line {line}, column {column}: {en}"),
        );
        FieldError::new(self.path.clone(), Code::InvalidValue, zh, en)
    }
}

/// The error that answers a document with these faults.
pub fn faults_error(faults: &[Fault]) -> Error {
    let errors = faults
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .map(Fault::to_field_error);
    Error::fields(errors.collect()).detail(
        "SOP 文档有需要更正的地方，请按行号逐条修改后再试",
        "The SOP document has faults: correct the lines named and try again",
    )
}

/// Where the parts of a document stand in its text, by JSON pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places(BTreeMap<String, Place>);

impl Places {
    /// Notes where the part at `path` stands.
    pub(crate) fn put(&mut self, path: &str, place: Place) {
        self.0.insert(path.to_owned(), place);
    }

    /// Where the part at `path` stands, or else the nearest part around it.
    pub fn at(&self, path: &str) -> Place {
        let mut path = path;
        loop {
            if let Some(place) = self.0.get(path) {
                return *place;
            }
            match path.rfind('/') {
                Some(end) => path = &path[..end],
                None => return Place::default(),
            }
        }
    }
}

/// Collects the faults of a document.
#[derive(Debug, Default)]
pub(crate) struct Faults(pub(crate) Vec<Fault>);

impl Faults {
    /// Notes an error.
    pub(crate) fn error(&mut self, place: Place, path: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.push(place, path, Text::new(zh, en), Severity::Error);
    }

    /// Notes any fault.
    pub(crate) fn push(&mut self, place: Place, path: &str, text: Text, severity: Severity) {
        self.0.push(Fault {
            place,
            path: path.to_owned(),
            text,
            severity,
        });
    }

    /// Whether nothing keeps the document from being used.
    pub(crate) fn is_fine(&self) -> bool {
        self.0.iter().all(|f| f.severity != Severity::Error)
    }

    /// The faults in the order of the text.
    pub(crate) fn sorted(mut self) -> Vec<Fault> {
        self.0.sort_by_key(|f| (f.place, f.severity));
        self.0
    }
}
