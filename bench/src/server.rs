//! The server under test, as a process of its own.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use crate::load;

/// Where the data is.
#[derive(Clone)]
pub enum Data {
    Dir(PathBuf),
    Postgres(String),
}

impl Data {
    fn args(&self) -> [String; 2] {
        match self {
            Self::Dir(dir) => ["--data".into(), dir.display().to_string()],
            Self::Postgres(url) => ["--database".into(), url.clone()],
        }
    }
}

/// A port that nobody listens on just now.
pub fn free_addr() -> io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0")?.local_addr()
}

/// Runs `stagecraft …` to its end and gives what it printed.
pub fn cli(binary: &Path, data: &Data, words: &[&str]) -> io::Result<String> {
    let done = Command::new(binary)
        .args(words)
        .args(data.args())
        .stdin(Stdio::null())
        .output()?;
    if !done.status.success() {
        let text = String::from_utf8_lossy(&done.stderr);
        return Err(io::Error::other(format!(
            "stagecraft {} failed: {}",
            words.join(" "),
            text.trim()
        )));
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// A new token of this user.
pub fn token(binary: &Path, data: &Data, email: &str) -> io::Result<String> {
    let printed = cli(binary, data, &["token", "create", "--user", email])?;
    printed
        .split_whitespace()
        .last()
        .map(str::to_owned)
        .ok_or_else(|| io::Error::other("token create printed nothing"))
}

/// A running server; it is killed when dropped.
pub struct Server {
    child: Child,
    pub addr: SocketAddr,
}

impl Server {
    /// Starts `command` and waits until it answers.
    pub fn start(mut command: Command, addr: SocketAddr) -> io::Result<Self> {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()?;
        let mut this = Self { child, addr };
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            if this.get("/readyz", "").is_ok_and(|(status, _)| status == 200) {
                return Ok(this);
            }
            if let Some(status) = this.child.try_wait()? {
                return Err(io::Error::other(format!("the server ended with {status}")));
            }
            if Instant::now() > until {
                return Err(io::Error::other("the server doesn't answer"));
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// `stagecraft serve` on this data.
    pub fn serve(binary: &Path, data: &Data, preload: Option<&Path>) -> io::Result<Self> {
        let addr = free_addr()?;
        let mut command = Command::new(binary);
        command
            .arg("serve")
            .args(data.args())
            .args(["--listen", &addr.to_string()]);
        if let Some(library) = preload {
            command.env("LD_PRELOAD", library);
        }
        Self::start(command, addr)
    }

    /// `stagecraft demo` in an empty directory.
    pub fn demo(binary: &Path, dir: &Path) -> io::Result<Self> {
        let addr = free_addr()?;
        let mut command = Command::new(binary);
        command.args(["demo", "--listen", &addr.to_string(), "--data"]).arg(dir);
        Self::start(command, addr)
    }

    /// Bare axum that answers these bytes.
    pub fn bare(body: &[u8], work: &Path) -> io::Result<Self> {
        let file = work.join("bare.json");
        std::fs::write(&file, body)?;
        let addr = free_addr()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["bare", &addr.to_string()]).arg(file);
        Self::start(command, addr)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// One GET on a connection of its own.
    pub fn get(&self, path: &str, token: &str) -> io::Result<(u16, Vec<u8>)> {
        self.call("GET", path, token, None)
    }

    /// One call on a connection of its own.
    pub fn call(&self, method: &str, path: &str, token: &str, body: Option<&str>) -> io::Result<(u16, Vec<u8>)> {
        let mut stream = TcpStream::connect(self.addr)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let mut request = Vec::new();
        load::request(&mut request, method, path, token, None, body);
        // The connection ends with the answer, so that its end needs no parsing.
        let head = b"\r\nconnection: close\r\n\r\n";
        let at = request
            .windows(4)
            .position(|w| w == b"\r\n\r\n")
            .unwrap_or(request.len());
        let tail = request.split_off(at);
        request.extend_from_slice(head);
        request.extend_from_slice(tail.get(4..).unwrap_or_default());
        stream.write_all(&request)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let status = answer
            .get(9..12)
            .and_then(|s| std::str::from_utf8(s).ok())
            .and_then(|s| s.parse().ok());
        let body = answer
            .windows(4)
            .position(|w| w == b"\r\n\r\n")
            .map_or(answer.len(), |at| at + 4);
        Ok((
            status.ok_or_else(|| io::Error::other("not an HTTP answer"))?,
            answer.split_off(body),
        ))
    }

    /// The same, read as JSON; an answer other than 2xx is an error.
    pub fn json(&self, method: &str, path: &str, token: &str, body: Option<&str>) -> io::Result<Json> {
        let (status, bytes) = self.call(method, path, token, body)?;
        if !(200..300).contains(&status) {
            let text = String::from_utf8_lossy(&bytes);
            return Err(io::Error::other(format!(
                "{method} {path}: {status} {}",
                text.chars().take(300).collect::<String>()
            )));
        }
        Ok(serde_json::from_slice(&bytes)?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Percent-encodes what stands in a query.
pub fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
