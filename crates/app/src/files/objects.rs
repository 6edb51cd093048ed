//! Files on records.

use kernel::Id;
use records::fields::{number, reference, text};
use records::{Access, object};

object! {
    /// A file on a record: a name for bytes that are kept by their hash.
    pub struct File in "files" / "file" as (("附件", "Files"), ("附件", "File")) {
        name: String = text("名称", "Name").required().max(200).by_name(),
        content: String = text("内容", "Content").required().max(600).fixed()
            .help(("新建时填上传所得的凭证；读出的是内容的 SHA-256", "For a new file what the upload gave; it reads as the SHA-256 of what is in it")),
        kind: String = text("类型", "Type").required().max(100).read_only(),
        size: i64 = number("大小（字节）", "Size (bytes)", 0).required().read_only().sortable(),
        opportunity: Option<Id> = reference("商机", "Opportunity", "opportunities").fixed(),
        account: Option<Id> = reference("客户", "Account", "accounts").fixed(),
        contact: Option<Id> = reference("联系人", "Contact", "contacts").fixed(),
        lead: Option<Id> = reference("线索", "Lead", "leads").fixed(),
        task: Option<Id> = reference("任务", "Task", "tasks").fixed(),
        activity: Option<Id> = reference("跟进记录", "Activity", "activities").fixed(),
        note: Option<Id> = reference("备忘", "Note", "notes").fixed(),
    }
    |o| {
        o.icon = "paperclip";
        // Whose a file is doesn't change: nobody moves one to where others see it.
        o.access = Access::Via(vec!["opportunity", "account", "contact", "lead", "task", "activity", "note"]);
        o.columns = vec!["name", "kind", "size", "opportunity", "account", "created_by", "created_at"];
        o.facts = o.columns.clone();
        o.form = vec!["name"];
    }
}
