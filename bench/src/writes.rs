//! Creating and advancing, durable, by 64 clients; import.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use crate::bench::{Bench, Company, Person, list_path, measure, measure_all};
use crate::load::{self, Source, Until};
use crate::lookup::ids;
use crate::proc::Peak;
use crate::server::{Data, Server};

const CLIENTS: usize = 64;
/// Opportunities that are made ready to advance.
const READY: usize = 20_000;

const NAMES: &[&str] = &[
    "智能产线升级",
    "仓储系统二期",
    "数据中心扩容",
    "年度维保",
    "质检设备采购",
    "门店改造",
    "培训服务",
    "云平台迁移",
];

/// The JSON of a new opportunity.
fn opportunity(account: &str, client: usize, number: u64, sop: Option<&str>) -> String {
    let name = NAMES[(number as usize + client) % NAMES.len()];
    let mut body = json!({"name": format!("{name} {client}-{number}"), "account": account, "source": "展会", "currency": "CNY",
                          "amount": format!("{}.00", 10_000 + number % 900_000), "expected_close": "2027-03-31"});
    if let Some(sop) = sop {
        body["sop"] = sop.into();
    }
    body.to_string()
}

/// Creates opportunities, each under a key of its own.
pub struct Create {
    person: Person,
    accounts: Vec<String>,
    client: usize,
    number: u64,
    run: String,
    /// The SOP, unless it is the company's usual one.
    sop: Option<String>,
}

impl Create {
    /// One for each client, the representatives in turn.
    pub fn clients(company: &Company, server: &Server, clients: usize, run: &str) -> io::Result<Vec<Self>> {
        let mut accounts = Vec::new();
        for rep in &company.reps {
            accounts.push(ids(server, &rep.token, "accounts", 50)?);
        }
        Ok((0..clients)
            .map(|client| Self {
                person: company.rep(client).clone(),
                accounts: accounts[client % accounts.len()].clone(),
                client,
                number: 0,
                run: run.to_owned(),
                sop: None,
            })
            .collect())
    }
}

impl Source for Create {
    fn next(&mut self, out: &mut Vec<u8>) -> Option<()> {
        self.number += 1;
        let account = self.accounts.get(self.number as usize % self.accounts.len().max(1))?;
        let key = format!("{}-{}-{}", self.run, self.client, self.number);
        let body = opportunity(account, self.client, self.number, self.sop.as_deref());
        load::request(
            out,
            "POST",
            "/api/v1/opportunities",
            &self.person.token,
            Some(&key),
            Some(&body),
        );
        Some(())
    }
}

/// A run name that no earlier run used, so that its keys are new.
fn run_name(what: &str) -> String {
    format!("{what}-{}-{:?}", std::process::id(), Instant::now()).replace([' ', '{', '}', ':', ','], "")
}

/// Creates with the machine's own fsync.
pub fn create(
    bench: &mut Bench,
    company: &Company,
    server: &Server,
    what: &str,
    goal: &str,
    at_least: Option<f64>,
) -> io::Result<()> {
    let fsync = bench.fsync()?;
    measure_all(
        server,
        Until::Elapsed(Duration::from_secs(1)),
        Create::clients(company, server, CLIENTS, &run_name("warm"))?,
    )?;
    let sources = Create::clients(company, server, CLIENTS, &run_name("create"))?;
    let ours = measure_all(server, Until::Elapsed(bench.time), sources)?;
    let met = at_least.map(|rate| ours.outcome.rate() >= rate && ours.outcome.refused == 0);
    let mut text = ours.text();
    if ours.outcome.refused > 0 {
        text.push_str(&format!(", {} refused as busy", ours.outcome.refused));
    }
    bench.row(what, goal, fsync, text, String::new(), met)
}

