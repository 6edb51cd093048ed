//! A required step left out, with a reason and one approval.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};
use crate::races::at_once;
use crate::sop::{Deal, publish, simple};

#[test]
fn a_waiver_is_asked_for_approved_by_another_and_opens_the_gate() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let ask = async |step: &str, reason: &str| {
            deal.rep
                .post(&deal.path(&format!("/steps/{step}/waive")), json!({ "reason": reason }))
                .await
        };
        ask("know_person", "").await.fault("required", "/reason");
        ask("know_person", "暂无").await.fault("required", "/reason");
        ask("nope", "客户只有一个人").await.problem(409, "wrong_state");
        let reply = ask("know_person", "客户只有一个人").await;
        assert!(reply.header("location").starts_with("/api/v1/waivers/"));
        let waiver = reply.expect(201);
        assert_eq!(
            (&waiver["status"], &waiver["step"], &waiver["opportunity"]["id"]),
            (&json!("pending"), &json!("know_person"), &json!(deal.id))
        );
        let twice = ask("know_person", "客户只有一个人").await.problem(409, "duplicate");
        assert_eq!(twice["waiver"], waiver["id"]);
        assert_eq!(deal.step("know_person").await["waiver"]["status"], "pending");
        let path = format!("/waivers/{}/approve", waiver["id"].as_str().unwrap());
        // Neither by oneself nor by somebody without the right.
        deal.rep.act(&path).await.problem(403, "forbidden");
        kit.as_("viewer").act(&path).await.problem(403, "forbidden");
        kit.as_("south").act(&path).await.problem(404, "not_found");
        let waiting = kit.as_("manager").get("/today").await.expect(200)["waiting"].clone();
        assert_eq!(
            (&waiting[0]["id"], &waiting[0]["step_title"]),
            (&waiver["id"], &json!("记下对口的人"))
        );
        assert_eq!(deal.rep.get("/today").await.expect(200)["waiting"], json!([]));
        let decided = kit
            .as_("manager")
            .post(&path, json!({ "comment": "同意" }))
            .await
            .expect(200);
        assert_eq!(
            (&decided["status"], &decided["decided_by"]["name"], &decided["comment"]),
            (&json!("approved"), &json!("张伟"), &json!("同意"))
        );
        assert_eq!(deal.step("know_person").await["state"], "waived");
        kit.as_("manager").act(&path).await.problem(409, "wrong_state");
        assert_eq!(kit.as_("manager").get("/today").await.expect(200)["waiting"], json!([]));
        let lacking = deal.rep.act(&deal.path("/advance")).await.problem(409, "gate_not_met");
        assert!(
            lacking["missing"]
                .as_array()
                .unwrap()
                .iter()
                .all(|m| m["step"] != "know_person")
        );
        ask("know_person", "客户只有一个人").await.problem(409, "wrong_state");
    });
}

#[test]
fn a_rejected_waiver_leaves_the_step_open_and_may_be_asked_for_again() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let path = deal.path("/steps/know_person/waive");
        let waiver = deal
            .rep
            .post(&path, json!({ "reason": "客户只有一个人" }))
            .await
            .expect(201);
        let reject = format!("/waivers/{}/reject", waiver["id"].as_str().unwrap());
        kit.as_("manager")
            .post(&reject, json!({ "comment": "一个人也要记" }))
            .await
            .expect(200);
        let step = deal.step("know_person").await;
        assert_eq!(
            (&step["state"], &step["waiver"]["status"]),
            (&json!("open"), &json!("rejected"))
        );
        deal.rep
            .post(&path, json!({ "reason": "客户不愿透露" }))
            .await
            .expect(201);
        kit.as_("manager")
            .post(&reject, json!({}))
            .await
            .problem(409, "wrong_state");
    });
}

#[test]
fn nobody_decides_on_their_own_however_high_they_stand() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let path = deal.path("/steps/know_person/waive");
        let waiver = kit
            .as_("manager")
            .post(&path, json!({ "reason": "客户只有一个人" }))
            .await
            .expect(201);
        let approve = format!("/waivers/{}/approve", waiver["id"].as_str().unwrap());
        kit.as_("manager").act(&approve).await.problem(403, "forbidden");
        kit.as_("ops").act(&approve).await.expect(200);
    });
}

#[test]
fn a_waiver_for_a_stage_that_was_left_changes_nothing() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let waiver = deal
            .rep
            .post(
                &deal.path("/steps/know_person/waive"),
                json!({ "reason": "客户只有一个人" }),
            )
            .await
            .expect(201);
        deal.prospect().await;
        deal.advance().await;
        let before = deal.record().await;
        let approve = format!("/waivers/{}/approve", waiver["id"].as_str().unwrap());
        kit.as_("manager").act(&approve).await.expect(200);
        assert_eq!(deal.record().await["stage"], before["stage"]);
    });
}

const STEPS: &str = "      - {key: review, kind: approval, title: {zh: 评审, en: Review}, required: true}
      - {key: demo, kind: activity, title: {zh: 演示, en: Demo}, required: true, skip: consent}";

/// A deal with a step to approve and one to be left out with consent only; gives its path.
async fn consenting(kit: &Kit, owner: &str) -> String {
    let sop = publish(kit, &simple("consenting", STEPS)).await;
    let deal = kit
        .make(owner, "opportunities", json!({ "name": "一单", "sop": sop }))
        .await;
    format!("/opportunities/{deal}")
}

