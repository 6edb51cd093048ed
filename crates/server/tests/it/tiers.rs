//! Tiers of customers: computed by the company's rule, with reasons, held by hand for a reason, and what follows from them.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};
use crate::sop::{publish, simple};

/// Computes what is due, as the server does beside the requests; tells how many tiers changed.
pub fn compute(kit: &Kit) -> Option<usize> {
    let work = || app::tiers::run(&kit.app, kit.staff.cx.workspace.id);
    tokio::task::block_in_place(work)
        .unwrap()
        .map(|outcome| outcome.changed)
}

fn abc() -> Json {
    json!({ "way": { "abc": { "shares": [80, 95] } }, "currency": "CNY", "months": 12,
        "tiers": [{ "name": "战略客户", "every_days": 14 }, { "every_days": 30 }, {}] })
}

const STEP: &str =
    "      - {key: paper, kind: document, title: {zh: 合同, en: Paper}, required: true, due: 2d, skip: reason}";

/// An account of the rep's that has bought for so much.
async fn buyer(kit: &Kit, name: &str, amount: Option<&str>) -> String {
    let account = kit.make("rep", "accounts", json!({ "name": name })).await;
    if let Some(amount) = amount {
        let known = json!({ "field": "key", "op": "eq", "value": "quick" });
        let sop = match kit.as_("rep").list("sops", known).await.first() {
            Some(sop) => sop["id"].as_str().unwrap().to_owned(),
            None => publish(kit, &simple("quick", STEP)).await,
        };
        let deal = json!({ "name": name, "sop": sop, "account": account, "amount": amount });
        let deal = kit.make("rep", "opportunities", deal).await;
        for verb in ["steps/paper/complete", "win"] {
            let done = kit
                .as_("rep")
                .post(&format!("/opportunities/{deal}/{verb}"), json!({}))
                .await;
            done.expect(200);
        }
    }
    account
}

async fn tier(kit: &Kit, who: &str, account: &str) -> Json {
    kit.as_(who).get(&format!("/accounts/{account}/tier")).await.expect(200)
}

#[test]
fn the_rule_decides_and_says_why() {
    each(async |kit| {
        let large = buyer(kit, "甲", Some("800000")).await;
        let middle = buyer(kit, "乙", Some("150000")).await;
        let small = buyer(kit, "丙", Some("50000")).await;
        let none = buyer(kit, "丁", None).await;
        assert_eq!(compute(kit), None, "nothing is due without a rule");

        for who in ["manager", "rep", "viewer"] {
            kit.as_(who).put("/tiers", abc()).await.problem(403, "forbidden");
            kit.as_(who)
                .post("/tiers/preview", abc())
                .await
                .problem(403, "forbidden");
        }
        let preview = kit.as_("ops").post("/tiers/preview", abc()).await.expect(200);
        assert_eq!(preview["then"], json!({ "A": 1, "B": 1, "C": 2 }));
        assert_eq!((&preview["now"], &preview["changes"]), (&json!({}), &json!(4)));
        assert_eq!(preview["moves"][0]["account"]["name"], "甲");
        assert!(
            tier(kit, "rep", &large).await["tier"].is_null(),
            "a preview keeps nothing"
        );

        let saved = kit.as_("ops").put("/tiers", abc()).await.expect(200);
        assert_eq!(saved["waits"], true);
        assert_eq!(compute(kit), Some(4));
        assert_eq!(compute(kit), None, "it isn't due again before the night");
        let shown = tier(kit, "rep", &large).await;
        assert_eq!((&shown["tier"], &shown["name"]), (&json!("A"), &json!("A · 战略客户")));
        let why = "最近 12 个月成交 CNY 800,000，在 3 家有成交的客户中排第 1；排在前面的客户合计占 0.00%，未到 80%，因此为 A · 战略客户";
        assert_eq!(shown["why"], why);
        assert_eq!(shown["history"][0]["why"], why);
        for (account, key) in [(&middle, "B"), (&small, "C"), (&none, "C")] {
            assert_eq!(tier(kit, "rep", account).await["tier"], key);
        }
        let english = kit
            .as_("rep")
            .lang("en")
            .get(&format!("/accounts/{none}/tier"))
            .await
            .expect(200);
        assert_eq!(english["why"], "nothing was won in the last 12 months; hence C");
        // Lists, conditions and the timeline know it.
        let found = kit
            .as_("rep")
            .list("accounts", json!({ "field": "tier", "op": "eq", "value": "A" }))
            .await;
        assert_eq!(found.len(), 1);
        let deals = json!({ "field": "account.tier", "op": "eq", "value": "A" });
        assert_eq!(kit.as_("rep").list("opportunities", deals).await.len(), 1);
        let story = kit
            .as_("rep")
            .get(&format!("/accounts/{large}/timeline"))
            .await
            .expect(200);
        assert!(
            story["data"]
                .as_array()
                .unwrap()
                .iter()
                .any(|e| e["kind"] == "tiered" && e["meta"]["to"] == "A")
        );

        // A year later nobody has bought within twelve months; the night's run says so.
        kit.at("2027-12-01T02:00:00Z");
        assert_eq!(compute(kit), Some(2));
        let shown = tier(kit, "rep", &large).await;
        assert_eq!(
            (&shown["tier"], shown["history"].as_array().unwrap().len()),
            (&json!("C"), 2)
        );
        assert_eq!(
            (&shown["history"][0]["from"], &shown["history"][0]["to"]),
            (&json!("A"), &json!("C"))
        );
        // On demand as well, by who may.
        kit.as_("rep")
            .post("/tiers/recompute", json!({}))
            .await
            .problem(403, "forbidden");
        kit.as_("ops").post("/tiers/recompute", json!({})).await.expect(200);
        assert_eq!(compute(kit), Some(0));
    });
}

