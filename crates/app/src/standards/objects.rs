//! How a talk did by one standard of its stage.

use kernel::Id;
use records::fields::{long_text, reference, select, text};
use records::{Access, object};

/// How a standard was kept.
pub const MARKS: &[(&str, &str, &str)] = &[
    ("met", "做到", "Met"),
    ("not_met", "未做到", "Not met"),
    ("na", "不适用", "Not applicable"),
];

object! {
    /// A standard that a reviewed talk was held against.
    pub struct StandardMark in "standard_marks" / "standard_mark" as (("标准对照", "Standards kept"), ("标准对照", "Standard kept")) {
        activity: Id = reference("沟通记录", "Talk", "activities").required(),
        person: Option<Id> = reference("谁的沟通", "Whose talk", "users"),
        sop: Option<Id> = reference("SOP", "SOP", "sops"),
        stage: Option<String> = text("阶段", "Stage").max(60),
        standard: String = text("服务标准", "Standard").required().max(500),
        mark: String = select("对照结果", "Mark", MARKS).required(),
        remark: Option<String> = long_text("点评", "Remark").max(2_000),
        reviewer: Option<Id> = reference("点评人", "Reviewed by", "users"),
    }
    |o| {
        o.icon = "list-checks";
        o.access = Access::Via(vec!["activity"]);
        o.by_verbs = true;
        o.name_field = "standard";
        o.columns = vec!["standard", "mark", "person", "stage", "remark", "reviewer", "updated_at"];
        o.facts = vec!["standard", "mark", "remark", "person", "stage", "sop", "activity", "reviewer"];
        o.sort = "-updated_at";
    }
}
