//! Changes that meet other changes, and requests that are sent twice.

use serde_json::json;

use crate::kit::each;

#[test]
fn a_change_without_a_version_or_with_an_old_one_is_refused() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let id = kit.light("rep", "一单").await;
        let path = format!("/opportunities/{id}");
        rep.patch(&path, json!({ "name": "x" }))
            .await
            .problem(428, "version_required");
        rep.delete(&path).await.problem(428, "version_required");
        let seen = rep.get(&path).await.expect(200)["version"].as_i64().unwrap();
        let first = rep
            .clone()
            .if_match(seen)
            .patch(&path, json!({ "name": "二单" }))
            .await
            .expect(200);
        assert_eq!(first["version"], seen + 1);
        let late = rep.clone().if_match(seen).patch(&path, json!({ "name": "三单" })).await;
        assert_eq!(late.header("etag"), format!("\"{}\"", seen + 1));
        let problem = late.problem(412, "version_conflict");
        assert_eq!(problem["current"], first);
        rep.clone()
            .if_match(seen)
            .delete(&path)
            .await
            .problem(412, "version_conflict");
        let weak = format!("W/\"{}\"", seen + 1);
        rep.clone()
            .header("if-match", &weak)
            .patch(&path, json!({ "name": "三单" }))
            .await
            .expect(200);
        for wrong in ["*", "x", "\"\""] {
            let reply = rep
                .clone()
                .header("if-match", wrong)
                .patch(&path, json!({ "name": "x" }))
                .await;
            reply.fault("invalid_value", "/If-Match");
        }
    });
}

#[test]
fn the_record_in_a_conflict_shows_only_what_the_asker_sees() {
    each(async |kit| {
        let id = kit
            .make("admin", "opportunities", json!({ "name": "一单", "budget": "5.00" }))
            .await;
        let rights =
            json!({ "objects": { "opportunities": { "read": "all", "update": "all", "hidden": ["budget"] } } });
        let clerk = kit.hire("clerk", rights).await;
        let problem = clerk
            .if_match(9)
            .patch(&format!("/opportunities/{id}"), json!({ "name": "x" }))
            .await
            .problem(412, "version_conflict");
        assert_eq!(problem["current"]["name"], "一单");
        assert_eq!(problem["current"].get("budget"), None);
    });
}

#[test]
fn a_version_counts_on_verbs_where_it_is_given() {
    each(async |kit| {
        let id = kit.light("rep", "一单").await;
        let path = format!("/opportunities/{id}");
        let rep = kit.as_("rep");
        let old = rep.clone().if_match(9);
        old.post(&format!("{path}/hold"), json!({ "reason": "客户放假" }))
            .await
            .problem(412, "version_conflict");
        old.post(&format!("{path}/steps/know_person/skip"), json!({ "reason": "x" }))
            .await
            .problem(412, "version_conflict");
        old.put(&format!("{path}/answers/light_today"), json!({ "text": "手工" }))
            .await
            .problem(412, "version_conflict");
        old.post(&format!("{path}/log"), json!({ "kind": "call" }))
            .await
            .problem(412, "version_conflict");
        old.post(&format!("{path}/steps/know_person/waive"), json!({ "reason": "x" }))
            .await
            .problem(412, "version_conflict");
        let version = rep.get(&path).await.expect(200)["version"].clone();
        let reply = rep
            .clone()
            .if_match(&version)
            .post(&format!("{path}/hold"), json!({ "reason": "客户放假" }))
            .await;
        let etag = reply.header("etag").to_owned();
        reply.expect(200);
        assert_eq!(etag, format!("\"{}\"", rep.get(&path).await.expect(200)["version"]));
    });
}

