//! What somebody has to do by a day.

use kernel::{Day, Id, Instant};
use records::fields::{day, instant, long_text, multi_select, reference, select, text};
use records::{Access, object};

object! {
    /// Something to do.
    pub struct Task in "tasks" / "task" as (("任务", "Tasks"), ("任务", "Task")) {
        title: String = text("标题", "Title").required().max(200).search(records::Search::Name),
        kind: Option<String> = select("类型", "Kind", &[
            ("call", "电话", "Call"), ("visit", "拜访", "Visit"), ("meeting", "会议", "Meeting"), ("send", "发送资料", "Send"), ("other", "其他", "Other")]).default("other"),
        status: String = select("状态", "Status", &[
            ("open", "待办", "Open"), ("doing", "进行中", "In progress"), ("done", "已完成", "Done")]).required().default("open"),
        due_on: Option<Day> = day("截止日期", "Due on").sortable(),
        due_at: Option<Instant> = instant("时间", "At"),
        done_at: Option<Instant> = instant("完成时间", "Done at").read_only(),
        opportunity: Option<Id> = reference("商机", "Opportunity", "opportunities"),
        account: Option<Id> = reference("客户", "Account", "accounts"),
        contact: Option<Id> = reference("联系人", "Contact", "contacts"),
        lead: Option<Id> = reference("线索", "Lead", "leads"),
        plan: Option<Id> = reference("开发计划", "Plan", "plans"),
        repeat: Option<String> = select("重复", "Repeats", &[
            ("daily", "每天", "Every day"), ("weekly", "每周", "Every week"), ("monthly", "每月", "Every month")])
            .help(("完成后自动生成下一次", "Completing it makes the next one")),
        repeat_days: Option<Vec<String>> = multi_select("重复日", "On", &[
            ("1", "周一", "Monday"), ("2", "周二", "Tuesday"), ("3", "周三", "Wednesday"), ("4", "周四", "Thursday"),
            ("5", "周五", "Friday"), ("6", "周六", "Saturday"), ("7", "周日", "Sunday")])
            .help(("仅用于每周重复；不选则按截止日期的星期", "For weekly tasks; empty means the weekday of the due date")),
        repeat_from: Option<Day> = day("首次日期", "First on").read_only(),
        next_task: Option<Id> = reference("下一次", "Next one", "tasks").read_only(),
        remind: Option<String> = select("提醒", "Reminder", &[
            ("at", "到期时", "When due"), ("m10", "提前 10 分钟", "10 minutes before"), ("h1", "提前 1 小时", "1 hour before"),
            ("d1", "提前 1 天", "1 day before")])
            .help(("没有时间的任务按当天上班时间计", "A task without a time counts from the start of work that day")),
        remind_at: Option<Instant> = instant("提醒时间", "Reminds at").read_only(),
        description: Option<String> = long_text("说明", "Description"),
        owner: Option<Id> = reference("负责人", "Owner", "users"),
        team: Option<Id> = reference("团队", "Team", "teams").read_only(),
    }
    |o| {
        o.icon = "check-square";
        o.access = Access::Owned;
        o.name_field = "title";
        o.columns = vec!["title", "status", "due_on", "opportunity", "account", "owner"];
        o.collections = crate::collections(&[
            ("notes", "notes", "task", ("评论", "comments")),
            ("files", "files", "task", ("附件", "files")),
        ]);
        o.facts = vec!["title", "kind", "status", "due_on", "due_at", "repeat", "repeat_days", "remind", "opportunity", "account", "contact", "lead", "plan", "owner", "description"];
        o.form = vec!["title", "kind", "due_on", "due_at", "repeat", "repeat_days", "remind", "opportunity", "account", "contact", "lead", "owner", "description"];
        o.sort = "due_on";
        o.indexes = vec![&["owner", "status", "due_on"], &["team", "status", "due_on"]];
    }
}
