//! What every measurement needs: the data, who signs in, how long to measure.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value as Json;

use crate::load::{self, Outcome, Source, Until};
use crate::report::{Report, Row};
use crate::server::{Data, Server, cli, encode, token};
use crate::{fsync, proc};

/// Who signs in.
#[derive(Clone)]
pub struct Person {
    pub id: String,
    pub token: String,
}

pub struct Bench {
    pub binary: PathBuf,
    pub work: PathBuf,
    pub slow_fsync: PathBuf,
    pub postgres: Option<String>,
    pub rows: usize,
    pub report: Report,
    /// How long each load runs.
    pub time: Duration,
}

/// A company with its people.
pub struct Company {
    pub data: Data,
    pub reps: Vec<Person>,
    /// Sees the five teams.
    pub manager: Person,
    pub admin: Person,
}

impl Company {
    /// Makes it with `bench-data` unless it is there from an earlier run, and signs its people in.
    pub fn make(bench: &Bench, data: Data, rows: usize) -> io::Result<Self> {
        let made = match &data {
            Data::Dir(dir) => dir.join("made").exists(),
            Data::Postgres(_) => false,
        };
        if !made {
            if let Data::Dir(dir) = &data {
                std::fs::create_dir_all(dir)?;
            }
            println!("making {rows} opportunities …");
            cli(
                &bench.binary,
                &data,
                &["bench-data", "--opportunities", &rows.to_string()],
            )?;
            if let Data::Dir(dir) = &data {
                std::fs::write(dir.join("made"), "")?;
            }
        }
        let users: Vec<Json> = serde_json::from_str(&cli(&bench.binary, &data, &["user", "list", "--json"])?)?;
        // The people of bench-data; the sample company's own have only a handful of deals.
        let made_for_this = |u: &&Json| u["email"].as_str().is_some_and(|email| email.starts_with("bench-"));
        let of = |role: &'static str| users.iter().filter(made_for_this).filter(move |u| u["role"] == role);
        let sign_in = |user: &Json| -> io::Result<Person> {
            let text = |key: &str| user[key].as_str().unwrap_or_default().to_owned();
            Ok(Person {
                id: text("id"),
                token: token(&bench.binary, &data, &text("email"))?,
            })
        };
        let none = || io::Error::other("bench-data made no such user");
        let reps = of("rep").take(20).map(sign_in).collect::<io::Result<Vec<_>>>()?;
        if reps.is_empty() {
            return Err(none());
        }
        let manager = sign_in(of("manager").next().ok_or_else(none)?)?;
        let admin = sign_in(users.iter().find(|u| u["role"] == "admin").ok_or_else(none)?)?;
        Ok(Self {
            data,
            reps,
            manager,
            admin,
        })
    }

    /// The same company in a copy of its directory, so that what is written doesn't grow the data of later runs.
    pub fn copied(&self, bench: &Bench) -> io::Result<Self> {
        let Data::Dir(from) = &self.data else {
            return Err(io::Error::other("only a directory is copied"));
        };
        let to = bench.work.join("writes");
        if to.exists() {
            std::fs::remove_dir_all(&to)?;
        }
        std::fs::create_dir_all(&to)?;
        // What isn't in the database file yet is in the write-ahead log beside it.
        for entry in std::fs::read_dir(from)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_owned();
            if name.to_string_lossy().contains(".db") && !name.to_string_lossy().ends_with("-shm") {
                std::fs::copy(&path, to.join(name))?;
            }
        }
        Ok(Self {
            data: Data::Dir(to),
            reps: self.reps.clone(),
            manager: self.manager.clone(),
            admin: self.admin.clone(),
        })
    }

    /// Serves it.
    pub fn serve(&self, bench: &Bench) -> io::Result<Server> {
        Server::serve(&bench.binary, &self.data, None)
    }

    /// The 20 representatives in turn.
    pub fn rep(&self, number: usize) -> &Person {
        &self.reps[number % self.reps.len()]
    }
}

/// A load and what the server spent on it.
pub struct Measured<S> {
    pub outcome: Outcome<S>,
    /// Processor time of the server for one request, in microseconds.
    pub cpu: f64,
}

/// Loads the server and reads its processor time.
pub fn measure<S: Source>(server: &Server, until: Until, sources: Vec<S>) -> io::Result<Measured<S>> {
    let measured = measure_all(server, until, sources)?;
    let outcome = measured.outcome.clean()?;
    Ok(Measured { outcome, ..measured })
}

/// The same where some may be refused, which is then said beside the figure.
pub fn measure_all<S: Source>(server: &Server, until: Until, sources: Vec<S>) -> io::Result<Measured<S>> {
    let before = proc::cpu_seconds(server.pid())?;
    let outcome = load::run(server.addr, until, sources)?;
    let cpu = (proc::cpu_seconds(server.pid())? - before) * 1e6 / outcome.micros.len() as f64;
    Ok(Measured { outcome, cpu })
}

impl<S> Measured<S> {
    pub fn text(&self) -> String {
        format!(
            "{:.0}/s, p50 {:.2} ms, p95 {:.2} ms, processor {:.0} µs",
            self.outcome.rate(),
            self.outcome.percentile(0.5),
            self.outcome.percentile(0.95),
            self.cpu
        )
    }
}

/// A GET of a list.
pub fn list_path(object: &str, filter: &Json, sort: &str, fields: &str) -> String {
    let mut path = format!("/api/v1/{object}?limit=50&sort={}", encode(sort));
    if !filter.is_null() {
        path.push_str(&format!("&filter={}", encode(&filter.to_string())));
    }
    if !fields.is_empty() {
        path.push_str(&format!("&fields={fields}"));
    }
    path
}

/// The whole bytes of a GET.
pub fn get(path: &str, token: &str) -> Vec<u8> {
    let mut out = Vec::new();
    load::request(&mut out, "GET", path, token, None, None);
    out
}

impl Bench {
    /// The fsync probe, as it stands beside every write figure.
    pub fn fsync(&self) -> io::Result<String> {
        Ok(format!("fsync {:.2} ms", fsync::probe(&self.work)?))
    }

    pub fn row(
        &mut self,
        what: &str,
        goal: &str,
        limit: String,
        ours: String,
        ratio: String,
        met: Option<bool>,
    ) -> io::Result<()> {
        self.report.add(Row {
            what: what.into(),
            goal: goal.into(),
            limit,
            ours,
            ratio,
            met,
        })
    }
}
