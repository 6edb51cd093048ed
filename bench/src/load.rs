//! The load: keep-alive connections, each sending its next request as soon as the last one is answered.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What the clients send. `None` ends a client.
pub trait Source: Send + 'static {
    /// Writes the next whole request into `out`.
    fn next(&mut self, out: &mut Vec<u8>) -> Option<()>;
    /// Sees the status and the body of the answer.
    fn answered(&mut self, _status: u16, _body: &[u8]) {}
}

/// When to stop.
#[derive(Clone, Copy)]
pub enum Until {
    /// After this time.
    Elapsed(Duration),
    /// When the sources have nothing more.
    Done,
}

/// What came of it.
pub struct Outcome<S> {
    pub seconds: f64,
    /// Microseconds of each good answer, sorted.
    pub micros: Vec<u32>,
    /// Answers other than 2xx, and the first of them.
    pub refused: usize,
    pub first_refusal: Option<String>,
    pub sources: Vec<S>,
}

impl<S> Outcome<S> {
    pub fn rate(&self) -> f64 {
        self.micros.len() as f64 / self.seconds
    }

    /// The latency in milliseconds below which this share of the answers came.
    pub fn percentile(&self, share: f64) -> f64 {
        let last = self.micros.len().saturating_sub(1);
        self.micros
            .get((last as f64 * share).round() as usize)
            .map_or(f64::NAN, |m| f64::from(*m) / 1000.0)
    }

    /// Fails if an answer wasn't a good one: a figure that holds errors is no figure.
    pub fn clean(self) -> io::Result<Self> {
        match &self.first_refusal {
            Some(text) => Err(io::Error::other(format!(
                "{} requests were refused, the first with {text}",
                self.refused
            ))),
            None if self.micros.is_empty() => Err(io::Error::other("no request was answered")),
            None => Ok(self),
        }
    }
}

/// Runs one client per source against `addr`, on one thread so that the server has the other core.
pub fn run<S: Source>(addr: SocketAddr, until: Until, sources: Vec<S>) -> io::Result<Outcome<S>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async move {
        let began = Instant::now();
        let clients: Vec<_> = sources
            .into_iter()
            .map(|source| tokio::task::spawn_local(client(addr, until, began, source)))
            .collect();
        let mut all = Outcome {
            seconds: 0.0,
            micros: Vec::new(),
            refused: 0,
            first_refusal: None,
            sources: Vec::new(),
        };
        for handle in clients {
            let one = handle.await.map_err(io::Error::other)??;
            all.micros.extend(one.micros);
            all.refused += one.refused;
            all.first_refusal = all.first_refusal.or(one.first_refusal);
            all.sources.extend(one.sources);
        }
        all.seconds = began.elapsed().as_secs_f64();
        all.micros.sort_unstable();
        Ok(all)
    })
}

async fn client<S: Source>(addr: SocketAddr, until: Until, began: Instant, mut source: S) -> io::Result<Outcome<S>> {
    let mut stream = TcpStream::connect(addr).await?;
    stream.set_nodelay(true)?;
    let mut request = Vec::with_capacity(4096);
    let mut answer = Vec::with_capacity(64 * 1024);
    let mut outcome = Outcome {
        seconds: 0.0,
        micros: Vec::new(),
        refused: 0,
        first_refusal: None,
        sources: Vec::new(),
    };
    loop {
        if let Until::Elapsed(limit) = until
            && began.elapsed() >= limit
        {
            break;
        }
        request.clear();
        if source.next(&mut request).is_none() {
            break;
        }
        let sent = Instant::now();
        stream.write_all(&request).await?;
        let (status, body) = read_answer(&mut stream, &mut answer).await?;
        let micros = sent.elapsed().as_micros() as u32;
        source.answered(status, &answer[body..]);
        if (200..300).contains(&status) {
            outcome.micros.push(micros);
        } else {
            outcome.refused += 1;
            if outcome.first_refusal.is_none() {
                let text = String::from_utf8_lossy(&answer[body..]);
                outcome.first_refusal = Some(format!("{status}: {}", text.chars().take(400).collect::<String>()));
            }
        }
    }
    outcome.sources.push(source);
    Ok(outcome)
}

/// Reads one answer into `buffer`; gives its status and where its body begins.
async fn read_answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<(u16, usize)> {
    buffer.clear();
    let mut head = None;
    loop {
        if stream.read_buf(buffer).await? == 0 {
            return Err(io::Error::other("the server closed the connection"));
        }
        if head.is_none() {
            head = parse_head(buffer)?;
        }
        if let Some((status, body, length)) = head
            && buffer.len() >= body + length
        {
            return Ok((status, body));
        }
    }
}

/// Status, start of the body, length of the body; `None` while the head isn't complete.
fn parse_head(buffer: &[u8]) -> io::Result<Option<(u16, usize, usize)>> {
    let Some(end) = buffer.windows(4).position(|w| w == b"\r\n\r\n") else {
        return Ok(None);
    };
    let bad = || io::Error::other("not an HTTP/1.1 answer with a content-length");
    let head = std::str::from_utf8(&buffer[..end]).map_err(|_| bad())?;
    let status: u16 = head.get(9..12).and_then(|s| s.parse().ok()).ok_or_else(bad)?;
    let length = head
        .lines()
        .find_map(|line| {
            line.split_once(':')
                .filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        })
        .and_then(|(_, value)| value.trim().parse().ok());
    match (length, status) {
        (Some(length), _) => Ok(Some((status, end + 4, length))),
        (None, 204 | 304) => Ok(Some((status, end + 4, 0))),
        (None, _) => Err(bad()),
    }
}

/// The bytes of a request; a key makes it safe to repeat.
pub fn request(out: &mut Vec<u8>, method: &str, path: &str, token: &str, key: Option<&str>, body: Option<&str>) {
    use std::io::Write as _;
    // Writing into a Vec doesn't fail.
    let _ = write!(
        out,
        "{method} {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n"
    );
    if let Some(key) = key {
        let _ = write!(out, "idempotency-key: {key}\r\n");
    }
    match body {
        Some(body) => {
            let _ = write!(
                out,
                "content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
        }
        None => out.extend_from_slice(if method == "GET" {
            b"\r\n"
        } else {
            b"content-length: 0\r\n\r\n"
        }),
    }
}

/// The same requests over and over, each client beginning at its own place.
pub struct Cycle {
    pub requests: std::sync::Arc<Vec<Vec<u8>>>,
    pub at: usize,
    /// How many are left to send; the time ends it if there is no limit.
    pub left: Option<usize>,
}

impl Cycle {
    /// One source for each client.
    pub fn clients(requests: Vec<Vec<u8>>, clients: usize, left: Option<usize>) -> Vec<Self> {
        let requests = std::sync::Arc::new(requests);
        let step = requests.len() / clients.max(1);
        (0..clients)
            .map(|c| Self {
                requests: requests.clone(),
                at: c * step,
                left,
            })
            .collect()
    }
}

impl Source for Cycle {
    fn next(&mut self, out: &mut Vec<u8>) -> Option<()> {
        if let Some(left) = &mut self.left {
            *left = left.checked_sub(1)?;
        }
        out.extend_from_slice(&self.requests[self.at % self.requests.len()]);
        self.at += 1;
        Some(())
    }
}
