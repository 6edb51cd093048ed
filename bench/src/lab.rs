//! A version tried on a year of deals.

use std::io;
use std::time::Instant;

use serde_json::{Value as Json, json};

use crate::bench::{Bench, Company};
use crate::server::Data;

/// Tries the version in use on so many deals, the whole answer included.
pub fn simulate(bench: &mut Bench, deals: usize) -> io::Result<()> {
    let dir = bench.work.join(format!("data-{deals}"));
    let company = Company::make(bench, Data::Dir(dir), deals)?;
    let server = company.serve(bench)?;
    let admin = &company.admin.token;
    let sops = server.json("GET", "/api/v1/sops?limit=100", admin, None)?;
    let version = preferred(&sops).ok_or_else(|| io::Error::other("no SOP is in use"))?;
    // All of them, whenever they began.
    let all = json!({ "filter": { "field": "name", "op": "is_empty", "value": false } }).to_string();
    let path = format!("/api/v1/sop_versions/{version}/simulate");
    let (mut seconds, mut tried) = (f64::MAX, Json::Null);
    for _ in 0..3 {
        let began = Instant::now();
        tried = server.json("POST", &path, admin, Some(&all))?;
        seconds = seconds.min(began.elapsed().as_secs_f64());
    }
    let many = tried["deals"].as_u64().unwrap_or(0);
    bench.row(
        &format!("a version tried on {many} deals"),
        "≤ 5 s",
        String::new(),
        format!("{seconds:.2} s (best of 3), {} moves stopped", tried["stopped"]),
        String::new(),
        Some(many as usize >= deals && seconds <= 5.0),
    )
}

fn preferred(sops: &Json) -> Option<String> {
    let sops = sops["data"].as_array()?;
    let sop = sops
        .iter()
        .find(|s| s["preferred"] == true && s["object"] == "opportunities")?;
    Some(sop["current"]["id"].as_str()?.to_owned())
}
