//! At which companies a person is, as far as the asker may know.

use kernel::{Id, Result};
use records::{Action, Condition, Cx, ObjectDef, Op, Value};
use store::Tx;
use store::records as rows;

use super::{Affiliation, Contact};
use crate::accounts::Account;

/// Further companies of one person that are looked at.
const MANY: usize = 100;

/// The names of the companies at which a person is now: the account they belong to, then the further ones.
pub(crate) fn companies(tx: &mut Tx<'_>, cx: &Cx, contact: Id) -> Result<Vec<String>> {
    let open = |object: &ObjectDef, key: &str| {
        let field = object.field(key);
        field.is_some_and(|f| cx.sees_whole(object, f))
    };
    let (Ok(contacts), Ok(accounts)) = (cx.object(Contact::OBJECT), cx.object(Account::OBJECT)) else {
        return Ok(Vec::new());
    };
    if !open(accounts, Account::name) {
        return Ok(Vec::new());
    }
    let mut ids = Vec::new();
    if open(contacts, Contact::account)
        && let Some(values) = rows::load(tx, cx, contacts, contact, Action::Read)?
        && let Some(Value::Id(account)) = contacts.index(Contact::account).map(|i| &values[i])
    {
        ids.push(*account);
    }
    if cx
        .object(Affiliation::OBJECT)
        .is_ok_and(|o| open(o, Affiliation::account) && open(o, Affiliation::contact))
    {
        let of = Condition::leaf(Affiliation::contact, Op::Eq, contact.to_string());
        let further: Vec<Affiliation> = rows::find(tx, cx, &of, MANY)?;
        let today = cx.today();
        ids.extend(
            further
                .iter()
                .filter(|a| a.until.is_none_or(|u| u >= today))
                .map(|a| a.account),
        );
    }
    let mut names = Vec::new();
    for id in ids {
        let values = rows::load(tx, cx, accounts, id, Action::Read)?;
        if let Some(Value::Text(name)) = values.zip(accounts.index(Account::name)).map(|(v, i)| v[i].clone()) {
            names.push(name);
        }
    }
    Ok(names)
}
