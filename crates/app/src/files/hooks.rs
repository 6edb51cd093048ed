//! What must hold of a file on a record.

use kernel::{Code, Error, Result};
use records::{Cx, Value};
use store::{Tx, contents};

use super::{File, rules, token};
use crate::App;
use crate::engine::{Draft, Hooks};

pub(crate) struct FileHooks;

impl Hooks for FileHooks {
    fn prepare(&self, tx: &mut Tx<'_>, app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        if let Value::Text(name) = draft.get(File::name)
            && draft.changed(File::name)
        {
            let name = rules::clean(name).ok_or_else(|| {
                Error::field(
                    "/name",
                    Code::InvalidValue,
                    "请填写文件名，如 报价单.pdf",
                    "Give the file a name, such as quote.pdf",
                )
            })?;
            draft.set(File::name, name);
        }
        if draft.old.is_some() {
            return Ok(());
        }
        // Without a token or a name the field itself is missed.
        let (Value::Text(sent), Value::Text(name)) = (draft.get(File::content).clone(), draft.get(File::name).clone())
        else {
            return Ok(());
        };
        let key = token::open(app, cx, &sent)?;
        let known = contents::named(tx, &key, app.now())?.ok_or_else(token::refused)?;
        draft.set(File::content, key.hash);
        draft.set(File::kind, rules::kind(&known.kind, &name));
        draft.set(File::size, known.size);
        Ok(())
    }
}
