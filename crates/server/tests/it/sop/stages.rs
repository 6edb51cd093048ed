//! Stages, gates, and how a deal ends.

use serde_json::{Value as Json, json};

use super::{Deal, publish, simple};
use crate::kit::each;

#[test]
fn a_new_deal_starts_the_preferred_sop_or_the_one_it_names() {
    each(async |kit| {
        let deal = kit
            .as_("rep")
            .post("/opportunities", json!({ "name": "一单" }))
            .await
            .expect(201);
        assert_eq!(
            (
                &deal["sop"]["name"],
                &deal["stage"],
                &deal["phase"],
                &deal["probability_stage"]
            ),
            (&json!("方案型销售"), &json!("develop"), &json!("develop"), &json!(5))
        );
        assert_eq!((&deal["steps_done"], &deal["steps_required"]), (&json!(0), &json!(6)));
        assert_eq!(
            deal["next_step"],
            json!({ "step": "dev_account", "text": "关联客户档案" })
        );
        assert_eq!(deal["stage_entered_at"], "2026-11-24T02:00:00.000000Z");
        // A working day from Tuesday 10:00.
        assert_eq!(deal["next_due_at"], "2026-11-25T02:00:00.000000Z");
        let light = kit
            .as_("rep")
            .post(
                "/opportunities",
                json!({ "name": "一单", "sop": kit.sop("light").await }),
            )
            .await
            .expect(201);
        assert_eq!(
            (&light["sop"]["name"], &light["stage"]),
            (&json!("轻量销售"), &json!("prospecting"))
        );
        let read = kit
            .as_("rep")
            .lang("en")
            .get(&format!("/opportunities/{}", deal["id"].as_str().unwrap()))
            .await
            .expect(200);
        assert_eq!(read["next_step"]["text"], "Link the account");
        // What is there already counts from the start.
        let account = kit.make("rep", "accounts", json!({ "name": "苏州恒立" })).await;
        let deal = kit
            .as_("rep")
            .post(
                "/opportunities",
                json!({ "name": "二单", "account": account, "source": "展会" }),
            )
            .await
            .expect(201);
        assert_eq!(
            (&deal["steps_done"], &deal["next_step"]["step"]),
            (&json!(2), &json!("dev_profile"))
        );
    });
}

#[test]
fn the_view_tells_what_the_page_draws() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let sop = deal.sop().await;
        assert_eq!(
            (
                &sop["version"]["sop"]["key"],
                &sop["version"]["number"],
                &sop["status"],
                &sop["run"]
            ),
            (&json!("light"), &json!(1), &json!("open"), &json!("active"))
        );
        let states: Vec<_> = sop["stages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| (s["key"].as_str().unwrap(), s["state"].as_str().unwrap()))
            .collect();
        assert_eq!(
            states,
            [("prospecting", "current"), ("engaging", "ahead"), ("closing", "ahead")]
        );
        assert_eq!(
            (
                &sop["stage"]["name"],
                &sop["stage"]["steps_required"],
                &sop["stage"]["days"]
            ),
            (&json!("初步接触"), &json!(3), &json!(0))
        );
        assert!(
            sop["stage"]["standards"].as_array().unwrap().len() > 1
                && sop["stage"]["cautions"].as_array().unwrap().len() > 1
        );
        assert_eq!(sop["next"]["step"], "first_contact");
        assert!(sop["next"]["reason"].as_str().is_some_and(|r| !r.is_empty()));
        assert_eq!(sop["next"]["fix"], json!({ "kind": "log", "activity": "call" }));
        assert_eq!(
            (
                &sop["gate"]["met"],
                &sop["gate"]["to"][0]["key"],
                sop["gate"]["missing"].as_array().unwrap().len()
            ),
            (&json!(false), &json!("engaging"), 4)
        );
        assert_eq!(sop["questions"][0]["groups"][0]["questions"][0]["key"], "light_today");
        let mut verbs: Vec<_> = sop["verbs"]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v.as_str().unwrap())
            .collect();
        verbs.sort_unstable();
        assert_eq!(verbs, ["advance", "hold", "lose"]);
        assert_eq!(
            kit.as_("viewer").get(&deal.path("/sop")).await.expect(200)["verbs"],
            json!([])
        );
        let step = deal.step("know_account").await;
        assert_eq!(
            step["fix"],
            json!({ "kind": "field", "object": "opportunities", "id": deal.id, "field": "account" })
        );
        assert_eq!(
            (&step["state"], &step["by_data"], &step["overdue"]),
            (&json!("open"), &json!(true), &json!(false))
        );
    });
}

