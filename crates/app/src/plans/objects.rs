//! Development plans: whom to win, by whom, until when, with what; their members, steps and costs.

use kernel::{Day, Id};
use records::fields::{day, long_text, money, number, reference, select, text};
use records::{Access, Search, object};

object! {
    /// A plan to win customers.
    pub struct Plan in "plans" / "plan" as (("客户开发计划", "Development plans"), ("开发计划", "Development plan")) {
        name: String = text("名称", "Name").required().max(120).by_name().search(Search::Name),
        goal: Option<String> = long_text("目的", "Purpose"),
        status: String = select("状态", "Status", &[
            ("planned", "筹备", "Planned"), ("running", "进行中", "Running"), ("done", "已结束", "Done")]).required().default("planned"),
        segment: Option<Id> = reference("目标市场", "Segment", "segments"),
        view: Option<Id> = reference("目标视图", "View", "saved_views")
            .help(("没有合适的细分市场时，用客户或线索列表里保存的视图", "A saved view of accounts or leads, where no segment fits")),
        channel: Option<String> = select("主要渠道", "Channel", &[
            ("call", "电话", "Calls"), ("visit", "拜访", "Visits"), ("event", "展会与活动", "Fairs and events"), ("message", "微信与邮件", "Messages"),
            ("content", "内容与广告", "Content and ads"), ("partner", "渠道伙伴", "Partners"), ("referral", "转介绍", "Referrals")]),
        starts_on: Option<Day> = day("开始", "From").required().sortable(),
        ends_on: Option<Day> = day("结束", "To").required().sortable(),
        quota: Option<i64> = number("目标数", "Quota", 0),
        quota_of: Option<String> = select("目标计的是", "Quota counts", &[
            ("touched", "已联系的对象", "Targets contacted"), ("opportunities", "新商机", "New opportunities"), ("won", "赢单", "Won deals")]).default("opportunities"),
        budget: Option<i64> = money("预算", "Budget"),
        currency: String = text("币种", "Currency").max(3),
        owner: Option<Id> = reference("负责人", "Owner", "users"),
        team: Option<Id> = reference("团队", "Team", "teams").read_only(),
    }
    |o| {
        o.icon = "target";
        o.access = Access::Owned;
        o.columns = vec!["name", "status", "channel", "starts_on", "ends_on", "quota", "budget", "owner"];
        o.facts = vec!["status", "segment", "view", "channel", "starts_on", "ends_on", "quota", "quota_of", "budget", "owner", "team", "goal"];
        o.form = vec!["name", "segment", "view", "channel", "starts_on", "ends_on", "quota", "quota_of", "budget", "owner", "goal"];
        o.sort = "-starts_on";
        o.collections = crate::collections(&[
            ("steps", "plan_steps", "plan", ("步骤", "steps")),
            ("members", "plan_members", "plan", ("对象", "members")),
            ("costs", "plan_costs", "plan", ("费用", "costs")),
            ("tasks", "tasks", "plan", ("任务", "tasks")),
        ]);
    }
}

object! {
    /// A company or lead that a plan is to win. Whoever sees that one sees it.
    pub struct PlanMember in "plan_members" / "plan_member" as (("计划对象", "Plan members"), ("计划对象", "Plan member")) {
        name: String = text("名称", "Name").max(200).read_only(),
        plan: Id = reference("开发计划", "Plan", "plans").required().fixed(),
        lead: Option<Id> = reference("线索", "Lead", "leads").fixed(),
        account: Option<Id> = reference("客户", "Account", "accounts").fixed(),
        contact: Option<Id> = reference("联系人", "Contact", "contacts"),
        opportunity: Option<Id> = reference("带来的商机", "Opportunity", "opportunities"),
    }
    |o| {
        o.icon = "user-check";
        o.access = Access::Via(vec!["lead", "account"]);
        o.columns = vec!["name", "opportunity", "created_at", "plan", "lead", "account"];
        o.facts = vec!["plan", "lead", "account", "contact", "opportunity"];
        o.form = vec!["plan", "lead", "account", "contact"];
        o.sort = "-created_at";
    }
}

object! {
    /// What is done with each member, so many working days after it came in.
    pub struct PlanStep in "plan_steps" / "plan_step" as (("计划步骤", "Plan steps"), ("步骤", "Plan step")) {
        title: String = text("做什么", "What").required().max(120),
        plan: Id = reference("开发计划", "Plan", "plans").required().fixed(),
        kind: Option<String> = select("方式", "How", &[
            ("call", "电话", "Call"), ("visit", "拜访", "Visit"), ("meeting", "会议", "Meeting"), ("send", "发送资料", "Send"), ("other", "其他", "Other")]).default("call"),
        after: i64 = number("第几个工作日", "Working day", 0).required().default(1),
        guidance: Option<String> = long_text("怎么做", "How to do it"),
    }
    |o| {
        o.icon = "list-checks";
        o.access = Access::Via(vec!["plan"]);
        o.name_field = "title";
        o.columns = vec!["title", "kind", "after", "plan"];
        o.facts = vec!["title", "kind", "after", "guidance", "plan"];
        o.form = vec!["plan", "title", "kind", "after", "guidance"];
        o.sort = "created_at";
    }
}

object! {
    /// Money that a plan took.
    pub struct PlanCost in "plan_costs" / "plan_cost" as (("计划费用", "Plan costs"), ("费用", "Cost")) {
        name: String = text("用于", "For").required().max(120),
        plan: Id = reference("开发计划", "Plan", "plans").required().fixed(),
        spent_on: Option<Day> = day("日期", "Date").required().sortable(),
        amount: i64 = money("金额", "Amount").required(),
        currency: String = text("币种", "Currency").max(3),
    }
    |o| {
        o.icon = "receipt";
        o.access = Access::Via(vec!["plan"]);
        o.columns = vec!["name", "amount", "spent_on", "plan"];
        o.facts = vec!["name", "amount", "spent_on", "plan"];
        o.form = vec!["plan", "name", "amount", "spent_on"];
        o.sort = "-spent_on";
    }
}
