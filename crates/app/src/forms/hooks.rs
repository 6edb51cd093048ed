//! What must hold of a lead form.

use kernel::{Code, Error, Result};
use records::{Cx, Value};
use store::Tx;

use super::LeadForm;
use super::rules::{origins, read, usual};
use crate::App;
use crate::engine::{Draft, Hooks};
use crate::session::new_secret;

/// Characters of a public link: six random bits each, so that nobody guesses one.
const KEY: usize = 22;

pub(crate) struct FormHooks;

impl Hooks for FormHooks {
    fn prepare(&self, _tx: &mut Tx<'_>, _app: &App, _cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        if draft.old.is_none() {
            let secret: String = new_secret()?.chars().take(KEY).collect();
            draft.set(LeadForm::key, secret);
        }
        match draft.get(LeadForm::fields) {
            Value::Json(text) => {
                read(text)?;
            }
            _ => {
                let usual = serde_json::to_string(&usual()).map_err(Error::internal)?;
                draft.set(LeadForm::fields, Value::Json(usual));
            }
        }
        if let Value::Text(text) = draft.get(LeadForm::origins) {
            origins(text)?;
        }
        let consents = !draft.get(LeadForm::consent_zh).is_null() || !draft.get(LeadForm::consent_en).is_null();
        if consents && draft.get(LeadForm::purpose).is_null() {
            return Err(Error::field(
                "/purpose",
                Code::Required,
                "请选择同意的用途：征求同意时必须说明用来做什么",
                "Choose the purpose: who asks for consent says what for",
            ));
        }
        // What people agreed to before was another text.
        let text = [LeadForm::consent_zh, LeadForm::consent_en, LeadForm::purpose];
        if draft.old.is_some()
            && text.iter().any(|key| draft.changed(key))
            && let Value::Int(version) = *draft.get(LeadForm::consent_version)
        {
            draft.set(LeadForm::consent_version, version + 1);
        }
        Ok(())
    }
}