#[test]
fn a_gate_that_is_not_met_says_what_is_missing_and_how_to_mend_it_in_the_askers_language() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let zh = deal.rep.act(&deal.path("/advance")).await.problem(409, "gate_not_met");
        let en = deal
            .rep
            .clone()
            .lang("en")
            .act(&deal.path("/advance"))
            .await
            .problem(409, "gate_not_met");
        let steps: Vec<_> = zh["missing"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| m["step"].clone())
            .collect();
        assert_eq!(
            steps,
            [
                json!("know_account"),
                json!("first_contact"),
                json!("know_person"),
                json!(null)
            ]
        );
        for (a, b) in zh["missing"]
            .as_array()
            .unwrap()
            .iter()
            .zip(en["missing"].as_array().unwrap())
        {
            let (zh, en) = (a["text"].as_str().unwrap(), b["text"].as_str().unwrap());
            assert!(
                !zh.is_ascii() && !en.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
                "{zh} / {en}"
            );
            assert_eq!(a["fix"], b["fix"]);
            assert!(a["fix"]["kind"].is_string(), "{a}");
        }
        assert_eq!(zh["missing"][2]["fix"]["kind"], "create");
        assert_eq!(zh["missing"][2]["fix"]["object"], "stakeholders");
        assert_eq!(deal.record().await["stage"], "prospecting");
        // Doing what the fixes say opens it.
        deal.prospect().await;
        assert_eq!(
            deal.sop().await["gate"],
            json!({ "met": true, "to": [{ "key": "engaging", "name": "需求与报价" }], "missing": [] })
        );
        let sop = deal.advance().await;
        assert_eq!(sop["stage"]["key"], "engaging");
        let deal = deal.record().await;
        assert_eq!(
            (&deal["stage"], &deal["phase"], &deal["probability_stage"]),
            (&json!("engaging"), &json!("propose"), &json!(40))
        );
    });
}

#[test]
fn a_deal_goes_from_first_contact_to_won() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        deal.prospect().await;
        deal.advance().await;
        deal.engage().await;
        deal.advance().await;
        deal.rep.act(&deal.path("/win")).await.problem(409, "gate_not_met");
        deal.close().await;
        kit.at("2026-11-27T02:00:00Z");
        let sop = deal.rep.act(&deal.path("/win")).await.expect(200);
        assert_eq!((&sop["status"], &sop["run"]), (&json!("won"), &json!("completed")));
        assert_eq!(sop["verbs"], json!([]));
        let record = deal.record().await;
        assert_eq!(
            (
                &record["status"],
                &record["closed_on"],
                &record["cycle_days"],
                &record["next_step"]
            ),
            (&json!("won"), &json!("2026-11-27"), &json!(3), &json!(null))
        );
        for verb in ["advance", "win", "resume", "steps/confirm_terms/reopen"] {
            deal.rep
                .act(&deal.path(&format!("/{verb}")))
                .await
                .problem(409, "wrong_state");
        }
        deal.rep
            .post(&deal.path("/lose"), json!({ "reason": "price" }))
            .await
            .problem(409, "wrong_state");
        let kinds = deal.kinds().await;
        for kind in [
            "sop_started",
            "stage_entered",
            "step_done:send_offer",
            "won",
            "sop_completed",
        ] {
            assert!(kinds.iter().any(|k| k == kind), "{kind}: {kinds:?}");
        }
    });
}

#[test]
fn what_holds_already_in_a_new_stage_is_noted_as_done_when_it_is_entered() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        deal.prospect().await;
        deal.rep
            .change("opportunities", &deal.id, json!({ "pain": "换线要停机两小时" }))
            .await
            .expect(200);
        deal.advance().await;
        let step = deal.step("record_pain").await;
        assert_eq!(
            (&step["state"], &step["done_by"]["name"]),
            (&json!("done"), &json!("林晓彤"))
        );
        let kinds = deal.kinds().await;
        let entered = kinds.iter().position(|k| k == "stage_entered").unwrap();
        assert!(
            kinds[entered + 1..].iter().any(|k| k == "step_done:record_pain"),
            "{kinds:?}"
        );
        assert!(
            kinds[entered + 1..].iter().any(|k| k == "step_done:find_decider"),
            "{kinds:?}"
        );
    });
}

