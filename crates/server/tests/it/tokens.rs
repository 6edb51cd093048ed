//! Tokens for programs.

use serde_json::json;

use crate::kit::each;

#[test]
fn a_token_is_shown_once_and_acts_for_its_owner() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let made = rep.post("/me/tokens", json!({ "name": "导出脚本" })).await.expect(201);
        let token = made["token"].as_str().unwrap();
        assert!(token.len() >= 40);
        let program = kit.secret(token);
        assert_eq!(
            program.get("/me").await.expect(200)["user"]["email"],
            "rep@demo.example"
        );
        program
            .post("/opportunities", json!({ "name": "来自程序" }))
            .await
            .expect(201);
        let listed = rep.get("/me/tokens").await.expect(200);
        assert_eq!(listed["data"][0]["name"], "导出脚本");
        assert!(!listed.to_string().contains(token));
        assert_eq!(listed["data"][0].get("token"), None);
        // Nobody else's list has it, and nobody else ends it.
        assert_eq!(kit.as_("admin").get("/me/tokens").await.expect(200)["data"], json!([]));
        let path = format!("/me/tokens/{}", made["id"].as_str().unwrap());
        kit.as_("admin").delete(&path).await.problem(404, "not_found");
        rep.delete(&path).await.expect(204);
        program.get("/me").await.problem(401, "unauthenticated");
        rep.delete(&path).await.problem(404, "not_found");
    });
}

#[test]
fn a_read_only_token_reads_and_changes_nothing() {
    each(async |kit| {
        let id = kit.light("rep", "一单").await;
        let body = json!({ "name": "报表", "read_only": true });
        let made = kit.as_("rep").post("/me/tokens", body).await.expect(201);
        let program = kit.secret(made["token"].as_str().unwrap());
        program.get(&format!("/opportunities/{id}")).await.expect(200);
        program.get(&format!("/opportunities/{id}/sop")).await.expect(200);
        program
            .post("/opportunities/aggregate", json!({ "measures": ["count"] }))
            .await
            .expect(200);
        let verbs = program.get(&format!("/opportunities/{id}/sop")).await.expect(200)["verbs"].clone();
        assert_eq!(verbs, json!([]));
        let one = format!("/opportunities/{id}");
        for reply in [
            program.post("/opportunities", json!({ "name": "x" })).await,
            program.clone().if_match(1).patch(&one, json!({ "name": "x" })).await,
            program.clone().if_match(1).delete(&one).await,
            program.act(&format!("{one}/restore")).await,
            program.act(&format!("{one}/advance")).await,
            program.act(&format!("{one}/steps/know_account/complete")).await,
            program
                .post(
                    &format!("{one}/steps/know_person/waive"),
                    json!({ "reason": "客户只有一个人" }),
                )
                .await,
            program
                .put(&format!("{one}/answers/light_today"), json!({ "text": "手工登记" }))
                .await,
            program.post(&format!("{one}/log"), json!({ "kind": "call" })).await,
            program
                .post("/opportunities/bulk", json!({ "ids": [id], "delete": true }))
                .await,
            program.post("/me/tokens", json!({ "name": "x" })).await,
            program.patch("/me", json!({ "theme": "dark" })).await,
        ] {
            let code = reply.json["code"].clone();
            assert!(
                code == "forbidden" || (reply.status == 404 && code == "not_found"),
                "{}",
                reply.text()
            );
        }
        let password = json!({ "current": "stagecraft-demo", "password": "a new password" });
        program.post("/me/password", password).await.problem(403, "forbidden");
        let admin = kit
            .as_("admin")
            .post("/me/tokens", json!({ "name": "x", "read_only": true }))
            .await
            .expect(201);
        let admin = kit.secret(admin["token"].as_str().unwrap());
        admin
            .patch("/workspace", json!({ "name": "x" }))
            .await
            .problem(403, "forbidden");
        admin
            .post("/sops", json!({ "yaml": "sop:" }))
            .await
            .problem(403, "forbidden");
    });
}

#[test]
fn a_token_works_for_its_days_and_not_longer() {
    each(async |kit| {
        let made = kit
            .as_("rep")
            .post("/me/tokens", json!({ "name": "x", "days": 2 }))
            .await
            .expect(201);
        let program = kit.secret(made["token"].as_str().unwrap());
        kit.at("2026-11-26T01:59:00Z");
        program.get("/me").await.expect(200);
        kit.at("2026-11-26T02:00:00Z");
        program.get("/me").await.problem(401, "unauthenticated");
    });
}

#[test]
fn what_a_token_request_lacks_is_pointed_at() {
    each(async |kit| {
        let rep = kit.as_("rep");
        rep.post("/me/tokens", json!({})).await.fault("required", "/name");
        rep.post("/me/tokens", json!({ "name": " " }))
            .await
            .fault("required", "/name");
        rep.post("/me/tokens", json!({ "name": "x", "days": 0 }))
            .await
            .fault("invalid_value", "/days");
        rep.post("/me/tokens", json!({ "name": "x", "days": 3651 }))
            .await
            .fault("invalid_value", "/days");
        rep.post("/me/tokens", json!({ "name": "x", "days": "many" }))
            .await
            .fault("invalid_value", "/days");
        rep.post("/me/tokens", json!({ "name": "x", "admin": true }))
            .await
            .fault("unknown_field", "/admin");
    });
}
