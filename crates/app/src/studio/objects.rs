//! Who is asked to look at a draft, and who has read a version.

use kernel::{Day, Id, Instant};
use records::fields::{day, instant, number, reference, select, text};
use records::object;

object! {
    /// What a colleague who was asked thinks of a draft.
    pub struct SopReview in "sop_reviews" / "sop_review" as (("SOP 审阅", "SOP reviews"), ("SOP 审阅", "SOP review")) {
        name: String = text("版本", "Version name").required().max(140),
        version_of: Id = reference("SOP 版本", "SOP version", "sop_versions").required(),
        reviewer: Id = reference("审阅人", "Reviewer", "users").required(),
        verdict: String = select("意见", "Verdict", &[
            ("waiting", "待审阅", "Waiting"), ("approved", "同意", "Approved"), ("changes", "需要修改", "Changes wanted")]).required(),
        decided_at: Option<Instant> = instant("表态时间", "Decided at"),
    }
    |o| {
        o.icon = "list-tree";
        o.columns = vec!["name", "reviewer", "verdict", "decided_at"];
        o.facts = o.columns.clone();
        o.by_verbs = true;
        o.sort = "-created_at";
    }
}

object! {
    /// That somebody who works by an SOP was asked to read a version, and when they did.
    pub struct SopReceipt in "sop_receipts" / "sop_receipt" as (("SOP 已读", "SOP receipts"), ("SOP 已读", "SOP receipt")) {
        name: String = text("版本", "Version name").required().max(140),
        version_of: Id = reference("SOP 版本", "SOP version", "sop_versions").required(),
        person: Id = reference("人员", "Person", "users").required(),
        team: Option<Id> = reference("团队", "Team", "teams"),
        read_at: Option<Instant> = instant("阅读时间", "Read at"),
        reminded: i64 = number("提醒次数", "Reminders", 0).default(0),
        reminded_on: Option<Day> = day("最近提醒", "Last reminder"),
    }
    |o| {
        o.icon = "list-tree";
        o.columns = vec!["name", "person", "team", "read_at", "reminded"];
        o.facts = o.columns.clone();
        o.by_verbs = true;
        o.sort = "-created_at";
    }
}
