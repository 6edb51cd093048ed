//! How often strangers may try to sign in, and what of it is kept.

use serde_json::{Value as Json, json};
use store::auth;

use crate::kit::{Kit, each};

const PASSWORD: &str = "stagecraft-demo";

fn wrong(email: &str) -> Json {
    json!({ "email": email, "password": "not-this-one" })
}

fn right(email: &str) -> Json {
    json!({ "email": email, "password": PASSWORD })
}

/// Rows that attempts are counted in, and the bytes of the longest key.
async fn kept(kit: &Kit) -> (i64, i64) {
    kit.app.store().read(store::testing::kept_attempts).await.unwrap()
}

/// As if there had been so many tries under a key.
async fn tried(kit: &Kit, key: &'static str, times: usize) {
    let now = kit.app.now();
    let write = kit.app.store().write(move |tx| {
        for _ in 0..times {
            auth::attempt(tx, key, now)?;
        }
        Ok(())
    });
    write.await.unwrap();
}

#[test]
fn what_strangers_send_is_not_kept() {
    each(async |kit| {
        let stranger = kit.from("203.0.113.9");
        for email in [&"x".repeat(60_000), "nobody@demo.example"] {
            stranger
                .post("/session", wrong(email))
                .await
                .problem(401, "wrong_credentials");
        }
        let (rows, longest) = kept(kit).await;
        assert_eq!(rows, 3, "the address, one account, and both together");
        assert!(longest < 64, "a key has {longest} bytes");
    });
}

#[test]
fn a_blocked_address_writes_nothing_more() {
    each(async |kit| {
        tried(kit, "address:203.0.113.9", 100).await;
        let before = kept(kit).await;
        for i in 0..5 {
            let reply = kit
                .from("203.0.113.9")
                .post("/session", wrong(&format!("{i}@demo.example")))
                .await;
            assert!(!reply.header("retry-after").is_empty());
            reply.problem(429, "rate_limited");
        }
        assert_eq!(kept(kit).await, before);
        kit.from("203.0.113.10")
            .post("/session", right("rep@demo.example"))
            .await
            .expect(200);
    });
}

#[test]
fn a_stranger_does_not_lock_somebody_out() {
    each(async |kit| {
        for i in 0..12 {
            let reply = kit
                .from("203.0.113.9")
                .post("/session", wrong("rep@demo.example"))
                .await;
            assert_eq!(reply.status, if i < 10 { 401 } else { 429 });
        }
        let here = kit.from("198.51.100.7");
        here.post("/session", right("rep@demo.example")).await.expect(200);
        // Nor does an address that has had all its tries.
        tried(kit, "address:203.0.113.66", 100).await;
        for _ in 0..12 {
            let stranger = kit.from("203.0.113.66");
            stranger
                .post("/session", wrong("ops@demo.example"))
                .await
                .problem(429, "rate_limited");
        }
        here.post("/session", right("ops@demo.example")).await.expect(200);
    });
}

#[test]
fn those_who_sign_in_from_one_office_are_not_counted_against_it() {
    each(async |kit| {
        tried(kit, "address:198.51.100.7", 98).await;
        for _ in 0..4 {
            let here = kit.from("198.51.100.7");
            here.post("/session", right("rep@demo.example")).await.expect(200);
        }
    });
}
