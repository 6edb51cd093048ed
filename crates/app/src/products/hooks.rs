//! What holds for the parts of bundles when they are written, and the words by which facts and FABs are found.

use kernel::{Code, Error, Result};
use records::{Cx, Value};
use store::Tx;
use store::matching::{self, Kind, Word};

use super::{BUNDLE, BundleItem, CapabilityFact, Fab, Product};
use crate::App;
use crate::engine::{Draft, Hooks, Saved};
use crate::market::words;
use crate::pricing::known;

pub(crate) struct ProductHooks;

impl Hooks for ProductHooks {
    fn prepare(&self, _tx: &mut Tx<'_>, _app: &App, _cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        for (key, zh, en) in [
            (Product::price, "标准价不能小于零", "A price can't be below nought"),
            (Product::cost, "成本不能小于零", "A cost can't be below nought"),
        ] {
            if draft.changed(key) && matches!(draft.get(key), Value::Int(n) if *n < 0) {
                return Err(Error::field(format!("/{key}"), Code::InvalidValue, zh, en));
            }
        }
        Ok(())
    }
}

pub(crate) struct BundleItemHooks;

impl Hooks for BundleItemHooks {
    fn prepare(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, draft: &mut Draft<'_>) -> Result<()> {
        let wrong = |at: &str, zh: &str, en: &str| Err(Error::field(at, Code::InvalidValue, zh, en));
        if matches!(draft.get(BundleItem::quantity), Value::Int(n) if *n <= 0) {
            return wrong("/quantity", "数量要大于零", "The quantity is above nought");
        }
        let system = cx.as_system();
        for (key, wanted, zh, en) in [
            (
                BundleItem::bundle,
                true,
                "这个产品不是套餐：先把它的类别改为「套餐」",
                "This product is no bundle: make its kind a bundle first",
            ),
            (
                BundleItem::product,
                false,
                "套餐里不能再放套餐，请放其中的产品",
                "A bundle can't be part of a bundle: add its products instead",
            ),
        ] {
            // One that isn't there is told as such by the check of references.
            if let Some(id) = draft.id(key).filter(|_| draft.changed(key))
                && let Some(product) = known::<Product>(tx, &system, id)?
                && (product.kind.as_deref() == Some(BUNDLE)) != wanted
            {
                return wrong(&format!("/{key}"), zh, en);
            }
        }
        Ok(())
    }
}

pub(crate) struct FactHooks;

impl Hooks for FactHooks {
    fn saved(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        let kind = match saved.get(CapabilityFact::kind) {
            Value::Text(key) if key == "cannot" => Kind::Cannot,
            Value::Text(key) if key == "needs" => return matching::put(tx, cx.workspace.id, id(saved)?, &[]),
            _ => Kind::Can,
        };
        if saved.changed(CapabilityFact::words) || saved.changed(CapabilityFact::kind) || whole(saved) {
            keep(tx, cx, saved, CapabilityFact::product, CapabilityFact::words, kind)?;
        }
        Ok(())
    }
}

pub(crate) struct FabHooks;

impl Hooks for FabHooks {
    fn saved(&self, tx: &mut Tx<'_>, _app: &App, cx: &Cx, saved: &Saved<'_>) -> Result<()> {
        if saved.changed(Fab::words) || whole(saved) {
            keep(tx, cx, saved, Fab::product, Fab::words, Kind::Fab)?;
        }
        Ok(())
    }
}

/// Whether it was made, deleted or restored.
fn whole(saved: &Saved<'_>) -> bool {
    saved.old.is_none() || saved.new.is_none()
}

fn id(saved: &Saved<'_>) -> Result<kernel::Id> {
    match saved.new.or(saved.old).and_then(<[Value]>::first) {
        Some(Value::Id(id)) => Ok(*id),
        _ => Err(Error::internal("a record without an id")),
    }
}

/// Keeps the words of what was written; of what was deleted none.
fn keep(tx: &mut Tx<'_>, cx: &Cx, saved: &Saved<'_>, product: &str, field: &str, kind: Kind) -> Result<()> {
    let mut list = Vec::new();
    if let (Some(_), Value::Id(product), Value::Text(text)) = (saved.new, saved.get(product), saved.get(field)) {
        for word in words(text)
            .map(str::to_lowercase)
            .filter(|w| w.chars().nth(1).is_some())
        {
            if list.iter().all(|known: &Word| known.word != word) {
                list.push(Word {
                    word,
                    product: *product,
                    kind,
                });
            }
        }
    }
    matching::put(tx, cx.workspace.id, id(saved)?, &list)
}
