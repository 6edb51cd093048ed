use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use kernel::{Code, Error};
use tokio::task::JoinSet;

use super::{code, count, table};
use crate::testing::{self, databases};
use crate::{Store, Tx, Val};

const TABLE: &str = "CREATE TABLE t (n @i64 NOT NULL PRIMARY KEY, raw @bytes)";

fn insert(tx: &mut Tx<'_>, n: i64) -> kernel::Result<u64> {
    tx.run("INSERT INTO t (n) VALUES ($1)", &[n.into()])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failing_closures_leave_their_neighbours_alone() {
    for db in tokio::task::spawn_blocking(databases).await.unwrap() {
        let store = db.store.clone();
        tokio::task::spawn_blocking(move || table(&store, TABLE)).await.unwrap();
        let hooks = Arc::new(AtomicUsize::new(0));
        let mut tasks = JoinSet::new();
        for n in 0..300_i64 {
            let (store, hooks) = (db.store.clone(), Arc::clone(&hooks));
            tasks.spawn(async move {
                let outcome = store
                    .write(move |tx| {
                        insert(tx, n)?;
                        let hooks = Arc::clone(&hooks);
                        tx.after_commit(move || {
                            hooks.fetch_add(1, Ordering::SeqCst);
                        });
                        match n % 5 {
                            0 => Err(Error::new(Code::Forbidden)),
                            1 => insert(tx, n).map(|_| n),
                            2 if n < 10 => panic!("on purpose"),
                            _ => Ok(n),
                        }
                    })
                    .await;
                let expected = match n % 5 {
                    0 => Err(Code::Forbidden),
                    1 => Err(Code::Duplicate),
                    2 if n < 10 => Err(Code::Internal),
                    _ => Ok(n),
                };
                assert_eq!(outcome.as_ref().map_err(Error::code).copied(), expected, "{outcome:?}");
                // What was answered is there for every reader.
                let sql = "SELECT count(*) FROM t WHERE n = $1";
                let found = store
                    .read(move |tx| tx.first(sql, &[n.into()], |row| row.i64(0)))
                    .await
                    .unwrap();
                assert_eq!(found, Some(i64::from(expected.is_ok())));
            });
        }
        while let Some(done) = tasks.join_next().await {
            done.unwrap();
        }
        let rows = db.store.read(|tx| count(tx, "t")).await.unwrap();
        assert_eq!((rows, hooks.load(Ordering::SeqCst)), (178, 178), "{}", db.name);
        db.store.close().await;
        let (send, received) = std::sync::mpsc::channel();
        // Dropping a test database blocks, which a runtime's thread must not.
        std::thread::spawn(move || {
            drop(db);
            send.send(()).unwrap();
        });
        tokio::task::spawn_blocking(move || received.recv().unwrap())
            .await
            .unwrap();
    }
}

/// Keeps the writer busy, so that what is submitted meanwhile waits together.
fn hold(store: &Store, millis: u64) -> std::thread::JoinHandle<()> {
    let (started, ready) = std::sync::mpsc::channel();
    let store = store.clone();
    let thread = std::thread::spawn(move || {
        store
            .write_blocking(move |_| {
                let _ = started.send(());
                std::thread::sleep(Duration::from_millis(millis));
                Ok(())
            })
            .unwrap();
    });
    ready.recv().unwrap();
    thread
}

#[test]
fn closures_that_wait_together_share_a_commit() {
    let db = testing::sqlite();
    table(&db.store, TABLE);
    let held = hold(&db.store, 150);
    let seen: Vec<_> = (0..40_i64)
        .map(|n| {
            let store = db.store.clone();
            std::thread::spawn(move || {
                store.write_blocking(move |tx| insert(tx, n)).unwrap();
                store.read_blocking(|tx| count(tx, "t")).unwrap()
            })
        })
        .collect();
    held.join().unwrap();
    // Whoever is answered first sees the others of the same commit.
    let least = seen.into_iter().map(|thread| thread.join().unwrap()).min();
    assert!(least >= Some(10), "{least:?}");
}

#[test]
fn a_full_disk_fails_one_and_reruns_the_others() {
    let db = testing::sqlite();
    let store = db.store.clone();
    table(&store, TABLE);
    let limit = |pages: &'static str| {
        let sql = format!("PRAGMA max_page_count = {pages}");
        store.write_blocking(move |tx| tx.batch(&sql)).unwrap();
    };
    let huge = |tx: &mut Tx<'_>, n: i64| {
        tx.run(
            "INSERT INTO t (n, raw) VALUES ($1, $2)",
            &[n.into(), Val::Bytes(vec![7; 4 << 20])],
        )
        .map(|_| ())
    };
    let pages = store
        .read_blocking(|tx| tx.first("PRAGMA page_count", &[], |row| row.i64(0)))
        .unwrap()
        .unwrap();
    let cap = (pages + 50).to_string().leak();
    limit(cap);
    let held = hold(&store, 150);
    let runs = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = (0..9_i64)
        .map(|n| {
            let (store, runs) = (store.clone(), Arc::clone(&runs));
            std::thread::sleep(Duration::from_millis(5));
            std::thread::spawn(move || {
                store.write_blocking(move |tx| {
                    runs.fetch_add(1, Ordering::SeqCst);
                    if n % 4 == 2 {
                        huge(tx, n)
                    } else {
                        insert(tx, n).map(|_| ())
                    }
                })
            })
        })
        .collect();
    held.join().unwrap();
    let outcomes: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    for (n, outcome) in outcomes.into_iter().enumerate() {
        if n % 4 == 2 {
            let error = outcome.unwrap_err();
            assert_eq!(error.code(), Code::StorageFull, "{error}");
        } else {
            outcome.unwrap();
        }
    }
    assert!(
        runs.load(Ordering::SeqCst) > 9,
        "closures of a lost transaction run again"
    );
    assert_eq!(store.read_blocking(|tx| count(tx, "t")).unwrap(), 7);
    assert_eq!(code(store.write_blocking(move |tx| huge(tx, 100))), Code::StorageFull);
    // It recovers by itself once there is room.
    limit("1000000");
    store.write_blocking(move |tx| huge(tx, 100)).unwrap();
    assert_eq!(store.read_blocking(|tx| count(tx, "t")).unwrap(), 8);
}

