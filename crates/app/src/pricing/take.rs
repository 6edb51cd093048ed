//! Putting a product or a bundle on a deal in one go.

use kernel::{Code, Error, Id, Result, format_minor, parse_scaled};
use records::{Action, Condition, Cx, Op};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use store::Tx;
use store::records::{find, load_as};

use super::bundle::{Part, Rule, taken};
use super::known;
use crate::App;
use crate::engine;
use crate::opportunities::{LineItem, Opportunity};
use crate::products::{BUNDLE, BundleItem, Product};

/// What is to be put on a deal.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taken {
    /// The product or bundle.
    pub product: Id,
    /// How much; one if nothing is said.
    #[serde(default)]
    pub quantity: Option<String>,
    /// What was chosen of a bundle's optional parts.
    #[serde(default)]
    pub chosen: Vec<Id>,
}

/// Adds the lines: one for a product, one for each part of a bundle with its discount, all at the prices that apply.
///
/// # Errors
/// `not_found`, `forbidden`, and what is wrong with the choice.
pub fn take(tx: &mut Tx<'_>, app: &App, cx: &Cx, deal: Id, asked: &Taken) -> Result<()> {
    let deal: Opportunity = load_as(tx, cx, deal, Action::Read)?;
    let wrong = |at: &str, zh: &str, en: &str| Error::field(at, Code::InvalidValue, zh, en);
    let product: Product = known(tx, cx, asked.product)?
        .ok_or_else(|| Error::fields(vec![kernel::FieldError::plain("/product", Code::ReferenceNotFound)]))?;
    let quantity = match asked.quantity.as_deref() {
        None => Some(100),
        Some(text) => parse_scaled(text, 2).filter(|q| *q > 0),
    };
    let quantity = quantity.ok_or_else(|| {
        wrong(
            "/quantity",
            "数量要大于零，最多两位小数",
            "A quantity is above nought and has two decimals at most",
        )
    })?;
    if !product.active {
        return Err(wrong(
            "/product",
            "这个产品已停售，请选在售的产品",
            "This product is no longer on sale: choose another",
        ));
    }
    if product.kind.as_deref() != Some(BUNDLE) {
        if !asked.chosen.is_empty() {
            return Err(wrong("/chosen", "只有套餐才有可选项", "Only bundles have options"));
        }
        return add(tx, app, cx, &deal, product.id, quantity, 0, None);
    }
    let of = Condition::leaf(BundleItem::bundle, Op::Eq, product.id.to_string());
    let parts: Vec<Part> = find::<BundleItem>(tx, cx, &of, 100)?
        .into_iter()
        .map(|item| Part {
            product: item.product,
            rule: Rule::parse(&item.rule),
            quantity: item.quantity,
            discount: item.discount.unwrap_or_default(),
        })
        .collect();
    let at_least = product.choose_at_least.unwrap_or_default();
    let parts =
        taken(&parts, &asked.chosen, at_least, quantity).map_err(|text| wrong("/chosen", &text.zh, &text.en))?;
    if parts.is_empty() {
        return Err(wrong(
            "/product",
            "这个套餐还没有组成，请先在产品目录里维护",
            "This bundle has no parts yet: give it some in the catalogue",
        ));
    }
    for part in parts {
        add(
            tx,
            app,
            cx,
            &deal,
            part.product,
            part.quantity,
            part.discount,
            Some(product.id),
        )?;
    }
    Ok(())
}

fn add(
    tx: &mut Tx<'_>,
    app: &App,
    cx: &Cx,
    deal: &Opportunity,
    product: Id,
    quantity: i64,
    discount: i64,
    bundle: Option<Id>,
) -> Result<()> {
    let decimal = |value: i64| format_minor(i128::from(value), 2);
    let mut body = Map::new();
    body.insert(LineItem::opportunity.into(), json!(deal.id));
    body.insert(LineItem::product.into(), json!(product));
    body.insert(LineItem::quantity.into(), Json::from(decimal(quantity)));
    if discount > 0 {
        body.insert(LineItem::discount.into(), Json::from(decimal(discount)));
    }
    if let Some(bundle) = bundle {
        body.insert(LineItem::bundle.into(), json!(bundle));
    }
    engine::create(tx, app, cx, LineItem::OBJECT, &body).map(|_| ())
}