#[test]
fn a_tier_is_set_by_hand_for_a_reason_and_a_time() {
    each(async |kit| {
        let account = buyer(kit, "甲", None).await;
        let path = format!("/accounts/{account}/tier");
        let set = json!({ "tier": "A", "reason": "集团总部指定的战略客户", "until": "2026-12-31" });
        // Without a rule the field is an ordinary one.
        kit.as_("rep")
            .change("accounts", &account, json!({ "tier": "B" }))
            .await
            .expect(200);
        kit.as_("manager")
            .post(&path, set.clone())
            .await
            .problem(409, "wrong_state");
        kit.as_("ops").put("/tiers", abc()).await.expect(200);
        compute(kit);
        kit.as_("rep")
            .change("accounts", &account, json!({ "tier": "A" }))
            .await
            .fault("read_only_field", "/tier");
        kit.as_("rep")
            .post("/accounts", json!({ "name": "乙", "tier": "A" }))
            .await
            .fault("read_only_field", "/tier");
        kit.as_("rep").post(&path, set.clone()).await.problem(403, "forbidden");
        kit.as_("jiayi")
            .post(&path, set.clone())
            .await
            .problem(404, "not_found");
        kit.as_("manager")
            .post(&path, json!({ "tier": "E", "reason": "试试看这样行不行" }))
            .await
            .fault("invalid_value", "/tier");
        kit.as_("manager")
            .post(&path, json!({ "tier": "A", "reason": "无" }))
            .await
            .fault("invalid_value", "/reason");
        kit.as_("manager")
            .post(
                &path,
                json!({ "tier": "A", "reason": "集团总部指定", "until": "2026-11-23" }),
            )
            .await
            .fault("invalid_value", "/until");
        let shown = kit.as_("manager").post(&path, set).await.expect(200);
        assert_eq!(
            (&shown["by_hand"], &shown["why"]),
            (&json!(true), &json!("集团总部指定的战略客户"))
        );
        assert_eq!(shown["history"][0]["by"]["id"], kit.id("manager"));
        // The rule leaves it alone until the end.
        kit.as_("ops").post("/tiers/recompute", json!({})).await.expect(200);
        assert_eq!(compute(kit), Some(0));
        assert_eq!(tier(kit, "rep", &account).await["tier"], "A");
        kit.at("2027-01-01T02:00:00Z");
        assert_eq!(compute(kit), Some(1));
        let shown = tier(kit, "rep", &account).await;
        assert_eq!((&shown["tier"], &shown["by_hand"]), (&json!("C"), &json!(false)));
        // And gives it back before that, if asked to.
        let forever = json!({ "tier": "B", "reason": "合作方介绍的重点培育对象" });
        kit.as_("manager").post(&path, forever).await.expect(200);
        kit.as_("rep")
            .post(&format!("{path}/release"), json!({}))
            .await
            .problem(403, "forbidden");
        kit.as_("manager")
            .post(&format!("{path}/release"), json!({}))
            .await
            .expect(200);
        kit.as_("manager")
            .post(&format!("{path}/release"), json!({}))
            .await
            .problem(409, "wrong_state");
        assert_eq!(compute(kit), Some(1));
        assert_eq!(tier(kit, "rep", &account).await["tier"], "C");
    });
}

