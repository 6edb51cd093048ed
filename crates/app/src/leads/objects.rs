//! Leads, and the rules by which they are handed out.

use kernel::{Day, Id, Instant};
use records::fields::{
    day, email, flag, instant, json, long_text, money, number, phone, reference, select, step, text,
};
use records::{Access, Search, object};

object! {
    /// Somebody who may become a customer.
    pub struct Lead in "leads" / "lead" as (("线索", "Leads"), ("线索", "Lead")) {
        name: String = text("姓名", "Name").required().max(80).by_name().search(Search::Name),
        company: Option<String> = text("公司", "Company").max(200).search(Search::Open),
        title: Option<String> = text("职务", "Title").max(80),
        phone: Option<String> = phone("手机", "Mobile").sensitive().search(Search::Private),
        email: Option<String> = email("邮箱", "E-mail").sensitive().search(Search::Private),
        wechat: Option<String> = text("微信", "WeChat").max(80).sensitive(),
        source: Option<String> = text("来源", "Source").max(80),
        basis: Option<String> = select("信息依据", "Legal basis", BASES),
        region: Option<String> = text("区域", "Region").max(80),
        industry: Option<String> = text("行业", "Industry").max(80).search(Search::Open),
        product: Option<Id> = reference("意向产品", "Product", "products"),
        need: Option<String> = long_text("需求", "Need"),
        amount: Option<i64> = money("预计金额", "Expected amount").sortable(),
        currency: String = text("币种", "Currency").max(3),
        expected_close: Option<Day> = day("预计采购日期", "Expected to buy"),
        description: Option<String> = long_text("备注", "Description"),
        campaign: Option<String> = text("活动", "Campaign").max(80),
        known_account: Option<Id> = reference("已有客户", "Known account", "accounts")
            .help(("此人所在的公司已是客户时填写", "The account that this person's company is already")),
        score: Option<i64> = number("评分", "Score", 0).read_only().sortable(),
        score_why: Option<String> = json("评分理由", "Why this score").read_only(),
        status: String = select("状态", "Status", STATUSES).default("new").read_only(),
        reason: Option<String> = select("不合格原因", "Reason", DISQUALIFY_REASONS).read_only(),
        reason_detail: Option<String> = long_text("不合格说明", "Reason detail").read_only(),
        response_due_at: Option<Instant> = instant("首次响应期限", "First response due").read_only().sortable(),
        responded_at: Option<Instant> = instant("首次响应", "First response").read_only(),
        response_minutes: Option<i64> = number("首次响应（工作分钟）", "First response (working minutes)", 0).read_only(),
        response_late: Option<bool> = flag("首次响应超时", "First response late").read_only(),
        assigned_at: Option<Instant> = instant("分配时间", "Assigned").read_only(),
        assigned_by: Option<Id> = reference("分配规则", "Assignment rule", "assignment_rules").read_only(),
        assigned_because: Option<String> = json("分配理由", "Why it was assigned").read_only(),
        form: Option<Id> = reference("线索表单", "Lead form", "lead_forms").read_only(),
        same_lead: Option<Id> = reference("可能重复的线索", "Likely the same lead", "leads").read_only(),
        same_contact: Option<Id> = reference("可能是此联系人", "Likely this contact", "contacts").read_only(),
        pool: Option<Id> = reference("公海", "Pool", "pools").read_only(),
        pooled_at: Option<Instant> = instant("进入公海", "In the pool since").read_only(),
        previous_owner: Option<Id> = reference("前负责人", "Previous owner", "users").read_only(),
        claimed_at: Option<Instant> = instant("领取时间", "Claimed").read_only(),
        protected_until: Option<Instant> = instant("保护期至", "Protected until").read_only(),
        held_since: Option<Instant> = instant("持有自", "Held since").read_only(),
        touched_at: Option<Instant> = instant("最近跟进", "Last contact").read_only().sortable(),
        kept_until: Option<Day> = day("免退回至", "Kept until").read_only(),
        kept_because: Option<String> = text("免退回原因", "Why it is kept").max(500).read_only(),
        sop: Option<Id> = reference("SOP", "SOP", "sops").fixed(),
        sop_version: Option<Id> = reference("SOP 版本", "SOP version", "sop_versions").read_only(),
        stage: Option<String> = text("阶段", "Stage").max(60).read_only(),
        next_step: Option<String> = step("下一步", "Next step").read_only(),
        next_due_at: Option<Instant> = instant("下一步期限", "Next step due").read_only().sortable(),
        steps_done: i64 = number("已完成步骤", "Steps done", 0).default(0).read_only(),
        steps_required: i64 = number("必做步骤", "Required steps", 0).default(0).read_only(),
        account: Option<Id> = reference("转化的客户", "Account made of it", "accounts").read_only(),
        contact: Option<Id> = reference("转化的联系人", "Contact made of it", "contacts").read_only(),
        opportunity: Option<Id> = reference("转化的商机", "Opportunity made of it", "opportunities").read_only(),
        converted_at: Option<Instant> = instant("转化时间", "Converted").read_only().sortable(),
        owner: Option<Id> = reference("负责人", "Owner", "users"),
        team: Option<Id> = reference("团队", "Team", "teams").read_only(),
    }
    |o| {
        o.icon = "magnet";
        o.access = Access::Owned;
        o.columns = vec!["name", "company", "status", "score", "response_due_at", "next_step", "source", "region", "owner", "created_at"];
        o.facts = vec!["company", "title", "phone", "email", "wechat", "source", "campaign", "basis", "region", "industry", "product", "need", "known_account", "same_lead", "same_contact", "amount", "expected_close", "owner", "team", "pool", "pooled_at", "previous_owner", "claimed_at", "protected_until", "touched_at", "kept_until", "kept_because", "form", "assigned_by", "assigned_at", "response_due_at", "responded_at", "account", "contact", "opportunity", "converted_at", "reason", "reason_detail", "description"];
        o.form = vec!["name", "company", "phone", "email", "title", "source", "campaign", "region", "industry", "product", "need", "amount", "basis", "owner"];
        o.sort = "-created_at";
        o.runs_sop = true;
        o.collections = crate::collections(&[
            ("activities", "activities", "lead", ("跟进记录", "activities")),
            ("tasks", "tasks", "lead", ("任务", "tasks")),
            ("notes", "notes", "lead", ("备忘", "notes")),
            ("approvals", "approvals", "lead", ("审批", "approvals")),
            ("files", "files", "lead", ("附件", "files")),
            ("plans", "plan_members", "lead", ("所在的开发计划", "development plans")),
            ("refusals", "contact_refusals", "lead", ("勿扰", "refusals of contact")),
            ("consents", "consents", "lead", ("个人信息授权", "consents")),
        ]);
        o.indexes = vec![
            &["owner", "status", "created_at"],
            &["owner", "created_at"],
            &["owner", "response_due_at"],
            &["team", "status", "created_at", "id", "owner"],
            &["team", "created_at", "id", "owner"],
            &["status", "created_at"],
            &["status", "touched_at"],
            &["status", "held_since"],
            &["owner", "score"],
            &["team", "score", "id", "owner"],
            &["pool", "score"],
        ];
    }
}

