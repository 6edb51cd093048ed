//! Counts, sums, means, medians; and the win rate.

use serde_json::{Value as Json, json};

use crate::kit::{As, Kit, each};

async fn rows(asker: &As<'_>, body: Json) -> Json {
    asker.post("/opportunities/aggregate", body).await.expect(200)["rows"].clone()
}

async fn deals(kit: &Kit) {
    for (who, amount, probability, close, source) in [
        ("rep", "10.00", 40, "2026-11-24", "展会"),
        ("rep", "0.01", 60, "2026-12-31", "展会"),
        ("siyuan", "5.00", 50, "2027-01-01", "网站"),
        ("jiayi", "100.00", 10, "2027-01-03", "网站"),
    ] {
        let body = json!({ "name": close, "amount": amount, "probability_own": probability, "expected_close": close, "source": source });
        kit.make(who, "opportunities", body).await;
    }
    kit.make("rep", "opportunities", json!({ "name": "空" })).await;
}

#[test]
fn sums_are_exact_and_reach_as_far_as_lists() {
    each(async |kit| {
        deals(kit).await;
        let body =
            json!({ "measures": ["count", "sum:amount", "avg:amount", "min:amount", "max:amount", "median:amount"] });
        let all = rows(&kit.as_("admin"), body.clone()).await;
        assert_eq!(
            all,
            json!([{ "count": 5, "sum:amount": "115.01", "avg:amount": "28.7525", "min:amount": "0.01", "max:amount": "100.00", "median:amount": "7.50" }])
        );
        let own = rows(&kit.as_("rep"), body.clone()).await;
        assert_eq!(
            own,
            json!([{ "count": 3, "sum:amount": "10.01", "avg:amount": "5.005", "min:amount": "0.01", "max:amount": "10.00", "median:amount": "5.005" }])
        );
        let team = rows(&kit.as_("manager"), body.clone()).await;
        assert_eq!(
            (&team[0]["count"], &team[0]["sum:amount"]),
            (&json!(4), &json!("15.01"))
        );
        let mut none = body;
        none["filter"] = json!({ "field": "amount", "op": "gt", "value": "1000" });
        let none = rows(&kit.as_("rep"), none).await;
        assert_eq!(
            none,
            json!([{ "count": 0, "sum:amount": "0.00", "avg:amount": null, "min:amount": null, "max:amount": null, "median:amount": null }])
        );
        let days = rows(&kit.as_("admin"), json!({ "measures": ["min:expected_close", "max:expected_close", "avg:probability_own", "median:probability_own"] })).await;
        assert_eq!(
            days,
            json!([{ "min:expected_close": "2026-11-24", "max:expected_close": "2027-01-03", "avg:probability_own": 40, "median:probability_own": 45 }])
        );
    });
}

#[test]
fn groups_are_fields_references_names_and_periods() {
    each(async |kit| {
        deals(kit).await;
        let admin = kit.as_("admin");
        let by = async |group: Json| rows(&admin, json!({ "group": group, "measures": ["count"] })).await;
        assert_eq!(
            by(json!(["source"])).await,
            json!([{ "source": null, "count": 1 }, { "source": "展会", "count": 2 }, { "source": "网站", "count": 2 }])
        );
        let owners = by(json!(["owner"])).await;
        assert!(
            owners
                .as_array()
                .unwrap()
                .contains(&json!({ "owner": { "id": kit.id("rep"), "name": "林晓彤" }, "count": 3 }))
        );
        let names = by(json!(["owner.name"])).await;
        assert!(
            names
                .as_array()
                .unwrap()
                .contains(&json!({ "owner.name": "林晓彤", "count": 3 }))
        );
        let teams = by(json!(["owner.team.name", "status"])).await;
        assert!(
            teams
                .as_array()
                .unwrap()
                .contains(&json!({ "owner.team.name": "华东大区", "status": "open", "count": 4 }))
        );
        for (unit, expected) in [
            ("day", json!(["2026-11-24", "2026-12-31", "2027-01-01", "2027-01-03"])),
            ("week", json!(["2026-W48", "2026-W53"])),
            ("month", json!(["2026-11", "2026-12", "2027-01"])),
            ("quarter", json!(["2026-Q4", "2027-Q1"])),
            ("year", json!(["2026", "2027"])),
        ] {
            let key = format!("expected_close:{unit}");
            let found = by(json!([key])).await;
            let periods: Vec<Json> = found
                .as_array()
                .unwrap()
                .iter()
                .map(|r| r[&key].clone())
                .filter(|p| !p.is_null())
                .collect();
            assert_eq!(Json::from(periods), expected, "{unit}");
        }
    });
}

