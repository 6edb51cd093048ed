//! What is known of the market: segments, personas, competitors, positioning, notes.

use kernel::{Day, Id};
use records::fields::{day, json, long_text, reference, select, text, url};
use records::{Access, Search, object};

object! {
    /// A part of the market, told by a condition on companies or leads.
    pub struct Segment in "segments" / "segment" as (("细分市场", "Segments"), ("细分市场", "Segment")) {
        name: String = text("名称", "Name").required().max(80).by_name().search(Search::Name),
        object: String = select("对象", "Of", &[("accounts", "客户", "Accounts"), ("leads", "线索", "Leads")]).required().default("accounts").fixed(),
        filter: Option<String> = json("条件", "Condition"),
        priority: Option<String> = select("策略", "Strategy", &[
            ("focus", "主攻", "Focus"), ("grow", "培育", "Grow"), ("watch", "观望", "Watch"), ("avoid", "不做", "Avoid")]),
        why: Option<String> = long_text("为什么是他们", "Why them"),
        approach: Option<String> = long_text("打法", "How to win them"),
    }
    |o| {
        o.icon = "pie-chart";
        o.access = Access::Workspace;
        o.columns = vec!["name", "object", "priority", "why", "updated_at"];
        o.facts = vec!["object", "priority", "why", "approach"];
        o.form = vec!["name", "object", "priority", "why", "approach"];
        o.sort = "name";
        o.collections = crate::collections(&[
            ("personas", "personas", "segment", ("客户画像", "personas")),
            ("positionings", "positionings", "segment", ("定位", "positionings")),
            ("plans", "plans", "segment", ("开发计划", "development plans")),
            ("notes", "market_notes", "segment", ("市场笔记", "market notes")),
        ]);
    }
}

object! {
    /// A kind of person we sell to: what weighs on them, the words they use, how to approach them.
    pub struct Persona in "personas" / "persona" as (("客户画像", "Personas"), ("客户画像", "Persona")) {
        name: String = text("名称", "Name").required().max(80).by_name().search(Search::Name),
        titles: Option<String> = text("职务关键词", "Words of their titles").max(300)
            .help(("用顿号或逗号隔开；线索和联系人的职务里有其中一个，就显示这张画像", "Separated by commas; shown where the title of a lead or contact has one of them")),
        segment: Option<Id> = reference("细分市场", "Segment", "segments"),
        goals: Option<String> = long_text("背负的目标", "What they answer for"),
        pains: Option<String> = long_text("难处", "Pains"),
        words: Option<String> = long_text("他们会说的话", "Words they use"),
        approach: Option<String> = long_text("怎么接近", "How to approach them"),
        avoid: Option<String> = long_text("不要做的事", "What to avoid"),
    }
    |o| {
        o.icon = "contact";
        o.access = Access::Workspace;
        o.columns = vec!["name", "titles", "segment", "pains", "updated_at"];
        o.facts = vec!["titles", "segment", "goals", "pains", "words", "approach", "avoid"];
        o.form = vec!["name", "titles", "segment", "goals", "pains", "words", "approach", "avoid"];
        o.sort = "name";
        o.collections = crate::collections(&[("notes", "market_notes", "persona", ("市场笔记", "market notes"))]);
    }
}

