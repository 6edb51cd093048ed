//! What the tiers of accounts are computed from, in batches of accounts, each a few statements over ranges of an index; and
//! the writing of what came out.

use std::collections::HashMap;

use kernel::{Day, Id, Instant, Result};
use records::{Condition, Cx, ObjectDef, bind};

use crate::journal::Entry;
use crate::records::Compiler;
use crate::sql::Sql;
use crate::{Tx, Val};

/// What is asked of each account.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// Which currency's deals count.
    pub currency: String,
    /// From which day on won deals count; all if none.
    pub since: Option<Day>,
    /// Conditions on the account, each answered.
    pub conditions: Vec<Condition>,
    /// Whether the last contact is asked for.
    pub contacts: bool,
}

/// An account as it is, and its figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub id: Option<Id>,
    /// Its tier now.
    pub tier: Option<String>,
    /// Whether the rule set it.
    pub ruled: bool,
    /// Whether it was set by hand, and until when.
    pub by_hand: bool,
    /// The last day on which that holds.
    pub until: Option<Day>,
    /// When it is to be contacted at the latest, as it is kept.
    pub contact_due_on: Option<Day>,
    /// Since when we know it.
    pub created_at: Instant,
    /// Hundredths won.
    pub won: i128,
    /// Deals won.
    pub wins: i64,
    /// The last day on which one was won.
    pub last_won: Option<Day>,
    /// Hundredths under way.
    pub open: i128,
    /// The last contact.
    pub contacted_at: Option<Instant>,
    /// Which of the conditions hold.
    pub holds: Vec<bool>,
}

/// The next accounts after `after` in the order of their ids, `limit` at most; the system sees all of them.
pub fn batch(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, ask: &Ask, after: Id, limit: usize) -> Result<Vec<Found>> {
    let mut found = rows(tx, cx, object, ask, after, limit)?;
    let (Some(first), Some(last)) = (found.first().and_then(|f| f.id), found.last().and_then(|f| f.id)) else {
        return Ok(found);
    };
    let places: HashMap<Id, usize> = found.iter().enumerate().filter_map(|(i, f)| Some((f.id?, i))).collect();
    deals(tx, cx, ask, (first, last), |account, deals| {
        if let Some(place) = places.get(&account) {
            let found = &mut found[*place];
            if deals.won {
                (found.won, found.wins, found.last_won) = (deals.sum, deals.n, deals.last);
            } else {
                found.open = deals.sum;
            }
        }
    })?;
    if ask.contacts {
        tx.each(
            "SELECT account, max(at) FROM activity WHERE workspace_id = $1 AND account >= $2 AND account <= $3 \
             AND deleted_at IS NULL GROUP BY account",
            &[cx.workspace.id.into(), first.into(), last.into()],
            &mut |row| {
                if let Some(place) = row.opt_id(0)?.and_then(|id| places.get(&id)) {
                    found[*place].contacted_at = row.opt_i64(1)?.map(Instant);
                }
                Ok(())
            },
        )?;
    }
    Ok(found)
}

fn rows(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, ask: &Ask, after: Id, limit: usize) -> Result<Vec<Found>> {
    let compiler = Compiler {
        cx,
        dialect: tx.dialect(),
    };
    let bound = ask
        .conditions
        .iter()
        .map(|c| bind(c, object, cx))
        .collect::<Result<Vec<_>>>()?;
    let mut sql = Sql::new();
    let root = sql.alias();
    sql.push("SELECT ");
    for column in ["id", "tier", "tier_by", "tier_until", "contact_due_on", "created_at"] {
        if column != "id" {
            sql.push(", ");
        }
        sql.col(root, column);
    }
    for condition in &bound {
        sql.push(", (");
        compiler.condition(&mut sql, condition, root);
        sql.push(") IS TRUE");
    }
    sql.push(" FROM ").table(object.table, root).push(" WHERE ");
    compiler.living(&mut sql, root);
    sql.push(" AND ").col(root, "id").push(" > ").bind(after);
    sql.push(" ORDER BY ").col(root, "id").push(" LIMIT ").number(limit);
    let day = |n: Option<i64>| n.and_then(|n| i32::try_from(n).ok()).map(Day);
    tx.all(&sql.text, &sql.params, |row| {
        Ok(Found {
            id: Some(row.id(0)?),
            tier: row.opt_text(1)?.map(str::to_owned),
            ruled: row.opt_text(2)? == Some("rule"),
            by_hand: row.opt_text(2)? == Some("hand"),
            until: day(row.opt_i64(3)?),
            contact_due_on: day(row.opt_i64(4)?),
            created_at: Instant(row.i64(5)?),
            holds: (0..bound.len()).map(|i| row.bool(6 + i)).collect::<Result<_>>()?,
            ..Found::default()
        })
    })
}

