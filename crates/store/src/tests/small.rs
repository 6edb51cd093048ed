use kernel::{Code, WorkspaceId};
use serde_json::json;

use super::{at, code, id};
use crate::idempotency::{Answer, RequestKey, purge, recall, remember};
use crate::jobs;
use crate::settings;
use crate::testing::databases;

#[test]
fn a_repeated_request_gets_the_first_answer() {
    let request = RequestKey {
        workspace: WorkspaceId(1),
        user: id(1),
        key: "k 1".into(),
        hash: [7; 32],
    };
    let answer = Answer {
        status: 201,
        headers: vec![("etag".into(), "\"1\"".into())],
        body: b"{\"id\":\"\xc3\xa4\"}".to_vec(),
    };
    for db in databases() {
        let (request, answer) = (request.clone(), answer.clone());
        db.store
            .write_blocking(move |tx| {
                assert_eq!(recall(tx, &request, at(0))?, None);
                remember(tx, &request, &answer, at(0))?;
                assert_eq!(recall(tx, &request, at(86_399))?.as_ref(), Some(&answer));
                let other = RequestKey {
                    hash: [8; 32],
                    ..request.clone()
                };
                assert_eq!(code(recall(tx, &other, at(1))), Code::IdempotencyMismatch);
                for stranger in [
                    RequestKey {
                        user: id(2),
                        ..request.clone()
                    },
                    RequestKey {
                        workspace: WorkspaceId(2),
                        ..request.clone()
                    },
                    RequestKey {
                        key: "k 2".into(),
                        ..request.clone()
                    },
                ] {
                    assert_eq!(recall(tx, &stranger, at(1))?, None);
                }
                // After a day the key may be used for something else, whether it was purged or not.
                assert_eq!(recall(tx, &other, at(86_400))?, None);
                remember(tx, &other, &answer, at(86_400))?;
                assert_eq!(purge(tx, at(86_401))?, 0);
                assert_eq!(purge(tx, at(3 * 86_400))?, 1);
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn the_secret_is_made_once() {
    for db in databases() {
        let first = db.store.write_blocking(settings::secret).unwrap();
        assert_eq!(db.store.write_blocking(settings::secret).unwrap(), first);
        assert_ne!(first, [0; 32]);
        db.store
            .write_blocking(|tx| settings::set(tx, "a", "1").and_then(|()| settings::set(tx, "a", "2")))
            .unwrap();
        assert_eq!(
            db.store.read_blocking(|tx| settings::get(tx, "a")).unwrap().as_deref(),
            Some("2")
        );
        assert_eq!(db.store.read_blocking(|tx| settings::get(tx, "b")).unwrap(), None);
    }
}

#[test]
fn jobs_run_in_order_and_again_if_their_worker_dies() {
    let ws = WorkspaceId(1);
    for db in databases() {
        db.store
            .write_blocking(move |tx| {
                let payload = json!({"to": "a"});
                assert!(jobs::enqueue(tx, ws, id(1), "mail", &payload, None, at(10))?);
                assert!(jobs::enqueue(tx, ws, id(2), "mail", &payload, None, at(5))?);
                assert!(jobs::enqueue(tx, ws, id(3), "recompute", &payload, Some("x"), at(20))?);
                assert!(!jobs::enqueue(tx, ws, id(4), "recompute", &payload, Some("x"), at(20))?);
                assert_eq!(jobs::claim(tx, at(4), 60)?, None);
                let second = jobs::claim(tx, at(12), 60)?.unwrap();
                assert_eq!((second.id, second.attempts, &second.payload), (id(2), 1, &payload));
                let first = jobs::claim(tx, at(12), 60)?.unwrap();
                assert_eq!(first.id, id(1));
                assert_eq!(jobs::claim(tx, at(12), 60)?, None);
                jobs::finish(tx, &first)?;
                jobs::retry(tx, &second, "no answer", at(300))?;
                let third = jobs::claim(tx, at(20), 60)?.unwrap();
                assert_eq!(third.id, id(3));
                assert!(jobs::enqueue(tx, ws, id(5), "recompute", &payload, Some("x"), at(900))?);
                let again = jobs::claim(tx, at(80), 60)?.unwrap();
                assert_eq!((again.id, again.attempts), (id(3), 2));
                jobs::finish(tx, &again)?;
                assert_eq!(jobs::claim(tx, at(300), 60)?.unwrap().attempts, 2);
                Ok(())
            })
            .unwrap();
    }
}
