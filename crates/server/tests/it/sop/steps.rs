//! Steps, answers, and contacts that are logged.

use serde_json::{Value as Json, json};

use super::{Deal, publish, simple};
use crate::kit::each;

#[test]
fn steps_that_follow_the_data_open_again_with_it() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        deal.prospect().await;
        assert_eq!(deal.record().await["steps_done"], 3);
        deal.rep
            .change("opportunities", &deal.id, json!({ "account": null }))
            .await
            .expect(200);
        let record = deal.record().await;
        assert_eq!(
            (&record["steps_done"], &record["next_step"]["step"]),
            (&json!(2), &json!("know_account"))
        );
        assert!(deal.kinds().await.contains(&"step_reopened:know_account".to_owned()));
        let people = deal.rep.list("stakeholders", json!({ "all": [] })).await;
        deal.rep
            .remove("stakeholders", people[0]["id"].as_str().unwrap())
            .await
            .expect(204);
        assert_eq!(deal.record().await["steps_done"], 1);
        // They can't be completed or reopened by hand.
        for verb in ["complete", "reopen"] {
            let reply = deal.rep.act(&deal.path(&format!("/steps/know_account/{verb}"))).await;
            assert!(
                verb == "reopen" && reply.status == 200 || reply.status == 409,
                "{verb} {}",
                reply.text()
            );
        }
        deal.rep.act(&deal.path("/advance")).await.problem(409, "gate_not_met");
    });
}

#[test]
fn steps_are_completed_skipped_and_reopened_by_hand() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let act = async |step: &str, verb: &str, body: Json| {
            deal.rep.post(&deal.path(&format!("/steps/{step}/{verb}")), body).await
        };
        act("know_account", "skip", json!({}))
            .await
            .fault("required", "/reason");
        act("know_account", "skip", json!({ "reason": "暂无" }))
            .await
            .fault("required", "/reason");
        act("know_account", "skip", json!({ "reason": "x", "nope": 1 }))
            .await
            .fault("unknown_field", "/nope");
        act("know_account", "skip", json!({ "reason": "个人客户，没有公司" }))
            .await
            .expect(200);
        assert_eq!(deal.step("know_account").await["state"], "skipped");
        act("know_account", "skip", json!({ "reason": "个人客户，没有公司" }))
            .await
            .problem(409, "wrong_state");
        act("know_account", "reopen", json!({})).await.expect(200);
        assert_eq!(deal.step("know_account").await["state"], "open");
        // What can't be skipped without consent goes the way of a waiver.
        act("first_contact", "skip", json!({ "reason": "客户自己找上门来" }))
            .await
            .problem(403, "forbidden");
        act("send_offer", "complete", json!({}))
            .await
            .problem(409, "wrong_state");
        act("nope", "complete", json!({})).await.problem(409, "wrong_state");
        act("know_account", "fly", json!({})).await.problem(404, "not_found");
        deal.prospect().await;
        deal.advance().await;
        act("send_offer", "complete", json!({ "note": "视频讲解，客户两人在场" }))
            .await
            .expect(200);
        let step = deal.step("send_offer").await;
        assert_eq!(
            (&step["state"], &step["done_by"]["name"], &step["done_at"]),
            (&json!("done"), &json!("林晓彤"), &json!("2026-11-24T02:00:00.000000Z"))
        );
        act("send_offer", "complete", json!({})).await.expect(200);
        act("send_offer", "reopen", json!({})).await.expect(200);
        assert_eq!(deal.step("send_offer").await["state"], "open");
    });
}

#[test]
fn an_approval_is_for_somebody_who_may_approve() {
    each(async |kit| {
        let yaml = simple(
            "approval",
            "      - {key: review, kind: approval, title: {zh: 评审, en: Review}, required: true}",
        );
        let sop = publish(kit, &yaml).await;
        let id = kit
            .make("rep", "opportunities", json!({ "name": "x", "sop": sop }))
            .await;
        let path = format!("/opportunities/{id}/steps/review/complete");
        let seen = async |who: &str| {
            let sop = kit.as_(who).get(&format!("/opportunities/{id}/sop")).await.expect(200);
            let (step, next) = (sop["steps"][0].clone(), sop["next"].clone());
            assert_eq!((&step["waits_for"], &step["fix"]), (&next["waits_for"], &next["fix"]));
            (step["waits_for"].clone(), step["fix"]["kind"].clone())
        };
        assert_eq!(seen("rep").await, (json!("销售代表"), json!(null)));
        assert_eq!(seen("manager").await, (json!(null), json!("step")));
        kit.as_("rep").act(&path).await.problem(403, "forbidden");
        kit.as_("south").act(&path).await.problem(404, "not_found");
        kit.as_("manager").act(&path).await.expect(200);
    });
}