#[test]
fn on_ones_own_deal_somebody_else_consents_and_approves() {
    each(async |kit| {
        let deal = consenting(kit, "manager").await;
        let (manager, ops) = (kit.as_("manager"), kit.as_("ops"));
        let (skip, complete) = (
            format!("{deal}/steps/demo/skip"),
            format!("{deal}/steps/review/complete"),
        );
        let reason = json!({ "reason": "客户已看过同类产线" });
        let shown = async |who: &str| {
            let sop = kit.as_(who).get(&format!("{deal}/sop")).await.expect(200);
            let step = |key: &str| {
                sop["steps"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .find(|s| s["key"] == key)
                    .cloned()
                    .unwrap()
            };
            (step("review")["waits_for"].clone(), step("demo")["consent"].clone())
        };
        assert_eq!(shown("manager").await, (json!("销售代表"), json!(true)));
        assert_eq!(shown("ops").await, (Json::Null, json!(false)));
        for refused in [
            manager.post(&skip, reason.clone()).await,
            manager.act(&complete).await,
            manager
                .post(&format!("{deal}/log"), json!({ "kind": "call", "step": "review" }))
                .await,
        ] {
            // It says who may decide: not those who don't see the deal.
            let text = refused.problem(403, "forbidden")["detail"].to_string();
            let south = kit.as_("south").get("/me").await.expect(200)["user"]["name"].to_string();
            let ops = ops.get("/me").await.expect(200)["user"]["name"].to_string();
            assert!(
                text.contains(ops.trim_matches('"')) && !text.contains(south.trim_matches('"')),
                "{text}"
            );
        }
        let bulk = json!({ "ids": [deal.rsplit('/').next()], "do": "advance" });
        assert_eq!(manager.post("/opportunities/bulk", bulk).await.expect(200)["done"], 0);
        ops.act(&complete).await.expect(200);
        // An exception that somebody else asked for isn't theirs to approve either.
        let waiver = ops.post(&format!("{deal}/steps/demo/waive"), reason).await.expect(201);
        let approve = format!("/waivers/{}/approve", waiver["id"].as_str().unwrap());
        assert_eq!(manager.get("/today").await.expect(200)["waiting"], json!([]));
        manager.act(&approve).await.problem(403, "forbidden");
        ops.act(&approve).await.problem(403, "forbidden");
        kit.as_("admin").act(&approve).await.expect(200);
    });
}

#[test]
fn a_deal_that_is_given_away_for_a_moment_is_still_ones_own() {
    each(async |kit| {
        let deal = consenting(kit, "manager").await;
        let (manager, id) = (kit.as_("manager"), deal.rsplit('/').next().unwrap());
        let given = json!({ "owner": kit.id("rep") });
        manager.change("opportunities", id, given).await.expect(200);
        let complete = format!("{deal}/steps/review/complete");
        manager.act(&complete).await.problem(403, "forbidden");
        kit.as_("ops").act(&complete).await.expect(200);
        // One that was never theirs is theirs to consent to.
        let other = kit.light("rep", "另一单").await;
        let sop = kit
            .as_("rep")
            .get(&format!("/opportunities/{other}/sop"))
            .await
            .expect(200);
        let step = sop["steps"]
            .as_array()
            .unwrap()
            .iter()
            .find(|s| s["consent"] == true)
            .unwrap();
        let skip = format!("/opportunities/{other}/steps/{}/skip", step["key"].as_str().unwrap());
        manager
            .post(&skip, json!({ "reason": "客户已看过同类产线" }))
            .await
            .expect(200);
    });
}

#[test]
fn who_has_nobody_else_to_ask_decides_alone() {
    each(async |kit| {
        let deal = consenting(kit, "admin").await;
        let admin = kit.as_("admin");
        let ask = async |step: &str| {
            let path = format!("{deal}/steps/{step}/waive");
            let waiver = admin
                .post(&path, json!({ "reason": "客户已看过同类产线" }))
                .await
                .expect(201);
            format!("/waivers/{}/approve", waiver["id"].as_str().unwrap())
        };
        let approve = ask("demo").await;
        admin.act(&approve).await.problem(403, "forbidden");
        for other in ["ops", "manager", "south"] {
            let body = json!({ "active": false });
            admin.change("users", &kit.id(other), body).await.expect(200);
        }
        assert_eq!(
            admin.get("/today").await.expect(200)["waiting"][0]["step_title"],
            "演示"
        );
        admin.act(&approve).await.expect(200);
        admin.act(&format!("{deal}/steps/review/complete")).await.expect(200);
    });
}

#[test]
fn a_waiver_that_many_decide_on_at_once_is_decided_once() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let ask = deal.path("/steps/know_person/waive");
        let reason = json!({ "reason": "客户只有一个人" });
        // Asked for twice at once, there is one.
        let asked = at_once(vec![(deal.rep.clone(), "POST", ask, reason); 4]).await;
        assert_eq!((asked[&201].len(), asked[&409].len()), (1, 3));
        let id = asked[&201][0].json["id"].as_str().unwrap().to_owned();
        let decide = |who, verb| (kit.as_(who), "POST", format!("/waivers/{id}/{verb}"), json!({}));
        let all = [
            ("manager", "approve"),
            ("ops", "reject"),
            ("admin", "approve"),
            ("ops", "approve"),
            ("manager", "reject"),
        ];
        let decided = at_once(all.map(|(who, verb)| decide(who, verb)).into()).await;
        assert_eq!((decided[&200].len(), decided[&409].len()), (1, 4));
        let approved = decided[&200][0].json["status"] == "approved";
        assert_eq!(
            deal.step("know_person").await["state"],
            if approved { "waived" } else { "open" }
        );
    });
}
