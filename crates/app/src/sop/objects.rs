//! SOPs, their versions, exceptions to them, and answers to their questions.

use kernel::{Day, Id, Instant};
use records::fields::{day, flag, instant, json, long_text, money, number, reference, select, text};
use records::{Access, object};

object! {
    /// A sales procedure.
    pub struct Sop in "sops" / "sop" as (("SOP 流程", "SOPs"), ("SOP", "SOP")) {
        name: String = text("名称", "Name").required().max(120),
        name_en: Option<String> = text("英文名称", "English name").max(120),
        key: String = text("代号", "Key").required().max(60).unique(),
        object: String = text("对象", "Object").required().max(60),
        current: Option<Id> = reference("现行版本", "Current version", "sop_versions"),
        preferred: bool = flag("默认使用", "Preferred").default(false),
    }
    |o| {
        o.icon = "list-tree";
        o.name_field_en = Some("name_en");
        o.columns = vec!["name", "key", "object", "current"];
        o.facts = o.columns.clone();
        o.by_verbs = true;
        o.sort = "created_at";
    }
}

object! {
    /// A version of an SOP. Running ones stay on theirs.
    pub struct SopVersion in "sop_versions" / "sop_version" as (("SOP 版本", "SOP versions"), ("SOP 版本", "SOP version")) {
        name: String = text("名称", "Name").required().max(140),
        name_en: String = text("英文名称", "English name").required().max(140),
        sop: Id = reference("SOP", "SOP", "sops").required(),
        number: i64 = number("版本号", "Number", 0).required(),
        status: String = select("状态", "Status", &[
            ("draft", "草稿", "Draft"), ("in_review", "审阅中", "In review"), ("published", "已发布", "Published"), ("retired", "已停用", "Retired")]).required(),
        document: String = json("文档", "Document").required(),
        published_at: Option<Instant> = instant("发布时间", "Published at"),
        owner: Option<Id> = reference("负责人", "Owner", "users"),
        based_on: Option<Id> = reference("基于版本", "Based on", "sop_versions"),
        summary: Option<String> = long_text("改了什么", "What changed"),
        reason: Option<String> = long_text("为什么改", "Why it changed"),
        review_on: Option<Day> = day("定期审查日", "To be reviewed on"),
    }
    |o| {
        o.icon = "list-tree";
        o.name_field_en = Some("name_en");
        o.columns = vec!["name", "number", "status", "published_at", "owner", "review_on"];
        o.facts = vec!["name", "number", "status", "published_at", "owner", "review_on", "based_on", "summary", "reason"];
        o.by_verbs = true;
        o.sort = "-created_at";
    }
}

object! {
    /// A request to leave a required step out, and the decision on it.
    pub struct Waiver in "waivers" / "waiver" as (("例外申请", "Waivers"), ("例外申请", "Waiver")) {
        opportunity: Id = reference("商机", "Opportunity", "opportunities").required(),
        stage: String = text("阶段", "Stage").required().max(60),
        step: String = text("步骤", "Step").required().max(60),
        step_title: String = text("步骤名称", "Step title").required().max(200),
        reason: String = long_text("理由", "Reason").required(),
        status: String = select("状态", "Status", &[
            ("pending", "待审批", "Pending"), ("approved", "已同意", "Approved"), ("rejected", "已驳回", "Rejected"),
            ("withdrawn", "已撤回", "Withdrawn")]).required(),
        decided_by: Option<Id> = reference("审批人", "Decided by", "users"),
        decided_at: Option<Instant> = instant("审批时间", "Decided at"),
        comment: Option<String> = text("审批意见", "Comment").max(500),
        approval: Option<Id> = reference("审批", "Approval", "approvals"),
    }
    |o| {
        o.icon = "shield-alert";
        o.access = Access::Via(vec!["opportunity"]);
        o.name_field = "step_title";
        o.columns = vec!["opportunity", "step_title", "reason", "status", "created_by", "created_at", "decided_by"];
        o.facts = o.columns.clone();
        o.by_verbs = true;
    }
}

object! {
    /// A stay of a deal in a stage of its SOP.
    pub struct StageVisit in "stage_visits" / "stage_visit" as (("阶段经历", "Stage visits"), ("阶段经历", "Stage visit")) {
        subject: Id = reference("商机", "Opportunity", "opportunities").required(),
        n: i64 = number("次序", "Place", 0).required(),
        subject_object: String = text("对象", "Object").required().max(60),
        sop_version: Id = reference("SOP 版本", "SOP version", "sop_versions").required(),
        stage: String = text("阶段", "Stage").required().max(60),
        entered_at: Instant = instant("进入时间", "Entered at").required(),
        left_at: Option<Instant> = instant("离开时间", "Left at"),
        how: Option<String> = select("离开方式", "Left by", &[
            ("forward", "推进", "Moving on"), ("back", "退回", "Going back"), ("won", "赢单", "Winning"),
            ("lost", "输单", "Losing"), ("completed", "完成", "Completing"), ("moved", "换版本", "Moving to another version")]),
        forced: bool = flag("未达标放行", "Gate not met").required(),
        on_time: i64 = number("按时步骤", "Steps in time", 0).required(),
        late: i64 = number("逾期步骤", "Steps late", 0).required(),
        left_out: i64 = number("跳过步骤", "Steps left out", 0).required(),
    }
    |o| {
        o.icon = "list-tree";
        o.access = Access::Via(vec!["subject"]);
        o.name_field = "stage";
        o.columns = vec!["subject", "stage", "entered_at", "left_at", "how", "on_time", "late", "left_out"];
        o.facts = o.columns.clone();
        o.by_verbs = true;
        o.sort = "-created_at";
        // A visit is created when the stage is entered, and its order by that is the only one.
        o.fields.iter_mut().filter(|f| f.key == "updated_at").for_each(|f| f.sortable = false);
    }
}

object! {
    /// What the customer answered to a question of the SOP.
    pub struct Answer in "answers" / "answer" as (("问题回答", "Answers"), ("问题回答", "Answer")) {
        opportunity: Id = reference("商机", "Opportunity", "opportunities").required(),
        question: String = text("问题", "Question").required().max(60),
        text: Option<String> = long_text("回答", "Answer"),
        unknown_because: Option<String> = text("未知原因", "Unknown because").max(500),
        will_know_by: Option<Day> = day("何时知道", "Will know by"),
        thin: bool = flag("证据单薄", "Thin evidence").default(false),
        number: Option<i64> = number("数值", "Number", 2),
        amount: Option<i64> = money("金额", "Amount"),
        currency: Option<String> = text("币种", "Currency").max(3),
        choice: Option<String> = text("选项", "Choice").max(120),
        person: Option<Id> = reference("相关联系人", "Person", "contacts"),
        day: Option<Day> = day("日期", "Date"),
    }
    |o| {
        o.icon = "message-circle-question";
        o.access = Access::Via(vec!["opportunity"]);
        o.name_field = "question";
        o.columns = vec!["opportunity", "question", "text", "unknown_because", "will_know_by", "thin", "number", "amount", "choice", "person", "day"];
        o.facts = o.columns.clone();
        o.by_verbs = true;
    }
}
