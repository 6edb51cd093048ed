//! What a deal is for: its lines, and what holds for them on every way by which one is written.

use kernel::{Code, Error, Id, Result};
use records::fields::{flag, money, number, percent, reference, select, text};
use records::{Access, Condition, Cx, Op, Value, object};
use store::Tx;
use store::records::count;

use super::Opportunity;
use crate::App;
use crate::engine::{Draft, Hooks};
use crate::pricing::{Prices, known};
use crate::products::{BUNDLE, Product};

/// Lines that a deal has at most.
pub const LINES: usize = 300;

object! {
    /// A product in an opportunity.
    pub struct LineItem in "line_items" / "line_item" as (("产品明细", "Line items"), ("产品明细", "Line item")) {
        opportunity: Id = reference("商机", "Opportunity", "opportunities").required().fixed(),
        product: Id = reference("产品", "Product", "products").required(),
        quantity: i64 = number("数量", "Quantity", 2).required().default(1),
        unit_price: Option<i64> = money("单价", "Unit price")
            .help(("留空则取适用于该客户的价目", "Empty takes the price that applies to the customer")),
        with_tax: bool = flag("单价含税", "Price includes tax").default(true),
        currency: String = text("币种", "Currency").max(3),
        discount: Option<i64> = percent("折扣（减免）", "Discount")
            .help(("从单价里减去的百分比：九折写 10", "The share taken off the price: 10 for a tenth")),
        tax: Option<String> = select("税类", "Tax class", crate::pricing::TAX_CLASSES)
            .help(("留空则随产品", "Empty follows the product")),
        bundle: Option<Id> = reference("所属套餐", "In the bundle", "products").fixed(),
        description: Option<String> = text("说明", "Description").max(300),
    }
    |o| {
        o.icon = "package";
        o.access = Access::Via(vec!["opportunity"]);
        o.name_field = "description";
        o.columns = vec!["product", "quantity", "unit_price", "discount"];
        o.facts = vec!["product", "quantity", "unit_price", "with_tax", "discount", "tax", "bundle", "description"];
        o.form = vec!["product", "quantity", "unit_price", "with_tax", "discount", "tax", "description"];
        o.sort = "created_at";
    }
}

pub(crate) struct LineHooks;

impl Hooks for LineHooks {
    fn prepare(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        for (key, least, zh, en) in [
            (LineItem::quantity, 1, "数量要大于零", "A quantity is above nought"),
            (
                LineItem::unit_price,
                0,
                "单价不能小于零",
                "A price can't be below nought",
            ),
        ] {
            if draft.changed(key) && matches!(draft.get(key), Value::Int(n) if *n < least) {
                return Err(Error::field(format!("/{key}"), Code::InvalidValue, zh, en));
            }
        }
        if draft.old.is_none() {
            begun(tx, cx, draft)
        } else {
            currency(tx, cx, draft)
        }
    }
}

fn deal(tx: &mut Tx<'_>, cx: &Cx, draft: &Draft<'_>) -> Result<Option<Opportunity>> {
    // One that isn't there is told as such by the check of references.
    match draft.id(LineItem::opportunity) {
        Some(id) => known(tx, &cx.as_system(), id),
        None => Ok(None),
    }
}

/// A new line is in its deal's currency, at the price that applies to the customer, taxed as its product is.
fn begun(tx: &mut Tx<'_>, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
    let Some(deal) = deal(tx, cx, draft)? else {
        return Ok(());
    };
    if draft.is_given(LineItem::currency) {
        same_currency(&deal, draft)?;
    } else {
        draft.set(LineItem::currency, deal.currency.as_str());
    }
    // What is told as history keeps what it says: today's prices weren't that day's.
    if cx.now != cx.written_at {
        return Ok(());
    }
    let of = Condition::leaf(LineItem::opportunity, Op::Eq, deal.id.to_string());
    if count(tx, &cx.as_system(), draft.object, Some(&of), None, LINES)? >= LINES {
        return Err(Error::new(Code::WrongState).detail(
            format!("一个商机最多 {LINES} 行明细"),
            format!("A deal has {LINES} lines at most"),
        ));
    }
    let Some(product) = draft.id(LineItem::product) else {
        return Ok(());
    };
    // Of what the asker may not see nothing is told, not even its price.
    let Some(product) = known::<Product>(tx, cx, product)? else {
        return Ok(());
    };
    if product.kind.as_deref() == Some(BUNDLE) {
        return Err(Error::field(
            "/product",
            Code::InvalidValue,
            "套餐要按它的组成放进商机：请在商机的「产品与报价」里添加这个套餐",
            "A bundle goes on a deal by its parts: add it under the deal's products and prices",
        ));
    }
    if draft.get(LineItem::tax).is_null() {
        draft.set(LineItem::tax, product.tax.clone());
    }
    if let (Value::Null, Value::Int(quantity)) = (draft.get(LineItem::unit_price), draft.get(LineItem::quantity)) {
        let quantity = *quantity;
        let prices = Prices::load(tx, cx, &deal, &[product.id])?;
        if let Some(found) = prices.price(&product, quantity) {
            draft.set(LineItem::unit_price, found.price);
            draft.set(LineItem::with_tax, found.with_tax);
        }
    }
    Ok(())
}

fn currency(tx: &mut Tx<'_>, cx: &Cx, draft: &Draft<'_>) -> Result<()> {
    if draft.changed(LineItem::currency)
        && let Some(deal) = deal(tx, cx, draft)?
    {
        same_currency(&deal, draft)?;
    }
    Ok(())
}

fn same_currency(deal: &Opportunity, draft: &Draft<'_>) -> Result<()> {
    if *draft.get(LineItem::currency) == Value::from(deal.currency.as_str()) {
        return Ok(());
    }
    Err(Error::field(
        "/currency",
        Code::InvalidValue,
        format!("商机的币种是 {0}，明细也要用 {0}", deal.currency),
        format!("The deal is in {0}, so its lines are in {0} as well", deal.currency),
    ))
}

/// A deal with lines keeps its currency: amounts of two are never added up.
pub(super) fn keeps_currency(tx: &mut Tx<'_>, cx: &Cx, draft: &Draft<'_>) -> Result<()> {
    let Some(Value::Id(id)) = draft.old.and_then(<[Value]>::first) else {
        return Ok(());
    };
    if !draft.changed(Opportunity::currency) {
        return Ok(());
    }
    let system = cx.as_system();
    let lines = system.object(LineItem::OBJECT)?;
    let of = Condition::leaf(LineItem::opportunity, Op::Eq, id.to_string());
    if count(tx, &system, lines, Some(&of), None, 1)? == 0 {
        return Ok(());
    }
    Err(Error::field(
        "/currency",
        Code::InvalidValue,
        "商机已有产品明细，不能再换币种：请先删除明细",
        "The deal has lines, so its currency stays: delete the lines first",
    ))
}
