//! Bringing in records.

use app::App;
use kernel::Result;

use crate::args::Import;

/// Does what the command asks.
pub fn run(_app: &App, _import: &Import, _out: &mut dyn FnMut(&str)) -> Result<()> {
    Ok(())
}