#[test]
fn an_answer_is_a_text_or_why_it_is_not_known_yet() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let answer = async |key: &str, body: Json| deal.rep.put(&deal.path(&format!("/answers/{key}")), body).await;
        answer("nope", json!({ "text": "手工" }))
            .await
            .problem(404, "not_found");
        answer("light_today", json!({})).await.fault("required", "/text");
        answer("light_today", json!({ "text": " " }))
            .await
            .fault("required", "/text");
        answer("light_today", json!({ "text": "手工", "unknown_because": "没问" }))
            .await
            .fault("required", "/text");
        answer("light_today", json!({ "unknown_because": "负责人出差" }))
            .await
            .fault("required", "/will_know_by");
        answer(
            "light_today",
            json!({ "unknown_because": "负责人出差", "will_know_by": "2026-11-23" }),
        )
        .await
        .fault("invalid_value", "/will_know_by");
        answer("light_today", json!({ "text": 5 }))
            .await
            .fault("invalid_value", "/text");
        answer("light_today", json!({ "nope": 5 }))
            .await
            .fault("unknown_field", "/nope");
        let find = |sop: &Json, key: &str| -> Json {
            sop["questions"]
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|l| l["groups"].as_array().unwrap())
                .flat_map(|g| g["questions"].as_array().unwrap())
                .find(|q| q["key"] == key)
                .cloned()
                .unwrap_or_default()["answer"]
                .clone()
        };
        let sop = answer("light_today", json!({ "text": "手工登记在本子上，月底再抄一遍" }))
            .await
            .expect(200);
        let given = find(&sop, "light_today");
        assert_eq!(
            (&given["text"], &given["thin"], &given["by"]["name"]),
            (
                &json!("手工登记在本子上，月底再抄一遍"),
                &json!(false),
                &json!("林晓彤")
            )
        );
        // Placeholders are kept and flagged.
        for thin in ["暂无", "N/A", "1", "有", "好的", "知道了"] {
            let sop = answer("light_trigger", json!({ "text": thin })).await.expect(200);
            assert_eq!(find(&sop, "light_trigger")["thin"], true, "{thin}");
        }
        // What the customer only confirms may be short.
        for (text, thin) in [("是", false), ("知道了", true)] {
            answer("light_by_when", json!({ "text": text })).await.expect(200);
            let asked = json!({ "field": "question", "op": "eq", "value": "light_by_when" });
            let kept = deal.rep.list("answers", asked).await;
            assert_eq!(kept[0]["thin"], thin, "{text}");
        }
        let sop = answer(
            "light_trouble",
            json!({ "unknown_because": "负责人出差", "will_know_by": "2026-11-30" }),
        )
        .await
        .expect(200);
        let unknown = find(&sop, "light_trouble");
        assert_eq!(
            (&unknown["unknown_because"], &unknown["will_know_by"], &unknown["text"]),
            (&json!("负责人出差"), &json!("2026-11-30"), &json!(null))
        );
        // A later answer replaces it.
        let sop = answer("light_trouble", json!({ "text": "换线太慢，每次两小时" }))
            .await
            .expect(200);
        assert_eq!(find(&sop, "light_trouble")["unknown_because"], json!(null));
        assert_eq!(deal.rep.get("/answers?count=true").await.expect(200)["count"], 4);
    });
}

#[test]
fn a_questionnaire_is_done_when_what_matters_is_answered_and_unknown_is_an_answer() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        deal.prospect().await;
        deal.advance().await;
        let answer = async |key: &str, body: Json| {
            deal.rep
                .put(&deal.path(&format!("/answers/{key}")), body)
                .await
                .expect(200)
        };
        assert_eq!(deal.step("ask_value").await["state"], "open");
        answer("light_if_nothing", json!({ "text": "暂无" })).await;
        answer("light_if_solved", json!({ "text": "产能多两成" })).await;
        let step = deal.step("ask_value").await;
        assert_eq!((&step["state"], &step["thin"]), (&json!("open"), &json!(true)));
        answer(
            "light_if_nothing",
            json!({ "unknown_because": "财务在核算", "will_know_by": "2026-11-30" }),
        )
        .await;
        assert_eq!(deal.step("ask_value").await["state"], "done");
    });
}

