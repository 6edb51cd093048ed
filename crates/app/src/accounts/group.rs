//! Groups of companies. The group of a company is the topmost one above it; it is kept in the company's row, so that lists
//! and deals can be filtered by it. It follows from the parents alone and can be made again from them.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Code, Error, IN_VALUES, Id, Result};
use records::{Action, Condition, Cx, Op, Value};
use serde_json::json;
use store::Tx;
use store::records as rows;

use super::Account;
use crate::engine::Saved;

/// Companies above each other at most.
const LEVELS: usize = 20;
/// More accounts than one level of a group has.
const MANY: usize = 100_000;

/// Each company's parent among the companies that are there.
type Parents = BTreeMap<Id, Option<Id>>;

/// The group of each company: the topmost one above it. A company that has neither parent nor subsidiaries is in none.
fn groups(parents: &Parents) -> BTreeMap<Id, Option<Id>> {
    let above = |id: Id| parents.get(&id).copied().flatten().filter(|p| parents.contains_key(p));
    let with_members: BTreeSet<Id> = parents.keys().filter_map(|id| above(*id)).collect();
    let top = |id: Id| {
        let mut top = id;
        // What stands in a circle, which no write allows, ends somewhere.
        for _ in 0..=LEVELS {
            match above(top) {
                Some(next) => top = next,
                None => break,
            }
        }
        top
    };
    parents
        .keys()
        .map(|&id| {
            let grouped = above(id).is_some() || with_members.contains(&id);
            (id, grouped.then(|| top(id)))
        })
        .collect()
}

/// The topmost company above `start`, itself if none is.
///
/// # Errors
/// `invalid_value` at `/parent` if one is met twice on the way, or if there are too many levels.
fn top(tx: &mut Tx<'_>, system: &Cx, start: Id) -> Result<Id> {
    let mut seen = vec![start];
    loop {
        let here = seen[seen.len() - 1];
        if seen[..seen.len() - 1].contains(&here) {
            return Err(circle());
        }
        if seen.len() > LEVELS {
            return Err(Error::field(
                "/parent",
                Code::InvalidValue,
                format!("公司层级最多 {LEVELS} 层，请选更上层的公司"),
                format!("Companies stand at most {LEVELS} levels above each other: choose one further up"),
            ));
        }
        match parent(tx, system, here)? {
            Some(next) => seen.push(next),
            None => return Ok(here),
        }
    }
}

fn circle() -> Error {
    Error::field(
        "/parent",
        Code::InvalidValue,
        "上级公司不能形成循环：所选公司就是这家公司，或是它的下属公司。请选其他公司，或先调整那家公司的上级",
        "Parent companies can't form a circle: the chosen one is this company or below it. Choose another, or change that \
         one's parent first",
    )
}

/// The parent of a company, if both are there.
fn parent(tx: &mut Tx<'_>, system: &Cx, id: Id) -> Result<Option<Id>> {
    let object = system.object(Account::OBJECT)?;
    let Some(values) = rows::load(tx, system, object, id, Action::Read)? else {
        return Ok(None);
    };
    match object.index(Account::parent).map(|i| &values[i]) {
        Some(Value::Id(parent)) if rows::may(tx, system, object, *parent, Action::Read)? => Ok(Some(*parent)),
        _ => Ok(None),
    }
}

/// After a company was written: those whose group has become another get it.
pub(super) fn saved(tx: &mut Tx<'_>, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
    if !saved.changed(Account::parent) && saved.old.is_some() == saved.new.is_some() {
        return Ok(());
    }
    let Some(Value::Id(id)) = saved.new.or(saved.old).and_then(|v| v.first()) else {
        return Ok(());
    };
    let system = cx.as_system();
    let at = |values: Option<&[Value]>| Some(values?[saved.object.index(Account::parent)?].clone());
    let mut near: Vec<Id> = [at(saved.old), at(saved.new)]
        .into_iter()
        .filter_map(|parent| {
            if let Some(Value::Id(id)) = parent {
                Some(id)
            } else {
                None
            }
        })
        .collect();
    // A new company has nothing below it; one that comes back or goes has.
    near.extend(below(tx, &system, &[*id])?.into_iter().map(|a| a.id));
    if near.is_empty() {
        return Ok(());
    }
    near.push(*id);
    let object = system.object(Account::OBJECT)?;
    let mut tops = BTreeSet::new();
    for one in near {
        if rows::may(tx, &system, object, one, Action::Read)? {
            tops.insert(top(tx, &system, one)?);
        }
    }
    for top in tops {
        regroup(tx, &system, top)?;
    }
    Ok(())
}

