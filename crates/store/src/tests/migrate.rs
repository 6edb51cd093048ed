use kernel::Code;

use super::{code, count};
use crate::testing::{self, databases};
use crate::{Options, Store, Target};

type Steps = &'static [(i64, &'static str, &'static str)];

const FIRST: (i64, &str, &str) = (1, "core", "CREATE TABLE a (n @i64 NOT NULL);\n");
const SECOND: (i64, &str, &str) = (
    2,
    "more",
    "CREATE TABLE b (n @i64 NOT NULL);\nINSERT INTO b (n) VALUES (1);\n",
);

/// Empty databases: one of each kind, without any migration.
fn empty() -> Vec<testing::TestDb> {
    let all = databases();
    for db in &all {
        db.store
            .write_blocking(|tx| {
                let names = tx.dialect().pick(
                    "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE %' AND name NOT LIKE 'search_word_%'",
                    "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
                );
                let tables = tx.all(names, &[], |row| Ok(row.text(0)?.to_owned()))?;
                if tx.dialect() == crate::Dialect::Sqlite {
                    tx.batch("PRAGMA defer_foreign_keys = ON")?;
                }
                for table in tables.iter().rev() {
                    let cascade = tx.dialect().pick("", "CASCADE");
                    tx.batch(&format!("DROP TABLE \"{table}\" {cascade}"))?;
                }
                Ok(())
            })
            .unwrap();
    }
    all
}

#[test]
fn migrations_run_once_and_only_as_they_were() {
    const ONE: Steps = &[FIRST];
    const TWO: Steps = &[FIRST, SECOND];
    const ALTERED: Steps = &[(1, "core", "CREATE TABLE a (n @i64);\n"), SECOND];
    const GAP: Steps = &[FIRST, (3, "later", "CREATE TABLE c (n @i64);\n")];
    for db in empty() {
        let store = &db.store;
        assert_eq!(code(store.check_with(ONE)), Code::WrongState, "behind: {}", db.name);
        assert_eq!(store.migrate_with(ONE).unwrap().len(), 1);
        assert_eq!(store.migrate_with(ONE).unwrap(), []);
        store.check_with(ONE).unwrap();
        assert_eq!(code(store.check_with(TWO)), Code::WrongState);
        assert_eq!(store.migrate_with(TWO).unwrap()[0].name, "more");
        assert_eq!(store.read_blocking(|tx| count(tx, "b")).unwrap(), 1);
        store.check_with(TWO).unwrap();
        for (steps, says) in [(ONE, "newer"), (ALTERED, "altered"), (GAP, "newer")] {
            let error = store.check_with(steps).unwrap_err();
            assert!(error.text(kernel::Lang::En).contains(says), "{error}");
            assert_eq!(code(store.migrate_with(steps)), Code::WrongState);
        }
        store
            .write_blocking(|tx| tx.run("DELETE FROM schema_migration WHERE version = 1", &[]))
            .unwrap();
        let error = store.migrate_with(TWO).unwrap_err();
        assert!(error.text(kernel::Lang::En).contains("half-migrated"), "{error}");
    }
}

#[test]
fn a_step_that_fails_leaves_nothing() {
    const BROKEN: Steps = &[
        FIRST,
        (
            2,
            "broken",
            "CREATE TABLE b (n @i64);\nINSERT INTO nowhere VALUES (1);\n",
        ),
    ];
    const UNKNOWN: Steps = &[FIRST, (2, "typo", "CREATE TABLE b (n @i65);\n")];
    const REPAIRED: Steps = &[FIRST, SECOND];
    for db in empty() {
        assert!(db.store.migrate_with(BROKEN).is_err());
        assert!(db.store.migrate_with(UNKNOWN).is_err());
        assert_eq!(db.store.migrate_with(REPAIRED).unwrap().len(), 1);
        db.store.check_with(REPAIRED).unwrap();
    }
}

#[test]
fn the_real_migrations_are_there_and_tables_are_strict() {
    for db in databases() {
        db.store.check_schema().unwrap();
        assert_eq!(db.store.migrate().unwrap(), []);
        if db.name == "sqlite" {
            let loose = "SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND schema = 'main' \
                         AND name NOT LIKE 'sqlite_%'";
            assert_eq!(
                db.store
                    .read_blocking(|tx| tx.first(loose, &[], |row| row.i64(0)))
                    .unwrap(),
                Some(0)
            );
        }
    }
}

#[test]
fn a_second_opener_is_refused_until_the_first_is_gone() {
    let db = testing::sqlite();
    let open = || Store::open(&db.target, &Options::default());
    let error = open().err().unwrap();
    assert_eq!(error.code(), Code::WrongState);
    assert!(
        error.text(kernel::Lang::En).contains(&std::process::id().to_string()),
        "{error}"
    );
    let reader = Store::open(
        &db.target,
        &Options {
            read_only: true,
            ..Options::default()
        },
    )
    .unwrap();
    assert_eq!(reader.read_blocking(|tx| count(tx, "installation")).unwrap(), 0);
    assert_eq!(code(reader.write_blocking(|_| Ok(()))), Code::Unavailable);
    db.store.close_blocking();
    assert_eq!(code(db.store.read_blocking(|_| Ok(()))), Code::Unavailable);
    assert_eq!(code(db.store.write_blocking(|_| Ok(()))), Code::Unavailable);
    open().unwrap().read_blocking(|tx| count(tx, "installation")).unwrap();
}

#[test]
fn targets_are_read() {
    assert_eq!(Target::parse("sqlite:/tmp/x").unwrap(), Target::Sqlite("/tmp/x".into()));
    assert_eq!(
        Target::parse("postgres://u@h/d").unwrap(),
        Target::Postgres("postgres://u@h/d".into())
    );
    for bad in ["", "sqlite:", "mysql://x", "/tmp/x"] {
        assert_eq!(code(Target::parse(bad)), Code::InvalidValue, "{bad}");
    }
    let nowhere = Target::Postgres("postgres://nobody@127.0.0.1:1/none".into());
    assert_eq!(
        Store::open(&nowhere, &Options::default()).err().unwrap().code(),
        Code::Unavailable
    );
}
