//! What we sell.

use records::fields::{flag, long_text, money, select, text};
use records::{Search, object};

object! {
    /// A product or service.
    pub struct Product in "products" / "product" as (("产品", "Products"), ("产品", "Product")) {
        name: String = text("名称", "Name").required().max(120).by_name().search(Search::Name),
        code: Option<String> = text("编码", "Code").max(60).unique().search(Search::Open),
        kind: Option<String> = select("类别", "Kind", &[("product", "产品", "Product"), ("service", "服务", "Service")]).default("product"),
        series: Option<String> = text("系列", "Series").max(80),
        price: Option<i64> = money("标准价", "List price").sortable(),
        currency: String = text("币种", "Currency").max(3),
        active: bool = flag("在售", "On sale").default(true),
        description: Option<String> = long_text("说明", "Description"),
    }
    |o| {
        o.icon = "package";
        o.columns = vec!["name", "code", "kind", "series", "price", "active"];
        o.facts = vec!["code", "kind", "series", "price", "active", "description"];
        o.form = vec!["name", "code", "kind", "series", "price", "description"];
        o.sort = "name";
    }
}
