//! The company's own settings.

use serde_json::json;

use crate::kit::each;

#[test]
fn everybody_reads_them_and_an_administrator_changes_them() {
    each(async |kit| {
        let read = kit.as_("viewer").get("/workspace").await.expect(200);
        assert_eq!(
            (&read["name"], &read["currency"], &read["time_zone"], &read["lang"]),
            (
                &json!("启航智造"),
                &json!("CNY"),
                &json!("Asia/Shanghai"),
                &json!("zh-CN")
            )
        );
        assert!(read["hours"].is_array() && read["exceptions"]["2026-10-01"] == json!(false));
        for who in ["ops", "manager", "rep", "service", "viewer"] {
            kit.as_(who)
                .patch("/workspace", json!({ "name": "x" }))
                .await
                .problem(403, "forbidden");
        }
        let body = json!({ "name": "成单科技", "hours": [[480, 720], [780, 1020]], "exceptions": { "2026-12-25": false, "2026-12-26": true } });
        let changed = kit.as_("admin").patch("/workspace", body.clone()).await.expect(200);
        for (key, value) in body.as_object().unwrap() {
            assert_eq!(&changed[key], value, "{key}");
        }
        assert_eq!(kit.as_("rep").get("/workspace").await.expect(200), changed);
        assert_eq!(
            kit.as_("rep").get("/me").await.expect(200)["workspace"]["name"],
            "成单科技"
        );
    });
}

#[test]
fn what_does_not_make_sense_is_pointed_at() {
    each(async |kit| {
        for (key, value) in [
            ("name", json!("")),
            ("name", json!("x".repeat(81))),
            ("name", json!(null)),
            ("currency", json!("rmb")),
            ("time_zone", json!("Mars")),
            ("lang", json!("fr")),
            ("hours", json!([])),
            ("hours", json!([[600, 540]])),
            ("hours", json!([[540, 720], [700, 800]])),
            ("hours", json!([[0, 1441]])),
            ("hours", json!("9-5")),
            ("exceptions", json!({ "2026-02-30": true })),
            ("exceptions", json!({ "2026-12-25": "off" })),
            ("exceptions", json!([])),
        ] {
            kit.as_("admin")
                .patch("/workspace", json!({ key: value }))
                .await
                .fault("invalid_value", &format!("/{key}"));
        }
        kit.as_("admin")
            .patch("/workspace", json!({ "nope": 1 }))
            .await
            .fault("unknown_field", "/nope");
    });
}

#[test]
fn the_time_zone_decides_what_today_is() {
    each(async |kit| {
        kit.at("2026-11-24T20:00:00Z");
        assert_eq!(kit.as_("rep").get("/me").await.expect(200)["today"], "2026-11-25");
        kit.as_("admin")
            .patch("/workspace", json!({ "time_zone": "Europe/London" }))
            .await
            .expect(200);
        assert_eq!(kit.as_("rep").get("/me").await.expect(200)["today"], "2026-11-24");
        let id = kit.make("rep", "opportunities", json!({ "name": "x" })).await;
        assert_eq!(
            kit.as_("rep").get(&format!("/opportunities/{id}")).await.expect(200)["engaged_on"],
            "2026-11-24"
        );
    });
}

#[test]
fn the_currency_is_that_of_amounts_that_name_none() {
    each(async |kit| {
        kit.as_("admin")
            .patch("/workspace", json!({ "currency": "EUR" }))
            .await
            .expect(200);
        let id = kit.make("rep", "opportunities", json!({ "name": "x" })).await;
        let deal = kit.as_("rep").get(&format!("/opportunities/{id}")).await.expect(200);
        assert_eq!(deal["currency"], "EUR");
    });
}
