//! Remarks on a record.

use kernel::Id;
use records::fields::{long_text, reference};
use records::{Access, object};

object! {
    /// A remark.
    pub struct Note in "notes" / "note" as (("备忘", "Notes"), ("备忘", "Note")) {
        body: String = long_text("内容", "Text").required(),
        opportunity: Option<Id> = reference("商机", "Opportunity", "opportunities"),
        account: Option<Id> = reference("客户", "Account", "accounts"),
        contact: Option<Id> = reference("联系人", "Contact", "contacts"),
        lead: Option<Id> = reference("线索", "Lead", "leads"),
        task: Option<Id> = reference("任务", "Task", "tasks"),
    }
    |o| {
        o.icon = "file-text";
        o.access = Access::Via(vec!["opportunity", "account", "contact", "lead", "task"]);
        o.name_field = "body";
        o.columns = vec!["body", "opportunity", "account", "created_by", "created_at"];
        o.facts = o.columns.clone();
        o.form = vec!["body", "opportunity", "account", "contact"];
    }
}
