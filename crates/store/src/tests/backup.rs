//! Backups: as of one moment, proved to the last bit.

use std::io::Write as _;
use std::path::Path;

use kernel::{Id, Instant, WorkspaceId};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::contents::{self, Contents as _, Disk, Key};
use crate::testing::sqlite;
use crate::{Target, backup, jobs};

const NOW: Instant = Instant(1_763_000_000_000_000);

fn fill(db: &crate::testing::TestDb, from: u128, n: u128) {
    db.store
        .write_blocking(move |tx| {
            for i in from..from + n {
                let id = Id(Uuid::from_u128(i));
                jobs::enqueue(
                    tx,
                    WorkspaceId(1),
                    id,
                    "x",
                    &json!({ "i": i as u64, "text": "文字".repeat(20) }),
                    None,
                    NOW,
                )?;
            }
            Ok(())
        })
        .unwrap();
}

fn dir(db: &crate::testing::TestDb) -> &Path {
    match &db.target {
        Target::Sqlite(dir) => dir,
        Target::Postgres(_) => panic!("sqlite was asked for"),
    }
}

fn files(dir: &Path) -> Disk {
    Disk::new(dir.join("files"))
}

/// Bytes that a file names.
fn keep(db: &crate::testing::TestDb, n: u128, bytes: &'static [u8]) -> Key {
    let key = Key::of(WorkspaceId(1), &Sha256::digest(bytes));
    let mut staged = files(dir(db)).stage().unwrap();
    staged.write_all(bytes).unwrap();
    files(dir(db)).put(&key, staged).unwrap();
    let hash = key.hash.clone();
    db.store
        .write_blocking(move |tx| {
            tx.run(
                "INSERT INTO file (workspace_id, id, version, created_at, updated_at, name, name_key, content, kind, size) \
                 VALUES (1, $1, 1, 1, 1, 'x', 'x', $2, 'text/plain', $3)",
                &[Id(Uuid::from_u128(n)).into(), hash.as_str().into(), (bytes.len() as i64).into()],
            )
        })
        .unwrap();
    key
}

#[test]
fn what_files_hold_is_part_of_a_backup() {
    let db = sqlite();
    let first = keep(&db, 1, b"minutes of a meeting");
    keep(&db, 2, b"minutes of a meeting");
    let second = keep(&db, 3, b"a photo");
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("a.backup");
    let made = backup::write(dir(&db), &files(dir(&db)), &file, NOW).unwrap();
    assert_eq!(
        (made.files.count, made.files.bytes, made.files.unsound.len()),
        (2, 27, 0)
    );
    let new = place.path().join("new");
    backup::restore(&file, &new, &files(&new), true).unwrap();
    for key in [&first, &second] {
        let size = files(&new).exists(key).unwrap().unwrap();
        assert!(contents::verify(&files(&new), key, size).is_ok());
    }
    // A bit that has turned over is noticed, and nothing is restored.
    let mut bytes = std::fs::read(&file).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    let bad = place.path().join("bad.backup");
    std::fs::write(&bad, &bytes).unwrap();
    let worse = place.path().join("worse");
    assert!(backup::restore(&bad, &worse, &files(&worse), false).is_err());
    assert!(!worse.join("stagecraft.db").exists());
    std::fs::write(&bad, &bytes[..last]).unwrap();
    assert!(backup::restore(&bad, &worse, &files(&worse), false).is_err());
    // What is lost already is told, and doesn't keep the rest from being saved.
    files(dir(&db)).delete(&second).unwrap();
    let made = backup::write(dir(&db), &files(dir(&db)), &place.path().join("b.backup"), NOW).unwrap();
    assert_eq!((made.files.count, made.files.unsound.len()), (1, 1));
}

#[test]
fn what_is_restored_has_every_row_of_the_moment() {
    let db = sqlite();
    fill(&db, 1, 300);
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("a.backup");
    let made = backup::write(dir(&db), &files(dir(&db)), &file, NOW).unwrap();
    assert_eq!(made.tables["job"].rows, 300);
    assert!(made.tables.contains_key("search_word_data"), "{:?}", made.tables.keys());
    fill(&db, 1000, 5);
    let new = place.path().join("new");
    assert_eq!(backup::restore(&file, &new, &files(&new), true).unwrap(), made);
    assert_eq!(backup::tables(&new.join("stagecraft.db")).unwrap(), made.tables);
    assert_eq!(
        backup::tables(&dir(&db).join("stagecraft.db")).unwrap()["job"].rows,
        305
    );
    // Nothing is ever overwritten, and nothing else stays behind.
    assert!(backup::write(dir(&db), &files(dir(&db)), &file, NOW).is_err());
    assert!(backup::restore(&file, &new, &files(&new), false).is_err());
    let left: Vec<_> = std::fs::read_dir(place.path())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn it_is_made_while_others_write() {
    let db = sqlite();
    let store = db.store.clone();
    let writer = std::thread::spawn(move || {
        for i in 0..400_u128 {
            store
                .write_blocking(move |tx| {
                    let id = |half: u128| Id(Uuid::from_u128(1 + i * 2 + half));
                    jobs::enqueue(tx, WorkspaceId(1), id(0), "x", &json!({}), None, NOW)?;
                    jobs::enqueue(tx, WorkspaceId(1), id(1), "x", &json!({}), None, NOW)
                })
                .unwrap();
        }
    });
    let place = tempfile::tempdir().unwrap();
    for n in 0..4 {
        let file = place.path().join(format!("{n}.backup"));
        let made = backup::write(dir(&db), &files(dir(&db)), &file, NOW).unwrap();
        // A transaction is there as a whole or not at all.
        assert_eq!(made.tables["job"].rows % 2, 0);
        backup::restore(
            &file,
            &place.path().join(n.to_string()),
            &files(&place.path().join(n.to_string())),
            true,
        )
        .unwrap();
    }
    writer.join().unwrap();
}

#[test]
fn a_flipped_bit_a_missing_end_and_another_file_are_found() {
    let db = sqlite();
    fill(&db, 1, 20);
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("a.backup");
    backup::write(dir(&db), &files(dir(&db)), &file, NOW).unwrap();
    let good = std::fs::read(&file).unwrap();
    let new = place.path().join("new");
    let bad = place.path().join("bad");
    let refused = |bytes: &[u8], what: &str| {
        std::fs::write(&bad, bytes).unwrap();
        let outcome = backup::restore(&bad, &new, &files(&new), false);
        assert!(outcome.is_err(), "{what} was not found");
        assert!(
            !new.join("stagecraft.db").exists() && !new.join("stagecraft.db.part").exists(),
            "{what}"
        );
    };
    // Every part of the file: its head, the manifest, the first and last pages, and steps between.
    let step = good.len() / 150;
    for at in (0..200)
        .chain((0..150).map(|i| i * step))
        .chain(good.len() - 20..good.len())
    {
        let mut bytes = good.clone();
        bytes[at] ^= 1 << (at % 8);
        refused(&bytes, &format!("the flipped bit at {at}"));
    }
    refused(&good[..good.len() - 1], "the missing last byte");
    refused(&good[..100], "the missing database");
    refused(&[], "the empty file");
    refused(&[&good[..], b"x"].concat(), "the byte too many");
    refused(
        &std::fs::read(dir(&db).join("stagecraft.db")).unwrap(),
        "the bare database",
    );
    std::fs::write(&bad, &good).unwrap();
    backup::restore(&bad, &new, &files(&new), true).unwrap();
}
