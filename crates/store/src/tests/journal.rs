use std::sync::mpsc::channel;

use kernel::{Result, WorkspaceId};
use serde_json::json;

use super::{at, id};
use crate::journal::{Entry, Values, Verdict, erase, seal, timeline, verify};
use crate::testing::{TestDb, databases};
use crate::{Store, Tx, settings};

fn entry(workspace: i64, n: u128, about: Option<u128>) -> Entry {
    Entry {
        workspace: WorkspaceId(workspace),
        at: at(n as i64),
        recorded_at: at(1000),
        actor: n.is_multiple_of(2).then(|| id(77)),
        object: "contact",
        record: id(n),
        topic: id(500),
        kind: "updated",
        meta: json!({"stage": "sign", "fields": ["name", "phone"], "a": n as i64}),
        values: about.map(|about| Values {
            about_object: "contact",
            about: id(about),
            data: json!({"phone": {"old": "138\"é", "new": null}, "amount": {"old": 1, "new": i64::MAX}}),
        }),
    }
}

/// Twelve events of two workspaces, sealed; some carry values about two people.
fn written(db: &TestDb) {
    db.store
        .write_blocking(|tx| {
            for n in 0..12_u128 {
                tx.journal(&entry(
                    1 + i64::from(n.is_multiple_of(3)),
                    n,
                    n.is_multiple_of(2).then_some(900 + n % 4),
                ))?;
            }
            Ok(())
        })
        .unwrap();
    seal_all(&db.store, 12);
}

