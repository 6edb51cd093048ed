//! The people of the sample company, and what they sell.

use kernel::{Id, Lang, Result};
use records::Cx;
use serde_json::json;
use store::{Tx, auth};

use super::words::{Words, products};
use super::{Member, Person, Staff};
use crate::App;
use crate::people::{Role, Team, User};
use crate::setup::{Setup, found_at, make};

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
/// How many reps each team has in the large company, those above included.
const REPS: [usize; 5] = [7, 6, 5, 5, 4];

/// Founds the sample company at `cx.now`: ten people in two teams, and products.
pub fn staff(tx: &mut Tx<'_>, app: &App, lang: Lang, password_hash: &str) -> Result<Staff> {
    founded_at(tx, app, lang, password_hash, app.now())
}

pub(super) fn founded_at(tx: &mut Tx<'_>, app: &App, lang: Lang, hash: &str, at: kernel::Instant) -> Result<Staff> {
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
    let founded = found_at(tx, app, &setup, hash, at)?;
    let cx = founded.cx;
    let roles = roles(tx, &cx)?;
    let top: Vec<Team> = store::records::find(tx, &cx, &records::Condition::always(), 1)?;
    let top = top.first().map(|t| t.id);
    let mut teams = vec![top];
    for (name, region) in [
        (pick("华东大区", "East China"), pick("华东", "East")),
        (pick("华南大区", "South China"), pick("华南", "South")),
    ] {
        let body = json!({ "name": name, "parent": top, "region": region });
        teams.push(Some(make(tx, app, &cx, Team::OBJECT, body)?));
    }
    let mut people = vec![person(0, zh, founded.admin)];
    for (i, (email, role, team, zh_name, en_name)) in PEOPLE.iter().enumerate().skip(1) {
        let role = roles.iter().find(|r| r.key == *role).map(|r| r.id);
        let body =
            json!({ "name": pick(zh_name, en_name), "email": email, "role": role, "team": teams[*team], "lang": lang });
        let id = make(tx, app, &cx, User::OBJECT, body)?;
        auth::set_password(tx, cx.workspace.id, id, hash, cx.now)?;
        people.push(person(i, zh, id));
    }
    for product in products()? {
        let body = json!({ "name": product.name.get(lang), "code": product.code, "kind": product.kind,
            "series": product.series.get(lang), "unit": product.unit.get(lang), "price": format!("{}.00", product.price),
            "cost": format!("{}.00", product.cost), "tax": product.tax });
        make(tx, app, &cx, "products", body)?;
    }
    Ok(Staff { cx, people })
}

fn roles(tx: &mut Tx<'_>, cx: &Cx) -> Result<Vec<Role>> {
    store::records::find(tx, cx, &records::Condition::always(), 50)
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

/// The ten as members of their teams.
pub(super) fn members(tx: &mut Tx<'_>, staff: &Staff) -> Result<Vec<Member>> {
    let users: Vec<User> = store::records::find(tx, &staff.cx, &records::Condition::always(), 200)?;
    let member = |p: &Person| Member {
        id: p.id,
        email: p.email.to_owned(),
        role: p.role,
        team: users.iter().find(|u| u.id == p.id).and_then(|u| u.team),
    };
    Ok(staff.people.iter().map(member).collect())
}

/// Lets the ten become forty, in five regions.
pub(super) fn grow(
    tx: &mut Tx<'_>,
    app: &App,
    words: &Words,
    hash: &str,
    cx: &Cx,
    members: &mut Vec<Member>,
) -> Result<()> {
    let all: Vec<Team> = store::records::find(tx, cx, &records::Condition::always(), 50)?;
    let top = all.iter().find(|t| t.parent.is_none()).map(|t| t.id);
    let mut teams = Vec::new();
    for region in &words.names.regions {
        let (name, area) = (words.say(&region.team), words.say(&region.name));
        let id = match all.iter().find(|t| t.name == name) {
            Some(team) => team.id,
            None => make(
                tx,
                app,
                cx,
                Team::OBJECT,
                json!({ "name": name, "parent": top, "region": area }),
            )?,
        };
        teams.push(Some(id));
    }
    let roles = roles(tx, cx)?;
    let mut names = words.names.staff.iter();
    let mut wanted = vec![("manager", top), ("ops", top), ("service", top), ("service", top)];
    for (team, reps) in teams.iter().zip(REPS) {
        let has = |role| members.iter().filter(|m| m.team == *team && m.role == role).count();
        wanted.extend((has("manager")..1).map(|_| ("manager", *team)));
        wanted.extend((has("rep")..reps).map(|_| ("rep", *team)));
    }
    for (n, (role, team)) in wanted.into_iter().enumerate() {
        let Some(name) = names.next() else { break };
        let key = roles.iter().find(|r| r.key == role).map(|r| r.id);
        let email = format!("{}@demo.example", address(&name.en, n));
        let body = json!({ "name": words.say(name), "email": email, "role": key, "team": team, "lang": words.lang });
        let id = make(tx, app, cx, User::OBJECT, body)?;
        auth::set_password(tx, cx.workspace.id, id, hash, cx.now)?;
        members.push(Member { id, email, role, team });
    }
    Ok(())
}

/// Every team gets the name of who leads it.
pub(super) fn lead(tx: &mut Tx<'_>, app: &App, cx: &Cx, members: &[Member]) -> Result<()> {
    let teams: Vec<Team> = store::records::find(tx, cx, &records::Condition::always(), 50)?;
    for team in teams {
        if let Some(manager) = members.iter().find(|m| m.role == "manager" && m.team == Some(team.id)) {
            let body = super::story::members(json!({ "manager": manager.id }));
            crate::engine::patch(tx, app, cx, Team::OBJECT, team.id, team.version, &body)?;
        }
    }
    Ok(())
}

/// `Guo Haitao` signs in as haitao.guo.
fn address(name: &str, n: usize) -> String {
    let plain: String = name.to_lowercase().replace('ü', "v");
    match plain.split_once(' ') {
        Some((family, given)) => format!("{given}.{family}"),
        None => format!("{plain}{n}"),
    }
}
