//! Question lists that sales operations keep, their questions, and what customers need.

use kernel::{Day, Id, Instant};
use records::fields::{day, flag, instant, json, long_text, money, multi_select, number, reference, select, text};
use records::{Access, Search, object};

/// What part of a talk a question belongs to: SPIN, or none of it.
pub(super) const PARTS: &[(&str, &str, &str)] = &[
    ("s", "S 背景", "S Situation"),
    ("p", "P 难点", "P Problem"),
    ("i", "I 影响", "I Implication"),
    ("n", "N 价值", "N Need-payoff"),
    ("other", "其他", "Other"),
];

/// The kinds of answer.
pub(super) const ANSWERS: &[(&str, &str, &str)] = &[
    ("text", "文字", "Words"),
    ("number", "数字", "Number"),
    ("money", "金额", "Amount of money"),
    ("choice", "单选", "Choice"),
    ("person", "联系人", "Person"),
    ("day", "日期", "Date"),
];

object! {
    /// A list of questions for one kind of conversation.
    pub struct QuestionList in "question_lists" / "question_set" as (("问题清单", "Question lists"), ("问题清单", "Question list")) {
        name: String = text("名称", "Name").required().max(120).by_name().search(Search::Name),
        name_en: Option<String> = text("英文名称", "English name").max(120),
        purpose: Option<String> = text("何时用", "When to use").max(300),
        phase: Option<String> = select("阶段类别", "Phase", crate::opportunities::PHASES)
            .help(("留空表示任何阶段都用", "Empty means in every phase")),
        industry: Option<String> = text("行业", "Industry").max(80)
            .help(("与客户档案的行业一致时使用；留空不限", "Used where the account's industry is the same; empty means any")),
        product: Option<Id> = reference("产品", "Product", "products")
            .help(("商机明细里有这个产品时使用；留空不限", "Used where the deal has this product; empty means any")),
        active: bool = flag("启用", "Active").default(true),
    }
    |o| {
        o.icon = "message-circle-question";
        o.access = Access::Workspace;
        o.name_field_en = Some("name_en");
        o.columns = vec!["name", "phase", "industry", "product", "active", "updated_at"];
        o.facts = vec!["name", "name_en", "purpose", "phase", "industry", "product", "active"];
        o.form = o.facts.clone();
        o.sort = "name";
        o.collections = crate::collections(&[("questions", "questions", "list", ("问题", "questions"))]);
    }
}

object! {
    /// A question of a list. Its answers are kept under its key, by which conditions name them.
    pub struct Question in "questions" / "question" as (("问题", "Questions"), ("问题", "Question")) {
        text: String = text("问题", "Question").required().max(300),
        text_en: Option<String> = text("英文", "In English").max(300),
        list: Id = reference("问题清单", "List", "question_lists").required().fixed(),
        part: String = select("环节", "Part", PARTS).required().default("other"),
        answer: String = select("回答形式", "Answer", ANSWERS).required().default("text"),
        choices: Option<String> = long_text("选项", "Choices").max(2_000)
            .help(("单选时每行一个；需要英文时写“中文 | English”", "For a choice, one on each line; “中文 | English” where it needs both")),
        important: bool = flag("重要", "Important").default(false)
            .help(("没有回答会列为下一步", "Without an answer it becomes a next step")),
        position: Option<i64> = number("次序", "Order", 0).sortable(),
        key: Option<String> = text("代号", "Key").max(60).unique().fixed()
            .help(("条件用它指明这个问题；留空自动生成", "Conditions name the question by it; made by itself if empty")),
        condition: Option<String> = json("追问条件", "Asked when"),
    }
    |o| {
        o.icon = "message-circle-question";
        o.access = Access::Workspace;
        o.name_field = "text";
        o.name_field_en = Some("text_en");
        o.columns = vec!["text", "part", "answer", "important", "position", "list"];
        o.facts = vec!["list", "part", "answer", "choices", "important", "position", "key", "text_en"];
        o.form = vec!["text", "text_en", "list", "part", "answer", "choices", "important", "position", "key"];
        o.sort = "position";
    }
}

