//! Conditions over HTTP: every comparison, every relative value, and what is wrong with the rest.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};

fn leaf(field: &str, op: &str, value: impl Into<Json>) -> Json {
    json!({ "field": field, "op": op, "value": value.into() })
}

async fn found(kit: &Kit, who: &str, filter: Json) -> String {
    let mut names: Vec<_> = kit
        .as_(who)
        .list("opportunities", filter)
        .await
        .iter()
        .map(|r| r["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    names.concat()
}

/// Four deals, A to D.
async fn deals(kit: &Kit) {
    let tier_a = kit.make("rep", "accounts", json!({ "name": "甲", "tier": "A" })).await;
    let tier_b = kit.make("rep", "accounts", json!({ "name": "乙", "tier": "B" })).await;
    let contact = kit
        .make("rep", "contacts", json!({ "name": "赵国栋", "account": tier_a }))
        .await;
    let make = async |who: &str, body: Json| kit.make(who, "opportunities", body).await;
    let a = make("rep", json!({ "name": "A", "amount": "10.00", "expected_close": "2026-11-24", "account": tier_a, "source": "展会 100%" })).await;
    kit.at("2026-10-31T15:59:59Z");
    make(
        "rep",
        json!({ "name": "B", "amount": "9.99", "expected_close": "2026-12-31", "account": tier_b, "source": "Expo_1" }),
    )
    .await;
    kit.at("2026-10-31T16:00:00Z");
    make(
        "rep",
        json!({ "name": "C", "expected_close": "2026-11-30", "source": "expo1" }),
    )
    .await;
    kit.at(crate::kit::NOW);
    make("siyuan", json!({ "name": "D", "amount": "10.00", "pain": "停机" })).await;
    kit.make(
        "rep",
        "stakeholders",
        json!({ "opportunity": a, "contact": contact, "role": "decider", "met": true }),
    )
    .await;
}

#[test]
fn every_comparison_finds_what_it_should_and_nothing_with_null() {
    each(async |kit| {
        deals(kit).await;
        for (filter, expected) in [
            (leaf("amount", "eq", "10.00"), "AD"),
            (leaf("amount", "eq", 10), "AD"),
            (leaf("amount", "ne", "10"), "B"),
            (leaf("amount", "lt", "10"), "B"),
            (leaf("amount", "lte", "9.99"), "B"),
            (leaf("amount", "gt", 9.99), "AD"),
            (leaf("amount", "gte", "9.99"), "ABD"),
            (leaf("amount", "in", json!(["9.99", "7"])), "B"),
            (leaf("amount", "not_in", json!(["9.99"])), "AD"),
            (leaf("amount", "in", json!([])), ""),
            (leaf("amount", "not_in", json!([])), "ABD"),
            (json!({ "field": "amount", "op": "is_empty" }), "C"),
            (leaf("amount", "is_empty", false), "ABD"),
            (json!({ "not": leaf("amount", "gt", "0") }), "C"),
            (leaf("source", "contains", "EXPO"), "BC"),
            (leaf("source", "contains", "%"), "A"),
            (leaf("source", "contains", "_"), "B"),
            (leaf("source", "contains", "展会"), "A"),
            (leaf("source", "starts_with", "expo_"), "B"),
            (leaf("source", "eq", "expo1"), "C"),
            (leaf("source", "gt", "F"), "AC"),
            (leaf("status", "eq", "open"), "ABCD"),
            (leaf("status", "in", json!(["won", "lost"])), ""),
            (leaf("expected_close", "eq", "2026-11-24"), "A"),
            (leaf("expected_close", "lt", "2026-11-30"), "A"),
            (leaf("account.tier", "eq", "A"), "A"),
            (leaf("account.tier", "ne", "A"), "B"),
            (json!({ "field": "account.tier", "op": "is_empty" }), "CD"),
            (leaf("account.name", "contains", "乙"), "B"),
            (json!({ "exists": { "path": "stakeholders" } }), "A"),
            (
                json!({ "exists": { "path": "stakeholders", "where": leaf("role", "eq", "decider") } }),
                "A",
            ),
            (
                json!({ "exists": { "path": "stakeholders", "where": leaf("contact.name", "starts_with", "赵") } }),
                "A",
            ),
            (
                json!({ "exists": { "path": "stakeholders", "where": leaf("met", "eq", false) } }),
                "",
            ),
            (
                json!({ "exists": { "path": "account.contacts", "where": leaf("name", "eq", "赵国栋") } }),
                "A",
            ),
            (json!({ "not": { "exists": { "path": "stakeholders" } } }), "BCD"),
            (json!({ "all": [] }), "ABCD"),
            (json!({ "any": [] }), ""),
            (
                json!({ "any": [leaf("amount", "lt", "10"), leaf("pain", "is_empty", false)] }),
                "BD",
            ),
            (
                json!({ "all": [leaf("amount", "eq", "10"), { "not": leaf("pain", "is_empty", false) }] }),
                "A",
            ),
        ] {
            assert_eq!(found(kit, "manager", filter.clone()).await, expected, "{filter}");
            // What doesn't hold is exactly the rest.
            let rest: String = "ABCD".chars().filter(|c| !expected.contains(*c)).collect();
            assert_eq!(
                found(kit, "manager", json!({ "not": filter })).await,
                rest,
                "not {filter}"
            );
        }
    });
}

#[test]
fn relative_values_are_the_askers_and_the_companys() {
    each(async |kit| {
        deals(kit).await;
        let within = |field: &str, value: Json| leaf(field, "within", value);
        for (filter, expected) in [
            (leaf("owner", "eq", json!({ "me": true })), "ABC"),
            (leaf("owner", "in", json!([{ "me": true }])), "ABC"),
            (leaf("owner", "ne", json!({ "me": true })), "D"),
            (leaf("team", "eq", json!({ "my_team": true })), "ABCD"),
            (leaf("expected_close", "eq", json!({ "today": 0 })), "A"),
            (leaf("expected_close", "gt", json!({ "today": 6 })), "B"),
            (leaf("expected_close", "lte", json!({ "today": 6 })), "AC"),
            (leaf("expected_close", "lt", json!({ "today": -1 })), ""),
            (within("expected_close", json!({ "next": 7, "unit": "day" })), "AC"),
            (within("expected_close", json!({ "next": 6, "unit": "day" })), "A"),
            (within("expected_close", json!({ "last": 1, "unit": "day" })), "A"),
            (within("expected_close", json!({ "next": 2, "unit": "week" })), "AC"),
            (within("expected_close", json!({ "period": "this_week" })), "A"),
            (within("expected_close", json!({ "period": "next_week" })), "C"),
            (within("expected_close", json!({ "period": "this_month" })), "AC"),
            (within("expected_close", json!({ "period": "next_month" })), "B"),
            (within("expected_close", json!({ "period": "this_quarter" })), "ABC"),
            (within("expected_close", json!({ "period": "last_year" })), ""),
            // Midnight is Shanghai's: B was made a second before November began there.
            (within("created_at", json!({ "period": "last_month" })), "B"),
            (within("created_at", json!({ "period": "this_month" })), "ACD"),
            (leaf("created_at", "eq", "2026-11-01"), "C"),
            (leaf("created_at", "lt", "2026-11-01"), "B"),
            (leaf("created_at", "lte", "2026-11-01"), "BC"),
            (leaf("created_at", "gt", "2026-11-01"), "AD"),
            (leaf("created_at", "ne", "2026-11-01"), "ABD"),
            (leaf("created_at", "eq", json!({ "today": 0 })), "AD"),
            (leaf("created_at", "gte", "2026-10-31T16:00:00Z"), "ACD"),
            (leaf("created_at", "lt", "2026-10-31T16:00:00Z"), "B"),
        ] {
            let visible = |s: &str| s.chars().filter(|c| "ABC".contains(*c)).collect::<String>();
            assert_eq!(
                found(kit, "rep", filter.clone()).await,
                visible(expected),
                "rep: {filter}"
            );
        }
        assert_eq!(
            found(kit, "manager", leaf("owner", "eq", json!({ "me": true }))).await,
            ""
        );
        assert_eq!(
            found(kit, "manager", leaf("team", "eq", json!({ "my_team": true }))).await,
            "ABCD"
        );
        assert_eq!(
            found(kit, "admin", leaf("team", "eq", json!({ "my_team": true }))).await,
            ""
        );
    });
}

#[test]
fn what_is_wrong_is_pointed_at() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let deep = (0..17).fold(
            json!({ "field": "name", "op": "is_empty" }),
            |inner, _| json!({ "not": inner }),
        );
        let wide = json!({ "any": [{ "all": vec![leaf("name", "eq", "x"); 60] }, { "all": vec![leaf("name", "eq", "x"); 41] }] });
        let many = json!({ "all": vec![json!({ "exists": { "path": "stakeholders" } }); 100], });
        let more = json!({ "all": [many.clone(), { "exists": { "path": "tasks" } }] });
        let cases = [
            (leaf("nope", "eq", 1), "unknown_field", "/field"),
            (
                json!({ "all": [leaf("name", "eq", "x"), leaf("nope", "eq", 1)] }),
                "unknown_field",
                "/all/1/field",
            ),
            (leaf("account.nope", "eq", 1), "unknown_field", "/field"),
            (leaf("name.nope", "eq", 1), "unknown_field", "/field"),
            (json!({ "exists": { "path": "nope" } }), "unknown_field", "/exists/path"),
            (
                json!({ "exists": { "path": "stakeholders", "where": leaf("nope", "eq", 1) } }),
                "unknown_field",
                "/exists/where/field",
            ),
            (leaf("amount", "eq", "ten"), "invalid_filter", "/value"),
            (leaf("amount", "eq", "1.001"), "invalid_filter", "/value"),
            (leaf("amount", "contains", "1"), "invalid_filter", "/op"),
            (leaf("amount", "like", "1"), "invalid_filter", "/op"),
            (leaf("amount", "eq", Json::Null), "invalid_filter", "/value"),
            (
                leaf("amount", "within", json!({ "last": 1, "unit": "day" })),
                "invalid_filter",
                "/op",
            ),
            (leaf("status", "eq", "closed"), "invalid_filter", "/value"),
            (leaf("status", "gt", "open"), "invalid_filter", "/op"),
            (leaf("owner", "eq", "me"), "invalid_filter", "/value"),
            (
                leaf("owner", "eq", json!({ "my_team": true })),
                "invalid_filter",
                "/value",
            ),
            (leaf("owner", "lt", json!({ "me": true })), "invalid_filter", "/op"),
            (leaf("owner", "in", json!(["x"])), "invalid_filter", "/value/0"),
            (leaf("amount", "in", "1"), "invalid_filter", "/value"),
            (leaf("amount", "in", vec![1; 201]), "invalid_filter", "/value"),
            (leaf("expected_close", "eq", "2026-02-30"), "invalid_filter", "/value"),
            (
                leaf("expected_close", "eq", json!({ "today": 1.5 })),
                "invalid_filter",
                "/value",
            ),
            (
                leaf("expected_close", "within", json!({ "period": "this_decade" })),
                "invalid_filter",
                "/value",
            ),
            (
                leaf("expected_close", "within", json!({ "last": 0, "unit": "day" })),
                "invalid_filter",
                "/value",
            ),
            (
                leaf(
                    "expected_close",
                    "within",
                    json!({ "last": 1, "next": 1, "unit": "day" }),
                ),
                "invalid_filter",
                "/value",
            ),
            (leaf("name", "eq", json!({ "me": true })), "invalid_filter", "/value"),
            (
                json!({ "field": "name", "op": "eq", "value": "x", "extra": 1 }),
                "invalid_filter",
                "/extra",
            ),
            (json!({ "all": {} }), "invalid_filter", "/all"),
            (json!({ "all": [], "any": [] }), "invalid_filter", ""),
            (json!([]), "invalid_filter", ""),
            (json!({ "nope": [] }), "invalid_filter", ""),
            (wide, "invalid_filter", "/any/1/all/40"),
            (more, "invalid_filter", "/all/1/exists"),
        ];
        for (filter, code, pointer) in cases {
            rep.query("/opportunities", &[("filter", &filter.to_string())])
                .await
                .fault(code, pointer);
            rep.post("/opportunities/bulk", json!({ "filter": filter, "delete": true }))
                .await
                .fault(code, pointer);
            let sum = json!({ "filter": filter, "measures": ["count"] });
            rep.post("/opportunities/aggregate", sum).await.fault(code, pointer);
            rep.query("/insights/win_rate", &[("filter", &filter.to_string())])
                .await
                .fault(code, pointer);
        }
        rep.query("/opportunities", &[("filter", &many.to_string())])
            .await
            .expect(200);
        let reply = rep.query("/opportunities", &[("filter", &deep.to_string())]).await;
        reply.problem(422, "invalid_filter");
        for broken in ["{", "nope", "{\"field\":}"] {
            rep.query("/opportunities", &[("filter", broken)])
                .await
                .problem(400, "bad_json");
        }
    });
}

#[test]
fn the_values_of_all_lists_are_counted_together() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let lists = |count: usize| json!({ "any": vec![leaf("name", "in", vec!["x"; 200]); count] }).to_string();
        rep.post(
            "/opportunities/aggregate",
            json!({ "filter": serde_json::from_str::<Json>(&lists(5)).unwrap(), "measures": ["count"] }),
        )
        .await
        .expect(200);
        for filter in [
            lists(6),
            json!({ "not": { "all": [leaf("name", "not_in", vec!["x"; 201])] } }).to_string(),
        ] {
            let filter: Json = serde_json::from_str(&filter).unwrap();
            let sum = json!({ "filter": filter, "measures": ["count"] });
            rep.post("/opportunities/aggregate", sum)
                .await
                .problem(422, "invalid_filter");
            rep.post("/opportunities/bulk", json!({ "filter": filter, "delete": true }))
                .await
                .problem(422, "invalid_filter");
            rep.post(
                "/saved_views",
                json!({ "name": "x", "object": "opportunities", "filter": filter }),
            )
            .await
            .problem(422, "invalid_filter");
        }
    });
}
