//! Commands that work on the data: alone, or through a running server.

use std::io::{Read as _, Write as _};

use app::App;
use app::session::{TokenRequest, hash_password, invite, new_token, set_password};
use app::setup::{self, Setup, make};
use comfy_table::Table;
use kernel::{Code, Error, Id, Lang, Result};
use records::{Condition, Cx, Op};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::records::find;
use store::{Options, Store, Tx, auth, workspace};

use super::{import, lang};
use crate::args::{At, Check, Command, Import, TokenCommand, UserCommand};
use crate::socket;

/// What a command says while it works.
#[derive(Debug, Serialize, Deserialize)]
pub enum Said {
    /// A line to print.
    Line(String),
    /// So much is done of all.
    Progress(usize, usize),
}

/// What can be done alone or through a server.
#[derive(Debug, Serialize, Deserialize)]
pub enum Request {
    /// See [`Check`].
    Check(Check),
    /// See [`UserCommand`].
    User(UserCommand),
    /// See [`TokenCommand`].
    Token(TokenCommand),
    /// See [`Import`].
    Import(Import),
    /// A copy of the database, for a backup.
    Copy(super::backup::Copy),
}

/// Brings the database to this version.
pub fn migrate(at: &At) -> Result<()> {
    let store = Store::open(&at.target()?, &Options::default())?;
    let applied = store.migrate()?;
    for step in &applied {
        println!("{:04} {}", step.version, step.name);
    }
    let done = if lang() == Lang::Zh {
        "数据库已是最新版本"
    } else {
        "The database is up to date"
    };
    println!("{done}");
    Ok(())
}

/// Does a command: through the server that has the directory, else alone.
pub fn run(at: &At, command: &Command) -> Result<()> {
    let request = match command {
        Command::Check(check) => Request::Check(check.clone()),
        Command::User { command } => Request::User(with_password(command.clone())?),
        Command::Token { command } => Request::Token(command.clone()),
        Command::Import(import) => Request::Import(absolute(import.clone())?),
        Command::Backup(_)
        | Command::Restore(_)
        | Command::Serve(_)
        | Command::Demo(_)
        | Command::Migrate
        | Command::Typeset
        | Command::Preview
        | Command::BenchData(_) => return Ok(()),
    };
    if at.database.is_none()
        && let Some(asked) = socket::ask(&at.data, &request)
    {
        return if asked? { Ok(()) } else { std::process::exit(1) };
    }
    // Only who makes the first person means a place where nothing is yet; any other has mistyped it.
    if !matches!(request, Request::User(UserCommand::Create { .. })) {
        super::is_there(at)?;
    }
    let app = super::open(at)?;
    let mut show = shower();
    answer(&app, &request, &mut |said| show(said))
}

/// Prints what a command says: lines on standard output, progress as a bar on the terminal.
pub fn shower() -> impl FnMut(Said) {
    let bar = indicatif::ProgressBar::hidden();
    move |said| match said {
        Said::Line(text) => bar.suspend(|| print_line(&text)),
        Said::Progress(done, all) => {
            if bar.is_hidden() && done < all {
                bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
            }
            bar.set_length(all as u64);
            bar.set_position(done as u64);
            if done == all {
                bar.finish_and_clear();
            }
        }
    }
}

/// The server may stand in another directory.
fn absolute(mut import: Import) -> Result<Import> {
    for path in [&mut import.file, &mut import.map, &mut import.plan, &mut import.from]
        .into_iter()
        .flatten()
    {
        *path = std::path::absolute(&*path).map_err(Error::internal)?;
    }
    Ok(import)
}

fn with_password(mut command: UserCommand) -> Result<UserCommand> {
    if let UserCommand::Create {
        password,
        password_stdin,
        ..
    }
    | UserCommand::Password {
        password,
        password_stdin,
        ..
    } = &mut command
    {
        if !*password_stdin {
            return Err(Error::new(Code::Required).detail(
                "请用 --password-stdin 从标准输入给出密码",
                "Give the password on standard input with --password-stdin",
            ));
        }
        std::io::stdin().read_to_string(password).map_err(Error::internal)?;
        *password = password.trim_end_matches(['\r', '\n']).to_owned();
    }
    Ok(command)
}

