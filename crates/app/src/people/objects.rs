//! Users, teams, roles.

use kernel::{Id, Instant};
use records::fields::{email, flag, instant, json, phone, reference, select, text};
use records::{Access, Search, object};

/// The hours at which a person may have the daily digest, where the company is.
pub const DIGEST_HOURS: [(&str, &str, &str); 16] = [
    ("06:00", "06:00", "06:00"),
    ("07:00", "07:00", "07:00"),
    ("08:00", "08:00", "08:00"),
    ("09:00", "09:00", "09:00"),
    ("10:00", "10:00", "10:00"),
    ("11:00", "11:00", "11:00"),
    ("12:00", "12:00", "12:00"),
    ("13:00", "13:00", "13:00"),
    ("14:00", "14:00", "14:00"),
    ("15:00", "15:00", "15:00"),
    ("16:00", "16:00", "16:00"),
    ("17:00", "17:00", "17:00"),
    ("18:00", "18:00", "18:00"),
    ("19:00", "19:00", "19:00"),
    ("20:00", "20:00", "20:00"),
    ("21:00", "21:00", "21:00"),
];

object! {
    /// Someone who works here.
    pub struct User in "users" / "app_user" as (("人员", "People"), ("人员", "Person")) {
        name: String = text("姓名", "Name").required().max(80).by_name().search(Search::Name),
        email: String = email("邮箱", "E-mail").required().unique(),
        phone: Option<String> = phone("电话", "Phone").sensitive(),
        title: Option<String> = text("职务", "Title").max(80),
        team: Option<Id> = reference("团队", "Team", "teams"),
        role: Id = reference("角色", "Role", "roles").required(),
        skills: Option<String> = text("技能", "Skills").max(300)
            .help(("用顿号或逗号分开，如：德语、注塑行业；分配规则可以要求某项技能", "Separated by commas, such as German, moulding; assignment rules can ask for one")),
        active: bool = flag("启用", "Active").default(true),
        lang: Option<String> = select("语言", "Language", &[("zh-CN", "简体中文", "Chinese"), ("en", "英文", "English")]),
        theme: Option<String> = select("外观", "Theme", &[("light", "浅色", "Light"), ("dark", "深色", "Dark"), ("system", "跟随系统", "System")]),
        digest_at: Option<String> = select("每日摘要邮件", "Daily digest by mail", &DIGEST_HOURS),
        toured: bool = flag("看过导览", "Has seen the tour").default(false),
        last_seen_at: Option<Instant> = instant("最近使用", "Last seen").read_only(),
    }
    |o| {
        o.icon = "user";
        o.columns = vec!["name", "email", "title", "team", "role", "active"];
        o.facts = vec!["email", "phone", "title", "skills", "team", "role", "active", "last_seen_at"];
        o.form = vec!["name", "email", "phone", "title", "skills", "team", "role"];
        o.sort = "name";
    }
}

object! {
    /// A group of people, in a tree.
    pub struct Team in "teams" / "team" as (("团队", "Teams"), ("团队", "Team")) {
        name: String = text("名称", "Name").required().max(80).by_name(),
        parent: Option<Id> = reference("上级团队", "Parent team", "teams"),
        manager: Option<Id> = reference("负责人", "Manager", "users"),
        region: Option<String> = text("区域", "Region").max(80),
    }
    |o| {
        o.icon = "network";
        o.columns = vec!["name", "parent", "manager", "region"];
        o.facts = o.columns.clone();
        o.form = o.columns.clone();
        o.sort = "name";
        o.collections.push(records::Collection { key: "members", object: "users", field: "team", label: ("成员", "members").into() });
    }
}

object! {
    /// What people of one kind may see and do.
    pub struct Role in "roles" / "role" as (("角色", "Roles"), ("角色", "Role")) {
        name: String = text("名称", "Name").required().max(80).by_name(),
        key: String = text("代号", "Key").required().max(40).unique().fixed(),
        rights: String = json("权限", "Rights").required(),
    }
    |o| {
        o.icon = "shield";
        o.access = Access::Workspace;
        o.columns = vec!["name", "key"];
        o.facts = vec!["key"];
        o.form = vec!["name", "key"];
        o.sort = "name";
    }
}
