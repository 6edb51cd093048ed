//! Agents and dealers, and the deals that they register.

use kernel::{Day, Id, Instant};
use records::fields::{day, email, instant, long_text, money, percent, phone, reference, select, text};
use records::{Access, Search, object};

object! {
    /// A company that sells for us.
    pub struct Partner in "partners" / "partner" as (("渠道伙伴", "Partners"), ("渠道伙伴", "Partner")) {
        name: String = text("名称", "Name").required().max(200).by_name().search(Search::Name),
        kind: Option<String> = select("类型", "Kind", &[
            ("agent", "代理商", "Agent"), ("dealer", "经销商", "Dealer"), ("integrator", "集成商", "Integrator"), ("consultant", "咨询与居间", "Consultant")]),
        status: String = select("状态", "Status", &[
            ("talking", "洽谈中", "Talking"), ("active", "合作中", "Active"), ("paused", "暂停", "Paused"), ("ended", "已终止", "Ended")]).required().default("active"),
        regions: Option<String> = text("授权区域", "Regions").max(300)
            .help(("用顿号或逗号隔开；报备的项目不在其中时会提示", "Separated by commas; a registered deal elsewhere is pointed out")),
        contract_number: Option<String> = text("合同编号", "Contract").max(80),
        contract_from: Option<Day> = day("合同开始", "Contract from"),
        contract_to: Option<Day> = day("合同结束", "Contract to").sortable(),
        discount: Option<i64> = percent("伙伴折扣", "Partner discount"),
        contact_name: Option<String> = text("对接人", "Contact").max(80),
        phone: Option<String> = phone("电话", "Phone").sensitive().search(Search::Private),
        email: Option<String> = email("邮箱", "E-mail").sensitive().search(Search::Private),
        description: Option<String> = long_text("备注", "Description"),
        owner: Option<Id> = reference("渠道负责人", "Owner", "users"),
        team: Option<Id> = reference("团队", "Team", "teams").read_only(),
    }
    |o| {
        o.icon = "network";
        o.access = Access::Owned;
        o.columns = vec!["name", "kind", "status", "regions", "contract_to", "owner"];
        o.facts = vec!["kind", "status", "regions", "contract_number", "contract_from", "contract_to", "discount", "contact_name", "phone", "email", "owner", "description"];
        o.form = vec!["name", "kind", "status", "regions", "contract_number", "contract_from", "contract_to", "discount", "contact_name", "phone", "email", "owner", "description"];
        o.sort = "name";
        o.collections = crate::collections(&[("registrations", "deal_registrations", "partner", ("报备", "registered deals"))]);
    }
}

object! {
    /// A deal that a partner says is theirs.
    pub struct DealRegistration in "deal_registrations" / "deal_registration" as (("项目报备", "Deal registrations"), ("报备", "Deal registration")) {
        company: String = text("最终客户", "End customer").required().max(200).search(Search::Name),
        partner: Id = reference("渠道伙伴", "Partner", "partners").required().fixed(),
        contact_name: Option<String> = text("客户联系人", "Contact there").max(80),
        phone: Option<String> = phone("联系电话", "Phone").sensitive(),
        region: Option<String> = text("区域", "Region").max(80),
        product: Option<Id> = reference("产品", "Product", "products"),
        amount: Option<i64> = money("预计金额", "Expected amount").sortable(),
        currency: String = text("币种", "Currency").max(3),
        expected_close: Option<Day> = day("预计成交", "Expected close"),
        description: Option<String> = long_text("项目情况", "About the deal"),
        status: String = select("状态", "Status", &[
            ("submitted", "待处理", "Submitted"), ("accepted", "已接受", "Accepted"), ("refused", "已拒绝", "Refused")]).default("submitted").read_only(),
        conflict: Option<String> = select("撞单检查", "Conflict", super::rules::CONFLICTS).read_only(),
        reason: Option<String> = long_text("处理说明", "Reason").read_only(),
        decided_by: Option<Id> = reference("处理人", "Decided by", "users").read_only(),
        decided_at: Option<Instant> = instant("处理时间", "Decided at").read_only(),
        protected_until: Option<Day> = day("保护期至", "Protected until").read_only(),
        account: Option<Id> = reference("客户", "Account", "accounts").read_only(),
        opportunity: Option<Id> = reference("商机", "Opportunity", "opportunities").read_only(),
    }
    |o| {
        o.icon = "file-check";
        o.access = Access::Via(vec!["partner"]);
        o.name_field = "company";
        o.columns = vec!["company", "partner", "amount", "region", "status", "conflict", "protected_until", "created_at"];
        o.facts = vec!["partner", "status", "conflict", "contact_name", "phone", "region", "product", "amount", "expected_close", "description", "reason", "decided_by", "decided_at", "protected_until", "account", "opportunity"];
        o.form = vec!["partner", "company", "contact_name", "phone", "region", "product", "amount", "expected_close", "description"];
        o.sort = "-created_at";
    }
}