#[test]
fn a_commit_that_fails_reruns_every_closure_alone() {
    let db = testing::sqlite();
    table(
        &db.store,
        "CREATE TABLE t (n @i64 NOT NULL PRIMARY KEY, up @i64 REFERENCES t (n) DEFERRABLE INITIALLY DEFERRED)",
    );
    let held = hold(&db.store, 100);
    let threads: Vec<_> = (0..6_i64)
        .map(|n| {
            let store = db.store.clone();
            std::thread::spawn(move || {
                store.write_blocking(move |tx| {
                    let up = if n == 3 { 999 } else { n };
                    tx.run("INSERT INTO t (n, up) VALUES ($1, $2)", &[n.into(), up.into()])
                })
            })
        })
        .collect();
    held.join().unwrap();
    for (n, thread) in threads.into_iter().enumerate() {
        let outcome = thread.join().unwrap();
        assert_eq!(outcome.is_err(), n == 3, "{n}: {outcome:?}");
    }
    assert_eq!(db.store.read_blocking(|tx| count(tx, "t")).unwrap(), 5);
}

/// Two at once read what the other writes. One after the other, the second sees the first; both databases must keep it so.
#[test]
fn checks_hold_until_the_commit() {
    for db in databases() {
        table(&db.store, TABLE);
        let threads: Vec<_> = (0..16_i64)
            .map(|n| {
                let store = db.store.clone();
                std::thread::spawn(move || {
                    store.write_blocking(move |tx| {
                        if count(tx, "t WHERE n >= 0")? >= 5 {
                            return Ok(false);
                        }
                        std::thread::sleep(Duration::from_millis(2));
                        insert(tx, n)?;
                        Ok(true)
                    })
                })
            })
            .collect();
        let added = threads
            .into_iter()
            .filter(|_| true)
            .map(|t| t.join().unwrap().unwrap())
            .filter(|added| *added)
            .count();
        assert_eq!(added, 5, "{}", db.name);
        assert_eq!(db.store.read_blocking(|tx| count(tx, "t")).unwrap(), 5);
    }
}

#[test]
fn a_read_sees_one_snapshot() {
    for db in databases() {
        table(&db.store, TABLE);
        let writer = db.store.clone();
        db.store
            .read_blocking(move |tx| {
                assert_eq!(count(tx, "t")?, 0);
                std::thread::spawn(move || writer.write_blocking(|tx| insert(tx, 1)).unwrap())
                    .join()
                    .unwrap();
                assert_eq!(count(tx, "t")?, 0);
                Ok(())
            })
            .unwrap();
        assert_eq!(db.store.read_blocking(|tx| count(tx, "t")).unwrap(), 1);
    }
}

