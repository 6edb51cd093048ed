//! Typesetting in a process of its own, which may use a little time and memory, and write no file.

use std::io::{Read as _, Write as _};

use kernel::{Error, Result};
use rustix::process::{Resource, Rlimit, setrlimit};

/// Bytes of memory,
const MEMORY: u64 = 2 << 30;
/// and seconds of a processor that a document takes at most.
const SECONDS: u64 = 15;

/// Reads an order and writes its PDF.
pub fn typeset() -> Result<()> {
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
    let mut order = Vec::new();
    std::io::stdin().read_to_end(&mut order).map_err(Error::internal)?;
    let order = serde_json::from_slice(&order).map_err(Error::internal)?;
    let made = server::typeset(&order)?;
    std::io::stdout().write_all(&made).map_err(Error::internal)
}