#[test]
fn a_moment_falls_on_the_companys_day() {
    each(async |kit| {
        kit.at("2026-12-31T15:59:59Z");
        kit.make("rep", "opportunities", json!({ "name": "旧年" })).await;
        kit.at("2026-12-31T16:00:00Z");
        kit.make("rep", "opportunities", json!({ "name": "新年" })).await;
        let by_year = json!({ "group": ["created_at:year"], "measures": ["count"] });
        let expected = json!([{ "created_at:year": "2026", "count": 1 }, { "created_at:year": "2027", "count": 1 }]);
        assert_eq!(rows(&kit.as_("rep"), by_year.clone()).await, expected);
        kit.as_("admin")
            .patch("/workspace", json!({ "time_zone": "America/New_York" }))
            .await
            .expect(200);
        assert_eq!(
            rows(&kit.as_("rep"), by_year).await,
            json!([{ "created_at:year": "2026", "count": 2 }])
        );
    });
}

#[test]
fn different_currencies_are_never_added_up() {
    each(async |kit| {
        deals(kit).await;
        kit.make(
            "rep",
            "opportunities",
            json!({ "name": "外单", "amount": "7.00", "currency": "USD" }),
        )
        .await;
        let found = rows(
            &kit.as_("rep"),
            json!({ "measures": ["count", "sum:amount", "median:amount"] }),
        )
        .await;
        let expected = json!([
            { "currency": "CNY", "count": 3, "sum:amount": "10.01", "median:amount": "5.005" },
            { "currency": "USD", "count": 1, "sum:amount": "7.00", "median:amount": "7.00" },
        ]);
        assert_eq!(found, expected);
        // Where no money is summed up they don't matter.
        assert_eq!(
            rows(&kit.as_("rep"), json!({ "measures": ["count"] })).await,
            json!([{ "count": 4 }])
        );
    });
}

#[test]
fn what_is_asked_wrongly_is_pointed_at() {
    each(async |kit| {
        let ask = async |body: Json| kit.as_("rep").post("/opportunities/aggregate", body).await;
        for (body, code, pointer) in [
            (json!({}), "invalid_value", "/measures"),
            (json!({ "measures": [] }), "invalid_value", "/measures"),
            (json!({ "measures": "count" }), "invalid_value", "/measures"),
            (json!({ "measures": ["sum"] }), "invalid_value", "/measures/0"),
            (
                json!({ "measures": ["count", "total:amount"] }),
                "invalid_value",
                "/measures/1",
            ),
            (json!({ "measures": ["sum:name"] }), "invalid_value", "/measures/0"),
            (
                json!({ "measures": ["sum:expected_close"] }),
                "invalid_value",
                "/measures/0",
            ),
            (json!({ "measures": ["sum:nope"] }), "unknown_field", "/measures/0"),
            (json!({ "measures": vec!["count"; 11] }), "invalid_value", "/measures"),
            (
                json!({ "group": ["nope"], "measures": ["count"] }),
                "unknown_field",
                "/group/0",
            ),
            (
                json!({ "group": ["owner.nope"], "measures": ["count"] }),
                "unknown_field",
                "/group/0",
            ),
            (
                json!({ "group": ["status", "expected_close"], "measures": ["count"] }),
                "invalid_value",
                "/group/1",
            ),
            (
                json!({ "group": ["expected_close:decade"], "measures": ["count"] }),
                "invalid_value",
                "/group/0",
            ),
            (
                json!({ "group": ["status:month"], "measures": ["count"] }),
                "invalid_value",
                "/group/0",
            ),
            (
                json!({ "group": ["description"], "measures": ["count"] }),
                "invalid_value",
                "/group/0",
            ),
            (
                json!({ "group": ["status", "stage", "phase", "source", "currency"], "measures": ["count"] }),
                "invalid_value",
                "/measures",
            ),
            (
                json!({ "measures": ["count"], "having": {} }),
                "unknown_field",
                "/having",
            ),
        ] {
            let shown = body.to_string();
            let reply = ask(body).await;
            assert_eq!(reply.json["errors"][0]["pointer"], pointer, "{shown}: {}", reply.text());
            reply.fault(code, pointer);
        }
        kit.as_("rep")
            .act("/opportunities/aggregate")
            .await
            .fault("invalid_value", "/measures");
    });
}