#[test]
fn the_same_key_and_request_get_the_first_answer_again() {
    each(async |kit| {
        let rep = kit.as_("rep").key("k-1");
        let body = json!({ "name": "一单" });
        let first = rep.post("/opportunities", body.clone()).await;
        let again = rep.post("/opportunities", body.clone()).await;
        assert_eq!((first.status, &first.body), (again.status, &again.body));
        for header in ["etag", "location", "content-type"] {
            assert_eq!(first.header(header), again.header(header));
        }
        assert_eq!(
            kit.as_("rep").get("/opportunities?count=true").await.expect(200)["count"],
            1
        );
        // Another body, path, or version under the same key is a mistake.
        rep.post("/opportunities", json!({ "name": "二单" }))
            .await
            .problem(422, "idempotency_mismatch");
        rep.post("/accounts", body.clone())
            .await
            .problem(422, "idempotency_mismatch");
        // Keys are each user's own.
        kit.as_("siyuan")
            .key("k-1")
            .post("/opportunities", body.clone())
            .await
            .expect(201);
        // After a day it is forgotten.
        kit.at("2026-11-25T02:00:01Z");
        rep.post("/opportunities", json!({ "name": "二单" })).await.expect(201);
    });
}

#[test]
fn a_refused_request_is_not_kept_and_may_be_put_right_under_its_key() {
    each(async |kit| {
        let rep = kit.as_("rep").key("k-2");
        rep.post("/opportunities", json!({})).await.fault("required", "/name");
        rep.post("/opportunities", json!({ "name": "一单" })).await.expect(201);
    });
}

#[test]
fn verbs_patches_and_deletes_repeat_safely() {
    each(async |kit| {
        let id = kit.light("rep", "一单").await;
        let path = format!("/opportunities/{id}");
        let rep = kit.as_("rep");
        let log = json!({ "kind": "call", "reached": "connected", "next": { "title": "回电" } });
        let first = rep
            .clone()
            .key("log")
            .post(&format!("{path}/log"), log.clone())
            .await
            .expect(201);
        assert_eq!(
            rep.clone()
                .key("log")
                .post(&format!("{path}/log"), log)
                .await
                .expect(201),
            first
        );
        assert_eq!(rep.get("/tasks?count=true").await.expect(200)["count"], 1);
        let version = rep.get(&path).await.expect(200)["version"].clone();
        let patch = rep.clone().key("patch").if_match(&version);
        let changed = patch.patch(&path, json!({ "source": "展会" })).await.expect(200);
        assert_eq!(
            patch.patch(&path, json!({ "source": "展会" })).await.expect(200),
            changed
        );
        let remove = rep.clone().key("delete").if_match(&changed["version"]);
        remove.delete(&path).await.expect(204);
        remove.delete(&path).await.expect(204);
    });
}

#[test]
fn a_bulk_request_repeats_safely() {
    each(async |kit| {
        let (a, b) = (kit.light("rep", "甲").await, kit.light("rep", "乙").await);
        let rep = kit.as_("rep").key("bulk");
        let body = json!({ "ids": [a, b], "delete": true });
        assert_eq!(
            rep.post("/opportunities/bulk", body.clone()).await.expect(200)["done"],
            2
        );
        assert_eq!(rep.post("/opportunities/bulk", body).await.expect(200)["done"], 2);
        let other = json!({ "ids": [a], "delete": true });
        rep.post("/opportunities/bulk", other)
            .await
            .problem(422, "idempotency_mismatch");
    });
}

#[test]
fn answers_with_secrets_are_never_kept() {
    each(async |kit| {
        let rep = kit.as_("rep").key("secret");
        let first = rep.post("/me/tokens", json!({ "name": "x" })).await.expect(201);
        let again = rep.post("/me/tokens", json!({ "name": "x" })).await.expect(201);
        assert_ne!(first["token"], again["token"]);
        let contact = kit
            .make("rep", "contacts", json!({ "name": "赵", "phone": "13800138000" }))
            .await;
        let reveal = kit.as_("manager").key("reveal");
        let path = format!("/contacts/{contact}/reveal");
        reveal.post(&path, json!({ "field": "phone" })).await.expect(200);
        // Had the first answer been kept, this would be another request under its key.
        reveal.post(&path, json!({ "field": "email" })).await.expect(200);
    });
}

#[test]
fn a_key_that_is_none_is_refused() {
    each(async |kit| {
        let long = "x".repeat(256);
        for key in ["", long.as_str()] {
            let reply = kit
                .as_("rep")
                .key(key)
                .post("/opportunities", json!({ "name": "x" }))
                .await;
            reply.fault("invalid_value", "/Idempotency-Key");
        }
        kit.as_("rep")
            .key(&"x".repeat(255))
            .post("/opportunities", json!({ "name": "x" }))
            .await
            .expect(201);
    });
}
