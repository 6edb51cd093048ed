//! Lists beside the same SQL and the same bytes.

use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::types::Value;
use serde_json::{Value as Json, json};

use crate::bench::{Bench, Company, get, list_path, measure};
use crate::load::{Cycle, Until};
use crate::lookup::{blob, ids, rarest, stages, teams};
use crate::server::{Data, Server};
use crate::sql;

/// What the list shows: names of account and owner, next step.
const FIELDS: &str =
    "name,account,owner,amount,currency,status,stage,next_step,next_due_at,steps_done,steps_required,expected_close";
const CLIENTS: usize = 16;

/// What the list reads of its rows `o`.
const COLUMNS: &str = "o.id, o.version, o.name, o.account, a.name, o.owner, u.name, o.amount, o.currency, o.status, o.stage, o.next_step, \
                       o.next_due_at, o.steps_done, o.steps_required, o.expected_close";
const NAMES: &str = "LEFT JOIN account a ON a.workspace_id = o.workspace_id AND a.id = o.account AND a.deleted_at IS NULL \
                     LEFT JOIN app_user u ON u.workspace_id = o.workspace_id AND u.id = o.owner";
const ORDER: &str = "ORDER BY o.amount DESC, o.id DESC LIMIT 51";

/// The statement of the list for one condition.
fn list_sql(condition: &str) -> String {
    format!(
        "SELECT {COLUMNS} FROM opportunity o {NAMES} WHERE o.workspace_id = 1 AND o.deleted_at IS NULL AND {condition} {ORDER}"
    )
}

/// The same over several teams, each from its own index: the first rows of each, then the first of them all.
fn teams_sql(teams: usize, condition: &str) -> String {
    let part = |n: usize| {
        format!(
            "SELECT * FROM (SELECT o.* FROM opportunity o WHERE o.workspace_id = 1 AND o.deleted_at IS NULL AND o.team = ?{} \
             AND {condition} {ORDER})",
            n + 2
        )
    };
    let parts = (0..teams).map(part).collect::<Vec<_>>().join(" UNION ALL ");
    format!("SELECT {COLUMNS} FROM ({parts}) o {NAMES} {ORDER}")
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
    let sql = teams_sql(teams.len(), "o.stage = ?1");
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
    let sql = teams_sql(teams.len(), "o.source = ?1");
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
