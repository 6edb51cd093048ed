//! How long a durable write takes just now: it moves 100-fold on shared machines, so every write figure carries it.

use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::Path;
use std::time::Instant;

/// The median of 200 writes of 4 KiB with fdatasync, in milliseconds.
pub fn probe(dir: &Path) -> io::Result<f64> {
    let path = dir.join("fsync-probe");
    let mut file = File::create(&path)?;
    file.write_all(&[0; 4096])?;
    file.sync_all()?;
    let mut times = Vec::with_capacity(200);
    for round in 0..200_u8 {
        file.rewind()?;
        file.write_all(&[round; 4096])?;
        let began = Instant::now();
        file.sync_data()?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    std::fs::remove_file(&path)?;
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}
