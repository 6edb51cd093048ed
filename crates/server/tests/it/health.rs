//! Risk and chance: what speaks against a deal is told with its evidence, and kept where lists find it.

use serde_json::{Value as Json, json};

use crate::kit::{As, Kit, each};

async fn health(who: &As<'_>, deal: &str) -> Json {
    who.get(&format!("/opportunities/{deal}/health")).await.expect(200)
}

fn keys(health: &Json) -> Vec<&str> {
    let signs = health["signs"].as_array().unwrap();
    signs.iter().map(|s| s["key"].as_str().unwrap()).collect()
}

async fn kept(who: &As<'_>, deal: &str) -> Json {
    who.get(&format!("/opportunities/{deal}")).await.expect(200)["health"].clone()
}

/// What the server does between requests.
async fn time_passes(kit: &Kit, until: &str) {
    kit.at(until);
    let (app, id) = (kit.app.clone(), kit.staff.cx.workspace.id);
    kit.app
        .store()
        .write(move |tx| {
            let cx = app.system(tx, id)?;
            while app::health::refresh_due(tx, &app, &cx)? {}
            Ok(())
        })
        .await
        .unwrap();
}

#[test]
fn a_deal_gets_worse_with_time_and_better_with_work() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let deal = kit.light("rep", "产线升级").await;
        assert_eq!(
            (kept(&rep, &deal).await, keys(&health(&rep, &deal).await)),
            (json!("good"), vec![])
        );
        // The first step was due an hour after it began.
        time_passes(kit, "2026-11-24T04:00:00Z").await;
        let seen = health(&rep, &deal).await;
        assert_eq!((&seen["level"], keys(&seen)), (&json!("watch"), vec!["overdue"]));
        assert_eq!(seen["signs"][0]["text"], "下一步今天已到期，还没有完成");
        assert_eq!(kept(&rep, &deal).await, "watch");
        // Nobody changed the deal: whoever has it open still has its version.
        let record = rep.get(&format!("/opportunities/{deal}")).await.expect(200);
        assert_eq!(
            (&record["version"], &record["updated_at"]),
            (&json!(1), &record["created_at"])
        );
        let english = health(&rep.clone().lang("en"), &deal).await;
        assert_eq!(
            english["signs"][0]["text"],
            "The next step was due today and is still open"
        );
        // Nine days on there is silence, too, and the stage should be over: three signs are a risk.
        time_passes(kit, "2026-12-03T04:00:00Z").await;
        let seen = health(&rep, &deal).await;
        assert_eq!(seen["level"], "weak");
        let mut found = keys(&seen);
        found.sort_unstable();
        assert_eq!(found, ["long", "overdue", "silence"]);
        // Whoever is in contact breaks the silence, at once.
        let log = json!({ "kind": "call", "reached": "connected" });
        rep.post(&format!("/opportunities/{deal}/log"), log).await.expect(201);
        assert!(!keys(&health(&rep, &deal).await).contains(&"silence"));
        // One that nobody answered doesn't count as contact.
        let other = kit.light("rep", "另一单").await;
        // A session ends after a week without use.
        kit.at("2026-12-08T04:00:00Z");
        let log = json!({ "kind": "visit" });
        rep.post(&format!("/opportunities/{deal}/log"), log).await.expect(201);
        time_passes(kit, "2026-12-12T04:00:00Z").await;
        let log = json!({ "kind": "call", "reached": "no_answer" });
        rep.post(&format!("/opportunities/{other}/log"), log).await.expect(201);
        assert!(keys(&health(&rep, &other).await).contains(&"silence"));
        // A closed deal has no health.
        rep.post(&format!("/opportunities/{other}/lose"), json!({ "reason": "timing" }))
            .await
            .expect(200);
        assert_eq!(
            (kept(&rep, &other).await, health(&rep, &other).await["level"].clone()),
            (json!(null), json!(null))
        );
    });
}

#[test]
fn a_close_date_that_slips_is_counted_and_told() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let deal = kit.light("rep", "产线升级").await;
        for day in ["2026-12-01", "2026-12-10", "2026-12-05", "2026-12-20"] {
            rep.change("opportunities", &deal, json!({ "expected_close": day }))
                .await
                .expect(200);
        }
        let record = rep.get(&format!("/opportunities/{deal}")).await.expect(200);
        assert_eq!((&record["postponed"], &record["health"]), (&json!(2), &json!("watch")));
        let seen = health(&rep, &deal).await;
        assert_eq!(seen["signs"][0]["text"], "预计成交日已推迟 2 次");
        rep.change("opportunities", &deal, json!({ "expected_close": "2026-11-01" }))
            .await
            .expect(200);
        assert_eq!(kept(&rep, &deal).await, "weak");
        rep.change("opportunities", &deal, json!({ "postponed": 0 }))
            .await
            .problem(422, "read_only_field");
        rep.change("opportunities", &deal, json!({ "health": "good" }))
            .await
            .problem(422, "read_only_field");
    });
}

#[test]
fn lists_and_sums_go_by_health() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let (fine, slipped) = (kit.light("rep", "好单").await, kit.light("rep", "险单").await);
        rep.change(
            "opportunities",
            &slipped,
            json!({ "expected_close": "2026-10-01", "amount": "500.00" }),
        )
        .await
        .expect(200);
        let weak = rep
            .list(
                "opportunities",
                json!({ "field": "health", "op": "eq", "value": "weak" }),
            )
            .await;
        assert_eq!((weak.len(), &weak[0]["id"]), (1, &json!(slipped)));
        let page = rep.get("/opportunities?sort=-health&fields=health").await.expect(200);
        let ids: Vec<_> = page["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["id"].clone())
            .collect();
        assert_eq!(ids, [json!(slipped), json!(fine)]);
        let seen = kit.as_("manager").get("/insights/dashboard").await.expect(200);
        let card = seen["kpis"]
            .as_array()
            .unwrap()
            .iter()
            .find(|c| c["key"] == "at_risk")
            .unwrap();
        assert_eq!((&card["n"], &card["amount"]), (&json!(1), &json!("500.00")));
        let app = kit.app.clone();
        let report = tokio::task::block_in_place(|| app::check::check(&app, false)).unwrap();
        assert!(report.is_fine(), "{:#?}", report.lines(kernel::Lang::En));
    });
}

#[test]
fn only_who_sees_a_deal_sees_its_health_and_only_signs_of_what_they_see() {
    each(async |kit| {
        let deal = kit.light("rep", "产线升级").await;
        let rep = kit.as_("rep");
        rep.change("opportunities", &deal, json!({ "expected_close": "2026-10-01" }))
            .await
            .expect(200);
        kit.as_("siyuan")
            .get(&format!("/opportunities/{deal}/health"))
            .await
            .problem(404, "not_found");
        rep.get("/opportunities/x/health").await.problem(404, "not_found");
        let rights = |hidden: &str| json!({ "objects": { "opportunities": { "read": "team", "hidden": [hidden] } } });
        let clerk = kit.hire("clerk", rights("expected_close")).await;
        let seen = health(&clerk, &deal).await;
        assert_eq!((&seen["level"], keys(&seen)), (&json!("weak"), vec![]));
        let blind = kit.hire("blind", rights("health")).await;
        blind
            .get(&format!("/opportunities/{deal}/health"))
            .await
            .problem(404, "not_found");
    });
}
