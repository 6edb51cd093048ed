//! Which SOP new deals follow, and what is to become better.

use serde_json::{Value as Json, json};

use super::{DUO, act, deal, supervised};
use crate::kit::each;
use crate::sop::publish;

#[test]
fn rules_choose_the_sop_of_new_deals_and_a_share_goes_to_another_version_at_random() {
    each(async |kit| {
        let duo = publish(kit, DUO).await;
        let first = kit.as_("ops").get(&format!("/sops/{duo}")).await.expect(200)["current"]["id"].clone();
        // Without rules nothing is written down.
        let plain = kit.make("rep", "opportunities", json!({ "name": "无规则" })).await;
        assert_eq!(
            kit.as_("rep")
                .list(
                    "sop_assignments",
                    json!({ "field": "opportunity", "op": "eq", "value": plain })
                )
                .await
                .len(),
            0
        );
        let big = json!({ "field": "amount", "op": "gte", "value": "100000" });
        let rule = kit
            .make(
                "ops",
                "sop_rules",
                json!({ "name": "大单", "sop": duo, "condition": big }),
            )
            .await;
        let chosen = async |body: Json| {
            let id = kit.make("rep", "opportunities", body).await;
            let deal = kit.as_("rep").get(&format!("/opportunities/{id}")).await.expect(200);
            let noted = kit
                .as_("rep")
                .list(
                    "sop_assignments",
                    json!({ "field": "opportunity", "op": "eq", "value": id }),
                )
                .await;
            (deal["sop"]["id"].clone(), deal["sop_version"]["id"].clone(), noted)
        };
        let (sop, _, noted) = chosen(json!({ "name": "大", "amount": "200000" })).await;
        assert_eq!(sop, json!(duo));
        assert_eq!(
            (noted.len(), &noted[0]["arm"], &noted[0]["rule"]["id"]),
            (1, &json!("rule"), &json!(rule)),
            "{noted:?}"
        );
        let (sop, _, noted) = chosen(json!({ "name": "小", "amount": "200" })).await;
        assert!(sop != json!(duo) && noted.is_empty());
        // Whoever names one has it.
        let light = kit.sop("light").await;
        let (sop, _, noted) = chosen(json!({ "name": "指定", "amount": "200000", "sop": light })).await;
        assert!(sop == json!(light) && noted.is_empty());
        let seen = kit.as_("manager").get("/sop_rules/preview").await.expect(200);
        assert_eq!(
            (&seen["rules"][0]["n"], &seen["rules"][1]["rule"]),
            (&json!(2), &Json::Null),
            "{seen}"
        );

        // Half of them at random between the first version and the second.
        let second = DUO.replace("due: 1d", "due: 2d");
        publish(kit, &second).await;
        kit.as_("ops")
            .change("sop_rules", &rule, json!({ "other": first }))
            .await
            .fault("invalid_value", "/share");
        kit.as_("ops")
            .change("sop_rules", &rule, json!({ "other": first, "share": "50" }))
            .await
            .expect(200);
        let mut arms = std::collections::BTreeMap::new();
        for i in 0..24 {
            let (_, version, noted) = chosen(json!({ "name": format!("试 {i}"), "amount": "200000" })).await;
            let arm = noted[0]["arm"].as_str().unwrap().to_owned();
            assert_eq!(version == first, arm == "other", "{noted:?}");
            assert_eq!(noted[0]["sop_version"]["id"], version);
            *arms.entry(arm).or_insert(0) += 1;
        }
        assert!(arms.len() == 2 && arms.values().all(|n| *n >= 3), "{arms:?}");
        // What a new deal doesn't have can't be asked for; reps don't write rules.
        let items = json!({ "exists": { "path": "line_items" } });
        kit.as_("ops")
            .post("/sop_rules", json!({ "name": "产品", "sop": duo, "condition": items }))
            .await
            .fault("invalid_value", "/condition");
        kit.as_("rep")
            .post("/sop_rules", json!({ "name": "我的", "sop": duo }))
            .await
            .problem(403, "forbidden");
    });
}

#[test]
fn an_improvement_leads_to_a_draft_and_tells_when_its_effect_can_be_known() {
    each(async |kit| {
        let duo = publish(kit, DUO).await;
        let body = json!({ "name": "见面记录常被遗漏", "source": "supervision", "sop": duo, "stage": "meet", "step": "note", "measure": "skipped" });
        let one = kit.make("manager", "improvements", body).await;
        let effect = async || {
            kit.as_("manager")
                .get(&format!("/improvements/{one}/effect"))
                .await
                .expect(200)
        };
        assert_eq!(effect().await["state"], "no_draft");
        let draft = kit
            .as_("ops")
            .post("/sops", json!({ "yaml": DUO.replace("due: 3d", "due: 2d") }))
            .await
            .expect(201);
        let version = draft["id"].as_str().unwrap();
        kit.as_("manager")
            .change("improvements", &one, json!({ "draft": version, "status": "drafting" }))
            .await
            .expect(200);
        assert_eq!(effect().await["state"], "unpublished");
        kit.as_("ops")
            .post(
                &format!("/sop_versions/{version}/publish"),
                json!({ "summary": "缩短期限", "reason": "常被遗漏" }),
            )
            .await
            .expect(204);
        let early = effect().await;
        assert_eq!(
            (&early["state"], &early["from"]),
            (&json!("too_early"), &json!("2026-12-25")),
            "{early}"
        );
        let new = deal(kit, "rep", &duo, "新版").await;
        act(kit, "rep", &new, "steps/visit/complete", json!({})).await;
        act(
            kit,
            "rep",
            &new,
            "steps/note/skip",
            json!({ "reason": "客户不愿留下书面记录，改为电话确认" }),
        )
        .await;
        act(kit, "rep", &new, "advance", json!({})).await;
        supervised(kit).await;
        kit.at("2027-01-20T02:00:00Z");
        let later = effect().await;
        assert_eq!(
            (&later["state"], &later["after"]["k"], &later["after"]["n"]),
            (&json!("too_early"), &json!(1), &json!(1)),
            "{later}"
        );
        // A rep proposes, sees what others propose, and doesn't change it.
        let own = kit
            .make("rep", "improvements", json!({ "name": "少填一项", "source": "idea" }))
            .await;
        kit.as_("rep")
            .change("improvements", &one, json!({ "name": "别的" }))
            .await
            .problem(403, "forbidden");
        assert_eq!(
            kit.as_("rep")
                .get(&format!("/improvements/{own}/effect"))
                .await
                .expect(200)["state"],
            "no_measure"
        );
    });
}
