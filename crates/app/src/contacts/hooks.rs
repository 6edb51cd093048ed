//! What holds whenever a person or a further company of theirs is written.

use kernel::{Day, Id, Result};
use records::{Action, Condition, Cx, Op, Value};
use store::Tx;
use store::records as rows;

use super::rules::{self, Claim, Term};
use super::{Affiliation, Contact};
use crate::App;
use crate::engine::{Hooks, Saved};

/// Further companies of one person that are looked at.
const MANY: usize = 1_000;

pub(crate) struct AffiliationHooks;

impl Hooks for AffiliationHooks {
    // Once it is stored, since only then it is known that the asker sees both: a refusal must not tell of others.
    fn saved(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        match saved.new {
            Some(_) => sound(tx, cx, saved),
            None => Ok(()),
        }
    }
}

fn sound(tx: &mut Tx<'_>, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
    let (Value::Id(contact), Value::Id(account)) = (saved.get(Affiliation::contact), saved.get(Affiliation::account))
    else {
        return Ok(());
    };
    let system = cx.as_system();
    let (contact, account) = (*contact, *account);
    let day = |key| match saved.get(key) {
        Value::Int(day) => i32::try_from(*day).ok().map(Day),
        _ => None,
    };
    let main = rows::load_as::<Contact>(tx, &system, contact, Action::Read).ok();
    let others: Vec<(Id, Term)> = of(tx, &system, contact)?
        .into_iter()
        .filter(|other| Value::Id(other.id) != *saved.get("id"))
        .map(|other| (other.account, term(&other)))
        .collect();
    rules::claim(&Claim {
        account,
        term: Term {
            since: day(Affiliation::since),
            until: day(Affiliation::until),
        },
        main: main.and_then(|c| c.account),
        others: &others,
        today: cx.today(),
    })
}

pub(crate) struct ContactHooks;

impl Hooks for ContactHooks {
    /// Who moves to a company at which they were beside is there as everybody else: the further one is over.
    fn saved(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        let (Some(_), Some(new)) = (saved.old, saved.new) else {
            return Ok(());
        };
        let (Value::Id(contact), Value::Id(account)) = (&new[0], saved.get(Contact::account)) else {
            return Ok(());
        };
        if !saved.changed(Contact::account) {
            return Ok(());
        }
        let system = cx.as_system();
        let object = system.object(Affiliation::OBJECT)?;
        for affiliation in of(tx, &system, *contact)? {
            if affiliation.account != *account || !term(&affiliation).lasts(cx.today()) {
                continue;
            }
            if let Some(old) = rows::load(tx, &system, object, affiliation.id, Action::Read)? {
                rows::delete(tx, &system, object, &old)?;
            }
        }
        Ok(())
    }
}

fn of(tx: &mut Tx<'_>, system: &Cx, contact: Id) -> Result<Vec<Affiliation>> {
    let of = Condition::leaf(Affiliation::contact, Op::Eq, contact.to_string());
    rows::find(tx, system, &of, MANY)
}

fn term(affiliation: &Affiliation) -> Term {
    Term {
        since: affiliation.since,
        until: affiliation.until,
    }
}
