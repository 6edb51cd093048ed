//! Lead forms.

use records::fields::{flag, json, long_text, number, select, text};
use records::object;

object! {
    /// A public form whose answers become leads.
    pub struct LeadForm in "lead_forms" / "web_form" as (("线索表单", "Lead forms"), ("线索表单", "Lead form")) {
        name: String = text("名称", "Name").required().max(80).by_name()
            .help(("只在公司内部看到", "Seen inside the company only")),
        title_zh: String = text("标题（中文）", "Title (Chinese)").required().max(120),
        title_en: Option<String> = text("标题（英文）", "Title (English)").max(120),
        intro_zh: Option<String> = long_text("说明（中文）", "Introduction (Chinese)").max(1_000),
        intro_en: Option<String> = long_text("说明（英文）", "Introduction (English)").max(1_000),
        fields: Option<String> = json("填写项", "Fields"),
        consent_zh: Option<String> = long_text("同意条款（中文）", "Consent (Chinese)").max(2_000)
            .help(("写明收集什么、用来做什么、如何撤回；留空则不征求同意", "Say what is collected, what for, how to withdraw; empty asks for no consent")),
        consent_en: Option<String> = long_text("同意条款（英文）", "Consent (English)").max(2_000),
        consent_version: i64 = number("条款版本", "Version of the consent", 0).default(1).read_only(),
        purpose: Option<String> = select("同意的用途", "Purpose of the consent", crate::contact::PURPOSES),
        thanks_zh: Option<String> = long_text("感谢语（中文）", "Thanks (Chinese)").max(1_000),
        thanks_en: Option<String> = long_text("感谢语（英文）", "Thanks (English)").max(1_000),
        source: Option<String> = text("来源", "Source").max(80)
            .help(("此表单带来的线索的来源", "The source of the leads it brings")),
        campaign: Option<String> = text("活动", "Campaign").max(80),
        origins: Option<String> = long_text("可嵌入的网站", "Sites that may embed it").max(2_000)
            .help(("每行一个，如 https://www.example.com；留空则只能用链接打开", "One a line, such as https://www.example.com; empty means by link only")),
        active: bool = flag("启用", "Active").default(true),
        key: Option<String> = text("公开链接", "Public link").max(40).unique().read_only(),
    }
    |o| {
        o.icon = "form";
        o.columns = vec!["name", "title_zh", "source", "campaign", "active", "updated_at"];
        o.facts = vec!["title_zh", "title_en", "source", "campaign", "purpose", "consent_version", "active"];
        o.form = vec!["name", "title_zh", "title_en", "source", "campaign"];
        o.sort = "-updated_at";
        o.collections = crate::collections(&[("leads", "leads", "form", ("带来的线索", "leads it brought"))]);
    }
}
