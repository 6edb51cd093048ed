//! What the browser shows how soon, and how much it loads for that.

use std::io;
use std::process::{Command, Stdio};

use serde_json::Value as Json;

use crate::bench::{Bench, Company};
use crate::server::Server;

/// First paint and frames, by the browser in `bench/pages.mjs`.
pub fn paint(bench: &mut Bench, company: &Company) -> io::Result<()> {
    let dir = bench.work.join("demo-pages");
    if dir.exists() {
        std::fs::remove_dir_all(&dir)?;
    }
    let (demo, big) = (Server::demo(&bench.binary, &dir)?, company.serve(bench)?);
    let done = Command::new("node")
        .arg("bench/pages.mjs")
        .args([format!("http://{}", demo.addr), format!("http://{}", big.addr)])
        .arg(&company.admin.token)
        .stdin(Stdio::null())
        .output()?;
    if !done.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&done.stderr).into_owned()));
    }
    for line in String::from_utf8_lossy(&done.stdout).lines() {
        let row: Json = serde_json::from_str(line)?;
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let (none, met) = (String::new, row["met"].as_bool());
        bench.row(&text("what"), &text("goal"), none(), text("ours"), none(), met)?;
    }
    drop(demo);
    std::fs::remove_dir_all(&dir)
}

/// What the page's files weigh, by the script that holds the build to its budget.
pub fn sizes(bench: &mut Bench) -> io::Result<()> {
    let done = Command::new("node")
        .arg("scripts/check-size.mjs")
        .current_dir("web")
        .stdin(Stdio::null())
        .output()?;
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    let shell = text.lines().next().unwrap_or_default().to_owned();
    let largest: Vec<&str> = text.lines().skip(1).take(3).map(str::trim).collect();
    let ours = format!("{shell}; largest of the rest: {}", largest.join(", "));
    let goal = "shell ≤ 140 KB of JavaScript and 10 KB of CSS, a route ≤ 65 KB, graphs ≤ 180 KB, gzip";
    bench.row(
        "the page's files",
        goal,
        String::new(),
        ours,
        String::new(),
        Some(done.status.success()),
    )
}