#[test]
fn lost_connections_are_made_again() {
    for db in databases().into_iter().filter(|db| db.name == "postgres") {
        table(&db.store, TABLE);
        let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        for n in 0..8 {
            let ended = db
                .store
                .read_blocking(move |tx| tx.first(cut, &[], |row| row.i64(0)))
                .unwrap();
            assert!(ended > Some(0));
            db.store.write_blocking(move |tx| insert(tx, n)).unwrap();
        }
        assert_eq!(db.store.read_blocking(|tx| count(tx, "t")).unwrap(), 8);
        // Cut in the middle: the closure runs again.
        let runs = Arc::new(AtomicUsize::new(0));
        let (counted, store) = (Arc::clone(&runs), db.store.clone());
        db.store
            .write_blocking(move |tx| {
                if counted.fetch_add(1, Ordering::SeqCst) == 0 {
                    insert(tx, 100)?;
                    let store = store.clone();
                    std::thread::spawn(move || store.read_blocking(move |tx| tx.first(cut, &[], |row| row.i64(0))))
                        .join()
                        .unwrap()?;
                }
                insert(tx, 101)
            })
            .unwrap();
        assert_eq!(runs.load(Ordering::SeqCst), 2);
        assert_eq!(db.store.read_blocking(|tx| count(tx, "t WHERE n >= 100")).unwrap(), 1);
    }
}

#[test]
fn statistics_follow_what_is_written() {
    let db = testing::sqlite();
    table(
        &db.store,
        "CREATE TABLE t (n @i64 NOT NULL PRIMARY KEY, a @i64 NOT NULL, b @i64 NOT NULL);\nCREATE INDEX ta ON t (a);\nCREATE INDEX tb ON t (b);\n",
    );
    let uses = |tx: &mut Tx<'_>| {
        // EXPLAIN itself doesn't look whether the schema has changed: another statement does, and the text is a new one.
        static NTH: AtomicUsize = AtomicUsize::new(0);
        count(tx, "t")?;
        let n = NTH.fetch_add(1, Ordering::Relaxed);
        let plan = format!("EXPLAIN QUERY PLAN SELECT n, {n} FROM t WHERE a = $1 AND b = $2");
        tx.first(&plan, &[1.into(), 1.into()], |row| {
            Ok(row.text(3)?.contains("INDEX ta"))
        })
        .map(Option::unwrap)
    };
    assert!(!db.store.read_blocking(uses).unwrap());
    db.store
        .write_blocking(|tx| {
            let fill = "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 20000) \
                        INSERT INTO t (n, a, b) SELECT n, n, n % 2 FROM c";
            tx.run(fill, &[])
        })
        .unwrap();
    for _ in 0..100 {
        if db.store.read_blocking(uses).unwrap() {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("the readers never learned of the statistics");
}

#[test]
fn statistics_are_looked_at_where_the_writer_never_rests() {
    let db = testing::sqlite();
    let of_t = "SELECT count(*) FROM sqlite_stat1 WHERE tbl = 't'";
    table(
        &db.store,
        "CREATE TABLE t (n @i64 NOT NULL PRIMARY KEY, a @i64 NOT NULL);\nCREATE INDEX ta ON t (a);\n",
    );
    for round in 0..100_i64 {
        let known = db.store.write_blocking(move |tx| {
            let fill = "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000) \
                        INSERT INTO t (n, a) SELECT n + $1, n FROM c";
            tx.run(fill, &[(round * 1000).into()])?;
            let made = tx.first(
                "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'",
                &[],
                |row| row.i64(0),
            )?;
            if made == Some(0) {
                return Ok(0);
            }
            tx.first(of_t, &[], |row| row.i64(0)).map(Option::unwrap_or_default)
        });
        if known.unwrap() > 0 {
            return;
        }
    }
    panic!("a hundred thousand rows and no statistics");
}

#[test]
fn the_log_is_folded_into_the_file_beside_the_writer() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(
        &crate::Target::Sqlite(dir.path().to_owned()),
        &crate::Options::default(),
    )
    .unwrap();
    table(&store, TABLE);
    let size = || std::fs::metadata(dir.path().join("stagecraft.db")).map_or(0, |file| file.len());
    for n in 0..24_i64 {
        let raw = Val::Bytes(vec![7; 1 << 20]);
        let row = [n.into(), raw];
        store
            .write_blocking(move |tx| tx.run("INSERT INTO t (n, raw) VALUES ($1, $2)", &row))
            .unwrap();
    }
    for _ in 0..200 {
        if size() > 16 << 20 {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{} bytes after 24 MiB were written", size());
}
