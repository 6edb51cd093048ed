//! What won before in like cases, under the asker's own rights: counts that open to their deals.

use kernel::{Id, Result};
use records::{Condition, Cx, Op};
use serde_json::{Value as Json, json};
use store::Tx;
use store::records::{AggregateQuery, aggregate};

use super::judging::{ENOUGH, Record, judge};
use super::words;
use crate::accounts::Account;
use crate::opportunities::{LineItem, Opportunity};

/// The like cases of a deal: closed deals of its customer's industry, else of its tier, else all.
pub struct Like {
    filter: Condition,
    /// What they have in common, in the asker's language.
    pub what: String,
    /// Won, and closed.
    all: (u64, u64),
}

impl Like {
    /// None if the asker doesn't see what it takes.
    pub fn of(tx: &mut Tx<'_>, cx: &Cx, account: Option<&Account>) -> Result<Option<Self>> {
        let (Ok(deals), Ok(lines)) = (cx.object(Opportunity::OBJECT), cx.object(LineItem::OBJECT)) else {
            return Ok(None);
        };
        let whole = |o: &records::ObjectDef, key: &str| o.field(key).is_some_and(|f| cx.sees_whole(o, f));
        if !whole(deals, Opportunity::status) || !whole(lines, LineItem::product) {
            return Ok(None);
        }
        let accounts = cx
            .object(Account::OBJECT)
            .ok()
            .filter(|_| whole(deals, Opportunity::account));
        let same = |key: &str, value: Option<&str>| {
            let value = value.filter(|_| accounts.is_some_and(|a| whole(a, key)))?;
            Some((key.to_owned(), value.to_owned()))
        };
        let found = account.and_then(|a| {
            same(Account::industry, a.industry.as_deref()).or_else(|| same(Account::tier, a.tier.as_deref()))
        });
        let closed = Condition::leaf(Opportunity::status, Op::In, json!(["won", "lost"]));
        let (filter, what) = match found {
            Some((key, value)) => {
                let what = words::like(cx.lang, &key, &value);
                (
                    closed.and(Condition::leaf(format!("account.{key}"), Op::Eq, value)),
                    what,
                )
            }
            None => (closed, words::all_deals(cx.lang)),
        };
        let all = counted(tx, cx, &filter)?;
        Ok(Some(Self { filter, what, all }))
    }

    /// What became of those with a product: the judgement and what the page shows of it.
    pub fn record(&self, tx: &mut Tx<'_>, cx: &Cx, product: Id) -> Result<(Record, Json)> {
        let with = Condition::Exists {
            path: "line_items".to_owned(),
            filter: Some(Box::new(Condition::leaf(
                LineItem::product,
                Op::Eq,
                product.to_string(),
            ))),
        };
        let filter = self.filter.clone().and(with);
        // Where all of them are too few, so are those with the product.
        let own = counted(tx, cx, &filter)?;
        let record = judge(own, self.all);
        let interval = match record {
            Record::Noise(i) | Record::Better(i) | Record::Worse(i) => Some(i),
            Record::Few => None,
        };
        let told = json!({
            "n": own.1, "won": own.0, "low": interval.map(|i| i.low), "high": interval.map(|i| i.high),
            "of": self.all.1, "enough": ENOUGH, "points": record.points(), "filter": filter,
            "text": words::record(cx.lang, &record, own, &self.what),
        });
        Ok((record, told))
    }
}

/// Won, and closed.
fn counted(tx: &mut Tx<'_>, cx: &Cx, filter: &Condition) -> Result<(u64, u64)> {
    let query = AggregateQuery {
        filter: Some(filter.clone()),
        group: vec![Opportunity::status.to_owned()],
        measures: vec!["count".to_owned()],
    };
    let (mut won, mut n) = (0, 0);
    for row in aggregate(tx, cx, cx.object(Opportunity::OBJECT)?, &query)? {
        let count = row.get("count").and_then(Json::as_u64).unwrap_or(0);
        n += count;
        if row.get(Opportunity::status).and_then(Json::as_str) == Some("won") {
            won += count;
        }
    }
    Ok((won, n))
}
