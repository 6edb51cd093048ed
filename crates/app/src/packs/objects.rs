//! Talk tracks: what to say in a situation, plain records that belong to an SOP.

use kernel::Id;
use records::fields::{long_text, reference, select, text};
use records::{Access, Search, object};

use crate::opportunities::PHASES;

object! {
    /// What to say when something comes up, in both languages.
    pub struct TalkTrack in "talk_tracks" / "talk_track" as (("标准话术", "Talk tracks"), ("话术", "Talk track")) {
        situation: String = text("情景", "Situation (Chinese)").required().max(200).search(Search::Name),
        situation_en: Option<String> = text("情景（英文）", "Situation").max(200),
        kind: Option<String> = select("用途", "Purpose", &[
            ("opening", "开场", "Opening"), ("question", "提问", "Question"), ("value", "讲价值", "Value"),
            ("objection", "异议处理", "Objection"), ("close", "促成", "Close"), ("care", "关怀与转介绍", "Care and referral")]),
        text: String = long_text("话术", "What to say (Chinese)").required(),
        text_en: Option<String> = long_text("话术（英文）", "What to say"),
        sop: Option<Id> = reference("SOP", "SOP", "sops"),
        stage: Option<String> = text("阶段", "Stage").max(60).help(("SOP 中阶段的代号；留空表示整个流程", "The key of a stage of the SOP; empty means all of it")),
        phase: Option<String> = select("阶段类别", "Phase", PHASES),
        product: Option<Id> = reference("产品", "Product", "products"),
        origin: Option<String> = text("来自模板", "From pack").max(120).read_only(),
    }
    |o| {
        o.icon = "message-square-quote";
        o.access = Access::Workspace;
        o.name_field = "situation";
        o.name_field_en = Some("situation_en");
        o.columns = vec!["situation", "situation_en", "kind", "phase", "sop", "product"];
        o.facts = vec!["situation", "situation_en", "kind", "text", "text_en", "sop", "stage", "phase", "product"];
        o.form = o.facts.clone();
        o.sort = "created_at";
    }
}
