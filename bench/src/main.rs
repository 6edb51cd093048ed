//! Measures the release binary beside the limits of the machine it runs on, and writes `bench/RESULTS.md`.

mod bare;
mod bench;
mod finds;
mod fsync;
mod lab;
mod life;
mod lists;
mod load;
mod lookup;
mod pages;
mod pool;
mod proc;
mod replay;
mod report;
mod server;
mod sql;
mod tiers;
mod writes;

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use bench::{Bench, Company};
use report::Report;
use server::{Data, Server};

const HELP: &str = "bench --binary FILE [--postgres URL] [--rows 1000000] [--seconds 8] [--work DIR] [--out FILE] \
                    [--only list,manager,one,search,sums,dashboard,start,create,slow,advance,memory,import,pool,tiers,simulate,demo,paint,sizes,postgres]";

fn main() -> io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [command, listen, file] = args.as_slice()
        && command == "bare"
    {
        return bare::serve(listen.parse().map_err(io::Error::other)?, file);
    }
    let value = |name: &str| {
        args.iter()
            .position(|a| a == name)
            .and_then(|at| args.get(at + 1))
            .cloned()
    };
    let Some(binary) = value("--binary") else {
        println!("{HELP}");
        return Ok(());
    };
    let number = |name: &str, default: usize| value(name).and_then(|v| v.parse().ok()).unwrap_or(default);
    let work = PathBuf::from(value("--work").unwrap_or_else(|| "bench/work".into()));
    std::fs::create_dir_all(&work)?;
    let rows = number("--rows", 1_000_000);
    let conditions = conditions(&work, rows)?;
    let out = PathBuf::from(value("--out").unwrap_or_else(|| "bench/RESULTS.md".into()));
    let bench = Bench {
        binary: PathBuf::from(binary).canonicalize()?,
        slow_fsync: work.join("slow_fsync.so").canonicalize()?,
        work: work.canonicalize()?,
        postgres: value("--postgres"),
        rows,
        report: Report::new(out, conditions),
        time: Duration::from_secs(number("--seconds", 8) as u64),
    };
    run(bench, &value("--only").unwrap_or_default())
}

/// What the figures depend on.
fn conditions(work: &Path, rows: usize) -> io::Result<Vec<String>> {
    let date = Command::new("date").args(["-u", "+%Y-%m-%d %H:%M UTC"]).output()?;
    Ok(vec![
        format!("{}, load average before {}", proc::machine(), proc::load_average()),
        String::from_utf8_lossy(&date.stdout).trim().to_owned(),
        format!("{rows} opportunities of 20 owners in 5 teams, Chinese names; SQLite with the shipped settings"),
        format!(
            "fsync probe at the start: {:.2} ms (median of 200 writes of 4 KiB)",
            fsync::probe(work)?
        ),
        driver(work)?,
    ])
}

/// How fast the load itself can be: bare axum under it, and under wrk where that is installed.
fn driver(work: &Path) -> io::Result<String> {
    let server = Server::bare(&vec![b'x'; 1000], work)?;
    let sources = load::Cycle::clients(vec![bench::get("/", "x")], 16, None);
    let ours = bench::measure(&server, load::Until::Elapsed(Duration::from_secs(3)), sources)?;
    let wrk = Command::new("wrk")
        .args(["-t1", "-c16", "-d3s"])
        .arg(format!("http://{}/", server.addr))
        .output();
    let wrk = wrk.ok().and_then(|done| {
        let text = String::from_utf8_lossy(&done.stdout).into_owned();
        text.lines()
            .find_map(|l| l.trim().strip_prefix("Requests/sec:").map(|n| n.trim().to_owned()))
    });
    let wrk = wrk.map_or_else(|| "wrk isn't installed".to_owned(), |n| format!("wrk gets {n}/s"));
    Ok(format!(
        "the load gets {:.0}/s of 1,000 bytes from bare axum with 16 connections, {wrk}",
        ours.outcome.rate()
    ))
}

type Measure<'a> = Box<dyn Fn(&mut Bench) -> io::Result<()> + 'a>;

fn run(mut bench: Bench, only: &str) -> io::Result<()> {
    let chosen: Vec<&str> = only.split(',').filter(|s| !s.is_empty()).collect();
    let wants = |name: &str| chosen.is_empty() || chosen.contains(&name);
    let dir = bench.work.join(format!("data-{}", bench.rows));
    let company = Company::make(&bench, Data::Dir(dir.clone()), bench.rows)?;

    let writing = ["create", "slow", "advance", "memory"];
    let copy = if writing.iter().any(|name| wants(name)) {
        Some(company.copied(&bench)?)
    } else {
        None
    };
    let (company, dir, scratch) = (&company, dir.as_path(), copy.as_ref().unwrap_or(&company));
    let served = |f: fn(&mut Bench, &Company, &Server) -> io::Result<()>| -> Measure<'_> {
        Box::new(move |bench| f(bench, company, &company.serve(bench)?))
    };
    let beside_sql = |f: fn(&mut Bench, &Company, &Server, &Path) -> io::Result<()>| -> Measure<'_> {
        Box::new(move |bench| f(bench, company, &company.serve(bench)?, dir))
    };
    let create: Measure<'_> = Box::new(|bench| {
        let what = "create with SOP run, journal and search words, durable, 64 clients";
        writes::create(bench, scratch, &scratch.serve(bench)?, what, "≥ 5,000/s", Some(5000.0))
    });
    let plan: Vec<(&str, Measure<'_>)> = vec![
        ("list", beside_sql(lists::own_list)),
        ("manager", beside_sql(lists::manager_lists)),
        ("one", served(finds::one)),
        ("search", served(finds::search)),
        ("sums", beside_sql(finds::sums)),
        ("dashboard", served(finds::dashboard)),
        ("start", Box::new(|bench| life::start(bench, company))),
        ("create", create),
        ("slow", Box::new(|bench| writes::create_slow(bench, scratch))),
        (
            "advance",
            Box::new(|bench| writes::advance(bench, scratch, &scratch.serve(bench)?)),
        ),
        ("memory", Box::new(|bench| life::memory(bench, scratch))),
        ("import", Box::new(|bench| writes::import(bench, 100_000))),
        ("simulate", Box::new(|bench| lab::simulate(bench, 100_000))),
        ("pool", Box::new(|bench| pool::returns(bench, 1_000_000))),
        ("tiers", Box::new(|bench| tiers::compute(bench, 1_000_000))),
        ("demo", Box::new(life::demo)),
        ("paint", Box::new(|bench| pages::paint(bench, company))),
        ("sizes", Box::new(pages::sizes)),
        ("postgres", Box::new(postgres)),
    ];
    for (name, measure) in plan {
        if wants(name)
            && let Err(error) = measure(&mut bench)
        {
            bench.report.failed(name, "", &error.to_string())?;
        }
    }
    println!("{} rows miss their goal", bench.report.missed());
    Ok(())
}

/// The same calls on PostgreSQL, with a tenth of the rows.
fn postgres(bench: &mut Bench) -> io::Result<()> {
    let Some(url) = bench.postgres.clone() else {
        return Err(io::Error::other("no --postgres URL"));
    };
    let rows = bench.rows / 10;
    let company = Company::make(bench, Data::Postgres(url), rows)?;
    let server = company.serve(bench)?;
    lists::postgres_list(bench, &company, &server, rows)?;
    writes::create(
        bench,
        &company,
        &server,
        "PostgreSQL: create, 64 clients",
        "beside it",
        None,
    )
}