/// How a need stands with the customer.
pub const STATUSES: &[(&str, &str, &str)] = &[
    ("proposed", "待客户确认", "To be confirmed"),
    ("confirmed", "客户已确认", "Confirmed"),
    ("corrected", "客户有更正", "Corrected"),
    ("refused", "客户否认", "Refused"),
];

/// How a customer may confirm.
pub const WAYS: &[(&str, &str, &str)] = &[
    ("meeting", "当面", "Face to face"),
    ("call", "电话", "Telephone"),
    ("message", "微信或短信", "Message"),
    ("email", "邮件", "E-mail"),
    ("link", "确认链接", "Link"),
];

/// How clearly the customer says it.
pub const KINDS: &[(&str, &str, &str)] = &[
    ("explicit", "明确需求", "Explicit"),
    ("implicit", "隐含需求", "Implicit"),
    ("latent", "潜在需求", "Latent"),
];

/// Fields of the deal that a need may have filled in.
const FED: &[(&str, &str, &str)] = &[
    ("pain", "客户痛点", "Pain"),
    ("pain_amount", "痛点年损失", "Yearly cost of the pain"),
    ("budget", "客户预算", "Budget"),
    ("decision_process", "决策与采购流程", "Decision process"),
];

object! {
    /// What a customer needs, where that is known from, and whether they have confirmed it.
    pub struct Need in "needs" / "need" as (("客户需求", "Needs"), ("客户需求", "Need")) {
        title: String = text("需求（客户的话）", "Need, in the customer's words").required().max(300).search(Search::Name),
        opportunity: Id = reference("商机", "Opportunity", "opportunities").required().fixed(),
        kind: String = select("明确程度", "How explicit", KINDS).required().default("explicit"),
        why: Option<String> = long_text("为什么重要", "Why it matters"),
        contact: Option<Id> = reference("谁感受到", "Who feels it", "contacts"),
        impact: Option<i64> = money("年影响金额", "Yearly effect"),
        budget: Option<i64> = money("愿意投入", "Budget for it"),
        currency: String = text("币种", "Currency").max(3),
        needed_by: Option<Day> = day("要在何时前解决", "Needed by"),
        price_sensitivity: Option<String> = select("价格敏感度", "Price sensitivity", &[
            ("low", "低", "Low"), ("medium", "中", "Medium"), ("high", "高", "High")]),
        decision_process: Option<String> = long_text("怎么定、谁来批", "How it is decided"),
        source: String = text("来源", "Source").required().max(300)
            .help(("谁在哪次沟通里说的；修改内容时写明新的来源", "Who said it in which talk; a change names its own source")),
        said_on: Option<Day> = day("得知日期", "Learned on").sortable(),
        answer: Option<Id> = reference("来自回答", "From the answer", "answers").fixed(),
        status: String = select("确认情况", "Confirmation", STATUSES).default("proposed").read_only(),
        confirmed_at: Option<Instant> = instant("确认时间", "Confirmed at").read_only(),
        confirmed_by: Option<Id> = reference("客户方确认人", "Confirmed by", "contacts").read_only(),
        confirmed_how: Option<String> = select("确认方式", "Confirmed by way of", WAYS).read_only(),
        confirmed_words: Option<String> = long_text("客户的答复", "The customer's reply").max(2_000).read_only(),
        fed: Option<Vec<String>> = multi_select("写入商机的字段", "Filled in on the deal", FED).read_only(),
    }
    |o| {
        o.icon = "target";
        o.access = Access::Via(vec!["opportunity"]);
        o.name_field = "title";
        o.columns = vec!["title", "kind", "status", "impact", "contact", "said_on", "source", "opportunity"];
        o.facts = vec!["opportunity", "kind", "status", "why", "contact", "impact", "budget", "needed_by", "price_sensitivity", "decision_process",
            "source", "said_on", "answer", "confirmed_at", "confirmed_by", "confirmed_how", "confirmed_words", "fed"];
        o.form = vec!["title", "opportunity", "kind", "contact", "why", "impact", "budget", "needed_by", "price_sensitivity", "decision_process",
            "source", "said_on"];
        o.sort = "-said_on";
    }
}
