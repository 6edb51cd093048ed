//! Data to measure with.

use kernel::Result;

use crate::args::{At, BenchData};

/// Fills an empty database.
pub fn run(_at: &At, _data: &BenchData) -> Result<()> {
    Ok(())
}
