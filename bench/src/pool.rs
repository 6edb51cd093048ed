//! Leads that were left alone go back to the pool.

use std::io;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::bench::{Bench, Company};
use crate::server::{Data, Server, cli};

/// A tenth of the leads of bench-data was left alone for longer than this pool allows.
const POOL: &str = r#"{"name":"bench","active":true,"contact_days":15,"warn_days":0}"#;

/// Takes back what is due among so many leads, from the request to the last lead.
pub fn returns(bench: &mut Bench, leads: usize) -> io::Result<()> {
    let dir = bench.work.join("leads");
    if dir.exists() {
        std::fs::remove_dir_all(&dir)?;
    }
    std::fs::create_dir_all(&dir)?;
    println!("making {leads} leads …");
    let data = Data::Dir(dir.clone());
    let count = leads.to_string();
    cli(
        &bench.binary,
        &data,
        &["bench-data", "--opportunities", "100", "--leads", &count],
    )?;
    std::fs::write(dir.join("made"), "")?;
    let company = Company::make(bench, data, 100)?;
    let server = company.serve(bench)?;
    let admin = &company.admin.token;
    server.json("POST", "/api/v1/pools", admin, Some(POOL))?;
    let began = Instant::now();
    server.json("POST", "/api/v1/pools/return", admin, Some("{}"))?;
    let due = leads / 10;
    let mut inside = 0;
    while inside < due && began.elapsed() < Duration::from_secs(600) {
        std::thread::sleep(Duration::from_millis(200));
        inside = pooled(&server, admin)?;
    }
    let seconds = began.elapsed().as_secs_f64();
    let what = format!("leads left alone go back to the pool: {due} of {leads} are due");
    bench.row(
        &what,
        "≤ 30 s",
        String::new(),
        format!("{seconds:.1} s, {inside} moved, {:.0}/s", inside as f64 / seconds),
        String::new(),
        Some(inside >= due && seconds <= 30.0),
    )?;
    drop(server);
    std::fs::remove_dir_all(&dir)
}

fn pooled(server: &Server, token: &str) -> io::Result<usize> {
    let inside = json!({ "filter": { "field": "pool", "op": "is_empty", "value": false }, "measures": ["count"] });
    let answer = server.json("POST", "/api/v1/leads/aggregate", token, Some(&inside.to_string()))?;
    let count = answer["rows"][0]["count"].as_u64().unwrap_or(0);
    usize::try_from(count).map_err(io::Error::other)
}
