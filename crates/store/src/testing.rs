//! Databases for tests: each an opened, migrated store of its own, on SQLite always and on PostgreSQL where
//! `TEST_POSTGRES_URL` says so (`scripts/postgres.sh start` prints one).

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "tests stop at the first fault")]

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use postgres::{Client, NoTls};
use records::ObjectDef;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::{Options, Store, Target};

/// A store with a database of its own, which goes away with it.
pub struct TestDb {
    /// The store, migrated.
    pub store: Store,
    /// `sqlite` or `postgres`, for messages.
    pub name: &'static str,
    /// Where it is, to open it once more.
    pub target: Target,
    drops: Drops,
}

enum Drops {
    Dir { _dir: TempDir },
    Database { admin: String, name: String },
}

/// One database of each kind. Says SKIPPED where PostgreSQL isn't there.
pub fn databases() -> Vec<TestDb> {
    let mut all = vec![sqlite()];
    match std::env::var("TEST_POSTGRES_URL") {
        Ok(url) => all.push(postgres(&url)),
        Err(_) => {
            eprintln!("SKIPPED on PostgreSQL: TEST_POSTGRES_URL is not set (scripts/postgres.sh start prints one)");
        }
    }
    all
}

/// A database on SQLite, copied from one that is migrated once per process.
pub fn sqlite() -> TestDb {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    let template = TEMPLATE.get_or_init(|| {
        let dir = TempDir::new().unwrap();
        let target = Target::Sqlite(dir.path().to_owned());
        let store = Store::open(&target, &options()).expect("the store opens");
        store.migrate().expect("it migrates");
        store.close_blocking();
        std::fs::read(dir.path().join("stagecraft.db")).unwrap()
    });
    let dir = TempDir::new().unwrap();
    std::fs::write(dir.path().join("stagecraft.db"), template).unwrap();
    let target = Target::Sqlite(dir.path().to_owned());
    let store = Store::open(&target, &options()).expect("the store opens");
    TestDb {
        store,
        name: "sqlite",
        target,
        drops: Drops::Dir { _dir: dir },
    }
}

/// A database on PostgreSQL, copied from one that is migrated once for these migrations.
fn postgres(admin: &str) -> TestDb {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    // Names are unique over the processes of a test run and over runs.
    let name = format!(
        "test_{}_{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed),
        chance()
    );
    let target = Target::Postgres(beside(admin, &name));
    let template = template(admin);
    on_own_thread({
        let (admin, name) = (admin.to_owned(), name.clone());
        move || {
            let mut client = Client::connect(&admin, NoTls).expect("TEST_POSTGRES_URL answers");
            // Copying fails while another test copies the same template.
            for attempt in 0.. {
                match client.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")) {
                    Ok(()) => break,
                    Err(e) if attempt > 200 => panic!("{e:?}"),
                    Err(_) => std::thread::sleep(std::time::Duration::from_millis(50)),
                }
            }
        }
    });
    let store = Store::open(&target, &options()).expect("the store opens");
    TestDb {
        store,
        name: "postgres",
        target,
        drops: Drops::Database {
            admin: admin.to_owned(),
            name,
        },
    }
}

/// The migrated template's name: by the migrations' text, so that a changed migration makes another one.
fn template(admin: &str) -> String {
    let text: String = crate::migrate::STEPS.iter().map(|step| step.2).collect();
    let name = format!("template_{}", &crate::migrate::hex(&Sha256::digest(text))[..16]);
    let (admin, made) = (admin.to_owned(), name.clone());
    on_own_thread(move || {
        let mut client = Client::connect(&admin, NoTls).expect("TEST_POSTGRES_URL answers");
        // Tests are processes of their own; only one of them makes the template.
        client.batch_execute("SELECT pg_advisory_lock(4711)").unwrap();
        let sql = "SELECT 1 FROM pg_database WHERE datname = $1";
        if client.query_opt(sql, &[&made]).unwrap().is_some() {
            return;
        }
        let raw = format!("{made}_raw");
        client
            .batch_execute(&format!("DROP DATABASE IF EXISTS {raw} WITH (FORCE)"))
            .unwrap();
        client
            .batch_execute(&format!("CREATE DATABASE {raw} TEMPLATE template0"))
            .unwrap();
        let store = Store::open(&Target::Postgres(beside(&admin, &raw)), &options()).expect("the store opens");
        store.migrate().expect("it migrates");
        store.close_blocking();
        // The name appears only when the template is whole.
        client
            .batch_execute(&format!("ALTER DATABASE {raw} RENAME TO {made}"))
            .unwrap();
    });
    name
}

/// Makes the tables of objects that only a test knows.
pub fn make_tables(store: &Store, objects: &[ObjectDef]) {
    let (dialect, text) = (store.dialect(), crate::records::schema(objects));
    let made = store.write_blocking(move |tx| {
        let text = dialect.expand(&text)?;
        dialect.statements(&text).iter().try_for_each(|sql| tx.batch(sql))
    });
    made.expect("the tables are made");
}

fn options() -> Options {
    Options {
        readers: 2,
        writers: 4,
        read_only: false,
    }
}

/// The address of another database on the same server.
fn beside(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, ""), |(base, query)| (base, query));
    let (server, _) = base.rsplit_once('/').expect("the address names a database");
    if query.is_empty() {
        format!("{server}/{name}")
    } else {
        format!("{server}/{name}?{query}")
    }
}

/// PostgreSQL's client must not be used inside an async runtime, which the caller may be in.
fn on_own_thread(f: impl FnOnce() + Send + 'static) {
    std::thread::spawn(f).join().expect("the database work succeeds");
}

fn chance() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    std::hash::RandomState::new().build_hasher().finish()
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Drops::Database { admin, name } = &self.drops {
            let (admin, name) = (admin.clone(), name.clone());
            // A database that stays behind hurts nobody; a panic while another one unwinds would hide the first.
            let _ = std::thread::spawn(move || {
                if let Ok(mut client) = Client::connect(&admin, NoTls) {
                    let _ = client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
                }
            })
            .join();
        }
    }
}

/// How many keys attempts are counted under, and the characters of the longest.
pub fn kept_attempts(tx: &mut crate::Tx<'_>) -> kernel::Result<(i64, i64)> {
    let sql = "SELECT count(*), CAST(coalesce(max(length(key)), 0) AS BIGINT) FROM attempt";
    Ok(tx
        .first(sql, &[], |row| Ok((row.i64(0)?, row.i64(1)?)))?
        .unwrap_or_default())
}
