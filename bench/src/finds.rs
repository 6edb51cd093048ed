//! One record, search, sums.

use std::io;
use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::bench::{Bench, Company, get, measure};
use crate::load::{Cycle, Until};
use crate::lookup::{blob, ids, teams};
use crate::server::{Server, encode};
use crate::sql;

const CLIENTS: usize = 16;

/// One opportunity by its id.
pub fn one(bench: &mut Bench, company: &Company, server: &Server) -> io::Result<()> {
    let mut requests = Vec::new();
    for rep in &company.reps {
        for id in ids(server, &rep.token, "opportunities", 400)? {
            requests.push(get(&format!("/api/v1/opportunities/{id}"), &rep.token));
        }
    }
    measure(
        server,
        Until::Elapsed(Duration::from_secs(1)),
        Cycle::clients(requests.clone(), CLIENTS, None),
    )?;
    let ours = measure(
        server,
        Until::Elapsed(bench.time),
        Cycle::clients(requests.clone(), CLIENTS, None),
    )?;
    let id = ids(server, &company.rep(0).token, "opportunities", 1)?
        .pop()
        .unwrap_or_default();
    let (_, body) = server.get(&format!("/api/v1/opportunities/{id}"), &company.rep(0).token)?;
    let bare = Server::bare(&body, &bench.work)?;
    let bare = measure(
        &bare,
        Until::Elapsed(bench.time / 2),
        Cycle::clients(vec![get("/", "x")], CLIENTS, None),
    )?;
    let limit = format!("bare axum {:.0}/s, {:.0} µs", bare.outcome.rate(), bare.cpu);
    let met = ours.outcome.rate() >= 15_000.0;
    let ratio = format!("{:.2} × processor", ours.cpu / bare.cpu);
    bench.row("one opportunity", "≥ 15,000/s", limit, ours.text(), ratio, Some(met))
}

/// 200 fixed queries of the kinds that people type.
fn queries() -> Vec<String> {
    const INITIALS: &[&str] = &[
        "sz", "hl", "nbrf", "hzax", "jmjx", "xny", "bdt", "yl", "szhl", "wxby", "dg", "zsfz",
    ];
    const PINYIN: &[&str] = &[
        "suzhou",
        "hengli",
        "ningbo",
        "huichuan",
        "jingmi",
        "xinnengyuan",
        "bandaoti",
        "yiliao",
        "wuhan",
        "zhuoyue",
        "cangchu",
        "paichan",
    ];
    const CHINESE: &[&str] = &[
        "苏州",
        "恒立",
        "汇川",
        "精密机械",
        "新能源",
        "医疗器械",
        "半导体",
        "数据中台",
        "智能排产",
        "王",
        "卓越物流",
        "产线升级",
        "无锡博远",
    ];
    let mut all = Vec::with_capacity(200);
    for round in 0..40 {
        all.push(INITIALS[round % INITIALS.len()].to_owned());
        all.push(PINYIN[round % PINYIN.len()].to_owned());
        all.push(CHINESE[round % CHINESE.len()].to_owned());
        all.push(format!("{:04}", 1000 + round * 217 % 9000));
        all.push(char::from(b'a' + (round % 26) as u8).to_string());
    }
    all
}

/// Search as a representative and as the administrator.
pub fn search(bench: &mut Bench, company: &Company, server: &Server) -> io::Result<()> {
    let (mut texts, mut met) = (Vec::new(), true);
    for (who, person) in [("rep", company.rep(0)), ("admin", &company.admin)] {
        let requests: Vec<_> = queries()
            .iter()
            .map(|q| get(&format!("/api/v1/search?limit=20&q={}", encode(q)), &person.token))
            .collect();
        let mut hits = 0;
        for q in queries() {
            let answer = server.json(
                "GET",
                &format!("/api/v1/search?limit=20&q={}", encode(&q)),
                &person.token,
                None,
            )?;
            hits += usize::from(answer["data"].as_array().is_some_and(|rows| !rows.is_empty()));
        }
        let ours = measure(server, Until::Done, Cycle::clients(requests, 1, Some(1000)))?;
        met &= ours.outcome.percentile(0.95) <= 30.0;
        texts.push(format!("{who}: {}, {hits} of 200 find something", ours.text()));
    }
    bench.row(
        "search, 200 queries, first 20, as rep and as admin",
        "p95 ≤ 30 ms",
        String::new(),
        texts.join("; "),
        String::new(),
        Some(met),
    )
}

/// Count and sum by stage.
pub fn sums(bench: &mut Bench, company: &Company, server: &Server, dir: &Path) -> io::Result<()> {
    let teams = teams(server, &company.manager.token)?;
    let places = (0..teams.len())
        .map(|n| format!("?{}", n + 1))
        .collect::<Vec<_>>()
        .join(", ");
    let rows = [
        (
            "own",
            company.rep(0),
            15.0,
            "owner = ?1".to_owned(),
            vec![blob(&company.rep(0).id)],
        ),
        (
            "five teams",
            &company.manager,
            50.0,
            format!("team IN ({places})"),
            teams.iter().map(|id| blob(id)).collect(),
        ),
        ("everything", &company.admin, 120.0, "1".to_owned(), vec![]),
    ];
    for (what, person, goal, filter, params) in rows {
        let body = json!({"group": ["stage"], "measures": ["count", "sum:amount"]}).to_string();
        let mut request = Vec::new();
        crate::load::request(
            &mut request,
            "POST",
            "/api/v1/opportunities/aggregate",
            &person.token,
            None,
            Some(&body),
        );
        measure(server, Until::Done, Cycle::clients(vec![request.clone()], 1, Some(5)))?;
        let ours = measure(server, Until::Done, Cycle::clients(vec![request], 1, Some(100)))?;
        let connection = sql::open(dir)?;
        let sql = format!(
            "SELECT stage, currency, count(*), sum(amount) FROM opportunity WHERE workspace_id = 1 AND deleted_at IS NULL AND {filter} \
             GROUP BY stage, currency"
        );
        let cost = sql::cost(&connection, &sql, &[params], bench.time / 2)?;
        let p95 = ours.outcome.percentile(0.95);
        let what = format!("count and sum by stage, {what}, of {} opportunities", bench.rows);
        let ratio = format!("{:.2}", p95 / cost.p95);
        bench.row(
            &what,
            &format!("p95 ≤ {goal:.0} ms"),
            format!("GROUP BY over the table p95 {:.1} ms", cost.p95),
            ours.text(),
            ratio,
            Some(p95 <= goal),
        )?;
    }
    Ok(())
}

/// The dashboard as the manager of five teams opens it, for a short and a long period.
pub fn dashboard(bench: &mut Bench, company: &Company, server: &Server) -> io::Result<()> {
    let (mut texts, mut met) = (Vec::new(), true);
    for period in ["this_month", "last_year"] {
        let request = get(
            &format!("/api/v1/insights/dashboard?period={period}"),
            &company.manager.token,
        );
        measure(server, Until::Done, Cycle::clients(vec![request.clone()], 1, Some(5)))?;
        let ours = measure(server, Until::Done, Cycle::clients(vec![request], 1, Some(100)))?;
        met &= ours.outcome.percentile(0.95) <= 150.0;
        texts.push(format!("{period}: {}", ours.text()));
    }
    bench.row(
        &format!("dashboard of {} opportunities, the manager of five teams", bench.rows),
        "p95 ≤ 150 ms",
        String::new(),
        texts.join("; "),
        String::new(),
        Some(met),
    )
}
