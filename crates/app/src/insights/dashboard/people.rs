//! The names of those whose figures are shown, as far as the asker may know them.

use std::collections::HashMap;

use kernel::{Id, Result};
use records::{Condition, Cx};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::find;

use crate::people::{User, names_are_open};

pub(super) struct People {
    names: HashMap<Id, String>,
    me: Option<Id>,
}

impl People {
    pub fn read(tx: &mut Tx<'_>, cx: &Cx) -> Result<Self> {
        let users: Vec<User> = if names_are_open(cx) {
            find(tx, cx, &Condition::always(), 10_000)?
        } else {
            Vec::new()
        };
        Ok(Self {
            names: users.into_iter().map(|u| (u.id, u.name)).collect(),
            me: cx.user,
        })
    }

    /// Whose figures these are, as filters tell people apart: all whom the asker may not know are one.
    pub fn known(&self, id: Option<Id>) -> Option<Id> {
        id.filter(|id| self.me == Some(*id) || self.names.contains_key(id))
    }

    /// A person as references read; null if the asker may not see who it is.
    pub fn reference(&self, id: Option<Id>) -> Json {
        id.and_then(|id| self.names.get(&id).map(|name| json!({ "id": id, "name": name })))
            .unwrap_or_default()
    }
}
