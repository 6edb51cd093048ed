//! Data to measure with: opportunities of 20 owners in 5 teams, written straight into the tables, since a million of them
//! by the ordinary way would take as long as a million of them take.

use app::App;
use app::session::hash_password;
use kernel::{Error, Id, Instant, Lang, Result};
use records::Value;
use store::Tx;
use store::records as rows;
use store::records::Flows;
use store::sop::{Score, StoredRun, StoredVisit};

use crate::args::{At, BenchData};

/// Records of one transaction.
const BATCH: u64 = 1_000;
/// Accounts for each hundred opportunities.
const ACCOUNTS_PER_HUNDRED: u64 = 5;

const CITIES: [&str; 12] = [
    "苏州", "宁波", "杭州", "南京", "无锡", "常州", "深圳", "佛山", "东莞", "厦门", "合肥", "武汉",
];
const BRANDS: [&str; 16] = [
    "恒立", "汇川", "瑞丰", "安信", "博远", "立德", "精研", "同辉", "锐科", "凌云", "中源", "盛邦", "新锋", "明泰",
    "华拓", "卓越",
];
const TRADES: [&str; 10] = [
    "精密机械",
    "新能源",
    "汽车零部件",
    "医疗器械",
    "电子科技",
    "食品",
    "半导体",
    "包装",
    "纺织",
    "物流",
];
const WORK: [&str; 8] = [
    "MES 产线升级",
    "数据中台",
    "ERP 替换",
    "智能排产",
    "仓储 WMS 一期",
    "设备预测性维护",
    "质检追溯平台",
    "年度维保续约",
];
const FAMILY: [&str; 10] = ["赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈"];

