//! Price lists and the prices on them.

use kernel::{Day, Id};
use records::fields::{day, flag, long_text, money, number, reference, select, text};
use records::{Access, Search, object};

object! {
    /// Prices for a kind of customer and a time.
    pub struct PriceList in "price_lists" / "price_list" as (("价目表", "Price lists"), ("价目表", "Price list")) {
        name: String = text("名称", "Name").required().max(120).by_name().search(Search::Name),
        currency: String = text("币种", "Currency").max(3).fixed(),
        with_tax: bool = flag("含税价", "Prices include tax").default(true).fixed(),
        region: Option<String> = text("区域", "Region").max(80)
            .help(("只对这个区域的客户有效，与客户的「区域」一致；留空为全部区域", "For customers of this region only, as it stands in their record; empty for all")),
        tier: Option<String> = select("客户等级", "Tier", crate::tiers::TIERS)
            .help(("只对这个等级的客户有效；留空为全部等级", "For customers of this tier only; empty for all")),
        valid_from: Option<Day> = day("生效日期", "Valid from").sortable(),
        valid_to: Option<Day> = day("有效期至", "Valid until").sortable(),
        description: Option<String> = long_text("说明", "Description"),
    }
    |o| {
        o.icon = "tags";
        o.access = Access::Workspace;
        o.columns = vec!["name", "currency", "with_tax", "region", "tier", "valid_from", "valid_to"];
        o.facts = vec!["currency", "with_tax", "region", "tier", "valid_from", "valid_to", "description"];
        o.form = vec!["name", "currency", "with_tax", "region", "tier", "valid_from", "valid_to", "description"];
        o.sort = "name";
        o.collections = crate::collections(&[("prices", "prices", "price_list", ("价格", "prices"))]);
    }
}

object! {
    /// What a product costs on a price list.
    pub struct Price in "prices" / "price" as (("价格", "Prices"), ("价格", "Price")) {
        product: Id = reference("产品", "Product", "products").required().fixed(),
        price_list: Id = reference("价目表", "Price list", "price_lists").required().fixed(),
        price: i64 = money("单价", "Price").required().sortable(),
        currency: String = text("币种", "Currency").max(3).read_only(),
        at_least: i64 = number("起订量", "From quantity", 2).default(1).required()
            .help(("达到这个数量才用这个价；同一产品可以写几档", "Holds from this quantity on; a product may have several steps")),
        remark: Option<String> = text("备注", "Remark").max(300),
    }
    |o| {
        o.icon = "tag";
        o.access = Access::Workspace;
        o.name_field = "remark";
        o.columns = vec!["product", "price_list", "price", "at_least", "remark"];
        o.facts = o.columns.clone();
        o.form = o.columns.clone();
        o.sort = "-created_at";
    }
}
