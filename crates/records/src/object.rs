//! What a kind of record is.

use kernel::{Lang, Text};

use crate::{FieldDef, FieldType, fields};

/// Who sees a record, apart from how far their role reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everyone in the workspace whose role reads the object at all.
    Workspace,
    /// By its `owner` and `team`.
    Owned,
    /// Exactly those who see its parent: the first of these references that is set.
    Via(Vec<&'static str>),
    /// Its `owner`, and everyone if it is `shared`.
    Personal,
    /// Whoever made it, whoever a record of its collection `seats` names as its `person`, and those who see its parent: the
    /// first of these references that is set.
    Asked {
        /// What it is about.
        parents: Vec<&'static str>,
        /// The collection of those who are asked.
        seats: &'static str,
        /// The field of theirs that names a user.
        person: &'static str,
    },
}

/// The records of another object that refer to this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// Its name in conditions.
    pub key: &'static str,
    /// The object of its records.
    pub object: &'static str,
    /// Their field that refers here.
    pub field: &'static str,
    /// What people read.
    pub label: Text,
}

/// Counts and sums kept for the combinations of some fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Their table.
    pub table: &'static str,
    /// The fields whose combinations are counted: references and texts.
    pub dims: &'static [&'static str],
    /// The fields that are summed.
    pub sums: &'static [&'static str],
}

/// One kind of record: the single place that describes it.
#[derive(Clone, Debug)]
pub struct ObjectDef {
    /// Its plural name in paths and conditions.
    pub key: &'static str,
    /// Its table.
    pub table: &'static str,
    /// What people call many of them.
    pub label: Text,
    /// What people call one of them.
    pub label_one: Text,
    /// The picture's name in the page.
    pub icon: &'static str,
    /// The standard fields (`id`, `version`, `created_at`, `created_by`, `updated_at`), then its own.
    pub fields: Vec<FieldDef>,
    /// What refers to it.
    pub collections: Vec<Collection>,
    /// Who sees a record.
    pub access: Access,
    /// The field that names a record.
    pub name_field: &'static str,
    /// The field that names it in English, where that differs.
    pub name_field_en: Option<&'static str>,
    /// The default columns of its list.
    pub columns: Vec<&'static str>,
    /// The facts on its page, in order.
    pub facts: Vec<&'static str>,
    /// The fields of the form for a new one, in order.
    pub form: Vec<&'static str>,
    /// The default order of its list.
    pub sort: &'static str,
    /// Whether an SOP can run on it.
    pub runs_sop: bool,
    /// Whether records are made and changed only by verbs.
    pub by_verbs: bool,
    /// Further indexes, each a list of columns after `workspace_id`.
    pub indexes: Vec<&'static [&'static str]>,
    /// Totals kept for it.
    pub totals: Option<Totals>,
}

/// How many standard fields stand before an object's own.
pub const STANDARD_FIELDS: usize = 5;

impl ObjectDef {
    /// The field that names a record in `lang`.
    pub fn name_in(&self, lang: Lang) -> &'static str {
        self.name_field_en
            .filter(|_| lang == Lang::En)
            .unwrap_or(self.name_field)
    }

    /// An object with its standard fields.
    pub fn new(key: &'static str, table: &'static str, label: impl Into<Text>, label_one: impl Into<Text>) -> Self {
        let standard = vec![
            fields::reference("编号", "Id", key).key("id").read_only(),
            fields::number("版本", "Version", 0).key("version").read_only(),
            fields::instant("创建时间", "Created")
                .key("created_at")
                .read_only()
                .sortable(),
            fields::reference("创建人", "Created by", "users")
                .key("created_by")
                .read_only(),
            fields::instant("更新时间", "Updated")
                .key("updated_at")
                .read_only()
                .sortable(),
        ];
        Self {
            key,
            table,
            label: label.into(),
            label_one: label_one.into(),
            icon: "circle",
            fields: standard,
            collections: Vec::new(),
            access: Access::Workspace,
            name_field: "name",
            name_field_en: None,
            columns: Vec::new(),
            facts: Vec::new(),
            form: Vec::new(),
            sort: "-created_at",
            runs_sop: false,
            by_verbs: false,
            indexes: Vec::new(),
            totals: None,
        }
    }

    /// A field by its key.
    pub fn field(&self, key: &str) -> Option<&FieldDef> {
        self.fields.iter().find(|f| f.key == key)
    }

    /// The place of a field in a record's values.
    pub fn index(&self, key: &str) -> Option<usize> {
        self.fields.iter().position(|f| f.key == key)
    }

    /// A collection by its key.
    pub fn collection(&self, key: &str) -> Option<&Collection> {
        self.collections.iter().find(|c| c.key == key)
    }

    /// The object that a reference field points to.
    pub fn target(&self, key: &str) -> Option<&'static str> {
        match self.field(key)?.ty {
            FieldType::Reference(object) => Some(object),
            _ => None,
        }
    }

    /// Whether search covers it.
    pub fn is_searched(&self) -> bool {
        self.fields.iter().any(|f| f.search == crate::Search::Name)
    }

    /// Adds a collection.
    pub fn collection_of(
        mut self,
        key: &'static str,
        object: &'static str,
        field: &'static str,
        label: (&str, &str),
    ) -> Self {
        self.collections.push(Collection {
            key,
            object,
            field,
            label: label.into(),
        });
        self
    }
}
