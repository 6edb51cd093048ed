//! The exact bytes that are hashed. Databases may store JSON in another order or spacing than it was given, so it is
//! brought into one form first.

use kernel::Result;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

/// The hash of values under their salt: without the salt nobody can guess erased values from it.
pub(super) fn salted_hash(salt: &[u8], data: &Json) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(canonical(data));
    hasher.finalize().into()
}

/// The next link of the chain. Each part is preceded by its length, so that no two events give the same bytes.
pub(super) fn link(previous: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// JSON text with sorted keys and no spaces.
pub(super) fn canonical(json: &Json) -> String {
    let mut out = String::new();
    write(json, &mut out);
    out
}

/// The same of JSON text as a database gives it.
pub(super) fn canonical_text(text: &str) -> Result<String> {
    let json: Json = serde_json::from_str(text).map_err(|e| kernel::Error::internal(format!("journal: {e}")))?;
    Ok(canonical(&json))
}

fn write(json: &Json, out: &mut String) {
    match json {
        Json::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Json::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(key, _)| *key);
            out.push('{');
            for (i, (key, value)) in members.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&Json::from(key.as_str()).to_string());
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
        plain => out.push_str(&plain.to_string()),
    }
}
