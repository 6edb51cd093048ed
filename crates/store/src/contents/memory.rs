//! Bytes in memory: for tests, and for a program that keeps nothing.

use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernel::{Error, Result};

use super::{Contents, Key, Stage, Staged};

/// Bytes that go away with the program.
#[derive(Default)]
pub struct Memory(Mutex<HashMap<Key, Arc<Vec<u8>>>>);

impl Memory {
    fn all(&self) -> MutexGuard<'_, HashMap<Key, Arc<Vec<u8>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Bytes(Arc<Vec<u8>>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Contents for Memory {
    fn stage(&self) -> Result<Staged> {
        Ok(Staged(Stage::Memory(Vec::new())))
    }

    fn put(&self, key: &Key, mut staged: Staged) -> Result<()> {
        let Stage::Memory(bytes) = &mut staged.0 else {
            return Err(Error::internal("what was staged on the disk isn't for memory"));
        };
        let bytes = std::mem::take(bytes);
        self.all().entry(key.clone()).or_insert_with(|| Arc::new(bytes));
        Ok(())
    }

    fn get(&self, key: &Key, from: u64) -> Result<Option<Box<dyn Read + Send>>> {
        let found = self.all().get(key).cloned();
        Ok(found.map(|bytes| -> Box<dyn Read + Send> {
            let mut cursor = Cursor::new(Bytes(bytes));
            cursor.set_position(from);
            Box::new(cursor)
        }))
    }

    fn exists(&self, key: &Key) -> Result<Option<u64>> {
        Ok(self.all().get(key).map(|bytes| bytes.len() as u64))
    }

    fn delete(&self, key: &Key) -> Result<()> {
        self.all().remove(key);
        Ok(())
    }
}