#[test]
fn a_contact_is_logged_with_its_next_task_and_the_step_it_completes() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        deal.prospect().await;
        deal.advance().await;
        let log = async |body: Json| deal.rep.post(&deal.path("/log"), body).await;
        let body = json!({ "kind": "meeting", "reached": "connected", "outcome": "advance", "body": "当面讲解了报价", "contact": deal.contact, "minutes": 40,
            "at": "2026-11-24T01:00:00Z", "next": { "title": "发合同", "due_on": "2026-11-26", "kind": "send" }, "step": "send_offer" });
        let made = log(body).await.expect(201);
        assert_eq!(
            (
                &made["activity"]["kind"],
                &made["activity"]["at"],
                &made["activity"]["contact"]["name"]
            ),
            (
                &json!("meeting"),
                &json!("2026-11-24T01:00:00.000000Z"),
                &json!("赵国栋")
            )
        );
        assert_eq!(
            (
                &made["task"]["title"],
                &made["task"]["due_on"],
                &made["task"]["opportunity"]["id"]
            ),
            (&json!("发合同"), &json!("2026-11-26"), &json!(deal.id))
        );
        assert_eq!(deal.step("send_offer").await["state"], "done");
        assert_eq!(log(json!({ "kind": "call" })).await.expect(201)["task"], json!(null));
        for (body, code, pointer) in [
            (json!({}), "required", "/kind"),
            (json!({ "kind": "telepathy" }), "invalid_value", "/kind"),
            (
                json!({ "kind": "call", "reached": "maybe" }),
                "invalid_value",
                "/reached",
            ),
            (
                json!({ "kind": "call", "at": "2026-11-24T03:00:00Z" }),
                "invalid_value",
                "/at",
            ),
            (json!({ "kind": "call", "at": "now" }), "invalid_value", "/at"),
            (json!({ "kind": "call", "contact": "x" }), "invalid_value", "/contact"),
            (
                json!({ "kind": "call", "contact": "01234567-89ab-7cde-8f01-23456789abcd" }),
                "reference_not_found",
                "/contact",
            ),
            (json!({ "kind": "call", "next": {} }), "required", "/next/title"),
            (
                json!({ "kind": "call", "next": { "title": "" } }),
                "required",
                "/next/title",
            ),
            (
                json!({ "kind": "call", "next": { "title": "x".repeat(201) } }),
                "invalid_value",
                "/next/title",
            ),
            (
                json!({ "kind": "call", "next": { "title": "x", "due_on": "soon" } }),
                "invalid_value",
                "/next/due_on",
            ),
            (
                json!({ "kind": "call", "next": { "title": "x", "kind": "fly" } }),
                "invalid_value",
                "/next/kind",
            ),
            (json!({ "kind": "call", "nope": 1 }), "unknown_field", "/nope"),
            (json!({ "kind": "call", "step": "nope" }), "invalid_value", "/step"),
        ] {
            let shown = body.to_string();
            let reply = log(body).await;
            assert_eq!(reply.json["errors"][0]["pointer"], pointer, "{shown}: {}", reply.text());
            reply.fault(code, pointer);
        }
        // Nothing of a refused one is left behind.
        assert_eq!(deal.rep.get("/activities?count=true").await.expect(200)["count"], 3);
    });
}

#[test]
fn of_several_things_that_a_step_asks_for_only_the_missing_are_named() {
    each(async |kit| {
        let yaml = simple(
            "several",
            "      - key: facts\n        kind: field\n        title: {zh: 补齐, en: Complete}\n        required: true\n        done_when:\n          all:\n            - {field: pain, op: is_empty, value: false}\n            - {field: expected_close, op: is_empty, value: false}\n            - {exists: {path: stakeholders, where: {field: role, op: in, value: [decider, economic_buyer]}}}",
        );
        let sop = publish(kit, &yaml).await;
        let id = kit
            .make("rep", "opportunities", json!({ "name": "x", "sop": sop }))
            .await;
        let missing = async |lang: &str| {
            let rep = kit.as_("rep").lang(lang);
            let problem = rep
                .act(&format!("/opportunities/{id}/advance"))
                .await
                .problem(409, "gate_not_met");
            let shown = rep.get(&format!("/opportunities/{id}/sop")).await.expect(200);
            assert_eq!(shown["steps"][0]["fix"], problem["missing"][0]["fix"]);
            (
                problem["missing"][0]["text"].as_str().unwrap().to_owned(),
                problem["missing"][0]["fix"].clone(),
            )
        };
        let fill = |field: &str| json!({ "kind": "field", "object": "opportunities", "id": id, "field": field });
        assert_eq!(
            missing("zh").await,
            (
                "补齐：还没有填写「客户痛点」；还没有填写「预计成交」；还没有「角色」为“决策人”或“预算负责人”的决策链成员"
                    .to_owned(),
                fill("pain")
            )
        );
        kit.as_("rep")
            .change("opportunities", &id, json!({ "pain": "换线要停机两小时，每天两次" }))
            .await
            .expect(200);
        assert_eq!(
            missing("en").await,
            (
                "Complete: Expected close is empty; no stakeholder yet where Role is Decider or Economic buyer"
                    .to_owned(),
                fill("expected_close")
            )
        );
    });
}