/// Gives everything from a topmost company down its group.
fn regroup(tx: &mut Tx<'_>, system: &Cx, top: Id) -> Result<()> {
    let mut found = vec![rows::load_as::<Account>(tx, system, top, Action::Read)?];
    let mut level = vec![top];
    while !level.is_empty() {
        let next = below(tx, system, &level)?;
        level = next.iter().map(|a| a.id).collect();
        found.extend(next);
    }
    let parents = found.iter().map(|a| (a.id, a.parent)).collect();
    let groups = groups(&parents);
    let wrong: Vec<_> = found.iter().filter(|a| groups.get(&a.id) != Some(&a.head)).collect();
    for account in wrong {
        put(tx, system, account.id, groups.get(&account.id).copied().flatten())?;
    }
    Ok(())
}

/// The companies directly below these.
fn below(tx: &mut Tx<'_>, system: &Cx, ids: &[Id]) -> Result<Vec<Account>> {
    let mut found = Vec::new();
    for some in ids.chunks(IN_VALUES) {
        let ids: Vec<String> = some.iter().map(Id::to_string).collect();
        found.extend(rows::find::<Account>(
            tx,
            system,
            &Condition::leaf(Account::parent, Op::In, json!(ids)),
            MANY,
        )?);
    }
    Ok(found)
}

/// Nobody changed the company itself, so its version stays.
fn put(tx: &mut Tx<'_>, system: &Cx, id: Id, group: Option<Id>) -> Result<()> {
    let object = system.object(Account::OBJECT)?;
    let old = rows::load(tx, system, object, id, Action::Read)?;
    if let (Some(old), Some(index)) = (old, object.index(Account::head)) {
        rows::find_out(tx, system, object, &old, &[(index, group.into())])?;
    }
    Ok(())
}

/// Companies whose kept group isn't what their parents say, as sentences; with `mend` they get it.
pub(crate) fn check(tx: &mut Tx<'_>, cx: &Cx, mend: bool) -> Result<Vec<String>> {
    let system = cx.as_system();
    let has = |field| Condition::Not(Box::new(Condition::leaf(field, Op::IsEmpty, true)));
    let members = Condition::Exists {
        path: "subsidiaries".to_owned(),
        filter: None,
    };
    let concerned = Condition::Any(vec![has(Account::parent), has(Account::head), members]);
    let all: Vec<Account> = rows::find(tx, &system, &concerned, MANY)?;
    let groups = groups(&all.iter().map(|a| (a.id, a.parent)).collect());
    let mut faults = Vec::new();
    for account in &all {
        let group = groups.get(&account.id).copied().flatten();
        if account.head == group {
            continue;
        }
        faults.push(format!("account {}: its group isn't what its parents say", account.id));
        if mend {
            put(tx, &system, account.id, group)?;
        }
    }
    Ok(faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> Id {
        format!("00000000-0000-7000-8000-0000000000{n:02}").parse().unwrap()
    }

    fn number(id: Id) -> u8 {
        id.to_string()[34..].parse().unwrap()
    }

    fn told(pairs: &[(u8, u8)]) -> Vec<(u8, u8)> {
        let parents = pairs.iter().map(|&(a, p)| (id(a), (p > 0).then(|| id(p)))).collect();
        groups(&parents)
            .into_iter()
            .map(|(a, g)| (number(a), g.map_or(0, number)))
            .collect()
    }

    #[test]
    fn the_topmost_company_is_the_group() {
        assert_eq!(told(&[(1, 0)]), [(1, 0)], "a company by itself is in none");
        assert_eq!(
            told(&[(1, 0), (2, 1), (3, 2), (4, 0)]),
            [(1, 1), (2, 1), (3, 1), (4, 0)]
        );
        assert_eq!(
            told(&[(2, 9), (3, 2)]),
            [(2, 2), (3, 2)],
            "a parent that isn't there any more is none"
        );
        assert_eq!(told(&[(2, 9)]), [(2, 0)]);
        assert_eq!(told(&[(1, 2), (2, 1)]).len(), 2, "a circle ends");
    }
}