/// Prints a line; a reader that has gone away (`| head`) is no fault.
fn print_line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Does what a request asks; `out` takes the lines to print.
pub fn answer(app: &App, request: &Request, out: &mut dyn FnMut(Said)) -> Result<()> {
    match request {
        Request::Check(check) => run_check(app, check, out),
        Request::User(command) => user(app, command, out),
        Request::Token(command) => token(app, command, out),
        Request::Import(import) => import::run(app, import, out),
        Request::Copy(asked) => super::backup::copy(asked),
    }
}

/// The one company that the command line works on.
pub fn company(tx: &mut Tx<'_>, app: &App) -> Result<Cx> {
    let first = workspace::workspaces(tx)?.first().map(|w| w.workspace.id);
    match first {
        Some(id) => app.system(tx, id),
        None => Err(Error::new(Code::WrongState).detail("还没有公司：请先用 stagecraft user create --role admin 创建管理员，或打开网页完成设置", "There is no company yet: make an administrator with stagecraft user create --role admin, or open the page to set it up")),
    }
}

fn user(app: &App, command: &UserCommand, out: &mut dyn FnMut(Said)) -> Result<()> {
    match command {
        UserCommand::Create {
            email,
            name,
            role,
            team,
            password,
            ..
        } => {
            let hash = hash_password(password, "/password")?;
            let here = app.clone();
            let (email, name, role, team) = (email.to_lowercase(), name.clone(), role.clone(), team.clone());
            let id = app
                .store()
                .write_blocking(move |tx| create_user(tx, &here, &email, &name, &role, team.as_deref(), &hash))?;
            out(Said::Line(id.to_string()));
            Ok(())
        }
        UserCommand::Password { email, password, .. } => {
            let (cx, user) = person(app, email)?;
            let hash = hash_password(password, "/password")?;
            app.store().write_blocking(move |tx| set_password(tx, &cx, user, &hash))
        }
        UserCommand::Invite { email } => {
            let (cx, user) = person(app, email)?;
            let made = app.store().write_blocking(move |tx| invite(tx, &cx, user))?;
            out(Said::Line(made["path"].as_str().unwrap_or_default().to_owned()));
            Ok(())
        }
        UserCommand::List { json } => {
            let here = app.clone();
            let users = app.store().read_blocking(move |tx| list_users(tx, &here))?;
            if *json {
                out(Said::Line(
                    serde_json::to_string_pretty(&users).map_err(Error::internal)?,
                ));
                return Ok(());
            }
            let mut table = Table::new();
            table.set_header(["id", "email", "name", "role", "active"]);
            for user in &users {
                table.add_row(
                    ["id", "email", "name", "role", "active"]
                        .map(|k| user[k].as_str().map_or_else(|| user[k].to_string(), str::to_owned)),
                );
            }
            out(Said::Line(table.to_string()));
            Ok(())
        }
    }
}

