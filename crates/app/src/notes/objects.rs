//! Remarks on a record.

use kernel::Id;
use records::fields::{flag, long_text, reference, text};
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
        sop_version: Option<Id> = reference("SOP 版本", "SOP version", "sop_versions").fixed(),
        place: Option<String> = text("位置", "Place").max(130).fixed()
            .help(("SOP 里的阶段或步骤，写作 阶段 或 阶段/步骤", "A stage or step of the SOP, written stage or stage/step")),
        resolved: bool = flag("已处理", "Resolved").default(false),
    }
    |o| {
        o.icon = "file-text";
        o.access = Access::Via(vec!["opportunity", "account", "contact", "lead", "task", "sop_version"]);
        o.name_field = "body";
        o.columns = vec!["body", "opportunity", "account", "created_by", "created_at"];
        o.facts = o.columns.clone();
        o.form = vec!["body", "opportunity", "account", "contact"];
        o.collections = crate::collections(&[("files", "files", "note", ("附件", "files"))]);
    }
}
