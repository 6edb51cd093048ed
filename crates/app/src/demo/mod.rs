//! A small company to try the product with: people, customers, deals under way. The same seed gives the same company;
//! its times lie around the present, so that there is always something due today.

mod deals;
mod names;

use kernel::{Id, Lang, Result};
use records::Cx;
use serde_json::json;
use store::{Tx, auth};

use crate::App;
use crate::people::{Role, Team, User};
use crate::setup::{Setup, found, make};

pub use deals::{Deal, deal, plan};
pub(crate) use names::Names;

/// The password of everybody in the sample.
pub const PASSWORD: &str = "stagecraft-demo";

/// Someone of the sample: address, role, name.
#[derive(Clone, Debug)]
pub struct Person {
    /// What they sign in with.
    pub email: &'static str,
    /// The key of their role.
    pub role: &'static str,
    /// Their name.
    pub name: &'static str,
    /// Their id.
    pub id: Id,
}

/// The sample's people.
#[derive(Clone, Debug)]
pub struct Staff {
    /// The system's context in the company.
    pub cx: Cx,
    /// Everybody.
    pub people: Vec<Person>,
}

/// Address before the @, role, team, Chinese and English name.
const PEOPLE: [(&str, &str, usize, &str, &str); 10] = [
    ("admin@demo.example", "admin", 0, "王志远", "Wang Zhiyuan"),
    ("ops@demo.example", "ops", 0, "陈静", "Chen Jing"),
    ("manager@demo.example", "manager", 1, "张伟", "Zhang Wei"),
    ("rep@demo.example", "rep", 1, "林晓彤", "Lin Xiaotong"),
    ("siyuan@demo.example", "rep", 1, "李思远", "Li Siyuan"),
    ("junjie@demo.example", "rep", 1, "吴俊杰", "Wu Junjie"),
    ("south@demo.example", "manager", 2, "刘洋", "Liu Yang"),
    ("jiayi@demo.example", "rep", 2, "陈佳怡", "Chen Jiayi"),
    ("service@demo.example", "service", 0, "孙梦琪", "Sun Mengqi"),
    ("viewer@demo.example", "viewer", 0, "赵雨桐", "Zhao Yutong"),
];

/// Founds the sample company: people, teams, products. Deals come after, some at a time.
pub fn staff(tx: &mut Tx<'_>, app: &App, lang: Lang, password_hash: &str) -> Result<Staff> {
    let zh = lang == Lang::Zh;
    let pick = |zh_text: &'static str, en_text: &'static str| if zh { zh_text } else { en_text };
    let setup = Setup {
        company: pick("启航智造", "Qihang Intelligent Manufacturing").to_owned(),
        currency: "CNY".to_owned(),
        time_zone: "Asia/Shanghai".to_owned(),
        lang,
        name: pick(PEOPLE[0].3, PEOPLE[0].4).to_owned(),
        email: PEOPLE[0].0.to_owned(),
    };
    let founded = found(tx, app, &setup, password_hash)?;
    let cx = founded.cx;
    let always = records::Condition::always();
    let roles: Vec<Role> = store::records::find(tx, &cx, &always, 50)?;
    let top: Vec<Team> = store::records::find(tx, &cx, &always, 1)?;
    let top = top.first().map(|t| t.id);
    let mut teams = vec![top];
    for (name, region) in [
        (pick("华东大区", "East China"), pick("华东", "East")),
        (pick("华南大区", "South China"), pick("华南", "South")),
    ] {
        teams.push(Some(make(
            tx,
            app,
            &cx,
            Team::OBJECT,
            json!({ "name": name, "parent": top, "region": region }),
        )?));
    }
    let mut people = vec![person(0, zh, founded.admin)];
    for (i, (email, role, team, zh_name, en_name)) in PEOPLE.iter().enumerate().skip(1) {
        let role = roles.iter().find(|r| r.key == *role).map(|r| r.id);
        let body =
            json!({ "name": pick(zh_name, en_name), "email": email, "role": role, "team": teams[*team], "lang": lang });
        let id = make(tx, app, &cx, User::OBJECT, body)?;
        auth::set_password(tx, cx.workspace.id, id, password_hash, cx.now)?;
        people.push(person(i, zh, id));
    }
    for (i, (code, zh_name, en_name, price)) in names::PRODUCTS.iter().enumerate() {
        let kind = if i < 6 { "product" } else { "service" };
        let series = pick(
            if i < 3 {
                "软件"
            } else if i < 6 {
                "设备"
            } else {
                "服务"
            },
            if i < 3 {
                "Software"
            } else if i < 6 {
                "Equipment"
            } else {
                "Services"
            },
        );
        make(
            tx,
            app,
            &cx,
            "products",
            json!({ "name": pick(zh_name, en_name), "code": code, "kind": kind, "series": series, "price": price }),
        )?;
    }
    Ok(Staff { cx, people })
}

fn person(i: usize, zh: bool, id: Id) -> Person {
    let (email, role, _, zh_name, en_name) = PEOPLE[i];
    Person {
        email,
        role,
        name: if zh { zh_name } else { en_name },
        id,
    }
}