#[test]
fn going_back_keeps_what_was_done_and_needs_a_reason() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        deal.rep
            .post(&deal.path("/back"), json!({ "reason": "客户换了负责人" }))
            .await
            .problem(409, "wrong_state");
        deal.prospect().await;
        deal.advance().await;
        deal.rep.act(&deal.path("/steps/send_offer/complete")).await.expect(200);
        deal.rep
            .post(&deal.path("/back"), json!({}))
            .await
            .fault("required", "/reason");
        deal.rep
            .post(
                &deal.path("/back"),
                json!({ "to": "closing", "reason": "客户换了负责人" }),
            )
            .await
            .problem(409, "wrong_state");
        let sop = deal
            .rep
            .post(&deal.path("/back"), json!({ "reason": "客户换了负责人" }))
            .await
            .expect(200);
        assert_eq!(
            (&sop["stage"]["key"], &sop["gate"]["met"]),
            (&json!("prospecting"), &json!(true))
        );
        deal.advance().await;
        assert_eq!(deal.record().await["stage"], "engaging");
    });
}

#[test]
fn a_hold_pauses_what_is_due_until_it_is_taken_up_again() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let due = deal.record().await["next_due_at"].clone();
        assert_eq!(due, "2026-11-24T03:00:00.000000Z");
        let hold = async |body: Json| deal.rep.post(&deal.path("/hold"), body).await;
        hold(json!({})).await.fault("required", "/reason");
        hold(json!({ "reason": "客户放假", "until": "2026-11-23" }))
            .await
            .fault("invalid_value", "/until");
        hold(json!({ "reason": "客户放假", "until": "soon" }))
            .await
            .fault("invalid_value", "/until");
        kit.at("2026-11-24T02:30:00Z");
        let sop = hold(json!({ "reason": "客户放假", "until": "2026-11-27" }))
            .await
            .expect(200);
        assert_eq!(
            (&sop["status"], &sop["run"], &sop["verbs"]),
            (&json!("on_hold"), &json!("on_hold"), &json!(["resume", "lose"]))
        );
        assert_eq!(deal.record().await["status"], "on_hold");
        for verb in ["advance", "hold", "win", "steps/know_person/complete"] {
            let body = json!({ "reason": "客户放假" });
            let body = if verb == "hold" { body } else { json!({}) };
            deal.rep
                .post(&deal.path(&format!("/{verb}")), body)
                .await
                .problem(409, "wrong_state");
        }
        // Nothing is overdue while it rests.
        let today = deal.rep.get("/today").await.expect(200);
        assert_eq!(today["overdue"], json!([]));
        kit.at("2026-11-26T02:00:00Z");
        deal.rep.act(&deal.path("/resume")).await.expect(200);
        // Half an hour was left of the first contact's hour.
        assert_eq!(deal.record().await["next_due_at"], "2026-11-26T02:30:00.000000Z");
        deal.rep.act(&deal.path("/resume")).await.problem(409, "wrong_state");
    });
}

#[test]
fn a_lost_deal_has_its_reason_its_day_and_its_length() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let lose = async |body: Json| deal.rep.post(&deal.path("/lose"), body).await;
        lose(json!({})).await.fault("required", "/reason");
        lose(json!({ "reason": "bad luck" }))
            .await
            .problem(422, "invalid_value");
        lose(json!({ "reason": "price", "closed_on": "2026-11-25" }))
            .await
            .fault("invalid_value", "/closed_on");
        lose(json!({ "reason": "price", "closed_on": "yesterday" }))
            .await
            .fault("invalid_value", "/closed_on");
        lose(json!({ "reason": "price", "closed_on": "2025-01-01" }))
            .await
            .fault("invalid_value", "/closed_on");
        kit.at("2026-12-04T02:00:00Z");
        let sop = lose(json!({ "reason": "price", "detail": "贵了三成", "closed_on": "2026-12-01" }))
            .await
            .expect(200);
        assert_eq!((&sop["status"], &sop["run"]), (&json!("lost"), &json!("stopped")));
        let record = deal.record().await;
        assert_eq!(
            (
                &record["status"],
                &record["loss_reason"],
                &record["loss_detail"],
                &record["closed_on"],
                &record["cycle_days"]
            ),
            (
                &json!("lost"),
                &json!("price"),
                &json!("贵了三成"),
                &json!("2026-12-01"),
                &json!(7)
            )
        );
        lose(json!({ "reason": "price" })).await.problem(409, "wrong_state");
        deal.rep.act(&deal.path("/win")).await.problem(409, "wrong_state");
    });
}

