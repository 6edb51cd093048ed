//! Packs: installed by one click, removed without loss.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};

async fn tracks(kit: &Kit, pack: &str) -> Vec<Json> {
    let of = json!({ "field": "origin", "op": "starts_with", "value": format!("{pack}/") });
    kit.as_("ops").list("talk_tracks", of).await
}

async fn views(kit: &Kit, pack: &str) -> Vec<Json> {
    let of = json!({ "field": "origin", "op": "starts_with", "value": format!("{pack}/") });
    kit.as_("ops").list("saved_views", of).await
}

#[test]
fn a_pack_comes_and_goes_and_loses_nothing() {
    each(async |kit| {
        let ops = kit.as_("ops");
        let all = ops.get("/packs").await.expect(200);
        let pack = |all: &Json, key: &str| {
            all["data"]
                .as_array()
                .unwrap()
                .iter()
                .find(|p| p["key"] == key)
                .unwrap()
                .clone()
        };
        assert_eq!(pack(&all, "solution_selling")["installed"], true);
        assert_eq!(pack(&all, "retail_sale")["installed"], false);
        let shown = ops.get("/packs/retail_sale").await.expect(200);
        assert_eq!(shown["stages"][0]["name"], "迎宾与探询");
        assert!(shown["stages"][1]["exit"][0].as_str().is_some());
        let english = kit.as_("ops").lang("en").get("/packs/retail_sale").await.expect(200);
        assert_eq!(english["name"], "Retail sale");

        let installed = ops.act("/packs/retail_sale/install").await.expect(200);
        assert_eq!(installed["installed"], true);
        let (said, seen) = (tracks(kit, "retail_sale").await, views(kit, "retail_sale").await);
        assert!(said.len() >= 6 && seen.len() == 2, "{} {}", said.len(), seen.len());
        assert_eq!(seen[0]["shared"], true);

        // Twice changes nothing.
        let sop = installed["sop"].as_str().unwrap();
        let versions = json!({ "field": "sop", "op": "eq", "value": sop });
        let before = ops.list("sop_versions", versions.clone()).await;
        ops.act("/packs/retail_sale/install").await.expect(200);
        assert_eq!(ops.list("sop_versions", versions.clone()).await, before);
        assert_eq!(tracks(kit, "retail_sale").await, said);

        // A deal runs on it, and a talk track is made the company's own.
        let deal = kit
            .make("rep", "opportunities", json!({ "name": "沙发", "sop": sop }))
            .await;
        let own = said[0]["id"].as_str().unwrap();
        ops.change("talk_tracks", own, json!({ "text": "我们自己的说法" }))
            .await
            .expect(200);
        let views_seen = json!({ "field": "sop", "op": "eq", "value": sop });
        assert_eq!(kit.as_("rep").list("opportunities", views_seen).await.len(), 1);

        let removed = ops.act("/packs/retail_sale/remove").await.expect(200);
        assert_eq!(removed["installed"], false);
        let left = tracks(kit, "retail_sale").await;
        assert_eq!(left.len(), 1);
        assert_eq!(left[0]["text"], "我们自己的说法");
        assert_eq!(views(kit, "retail_sale").await, Vec::<Json>::new());
        let run = kit
            .as_("rep")
            .get(&format!("/opportunities/{deal}/sop"))
            .await
            .expect(200);
        assert_eq!(run["stages"][0]["key"], "welcome");
        kit.as_("rep")
            .post("/opportunities", json!({ "name": "柜子", "sop": sop }))
            .await
            .fault("invalid_value", "/sop");
        ops.act("/packs/retail_sale/remove").await.problem(409, "wrong_state");

        // It comes back; what was changed is still there, once.
        ops.act("/packs/retail_sale/install").await.expect(200);
        let again = tracks(kit, "retail_sale").await;
        assert_eq!(again.len(), said.len());
        assert_eq!(again.iter().filter(|t| t["text"] == "我们自己的说法").count(), 1);
        kit.make("rep", "opportunities", json!({ "name": "柜子", "sop": sop }))
            .await;
    });
}

#[test]
fn only_who_edits_sops_installs_packs() {
    each(async |kit| {
        for who in ["rep", "manager", "viewer"] {
            kit.as_(who).get("/packs").await.expect(200);
            kit.as_(who)
                .act("/packs/renewal/install")
                .await
                .problem(403, "forbidden");
            kit.as_(who).act("/packs/light/remove").await.problem(403, "forbidden");
        }
        let ops = kit.as_("ops");
        ops.get("/packs/nothing").await.problem(404, "not_found");
        ops.act("/packs/nothing/install").await.problem(404, "not_found");
        // New records would have nothing to follow.
        ops.act("/packs/solution_selling/remove")
            .await
            .problem(409, "wrong_state");
        ops.act("/packs/light/remove").await.expect(200);
    });
}

#[test]
fn every_pack_can_be_installed() {
    each(async |kit| {
        for pack in app::packs::all() {
            let answer = kit
                .as_("ops")
                .act(&format!("/packs/{}/install", pack.key))
                .await
                .expect(200);
            assert_eq!(answer["installed"], true, "{}", pack.key);
        }
        // A deal of the largest one begins as every deal does.
        let sop = kit.sop("key_account").await;
        let deal = kit
            .make("rep", "opportunities", json!({ "name": "集团", "sop": sop }))
            .await;
        let run = kit
            .as_("rep")
            .get(&format!("/opportunities/{deal}/sop"))
            .await
            .expect(200);
        assert_eq!(run["stages"].as_array().unwrap().len(), 7);
    });
}
