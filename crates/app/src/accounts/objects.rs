//! Companies we sell to.

use kernel::{Day, Id, Instant};
use records::fields::{day, instant, json, long_text, money, number, phone, reference, select, text, url};
use records::{Access, Search, object};

object! {
    /// A customer company, or one that may become one.
    pub struct Account in "accounts" / "account" as (("客户", "Accounts"), ("客户", "Account")) {
        name: String = text("名称", "Name").required().max(200).by_name().search(Search::Name),
        industry: Option<String> = text("行业", "Industry").max(80).search(Search::Open),
        region: Option<String> = text("区域", "Region").max(80),
        tier: Option<String> = select("等级", "Tier", crate::tiers::TIERS).sortable(),
        tier_by: Option<String> = select("等级来自", "Tier set by", &[("rule", "分级规则", "The rule"), ("hand", "人工指定", "Hand")]).read_only(),
        tier_why: Option<String> = json("等级理由", "Why this tier").read_only(),
        tier_until: Option<Day> = day("指定等级有效至", "Tier set until").read_only(),
        tier_at: Option<Instant> = instant("等级变动时间", "Tier since").read_only(),
        contact_due_on: Option<Day> = day("应联系日期", "To be contacted by").read_only().sortable()
            .help(("按等级的联系间隔推算：最近一次联系之后的最迟日期", "Follows from the tier's cadence and the last contact")),
        parent: Option<Id> = reference("上级公司", "Parent company", "accounts"),
        head: Option<Id> = reference("所属集团", "Group", "accounts").read_only()
            .help(("由上级公司推算：最上层的公司", "Follows from the parent companies: the topmost one")),
        phone: Option<String> = phone("电话", "Phone").sensitive().search(Search::Private),
        website: Option<String> = url("网站", "Website"),
        address: Option<String> = text("地址", "Address").max(300),
        employees: Option<i64> = number("员工数", "Employees", 0),
        revenue: Option<i64> = money("年营收", "Annual revenue"),
        currency: String = text("币种", "Currency").max(3),
        founded_year: Option<i64> = number("成立年份", "Founded", 0),
        source: Option<String> = text("来源", "Source").max(80),
        customer_since: Option<Day> = day("成为客户", "Customer since"),
        description: Option<String> = long_text("备注", "Description"),
        owner: Option<Id> = reference("负责人", "Owner", "users"),
        team: Option<Id> = reference("团队", "Team", "teams").read_only(),
    }
    |o| {
        o.icon = "building";
        o.access = Access::Owned;
        o.columns = vec!["name", "tier", "industry", "region", "owner", "phone", "updated_at"];
        o.facts = vec!["tier", "industry", "region", "parent", "phone", "website", "address", "employees", "revenue", "founded_year", "source", "customer_since", "owner", "team", "description"];
        o.form = vec!["name", "tier", "industry", "region", "phone", "website", "address", "parent", "owner"];
        o.sort = "-updated_at";
        o.collections = crate::collections(&[
            ("contacts", "contacts", "account", ("联系人", "contacts")),
            ("opportunities", "opportunities", "account", ("商机", "opportunities")),
            ("activities", "activities", "account", ("跟进记录", "activities")),
            ("approvals", "approvals", "account", ("审批", "approvals")),
            ("tasks", "tasks", "account", ("任务", "tasks")),
            ("files", "files", "account", ("附件", "files")),
            ("subsidiaries", "accounts", "parent", ("下属公司", "subsidiaries")),
            ("affiliations", "affiliations", "account", ("在此兼任的人", "people also here")),
            ("plans", "plan_members", "account", ("所在的开发计划", "development plans")),
            ("referrals", "referrals", "referrer_account", ("推荐的客户", "referrals made")),
            ("refusals", "contact_refusals", "account", ("勿扰", "refusals of contact")),
        ]);
        o.indexes = vec![&["owner", "updated_at"], &["team", "updated_at"], &["owner", "contact_due_on"]];
    }
}