fn create_user(
    tx: &mut Tx<'_>,
    app: &App,
    email: &str,
    name: &str,
    role: &str,
    team: Option<&str>,
    hash: &str,
) -> Result<Id> {
    if setup::is_needed(tx)? {
        if role != "admin" {
            return Err(Error::field(
                "/role",
                Code::InvalidValue,
                "第一位用户必须是管理员（--role admin）",
                "The first user must be an administrator (--role admin)",
            ));
        }
        let lang = lang();
        let setup = Setup {
            company: if lang == Lang::Zh { "我的公司" } else { "My company" }.to_owned(),
            currency: "CNY".to_owned(),
            time_zone: "Asia/Shanghai".to_owned(),
            lang,
            name: name.to_owned(),
            email: email.to_owned(),
        };
        return Ok(setup::found(tx, app, &setup, hash)?.admin);
    }
    let cx = company(tx, app)?;
    let roles: Vec<app::people::Role> = find(tx, &cx, &Condition::always(), 1000)?;
    let found = roles.iter().find(|r| r.key == role).ok_or_else(|| {
        let keys = roles.iter().map(|r| r.key.as_str()).collect::<Vec<_>>().join(" ");
        Error::field(
            "/role",
            Code::InvalidValue,
            format!("没有角色 {role:?}；可用：{keys}"),
            format!("There is no role {role:?}; there are: {keys}"),
        )
    })?;
    let team = match team {
        None => {
            let teams: Vec<app::people::Team> = find(tx, &cx, &Condition::leaf("parent", Op::IsEmpty, true), 1)?;
            teams.first().map(|t| t.id)
        }
        Some(name) => {
            let teams: Vec<app::people::Team> = find(tx, &cx, &Condition::leaf("name", Op::Eq, name), 1)?;
            Some(teams.first().map(|t| t.id).ok_or_else(|| {
                Error::field(
                    "/team",
                    Code::ReferenceNotFound,
                    format!("没有团队 {name:?}"),
                    format!("There is no team {name:?}"),
                )
            })?)
        }
    };
    let id = make(
        tx,
        app,
        &cx,
        "users",
        json!({ "email": email, "name": name, "role": found.id, "team": team }),
    )?;
    auth::set_password(tx, cx.workspace.id, id, hash, cx.now)?;
    Ok(id)
}

/// Somebody by the address they sign in with, and the system's context where they work.
fn person(app: &App, email: &str) -> Result<(Cx, Id)> {
    let (here, email) = (app.clone(), email.trim().to_lowercase());
    app.store().read_blocking(move |tx| {
        let found = auth::credential(tx, &email)?.ok_or_else(|| {
            Error::field(
                "/email",
                Code::ReferenceNotFound,
                format!("没有用户 {email}；stagecraft user list 列出所有用户"),
                format!("There is no user {email}; stagecraft user list shows who there is"),
            )
        })?;
        Ok((here.system(tx, found.workspace)?, found.user))
    })
}

fn list_users(tx: &mut Tx<'_>, app: &App) -> Result<Vec<Json>> {
    let cx = company(tx, app)?;
    let roles: Vec<app::people::Role> = find(tx, &cx, &Condition::always(), 1000)?;
    let users: Vec<app::people::User> = find(tx, &cx, &Condition::always(), 100_000)?;
    let role = |id: Id| roles.iter().find(|r| r.id == id).map(|r| r.key.clone());
    Ok(users
        .iter()
        .map(|u| json!({ "id": u.id, "email": u.email, "name": u.name, "role": role(u.role), "active": u.active }))
        .collect())
}

fn token(app: &App, command: &TokenCommand, out: &mut dyn FnMut(Said)) -> Result<()> {
    let TokenCommand::Create {
        user,
        name,
        read_only,
        days,
    } = command;
    let here = app.clone();
    let (email, request) = (
        user.to_lowercase(),
        TokenRequest {
            name: name.clone(),
            read_only: *read_only,
            days: Some(*days),
        },
    );
    let token = app.store().write_blocking(move |tx| {
        let found = auth::credential(tx, &email)?;
        let found = found.filter(|c| c.active).ok_or_else(|| {
            Error::field(
                "/user",
                Code::ReferenceNotFound,
                format!("没有启用的用户 {email}"),
                format!("There is no active user {email}"),
            )
        })?;
        let cx = here.as_user(tx, found.workspace, found.user)?;
        new_token(tx, &here, &cx, &request)
    })?;
    out(Said::Line(token["token"].as_str().unwrap_or_default().to_owned()));
    Ok(())
}

fn run_check(app: &App, check: &Check, out: &mut dyn FnMut(Said)) -> Result<()> {
    let report = app::check::check(app, check.rebuild)?;
    if check.json {
        out(Said::Line(
            serde_json::to_string_pretty(&report.to_json()).map_err(Error::internal)?,
        ));
    } else {
        for line in report.lines(lang()) {
            out(Said::Line(line));
        }
    }
    if report.is_fine() || check.rebuild {
        Ok(())
    } else {
        Err(Error::new(Code::WrongState).detail("检查发现问题（见上）", "The check found faults (above)"))
    }
}