/// How far a lead has come.
pub const STATUSES: &[(&str, &str, &str)] = &[
    ("new", "新线索", "New"),
    ("working", "跟进中", "Working"),
    ("qualified", "已合格", "Qualified"),
    ("converted", "已转化", "Converted"),
    ("disqualified", "不合格", "Disqualified"),
];

/// The statuses of leads that are still to be decided on.
pub const OPEN: [&str; 3] = ["new", "working", "qualified"];

/// Why we may hold what is known of a person.
pub const BASES: &[(&str, &str, &str)] = &[
    ("inquiry", "本人主动咨询", "They asked us"),
    ("consent", "本人同意", "They agreed"),
    ("referral", "他人介绍并已告知", "Introduced, and told so"),
    ("public", "公开的商务信息", "Public business data"),
    ("contract", "已有合同关系", "An existing contract"),
];

/// Why a lead is not followed any more: exactly one main reason.
pub const DISQUALIFY_REASONS: &[(&str, &str, &str)] = &[
    ("unreachable", "多次联系不上", "Can't be reached"),
    ("no_need", "没有需求", "No need"),
    ("no_budget", "没有预算", "No budget"),
    ("wrong_person", "不是对口的人", "Not the right person"),
    ("not_a_fit", "不是目标客户", "Not a fit"),
    ("competitor", "已选择其他供应商", "Chose another supplier"),
    ("refused", "明确拒绝联系", "Asked not to be contacted"),
    ("duplicate", "重复线索", "A duplicate"),
    ("invalid", "信息无效", "Invalid data"),
];

