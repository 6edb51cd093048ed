//! Improvements of SOPs: from a finding to the change, and what came of it.

use kernel::{Day, Id};
use records::fields::{day, long_text, reference, select, text};
use records::{Access, object};

object! {
    /// Something to be made better: found somewhere, answered by a draft, measured after publication.
    pub struct Improvement in "improvements" / "improvement" as (("改进", "Improvements"), ("改进", "Improvement")) {
        name: String = text("改进事项", "Improvement").required().max(300).by_name(),
        status: String = select("状态", "Status", &[
            ("open", "待处理", "Open"), ("drafting", "修改中", "Being drafted"), ("published", "已发布", "Published"),
            ("closed", "已完成", "Closed"), ("dropped", "不采纳", "Dropped")]).default("open"),
        source: String = select("来源", "Found in", &[
            ("supervision", "执行监督", "Supervision"), ("gate", "关口例外", "Waivers of a gate"), ("complaint", "客户投诉", "Complaint"),
            ("survey", "满意度调研", "Survey"), ("review", "复盘会议", "Review meeting"), ("idea", "一线建议", "Idea from the team")]).required(),
        finding: Option<String> = long_text("发现", "Finding"),
        sop: Option<Id> = reference("SOP", "SOP", "sops"),
        stage: Option<String> = text("阶段代号", "Stage key").max(60),
        step: Option<String> = text("步骤代号", "Step key").max(60),
        measure: Option<String> = select("衡量", "Measured by", super::MEASURES),
        expected: Option<String> = long_text("预期效果", "Expected effect"),
        owner: Option<Id> = reference("负责人", "Owner", "users"),
        team: Option<Id> = reference("团队", "Team", "teams").read_only(),
        due_on: Option<Day> = day("完成日期", "Due on").sortable(),
        draft: Option<Id> = reference("对应的 SOP 版本", "Answered by version", "sop_versions"),
        conclusion: Option<String> = long_text("结论", "Conclusion"),
    }
    |o| {
        o.icon = "lightbulb";
        o.access = Access::Owned;
        o.columns = vec!["name", "status", "source", "sop", "owner", "due_on", "draft"];
        o.facts = vec!["status", "source", "finding", "sop", "stage", "step", "measure", "expected", "owner", "due_on", "draft", "conclusion"];
        o.form = vec!["name", "source", "finding", "sop", "stage", "step", "measure", "expected", "owner", "due_on", "draft"];
        o.sort = "-created_at";
    }
}
