//! Flows of approval, what is asked for under them, who is asked, and who stands in for whom.

use kernel::{Day, Id, Instant};
use records::fields::{day, flag, instant, json, long_text, number, reference, select, text};
use records::{Access, object};

/// What can be asked for. A capability that asks adds its kind here and hears what comes of it through
/// [`super::kinds::of`].
pub const KINDS: &[(&str, &str, &str)] = &[("request", "请示", "Request"), ("waiver", "例外申请", "Waiver")];

/// The kinds of record that something can be asked about, each with the field that leads to one.
pub(super) const SUBJECTS: &[(&str, &str)] = &[
    ("opportunities", Approval::opportunity),
    ("accounts", Approval::account),
    ("leads", Approval::lead),
];

/// How far a request has come.
pub const STATUSES: &[(&str, &str, &str)] = &[
    ("pending", "审批中", "Pending"),
    ("approved", "已同意", "Approved"),
    ("rejected", "已驳回", "Rejected"),
    ("returned", "已退回", "Returned"),
    ("withdrawn", "已撤回", "Withdrawn"),
];

object! {
    /// Who is asked for what, and in which order.
    pub struct Flow in "approval_flows" / "approving_flow" as (("审批流", "Approval flows"), ("审批流", "Approval flow")) {
        name: String = text("名称", "Name").required().max(80).by_name(),
        name_en: Option<String> = text("英文名称", "English name").max(80),
        kind: String = select("用于", "For", KINDS).required(),
        object: String = select("针对", "About", &[
            ("opportunities", "商机", "Opportunities"), ("accounts", "客户", "Accounts"), ("leads", "线索", "Leads")]).default("opportunities"),
        position: i64 = number("顺序", "Position", 0).default(10).sortable()
            .help(("数字小的先看，第一条符合的生效；不填为 10", "Lowest first; the first that fits is used; 10 if nothing is said")),
        condition: Option<String> = json("条件", "Condition"),
        steps: Option<String> = json("步骤", "Steps"),
        active: bool = flag("启用", "Active").default(false),
    }
    |o| {
        o.icon = "stamp";
        o.name_field_en = Some("name_en");
        o.columns = vec!["position", "name", "kind", "object", "active", "updated_at"];
        o.facts = vec!["name_en", "kind", "object", "position", "active"];
        o.form = vec!["name", "name_en", "kind", "object", "position"];
        o.sort = "position";
    }
}

object! {
    /// Something that was asked for, and what came of it. It keeps the steps that it began with.
    pub struct Approval in "approvals" / "approval" as (("审批", "Approvals"), ("审批", "Approval")) {
        title: String = text("事项", "What").required().max(200),
        title_en: String = text("英文事项", "What, in English").required().max(200),
        kind: String = select("类型", "Kind", KINDS).required(),
        status: String = select("状态", "Status", STATUSES).required(),
        reason: Option<String> = long_text("理由", "Reason").max(2_000),
        opportunity: Option<Id> = reference("商机", "Opportunity", "opportunities"),
        account: Option<Id> = reference("客户", "Account", "accounts"),
        lead: Option<Id> = reference("线索", "Lead", "leads"),
        flow: Option<Id> = reference("审批流", "Flow", "approval_flows"),
        flow_version: Option<i64> = number("审批流版本", "Version of the flow", 0),
        steps: String = json("步骤", "Steps").required(),
        step: i64 = number("当前步", "Present step", 0).required(),
        decisions: i64 = number("处理次数", "Decisions", 0).required(),
        alone: bool = flag("无人可审，由本人决定", "Decided alone, for want of anybody else").required(),
        decided_at: Option<Instant> = instant("结束时间", "Decided at"),
    }
    |o| {
        o.icon = "stamp";
        o.access = Access::Asked {
            parents: vec!["opportunity", "account", "lead"],
            seats: "seats",
            person: "person",
        };
        o.name_field = "title";
        o.name_field_en = Some("title_en");
        o.columns = vec!["title", "kind", "status", "opportunity", "created_by", "created_at"];
        o.facts = vec!["kind", "status", "opportunity", "account", "lead", "created_by", "created_at", "flow", "decided_at"];
        o.by_verbs = true;
        o.sort = "-created_at";
        o.collections = crate::collections(&[("seats", "approval_seats", "approval", ("审批人", "approvers"))]);
        o.indexes = vec![&["opportunity", "status"], &["created_by", "created_at"], &["status", "created_at"]];
    }
}

object! {
    /// One person's part in an approval.
    pub struct ApprovalSeat in "approval_seats" / "approval_seat" as (("审批环节", "Approvers"), ("审批环节", "Approver")) {
        approval: Id = reference("审批", "Approval", "approvals").required(),
        person: Id = reference("审批人", "Approver", "users").required(),
        step: i64 = number("步骤", "Step", 0).required(),
        place: i64 = number("次序", "Place", 0).required(),
        came: String = select("来由", "Asked as", &[
            ("flow", "按流程", "By the flow"), ("added", "加签", "Added"), ("handed", "转交", "Handed over"),
            ("stand_in", "代理", "Stand-in"), ("superior", "超时转上级", "Superior, after the limit")]).required(),
        whose: Option<Id> = reference("原审批人", "Whose part it was", "users"),
        state: String = select("状态", "Status", &[
            ("queued", "未轮到", "Not yet"), ("waiting", "待处理", "Waiting"), ("approved", "同意", "Approved"),
            ("rejected", "驳回", "Rejected"), ("returned", "退回", "Returned"), ("handed_over", "已转交", "Handed over"),
            ("timed_out", "超时", "Timed out"), ("passed", "无需处理", "Not needed")]).required(),
        comment: Option<String> = text("意见", "Comment").max(500),
        due_at: Option<Instant> = instant("时限", "Due"),
        decided_at: Option<Instant> = instant("处理时间", "Decided at"),
    }
    |o| {
        o.icon = "stamp";
        o.access = Access::Via(vec!["approval"]);
        o.name_field = "state";
        o.columns = vec!["approval", "person", "state", "comment", "decided_at"];
        o.facts = o.columns.clone();
        o.by_verbs = true;
        o.indexes = vec![&["approval", "place"], &["person", "state", "approval"]];
    }
}

object! {
    /// Somebody who decides for somebody who is away.
    pub struct Delegation in "approval_delegations" / "approval_delegation" as (("审批代理", "Stand-ins"), ("审批代理", "Stand-in")) {
        owner: Option<Id> = reference("谁不在", "Who is away", "users"),
        stand_in: Id = reference("由谁代理", "Who stands in", "users").required(),
        begins: Day = day("从", "From").required().sortable(),
        until: Day = day("到", "Until").required(),
        note: Option<String> = text("说明", "Note").max(200),
        team: Option<Id> = reference("团队", "Team", "teams").read_only(),
    }
    |o| {
        o.icon = "user-check";
        o.access = Access::Owned;
        o.name_field = "note";
        o.columns = vec!["owner", "stand_in", "begins", "until", "note"];
        o.facts = o.columns.clone();
        o.form = vec!["stand_in", "begins", "until", "note", "owner"];
        o.sort = "-begins";
    }
}

impl Delegation {
    /// Whether it is in force on a day.
    pub fn covers(&self, day: Day) -> bool {
        self.begins <= day && day <= self.until
    }
}