#[test]
fn a_lost_deal_is_reopened_for_a_reason_and_keeps_its_history() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let reopen = async |body: Json| deal.rep.post(&deal.path("/reopen"), body).await;
        let why = json!({ "reason": "客户的预算批下来了" });
        reopen(why.clone()).await.problem(409, "wrong_state");
        kit.at("2026-12-04T02:00:00Z");
        let lost = json!({ "reason": "price", "detail": "贵了三成" });
        let sop = deal.rep.post(&deal.path("/lose"), lost).await.expect(200);
        assert_eq!(sop["verbs"], json!(["reopen"]));
        for (body, code) in [
            (json!({}), "required"),
            (json!({ "reason": "无" }), "required"),
            (json!({ "reason": "客户回来了", "to": "closing" }), "unknown_field"),
        ] {
            let pointer = if code == "required" { "/reason" } else { "/to" };
            reopen(body).await.fault(code, pointer);
        }
        for (who, status, code) in [("viewer", 403, "forbidden"), ("jiayi", 404, "not_found")] {
            let tried = kit.as_(who).post(&deal.path("/reopen"), why.clone()).await;
            tried.problem(status, code);
        }
        kit.at("2026-12-07T02:00:00Z");
        let sop = reopen(why.clone()).await.expect(200);
        assert_eq!(
            (
                &sop["status"],
                &sop["run"],
                &sop["stage"]["key"],
                &sop["stage"]["entered_at"]
            ),
            (
                &json!("open"),
                &json!("active"),
                &json!("prospecting"),
                &json!("2026-12-07T02:00:00.000000Z")
            )
        );
        let record = deal.record().await;
        for field in ["closed_on", "cycle_days", "loss_reason", "loss_detail"] {
            assert_eq!(record[field], Json::Null, "{field}");
        }
        assert_eq!(
            (&record["status"], &record["stage"]),
            (&json!("open"), &json!("prospecting"))
        );
        assert!(!record["next_due_at"].is_null() && record["probability_stage"] != "0.00");
        // What was told of the loss stays in the timeline, and so does the stay.
        let kinds = deal.kinds().await;
        assert!(kinds.iter().any(|kind| kind.starts_with("lost")), "{kinds:?}");
        let all = deal.rep.get(&deal.path("/timeline?limit=100")).await.expect(200);
        let entries = all["data"].as_array().expect("entries");
        let told = |kind: &str| entries.iter().find(|e| e["kind"] == kind).expect(kind)["note"].clone();
        assert_eq!(told("reopened"), why);
        assert_eq!(told("lost"), json!({ "detail": "贵了三成" }));
        let filter = json!({ "field": "subject", "op": "eq", "value": deal.id }).to_string();
        let visits = kit
            .as_("admin")
            .query("/stage_visits", &[("filter", filter.as_str()), ("sort", "created_at")])
            .await
            .expect(200);
        let visits = visits["data"].as_array().expect("visits").clone();
        let shown: Vec<_> = visits.iter().map(|v| (v["stage"].clone(), v["how"].clone())).collect();
        assert_eq!(
            shown,
            [
                (json!("prospecting"), json!("lost")),
                (json!("prospecting"), Json::Null)
            ]
        );
        reopen(why).await.problem(409, "wrong_state");
        // It can be lost again.
        let lost = json!({ "reason": "timing" });
        let sop = deal.rep.post(&deal.path("/lose"), lost).await.expect(200);
        assert_eq!(sop["status"], "lost");
        assert_eq!(deal.record().await["loss_reason"], "timing");
    });
}

