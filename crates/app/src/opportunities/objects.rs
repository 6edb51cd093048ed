//! Opportunities, the people who decide on them, and what they are for.

use kernel::{Day, Id, Instant};
use records::fields::{day, flag, instant, long_text, money, number, percent, reference, select, step, text};
use records::{Access, Search, object};

object! {
    /// A chance to sell something to an account.
    pub struct Opportunity in "opportunities" / "opportunity" as (("商机", "Opportunities"), ("商机", "Opportunity")) {
        name: String = text("名称", "Name").required().max(200).by_name().search(Search::Name),
        number: Option<String> = text("商机编号", "Number").max(40).unique().search(Search::Open),
        account: Option<Id> = reference("客户", "Account", "accounts"),
        owner: Option<Id> = reference("负责人", "Owner", "users"),
        team: Option<Id> = reference("团队", "Team", "teams").read_only(),
        amount: Option<i64> = money("金额", "Amount").sortable(),
        currency: String = text("币种", "Currency").max(3),
        status: String = select("状态", "Status", &[("open", "进行中", "Open"), ("on_hold", "搁置", "On hold"), ("won", "赢单", "Won"), ("lost", "输单", "Lost")]).default("open").read_only(),
        sop: Option<Id> = reference("SOP", "SOP", "sops").fixed(),
        sop_version: Option<Id> = reference("SOP 版本", "SOP version", "sop_versions").read_only(),
        stage: Option<String> = text("阶段", "Stage").max(60).read_only(),
        phase: Option<String> = select("阶段类别", "Phase", PHASES).read_only(),
        stage_entered_at: Option<Instant> = instant("进入阶段", "Stage entered").read_only().sortable(),
        next_step: Option<String> = step("下一步", "Next step").read_only(),
        next_due_at: Option<Instant> = instant("下一步期限", "Next step due").read_only().sortable(),
        steps_done: i64 = number("已完成步骤", "Steps done", 0).default(0).read_only(),
        steps_required: i64 = number("必做步骤", "Required steps", 0).default(0).read_only(),
        probability_stage: Option<i64> = percent("阶段概率", "Stage probability").read_only(),
        probability_own: Option<i64> = percent("成交概率", "Own probability"),
        health: Option<String> = select("健康度", "Health", crate::health::LEVELS).read_only().sortable(),
        health_due_at: Option<Instant> = instant("下次评估健康度", "Health judged again").read_only(),
        expected_close: Option<Day> = day("预计成交", "Expected close").sortable(),
        postponed: i64 = number("成交日推迟次数", "Times the close was put off", 0).default(0).read_only(),
        engaged_on: Option<Day> = day("开始接触", "Engaged on"),
        closed_on: Option<Day> = day("关闭日期", "Closed on").read_only().sortable(),
        cycle_days: Option<i64> = number("成交周期（天）", "Cycle days", 0).read_only(),
        loss_reason: Option<String> = select("输单原因", "Loss reason", LOSS_REASONS).read_only(),
        loss_detail: Option<String> = long_text("输单说明", "Loss detail").read_only(),
        source: Option<String> = text("来源", "Source").max(80),
        competitor: Option<String> = text("竞争对手", "Competitor").max(200),
        pain: Option<String> = long_text("客户痛点", "Pain"),
        pain_amount: Option<i64> = money("痛点年损失", "Yearly cost of the pain"),
        budget: Option<i64> = money("客户预算", "Budget"),
        decision_process: Option<String> = long_text("决策与采购流程", "Decision process"),
        description: Option<String> = long_text("备注", "Description"),
    }
    |o| {
        o.icon = "table";
        o.access = Access::Owned;
        o.columns = vec!["name", "stage", "amount", "next_step", "steps_done", "health", "expected_close", "stage_entered_at", "owner", "source"];
        o.facts = vec!["account", "amount", "expected_close", "probability_own", "owner", "team", "source", "competitor", "pain", "pain_amount", "budget", "decision_process", "engaged_on", "number", "sop_version", "description"];
        o.form = vec!["name", "account", "amount", "expected_close", "source", "owner", "sop"];
        o.sort = "-amount";
        o.runs_sop = true;
        o.totals = Some(records::Totals {
            table: "opportunity_total",
            dims: &["owner", "team", "sop", "sop_version", "stage", "phase", "status", "health", "currency"],
            sums: &["amount"],
        });
        o.collections = crate::collections(&[
            ("stakeholders", "stakeholders", "opportunity", ("决策链成员", "stakeholders")),
            ("line_items", "line_items", "opportunity", ("产品明细", "line items")),
            ("activities", "activities", "opportunity", ("跟进记录", "activities")),
            ("tasks", "tasks", "opportunity", ("任务", "tasks")),
            ("notes", "notes", "opportunity", ("备忘", "notes")),
            ("files", "files", "opportunity", ("附件", "files")),
            ("public_links", "public_links", "opportunity", ("对外链接", "public links")),
            ("answers", "answers", "opportunity", ("问题回答", "answers")),
            ("needs", "needs", "opportunity", ("客户需求", "needs")),
            ("waivers", "waivers", "opportunity", ("例外申请", "waivers")),
            ("approvals", "approvals", "opportunity", ("审批", "approvals")),
            ("visits", "stage_visits", "subject", ("阶段经历", "stage visits")),
            ("sop_assignments", "sop_assignments", "opportunity", ("选用记录", "SOP assignments")),
            ("conformances", "conformances", "opportunity", ("执行检查", "conformance")),
            ("deviations", "deviations", "opportunity", ("执行偏差", "deviations")),
            ("plans", "plan_members", "opportunity", ("来自开发计划", "development plans")),
            ("referrals", "referrals", "opportunity", ("来自转介绍", "referrals")),
            ("registrations", "deal_registrations", "opportunity", ("渠道报备", "registered deals")),
        ]);
        o.indexes = vec![
            &["owner", "stage", "amount"],
            &["owner", "amount"],
            &["owner", "next_due_at"],
            &["team", "stage", "amount", "id", "owner"],
            &["team", "amount", "id", "owner"],
            &["team", "next_due_at", "id", "owner"],
            &["stage", "amount"],
            &["health_due_at"],
        ];
    }
}

