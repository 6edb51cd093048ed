//! Calls, visits, meetings, messages.

use kernel::{Id, Instant};
use records::fields::{instant, long_text, number, reference, select};
use records::{Access, object};

object! {
    /// A contact with the customer that has happened.
    pub struct Activity in "activities" / "activity" as (("跟进记录", "Activities"), ("跟进记录", "Activity")) {
        kind: String = select("方式", "Kind", &[
            ("call", "电话", "Call"), ("visit", "拜访", "Visit"), ("meeting", "会议", "Meeting"),
            ("message", "消息", "Message"), ("email", "邮件", "E-mail")]).required(),
        at: Instant = instant("时间", "When").required().sortable(),
        minutes: Option<i64> = number("时长（分钟）", "Minutes", 0),
        reached: Option<String> = select("接通情况", "Reached", &[
            ("connected", "已接通", "Connected"), ("no_answer", "无人接听", "No answer"),
            ("refused", "拒绝沟通", "Refused"), ("call_back", "约回访", "Call back")]),
        outcome: Option<String> = select("结果", "Outcome", &[
            ("order", "成交", "Order"), ("advance", "有推进", "Advance"), ("continuation", "无实质进展", "Continuation"), ("no_sale", "未成", "No sale"),
            ("do_not_contact", "要求勿扰", "Asked not to be contacted")]),
        body: Option<String> = long_text("内容", "What was said"),
        opportunity: Option<Id> = reference("商机", "Opportunity", "opportunities"),
        account: Option<Id> = reference("客户", "Account", "accounts"),
        contact: Option<Id> = reference("联系人", "Contact", "contacts"),
        lead: Option<Id> = reference("线索", "Lead", "leads"),
        owner: Option<Id> = reference("记录人", "Logged by", "users"),
    }
    |o| {
        o.icon = "phone";
        o.access = Access::Via(vec!["opportunity", "account", "contact", "lead"]);
        o.name_field = "body";
        o.columns = vec!["at", "kind", "reached", "outcome", "body", "opportunity", "account", "owner"];
        o.facts = vec!["kind", "at", "minutes", "reached", "outcome", "body", "opportunity", "account", "contact", "owner"];
        o.form = o.facts.clone();
        o.sort = "-at";
        o.collections = crate::collections(&[("files", "files", "activity", ("附件", "files"))]);
    }
}