struct Deals {
    won: bool,
    sum: i128,
    n: i64,
    last: Option<Day>,
}

/// The deals won and under way of the accounts between two ids.
fn deals(tx: &mut Tx<'_>, cx: &Cx, ask: &Ask, (first, last): (Id, Id), mut each: impl FnMut(Id, Deals)) -> Result<()> {
    let sum = tx.dialect().sum("COALESCE(amount, 0)");
    let sql = format!(
        "SELECT account, status, {sum}, count(*), max(closed_on) FROM opportunity WHERE workspace_id = $1 \
         AND account >= $2 AND account <= $3 AND deleted_at IS NULL AND currency = $4 \
         AND (status = 'open' OR (status = 'won' AND (closed_on >= $5 OR $6))) GROUP BY account, status"
    );
    let params: [Val; 6] = [
        cx.workspace.id.into(),
        first.into(),
        last.into(),
        ask.currency.as_str().into(),
        ask.since.unwrap_or(Day(0)).into(),
        ask.since.is_none().into(),
    ];
    tx.each(&sql, &params, &mut |row| {
        let deals = Deals {
            won: row.text(1)? == "won",
            sum: row.opt_i128(2)?.unwrap_or_default(),
            n: row.i64(3)?,
            last: row.opt_i64(4)?.and_then(|n| i32::try_from(n).ok()).map(Day),
        };
        each(row.id(0)?, deals);
        Ok(())
    })
}

/// What is to be kept of one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub id: Id,
    /// Its tier before.
    pub from: Option<String>,
    /// Its tier from now on, and why as JSON; none if only the day of contact changes.
    pub tier: Option<(String, String)>,
    /// When it is to be contacted at the latest.
    pub contact_due_on: Option<Day>,
}

/// Keeps what was found out; nobody's work is touched, so versions stay. What was set by hand meanwhile stays, too. Tells how
/// many tiers changed.
pub fn write(tx: &mut Tx<'_>, cx: &Cx, object: &ObjectDef, changes: &[Change]) -> Result<usize> {
    let mut tiered = 0;
    for change in changes {
        let Some((tier, why)) = &change.tier else {
            tx.run(
                "UPDATE account SET contact_due_on = $1 WHERE workspace_id = $2 AND id = $3 AND deleted_at IS NULL",
                &[change.contact_due_on.into(), cx.workspace.id.into(), change.id.into()],
            )?;
            continue;
        };
        let changed = tx.run(
            "UPDATE account SET tier = $1, tier_by = 'rule', tier_why = $2, tier_until = NULL, tier_at = $3, contact_due_on = $4 \
             WHERE workspace_id = $5 AND id = $6 AND deleted_at IS NULL \
             AND (tier_by IS NULL OR tier_by <> 'hand' OR tier_until < $7)",
            &[
                tier.as_str().into(),
                Val::Json(why.clone()),
                cx.now.into(),
                change.contact_due_on.into(),
                cx.workspace.id.into(),
                change.id.into(),
                cx.today().into(),
            ],
        )?;
        // Looked at again without another tier coming out is no change.
        if changed == 0 || change.from.as_ref() == Some(tier) {
            continue;
        }
        tiered += 1;
        tx.journal(&Entry {
            workspace: cx.workspace.id,
            at: cx.now,
            recorded_at: cx.written_at,
            actor: None,
            object: object.key,
            record: change.id,
            topic: change.id,
            kind: "tiered",
            meta: serde_json::json!({ "from": change.from, "to": tier, "why": why }),
            values: None,
        })?;
    }
    Ok(tiered)
}