object! {
    /// Who or what else customers could choose, doing nothing included.
    pub struct Competitor in "competitors" / "competitor" as (("竞争对手", "Competitors"), ("竞争对手", "Competitor")) {
        name: String = text("名称", "Name").required().max(80).by_name().search(Search::Name),
        aliases: Option<String> = text("别名", "Also called").max(300)
            .help(("用顿号或逗号隔开；商机的竞争对手或线索的需求里提到名称或别名，就显示这张卡", "Separated by commas; shown where an opportunity's competitor or a lead's need names it")),
        website: Option<String> = url("网站", "Website"),
        strengths: Option<String> = long_text("强项", "Strengths"),
        weaknesses: Option<String> = long_text("弱项", "Weaknesses"),
        prices: Option<String> = long_text("价格", "Prices"),
        counter: Option<String> = long_text("怎么应对", "Counter-arguments"),
        ask: Option<String> = long_text("该问客户的问题", "Questions to ask the customer"),
        checked_on: Option<Day> = day("核实日期", "Checked on").sortable(),
    }
    |o| {
        o.icon = "swords";
        o.access = Access::Workspace;
        o.columns = vec!["name", "aliases", "strengths", "weaknesses", "checked_on"];
        o.facts = vec!["aliases", "website", "strengths", "weaknesses", "prices", "counter", "ask", "checked_on"];
        o.form = vec!["name", "aliases", "website", "strengths", "weaknesses", "prices", "counter", "ask", "checked_on"];
        o.sort = "name";
        o.collections = crate::collections(&[
            ("positionings", "positionings", "competitor", ("定位", "positionings")),
            ("notes", "market_notes", "competitor", ("市场笔记", "market notes")),
        ]);
    }
}

object! {
    /// For whom we are what, instead of whom, and why one should believe it.
    pub struct Positioning in "positionings" / "positioning" as (("定位", "Positioning"), ("定位", "Positioning statement")) {
        name: String = text("一句话定位", "In one sentence").required().max(300).by_name().search(Search::Name),
        segment: Option<Id> = reference("对谁", "For whom", "segments"),
        persona: Option<Id> = reference("对哪类人", "For what kind of person", "personas"),
        competitor: Option<Id> = reference("相对于", "Instead of", "competitors"),
        product: Option<Id> = reference("产品", "Product", "products"),
        need: Option<String> = long_text("他们要解决的事", "What they want solved"),
        benefit: Option<String> = long_text("我们带来的好处", "What we bring"),
        difference: Option<String> = long_text("为什么不选别家", "Why not another"),
        proof: Option<String> = long_text("凭什么相信", "Proof"),
    }
    |o| {
        o.icon = "crosshair";
        o.access = Access::Workspace;
        o.columns = vec!["name", "segment", "competitor", "product", "updated_at"];
        o.facts = vec!["segment", "persona", "competitor", "product", "need", "benefit", "difference", "proof"];
        o.form = vec!["name", "segment", "persona", "competitor", "product", "need", "benefit", "difference", "proof"];
        o.sort = "name";
    }
}

object! {
    /// Something heard or read of the market, with where it comes from.
    pub struct MarketNote in "market_notes" / "market_note" as (("市场笔记", "Market notes"), ("市场笔记", "Market note")) {
        name: String = text("标题", "Title").required().max(200).by_name().search(Search::Name),
        kind: Option<String> = select("类型", "Kind", &[
            ("interview", "访谈", "Interview"), ("survey", "调研", "Survey"), ("visit", "走访", "Visit"), ("news", "新闻与公告", "News"),
            ("report", "行业报告", "Report"), ("lost_deal", "输单复盘", "Lost deal"), ("other", "其他", "Other")]),
        noted_on: Option<Day> = day("日期", "Date").required().sortable(),
        source: Option<String> = text("出处", "Source").required().max(300),
        url: Option<String> = url("链接", "Link"),
        text: Option<String> = long_text("内容", "What it says"),
        segment: Option<Id> = reference("细分市场", "Segment", "segments"),
        persona: Option<Id> = reference("客户画像", "Persona", "personas"),
        competitor: Option<Id> = reference("竞争对手", "Competitor", "competitors"),
        owner: Option<Id> = reference("记录人", "Noted by", "users"),
        team: Option<Id> = reference("团队", "Team", "teams").read_only(),
    }
    |o| {
        o.icon = "notebook-pen";
        o.access = Access::Owned;
        o.columns = vec!["name", "kind", "noted_on", "source", "competitor", "segment", "owner"];
        o.facts = vec!["kind", "noted_on", "source", "url", "text", "segment", "persona", "competitor", "owner"];
        o.form = vec!["name", "kind", "noted_on", "source", "url", "text", "segment", "persona", "competitor"];
        o.sort = "-noted_on";
    }
}
