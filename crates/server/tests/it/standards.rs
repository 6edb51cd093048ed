//! Talks are held against the standards of their stage by those who may, and the figures say how sure they are.

use serde_json::json;

use crate::kit::each;

#[test]
fn a_manager_holds_a_talk_against_the_standards_of_its_stage() {
    each(async |kit| {
        let deal = kit.make("rep", "opportunities", json!({ "name": "扩产" })).await;
        let call = json!({ "kind": "call", "reached": "connected", "outcome": "advance", "body": "谈了二十分钟" });
        let logged = kit
            .as_("rep")
            .post(&format!("/opportunities/{deal}/log"), call.clone())
            .await
            .expect(201);
        let talk = logged["activity"]["id"]
            .as_str()
            .or(logged["activity"].as_str())
            .unwrap()
            .to_owned();
        let path = format!("/activities/{talk}/review");
        let seen = kit.as_("manager").get(&path).await.expect(200);
        let standards = seen["standards"].as_array().unwrap();
        assert!(standards.len() >= 3, "{seen}");
        assert_eq!(
            (&seen["may_review"], &standards[0]["mark"]),
            (&json!(true), &json!(null))
        );
        let marks = json!({ "marks": [
            { "standard": 0, "mark": "met", "remark": "开场说明了来意" }, { "standard": 1, "mark": "not_met", "remark": "一分钟内没有讲到价值" },
            { "standard": 2, "mark": "na" },
        ] });
        for who in ["rep", "siyuan", "viewer", "service"] {
            let refused = kit.as_(who).put(&path, marks.clone()).await;
            assert!(matches!(refused.status, 403 | 404), "{who}: {}", refused.text());
        }
        kit.as_("south")
            .put(&path, marks.clone())
            .await
            .problem(404, "not_found");
        let marked = kit.as_("manager").put(&path, marks).await.expect(200);
        assert_eq!(marked["standards"][1]["remark"], "一分钟内没有讲到价值");
        // The rep reads it, in their own language, too.
        let read = kit.as_("rep").lang("en").get(&path).await.expect(200);
        assert_eq!(
            (&read["standards"][0]["mark"], &read["may_review"]),
            (&json!("met"), &json!(false))
        );
        // Looked at again it is one mark still.
        kit.as_("manager")
            .put(&path, json!({ "marks": [{ "standard": 1, "mark": "met" }] }))
            .await
            .expect(200);
        let all = kit.as_("manager").list("standard_marks", json!({ "all": [] })).await;
        assert_eq!(all.len(), 3);
        assert!(all.iter().all(|m| m["person"]["id"] == kit.id("rep")), "{all:?}");
        let figures = kit.as_("manager").get("/insights/standards").await.expect(200);
        let line = &figures["people"][0];
        assert_eq!(
            (&line["met"], &line["n"], &line["of"]["id"]),
            (&json!(2), &json!(2), &json!(kit.id("rep")))
        );
        assert!(line["low"].as_f64().unwrap() < 0.5);
        assert_eq!(figures["verdict"], "too_early");
        let opened = kit.as_("manager").list("standard_marks", line["filter"].clone()).await;
        assert_eq!(opened.len(), 2);
        let other = kit.as_("south").get("/insights/standards").await.expect(200);
        assert_eq!(other["people"], json!([]));
        for (pointer, wrong) in [
            ("/marks/0/standard", json!({ "standard": 99, "mark": "met" })),
            ("/marks/0/mark", json!({ "standard": 0, "mark": "great" })),
        ] {
            kit.as_("manager")
                .put(&path, json!({ "marks": [wrong] }))
                .await
                .fault("invalid_value", pointer);
        }
        // Nobody reviews their own.
        let own = kit
            .as_("manager")
            .post(&format!("/opportunities/{deal}/log"), call)
            .await
            .expect(201);
        let own = own["activity"]["id"]
            .as_str()
            .or(own["activity"].as_str())
            .unwrap()
            .to_owned();
        kit.as_("manager")
            .put(&format!("/activities/{own}/review"), json!({ "marks": [] }))
            .await
            .problem(409, "wrong_state");
    });
}
