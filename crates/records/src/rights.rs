//! How far a role reaches.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{Access, Registry};

/// Which records an action reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// None.
    #[default]
    None,
    /// One's own.
    Own,
    /// One's own and those of one's team.
    Team,
    /// Those of one's team and of every team below it.
    Below,
    /// All of the workspace.
    All,
}

/// What may be done to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Action {
    Read,
    Update,
    Delete,
}

/// What a role may do with an object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ObjectRights {
    /// Which records it sees.
    pub read: Scope,
    /// Whether it makes new ones.
    pub create: bool,
    /// Which of those it sees it may change.
    pub update: Scope,
    /// Which of those it sees it may delete.
    pub delete: Scope,
    /// Whether it may give a record to another owner.
    pub transfer: bool,
    /// Fields that don't exist for it.
    pub hidden: BTreeSet<String>,
    /// Fields it reads masked.
    pub masked: BTreeSet<String>,
}

impl ObjectRights {
    /// Everything.
    pub fn full() -> Self {
        Self {
            read: Scope::All,
            create: true,
            update: Scope::All,
            delete: Scope::All,
            transfer: true,
            ..Self::default()
        }
    }

    /// How far `action` reaches: never further than reading.
    pub fn scope(&self, action: Action) -> Scope {
        match action {
            Action::Read => self.read,
            Action::Update => self.update.min(self.read),
            Action::Delete => self.delete.min(self.read),
        }
    }
}

/// What a role may do. Written in `roles.rights`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rights {
    /// By object; `*` stands for every object that isn't named.
    pub objects: BTreeMap<String, ObjectRights>,
    /// Rights beyond records: `admin`, `sop.edit`, `waiver.decide`, `reveal`, `contact.lift`.
    pub can: BTreeSet<String>,
}

impl Rights {
    /// Everything.
    pub fn full() -> Self {
        let can = ["admin", "sop.edit", "waiver.decide", "reveal", "contact.lift"]
            .map(str::to_owned)
            .into();
        Self {
            objects: [("*".to_owned(), ObjectRights::full())].into(),
            can,
        }
    }

    /// As it works among these objects: of what belongs to the whole company nothing is anybody's own, so that whoever may
    /// change or delete only a part of everything may not change or delete that.
    #[must_use]
    pub fn among(mut self, registry: &Registry) -> Self {
        let whole = |scope: Scope| if scope == Scope::All { scope } else { Scope::None };
        for object in registry.objects().iter().filter(|o| o.access == Access::Workspace) {
            let rights = self.object(object.key).clone();
            let works = ObjectRights {
                update: whole(rights.update),
                delete: whole(rights.delete),
                ..rights.clone()
            };
            if works != rights {
                self.objects.insert(object.key.to_owned(), works);
            }
        }
        self
    }

    /// What it may do with `object`; nothing if the object isn't covered.
    pub fn object(&self, object: &str) -> &ObjectRights {
        static NOTHING: std::sync::LazyLock<ObjectRights> = std::sync::LazyLock::new(ObjectRights::default);
        self.objects
            .get(object)
            .or_else(|| self.objects.get("*"))
            .unwrap_or(&NOTHING)
    }

    /// Whether it has a right beyond records.
    pub fn can(&self, right: &str) -> bool {
        self.can.contains(right)
    }
}
