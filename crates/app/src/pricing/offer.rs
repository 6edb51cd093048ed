//! The offer of a deal: its lines with price, reason, discount, tax and margin, as far as the asker sees them.

use std::collections::HashMap;

use kernel::{Code, Currency, Error, Id, Result, Text, format_minor};
use records::{Action, Condition, Cx, Op};
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::records::{find, load_as};

use super::find::{Found, Prices, day_of, known};
use super::sums::{self, Fault, Line, Sum, Total};
use super::{Price, PriceList, TaxClass};
use crate::App;
use crate::engine::{Mode, may_act, save_changes};
use crate::opportunities::{LINES, LineItem, Opportunity};
use crate::products::Product;

/// What of an offer somebody may see.
struct Seen {
    /// All that an amount is made of.
    amounts: bool,
    /// What products are called.
    names: bool,
    costs: bool,
    /// The standard price.
    standard: bool,
    /// Price lists and what stands on them.
    lists: bool,
}

impl Seen {
    fn by(cx: &Cx) -> Self {
        let whole = |object: &str, fields: &[&str]| {
            cx.object(object).is_ok_and(|o| {
                let seen = |key: &&str| o.field(key).is_some_and(|f| cx.sees_whole(o, f));
                fields.iter().all(seen)
            })
        };
        let line = [
            LineItem::product,
            LineItem::quantity,
            LineItem::unit_price,
            LineItem::discount,
            LineItem::tax,
            LineItem::with_tax,
            LineItem::currency,
        ];
        let list = [
            PriceList::name,
            PriceList::region,
            PriceList::tier,
            PriceList::valid_to,
            PriceList::with_tax,
        ];
        Self {
            amounts: whole(LineItem::OBJECT, &line) && whole(Product::OBJECT, &[Product::tax, Product::unit]),
            names: whole(Product::OBJECT, &[Product::name]),
            costs: whole(Product::OBJECT, &[Product::cost]),
            standard: whole(Product::OBJECT, &[Product::price, Product::currency]),
            lists: whole(PriceList::OBJECT, &list) && whole(Price::OBJECT, &[Price::price, Price::at_least]),
        }
    }

    /// Whether they may know this price and its reason.
    fn knows(&self, found: &Found) -> bool {
        self.amounts
            && if found.list.is_some() {
                self.lists
            } else {
                self.standard
            }
    }
}

fn amount(hundredths: i64) -> Json {
    Json::from(format_minor(i128::from(hundredths), 2))
}

/// The lines of a deal that the asker sees, if any at all, in the order in which they were made.
fn lines(tx: &mut Tx<'_>, cx: &Cx, deal: Id) -> Result<Vec<LineItem>> {
    if cx.object(LineItem::OBJECT).is_err() {
        return Ok(Vec::new());
    }
    find(
        tx,
        cx,
        &Condition::leaf(LineItem::opportunity, Op::Eq, deal.to_string()),
        LINES,
    )
}

/// A line as it is summed up; none while it has no price.
fn summed(line: &LineItem, product: &Product, costs: bool) -> Option<Line> {
    let class = line.tax.as_deref().or(product.tax.as_deref());
    Some(Line {
        unit_price: line.unit_price?,
        currency: Currency::parse(&line.currency)?,
        quantity: line.quantity,
        discount: line.discount.unwrap_or_default(),
        tax: class.and_then(TaxClass::parse).unwrap_or(TaxClass::Standard),
        with_tax: line.with_tax,
        // A cost in another currency says nothing of the margin.
        cost: product.cost.filter(|_| costs && product.currency == line.currency),
    })
}

/// What the lines come to; those without a price don't count.
fn totalled(
    lines: &[(LineItem, Option<Product>)],
    costs: bool,
    on: kernel::Day,
) -> (Vec<Option<usize>>, Result<Total, Fault>) {
    let mut summing = Vec::new();
    let places = lines
        .iter()
        .map(|(line, product)| {
            summing.push(summed(line, product.as_ref()?, costs)?);
            Some(summing.len() - 1)
        })
        .collect();
    (places, sums::total(&summing, on))
}

