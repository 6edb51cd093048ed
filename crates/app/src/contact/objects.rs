//! What people said about being contacted, and what they agreed to.

use kernel::{Id, Instant};
use records::fields::{instant, json, long_text, multi_select, reference, select, text};
use records::{Access, object};

/// The ways in which a customer is reached.
pub const CHANNELS: &[(&str, &str, &str)] = &[
    ("call", "电话", "Call"),
    ("visit", "拜访", "Visit"),
    ("meeting", "会议", "Meeting"),
    ("message", "消息", "Message"),
    ("email", "邮件", "E-mail"),
];

/// Where a refusal or a withdrawal came from.
pub const SOURCES: &[(&str, &str, &str)] = &[
    ("log", "沟通中说明", "Said in a talk"),
    ("reply", "回信", "A reply"),
    ("link", "退订链接", "A link in a mail"),
    ("form", "表单", "A form"),
    ("consent", "撤回授权", "Withdrew consent"),
    ("api", "其他系统", "Another system"),
];

/// What somebody may agree to.
pub const PURPOSES: &[(&str, &str, &str)] = &[
    ("contact", "商务联系与回访", "Being contacted about business"),
    ("marketing", "接收营销信息", "Receiving marketing"),
    ("survey", "满意度调研", "Being surveyed"),
    ("profiling", "画像与个性化推荐", "Profiling and personal offers"),
    ("sharing", "提供给合作方", "Sharing with partners"),
];

object! {
    /// A clear wish not to be contacted; it holds until somebody with the right lifts it for a reason.
    pub struct ContactRefusal in "contact_refusals" / "contact_refusal" as (("勿扰", "Refusals of contact"), ("勿扰", "Refusal of contact")) {
        contact: Option<Id> = reference("联系人", "Contact", "contacts"),
        lead: Option<Id> = reference("线索", "Lead", "leads"),
        account: Option<Id> = reference("客户", "Account", "accounts"),
        channels: Option<Vec<String>> = multi_select("方式", "Channels", CHANNELS)
            .help(("留空表示任何方式", "Empty means every channel")),
        source: String = select("来自", "Told by", SOURCES).required(),
        said: Option<String> = long_text("客户的说法", "What was said"),
        refused_at: Instant = instant("时间", "When").required(),
        // The person is known again by their number and address, even under another record or after they were erased: only
        // a hash of them is kept.
        phone_mark: Option<String> = text("号码标记", "Mark of the number").max(64),
        email_mark: Option<String> = text("邮箱标记", "Mark of the address").max(64),
        lifted_at: Option<Instant> = instant("解除时间", "Lifted"),
        lifted_by: Option<Id> = reference("解除人", "Lifted by", "users"),
        lifted_reason: Option<String> = long_text("解除原因", "Why it was lifted"),
    }
    |o| {
        o.icon = "bell-off";
        o.access = Access::Via(vec!["contact", "lead", "account"]);
        o.by_verbs = true;
        o.name_field = "said";
        o.columns = vec!["refused_at", "contact", "lead", "account", "channels", "source", "said", "lifted_at"];
        o.facts = vec!["contact", "lead", "account", "channels", "source", "said", "refused_at", "created_by", "lifted_at", "lifted_by", "lifted_reason"];
        o.sort = "-created_at";
        o.indexes = vec![&["phone_mark"], &["email_mark"]];
    }
}

object! {
    /// What a person agreed to, in which words, and whether they took it back. Entries are added and withdrawn, never changed.
    pub struct Consent in "consents" / "consent" as (("个人信息授权", "Consents"), ("个人信息授权", "Consent")) {
        contact: Option<Id> = reference("联系人", "Contact", "contacts").fixed(),
        lead: Option<Id> = reference("线索", "Lead", "leads").fixed(),
        purpose: String = select("用途", "Purpose", PURPOSES).required().fixed(),
        text_version: String = text("文本版本", "Version of the text").required().max(60).fixed(),
        wording: Option<String> = long_text("授权文本", "The text agreed to").fixed(),
        source: String = text("取得方式", "How it was given").required().max(80).fixed()
            .help(("例如：官网表单、合同、电话", "A form of the website, a contract, a call")),
        evidence: Option<String> = long_text("凭证", "Evidence").fixed()
            .help(("例如：合同号、录音编号、表单提交编号", "The number of a contract, a recording, a form")),
        given_at: Instant = instant("授权时间", "Given").required().fixed().sortable(),
        withdrawn_at: Option<Instant> = instant("撤回时间", "Withdrawn").read_only(),
        withdrawn_how: Option<String> = text("撤回方式", "How it was withdrawn").max(80).read_only(),
    }
    |o| {
        o.icon = "file-check";
        o.access = Access::Via(vec!["contact", "lead"]);
        o.name_field = "purpose";
        o.columns = vec!["contact", "lead", "purpose", "text_version", "source", "given_at", "withdrawn_at"];
        o.facts = vec!["contact", "lead", "purpose", "text_version", "wording", "source", "evidence", "given_at", "withdrawn_at", "withdrawn_how"];
        o.form = vec!["contact", "lead", "purpose", "text_version", "source", "evidence", "given_at"];
        o.sort = "-given_at";
    }
}

object! {
    /// How often and when customers may be contacted: one for the company; its changes stand in its journal.
    pub struct ContactPolicy in "contact_policies" / "contact_policy" as (("联系规则", "Contact rules"), ("联系规则", "Contact rules")) {
        rules: String = json("规则", "Rules").required(),
    }
    |o| {
        o.icon = "shield";
        o.by_verbs = true;
        o.name_field = "id";
        o.columns = vec!["updated_at"];
        o.facts = vec!["updated_at"];
        o.sort = "-updated_at";
    }
}
