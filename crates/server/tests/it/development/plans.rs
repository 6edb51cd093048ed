//! Development plans: members drawn, steps as tasks, progress and cost.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};

async fn plan(kit: &Kit, segment: &str) -> String {
    let plan = json!({ "name": "江苏攻坚", "segment": segment, "starts_on": "2026-11-16", "ends_on": "2026-12-31", "channel": "call",
        "quota": 4, "quota_of": "opportunities", "budget": "20000.00" });
    let plan = kit.make("manager", "plans", plan).await;
    for (title, after) in [("第一次电话", 1), ("回访", 5)] {
        kit.make(
            "manager",
            "plan_steps",
            json!({ "plan": plan, "title": title, "after": after }),
        )
        .await;
    }
    plan
}

async fn listed(kit: &Kit, who: &str, figure: &Json) -> usize {
    kit.as_(who)
        .list(figure["object"].as_str().unwrap(), figure["filter"].clone())
        .await
        .len()
}

#[test]
fn a_plan_draws_its_members_and_gives_their_people_the_steps() {
    each(async |kit| {
        let of = json!({ "field": "region", "op": "eq", "value": "江苏" });
        let segment = kit
            .make(
                "ops",
                "segments",
                json!({ "name": "江苏线索", "object": "leads", "filter": of }),
            )
            .await;
        let plan = plan(kit, &segment).await;
        let manager = kit.as_("manager");
        let mut leads = Vec::new();
        for n in 0..6 {
            let who = if n < 4 { "rep" } else { "siyuan" };
            leads.push(
                kit.make(
                    who,
                    "leads",
                    json!({ "name": format!("线索{n}"), "company": format!("公司{n}"), "region": "江苏" }),
                )
                .await,
            );
        }
        kit.make("rep", "leads", json!({ "name": "别处", "region": "浙江" }))
            .await;
        kit.make("jiayi", "leads", json!({ "name": "看不见的", "region": "江苏" }))
            .await;

        let path = format!("/plans/{plan}/draw");
        assert_eq!(
            manager.act(&path).await.expect(200),
            json!({ "added": 6, "more": false })
        );
        assert_eq!(
            manager.act(&path).await.expect(200),
            json!({ "added": 0, "more": false })
        );
        // Each member's own person has the steps, on working days.
        let mine = kit
            .as_("rep")
            .list("tasks", json!({ "field": "plan", "op": "eq", "value": plan }))
            .await;
        assert_eq!(mine.len(), 8);
        let days: std::collections::BTreeSet<_> = mine.iter().map(|t| t["due_on"].as_str().unwrap()).collect();
        assert_eq!(days.into_iter().collect::<Vec<_>>(), ["2026-11-24", "2026-11-30"]);
        assert_eq!(
            kit.as_("rep")
                .list("plan_members", json!({ "field": "plan", "op": "eq", "value": plan }))
                .await
                .len(),
            4
        );

        let path = format!("/plans/{plan}/figures");
        let figures = manager.get(&path).await.expect(200);
        assert_eq!(
            [
                &figures["members"]["n"],
                &figures["touched"]["n"],
                &figures["tasks"]["n"],
                &figures["deals"]["n"]
            ],
            [6, 0, 12, 0]
        );
        assert_eq!(figures["per"]["touched"]["few"], true);
        assert_eq!(figures["per"]["touched"]["value"], json!(null));

        for lead in &leads[..5] {
            let who = if lead == &leads[4] { "siyuan" } else { "rep" };
            let call = json!({ "kind": "call", "at": "2026-11-24T01:30:00Z", "reached": "connected", "lead": lead });
            kit.make(who, "activities", call).await;
        }
        kit.make(
            "manager",
            "plan_costs",
            json!({ "plan": plan, "name": "电话名单", "spent_on": "2026-11-20", "amount": "1000.00" }),
        )
        .await;
        kit.make(
            "manager",
            "plan_costs",
            json!({ "plan": plan, "name": "样品", "spent_on": "2026-11-21", "amount": "500.50" }),
        )
        .await;
        let figures = manager.get(&path).await.expect(200);
        assert_eq!(figures["touched"]["n"], 5);
        assert_eq!(
            figures["costs"]["amounts"],
            json!([{ "amount": "1500.50", "currency": "CNY" }])
        );
        assert_eq!(
            figures["per"]["touched"],
            json!({ "value": "300.10", "n": 5, "few": false })
        );
        for key in ["members", "touched", "tasks", "tasks_done", "deals", "won", "costs"] {
            assert_eq!(
                listed(kit, "manager", &figures[key]).await as u64,
                figures[key]["n"].as_u64().unwrap(),
                "{key}"
            );
        }
        // A rep's figures are those of what they see.
        assert_eq!(kit.as_("rep").get(&path).await.expect(200)["touched"]["n"], 4);
    });
}