/// Creates with fsync slowed to 5 ms: 64 clients against one, who has nobody to share a commit with.
pub fn create_slow(bench: &mut Bench, company: &Company) -> io::Result<()> {
    let server = Server::serve(&bench.binary, &company.data, Some(&bench.slow_fsync))?;
    let alone = measure(
        &server,
        Until::Elapsed(bench.time),
        Create::clients(company, &server, 1, &run_name("alone"))?,
    )?;
    let together = measure(
        &server,
        Until::Elapsed(bench.time),
        Create::clients(company, &server, CLIENTS, &run_name("together"))?,
    )?;
    let ratio = together.outcome.rate() / alone.outcome.rate();
    let limit = format!("one client, a commit each: {:.0}/s", alone.outcome.rate());
    let what = "create with every fsync slowed by 5 ms, 64 clients";
    bench.row(
        what,
        "≥ 20 × the same without grouping",
        limit,
        together.text(),
        format!("{ratio:.1} ×"),
        Some(ratio >= 20.0),
    )
}

/// Makes opportunities whose first gate holds: a stakeholder, and a call that reached them and brought an advance.
struct Prepare {
    create: Create,
    contact: String,
    left: usize,
    step: usize,
    id: String,
    ready: Vec<String>,
}

impl Source for Prepare {
    fn next(&mut self, out: &mut Vec<u8>) -> Option<()> {
        let token = self.create.person.token.clone();
        match self.step {
            0 if self.left == 0 => return None,
            0 => return self.create.next(out),
            1 => {
                let body = json!({"opportunity": self.id, "contact": self.contact, "role": "user"}).to_string();
                load::request(out, "POST", "/api/v1/stakeholders", &token, None, Some(&body));
            }
            _ => {
                let body = json!({"opportunity": self.id, "kind": "call", "at": "2026-11-20T02:00:00Z", "reached": "connected",
                                  "outcome": "advance", "body": "约定下周演示"});
                load::request(out, "POST", "/api/v1/activities", &token, None, Some(&body.to_string()));
            }
        }
        Some(())
    }

    fn answered(&mut self, status: u16, body: &[u8]) {
        if self.step == 0 {
            let id = serde_json::from_slice::<Json>(body)
                .ok()
                .and_then(|v| v["id"].as_str().map(str::to_owned));
            self.id = id.unwrap_or_default();
        }
        // After a refusal the measurement fails as a whole, so here it only must not loop.
        self.step = if status == 201 { self.step + 1 } else { 3 };
        if self.step == 3 {
            self.step = 0;
            self.left -= 1;
            self.ready.push(std::mem::take(&mut self.id));
        }
    }
}

/// Advances each of its opportunities once.
struct Advance {
    token: String,
    ready: Vec<String>,
}

impl Source for Advance {
    fn next(&mut self, out: &mut Vec<u8>) -> Option<()> {
        let id = self.ready.pop()?;
        let key = format!("advance-{id}");
        load::request(
            out,
            "POST",
            &format!("/api/v1/opportunities/{id}/advance"),
            &self.token,
            Some(&key),
            None,
        );
        Some(())
    }
}

/// Through a gate that holds.
pub fn advance(bench: &mut Bench, company: &Company, server: &Server) -> io::Result<()> {
    let creates = Create::clients(company, server, CLIENTS, &run_name("ready"))?;
    let filter = json!({"field": "key", "op": "eq", "value": "light"});
    let light = server.json(
        "GET",
        &list_path("sops", &filter, "created_at", ""),
        &company.admin.token,
        None,
    )?;
    let light = light["data"][0]["id"].as_str().map(str::to_owned);
    let mut sources = Vec::new();
    for mut create in creates {
        create.sop.clone_from(&light);
        let body = json!({"name": "王建国", "account": create.accounts.first()}).to_string();
        let contact = server.json("POST", "/api/v1/contacts", &create.person.token, Some(&body))?;
        let contact = contact["id"].as_str().unwrap_or_default().to_owned();
        sources.push(Prepare {
            create,
            contact,
            left: READY / CLIENTS,
            step: 0,
            id: String::new(),
            ready: Vec::new(),
        });
    }
    let prepared = load::run(server.addr, Until::Done, sources)?.clean()?;
    let sources = prepared
        .sources
        .into_iter()
        .map(|p| Advance {
            token: p.create.person.token,
            ready: p.ready,
        })
        .collect();
    let fsync = bench.fsync()?;
    let ours = measure(server, Until::Done, sources)?;
    let met = ours.outcome.rate() >= 3000.0;
    bench.row(
        "advance through a gate, durable, 64 clients",
        "≥ 3,000/s",
        fsync,
        ours.text(),
        String::new(),
        Some(met),
    )
}

