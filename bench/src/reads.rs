//! Lists, records, search, sums.

use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::types::Value;
use serde_json::{Value as Json, json};

use crate::bench::{Bench, Company, get, list_path, measure};
use crate::load::{Cycle, Until};
use crate::server::{Data, Server, encode};
use crate::sql;

/// What the list shows: names of account and owner, next step.
const FIELDS: &str =
    "name,account,owner,amount,currency,status,stage,next_step,next_due_at,steps_done,steps_required,expected_close";
const CLIENTS: usize = 16;

/// The statement of the list: `filter` is the part that differs.
fn list_sql(filter: &str) -> String {
    format!(
        "SELECT o.id, o.version, o.name, o.account, a.name, o.owner, u.name, o.amount, o.currency, o.status, o.stage, o.next_step, \
         o.next_due_at, o.steps_done, o.steps_required, o.expected_close FROM opportunity o \
         LEFT JOIN account a ON a.workspace_id = o.workspace_id AND a.id = o.account AND a.deleted_at IS NULL \
         LEFT JOIN app_user u ON u.workspace_id = o.workspace_id AND u.id = o.owner \
         WHERE o.workspace_id = 1 AND o.deleted_at IS NULL AND {filter} ORDER BY o.amount DESC, o.id DESC LIMIT 51"
    )
}

/// An id as the database keeps it.
pub fn blob(id: &str) -> Value {
    let hex: Vec<u8> = id.bytes().filter(|b| *b != b'-').collect();
    let nibble = |b: u8| (b as char).to_digit(16).unwrap_or(0) as u8;
    Value::Blob(
        hex.chunks(2)
            .map(|pair| nibble(pair[0]) << 4 | nibble(*pair.get(1).unwrap_or(&b'0')))
            .collect(),
    )
}

/// A list beside its limits.
struct List {
    what: &'static str,
    goal: &'static str,
    requests: Vec<Vec<u8>>,
    /// One path of them, to see what the bytes are.
    sample: (String, String),
    sql: String,
    params: Vec<Vec<Value>>,
    /// The bytes from bare axum count into the limit.
    with_http: bool,
    factor: f64,
    at_least: f64,
}

fn list(bench: &mut Bench, server: &Server, dir: &Path, list: List) -> io::Result<()> {
    let (status, body) = server.get(&list.sample.0, &list.sample.1)?;
    if status != 200 {
        return Err(io::Error::other(format!(
            "{}: {status} {}",
            list.sample.0,
            String::from_utf8_lossy(&body)
        )));
    }
    let rows = serde_json::from_slice::<Json>(&body)?["data"]
        .as_array()
        .map_or(0, Vec::len);
    measure(
        server,
        Until::Elapsed(Duration::from_secs(1)),
        Cycle::clients(list.requests.clone(), CLIENTS, None),
    )?;
    let ours = measure(
        server,
        Until::Elapsed(bench.time),
        Cycle::clients(list.requests, CLIENTS, None),
    )?;
    let connection = sql::open(dir)?;
    let cost = sql::cost(&connection, &list.sql, &list.params, bench.time / 2)?;
    let mut limit = cost.cpu;
    let mut text = format!("SQL {:.0} µs for {} rows", cost.cpu, cost.rows);
    if list.with_http {
        let bare = Server::bare(&body, &bench.work)?;
        let request = vec![get("/", "x")];
        let bare = measure(
            &bare,
            Until::Elapsed(bench.time / 2),
            Cycle::clients(request, CLIENTS, None),
        )?;
        limit += bare.cpu;
        text.push_str(&format!(
            " + bare axum {:.0} µs for {} bytes ({:.0}/s)",
            bare.cpu,
            body.len(),
            bare.outcome.rate()
        ));
    }
    let ratio = ours.cpu / limit;
    let met = ratio <= list.factor && ours.outcome.rate() >= list.at_least;
    bench.row(
        list.what,
        list.goal,
        text,
        format!("{}, {rows} rows", ours.text()),
        format!("{ratio:.2} × processor"),
        Some(met),
    )
}

