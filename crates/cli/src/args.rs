//! What the program is asked to do.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use kernel::Result;
use serde::{Deserialize, Serialize};
use store::Target;

/// Stagecraft (成单): a self-hosted sales operations system.
#[derive(Debug, Parser)]
#[command(name = "stagecraft", version, about, propagate_version = true)]
pub struct Args {
    /// Where the data is.
    #[command(flatten)]
    pub at: At,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Where the data is.
#[derive(Clone, Debug, ClapArgs)]
pub struct At {
    /// The directory of the embedded database, and of files whatever the database is.
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        default_value = "data",
        env = "STAGECRAFT_DATA"
    )]
    pub data: PathBuf,
    /// A PostgreSQL database instead, as postgres://user@host/name.
    #[arg(long, global = true, value_name = "URL", env = "STAGECRAFT_DATABASE")]
    pub database: Option<String>,
}

impl At {
    /// The store's address.
    pub fn target(&self) -> Result<Target> {
        self.database
            .as_deref()
            .map_or_else(|| Ok(Target::Sqlite(self.data.clone())), Target::parse)
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the page and the API.
    Serve(Serve),
    /// Serve a sample company to try things with; it is made at the first start.
    Demo(Demo),
    /// Bring the database to this version of the program.
    Migrate,
    /// Check the database: its schema, the journal's chain, what lists show of SOPs.
    Check(Check),
    /// Manage people who sign in.
    User {
        /// What to do.
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Manage tokens for programs.
    Token {
        /// What to do.
        #[command(subcommand)]
        command: TokenCommand,
    },
    /// Bring in records from CSV files.
    Import(Import),
    /// Write a backup that proves itself, also while a server runs.
    Backup(Backup),
    /// Put the data of a backup into an empty data directory.
    Restore(Restore),
    /// Typeset a document: the order comes in, the PDF goes out. The server starts this beside itself.
    #[command(hide = true)]
    Typeset,
    /// Draw a preview of a file: the file comes in, a picture goes out. The server starts this beside itself.
    #[command(hide = true)]
    Preview,
    /// Fill a database with opportunities to measure with.
    #[command(hide = true)]
    BenchData(BenchData),
}

/// How to serve.
#[derive(Clone, Debug, ClapArgs)]
pub struct Serve {
    /// Where to listen.
    #[arg(
        long,
        value_name = "ADDR",
        default_value = "127.0.0.1:8080",
        env = "STAGECRAFT_LISTEN"
    )]
    pub listen: String,
    /// People reach the server by https (through a proxy), so cookies are for https only.
    #[arg(long, env = "STAGECRAFT_HTTPS")]
    pub https: bool,
    /// How many proxies stand in front: the address of a person is then read from X-Forwarded-For, that many places from its end.
    #[arg(long, value_name = "N", default_value_t = 0, env = "STAGECRAFT_PROXIES")]
    pub proxies: u8,
    /// The mail server, as smtps://USER:PASSWORD@HOST or smtp://HOST:587?tls=required. Without one no mail is sent.
    #[arg(
        long,
        value_name = "URL",
        env = "STAGECRAFT_SMTP_URL",
        hide_env_values = true,
        requires = "mail_from"
    )]
    pub smtp: Option<String>,
    /// Who mail is from, such as "Stagecraft <crm@example.com>".
    #[arg(long, value_name = "ADDRESS", env = "STAGECRAFT_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// GiB of files that a company keeps at most.
    #[arg(long, value_name = "GIB", default_value_t = 20, env = "STAGECRAFT_FILES_GIB")]
    pub files_gib: u64,
    /// Where people open the page, such as https://crm.example.com: links in mail lead there.
    #[arg(long, value_name = "URL", env = "STAGECRAFT_URL")]
    pub url: Option<String>,
}

/// What to show.
#[derive(Clone, Debug, ClapArgs)]
pub struct Demo {
    /// How to serve it.
    #[command(flatten)]
    pub serve: Serve,
    /// The language of the sample company.
    #[arg(long, value_enum, default_value = "zh")]
    pub lang: LangArg,
    /// How large the sample company is.
    #[arg(long, value_enum, default_value = "full")]
    pub sample: Sample,
}