/// Imports rows with all rules, and writes the same rows into the same tables by plain rusqlite.
pub fn import(bench: &mut Bench, rows: usize) -> io::Result<()> {
    let dir = bench.work.join("import");
    if dir.exists() {
        std::fs::remove_dir_all(&dir)?;
    }
    let company = Company::make(bench, Data::Dir(dir.clone()), 2000)?;
    let before = bench.work.join("before.db");
    copy_database(&dir, &before)?;
    let (csv, map) = import_files(bench, rows)?;
    let fsync = bench.fsync()?;
    let began = Instant::now();
    let child = Command::new(&bench.binary)
        .args(["import", "opportunities"])
        .arg(&csv)
        .arg("--map")
        .arg(&map)
        .arg("--data")
        .arg(&dir)
        .arg("--json")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()?;
    let peak = Peak::watch(child.id());
    let done = child.wait_with_output()?;
    let ours = began.elapsed().as_secs_f64();
    if !done.status.success() {
        return Err(io::Error::other(format!(
            "the import failed: {}",
            String::from_utf8_lossy(&done.stdout)
        )));
    }
    drop(company);
    let limit = crate::replay::seconds(&dir, &before, &bench.work.join("replay.db"))?;
    let rate = rows as f64 / ours;
    let met = ours <= 3.0 * limit && rate >= 10_000.0;
    bench.row(
        &format!("import of {rows} with all rules, durable"),
        "≤ 3 × plain rusqlite; ≥ 10,000 rows/s",
        format!("plain rusqlite {limit:.1} s; {fsync}"),
        format!("{ours:.1} s, {rate:.0} rows/s, peak {:.0} MiB anonymous", peak.mib()),
        format!("{:.2}", ours / limit),
        Some(met),
    )
}

fn copy_database(dir: &Path, to: &Path) -> io::Result<()> {
    if to.exists() {
        std::fs::remove_file(to)?;
    }
    let connection = rusqlite::Connection::open(crate::sql::database(dir)?).map_err(io::Error::other)?;
    connection
        .execute("VACUUM INTO ?1", [to.display().to_string()])
        .map_err(io::Error::other)?;
    Ok(())
}

/// The rows as CSV, and how its columns map onto the fields.
fn import_files(bench: &Bench, rows: usize) -> io::Result<(std::path::PathBuf, std::path::PathBuf)> {
    use std::fmt::Write as _;
    let (csv, map) = (bench.work.join("import.csv"), bench.work.join("import.yaml"));
    let mut text = String::from("number,name,owner,amount,expected_close,source\n");
    for n in 0..rows {
        let name = NAMES[n % NAMES.len()];
        let _ = writeln!(
            text,
            "I-{n:07},{name} {n},bench-{}@demo.example,{}.00,2027-{:02}-{:02},展会",
            n % 20,
            10_000 + n * 37 % 900_000,
            n % 12 + 1,
            n % 28 + 1
        );
    }
    std::fs::write(&csv, text)?;
    let plain = |column: &str| format!("  {column}: {{column: {column}}}\n");
    let mut mapping =
        String::from("key: number\nfields:\n  owner: {column: owner, match: email}\n  currency: {value: CNY}\n");
    mapping.extend(["number", "name", "amount", "expected_close", "source"].map(plain));
    std::fs::write(&map, mapping)?;
    Ok((csv, map))
}