/// By owner and stage, sorted by amount.
pub fn own_list(bench: &mut Bench, company: &Company, server: &Server, dir: &Path) -> io::Result<()> {
    let (mut requests, mut params, mut sample) = (Vec::new(), Vec::new(), None);
    for rep in &company.reps {
        for stage in stages(server, &rep.token)? {
            let filter = json!({"all": [
                {"field": "owner", "op": "eq", "value": {"me": true}},
                {"field": "stage", "op": "eq", "value": stage}]});
            let path = list_path("opportunities", &filter, "-amount", FIELDS);
            requests.push(get(&path, &rep.token));
            params.push(vec![blob(&rep.id), Value::Text(stage)]);
            sample.get_or_insert((path, rep.token.clone()));
        }
    }
    let sample = sample.ok_or_else(|| io::Error::other("no stages"))?;
    let sql = list_sql("o.owner = ?1 AND o.stage = ?2");
    let what = "50 opportunities by owner and stage, sorted by amount, with account and owner names, next step";
    let goal = "≤ 2 × (SQL + bare axum), processor; ≥ 4,000/s";
    list(
        bench,
        server,
        dir,
        List {
            what,
            goal,
            requests,
            sample,
            sql,
            params,
            with_http: true,
            factor: 2.0,
            at_least: 4000.0,
        },
    )
}

/// The same for the manager, and a rare filter under a common sort.
pub fn manager_lists(bench: &mut Bench, company: &Company, server: &Server, dir: &Path) -> io::Result<()> {
    let token = &company.manager.token;
    let teams = teams(server, token)?;
    let places = (0..teams.len())
        .map(|n| format!("?{}", n + 2))
        .collect::<Vec<_>>()
        .join(", ");
    let (mut requests, mut params, mut sample) = (Vec::new(), Vec::new(), None);
    for stage in stages(server, token)? {
        let filter = json!({"field": "stage", "op": "eq", "value": stage});
        let path = list_path("opportunities", &filter, "-amount", FIELDS);
        requests.push(get(&path, token));
        let mut values = vec![Value::Text(stage)];
        values.extend(teams.iter().map(|id| blob(id)));
        params.push(values);
        sample.get_or_insert((path, token.clone()));
    }
    let sample = sample.ok_or_else(|| io::Error::other("no stages"))?;
    let sql = list_sql(&format!("o.stage = ?1 AND o.team IN ({places})"));
    let what = "the same for the manager of five teams";
    let goal = "≤ 3 × its SQL";
    list(
        bench,
        server,
        dir,
        List {
            what,
            goal,
            requests,
            sample,
            sql,
            params,
            with_http: false,
            factor: 3.0,
            at_least: 0.0,
        },
    )?;

    let rare = rarest(server, token)?;
    let filter = json!({"field": "source", "op": "eq", "value": rare});
    let path = list_path("opportunities", &filter, "-amount", FIELDS);
    let mut values = vec![Value::Text(rare)];
    values.extend(teams.iter().map(|id| blob(id)));
    let sql = list_sql(&format!("o.source = ?1 AND o.team IN ({places})"));
    let one = List {
        what: "a rare filter with a common sort, for the same manager",
        goal,
        requests: vec![get(&path, token)],
        sample: (path, token.clone()),
        sql,
        params: vec![values],
        with_http: false,
        factor: 3.0,
        at_least: 0.0,
    };
    list(bench, server, dir, one)
}

/// The stages in which this person has opportunities.
fn stages(server: &Server, token: &str) -> io::Result<Vec<String>> {
    grouped(server, token, "stage").map(|rows| rows.into_iter().map(|(stage, _)| stage).collect())
}

/// The source that fewest of the visible opportunities have.
fn rarest(server: &Server, token: &str) -> io::Result<String> {
    let rows = grouped(server, token, "source")?;
    rows.into_iter()
        .min_by_key(|(_, n)| *n)
        .map(|(source, _)| source)
        .ok_or_else(|| io::Error::other("no sources"))
}

