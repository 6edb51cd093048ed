//! Bytes in a directory: each in a file of its own, named by its hash.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Seek as _, SeekFrom};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use kernel::{Error, Result};

use super::{Contents, Key, Stage, Staged, trouble};

/// Where bytes wait until their hash is known.
const COMING: &str = "coming";
/// What waits longer was left behind by a program that ended.
const STALE: Duration = Duration::from_hours(6);

/// A directory for bytes, which only this account looks into.
pub struct Disk {
    root: PathBuf,
    next: AtomicU64,
}

impl Disk {
    /// The directory, which is made once it is needed.
    pub fn new(root: PathBuf) -> Self {
        let disk = Self {
            root,
            next: AtomicU64::new(0),
        };
        disk.forget_stale();
        disk
    }

    fn forget_stale(&self) {
        for entry in std::fs::read_dir(self.root.join(COMING))
            .into_iter()
            .flatten()
            .flatten()
        {
            let age = entry.metadata().and_then(|m| m.modified()).ok();
            if age.is_some_and(|at| at.elapsed().is_ok_and(|age| age > STALE)) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
}

impl Contents for Disk {
    fn stage(&self) -> Result<Staged> {
        let dir = self.root.join(COMING);
        private_dir(&dir)?;
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        let path = dir.join(format!("{}-{n}", std::process::id()));
        // What a process of this number left behind is in nobody's way.
        let _ = std::fs::remove_file(&path);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        Ok(Staged(Stage::File(path, file.map_err(|e| trouble(&e))?)))
    }

    fn put(&self, key: &Key, staged: Staged) -> Result<()> {
        let Stage::File(path, file) = &staged.0 else {
            return Err(Error::internal("what was staged in memory isn't for the disk"));
        };
        let target = self.root.join(key.path());
        if target.is_file() {
            return Ok(());
        }
        file.sync_all().map_err(|e| trouble(&e))?;
        let shelf = target.parent().unwrap_or(&self.root).to_owned();
        private_dir(&shelf)?;
        std::fs::rename(path, &target).map_err(|e| trouble(&e))?;
        // A name is durable once its directory is; a new directory's name stands in the one above.
        for dir in [Some(shelf.as_path()), shelf.parent(), Some(&self.root)]
            .into_iter()
            .flatten()
        {
            File::open(dir).and_then(|d| d.sync_all()).map_err(|e| trouble(&e))?;
        }
        Ok(())
    }

    fn get(&self, key: &Key, from: u64) -> Result<Option<Box<dyn Read + Send>>> {
        let Some(mut file) = there(File::open(self.root.join(key.path())))? else {
            return Ok(None);
        };
        file.seek(SeekFrom::Start(from)).map_err(|e| trouble(&e))?;
        Ok(Some(Box::new(file)))
    }

    fn exists(&self, key: &Key) -> Result<Option<u64>> {
        Ok(there(std::fs::metadata(self.root.join(key.path())))?.map(|m| m.len()))
    }

    fn delete(&self, key: &Key) -> Result<()> {
        there(std::fs::remove_file(self.root.join(key.path()))).map(|_| ())
    }
}

fn there<T>(found: std::io::Result<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(trouble(&e)),
    }
}

fn private_dir(dir: &Path) -> Result<()> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(dir);
    made.map_err(|e| trouble(&e))
}