/// How large the sample company is.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Sample {
    /// Forty people and eighteen months.
    Full,
    /// Ten people and some weeks: made in a moment, for scripts and tests.
    Small,
}

/// A language.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LangArg {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// What to check.
#[derive(Clone, Debug, ClapArgs, Serialize, Deserialize)]
pub struct Check {
    /// Put right what can be made again from the journal.
    #[arg(long)]
    pub rebuild: bool,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// What to do with people.
#[derive(Clone, Debug, Subcommand, Serialize, Deserialize)]
pub enum UserCommand {
    /// Make somebody who may sign in. The first one founds the company.
    Create {
        /// The address they sign in with.
        #[arg(long)]
        email: String,
        /// Their name.
        #[arg(long)]
        name: String,
        /// Their role: admin, ops, manager, rep, service or viewer.
        #[arg(long)]
        role: String,
        /// Their team, by name.
        #[arg(long)]
        team: Option<String>,
        /// Read the password from standard input.
        #[arg(long)]
        password_stdin: bool,
        /// The password that was read.
        #[arg(skip)]
        #[serde(default)]
        password: String,
    },
    /// Set somebody's password; their sessions end.
    Password {
        /// The address they sign in with.
        #[arg(long)]
        email: String,
        /// Read the password from standard input.
        #[arg(long)]
        password_stdin: bool,
        /// The password that was read.
        #[arg(skip)]
        #[serde(default)]
        password: String,
    },
    /// Make a link by which somebody sets their password within 7 days; its path is printed once.
    Invite {
        /// The address they sign in with.
        #[arg(long)]
        email: String,
    },
    /// List people.
    List {
        /// Answer in JSON.
        #[arg(long)]
        json: bool,
    },
}

/// What to do with tokens.
#[derive(Clone, Debug, Subcommand, Serialize, Deserialize)]
pub enum TokenCommand {
    /// Make a token that acts for somebody; it is printed once, last on its line.
    Create {
        /// Whose token.
        #[arg(long)]
        user: String,
        /// What it is for.
        #[arg(long, default_value = "command line")]
        name: String,
        /// It may only read.
        #[arg(long)]
        read_only: bool,
        /// For how many days it works.
        #[arg(long, default_value_t = 365)]
        days: i64,
    },
}

/// What to bring in.
#[derive(Clone, Debug, ClapArgs, Serialize, Deserialize)]
pub struct Import {
    /// The kind of record, such as accounts.
    #[arg(requires = "file")]
    pub object: Option<String>,
    /// The CSV file.
    pub file: Option<PathBuf>,
    /// How its columns map to fields.
    #[arg(long, value_name = "MAP.yaml", conflicts_with = "plan")]
    pub map: Option<PathBuf>,
    /// Several files in one go.
    #[arg(long, value_name = "PLAN.yaml", requires = "from", conflicts_with = "object")]
    pub plan: Option<PathBuf>,
    /// The directory of the plan's files.
    #[arg(long, value_name = "DIR")]
    pub from: Option<PathBuf>,
    /// Only say what would be done.
    #[arg(long)]
    pub dry_run: bool,
    /// What happened elsewhere: gates mark what they lack instead of refusing.
    #[arg(long)]
    pub historical: bool,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// Where to write a backup.
#[derive(Clone, Debug, ClapArgs)]
pub struct Backup {
    /// The file to make.
    pub file: PathBuf,
}

/// What to restore.
#[derive(Clone, Debug, ClapArgs)]
pub struct Restore {
    /// The backup.
    pub file: PathBuf,
    /// Compare every table row by row with what was backed up, and check the restored data.
    #[arg(long)]
    pub verify: bool,
}

/// How much to fill in.
#[derive(Clone, Debug, ClapArgs)]
pub struct BenchData {
    /// How many opportunities.
    #[arg(long, default_value_t = 1_000_000)]
    pub opportunities: u64,
    /// How many accounts at least; more deals bring more of them.
    #[arg(long, default_value_t = 0)]
    pub accounts: u64,
    /// How many leads: a fifth of them open, and half of those left alone for long.
    #[arg(long, default_value_t = 0)]
    pub leads: u64,
}
