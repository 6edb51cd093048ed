//! What is known of the market stands beside the leads and deals that speak of it.

use serde_json::json;

use crate::kit::each;

#[test]
fn a_lead_shows_its_persona_and_the_competitor_it_names() {
    each(async |kit| {
        let buyer = kit
            .make(
                "manager",
                "personas",
                json!({ "name": "采购经理", "titles": "采购、供应链", "pains": "怕担责" }),
            )
            .await;
        kit.make(
            "manager",
            "personas",
            json!({ "name": "厂长", "titles": "厂长、生产总监" }),
        )
        .await;
        let rival = kit
            .make(
                "manager",
                "competitors",
                json!({ "name": "鼎盛软件", "aliases": "鼎盛、DS", "counter": "问实施周期" }),
            )
            .await;
        kit.make(
            "manager",
            "positionings",
            json!({ "name": "三周上线", "competitor": rival }),
        )
        .await;
        let lead = json!({ "name": "王芳", "title": "高级采购经理", "need": "现在在看鼎盛的方案，想比较一下" });
        let lead = kit.make("rep", "leads", lead).await;

        let beside = kit.as_("rep").get(&format!("/leads/{lead}/market")).await.expect(200);
        assert_eq!(beside["personas"].as_array().unwrap().len(), 1);
        assert_eq!(beside["personas"][0]["record"]["id"], json!(buyer));
        assert_eq!(beside["personas"][0]["because"], "采购");
        assert_eq!(beside["competitors"][0]["record"]["counter"], "问实施周期");
        assert_eq!(beside["competitors"][0]["because"], "鼎盛");
        assert_eq!(beside["positionings"][0]["record"]["name"], "三周上线");

        // Others don't see the lead, nor what is beside it.
        kit.as_("jiayi")
            .get(&format!("/leads/{lead}/market"))
            .await
            .problem(404, "not_found");
    });
}

#[test]
fn a_deal_shows_the_personas_of_its_people() {
    each(async |kit| {
        kit.make("ops", "personas", json!({ "name": "信息主管", "titles": "IT，信息" }))
            .await;
        kit.make("ops", "competitors", json!({ "name": "维持现状" })).await;
        let deal = kit.light("rep", "产线").await;
        let path = format!("/opportunities/{deal}/market");
        let beside = kit.as_("rep").get(&path).await.expect(200);
        assert_eq!(
            beside,
            json!({ "origins": [], "personas": [], "competitors": [], "positionings": [] })
        );

        let person = kit
            .make("rep", "contacts", json!({ "name": "李雷", "title": "IT 经理" }))
            .await;
        kit.make("rep", "stakeholders", json!({ "opportunity": deal, "contact": person }))
            .await;
        kit.as_("rep")
            .change("opportunities", &deal, json!({ "competitor": "没有对手，维持现状" }))
            .await
            .expect(200);
        let beside = kit.as_("rep").get(&path).await.expect(200);
        assert_eq!(beside["personas"][0]["record"]["name"], "信息主管");
        assert_eq!(beside["competitors"][0]["record"]["name"], "维持现状");

        let of_person = kit
            .as_("rep")
            .get(&format!("/contacts/{person}/market"))
            .await
            .expect(200);
        assert_eq!(of_person["personas"][0]["because"], "IT");
    });
}

#[test]
fn segments_hold_conditions_that_fit() {
    each(async |kit| {
        let ops = kit.as_("ops");
        let segment = json!({ "name": "华东装备", "object": "accounts", "filter": { "field": "region", "op": "eq", "value": "江苏" } });
        let id = kit.make("ops", "segments", segment).await;
        ops.change(
            "segments",
            &id,
            json!({ "filter": { "field": "nothing", "op": "eq", "value": 1 } }),
        )
        .await
        .problem(422, "unknown_field");
        ops.change("segments", &id, json!({ "object": "leads" }))
            .await
            .fault("read_only_field", "/object");
        kit.as_("rep")
            .post("/segments", json!({ "name": "x", "object": "leads" }))
            .await
            .problem(403, "forbidden");
        // Whoever was there writes down what they heard, with where it comes from.
        kit.as_("rep")
            .post("/market_notes", json!({ "name": "展会见闻", "noted_on": "2026-11-20" }))
            .await
            .fault("required", "/source");
        kit.make(
            "rep",
            "market_notes",
            json!({ "name": "展会见闻", "noted_on": "2026-11-20", "source": "工博会", "segment": id }),
        )
        .await;
    });
}