/// Why there is no total, and what to do.
fn said(fault: Fault) -> Text {
    match fault {
        Fault::Currencies(a, b) => Text::new(
            format!("明细里有 {a} 和 {b} 两种币种，不能合计：请改成同一币种"),
            format!("The lines are in {a} and {b}, which are never added up: use one currency"),
        ),
        Fault::Price => Text::new(
            "有明细的单价小于零，请改正",
            "A line's price is below nought: correct it",
        ),
        Fault::Quantity => Text::new(
            "有明细的数量不大于零，请改正",
            "A line's quantity isn't above nought: correct it",
        ),
        Fault::Discount => Text::new(
            "有明细的折扣不在 0 到 100% 之间，请改正",
            "A line's discount isn't between 0 and 100%: correct it",
        ),
        Fault::TooLarge => Text::new(
            "金额太大，无法保存，请检查数量和单价",
            "The amount is too large to be kept: check quantities and prices",
        ),
    }
}

fn products(tx: &mut Tx<'_>, cx: &Cx, lines: Vec<LineItem>) -> Result<Vec<(LineItem, Option<Product>)>> {
    let mut seen: HashMap<Id, Option<Product>> = HashMap::new();
    let mut all = Vec::with_capacity(lines.len());
    for line in lines {
        let product = match seen.get(&line.product) {
            Some(product) => product.clone(),
            None => known(tx, cx, line.product)?,
        };
        seen.insert(line.product, product.clone());
        all.push((line, product));
    }
    Ok(all)
}

