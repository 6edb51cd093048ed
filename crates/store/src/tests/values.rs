use kernel::{Code, Day, Instant, Unit};

use super::{code, count, id, table};
use crate::Val;
use crate::testing::databases;

const TABLE: &str =
    "CREATE TABLE v (n @i64 NOT NULL PRIMARY KEY, flag @bool, word @text, who @id, raw @bytes, doc @json)";

#[test]
fn values_come_back_as_they_went() {
    let texts = [
        "",
        "plain",
        "it's \"quoted\" \\ %_$1?",
        "张三 138****8000",
        "👩‍👩‍👧 \u{10ffff}",
        "\u{1}\n\r\t\u{7f}",
        "e\u{301}",
    ];
    let long = "长".repeat(64 * 1024);
    let numbers = [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::from(i32::MAX) + 1, i64::MAX];
    for db in databases() {
        table(&db.store, TABLE);
        let long = long.clone();
        db.store
            .write_blocking(move |tx| {
                for (i, n) in numbers.into_iter().enumerate() {
                    let text = texts.get(i).copied().unwrap_or(long.as_str());
                    let bytes: Vec<u8> = (0..=255).cycle().take(i * 300).collect();
                    let json = serde_json::json!({"n": n, "t": text, "none": null}).to_string();
                    let row = [
                        Val::I64(n),
                        Val::Bool(i % 2 == 0),
                        text.into(),
                        id(u128::MAX - i as u128).into(),
                        Val::Bytes(bytes.clone()),
                        Val::Json(json.clone()),
                    ];
                    let sql = "INSERT INTO v (n, flag, word, who, raw, doc) VALUES ($1, $2, $3, $4, $5, $6)";
                    assert_eq!(tx.run(sql, &row)?, 1);
                    let sql = "SELECT n, flag, word, who, raw, doc FROM v WHERE n = $1 AND flag = $2 AND word = $3 \
                               AND who = $4 AND raw = $5 AND n IN ($1)";
                    let found = tx.first(sql, &row[..5], |row| {
                        assert_eq!((row.i64(0)?, row.bool(1)?, row.text(2)?), (n, i % 2 == 0, text));
                        assert_eq!(
                            (row.id(3)?, row.bytes(4)?),
                            (id(u128::MAX - i as u128), bytes.as_slice())
                        );
                        let back: serde_json::Value = serde_json::from_str(row.text(5)?).unwrap();
                        assert_eq!(back, serde_json::from_str::<serde_json::Value>(&json).unwrap());
                        Ok(())
                    })?;
                    assert!(found.is_some(), "{n}");
                }
                let none = "INSERT INTO v (n, flag, word, who, raw, doc) VALUES ($1, $2, $3, $4, $5, $6)";
                tx.run(none, &[5.into(), Val::Null, Val::Null, Val::Null, Val::Null, Val::Null])?;
                tx.first("SELECT flag, word, who, raw, doc, n FROM v WHERE n = 5", &[], |row| {
                    assert_eq!((row.opt_bool(0)?, row.opt_text(1)?, row.opt_id(2)?), (None, None, None));
                    assert_eq!(
                        (row.opt_bytes(3)?, row.opt_text(4)?, row.opt_i64(0)?),
                        (None, None, None)
                    );
                    assert!(row.is_null(3)? && !row.is_null(5)?);
                    assert_eq!(code(row.text(1)), Code::Internal);
                    assert_eq!(code(row.text(5)), Code::Internal);
                    assert_eq!(code(row.i64(99)), Code::Internal);
                    Ok(())
                })?;
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn texts_with_the_zero_character_are_refused() {
    for db in databases() {
        table(&db.store, TABLE);
        let outcome = db
            .store
            .write_blocking(|tx| tx.run("INSERT INTO v (n, word) VALUES ($1, $2)", &[1.into(), "a\0b".into()]));
        assert_eq!(code(outcome), Code::InvalidValue, "{}", db.name);
    }
}

#[test]
fn sums_order_and_case_agree() {
    for db in databases() {
        table(&db.store, TABLE);
        db.store
            .write_blocking(|tx| {
                let d = tx.dialect();
                for (n, word) in [
                    (i64::MAX, "ÄBc"),
                    (i64::MAX - 1, "b"),
                    (i64::MIN, "A"),
                    (-3, "z"),
                    (4, "张"),
                ] {
                    tx.run("INSERT INTO v (n, word) VALUES ($1, $2)", &[n.into(), word.into()])?;
                }
                let sum = |tx: &mut crate::Tx<'_>, which: &str| {
                    let sql = format!("SELECT {} FROM v WHERE {which}", d.sum("n"));
                    tx.first(&sql, &[], |row| row.opt_i128(0)).map(Option::flatten)
                };
                assert_eq!(sum(tx, "n > 0")?, Some(i128::from(i64::MAX) * 2 - 1 + 4));
                assert_eq!(sum(tx, "n < 0")?, Some(i128::from(i64::MIN) - 3));
                assert_eq!(sum(tx, "n = -3")?, Some(-3));
                assert_eq!(sum(tx, "n = 0")?, None);
                let words = |tx: &mut crate::Tx<'_>, column: &str| {
                    let sql = format!("SELECT {column} FROM v ORDER BY word");
                    tx.all(&sql, &[], |row| Ok(row.text(0)?.to_owned()))
                };
                // Texts order by their bytes, and only ASCII letters have a lower case.
                assert_eq!(words(tx, "word")?, ["A", "b", "z", "ÄBc", "张"]);
                assert_eq!(words(tx, "lower(word)")?, ["a", "b", "z", "Äbc", "张"]);
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn periods_agree_with_the_calendar() {
    for db in databases() {
        db.store
            .read_blocking(|tx| {
                for day in [
                    "2026-11-22",
                    "2024-12-30",
                    "2025-01-01",
                    "2021-01-03",
                    "1969-12-31",
                    "0001-01-01",
                    "9999-12-31",
                ] {
                    let number = Day::parse(day).unwrap().0;
                    for (unit, form) in [
                        (Unit::Day, "%Y-%m-%d"),
                        (Unit::Week, "%G-W%V"),
                        (Unit::Month, "%Y-%m"),
                        (Unit::Year, "%Y"),
                    ] {
                        let sql = format!("SELECT {}", tx.dialect().period(&number.to_string(), unit));
                        let got = tx.first(&sql, &[], |row| Ok(row.text(0)?.to_owned()))?.unwrap();
                        let date = Instant(i64::from(number) * 86_400_000_000).to_utc();
                        assert_eq!(got, date.format(form).to_string(), "{day} {unit:?}");
                    }
                    let sql = format!("SELECT {}", tx.dialect().period(&number.to_string(), Unit::Quarter));
                    let got = tx.first(&sql, &[], |row| Ok(row.text(0)?.to_owned()))?.unwrap();
                    let month: u32 = day[5..7].parse().unwrap();
                    assert_eq!(got, format!("{}-Q{}", &day[..4], month.div_ceil(3)), "{day}");
                }
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn faults_have_the_same_code_on_both() {
    let tables = "CREATE TABLE parent (n @i64 NOT NULL PRIMARY KEY);\n\
                  CREATE TABLE child (n @i64 NOT NULL PRIMARY KEY, parent @i64 REFERENCES parent (n), word @text UNIQUE);\n";
    for db in databases() {
        table(&db.store, tables);
        let run = |sql: &'static str| db.store.write_blocking(move |tx| tx.run(sql, &[]));
        assert_eq!(run("INSERT INTO parent (n) VALUES (1)").unwrap(), 1);
        assert_eq!(
            run("INSERT INTO child (n, parent, word) VALUES (1, 1, 'a')").unwrap(),
            1
        );
        assert_eq!(code(run("INSERT INTO parent (n) VALUES (1)")), Code::Duplicate);
        assert_eq!(
            code(run("INSERT INTO child (n, parent, word) VALUES (2, 1, 'a')")),
            Code::Duplicate
        );
        assert_eq!(
            code(run("INSERT INTO child (n, parent) VALUES (2, 9)")),
            Code::ReferenceNotFound
        );
        assert_eq!(code(run("UPDATE child SET parent = 9")), Code::ReferenceNotFound);
        assert_eq!(code(run("DELETE FROM parent")), Code::InUse);
        assert_eq!(code(run("SELECT nonsense")), Code::Internal);
        assert_eq!(code(run("INSERT INTO parent (n) VALUES ($1)")), Code::Internal);
        // After a fault the transaction is over on both, even for a closure that goes on.
        let went_on = db.store.write_blocking(|tx| {
            let _ = tx.run("INSERT INTO parent (n) VALUES (1)", &[]);
            let _ = tx.run("INSERT INTO parent (n) VALUES (2)", &[]);
            Ok(())
        });
        assert_eq!(code(went_on), Code::Internal);
        assert_eq!(
            db.store.read_blocking(|tx| count(tx, "parent")).unwrap(),
            1,
            "{}",
            db.name
        );
        assert!(
            db.store
                .read_blocking(|tx| tx.run("INSERT INTO parent (n) VALUES (3)", &[]))
                .is_err()
        );
    }
}
