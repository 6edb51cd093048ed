//! What holds for referrals when they are written.

use kernel::{Code, Error, Result};
use records::{Action, Cx, Value};
use store::Tx;
use store::records as rows;

use super::Referral;
use crate::App;
use crate::engine::{Draft, Hooks};

pub(crate) struct ReferralHooks;

impl Hooks for ReferralHooks {
    fn prepare(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        if let Some(contact) = draft.id(Referral::referrer_contact)
            && draft.get(Referral::referrer_account).is_null()
        {
            let system = cx.as_system();
            let contacts = system.object("contacts")?;
            let values = rows::load(tx, &system, contacts, contact, Action::Read)?;
            let account = contacts
                .index("account")
                .zip(values)
                .map(|(i, values)| values[i].clone());
            draft.set(Referral::referrer_account, account.unwrap_or_default());
        }
        if draft.id(Referral::referrer_contact).is_none() && draft.id(Referral::referrer_account).is_none() {
            return Err(Error::field(
                "/referrer_contact",
                Code::Required,
                "请选择推荐人，或推荐人所在的客户",
                "Choose who named them, or that person's account",
            ));
        }
        let today = i64::from(cx.today().0);
        for key in [Referral::named_on, Referral::thanked_on] {
            if draft.changed(key) && matches!(draft.get(key), Value::Int(day) if *day > today) {
                return Err(Error::field(
                    format!("/{key}"),
                    Code::InvalidValue,
                    "日期不能晚于今天",
                    "The day can't be after today",
                ));
            }
        }
        if draft.changed(Referral::thanked_on)
            && !draft.get(Referral::thanked_on).is_null()
            && draft.get(Referral::thanked_how).is_null()
        {
            return Err(Error::field(
                "/thanked_how",
                Code::Required,
                "请写明怎么致谢的，例如“当面致谢，并告知已签约”",
                "Say how they were thanked, such as “in person, and told that it was signed”",
            ));
        }
        Ok(())
    }
}
