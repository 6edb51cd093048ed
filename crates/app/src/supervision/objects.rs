//! How runs went against their SOPs, kept as records: lists, filters and rights are those of every record.

use kernel::{Day, Id, Instant};
use records::fields::{day, flag, instant, number, percent, reference, select, text};
use records::{Access, object};

/// The kinds of deviations, as options.
pub const HOW: &[(&str, &str, &str)] = &[
    ("skipped", "遗漏", "Left out"),
    ("extra", "多做", "Extra"),
    ("out_of_order", "次序不符", "Out of order"),
    ("late", "逾期", "Late"),
    ("waived", "例外放行", "Waived"),
];

object! {
    /// How the run of a deal went against its SOP: an exact alignment, kept.
    pub struct Conformance in "conformances" / "conformance" as (("执行检查", "Conformance"), ("执行检查", "Conformance")) {
        opportunity: Id = reference("商机", "Opportunity", "opportunities").required(),
        owner: Option<Id> = reference("负责人", "Owner", "users"),
        team: Option<Id> = reference("团队", "Team", "teams"),
        sop: Id = reference("SOP", "SOP", "sops").required(),
        sop_version: Id = reference("SOP 版本", "SOP version", "sop_versions").required(),
        began_on: Day = day("开始日期", "Began on").required(),
        stage: String = text("阶段", "Stage").required().max(60),
        fits: bool = flag("完全符合", "Fits exactly").required(),
        fitness: i64 = percent("符合度", "Fitness").required(),
        events: i64 = number("记录数", "Events", 0).required(),
        differing: i64 = number("不符处", "Differences", 0).required(),
        on_time: i64 = number("按时步骤", "Steps in time", 0).required(),
        skipped: i64 = number("遗漏", "Left out", 0).required(),
        extra: i64 = number("多做", "Extra", 0).required(),
        out_of_order: i64 = number("次序不符", "Out of order", 0).required(),
        late: i64 = number("逾期", "Late", 0).required(),
        waived: i64 = number("例外放行", "Waived", 0).required(),
    }
    |o| {
        o.icon = "shield-check";
        o.access = Access::Via(vec!["opportunity"]);
        o.name_field = "stage";
        o.columns = vec!["opportunity", "owner", "sop_version", "fitness", "skipped", "extra", "out_of_order", "late", "waived", "began_on"];
        o.facts = o.columns.clone();
        o.by_verbs = true;
        o.sort = "-created_at";
        o.indexes = vec![&["began_on"]];
    }
}

object! {
    /// One thing in a run that went otherwise than its SOP says.
    pub struct Deviation in "deviations" / "deviation" as (("执行偏差", "Deviations"), ("执行偏差", "Deviation")) {
        title: String = text("步骤", "Step").required().max(300),
        title_en: String = text("英文名称", "English name").required().max(300),
        opportunity: Id = reference("商机", "Opportunity", "opportunities").required(),
        how: String = select("偏差", "Deviation", HOW).required(),
        stage: String = text("阶段", "Stage").required().max(60),
        step: Option<String> = text("步骤代号", "Step key").max(60),
        owner: Option<Id> = reference("负责人", "Owner", "users"),
        team: Option<Id> = reference("团队", "Team", "teams"),
        sop: Id = reference("SOP", "SOP", "sops").required(),
        sop_version: Id = reference("SOP 版本", "SOP version", "sop_versions").required(),
        began_on: Day = day("商机开始日期", "Deal began on").required(),
        happened_at: Instant = instant("发生时间", "Happened at").required(),
    }
    |o| {
        o.icon = "triangle-alert";
        o.access = Access::Via(vec!["opportunity"]);
        o.name_field = "title";
        o.name_field_en = Some("title_en");
        o.columns = vec!["opportunity", "how", "title", "owner", "sop_version", "happened_at"];
        o.facts = o.columns.clone();
        o.by_verbs = true;
        o.sort = "-created_at";
        o.indexes = vec![&["began_on"], &["opportunity"]];
    }
}