fn grouped(server: &Server, token: &str, field: &str) -> io::Result<Vec<(String, i64)>> {
    let body = json!({"group": [field], "measures": ["count"]}).to_string();
    let answer = server.json("POST", "/api/v1/opportunities/aggregate", token, Some(&body))?;
    let rows = answer["rows"].as_array().cloned().unwrap_or_default();
    Ok(rows
        .iter()
        .filter_map(|r| Some((r[field].as_str()?.to_owned(), r["count"].as_i64()?)))
        .collect())
}

/// The teams whose opportunities this person sees.
fn teams(server: &Server, token: &str) -> io::Result<Vec<String>> {
    let body = json!({"group": ["team"], "measures": ["count"]}).to_string();
    let answer = server.json("POST", "/api/v1/opportunities/aggregate", token, Some(&body))?;
    let rows = answer["rows"].as_array().cloned().unwrap_or_default();
    let id = |r: &Json| {
        r["team"]
            .as_str()
            .or_else(|| r["team"]["id"].as_str())
            .map(str::to_owned)
    };
    Ok(rows.iter().filter_map(id).collect())
}

/// Ids that this person sees, over several pages.
pub fn ids(server: &Server, token: &str, object: &str, wanted: usize) -> io::Result<Vec<String>> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    while found.len() < wanted {
        let path = format!("/api/v1/{object}?limit=200&fields=name{cursor}");
        let page = server.json("GET", &path, token, None)?;
        let rows = page["data"].as_array().cloned().unwrap_or_default();
        found.extend(rows.iter().filter_map(|r| r["id"].as_str().map(str::to_owned)));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={}", encode(next)),
            None => break,
        }
    }
    found.truncate(wanted);
    Ok(found)
}

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
    let path = format!(
        "/api/v1/opportunities/{}",
        ids(server, &company.reps[0].token, "opportunities", 1)?[0]
    );
    let (_, body) = server.get(&path, &company.reps[0].token)?;
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
        "hx", "zs", "wl", "sh", "bj", "ksj", "gdz", "hxw", "zgkj", "xmgs", "lwj", "cx",
    ];
    const PINYIN: &[&str] = &[
        "huaxing", "zhangsan", "shanghai", "beijing", "keji", "dianzi", "wangli", "liwei", "chenjing", "zhineng",
        "xitong", "hangzhou",
    ];
    const CHINESE: &[&str] = &[
        "华星", "科技", "张三", "上海", "智能", "电子", "有限", "王", "李伟", "设备", "系统", "升级", "采购",
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
            format!("SQL p95 {:.1} ms", cost.p95),
            ours.text(),
            ratio,
            Some(p95 <= goal),
        )?;
    }
    Ok(())
}

/// List, get and create on PostgreSQL, beside SQLite.
pub fn postgres_list(bench: &mut Bench, company: &Company, server: &Server, rows: usize) -> io::Result<()> {
    let Data::Postgres(_) = company.data else { return Ok(()) };
    let mut requests = Vec::new();
    for rep in &company.reps {
        for stage in stages(server, &rep.token)? {
            let filter = json!({"all": [
                {"field": "owner", "op": "eq", "value": {"me": true}},
                {"field": "stage", "op": "eq", "value": stage}]});
            requests.push(get(&list_path("opportunities", &filter, "-amount", FIELDS), &rep.token));
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
        Cycle::clients(requests, CLIENTS, None),
    )?;
    let met = ours.outcome.rate() >= 2500.0;
    bench.row(
        &format!("PostgreSQL: the first list, of {rows}"),
        "≥ 2,500/s",
        String::new(),
        ours.text(),
        String::new(),
        Some(met),
    )?;

    let mut requests = Vec::new();
    for rep in &company.reps {
        for id in ids(server, &rep.token, "opportunities", 400)? {
            requests.push(get(&format!("/api/v1/opportunities/{id}"), &rep.token));
        }
    }
    let ours = measure(
        server,
        Until::Elapsed(bench.time),
        Cycle::clients(requests, CLIENTS, None),
    )?;
    bench.row(
        "PostgreSQL: one opportunity",
        "beside it",
        String::new(),
        ours.text(),
        String::new(),
        None,
    )
}