#[test]
fn a_tier_drives_how_often_a_customer_is_contacted() {
    each(async |kit| {
        let account = buyer(kit, "甲", Some("100000")).await;
        kit.as_("ops").put("/tiers", abc()).await.expect(200);
        compute(kit);
        assert_eq!(tier(kit, "rep", &account).await["contact_due_on"], "2026-12-08");
        kit.at("2026-12-09T02:00:00Z");
        assert_eq!(tier(kit, "rep", &account).await["contact_overdue"], true);
        let overdue = json!({ "field": "contact_due_on", "op": "lt", "value": { "today": 0 } });
        assert_eq!(kit.as_("rep").list("accounts", overdue.clone()).await.len(), 1);
        let day = kit.as_("rep").get("/today").await.expect(200);
        assert_eq!(day["to_contact"]["items"][0]["id"], account);
        assert_eq!(day["to_contact"]["n"], 1);
        // A talk moves it on at once; one that was logged late doesn't take it back.
        kit.make("rep", "activities", json!({ "kind": "visit", "account": account }))
            .await;
        assert_eq!(tier(kit, "rep", &account).await["contact_due_on"], "2026-12-23");
        kit.make(
            "rep",
            "activities",
            json!({ "kind": "call", "account": account, "at": "2026-11-30T02:00:00Z" }),
        )
        .await;
        assert_eq!(tier(kit, "rep", &account).await["contact_due_on"], "2026-12-23");
        assert!(kit.as_("rep").list("accounts", overdue).await.is_empty());
        let day = kit.as_("rep").get("/today").await.expect(200);
        assert_eq!(day["to_contact"]["n"], 0);
    });
}

#[test]
fn points_count_figures_and_conditions() {
    each(async |kit| {
        let large = buyer(kit, "甲", Some("100000")).await;
        let group = kit
            .make("rep", "accounts", json!({ "name": "乙", "employees": 2_000 }))
            .await;
        let none = kit.make("rep", "accounts", json!({ "name": "丙" })).await;
        let team = kit.as_("rep").get("/me").await.expect(200)["user"]["team"]["id"].clone();
        let rule = json!({ "way": { "points": { "from": [60, 30], "parts": [
            { "name": "成交满 10 万", "points": 60, "figure": "won", "at_least": 100_000 },
            { "name": "千人以上企业", "points": 30, "condition": { "field": "employees", "op": "gte", "value": 1_000 } },
        ] } }, "currency": "CNY", "tiers": [{ "team": team }, {}, {}] });
        kit.as_("ops").put("/tiers", rule.clone()).await.expect(200);
        assert_eq!(compute(kit), Some(3));
        for (account, key) in [(&large, "A"), (&group, "B"), (&none, "C")] {
            assert_eq!(tier(kit, "rep", account).await["tier"], key);
        }
        assert_eq!(
            tier(kit, "rep", &group).await["why"],
            "30 分：千人以上企业 +30，因此为 B"
        );
        assert_eq!(tier(kit, "rep", &large).await["serves"]["fits"], true);
        for (pointer, change) in [
            ("/tiers", json!({ "tiers": [{}] })),
            ("/currency", json!({ "currency": "rmb" })),
            (
                "/way/points/from",
                json!({ "way": { "points": { "from": [30, 60], "parts": [] } } }),
            ),
            (
                "/way/points/parts",
                json!({ "way": { "points": { "from": [60, 30], "parts": [] } } }),
            ),
            ("/way/abc/shares", json!({ "way": { "abc": { "shares": [95, 80] } } })),
            ("/way/rfm/sums", json!({ "way": { "rfm": { "sums": [8, 12] } } })),
            ("/rule", json!({ "way": { "magic": {} } })),
        ] {
            let mut wrong = rule.clone();
            wrong
                .as_object_mut()
                .unwrap()
                .extend(change.as_object().unwrap().clone());
            kit.as_("ops")
                .put("/tiers", wrong)
                .await
                .fault("invalid_value", pointer);
        }
        let mut wrong = rule;
        wrong["way"]["points"]["parts"][1]["condition"] = json!({ "field": "nope", "op": "eq", "value": 1 });
        let fault = kit.as_("ops").put("/tiers", wrong).await;
        assert_eq!(fault.status, 422, "{}", fault.text());
        // Who doesn't see tiers doesn't see why either.
        let rights = json!({ "objects": { "accounts": { "read": "all", "hidden": ["tier"] } } });
        let blind = kit.hire("blind", rights).await;
        blind
            .get(&format!("/accounts/{large}/tier"))
            .await
            .problem(404, "not_found");
    });
}
