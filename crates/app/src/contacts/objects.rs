//! People at the companies we sell to, and the further companies at which they have a say.

use kernel::{Day, Id};
use records::fields::{day, email, long_text, phone, reference, select, text};
use records::{Access, Search, object};

object! {
    /// A person at an account.
    pub struct Contact in "contacts" / "contact" as (("联系人", "Contacts"), ("联系人", "Contact")) {
        name: String = text("姓名", "Name").required().max(80).by_name().search(Search::Name),
        account: Option<Id> = reference("客户", "Account", "accounts"),
        title: Option<String> = text("职务", "Title").max(80).search(Search::Open),
        department: Option<String> = text("部门", "Department").max(80),
        phone: Option<String> = phone("手机", "Mobile").sensitive().search(Search::Private),
        email: Option<String> = email("邮箱", "E-mail").sensitive().search(Search::Private),
        wechat: Option<String> = text("微信", "WeChat").max(80).sensitive(),
        preferred_channel: Option<String> = select("偏好的联系方式", "Preferred channel", &[("phone", "电话", "Phone"), ("wechat", "微信", "WeChat"), ("email", "邮件", "E-mail"), ("visit", "拜访", "Visit")]),
        preferred_language: Option<String> = select("偏好的语言", "Preferred language", &[("zh", "中文", "Chinese"), ("en", "英文", "English")]),
        birthday: Option<Day> = day("生日", "Birthday").sensitive(),
        description: Option<String> = long_text("备注", "Description"),
        owner: Option<Id> = reference("负责人", "Owner", "users"),
        team: Option<Id> = reference("团队", "Team", "teams").read_only(),
    }
    |o| {
        o.icon = "users";
        o.access = Access::Owned;
        o.columns = vec!["name", "account", "title", "phone", "email", "owner", "updated_at"];
        o.facts = vec!["account", "title", "department", "phone", "email", "wechat", "preferred_channel", "preferred_language", "birthday", "owner", "team", "description"];
        o.form = vec!["name", "account", "title", "department", "phone", "email", "owner"];
        o.sort = "-updated_at";
        o.collections = crate::collections(&[
            ("roles", "stakeholders", "contact", ("决策角色", "decision roles")),
            ("activities", "activities", "contact", ("跟进记录", "activities")),
            ("tasks", "tasks", "contact", ("任务", "tasks")),
            ("files", "files", "contact", ("附件", "files")),
            ("affiliations", "affiliations", "contact", ("其他任职", "other companies")),
            ("referrals", "referrals", "referrer_contact", ("推荐的客户", "referrals made")),
            ("refusals", "contact_refusals", "contact", ("勿扰", "refusals of contact")),
            ("consents", "consents", "contact", ("个人信息授权", "consents")),
        ]);
        o.indexes = vec![&["owner", "updated_at"], &["team", "updated_at"]];
    }
}

object! {
    /// A further company at which a person has a say, beside the account they belong to. It gives nobody a right: whoever
    /// sees the person sees it, and the company's name only those who see that company.
    pub struct Affiliation in "affiliations" / "affiliation" as (("其他任职", "Affiliations"), ("其他任职", "Affiliation")) {
        contact: Id = reference("联系人", "Contact", "contacts").required().fixed(),
        account: Id = reference("公司", "Company", "accounts").required(),
        title: Option<String> = text("职务", "Title").max(80),
        since: Option<Day> = day("开始", "Since"),
        until: Option<Day> = day("结束", "Until").help(("留空表示仍在任", "Empty means still there")),
    }
    |o| {
        o.icon = "users";
        o.access = Access::Via(vec!["contact"]);
        o.name_field = "title";
        o.columns = vec!["contact", "account", "title", "since", "until"];
        o.facts = o.columns.clone();
        o.form = o.columns.clone();
        o.sort = "created_at";
    }
}
