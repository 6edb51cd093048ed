//! What the store keeps others from: files that aren't theirs, threads that are everybody's.

use kernel::Code;

use crate::testing;

/// A statement that never ends.
const ENDLESS: &str =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT (i + 1) % 1000 FROM n) SELECT count(*) FROM n WHERE i < 0";

#[test]
fn a_read_for_somebody_who_waits_is_stopped_and_the_next_one_runs() {
    for db in testing::databases() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let read = db.store.read(|tx| tx.first(ENDLESS, &[], |row| row.i64(0)));
            assert_eq!(read.await.unwrap_err().code(), Code::TooExpensive, "{}", db.name);
            let next = db
                .store
                .read(|tx| tx.first("SELECT 1 + count(*) FROM attempt WHERE 1 = 0", &[], |row| row.i64(0)));
            assert_eq!(next.await.unwrap(), Some(1), "{}", db.name);
        });
    }
}

/// Readers are as many as processors: more reads than that are given up, and then one is answered at once.
#[test]
fn a_read_ends_when_nobody_waits_any_more() {
    let db = testing::sqlite();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        for _ in 0..32 {
            let endless = db.store.read(|tx| tx.first(ENDLESS, &[], |row| row.i64(0)));
            let waited = tokio::time::timeout(std::time::Duration::from_millis(10), endless).await;
            assert!(waited.is_err(), "it doesn't end by itself");
        }
        let next = db
            .store
            .read(|tx| tx.first("SELECT 1 + count(*) FROM attempt WHERE 1 = 0", &[], |row| row.i64(0)));
        let next = tokio::time::timeout(std::time::Duration::from_secs(3), next).await;
        assert_eq!(next.expect("a reader is free").unwrap(), Some(1));
    });
}

#[cfg(unix)]
#[test]
fn what_it_writes_is_for_nobody_else_on_the_machine() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::TempDir::new().unwrap();
    let data = dir.path().join("a").join("data");
    let store = crate::Store::open(&crate::Target::Sqlite(data.clone()), &crate::Options::default()).unwrap();
    store.migrate().unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for entry in std::fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}
