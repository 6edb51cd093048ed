//! What rows refer to, and what is there already, under the asker's rights.

use std::collections::HashMap;

use kernel::{Id, Result};
use records::{Condition, Cx, Op};
use serde_json::Value as Json;
use store::Tx;
use store::records::{find, keys};

use super::cells::fold;
use super::fault::Fault;
use super::file::File;
use crate::accounts::Account;
use crate::people::User;

/// People and accounts by what files call them. Loaded once for some rows together.
#[derive(Default)]
pub struct Known {
    users: HashMap<String, Vec<Id>>,
    accounts: HashMap<String, Id>,
}

impl Known {
    /// What the columns of a file need.
    pub fn load(tx: &mut Tx<'_>, cx: &Cx, file: &File) -> Result<Self> {
        let needs = |target: &str| {
            let object = cx.registry.object(file.object);
            file.columns
                .iter()
                .filter_map(|c| object?.target(c.field?))
                .any(|t| t == target)
        };
        let mut known = Self::default();
        if needs(User::OBJECT) {
            let active = Condition::leaf(User::active, Op::Eq, true);
            for user in find::<User>(tx, cx, &active, 10_000)? {
                for name in [fold(&user.name), fold(&user.email)] {
                    known.users.entry(name).or_default().push(user.id);
                }
            }
        }
        if needs(Account::OBJECT) {
            let object = cx.object(Account::OBJECT)?;
            if let Some(name) = object.field(Account::name).filter(|f| cx.sees(object, f)) {
                for (name, id) in keys(tx, cx, object, name)? {
                    // The oldest record with a name is the one that is meant; it comes last.
                    known.accounts.insert(fold(&name), id);
                }
            }
        }
        Ok(known)
    }

    /// An account that was just made.
    pub fn add_account(&mut self, name: &str, id: Id) {
        self.accounts.entry(fold(name)).or_insert(id);
    }

    /// The record that a text names; `None` for an account that isn't there.
    pub fn find(&self, target: &str, text: &str) -> std::result::Result<Option<Json>, Fault> {
        if target == Account::OBJECT {
            return Ok(self.accounts.get(&fold(text)).map(|id| Json::from(id.to_string())));
        }
        match self.users.get(&fold(text)).map(Vec::as_slice) {
            Some([one]) => Ok(Some(Json::from(one.to_string()))),
            Some(_) => Err(Fault::new(
                "choice_unknown",
                format!("有几位同事叫「{text}」：请改用邮箱"),
                format!("Several people are called “{text}”: write the e-mail instead"),
            )),
            None => Err(Fault::new(
                "choice_unknown",
                format!("没有叫「{text}」的同事：请写姓名或邮箱"),
                format!("Nobody here is called “{text}”: write a name or an e-mail"),
            )),
        }
    }
}