struct World {
    cx: records::Cx,
    owners: Vec<(Id, Id)>,
    accounts: Vec<Id>,
    version: (Id, Id),
    stages: Vec<(&'static str, &'static str, &'static str)>,
}

/// Fills an empty database.
pub fn run(at: &At, data: &BenchData) -> Result<()> {
    let app = super::open(at)?;
    let hash = hash_password(app::demo::PASSWORD, "")?;
    let here = app.clone();
    let mut world = app.store().write_blocking(move |tx| people(tx, &here, &hash))?;
    let bar = indicatif::ProgressBar::new(data.opportunities);
    let accounts = (data.opportunities * ACCOUNTS_PER_HUNDRED / 100)
        .max(data.accounts)
        .max(20)
        .next_multiple_of(20);
    for from in (0..accounts).step_by(BATCH as usize) {
        let (here, cx, owners) = (app.clone(), world.cx.clone(), world.owners.clone());
        let made = app.store().write_blocking(move |tx| {
            (from..(from + BATCH).min(accounts))
                .map(|n| account(tx, &here, &cx, &owners, n))
                .collect::<Result<Vec<_>>>()
        })?;
        world.accounts.extend(made);
    }
    let world = std::sync::Arc::new(world);
    for from in (0..data.opportunities).step_by(BATCH as usize) {
        let to = (from + BATCH).min(data.opportunities);
        let (here, world) = (app.clone(), world.clone());
        app.store().write_blocking(move |tx| {
            let mut flows = Flows::new();
            (from..to).try_for_each(|n| opportunity(tx, &here, &world, n, &mut flows))?;
            rows::add_flows(tx, world.cx.workspace.id, &flows);
            Ok(())
        })?;
        bar.set_position(to);
    }
    for from in (0..data.leads).step_by(BATCH as usize) {
        let to = (from + BATCH).min(data.leads);
        let (here, world) = (app.clone(), world.clone());
        app.store()
            .write_blocking(move |tx| (from..to).try_for_each(|n| lead(tx, &here, &world, n)))?;
    }
    bar.finish_and_clear();
    println!(
        "{} opportunities, {} accounts",
        data.opportunities,
        world.accounts.len()
    );
    Ok(())
}

fn people(tx: &mut Tx<'_>, app: &App, hash: &str) -> Result<World> {
    let staff = app::demo::staff(tx, app, Lang::Zh, hash)?;
    let cx = staff.cx;
    let always = records::Condition::always();
    let roles: Vec<app::people::Role> = rows::find(tx, &cx, &always, 50)?;
    let rep = roles.iter().find(|r| r.key == "rep").ok_or_else(Error::not_found)?.id;
    let manager = roles
        .iter()
        .find(|r| r.key == "manager")
        .ok_or_else(Error::not_found)?
        .id;
    let teams: Vec<app::people::Team> = rows::find(tx, &cx, &always, 1)?;
    let region = app::setup::make(
        tx,
        app,
        &cx,
        "teams",
        serde_json::json!({ "name": "Bench", "parent": teams.first().map(|t| t.id) }),
    )?;
    let lead = app::setup::make(
        tx,
        app,
        &cx,
        "users",
        serde_json::json!({ "name": "Bench manager", "email": "bench-manager@demo.example", "role": manager, "team": region }),
    )?;
    store::auth::set_password(tx, cx.workspace.id, lead, hash, cx.now)?;
    let mut owners = Vec::new();
    for team in 0..5 {
        let id = app::setup::make(
            tx,
            app,
            &cx,
            "teams",
            serde_json::json!({ "name": format!("Bench {team}"), "parent": region }),
        )?;
        for n in 0..4 {
            let n = team * 4 + n;
            let name = format!("{}{}", FAMILY[n % 10], ["晓彤", "思远"][n / 10]);
            let user = app::setup::make(
                tx,
                app,
                &cx,
                "users",
                serde_json::json!({ "name": name, "email": format!("bench-{n}@demo.example"), "role": rep, "team": id }),
            )?;
            store::auth::set_password(tx, cx.workspace.id, user, hash, cx.now)?;
            owners.push((user, id));
        }
    }
    let sops: Vec<app::sop::Sop> = rows::find(tx, &cx, &always, 10)?;
    let sop = sops
        .iter()
        .find(|s| s.key == "solution_selling")
        .ok_or_else(Error::not_found)?;
    let version = sop.current.ok_or_else(Error::not_found)?;
    let stages = vec![
        ("develop", "develop", "dev_account"),
        ("contact", "contact", "con_prepare"),
        ("discover", "discover", "dis_problem"),
        ("propose", "propose", "pro_draft"),
        ("negotiate", "negotiate", "neg_plan"),
        ("sign", "sign", "sig_draft"),
    ];
    Ok(World {
        cx,
        owners,
        accounts: Vec::new(),
        version: (sop.id, version),
        stages,
    })
}

/// The values of a new record of an object, by field.
fn values(cx: &records::Cx, object: &str, id: Id, fields: Vec<(&str, Value)>) -> Result<Vec<Value>> {
    let object = cx.object(object)?;
    let mut values = vec![Value::Null; object.fields.len()];
    let standard = [Value::Id(id), Value::Int(1), cx.now.into(), Value::Null, cx.now.into()];
    values[..5].clone_from_slice(&standard);
    for (key, value) in fields {
        let index = object.index(key).ok_or_else(|| Error::internal(key))?;
        values[index] = value;
    }
    Ok(values)
}

fn account(tx: &mut Tx<'_>, app: &App, cx: &records::Cx, owners: &[(Id, Id)], n: u64) -> Result<Id> {
    let id = app.new_id(cx.now);
    let (owner, team) = owners[(n % 20) as usize];
    let name = company(n);
    let fields = vec![
        ("name", name.into()),
        ("industry", TRADES[(n % 10) as usize].into()),
        ("tier", ["A", "B", "C"][(n % 3) as usize].into()),
        ("phone", format!("139{:08}", mix(n) % 100_000_000).into()),
        ("currency", "CNY".into()),
        ("owner", owner.into()),
        ("team", team.into()),
    ];
    let values = values(cx, "accounts", id, fields)?;
    rows::insert(tx, cx, cx.object("accounts")?, &values)?;
    Ok(id)
}

/// A lead: of ten, eight are decided on, one is followed, one was left alone for long.
fn lead(tx: &mut Tx<'_>, app: &App, world: &World, n: u64) -> Result<()> {
    let cx = &world.cx;
    let dice = mix(n ^ 0x5A5A);
    let (owner, team) = world.owners[(dice % 20) as usize];
    let days = match n % 10 {
        0 => 1 + (dice >> 8) as i64 % 10,
        _ => 30 + (dice >> 8) as i64 % 300,
    };
    let touched = cx.now.plus_seconds(-days * 86_400);
    let status = match n % 10 {
        0 | 1 => ["new", "working"][(dice >> 4) as usize % 2],
        2 => "converted",
        _ => "disqualified",
    };
    let fields = vec![
        ("name", format!("{}先生 {n}", FAMILY[(dice >> 12) as usize % 10]).into()),
        ("company", company(n).into()),
        ("phone", format!("137{:08}", dice % 100_000_000).into()),
        (
            "source",
            ["展会", "官网表单", "转介绍"][(dice >> 16) as usize % 3].into(),
        ),
        ("region", CITIES[(dice >> 20) as usize % 12].into()),
        ("currency", "CNY".into()),
        ("status", status.into()),
        ("steps_done", 0_i64.into()),
        ("steps_required", 0_i64.into()),
        ("score", ((dice >> 24) as i64 % 100).into()),
        ("held_since", touched.into()),
        ("touched_at", touched.into()),
        ("owner", owner.into()),
        ("team", team.into()),
    ];
    let values = values(cx, "leads", app.new_id(cx.now), fields)?;
    rows::insert(tx, cx, cx.object("leads")?, &values)
}

fn opportunity(tx: &mut Tx<'_>, app: &App, world: &World, n: u64, flows: &mut Flows) -> Result<()> {
    let cx = &world.cx;
    let id = app.new_id(cx.now);
    let dice = mix(n);
    let (owner, team) = world.owners[(dice % 20) as usize];
    // An account of the same owner.
    let account = ((dice >> 8) % (world.accounts.len() as u64 / 20).max(1)) * 20 + dice % 20;
    let (stage, phase, next) = world.stages[((dice >> 16) % 6) as usize];
    let entered = cx.now.plus_seconds(-((dice >> 20) as i64 % (40 * 86_400)));
    let place = ((dice >> 16) % 6) as usize;
    let amount = 1_000_000 + (dice >> 24) as i64 % 463_000_000;
    let closed = n % 10;
    let status = match closed {
        0 => "won",
        1 => "lost",
        _ => "open",
    };
    let today = cx.today();
    let engaged = today.plus(-((dice >> 30) as i32 % 300).abs() - 30);
    let over = (closed < 2).then(|| engaged.plus(20 + (dice >> 36) as i32 % 60));
    let fields = vec![
        (
            "name",
            format!("{} {}", company(account), WORK[(dice >> 12) as usize % 8]).into(),
        ),
        ("number", format!("B-{n:08}").into()),
        ("account", world.accounts[account as usize].into()),
        ("owner", owner.into()),
        ("team", team.into()),
        ("amount", amount.into()),
        ("currency", "CNY".into()),
        ("status", status.into()),
        ("sop", world.version.0.into()),
        ("sop_version", world.version.1.into()),
        ("stage", stage.into()),
        ("phase", phase.into()),
        ("stage_entered_at", entered.into()),
        ("next_step", if closed < 2 { Value::Null } else { next.into() }),
        (
            "next_due_at",
            if closed < 2 {
                Value::Null
            } else {
                entered.plus_seconds(5 * 86_400).into()
            },
        ),
        ("steps_done", ((dice % 4) as i64).into()),
        ("steps_required", 5_i64.into()),
        (
            "health",
            if closed < 2 {
                Value::Null
            } else {
                ["good", "watch", "weak"][(dice % 3) as usize].into()
            },
        ),
        ("postponed", 0_i64.into()),
        ("expected_close", today.plus((dice >> 40) as i32 % 120).into()),
        ("engaged_on", engaged.into()),
        ("closed_on", over.into()),
        ("cycle_days", over.map(|d| i64::from(d.0 - engaged.0)).into()),
        (
            "source",
            if n.is_multiple_of(5_000) {
                "行业协会"
            } else {
                ["展会", "官网表单", "转介绍"][(dice >> 44) as usize % 3]
            }
            .into(),
        ),
    ];
    let values = values(cx, "opportunities", id, fields)?;
    let object = cx.object("opportunities")?;
    rows::insert(tx, cx, object, &values)?;
    let visits = visits(
        world,
        dice,
        place,
        entered,
        over.map(|day| (status, day.start(cx.workspace.calendar.tz))),
    );
    let run = StoredRun {
        subject: id,
        object: "opportunities".to_owned(),
        version: world.version.1,
        run: "{}".to_owned(),
        stale: false,
    };
    store::sop::put_visits(tx, cx.workspace.id, &run, 0, &visits)?;
    for (key, sum) in app::insights::of_deal(cx, object, &values, &visits) {
        flows.entry(key).or_default().add(&sum, 1);
    }
    Ok(())
}

/// The stays that led to where a deal stands: each some days long, the last one open or closed.
fn visits(
    world: &World,
    dice: u64,
    place: usize,
    entered: Instant,
    over: Option<(&'static str, Instant)>,
) -> Vec<StoredVisit> {
    let last = over.map_or(entered, |(_, at)| at.plus_seconds(-9 * 86_400));
    let days = |n: usize| 3 + (mix(dice ^ n as u64) % 25) as i64;
    let visit = |n: usize| {
        let before: i64 = (n..place).map(days).sum();
        let from = last.plus_seconds(-before * 86_400);
        let (left_at, how) = if n < place {
            (Some(from.plus_seconds(days(n) * 86_400)), Some("forward".to_owned()))
        } else {
            (over.map(|(_, at)| at), over.map(|(how, _)| how.to_owned()))
        };
        StoredVisit {
            stage: world.stages[n].0.to_owned(),
            entered_at: from,
            left_at,
            how,
            forced: false,
            score: Score {
                on_time: (dice >> n) as i64 % 5,
                late: i64::from((dice >> n).is_multiple_of(4)),
                left_out: i64::from((dice >> n).is_multiple_of(9)),
            },
        }
    };
    (0..=place).map(visit).collect()
}

fn company(n: u64) -> String {
    let dice = mix(n ^ 0xA5A5);
    format!(
        "{}{}{}{}",
        CITIES[(dice % 12) as usize],
        BRANDS[(dice >> 8) as usize % 16],
        TRADES[(dice >> 16) as usize % 10],
        if n < 2000 { String::new() } else { format!(" {n}") }
    )
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same number for the same n.
fn mix(n: u64) -> u64 {
    let mut z = n
        .wrapping_add(0x9E37_79B9_7F4A_7C15)
        .wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (z ^ (z >> 31)) >> 1
}
