//! Typesetting and drawing in a process of its own, which may use a little time and memory, and write no file.

use std::io::{Read as _, Write as _};

use kernel::{Error, Result};
use rustix::process::{Resource, Rlimit, setrlimit};

/// Bytes of memory,
const MEMORY: u64 = 2 << 30;
/// and seconds of a processor that a document or a preview takes at most.
const SECONDS: u64 = 15;

/// Reads an order and writes its PDF.
pub fn typeset() -> Result<()> {
    bounded(|order| {
        let order = serde_json::from_slice(order).map_err(Error::internal)?;
        server::typeset(&order)
    })
}

/// Reads an order and a file, and writes a picture of it.
pub fn preview() -> Result<()> {
    bounded(server::preview)
}

fn bounded(work: impl FnOnce(&[u8]) -> Result<Vec<u8>>) -> Result<()> {
    for (what, most) in [
        (Resource::As, MEMORY),
        (Resource::Cpu, SECONDS),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
    ] {
        let bound = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        setrlimit(what, bound).map_err(Error::internal)?;
    }
    let mut input = Vec::new();
    std::io::stdin().read_to_end(&mut input).map_err(Error::internal)?;
    let made = work(&input)?;
    std::io::stdout().write_all(&made).map_err(Error::internal)
}
