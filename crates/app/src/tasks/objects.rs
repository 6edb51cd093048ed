//! What somebody has to do by a day.

use kernel::{Day, Id, Instant};
use records::fields::{day, instant, long_text, reference, select, text};
use records::{Access, object};

object! {
    /// Something to do.
    pub struct Task in "tasks" / "task" as (("任务", "Tasks"), ("任务", "Task")) {
        title: String = text("标题", "Title").required().max(200),
        kind: Option<String> = select("类型", "Kind", &[
            ("call", "电话", "Call"), ("visit", "拜访", "Visit"), ("meeting", "会议", "Meeting"), ("send", "发送资料", "Send"), ("other", "其他", "Other")]).default("other"),
        status: String = select("状态", "Status", &[("open", "待办", "Open"), ("done", "已完成", "Done")]).required().default("open"),
        due_on: Option<Day> = day("截止日期", "Due on").sortable(),
        due_at: Option<Instant> = instant("时间", "At"),
        done_at: Option<Instant> = instant("完成时间", "Done at").read_only(),
        opportunity: Option<Id> = reference("商机", "Opportunity", "opportunities"),
        account: Option<Id> = reference("客户", "Account", "accounts"),
        contact: Option<Id> = reference("联系人", "Contact", "contacts"),
        lead: Option<Id> = reference("线索", "Lead", "leads"),
        description: Option<String> = long_text("说明", "Description"),
        owner: Option<Id> = reference("负责人", "Owner", "users"),
        team: Option<Id> = reference("团队", "Team", "teams").read_only(),
    }
    |o| {
        o.icon = "check-square";
        o.access = Access::Owned;
        o.name_field = "title";
        o.columns = vec!["title", "status", "due_on", "opportunity", "account", "owner"];
        o.facts = vec!["title", "kind", "status", "due_on", "due_at", "opportunity", "account", "contact", "owner", "description"];
        o.form = vec!["title", "kind", "due_on", "due_at", "opportunity", "account", "contact", "owner", "description"];
        o.sort = "due_on";
        o.indexes = vec![&["owner", "status", "due_on"]];
    }
}