#[test]
fn what_a_plan_brought_is_traced_to_the_deal() {
    each(async |kit| {
        let of = json!({ "field": "region", "op": "eq", "value": "江苏" });
        let segment = kit
            .make(
                "ops",
                "segments",
                json!({ "name": "江苏客户", "object": "accounts", "filter": of }),
            )
            .await;
        let plan = plan(kit, &segment).await;
        let account = kit
            .make("rep", "accounts", json!({ "name": "苏州甲", "region": "江苏" }))
            .await;
        kit.as_("manager").act(&format!("/plans/{plan}/draw")).await.expect(200);
        kit.make(
            "rep",
            "opportunities",
            json!({ "name": "甲的项目", "account": account, "amount": "80000.00" }),
        )
        .await;
        // A lead that joined by hand, converted.
        let lead = kit
            .make("rep", "leads", json!({ "name": "王芳", "company": "苏州乙" }))
            .await;
        let member = kit
            .make("rep", "plan_members", json!({ "plan": plan, "lead": lead }))
            .await;
        kit.as_("rep")
            .post("/plan_members", json!({ "plan": plan, "lead": lead }))
            .await
            .problem(409, "duplicate");
        kit.as_("rep")
            .post("/plan_members", json!({ "plan": plan }))
            .await
            .fault("required", "/lead");
        for step in [
            "lead_first_contact",
            "lead_reached",
            "lead_need",
            "lead_fit",
            "lead_agreed",
        ] {
            let body = json!({ "reason": "电话里都问清楚了，客户急着要方案" });
            let path = format!("/leads/{lead}/steps/{step}/skip");
            kit.as_("rep").post(&path, body).await.expect(200);
        }
        kit.as_("rep").act(&format!("/leads/{lead}/convert")).await.expect(200);
        let member = kit.as_("rep").get(&format!("/plan_members/{member}")).await.expect(200);
        assert!(member["opportunity"]["id"].is_string(), "{member}");

        let figures = kit
            .as_("manager")
            .get(&format!("/plans/{plan}/figures"))
            .await
            .expect(200);
        assert_eq!(figures["deals"]["n"], 2);
        assert_eq!(figures["quota"]["reached"], 2);
        assert_eq!(listed(kit, "manager", &figures["deals"]).await, 2);
        kit.as_("rep")
            .act(&format!("/leads/{lead}/undo_conversion"))
            .await
            .expect(200);
        let figures = kit
            .as_("manager")
            .get(&format!("/plans/{plan}/figures"))
            .await
            .expect(200);
        assert_eq!(figures["deals"]["n"], 1);
    });
}

#[test]
fn plans_that_make_no_sense_are_refused() {
    each(async |kit| {
        let me = kit.as_("manager");
        let body = json!({ "name": "x", "starts_on": "2026-12-01", "ends_on": "2026-11-01" });
        me.post("/plans", body).await.fault("invalid_value", "/ends_on");
        let body = json!({ "name": "x", "starts_on": "2026-11-01", "ends_on": "2026-12-01" });
        let plan = kit.make("manager", "plans", body).await;
        // For nobody.
        me.act(&format!("/plans/{plan}/draw")).await.problem(409, "wrong_state");
        me.post("/plan_steps", json!({ "plan": plan, "title": "x", "after": 0 }))
            .await
            .fault("invalid_value", "/after");
        me.post(
            "/plan_costs",
            json!({ "plan": plan, "name": "x", "spent_on": "2026-11-01", "amount": "-1" }),
        )
        .await
        .fault("invalid_value", "/amount");
        // Another's plan is read, not worked on.
        kit.as_("jiayi")
            .get(&format!("/plans/{plan}/figures"))
            .await
            .expect(200);
        kit.as_("jiayi")
            .act(&format!("/plans/{plan}/draw"))
            .await
            .problem(403, "forbidden");
    });
}
