//! Start and memory.

use std::io;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::bench::{Bench, Company, get, list_path, measure};
use crate::load::{Cycle, Until};
use crate::proc::{Peak, anonymous_mib};
use crate::server::Server;
use crate::writes::Create;

/// From the start of the process to its first list.
pub fn start(bench: &mut Bench, company: &Company) -> io::Result<()> {
    let path = list_path(
        "opportunities",
        &json!({"field": "owner", "op": "eq", "value": {"me": true}}),
        "-amount",
        "",
    );
    let mut times = Vec::new();
    for _ in 0..5 {
        let began = Instant::now();
        let server = company.serve(bench)?;
        let (status, _) = server.get(&path, &company.rep(0).token)?;
        if status != 200 {
            return Err(io::Error::other(format!("the first list answered {status}")));
        }
        times.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let what = format!("start with {} opportunities to the first list", bench.rows);
    let ours = format!("{:.0} ms (median of 5, worst {:.0})", times[2], times[4]);
    bench.row(
        &what,
        "≤ 300 ms",
        String::new(),
        ours,
        String::new(),
        Some(times[2] <= 300.0),
    )
}

/// From nothing to the first answer of the demo company.
pub fn demo(bench: &mut Bench) -> io::Result<()> {
    let mut times = Vec::new();
    for n in 0..3 {
        let dir = bench.work.join(format!("demo-{n}"));
        if dir.exists() {
            std::fs::remove_dir_all(&dir)?;
        }
        let began = Instant::now();
        let server = Server::demo(&bench.binary, &dir)?;
        times.push(began.elapsed().as_secs_f64());
        drop(server);
        std::fs::remove_dir_all(&dir)?;
    }
    times.sort_by(f64::total_cmp);
    bench.row(
        "the demo company is made and served",
        "≤ 10 s",
        String::new(),
        format!("{:.1} s (median of 3, worst {:.1})", times[1], times[2]),
        String::new(),
        Some(times[1] <= 10.0),
    )
}

/// Idle, and the peak while lists, single records and creates run together.
pub fn memory(bench: &mut Bench, company: &Company) -> io::Result<()> {
    let server = company.serve(bench)?;
    std::thread::sleep(Duration::from_secs(5));
    let idle = anonymous_mib(server.pid())?;
    let peak = Peak::watch(server.pid());
    let mut requests = Vec::new();
    for rep in &company.reps {
        requests.push(get(
            &list_path("opportunities", &json!(null), "-amount", ""),
            &rep.token,
        ));
        requests.push(get("/api/v1/search?limit=20&q=hx", &rep.token));
        requests.push(get(&list_path("accounts", &json!(null), "name", ""), &rep.token));
    }
    requests.push(get(
        &list_path("opportunities", &json!(null), "-amount", ""),
        &company.admin.token,
    ));
    measure(&server, Until::Elapsed(bench.time), Cycle::clients(requests, 64, None))?;
    let sources = Create::clients(company, &server, 64, &format!("memory-{}", std::process::id()))?;
    measure(&server, Until::Elapsed(bench.time), sources)?;
    let peak = peak.mib();
    let ours = format!("idle {idle:.0} MiB, peak {peak:.0} MiB");
    bench.row(
        "memory, anonymous",
        "idle ≤ 60 MB, under load ≤ 200 MB",
        String::new(),
        ours,
        String::new(),
        Some(idle <= 60.0 && peak <= 200.0),
    )
}