/// Seals `expected` events. Transactions of other tests on the same server can hold it up for a moment.
fn seal_all(store: &Store, expected: u64) {
    let mut sealed = 0;
    for _ in 0..1000 {
        sealed += store.write_blocking(|tx| seal(tx, at(2000))).unwrap();
        if sealed >= expected {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert_eq!(sealed, expected);
    assert_eq!(store.write_blocking(|tx| seal(tx, at(2000))).unwrap(), 0);
}

fn check(store: &Store) -> Verdict {
    store.read_blocking(verify).unwrap()
}

#[test]
fn the_timeline_shows_events_and_their_values() {
    for db in databases() {
        written(&db);
        db.store
            .read_blocking(|tx| {
                let all = timeline(tx, WorkspaceId(1), id(500), None, 50)?;
                assert_eq!(all.len(), 8);
                assert!(all.windows(2).all(|pair| pair[0].seq > pair[1].seq));
                let event = &all[0];
                let written = entry(1, 11, None);
                assert_eq!((event.record, event.at, event.recorded_at), (id(11), at(11), at(1000)));
                assert_eq!(
                    (event.kind.as_str(), &event.meta, &event.values),
                    ("updated", &written.meta, &None)
                );
                assert_eq!(all[1].values, entry(1, 10, Some(1)).values.map(|v| v.data));
                let page = timeline(tx, WorkspaceId(1), id(500), Some(all[2].seq), 2)?;
                assert_eq!(page, all[3..5]);
                assert_eq!(timeline(tx, WorkspaceId(3), id(500), None, 50)?, []);
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn erased_values_are_not_taken_for_tampering() {
    for db in databases() {
        written(&db);
        let erased = db
            .store
            .write_blocking(|tx| erase(tx, WorkspaceId(1), id(902)))
            .unwrap();
        assert_eq!(erased, 2, "{}", db.name);
        assert_eq!(
            db.store
                .write_blocking(|tx| erase(tx, WorkspaceId(1), id(902)))
                .unwrap(),
            0
        );
        let verdict = check(&db.store);
        assert_eq!(
            (verdict.sealed, verdict.unsealed, verdict.erased, verdict.faults),
            (12, 0, 2, vec![])
        );
        let all = db
            .store
            .read_blocking(|tx| timeline(tx, WorkspaceId(1), id(500), None, 50))
            .unwrap();
        assert_eq!(all.iter().filter(|e| e.erased && e.values.is_none()).count(), 2);
    }
}

#[test]
fn every_kind_of_tampering_shows() {
    for (sql, says) in [
        ("UPDATE journal SET meta = '{}' WHERE seq = 5", "An event was changed"),
        ("UPDATE journal SET at = at + 1 WHERE seq = 12", "An event was changed"),
        ("UPDATE journal SET actor = NULL WHERE seq = 3", "An event was changed"),
        (
            "UPDATE journal SET salted_hash = NULL WHERE seq = 3",
            "values were changed",
        ),
        ("DELETE FROM journal WHERE seq = 6", "removed or added"),
        ("UPDATE journal SET workspace_id = 9 WHERE seq = 6", "removed or added"),
        (
            "UPDATE journal_value SET data = '{}' WHERE seq = 3",
            "values were changed",
        ),
        (
            "DELETE FROM journal_value WHERE seq = 3",
            "values were changed or removed",
        ),
        (
            "UPDATE journal_seal SET n = 7 WHERE workspace_id = 1",
            "A seal is missing",
        ),
        ("DELETE FROM journal_seal", "last seals were removed"),
        (
            "UPDATE journal_seal SET spans = '[]'",
            "removed or added|An event was changed",
        ),
    ] {
        for db in databases() {
            written(&db);
            db.store.write_blocking(move |tx| tx.run(sql, &[])).unwrap();
            let faults = check(&db.store).faults;
            let found = faults
                .iter()
                .any(|fault| says.split('|').any(|s| fault.text.en.contains(s)));
            assert!(found, "{sql} on {}: {faults:?}", db.name);
        }
    }
}

#[test]
fn the_chain_goes_on_over_many_batches() {
    for db in databases() {
        written(&db);
        for round in 0..3_u128 {
            db.store
                .write_blocking(move |tx| {
                    for n in 0..700 {
                        tx.journal(&entry(1 + (n % 2) as i64, round * 1000 + n, None))?;
                    }
                    Ok(())
                })
                .unwrap();
        }
        assert_eq!(check(&db.store).unsealed, 2100);
        seal_all(&db.store, 2100);
        let verdict = check(&db.store);
        assert_eq!(
            (verdict.sealed, verdict.unsealed, verdict.faults),
            (2112, 0, vec![]),
            "{}",
            db.name
        );
    }
}

/// On PostgreSQL an event can appear after one with a greater number was sealed; it must be sealed all the same.
#[test]
fn events_that_appear_late_are_sealed_later() {
    for db in databases().into_iter().filter(|db| db.name == "postgres") {
        written(&db);
        let (started, is_open) = channel();
        let (release, released) = channel::<()>();
        let released = std::sync::Mutex::new(released);
        let store = db.store.clone();
        let slow = std::thread::spawn(move || {
            store.write_blocking(move |tx| {
                tx.journal(&entry(1, 100, None))?;
                let _ = started.send(());
                let _ = released.lock().unwrap().recv();
                Ok(())
            })
        });
        is_open.recv().unwrap();
        db.store.write_blocking(|tx| tx.journal(&entry(1, 101, None))).unwrap();
        // Nothing is sealed past a transaction under way.
        seal_all(&db.store, 0);
        release.send(()).unwrap();
        slow.join().unwrap().unwrap();
        seal_all(&db.store, 2);
        let verdict = check(&db.store);
        assert_eq!((verdict.sealed, verdict.faults), (14, vec![]));
    }
}

/// A dump restored into another PostgreSQL cluster keeps the old cluster's transaction numbers.
#[test]
fn the_chain_goes_on_in_another_cluster() {
    let much = 1_i64 << 50;
    for db in databases().into_iter().filter(|db| db.name == "postgres") {
        written(&db);
        let move_over = move |tx: &mut Tx<'_>| -> Result<()> {
            tx.journal(&entry(1, 200, None))?;
            tx.run("UPDATE journal SET mark = mark + $1", &[much.into()])?;
            let position = settings::get(tx, "journal_sealed")?.unwrap();
            let (mark, rest) = position.split_once(':').unwrap();
            settings::set(
                tx,
                "journal_sealed",
                &format!("{}:{rest}", mark.parse::<i64>().unwrap() + much),
            )
        };
        db.store.write_blocking(move_over).unwrap();
        db.store.write_blocking(|tx| tx.journal(&entry(2, 201, None))).unwrap();
        seal_all(&db.store, 2);
        db.store.write_blocking(|tx| tx.journal(&entry(2, 202, None))).unwrap();
        seal_all(&db.store, 1);
        let verdict = check(&db.store);
        assert_eq!((verdict.sealed, verdict.unsealed, verdict.faults), (15, 0, vec![]));
    }
}