/// The offer of a deal.
///
/// # Errors
/// `not_found` for a deal that may not be seen.
pub fn offer(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Json> {
    let deal: Opportunity = load_as(tx, cx, id, Action::Read)?;
    let opportunities = cx.object(Opportunity::OBJECT)?;
    let found = lines(tx, cx, id)?;
    let lines = products(tx, cx, found)?;
    let seen = Seen::by(cx);
    let on = day_of(cx, &deal);
    let ids: Vec<Id> = lines.iter().filter_map(|(_, p)| p.as_ref().map(|p| p.id)).collect();
    let prices = Prices::load(tx, cx, &deal, &ids)?;
    let (places, total) = totalled(&lines, seen.costs, on);
    let mut shown = Vec::with_capacity(lines.len());
    for ((line, product), place) in lines.iter().zip(places) {
        let sum = total.as_ref().ok().zip(place).map(|(total, place)| total.lines[place]);
        let now = product
            .as_ref()
            .and_then(|p| prices.price(p, line.quantity))
            .filter(|f| seen.knows(f));
        shown.push(line_json(cx, &seen, line, product.as_ref(), sum, now.as_ref(), on));
    }
    let unpriced = lines.iter().filter(|(line, _)| line.unit_price.is_none()).count();
    let amount_seen = opportunities
        .field(Opportunity::amount)
        .is_some_and(|f| cx.sees_whole(opportunities, f));
    let (sums, fault) = match total {
        Ok(total) if seen.amounts && !lines.is_empty() => (total_json(&seen, &total), Json::Null),
        Ok(_) => (Json::Null, Json::Null),
        Err(_) if !seen.amounts => (Json::Null, Json::Null),
        Err(fault) => (Json::Null, json!(said(fault).get(cx.lang))),
    };
    Ok(json!({
        "currency": deal.currency,
        "lines": shown,
        "total": sums,
        "fault": fault,
        "unpriced": if seen.amounts { json!(unpriced) } else { Json::Null },
        "amount": deal.amount.filter(|_| amount_seen).map(amount),
        "version": deal.version,
        "may_add": cx.writes().is_ok() && cx.rights.object(LineItem::OBJECT).create,
        "may_follow": amount_seen && seen.amounts && cx.writes().is_ok() && may_act(tx, cx, opportunities, id, Action::Update).is_ok(),
    }))
}

fn line_json(
    cx: &Cx,
    seen: &Seen,
    line: &LineItem,
    product: Option<&Product>,
    sum: Option<Sum>,
    now: Option<&Found>,
    on: kernel::Day,
) -> Json {
    let mut json = Map::new();
    json.insert("id".into(), json!(line.id));
    json.insert("version".into(), json!(line.version));
    json.insert(
        "product".into(),
        json!(product.map(|p| json!({ "id": p.id, "name": Some(&p.name).filter(|_| seen.names) }))),
    );
    if !seen.amounts {
        return Json::Object(json);
    }
    let class = line.tax.as_deref().or(product.and_then(|p| p.tax.as_deref()));
    let class = class.and_then(TaxClass::parse).unwrap_or(TaxClass::Standard);
    json.insert("quantity".into(), amount(line.quantity));
    json.insert("unit".into(), json!(product.and_then(|p| p.unit.as_deref())));
    json.insert("unit_price".into(), json!(line.unit_price.map(amount)));
    json.insert("currency".into(), json!(line.currency));
    json.insert("with_tax".into(), json!(line.with_tax));
    json.insert("discount".into(), amount(line.discount.unwrap_or_default()));
    json.insert("tax".into(), json!(class.as_str()));
    json.insert("rate".into(), amount(class.rate(on)));
    json.insert("bundle".into(), json!(line.bundle));
    json.insert("sum".into(), sum.map_or(Json::Null, |sum| sum_json(seen, &sum)));
    let price = now.map(|found| {
        let same = line.unit_price == Some(found.price) && line.with_tax == found.with_tax;
        json!({ "price": amount(found.price), "with_tax": found.with_tax, "why": found.why.get(cx.lang), "list": found.list, "same": same })
    });
    json.insert("price".into(), json!(price));
    Json::Object(json)
}

fn sum_json(seen: &Seen, sum: &Sum) -> Json {
    let mut json = Map::new();
    for (key, value) in [
        ("list", sum.list),
        ("discount", sum.discount),
        ("net", sum.net),
        ("tax", sum.tax),
        ("gross", sum.gross),
    ] {
        json.insert(key.into(), amount(value));
    }
    if seen.costs {
        json.insert("cost".into(), json!(sum.cost.map(amount)));
        json.insert("margin".into(), json!(sum.margin().map(amount)));
        json.insert("margin_rate".into(), json!(sum.margin_rate().map(amount)));
    }
    Json::Object(json)
}

fn total_json(seen: &Seen, total: &Total) -> Json {
    let mut json = sum_json(seen, &total.sum);
    json["by_tax"] = total
        .by_tax
        .iter()
        .map(|part| {
            json!({ "tax": part.class.as_str(), "rate": amount(part.rate), "net": amount(part.sum.net), "amount": amount(part.sum.tax),
                "gross": amount(part.sum.gross) })
        })
        .collect();
    json
}

/// Makes the deal's amount what its lines come to, tax included, because somebody asked for it.
///
/// # Errors
/// `forbidden` for those who may not change the deal; what is in the way of a total.
pub fn follow(tx: &mut Tx<'_>, app: &App, cx: &Cx, id: Id) -> Result<()> {
    cx.writes()?;
    let object = cx.object(Opportunity::OBJECT)?;
    let old = may_act(tx, cx, object, id, Action::Update)?;
    let deal = Opportunity::from_values(old.clone()).ok_or_else(|| Error::internal("a deal of another shape"))?;
    if !Seen::by(cx).amounts {
        return Err(Error::forbidden().detail(
            "您看不到产品明细的价格，不能用它更新金额",
            "You don't see what the lines cost, so the amount can't follow them",
        ));
    }
    let found = lines(tx, cx, id)?;
    let lines = products(tx, cx, found)?;
    let refuse = |zh: &str, en: &str| Err(Error::new(Code::WrongState).detail(zh, en));
    if lines.is_empty() {
        return refuse(
            "还没有产品明细，请先添加产品",
            "There are no lines yet: add products first",
        );
    }
    if lines
        .iter()
        .any(|(line, product)| line.unit_price.is_none() || product.is_none())
    {
        return refuse(
            "有明细还没有单价，请先填好再更新金额",
            "Some lines have no price: give them one before the amount follows",
        );
    }
    if lines.iter().any(|(line, _)| line.currency != deal.currency) {
        return refuse(
            "明细的币种与商机不同，请改成同一币种",
            "The lines are in another currency than the deal: use one currency",
        );
    }
    let (_, total) = totalled(&lines, false, day_of(cx, &deal));
    let total = total.map_err(|fault| {
        let text = said(fault);
        Error::new(Code::WrongState).detail(text.zh, text.en)
    })?;
    let mut body = Map::new();
    body.insert(Opportunity::amount.into(), amount(total.sum.gross));
    save_changes(tx, app, cx, object, &old, &body, Mode::Caller)?;
    Ok(())
}
