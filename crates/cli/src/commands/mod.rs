//! The commands.

pub mod backup;
pub mod bench_data;
pub mod data;
pub mod import;
pub mod serve;
pub mod typeset;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::App;
use kernel::{Code, Error, Lang, Result, SystemClock, SystemIds};
use store::contents::Disk;
use store::{Options, Store};

use crate::args::At;

/// The language of the terminal.
pub fn lang() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|k| std::env::var(k).ok())
        .find(|v| !v.is_empty());
    match set {
        Some(value) if value.to_lowercase().starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}

/// An error as the terminal shows it.
pub fn say(error: &Error) -> String {
    let lang = lang();
    let mut text = error.text(lang).to_owned();
    for e in error.errors() {
        text.push_str(&format!("\n  {} {}", e.pointer, e.text.get(lang)));
    }
    if let Some(private) = error.private_text() {
        text.push_str(&format!("\n  ({private})"));
    }
    text
}

/// Whether there are data to work on.
///
/// # Errors
/// Says what to look at, if the directory has none.
pub fn is_there(at: &At) -> Result<()> {
    if at.database.is_some() || at.data.join("stagecraft.db").exists() {
        return Ok(());
    }
    let dir = at.data.display();
    Err(Error::new(Code::NotFound).detail(
        format!("{dir} 中没有成单的数据。请检查 --data；要新建，请用 stagecraft serve 或 stagecraft demo"),
        format!(
            "There are no Stagecraft data in {dir}: check --data; to begin anew use stagecraft serve or stagecraft demo"
        ),
    ))
}

/// Opens the data for this program alone.
pub fn open(at: &At) -> Result<App> {
    let store = Store::open(&at.target()?, &Options::default())?;
    store.migrate()?;
    app(at, store)
}

/// Where what files hold is kept, beside the embedded database or for one elsewhere.
pub fn files(data: &Path) -> PathBuf {
    data.join("files")
}

/// The product over a store.
pub fn app(at: &At, store: Store) -> Result<App> {
    let contents = Arc::new(Disk::new(files(&at.data)));
    App::with_contents(store, contents, Arc::new(SystemClock), Arc::new(SystemIds::default()))
}