#[test]
fn no_way_of_writing_passes_a_gate() {
    each(async |kit| {
        let deal = Deal::new(kit).await;
        let admin = kit.as_("admin");
        for body in [
            json!({ "stage": "closing" }),
            json!({ "status": "won" }),
            json!({ "steps_done": 3 }),
            json!({ "sop_version": null }),
        ] {
            admin
                .change("opportunities", &deal.id, body.clone())
                .await
                .problem(422, "read_only_field");
            let outcome = admin
                .post("/opportunities/bulk", json!({ "ids": [deal.id], "set": body }))
                .await
                .expect(200);
            assert_eq!(outcome["failed"][0]["error"]["code"], "read_only_field");
        }
        let outcome = admin
            .post("/opportunities/bulk", json!({ "ids": [deal.id], "do": "advance" }))
            .await
            .expect(200);
        assert_eq!(outcome["failed"][0]["error"]["code"], "gate_not_met");
        admin.act(&deal.path("/advance")).await.problem(409, "gate_not_met");
        admin
            .post(&deal.path("/advance"), json!({ "to": "closing" }))
            .await
            .problem(409, "wrong_state");
        admin.act(&deal.path("/win")).await.problem(409, "wrong_state");
        for object in ["sop_versions", "sops", "waivers", "answers"] {
            admin
                .post(
                    &format!("/{object}/bulk"),
                    json!({ "filter": { "all": [] }, "set": {} }),
                )
                .await
                .problem(405, "method_not_allowed");
        }
        assert_eq!(deal.record().await["stage"], "prospecting");
        deal.prospect().await;
        let outcome = kit
            .as_("rep")
            .post("/opportunities/bulk", json!({ "ids": [deal.id], "do": "advance" }))
            .await
            .expect(200);
        assert_eq!(outcome["done"], 1);
        assert_eq!(deal.record().await["stage"], "engaging");
        // A gate that looks at the last 30 days closes again with time.
        deal.engage().await;
        kit.at("2027-01-05T02:00:00Z");
        deal.rep.act(&deal.path("/advance")).await.problem(409, "gate_not_met");
        assert_eq!(deal.sop().await["gate"]["met"], false);
    });
}

#[test]
fn a_gate_names_only_the_step_where_its_field_is_hidden() {
    each(async |kit| {
        let yaml = simple(
            "secret",
            "      - {key: budget_known, kind: field, title: {zh: 确认预算, en: Settle the budget}, required: true, done_when: {field: budget, op: gt, value: \"500\"}}",
        );
        let sop = publish(kit, &yaml).await;
        let id = kit
            .make(
                "rep",
                "opportunities",
                json!({ "name": "x", "sop": sop, "budget": "77.00" }),
            )
            .await;
        let rights =
            json!({ "objects": { "opportunities": { "read": "all", "update": "all", "hidden": ["budget"] } } });
        let clerk = kit.hire("clerk", rights).await;
        let problem = clerk
            .act(&format!("/opportunities/{id}/advance"))
            .await
            .problem(409, "gate_not_met");
        assert_eq!(
            problem["missing"],
            json!([{ "step": "budget_known", "text": "确认预算", "fix": null }])
        );
        let seen = kit
            .as_("rep")
            .act(&format!("/opportunities/{id}/advance"))
            .await
            .problem(409, "gate_not_met");
        assert_eq!(seen["missing"][0]["fix"]["field"], "budget");
        let view = clerk.get(&format!("/opportunities/{id}/sop")).await;
        assert!(
            !view.text().contains("500") && !view.text().contains("\"budget\""),
            "{}",
            view.text()
        );
    });
}

#[test]
fn an_sop_is_named_in_the_language_of_who_asks() {
    each(async |kit| {
        let deal = kit.make("rep", "opportunities", json!({ "name": "一单" })).await;
        let path = format!("/opportunities/{deal}");
        for (lang, name) in [("zh-CN", "方案型销售"), ("en", "Solution selling")] {
            let rep = kit.as_("rep").lang(lang);
            let read = rep.get(&path).await.expect(200);
            assert_eq!(read["sop"]["name"], name);
            assert_eq!(read["sop_version"]["name"], format!("{name} v1"));
            let grouped = rep
                .post(
                    "/opportunities/aggregate",
                    json!({ "group": ["sop"], "measures": ["count"] }),
                )
                .await
                .expect(200);
            assert_eq!(grouped["rows"][0]["sop"]["name"], name);
        }
    });
}
