//! The tiers of all accounts are computed, as every night.

use std::io;
use std::time::{Duration, Instant};

use crate::bench::{Bench, Company};
use crate::server::{Data, Server, cli};

const RULE: &str = r#"{"way":{"abc":{"shares":[80,95]}},"tiers":[{"every_days":14},{"every_days":30},{}],"months":12,"currency":"CNY"}"#;

/// Computes the tiers of so many accounts: the first time, when each gets one, and again as in a night.
pub fn compute(bench: &mut Bench, accounts: usize) -> io::Result<()> {
    let dir = bench.work.join("accounts");
    if dir.exists() {
        std::fs::remove_dir_all(&dir)?;
    }
    std::fs::create_dir_all(&dir)?;
    println!("making {accounts} accounts …");
    let data = Data::Dir(dir.clone());
    let (count, deals) = (accounts.to_string(), (accounts / 4).to_string());
    cli(
        &bench.binary,
        &data,
        &["bench-data", "--opportunities", &deals, "--accounts", &count],
    )?;
    std::fs::write(dir.join("made"), "")?;
    let company = Company::make(bench, data, accounts / 4)?;
    let server = company.serve(bench)?;
    let admin = &company.admin.token;
    for (what, method, path, body) in [
        ("the first time", "PUT", "/api/v1/tiers", RULE),
        ("again, as every night", "POST", "/api/v1/tiers/recompute", "{}"),
    ] {
        let began = Instant::now();
        server.json(method, path, admin, Some(body))?;
        let changed = ran(&server, admin, began)?;
        let seconds = began.elapsed().as_secs_f64();
        let goal = if method == "POST" { "≤ 60 s" } else { "" };
        bench.row(
            &format!("tiers of {accounts} accounts by ABC, {what}"),
            goal,
            String::new(),
            format!("{seconds:.1} s, {changed} changed"),
            String::new(),
            (method == "POST").then_some(seconds <= 60.0),
        )?;
    }
    drop(server);
    std::fs::remove_dir_all(&dir)
}

/// Waits until the run is over; tells how many tiers changed.
fn ran(server: &Server, token: &str, began: Instant) -> io::Result<u64> {
    let first = server.json("GET", "/api/v1/tiers", token, None)?["ran_at"].clone();
    while began.elapsed() < Duration::from_secs(900) {
        std::thread::sleep(Duration::from_millis(200));
        let now = server.json("GET", "/api/v1/tiers", token, None)?;
        if now["ran_at"] != first && now["waits"] == false {
            return now["ran_changes"]
                .as_u64()
                .ok_or_else(|| io::Error::other("no figures"));
        }
    }
    Err(io::Error::other("the tiers weren't computed in a quarter of an hour"))
}
