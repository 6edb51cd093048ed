//! The recycle bin.

use serde_json::json;

use crate::kit::each;

#[test]
fn what_is_deleted_is_gone_from_everywhere_until_it_is_restored() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let account = kit.make("rep", "accounts", json!({ "name": "苏州恒立精密" })).await;
        let deal = kit
            .make(
                "rep",
                "opportunities",
                json!({ "name": "产线升级", "account": account, "amount": "5.00" }),
            )
            .await;
        let note = kit
            .make("rep", "notes", json!({ "opportunity": deal, "body": "备忘" }))
            .await;
        let path = format!("/opportunities/{deal}");
        let before = rep.get(&path).await.expect(200);
        rep.remove("opportunities", &deal).await.expect(204);
        rep.get(&path).await.problem(404, "not_found");
        rep.get(&format!("{path}/sop")).await.problem(404, "not_found");
        rep.get(&format!("{path}/timeline")).await.problem(404, "not_found");
        rep.clone()
            .if_match(2)
            .patch(&path, json!({ "name": "x" }))
            .await
            .problem(404, "not_found");
        rep.act(&format!("{path}/advance")).await.problem(404, "not_found");
        rep.get(&format!("/notes/{note}")).await.problem(404, "not_found");
        assert_eq!(rep.get("/opportunities").await.expect(200)["data"], json!([]));
        assert_eq!(
            rep.query("/search", &[("q", "产线升级")]).await.expect(200)["data"],
            json!([])
        );
        let sum = rep
            .post("/opportunities/aggregate", json!({ "measures": ["count"] }))
            .await
            .expect(200);
        assert_eq!(sum["rows"], json!([{ "count": 0 }]));
        let restored = rep.act(&format!("{path}/restore")).await.expect(200);
        for field in ["name", "amount", "account", "stage", "next_step", "sop"] {
            assert_eq!(restored[field], before[field], "{field}");
        }
        rep.get(&format!("/notes/{note}")).await.expect(200);
        assert_eq!(
            rep.query("/search", &[("q", "产线升级")]).await.expect(200)["data"][0]["id"],
            deal
        );
        let kinds: Vec<_> = rep.get(&format!("{path}/timeline")).await.expect(200)["data"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|e| e["object"] == "opportunities")
            .map(|e| e["kind"].as_str().unwrap().to_owned())
            .collect();
        let told: Vec<_> = kinds
            .iter()
            .filter(|k| matches!(k.as_str(), "restored" | "deleted"))
            .collect();
        assert_eq!(told, ["restored", "deleted"]);
        rep.act(&format!("{path}/restore")).await.problem(404, "not_found");
    });
}

#[test]
fn only_those_who_may_delete_may_restore() {
    each(async |kit| {
        let deal = kit.light("rep", "一单").await;
        kit.as_("rep").remove("opportunities", &deal).await.expect(204);
        let path = format!("/opportunities/{deal}/restore");
        for who in ["viewer", "service", "siyuan", "south"] {
            kit.as_(who).act(&path).await.problem(404, "not_found");
        }
        kit.as_("manager").act(&path).await.expect(200);
    });
}

#[test]
fn a_unique_value_is_free_again_after_deleting_and_taken_after_that() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let first = kit
            .make("rep", "opportunities", json!({ "name": "甲", "number": "OP-1" }))
            .await;
        rep.post("/opportunities", json!({ "name": "乙", "number": "OP-1" }))
            .await
            .problem(409, "duplicate");
        // Another rep doesn't see it, and is told no more than that it is taken.
        let told = kit
            .as_("jiayi")
            .post("/opportunities", json!({ "name": "乙", "number": "OP-1" }))
            .await
            .problem(409, "duplicate");
        assert!(!told.to_string().contains(&first));
        rep.remove("opportunities", &first).await.expect(204);
        let second = kit
            .make("rep", "opportunities", json!({ "name": "乙", "number": "OP-1" }))
            .await;
        let problem = rep
            .act(&format!("/opportunities/{first}/restore"))
            .await
            .problem(409, "duplicate");
        assert_eq!(problem["errors"][0]["pointer"], "/number");
        rep.change("opportunities", &second, json!({ "number": "OP-2" }))
            .await
            .expect(200);
        rep.act(&format!("/opportunities/{first}/restore")).await.expect(200);
        rep.change("opportunities", &second, json!({ "number": "OP-1" }))
            .await
            .problem(409, "duplicate");
    });
}