#[test]
fn a_hidden_or_masked_field_neither_groups_nor_measures() {
    each(async |kit| {
        deals(kit).await;
        let service = kit.as_("service");
        for body in [
            json!({ "measures": ["sum:budget"] }),
            json!({ "measures": ["max:probability_own"] }),
            json!({ "group": ["budget"], "measures": ["count"] }),
        ] {
            service
                .post("/opportunities/aggregate", body)
                .await
                .problem(422, "unknown_field");
        }
        for group in ["email", "wechat"] {
            let body = json!({ "group": [group], "measures": ["count"] });
            service
                .post("/contacts/aggregate", body)
                .await
                .problem(422, "unknown_field");
        }
        let body = json!({ "group": ["contact.email"], "measures": ["count"] });
        service
            .post("/activities/aggregate", body)
            .await
            .problem(422, "unknown_field");
    });
}

#[test]
fn the_win_rate_counts_closed_deals_with_an_interval() {
    each(async |kit| {
        for (who, reason) in [("rep", "price"), ("rep", "timing"), ("siyuan", "price")] {
            let id = kit.light(who, "输单").await;
            kit.as_(who)
                .post(&format!("/opportunities/{id}/lose"), json!({ "reason": reason }))
                .await
                .expect(200);
        }
        kit.light("rep", "未结").await;
        let rate = async |who: &str, path: &str| kit.as_(who).get(path).await.expect(200)["rows"].clone();
        let all = rate("manager", "/insights/win_rate").await;
        assert_eq!(
            (&all[0]["n"], &all[0]["won"], &all[0]["rate"]),
            (&json!(3), &json!(0), &json!(0.0))
        );
        let (low, high) = (all[0]["low"].as_f64().unwrap(), all[0]["high"].as_f64().unwrap());
        assert!(low.abs() < 1e-9 && (high - 0.561_497).abs() < 1e-3, "{low} {high}");
        let owners = rate("manager", "/insights/win_rate?group=owner").await;
        assert_eq!(owners.as_array().unwrap().len(), 2);
        assert_eq!(
            (&owners[0]["owner"]["name"], &owners[0]["n"]),
            (&json!("林晓彤"), &json!(2))
        );
        assert_eq!(rate("rep", "/insights/win_rate").await[0]["n"], 2);
        assert_eq!(rate("jiayi", "/insights/win_rate").await, json!([]));
        for group in ["team", "product", "source", "sop_version", "month"] {
            let found = rate("manager", &format!("/insights/win_rate?group={group}")).await;
            assert!(group == "product" || found[0]["n"] == 3, "{group}: {found}");
        }
        assert_eq!(
            rate("manager", "/insights/win_rate?group=month").await[0]["month"],
            "2026-11"
        );
        kit.as_("rep")
            .get("/insights/win_rate?group=colour")
            .await
            .fault("invalid_value", "/group");
        let filter = json!({ "field": "loss_reason", "op": "eq", "value": "price" }).to_string();
        let found = kit
            .as_("manager")
            .query("/insights/win_rate", &[("filter", &filter)])
            .await
            .expect(200);
        assert_eq!(found["rows"][0]["n"], 2);
    });
}

#[test]
fn a_product_that_is_gone_is_a_group_without_a_name() {
    each(async |kit| {
        let product = kit.make("admin", "products", json!({ "name": "旧型号" })).await;
        let deal = kit.light("rep", "一单").await;
        let item = json!({ "opportunity": deal, "product": product });
        kit.make("rep", "line_items", item).await;
        kit.as_("rep")
            .post(&format!("/opportunities/{deal}/lose"), json!({ "reason": "price" }))
            .await
            .expect(200);
        kit.as_("admin").remove("products", &product).await.expect(204);
        let rates = kit.as_("rep").get("/insights/win_rate?group=product").await.expect(200);
        let row = &rates["rows"][0];
        assert_eq!((&row["product"], &row["n"]), (&Json::Null, &json!(1)), "{rates}");
    });
}
