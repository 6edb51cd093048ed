//! While a server has the data, other commands reach it through a socket in the data directory that only its owner may
//! use: they send what they were asked, the server does it and sends back what to print.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

use app::App;
use kernel::{Error, Result};
use serde::{Deserialize, Serialize};

use crate::commands::data::{Request, Said, answer, shower};

/// A line of what the server says.
#[derive(Serialize, Deserialize)]
enum Line {
    Out(Said),
    Err(String),
    Done(bool),
}

/// The socket; it goes away with this.
pub struct Socket(PathBuf);

impl Drop for Socket {
    fn drop(&mut self) {
        // If it is gone already, so much the better.
        let _ = std::fs::remove_file(&self.0);
    }
}

fn path(data: &Path) -> PathBuf {
    data.join("stagecraft.sock")
}

/// Listens in a data directory, whose lock this process holds.
pub fn listen(data: &Path, app: App) -> Result<Socket> {
    let path = path(data);
    // What a server that died left behind; none can be alive, since we hold the lock.
    let _ = std::fs::remove_file(&path);
    let listener = UnixListener::bind(&path).map_err(Error::internal)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).map_err(Error::internal)?;
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let app = app.clone();
            std::thread::spawn(move || {
                if let Err(error) = serve(stream, &app) {
                    tracing::warn!(%error, "a command through the socket broke off");
                }
            });
        }
    });
    Ok(Socket(path))
}

fn serve(stream: UnixStream, app: &App) -> std::io::Result<()> {
    let mut line = String::new();
    BufReader::new(stream.try_clone()?).read_line(&mut line)?;
    let send = |line: &Line| -> std::io::Result<()> {
        let mut out = &stream;
        writeln!(out, "{}", serde_json::to_string(line).unwrap_or_default())
    };
    let done = match serde_json::from_str::<Request>(&line) {
        Ok(request) => answer(app, &request, &mut |said| drop(send(&Line::Out(said)))),
        Err(error) => Err(Error::internal(error)),
    };
    if let Err(error) = &done {
        send(&Line::Err(crate::commands::say(error)))?;
    }
    send(&Line::Done(done.is_ok()))
}

/// Asks the server that has this directory, if there is one; tells whether it did what was asked.
pub fn ask(data: &Path, request: &Request) -> Option<Result<bool>> {
    let stream = UnixStream::connect(path(data)).ok()?;
    Some(converse(&stream, request))
}

fn converse(stream: &UnixStream, request: &Request) -> Result<bool> {
    let broken = || Error::internal("the server broke off");
    let mut out = stream;
    writeln!(out, "{}", serde_json::to_string(request).map_err(Error::internal)?).map_err(|_| broken())?;
    let mut show = shower();
    for line in BufReader::new(stream).lines() {
        match serde_json::from_str(&line.map_err(|_| broken())?).map_err(|_| broken())? {
            Line::Out(said) => show(said),
            Line::Err(text) => eprintln!("{text}"),
            Line::Done(well) => return Ok(well),
        }
    }
    Err(broken())
}