#[test]
fn an_address_belongs_to_one_person_in_the_installation() {
    each(async |kit| {
        let role = kit
            .as_("admin")
            .list("roles", json!({ "field": "key", "op": "eq", "value": "rep" }))
            .await[0]["id"]
            .clone();
        let body = json!({ "name": "新人", "email": "REP@demo.example", "role": role });
        kit.as_("admin").post("/users", body).await.problem(409, "duplicate");
    });
}

#[test]
fn a_deal_that_comes_back_looks_at_what_changed_meanwhile() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let account = kit.make("rep", "accounts", json!({ "name": "苏州恒立" })).await;
        let sop = kit.sop("light").await;
        let deal = kit
            .make(
                "rep",
                "opportunities",
                json!({ "name": "一单", "account": account, "sop": sop }),
            )
            .await;
        let call = kit
            .make(
                "rep",
                "activities",
                json!({ "opportunity": deal, "account": account, "kind": "call", "reached": "connected" }),
            )
            .await;
        assert_eq!(
            rep.get(&format!("/opportunities/{deal}")).await.expect(200)["steps_done"],
            2
        );
        rep.remove("activities", &call).await.expect(204);
        assert_eq!(
            rep.get(&format!("/opportunities/{deal}")).await.expect(200)["steps_done"],
            1
        );
        rep.act(&format!("/activities/{call}/restore")).await.expect(200);
        assert_eq!(
            rep.get(&format!("/opportunities/{deal}")).await.expect(200)["steps_done"],
            2
        );
    });
}

#[test]
fn the_bin_shows_what_one_may_restore_deleted_last_first() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let first = kit.make("rep", "accounts", json!({ "name": "甲" })).await;
        let second = kit.light("rep", "乙").await;
        let theirs = kit.make("jiayi", "accounts", json!({ "name": "南区的" })).await;
        kit.at("2026-11-24T03:00:00Z");
        rep.remove("accounts", &first).await.expect(204);
        kit.as_("jiayi").remove("accounts", &theirs).await.expect(204);
        kit.at("2026-11-24T04:00:00Z");
        rep.remove("opportunities", &second).await.expect(204);
        let seen = async |who: &str, query: &[(&str, &str)]| {
            let entries = kit.as_(who).query("/bin", query).await.expect(200)["data"].clone();
            let entries = entries.as_array().unwrap().clone();
            entries
                .iter()
                .map(|e| e["name"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(seen("rep", &[]).await, ["乙", "甲"]);
        assert_eq!(seen("rep", &[("object", "accounts")]).await, ["甲"]);
        assert_eq!(seen("rep", &[("limit", "1")]).await, ["乙"]);
        assert_eq!(seen("jiayi", &[]).await, ["南区的"]);
        assert_eq!(seen("viewer", &[]).await, [""; 0]);
        let entry = rep.query("/bin", &[("object", "accounts")]).await.expect(200)["data"][0].clone();
        assert_eq!(
            entry,
            json!({ "object": "accounts", "id": first, "name": "甲", "deleted_at": "2026-11-24T03:00:00.000000Z" })
        );
        rep.query("/bin", &[("object", "nothing")])
            .await
            .problem(404, "not_found");
        rep.act(&format!("/accounts/{first}/restore")).await.expect(200);
        assert_eq!(seen("rep", &[]).await, ["乙"]);
    });
}
