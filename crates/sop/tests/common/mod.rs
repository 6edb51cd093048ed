//! A small company for tests: opportunities with what hangs on them, and who asks.
#![allow(dead_code, reason = "each test file uses its part")]

use std::sync::Arc;

use kernel::{Calendar, Currency, Id, Instant, Lang, WorkspaceId};
use records::fields::{day, flag, instant, long_text, money, number, reference, select, text};
use records::{Cx, FieldDef, ObjectDef, Registry, Workspace};

fn object(key: &'static str, zh: &str, en: &str, own: Vec<FieldDef>) -> ObjectDef {
    let mut object = ObjectDef::new(key, key, (zh, en), (zh, en));
    object.name_field = "id";
    object.fields.extend(own);
    object
}

pub fn registry() -> Arc<Registry> {
    let mut opportunities = object(
        "opportunities",
        "商机",
        "Opportunities",
        vec![
            text("名称", "Name").key("name"),
            reference("客户", "Account", "accounts").key("account"),
            money("金额", "Amount").key("amount"),
            day("预计成交", "Expected close").key("expected_close"),
            text("来源", "Source").key("source"),
            text("竞争对手", "Competitor").key("competitor"),
            long_text("客户痛点", "Pain").key("pain"),
            money("痛点年损失", "Yearly cost of the pain").key("pain_amount"),
            money("客户预算", "Budget").key("budget"),
            long_text("决策与采购流程", "Decision process").key("decision_process"),
        ],
    );
    opportunities.runs_sop = true;
    for (key, zh, en) in [
        ("stakeholders", "决策链成员", "stakeholders"),
        ("line_items", "产品明细", "line items"),
        ("activities", "跟进记录", "activities"),
        ("tasks", "任务", "tasks"),
        ("answers", "问题回答", "answers"),
    ] {
        opportunities = opportunities.collection_of(key, key, "opportunity", (zh, en));
    }
    let of = || reference("商机", "Opportunity", "opportunities").key("opportunity");
    let roles: &[_] = &[
        ("decider", "决策人", "Decider"),
        ("economic_buyer", "预算负责人", "Economic buyer"),
        ("influencer", "影响者", "Influencer"),
        ("user", "使用者", "User"),
        ("gatekeeper", "把关人", "Gatekeeper"),
        ("champion", "内部支持者", "Champion"),
        ("buyer", "采购", "Buyer"),
    ];
    let attitudes: &[_] = &[
        ("supporter", "支持", "Supporter"),
        ("positive", "偏正面", "Positive"),
        ("neutral", "中立", "Neutral"),
        ("negative", "反对", "Negative"),
        ("unknown", "未知", "Unknown"),
    ];
    let objects = vec![
        opportunities,
        object(
            "accounts",
            "客户",
            "Accounts",
            vec![
                text("名称", "Name").key("name"),
                text("行业", "Industry").key("industry"),
                text("区域", "Region").key("region"),
                number("员工数", "Employees", 0).key("employees"),
                select("等级", "Tier", &[("A", "A", "A"), ("B", "B", "B"), ("C", "C", "C")]).key("tier"),
            ],
        ),
        object(
            "stakeholders",
            "决策链",
            "Stakeholders",
            vec![
                of(),
                select("角色", "Role", roles).key("role"),
                select("态度", "Attitude", attitudes).key("attitude"),
                text("关注点", "Concern").key("concern"),
                flag("已当面沟通", "Met").key("met"),
            ],
        ),
        object(
            "line_items",
            "产品明细",
            "Line items",
            vec![
                of(),
                number("数量", "Quantity", 2).key("quantity"),
                money("单价", "Unit price").key("unit_price"),
            ],
        ),
        object(
            "activities",
            "跟进记录",
            "Activities",
            vec![
                of(),
                select(
                    "方式",
                    "Kind",
                    &[
                        ("call", "电话", "Call"),
                        ("visit", "拜访", "Visit"),
                        ("meeting", "会议", "Meeting"),
                        ("message", "消息", "Message"),
                        ("email", "邮件", "E-mail"),
                    ],
                )
                .key("kind"),
                instant("时间", "When").key("at"),
                select(
                    "接通情况",
                    "Reached",
                    &[
                        ("connected", "已接通", "Connected"),
                        ("no_answer", "无人接听", "No answer"),
                        ("refused", "拒绝沟通", "Refused"),
                        ("call_back", "约回访", "Call back"),
                    ],
                )
                .key("reached"),
                select(
                    "结果",
                    "Outcome",
                    &[
                        ("order", "成交", "Order"),
                        ("advance", "有推进", "Advance"),
                        ("continuation", "无实质进展", "Continuation"),
                        ("no_sale", "未成", "No sale"),
                    ],
                )
                .key("outcome"),
            ],
        ),
        object(
            "tasks",
            "任务",
            "Tasks",
            vec![
                of(),
                select(
                    "状态",
                    "Status",
                    &[("open", "待办", "Open"), ("done", "已完成", "Done")],
                )
                .key("status"),
                day("截止日期", "Due on").key("due_on"),
            ],
        ),
        object(
            "answers",
            "问题回答",
            "Answers",
            vec![
                of(),
                text("问题", "Question").key("question"),
                long_text("回答", "Answer").key("text"),
                text("未知原因", "Unknown because").key("unknown_because"),
                day("何时知道", "Will know by").key("will_know_by"),
            ],
        ),
        object("users", "用户", "Users", vec![text("姓名", "Name").key("name")]),
    ];
    Arc::new(Registry::new(objects).expect("the objects fit together"))
}

pub fn calendar() -> Calendar {
    Calendar::weekdays("Asia/Shanghai".parse().expect("a time zone"))
}

pub fn cx(lang: Lang, now: Instant) -> Cx {
    let workspace = Workspace {
        id: WorkspaceId(1),
        name: "成单".to_owned(),
        currency: Currency::CNY,
        calendar: calendar(),
        lang,
    };
    Cx::system(Arc::new(workspace), registry(), now)
}

/// A moment in Shanghai.
pub fn at(text: &str) -> Instant {
    Instant::parse(&format!("{text}:00+08:00")).expect("a moment")
}

pub fn id(n: u128) -> Id {
    format!("00000000-0000-7000-8000-{n:012x}").parse().expect("an id")
}

pub fn pack(name: &str) -> String {
    let path = format!("{}/../../packs/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}
