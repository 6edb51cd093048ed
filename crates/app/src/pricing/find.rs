//! The price that applies to a deal: the one function that everybody asks.

use std::collections::HashMap;

use kernel::{Code, Day, Id, Result, Text};
use records::{Action, Condition, Cx, Op, Typed};
use serde_json::json;
use store::Tx;
use store::records::{find, load_as};

use super::choose::{Buyer, Offered, choose, why};
use super::{Price, PriceList};
use crate::accounts::Account;
use crate::opportunities::Opportunity;
use crate::products::Product;

/// Lists, and prices of a deal's products, that are looked at.
const LOOKED_AT: usize = 2_000;

/// A price and why it is this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Hundredths for one.
    pub price: i64,
    /// Whether it includes tax.
    pub with_tax: bool,
    /// Why, in words.
    pub why: Text,
    /// The list it stands on; none for the standard price.
    pub list: Option<Id>,
}

/// Whoever buys in a deal, and the prices of its products.
#[derive(Clone, Debug)]
pub struct Prices {
    region: Option<String>,
    tier: Option<String>,
    currency: String,
    on: Day,
    of: HashMap<Id, Vec<Offered>>,
}

/// A record; none if it isn't there or may not be seen.
pub fn known<T: Typed>(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Option<T>> {
    match load_as(tx, cx, id, Action::Read) {
        Ok(record) => Ok(Some(record)),
        Err(error) if error.code() == Code::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The day by which a deal is priced and taxed: while it is under way today, then the day on which it was closed.
pub fn day_of(cx: &Cx, deal: &Opportunity) -> Day {
    deal.closed_on.unwrap_or_else(|| cx.today())
}

impl Prices {
    /// The prices of `products` for a deal. They are the company's, whoever asks: what may be told of them is for the caller.
    pub fn load(tx: &mut Tx<'_>, cx: &Cx, deal: &Opportunity, products: &[Id]) -> Result<Self> {
        let system = cx.as_system();
        let account = match deal.account {
            Some(id) => known::<Account>(tx, &system, id)?,
            None => None,
        };
        let mut lists: HashMap<Id, PriceList> = HashMap::new();
        let mut of: HashMap<Id, Vec<Offered>> = HashMap::new();
        let condition = Condition::leaf(PriceList::currency, Op::Eq, deal.currency.as_str());
        for list in find::<PriceList>(tx, &system, &condition, LOOKED_AT)? {
            lists.insert(list.id, list);
        }
        for part in products.chunks(kernel::IN_VALUES).filter(|_| !lists.is_empty()) {
            let condition = Condition::leaf(Price::product, Op::In, json!(part));
            for price in find::<Price>(tx, &system, &condition, LOOKED_AT)? {
                let Some(list) = lists.get(&price.price_list) else {
                    continue;
                };
                of.entry(price.product).or_default().push(offered(&price, list));
            }
        }
        Ok(Self {
            region: account.as_ref().and_then(|a| a.region.clone()),
            tier: account.and_then(|a| a.tier),
            currency: deal.currency.clone(),
            on: day_of(cx, deal),
            of,
        })
    }

    /// The price of so much of a product (hundredths of a piece): from the lists, else the standard price; none if there is
    /// none in the deal's currency.
    pub fn price(&self, product: &Product, quantity: i64) -> Option<Found> {
        let buyer = Buyer {
            region: self.region.as_deref(),
            tier: self.tier.as_deref(),
            currency: &self.currency,
            on: self.on,
            quantity,
        };
        let offered = self.of.get(&product.id).map_or(&[][..], Vec::as_slice);
        if let Some(price) = choose(offered, &buyer) {
            return Some(Found {
                price: price.price,
                with_tax: price.with_tax,
                why: why(price),
                list: Some(price.list),
            });
        }
        let standard = product.price.filter(|_| product.currency == self.currency)?;
        Some(Found {
            price: standard,
            with_tax: true,
            why: Text::new(
                "标准价（没有适用于该客户的价目表）",
                "List price (no price list applies to this customer)",
            ),
            list: None,
        })
    }
}

fn offered(price: &Price, list: &PriceList) -> Offered {
    let set = |text: &Option<String>| {
        text.as_deref()
            .map(str::trim)
            .filter(|t| !t.is_empty())
            .map(str::to_owned)
    };
    Offered {
        id: price.id,
        list: list.id,
        name: list.name.clone(),
        price: price.price,
        with_tax: list.with_tax,
        currency: list.currency.clone(),
        region: set(&list.region),
        tier: list.tier.clone(),
        from: list.valid_from,
        to: list.valid_to,
        at_least: price.at_least,
    }
}
