//! Files on records: bytes are taken in once by their hash, and named by a record that has the rights of what it belongs to.

mod hooks;
mod objects;
mod rules;
mod token;

use std::io::Write as _;

use kernel::{Code, Error, Id, Result};
use records::{Action, Cx};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use store::contents::{self, Key, Known, Staged};
use store::records as rows;
use store::{Tx, workspace};

use crate::App;

pub(crate) use hooks::FileHooks;
pub use objects::File;
pub use rules::{Beyond, disposition, is_shown, range, served};

/// Bytes that a company keeps if nothing else is said.
pub const QUOTA: u64 = 20 * 1024 * 1024 * 1024;
/// How long bytes that no file names are kept, in seconds: far longer than a token for them holds.
const UNNAMED: i64 = 24 * 60 * 60;
/// Bytes let go in one transaction.
const MANY: i64 = 50;

/// Bytes on their way in.
pub struct Incoming {
    staged: Staged,
    hash: Sha256,
    size: u64,
    head: Vec<u8>,
}

/// Bytes that are all here, apart from the bytes themselves.
#[derive(Clone, Debug)]
pub struct Sent {
    hash: [u8; 32],
    known: Known,
}

impl Incoming {
    /// Begins to take bytes in.
    pub fn new(app: &App) -> Result<Self> {
        Ok(Self {
            staged: app.contents().stage()?,
            hash: Sha256::new(),
            size: 0,
            head: Vec::new(),
        })
    }

    /// Takes more.
    ///
    /// # Errors
    /// `body_too_large`; `storage_full`.
    pub fn take(&mut self, bytes: &[u8]) -> Result<()> {
        self.size += bytes.len() as u64;
        if self.size > kernel::UPLOAD_BYTES as u64 {
            return Err(Error::new(Code::BodyTooLarge));
        }
        let room = rules::HEAD.saturating_sub(self.head.len());
        self.head.extend_from_slice(&bytes[..room.min(bytes.len())]);
        self.hash.update(bytes);
        self.staged.write_all(bytes).map_err(|e| contents::trouble(&e))
    }

    /// That was all.
    ///
    /// # Errors
    /// `invalid_value` if it was nothing.
    pub fn end(self) -> Result<(Sent, Staged)> {
        if self.size == 0 {
            return Err(Error::field(
                "",
                Code::InvalidValue,
                "文件是空的（0 字节）：请检查后重新选择",
                "The file is empty (0 bytes): check it and choose again",
            ));
        }
        let known = Known {
            size: self.size as i64,
            kind: rules::sniff(&self.head).to_owned(),
        };
        let hash = self.hash.finalize().into();
        Ok((Sent { hash, known }, self.staged))
    }
}

/// Whether the asker may send bytes, and there is room for so many.
///
/// # Errors
/// `forbidden`; `storage_full` if the company's room is used up.
pub fn may_send(tx: &mut Tx<'_>, cx: &Cx, quota: u64, size: u64) -> Result<()> {
    let files = cx.object(File::OBJECT).map_err(|_| Error::forbidden())?;
    cx.writes()?;
    if !cx.rights.object(files.key).create {
        return Err(Error::forbidden());
    }
    let used = contents::used(tx, cx.workspace.id)? as u64;
    if used.saturating_add(size) > quota {
        let mib = quota / (1024 * 1024);
        return Err(Error::new(Code::StorageFull).detail(
            format!("公司的附件空间（{mib} MB）已用完：请删除不再需要的附件，或请管理员扩大空间"),
            format!("The company's room for files ({mib} MB) is used up: delete what isn't needed, or ask the administrator for more"),
        ));
    }
    Ok(())
}

impl Sent {
    /// Notes the bytes. They are kept after this is committed: then nobody sweeps them away while they come.
    pub fn note(&self, tx: &mut Tx<'_>, cx: &Cx, quota: u64) -> Result<Key> {
        let key = Key::of(cx.workspace.id, &self.hash);
        let more = if contents::is_known(tx, &key)? {
            0
        } else {
            self.known.size as u64
        };
        may_send(tx, cx, quota, more)?;
        contents::coming(tx, &key, &self.known, cx.now)?;
        Ok(key)
    }

    /// What the sender is told: by `content` a file is made of the bytes.
    pub fn answer(&self, app: &App, cx: &Cx, key: &Key) -> Result<Json> {
        let until = app.now().plus_seconds(token::LASTS);
        Ok(json!({
            "content": token::seal(app, cx, key, until)?,
            "kind": self.known.kind,
            "size": self.known.size,
            "expires_at": until.to_rfc3339(),
        }))
    }
}

/// Takes bytes in at once: for the program's own.
pub(crate) fn keep(tx: &mut Tx<'_>, app: &App, cx: &Cx, bytes: &[u8]) -> Result<Json> {
    let mut incoming = Incoming::new(app)?;
    incoming.take(bytes)?;
    let (sent, staged) = incoming.end()?;
    let key = sent.note(tx, cx, u64::MAX)?;
    app.contents().put(&key, staged)?;
    sent.answer(app, cx, &key)
}

/// What is needed to hand a file out.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its bytes.
    pub key: Key,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// How large it is.
    pub size: u64,
}

/// A file that the asker may read, by the rights of what it belongs to as they are now.
///
/// # Errors
/// `not_found` for what isn't there or may not be seen.
pub fn found(tx: &mut Tx<'_>, cx: &Cx, id: Id) -> Result<Found> {
    let object = cx.object(File::OBJECT)?;
    let content = object.field(File::content).filter(|f| cx.sees_whole(object, f));
    content.ok_or_else(Error::not_found)?;
    let file: File = rows::load_as(tx, cx, id, Action::Read)?;
    Ok(Found {
        key: Key {
            workspace: cx.workspace.id,
            hash: file.content,
        },
        name: file.name,
        kind: file.kind,
        size: file.size as u64,
    })
}

/// Lets go of bytes that no file has named for a day; tells whether there may be more.
pub fn sweep(tx: &mut Tx<'_>, app: &App) -> Result<bool> {
    let before = app.now().plus_seconds(-UNNAMED);
    let gone = contents::sweep(tx, app.contents().as_ref(), before, MANY)?;
    Ok(gone == MANY as usize)
}

/// Reads every file's bytes again: what lacks or isn't what its hash says, and how many were looked at.
pub fn check(app: &App) -> Result<(u64, Vec<String>)> {
    let (mut looked, mut faults) = (0, Vec::new());
    for company in app.store().read_blocking(workspace::workspaces)? {
        let (id, mut after) = (company.workspace.id, String::new());
        loop {
            let last = after.clone();
            let page = app
                .store()
                .read_blocking(move |tx| contents::all_named(tx, id, &last, MANY))?;
            let Some((end, _)) = page.last() else { break };
            after.clone_from(&end.hash);
            for (key, size) in &page {
                looked += 1;
                if let Err(fault) = contents::verify(app.contents().as_ref(), key, *size as u64) {
                    faults.push(fault);
                }
            }
        }
    }
    Ok((looked, faults))
}
