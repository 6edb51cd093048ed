//! Lists the files of `migrations/` so that they are part of the program.

use std::fmt::Write as _;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?)
        .join("../../migrations")
        .canonicalize()?;
    println!("cargo:rerun-if-changed={}", root.display());
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&root)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(stem) = name.strip_suffix(".sql") {
            names.push(stem.to_owned());
        }
    }
    names.sort();
    let mut list = String::from("&[\n");
    for name in names {
        let (version, rest) = name.split_once('_').ok_or("a migration is named NNNN_name.sql")?;
        let version: i64 = version.parse()?;
        let path = root.join(format!("{name}.sql")).display().to_string();
        writeln!(list, "    ({version}, {rest:?}, include_str!({path:?})),")?;
    }
    list.push(']');
    std::fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("migrations.rs"), list)?;
    Ok(())
}
