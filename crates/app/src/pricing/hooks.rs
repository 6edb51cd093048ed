//! What holds for price lists and prices when they are written.

use kernel::{Code, Error, Result};
use records::{Condition, Cx, Op, Value};
use store::Tx;
use store::records::find;

use super::{Price, PriceList, known};
use crate::App;
use crate::engine::{Draft, Hooks};

pub(crate) struct PriceListHooks;

impl Hooks for PriceListHooks {
    fn prepare(&self, _tx: &mut Tx<'_>, _app: &App, _cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        if let (Value::Int(from), Value::Int(to)) = (draft.get(PriceList::valid_from), draft.get(PriceList::valid_to))
            && from > to
        {
            return Err(Error::field(
                "/valid_to",
                Code::InvalidValue,
                "「有效期至」不能早于「生效日期」",
                "A price list can't end before it begins",
            ));
        }
        Ok(())
    }
}

pub(crate) struct PriceHooks;

impl Hooks for PriceHooks {
    fn prepare(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        let wrong = |at: &str, zh: &str, en: &str| Err(Error::field(at, Code::InvalidValue, zh, en));
        let below = |value: &Value, least: i64| matches!(value, Value::Int(n) if *n < least);
        if below(draft.get(Price::price), 0) {
            return wrong("/price", "单价不能小于零", "A price can't be below nought");
        }
        if below(draft.get(Price::at_least), 1) {
            return wrong(
                "/at_least",
                "起订量要大于零",
                "The quantity from which it holds is above nought",
            );
        }
        let (Some(list), Some(product)) = (draft.id(Price::price_list), draft.id(Price::product)) else {
            return Ok(());
        };
        let system = cx.as_system();
        // A list that isn't there is told as such by the check of references.
        if draft.old.is_none()
            && let Some(list) = known::<PriceList>(tx, &system, list)?
        {
            draft.set(Price::currency, list.currency);
        }
        if draft.changed(Price::at_least) {
            let same = Condition::leaf(Price::price_list, Op::Eq, list.to_string()).and(Condition::leaf(
                Price::product,
                Op::Eq,
                product.to_string(),
            ));
            let others: Vec<Price> = find(tx, &system, &same, 100)?;
            let taken =
                |p: &Price| Value::Int(p.at_least) == *draft.get(Price::at_least) && Value::Id(p.id) != draft.new[0];
            if others.iter().any(taken) {
                return Err(Error::field(
                    "/at_least",
                    Code::Duplicate,
                    "这个价目表里已有该产品同一起订量的价格，请直接修改那一条",
                    "The list has a price of this product from this quantity on: change that one",
                ));
            }
        }
        Ok(())
    }
}
