//! The score of leads, and what it must not be made of.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};
use crate::leads::jobs;

async fn rule(kit: &Kit, name: &str, points: i64, condition: Json) -> String {
    let body = json!({ "name": name, "points": points, "condition": condition });
    kit.make("ops", "score_rules", body).await
}

#[test]
fn a_lead_shows_its_score_and_why_as_it_is_written() {
    each(async |kit| {
        rule(
            kit,
            "展会来的",
            20,
            json!({"field": "source", "op": "eq", "value": "展会"}),
        )
        .await;
        rule(
            kit,
            "留了手机",
            10,
            json!({"field": "phone", "op": "is_empty", "value": false}),
        )
        .await;
        rule(kit, "没有需求", -5, json!({"field": "need", "op": "is_empty"})).await;
        rule(
            kit,
            "谈过",
            15,
            json!({"exists": {"path": "activities", "where": {"field": "reached", "op": "eq", "value": "connected"}}}),
        )
        .await;
        let me = kit.as_("rep");
        let id = kit
            .make("rep", "leads", json!({ "name": "周敏", "source": "展会" }))
            .await;
        let path = format!("/leads/{id}");
        let lead = me.get(&path).await.expect(200);
        assert_eq!(lead["score"], json!(15), "{lead}");
        let why: Vec<_> = lead["score_why"]
            .as_array()
            .unwrap()
            .iter()
            .map(|w| (w["name"].clone(), w["points"].clone()))
            .collect();
        assert_eq!(why, [(json!("展会来的"), json!(20)), (json!("没有需求"), json!(-5))]);

        let version = lead["version"].clone();
        let changed = me
            .clone()
            .if_match(&version)
            .patch(&path, json!({ "phone": "13800138000", "need": "排产" }))
            .await
            .expect(200);
        assert_eq!(changed["score"], json!(30));
        // What the program finds out is nobody's change: the version that was answered is the present one.
        let again = me
            .clone()
            .if_match(&changed["version"])
            .patch(&path, json!({ "title": "厂长" }))
            .await
            .expect(200);
        assert_eq!(again["score"], json!(30));

        let call = json!({ "kind": "call", "reached": "connected", "body": "谈了十分钟" });
        me.post(&format!("{path}/log"), call.clone()).await.expect(201);
        assert_eq!(me.get(&path).await.expect(200)["score"], json!(45));

        // Sorted lists.
        let low = kit.make("rep", "leads", json!({ "name": "低分" })).await;
        let page = me.query("/leads", &[("sort", "-score")]).await.expect(200);
        let ids: Vec<_> = page["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|l| l["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(ids, [id, low]);
    });
}

#[test]
fn scores_follow_their_rules() {
    each(async |kit| {
        let id = kit
            .make("rep", "leads", json!({ "name": "周敏", "source": "展会" }))
            .await;
        let me = kit.as_("rep");
        assert_eq!(me.get(&format!("/leads/{id}")).await.expect(200)["score"], Json::Null);
        let rule = rule(
            kit,
            "展会来的",
            20,
            json!({"field": "source", "op": "eq", "value": "展会"}),
        )
        .await;
        jobs(kit).await;
        assert_eq!(me.get(&format!("/leads/{id}")).await.expect(200)["score"], json!(20));

        // What a change would change, before it is made.
        let ops = kit.as_("ops");
        let draft =
            json!({ "rule": rule, "points": 30, "condition": {"field": "source", "op": "eq", "value": "展会"} });
        let seen = ops.post("/leads/score/preview", draft.clone()).await.expect(200);
        assert_eq!(
            (&seen["matched"], &seen["changed"], &seen["up"], &seen["down"]),
            (&json!(1), &json!(1), &json!(1), &json!(0))
        );
        assert_eq!(
            (&seen["shown"][0]["from"], &seen["shown"][0]["to"]),
            (&json!(20), &json!(30))
        );
        me.post("/leads/score/preview", draft).await.problem(403, "forbidden");

        ops.change("score_rules", &rule, json!({ "active": false }))
            .await
            .expect(200);
        jobs(kit).await;
        let lead = me.get(&format!("/leads/{id}")).await.expect(200);
        assert_eq!((&lead["score"], &lead["score_why"]), (&Json::Null, &Json::Null));
    });
}

#[test]
fn nobody_is_scored_by_who_they_are() {
    each(async |kit| {
        let ops = kit.as_("ops");
        for condition in [
            json!({"field": "name", "op": "contains", "value": "女"}),
            json!({"field": "phone", "op": "starts_with", "value": "139"}),
            json!({"field": "same_contact.birthday", "op": "lt", "value": "1980-01-01"}),
        ] {
            let body = json!({ "name": "x", "points": 5, "condition": condition });
            let problem = ops
                .post("/score_rules", body.clone())
                .await
                .fault("invalid_value", "/condition/field");
            assert!(
                problem["errors"][0]["text"]
                    .as_str()
                    .unwrap()
                    .contains("个人信息保护法"),
                "{problem}"
            );
            let draft = json!({ "points": 5, "condition": body["condition"] });
            ops.post("/leads/score/preview", draft)
                .await
                .fault("invalid_value", "/condition/field");
        }
        // Without a condition it isn't in force.
        let bare = ops
            .post("/score_rules", json!({ "name": "x", "points": 5 }))
            .await
            .expect(201);
        assert_eq!(bare["active"], json!(false));
        ops.change("score_rules", bare["id"].as_str().unwrap(), json!({ "active": true }))
            .await
            .fault("required", "/condition");
        let all = json!({ "all": [] });
        ops.post("/score_rules", json!({ "name": "x", "points": 101, "condition": all }))
            .await
            .fault("invalid_value", "/points");
        kit.as_("rep")
            .post("/score_rules", json!({ "name": "x", "points": 5, "condition": all }))
            .await
            .problem(403, "forbidden");
    });
}
