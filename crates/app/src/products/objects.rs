//! What we sell, what it is made of, what it can do and why that helps.

use kernel::Id;
use records::fields::{flag, long_text, money, number, percent, reference, select, text};
use records::{Access, Search, object};

/// What a bundle is among the kinds of products.
pub const BUNDLE: &str = "bundle";

object! {
    /// A product or service.
    pub struct Product in "products" / "product" as (("产品", "Products"), ("产品", "Product")) {
        name: String = text("名称", "Name").required().max(120).by_name().search(Search::Name),
        code: Option<String> = text("编码", "Code").max(60).unique().search(Search::Open),
        kind: Option<String> = select("类别", "Kind", &[
            ("product", "产品", "Product"), ("service", "服务", "Service"), ("training", "培训", "Training"), ("maintenance", "维保", "Maintenance"),
            ("consulting", "咨询", "Consulting"), (BUNDLE, "套餐", "Bundle")]).default("product"),
        series: Option<String> = text("系列", "Series").max(80),
        unit: Option<String> = text("单位", "Unit").max(20),
        price: Option<i64> = money("标准价", "List price").sortable()
            .help(("含税；没有适用的价目表时用它", "Including tax; used where no price list applies")),
        cost: Option<i64> = money("成本", "Cost")
            .help(("不含税，每个单位；只有能看成本的角色看得到", "Before tax, for one unit; only roles that may see costs see it")),
        currency: String = text("币种", "Currency").max(3),
        tax: Option<String> = select("税类", "Tax class", crate::pricing::TAX_CLASSES).default("standard"),
        active: bool = flag("在售", "On sale").default(true),
        industries: Option<String> = text("适用行业", "Industries").max(300)
            .help(("用顿号或逗号隔开，与客户的「行业」一致；留空为各行业都适用", "Separated by commas, as they stand in the accounts' records; empty for all")),
        regions: Option<String> = text("销售区域", "Sold in").max(300)
            .help(("用顿号或逗号隔开；留空为各区域都卖", "Regions separated by commas; empty for all")),
        segment: Option<Id> = reference("主攻细分市场", "Made for the segment", "segments"),
        choose_at_least: Option<i64> = number("多选项至少选", "Options to choose at least", 0)
            .help(("只对套餐有效：标为「多选」的组成至少选几项", "For bundles: how many of the parts marked as a choice are taken at least")),
        description: Option<String> = long_text("说明", "Description"),
    }
    |o| {
        o.icon = "package";
        o.columns = vec!["name", "code", "kind", "series", "unit", "price", "cost", "tax", "active"];
        o.facts = vec!["code", "kind", "series", "unit", "price", "cost", "tax", "active", "industries", "regions", "segment", "choose_at_least", "description"];
        o.form = vec!["name", "code", "kind", "series", "unit", "price", "cost", "tax", "industries", "regions", "segment", "choose_at_least", "description"];
        o.sort = "name";
        o.collections = crate::collections(&[
            ("facts", "capability_facts", "product", ("能力说明", "capability facts")),
            ("fabs", "fabs", "product", ("FAB 卖点", "FAB")),
            ("prices", "prices", "product", ("价目表上的价格", "prices on lists")),
            ("bundle_items", "bundle_items", "bundle", ("套餐组成", "parts of the bundle")),
            ("bundles", "bundle_items", "product", ("所在套餐", "bundles it is in")),
        ]);
    }
}

object! {
    /// A part of a bundle.
    pub struct BundleItem in "bundle_items" / "bundle_item" as (("套餐组成", "Bundle parts"), ("套餐组成", "Bundle part")) {
        bundle: Id = reference("套餐", "Bundle", "products").required().fixed(),
        product: Id = reference("产品", "Product", "products").required(),
        rule: String = select("规则", "Rule", &[
            ("fixed", "必选", "Always"), ("optional", "可选", "Optional"), ("choice", "多选（至少选几项）", "Choice (at least some)")]).required().default("fixed"),
        quantity: i64 = number("数量", "Quantity", 2).required().default(1),
        discount: Option<i64> = percent("套餐内折扣", "Discount in the bundle"),
        remark: Option<String> = text("备注", "Remark").max(300),
    }
    |o| {
        o.icon = "boxes";
        o.access = Access::Workspace;
        o.name_field = "remark";
        o.columns = vec!["bundle", "product", "rule", "quantity", "discount", "remark"];
        o.facts = o.columns.clone();
        o.form = o.columns.clone();
        o.sort = "created_at";
    }
}

object! {
    /// What a product can do, can't, or needs.
    pub struct CapabilityFact in "capability_facts" / "capability_fact" as (("能力说明", "Capability facts"), ("能力说明", "Capability fact")) {
        name: String = text("内容", "What").required().max(300).by_name().search(Search::Name),
        product: Id = reference("产品", "Product", "products").required().fixed(),
        kind: String = select("类型", "Kind", &[("can", "能做到", "Can"), ("cannot", "做不到", "Can't"), ("needs", "需要具备", "Needs")]).required().default("can"),
        words: Option<String> = text("需求关键词", "Words of needs").max(300)
            .help(("用顿号或逗号隔开，每个至少两个字；客户的需求里提到其中一个，就会想到这一条", "Separated by commas, of two characters at least; it comes to mind where a customer's need has one of them")),
        source: Option<String> = text("依据", "Source").max(300),
    }
    |o| {
        o.icon = "list-checks";
        o.access = Access::Workspace;
        o.columns = vec!["name", "product", "kind", "words", "source"];
        o.facts = vec!["product", "kind", "words", "source"];
        o.form = o.columns.clone();
        o.sort = "name";
    }
}

object! {
    /// A feature, what it does better, what the customer has of it, and the proof.
    pub struct Fab in "fabs" / "fab" as (("FAB 卖点", "FAB library"), ("FAB 卖点", "FAB")) {
        feature: String = text("特点（F）", "Feature").required().max(200).by_name().search(Search::Name),
        product: Id = reference("产品", "Product", "products").required().fixed(),
        advantage: String = long_text("优势（A）", "Advantage").required().max(2_000),
        benefit: String = long_text("带给客户的好处（B）", "Benefit").required().max(2_000),
        evidence: Option<String> = long_text("证据（E）", "Evidence").max(2_000)
            .help(("案例、测试、客户原话；写明出处，没有证据的好处客户不会信", "A case, a test, a customer's words with their source: a benefit without proof isn't believed")),
        words: Option<String> = text("需求关键词", "Words of needs").max(300)
            .help(("用顿号或逗号隔开，每个至少两个字；客户的需求里提到其中一个，就用得上这一条", "Separated by commas, of two characters at least; it helps where a customer's need has one of them")),
    }
    |o| {
        o.icon = "sparkles";
        o.access = Access::Workspace;
        o.name_field = "feature";
        o.columns = vec!["feature", "product", "benefit", "words", "updated_at"];
        o.facts = vec!["product", "advantage", "benefit", "evidence", "words"];
        o.form = vec!["feature", "product", "advantage", "benefit", "evidence", "words"];
        o.sort = "feature";
    }
}
