//! Companies we sell to.

mod objects;

use kernel::{Code, Error, Id, Result};
use records::{Action, Cx};
use store::Tx;

pub use objects::*;

use crate::App;
use crate::engine::{Draft, Hooks};

pub(crate) struct AccountHooks;

impl Hooks for AccountHooks {
    fn prepare(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        if !draft.changed(Account::parent) {
            return Ok(());
        }
        // Follow the parents upwards: a company must not be met twice.
        let mut seen: Vec<Option<Id>> = vec![draft.id("id")];
        let mut above = draft.id(Account::parent);
        while let Some(id) = above {
            if seen.contains(&Some(id)) || seen.len() > 50 {
                return Err(Error::field(
                    "/parent",
                    Code::InvalidValue,
                    "上级公司不能形成循环",
                    "Parent companies can't form a circle",
                ));
            }
            seen.push(Some(id));
            above = match store::records::load_as::<Account>(tx, &cx.as_system(), id, Action::Read) {
                Ok(parent) => parent.parent,
                Err(_) => None,
            };
        }
        Ok(())
    }
}