object! {
    /// Who gets which leads.
    pub struct AssignmentRule in "assignment_rules" / "assignment_rule" as (("分配规则", "Assignment rules"), ("分配规则", "Assignment rule")) {
        name: String = text("名称", "Name").required().max(80).by_name(),
        position: i64 = number("顺序", "Position", 0).default(10).sortable()
            .help(("数字小的先看，不填为 10", "Lower numbers are tried first; 10 if nothing is said")),
        regions: Option<String> = text("区域", "Regions").max(300)
            .help(("用顿号或逗号分开；留空表示不限区域", "Separated by commas; empty means any region")),
        person: Option<Id> = reference("固定分给", "Always to", "users")
            .help(("留空则在团队成员间轮流", "Empty: the members of the team take turns")),
        team: Option<Id> = reference("轮流的团队", "Team that takes turns", "teams"),
        condition: Option<String> = json("条件", "Condition")
            .help(("符合条件的线索才用此规则，如产品、客户等级、来源", "Only leads for which it holds: product, tier of the account, source and so on")),
        way: String = select("分配方式", "How", WAYS).default("turn"),
        skill: Option<String> = text("需要的技能", "Skill needed").max(80)
            .help(("只分给具备此技能的人员，技能在人员资料里填写", "Only people who have it; skills stand in a person's record")),
        most_open: Option<i64> = number("每人在手上限", "Most open leads a person", 0)
            .help(("在手线索达到上限的人员不再分配；留空不限", "Who has as many open leads is passed over; empty means no limit")),
        fallback: bool = flag("兜底规则", "Fallback").default(false)
            .help(("其他规则都不适用时才用", "Only if no other rule fits")),
        respond_within: i64 = number("首次响应时限（工作分钟）", "First response within (working minutes)", 0).default(60)
            .help(("不填为 60", "60 if nothing is said")),
        active: bool = flag("启用", "Active").default(true),
        last: Option<Id> = reference("上一位", "Last one", "users").read_only(),
    }
    |o| {
        o.icon = "shuffle";
        o.columns = vec!["position", "name", "regions", "team", "person", "way", "skill", "most_open", "respond_within", "fallback", "active", "last"];
        o.facts = o.columns.clone();
        o.form = vec!["name", "position", "regions", "team", "person", "way", "skill", "most_open", "respond_within", "fallback"];
        o.sort = "position";
    }
}

/// How a rule chooses among several people.
pub const WAYS: &[(&str, &str, &str)] = &[
    ("turn", "轮流", "By turn"),
    ("load", "在手线索最少的人", "Who has the fewest open leads"),
];

object! {
    /// A part of the score of leads: points for those for which a condition holds.
    pub struct ScoreRule in "score_rules" / "score_rule" as (("评分规则", "Score rules"), ("评分规则", "Score rule")) {
        name: String = text("名称", "Name").required().max(80).by_name()
            .help(("会作为理由显示在线索上，请用一句话说明", "Shown on the lead as the reason: say it in a few words")),
        position: i64 = number("顺序", "Position", 0).default(10).sortable(),
        points: i64 = number("分值", "Points", 0).required()
            .help(("-100 到 100；负分表示扣分", "-100 to 100; below zero takes away")),
        condition: Option<String> = json("条件", "Condition"),
        active: bool = flag("启用", "Active").default(true),
    }
    |o| {
        o.icon = "gauge";
        o.columns = vec!["position", "name", "points", "active", "updated_at"];
        o.facts = vec!["points", "position", "active"];
        o.form = vec!["name", "points", "position"];
        o.sort = "position";
    }
}