/// The common phases by which SOPs compare.
pub const PHASES: &[(&str, &str, &str)] = &[
    ("develop", "开发", "Develop"),
    ("contact", "接触", "Contact"),
    ("discover", "需求", "Discover"),
    ("propose", "方案", "Propose"),
    ("negotiate", "洽谈", "Negotiate"),
    ("sign", "签约", "Sign"),
    ("deliver", "交付", "Deliver"),
    ("care", "维护", "Care"),
];

/// Why a deal is lost: exactly one main reason.
pub const LOSS_REASONS: &[(&str, &str, &str)] = &[
    ("no_decision", "客户未决策，维持现状", "No decision, status quo"),
    ("price", "价格或价值不认可", "Price or value"),
    ("product_gap", "产品不满足", "Product gap"),
    ("trust", "关系或信任不足", "Relationship or trust"),
    ("timing", "时机或预算", "Timing or budget"),
    ("competitor", "客户选择了竞争对手", "Chose a competitor"),
    ("authority", "决策人变动", "Authority lost"),
    ("disqualified", "不符合条件", "Disqualified"),
    ("our_process", "我方跟进不力", "Our own process"),
    ("data_error", "数据错误", "Data error"),
    ("unknown", "未知", "Unknown"),
];

object! {
    /// A person who has a say in an opportunity.
    pub struct Stakeholder in "stakeholders" / "stakeholder" as (("决策链", "Stakeholders"), ("决策链成员", "Stakeholder")) {
        opportunity: Id = reference("商机", "Opportunity", "opportunities").required().fixed(),
        contact: Id = reference("联系人", "Contact", "contacts").required(),
        role: Option<String> = select("角色", "Role", &[
            ("decider", "决策人", "Decider"), ("economic_buyer", "预算负责人", "Economic buyer"), ("influencer", "影响者", "Influencer"),
            ("user", "使用者", "User"), ("gatekeeper", "把关人", "Gatekeeper"), ("champion", "内部支持者", "Champion"), ("buyer", "采购", "Buyer")]),
        attitude: Option<String> = select("态度", "Attitude", &[
            ("supporter", "支持", "Supporter"), ("positive", "偏正面", "Positive"), ("neutral", "中立", "Neutral"),
            ("negative", "反对", "Negative"), ("unknown", "未知", "Unknown")]).default("unknown"),
        concern: Option<String> = text("关注点", "Concern").max(300),
        met: bool = flag("已当面沟通", "Met").default(false),
        reports_to: Option<Id> = reference("汇报给", "Reports to", "stakeholders")
            .help(("同一商机决策链里的上级", "A superior on the same deal")),
        influence: Option<String> = select("影响力", "Influence", &[
            ("high", "大", "High"), ("medium", "中", "Medium"), ("low", "小", "Low")]),
    }
    |o| {
        o.icon = "users";
        o.access = Access::Via(vec!["opportunity"]);
        o.name_field = "concern";
        o.columns = vec!["contact", "role", "attitude", "concern", "met", "influence"];
        o.facts = o.columns.clone();
        o.form = o.columns.clone();
        o.sort = "created_at";
    }
}
