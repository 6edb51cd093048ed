//! Rules that choose SOPs, and what they chose.

use kernel::Id;
use records::fields::{flag, json, number, percent, reference, select, text};
use records::{Access, object};

object! {
    /// A rule that says which SOP new opportunities follow.
    pub struct SopRule in "sop_rules" / "sop_rule" as (("选用规则", "SOP rules"), ("选用规则", "SOP rule")) {
        name: String = text("名称", "Name").required().max(120).by_name(),
        position: i64 = number("次序", "Order", 0).required().sortable()
            .help(("从小到大，第一条符合的规则生效", "Lowest first; the first rule that fits decides")),
        active: bool = flag("启用", "Active").default(true),
        condition: Option<String> = json("条件", "Condition"),
        sop: Id = reference("采用 SOP", "SOP", "sops").required(),
        other: Option<Id> = reference("随机对照的版本", "Version compared at random", "sop_versions")
            .help(("按比例随机分给另一个已发布过的版本，用于日后比较", "A share is given at random to another version that was published, to be compared later")),
        share: Option<i64> = percent("对照比例", "Share compared"),
    }
    |o| {
        o.icon = "split";
        o.access = Access::Workspace;
        o.columns = vec!["position", "name", "sop", "other", "share", "active"];
        o.facts = vec!["position", "sop", "other", "share", "active"];
        o.form = vec!["name", "position", "sop", "other", "share", "active"];
        o.sort = "position";
    }
}

object! {
    /// What a rule chose for an opportunity as it was created. It never changes.
    pub struct SopAssignment in "sop_assignments" / "sop_assignment" as (("选用记录", "SOP assignments"), ("选用记录", "SOP assignment")) {
        opportunity: Id = reference("商机", "Opportunity", "opportunities").required(),
        rule: Option<Id> = reference("选用规则", "Rule", "sop_rules"),
        arm: String = select("组别", "Arm", &[("main", "主用", "Main"), ("other", "对照", "Compared"), ("rule", "按规则", "By rule")]).required(),
        sop_version: Id = reference("SOP 版本", "SOP version", "sop_versions").required(),
        share: Option<i64> = percent("对照比例", "Share compared"),
        roll: i64 = number("随机数", "Roll", 0).required(),
    }
    |o| {
        o.icon = "split";
        o.access = Access::Via(vec!["opportunity"]);
        o.name_field = "arm";
        o.columns = vec!["opportunity", "rule", "arm", "sop_version", "share", "created_at"];
        o.facts = o.columns.clone();
        o.by_verbs = true;
        o.sort = "-created_at";
    }
}
