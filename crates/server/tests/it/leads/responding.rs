//! The first response: late ones are told, and all of them are figures.

use serde_json::{Value as Json, json};

use crate::kit::each;
use crate::leads::jobs;

#[test]
fn a_late_first_response_is_told_to_the_manager() {
    each(async |kit| {
        let team = kit.as_("rep").get("/me").await.expect(200)["user"]["team"]["id"].clone();
        let lead = json!({ "manager": kit.id("manager") });
        kit.as_("admin")
            .change("teams", team.as_str().unwrap(), lead)
            .await
            .expect(200);
        let late = kit.make("rep", "leads", json!({ "name": "迟到" })).await;
        let fine = kit.make("rep", "leads", json!({ "name": "及时" })).await;
        kit.at("2026-11-24T02:20:00Z");
        let call = json!({ "kind": "call", "reached": "connected" });
        kit.as_("rep")
            .post(&format!("/leads/{fine}/log"), call.clone())
            .await
            .expect(201);
        jobs(kit).await;
        let told = async |who: &str| -> Vec<Json> {
            let page = kit.as_(who).get("/notices").await.expect(200);
            let all = page["data"].as_array().unwrap().clone();
            all.into_iter()
                .filter(|n| n["kind"] == "lead_late")
                .map(|n| n["about"]["id"].clone())
                .collect()
        };
        assert!(told("manager").await.is_empty());
        kit.at("2026-11-24T03:00:01Z");
        jobs(kit).await;
        jobs(kit).await;
        for who in ["manager", "rep"] {
            assert_eq!(told(who).await, [json!(late)], "{who}");
        }
        assert!(told("south").await.is_empty());
        let lead = kit.as_("rep").get(&format!("/leads/{late}")).await.expect(200);
        assert_eq!(lead["response_late"], json!(true));

        // The figures: one in time, one late and not answered.
        let read = kit
            .as_("manager")
            .get("/insights/first_response?period=this_month&group=owner")
            .await
            .expect(200);
        let all = &read["all"];
        assert_eq!(
            (&all["n"], &all["in_time"], &all["late"], &all["unanswered"]),
            (&json!(2), &json!(1), &json!(1), &json!(1))
        );
        assert_eq!((&all["median"], &all["p90"]), (&json!(20), &Json::Null));
        assert!(all["low"].as_f64().unwrap() < 0.5 && all["high"].as_f64().unwrap() > 0.5);
        assert_eq!(read["rows"][0]["key"]["id"], json!(kit.id("rep")));
        assert_eq!(read["differ"], Json::Null);
        // Every figure opens its list.
        let list = kit.as_("manager").list("leads", all["late_filter"].clone()).await;
        assert_eq!(list.iter().map(|l| l["id"].clone()).collect::<Vec<_>>(), [json!(late)]);
        let bars = read["bars"].as_array().unwrap();
        let bar = bars.iter().find(|b| b["n"] == json!(1)).unwrap();
        let list = kit.as_("manager").list("leads", bar["filter"].clone()).await;
        assert_eq!(list[0]["id"], json!(fine));
        for group in ["team", "source", "form", "week", "month"] {
            let read = kit
                .as_("manager")
                .get(&format!("/insights/first_response?group={group}"))
                .await
                .expect(200);
            let row = &read["rows"][0];
            assert_eq!(row["n"], json!(2), "{group}: {read}");
            assert_eq!(
                kit.as_("manager").list("leads", row["filter"].clone()).await.len(),
                2,
                "{group}: {row}"
            );
        }
        kit.as_("rep")
            .get("/insights/first_response?group=mood")
            .await
            .fault("invalid_value", "/group");
        // Answered after all, it was late all the same.
        kit.as_("rep")
            .post(&format!("/leads/{late}/log"), call)
            .await
            .expect(201);
        let lead = kit.as_("rep").get(&format!("/leads/{late}")).await.expect(200);
        assert_eq!(
            (&lead["response_late"], &lead["response_minutes"]),
            (&json!(true), &json!(60))
        );
        // Others' leads are no part of one's figures.
        let theirs = kit.as_("south").get("/insights/first_response").await.expect(200);
        assert_eq!(theirs["all"]["n"], json!(0));
    });
}
