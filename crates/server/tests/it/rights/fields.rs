//! Fields, references and objects that a role does not see, or sees in part.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, Reply, each};

#[test]
fn a_hidden_field_is_an_unknown_field_everywhere() {
    each(async |kit| {
        let deal = kit
            .make("rep", "opportunities", json!({ "name": "一单", "budget": "77777.00" }))
            .await;
        let rights = json!({ "objects": { "opportunities": { "read": "all", "create": true, "update": "all", "hidden": ["budget"] }, "activities": { "read": "all", "create": true } } });
        let clerk = kit.hire("clerk", rights).await;
        let unseen = |reply: Reply, there: &str| (reply.status, reply.text().replace(there, "_"));
        let path = format!("/opportunities/{deal}");
        let version = clerk.get(&path).await.expect(200)["version"].clone();
        for key in ["budget"] {
            for (known, unknown) in [
                (
                    clerk.query("/opportunities", &[("fields", key)]).await,
                    clerk.query("/opportunities", &[("fields", "nope")]).await,
                ),
                (
                    clerk.query("/opportunities", &[("sort", key)]).await,
                    clerk.query("/opportunities", &[("sort", "nope")]).await,
                ),
                (
                    clerk
                        .query(
                            "/opportunities",
                            &[("filter", &json!({ "field": key, "op": "gt", "value": "0" }).to_string())],
                        )
                        .await,
                    clerk
                        .query(
                            "/opportunities",
                            &[(
                                "filter",
                                &json!({ "field": "nope", "op": "gt", "value": "0" }).to_string(),
                            )],
                        )
                        .await,
                ),
                (
                    clerk
                        .query(
                            "/activities",
                            &[(
                                "filter",
                                &json!({ "field": format!("opportunity.{key}"), "op": "gt", "value": "0" }).to_string(),
                            )],
                        )
                        .await,
                    clerk
                        .query(
                            "/activities",
                            &[(
                                "filter",
                                &json!({ "field": "opportunity.nope", "op": "gt", "value": "0" }).to_string(),
                            )],
                        )
                        .await,
                ),
                (
                    clerk
                        .post(
                            "/opportunities/aggregate",
                            json!({ "measures": [format!("sum:{key}")] }),
                        )
                        .await,
                    clerk
                        .post("/opportunities/aggregate", json!({ "measures": ["sum:nope"] }))
                        .await,
                ),
                (
                    clerk
                        .post(
                            "/opportunities/aggregate",
                            json!({ "group": [key], "measures": ["count"] }),
                        )
                        .await,
                    clerk
                        .post(
                            "/opportunities/aggregate",
                            json!({ "group": ["nope"], "measures": ["count"] }),
                        )
                        .await,
                ),
                (
                    clerk.post("/opportunities", json!({ "name": "x", key: "1.00" })).await,
                    clerk
                        .post("/opportunities", json!({ "name": "x", "nope": "1.00" }))
                        .await,
                ),
                (
                    clerk
                        .clone()
                        .if_match(&version)
                        .patch(&path, json!({ key: "1.00" }))
                        .await,
                    clerk
                        .clone()
                        .if_match(&version)
                        .patch(&path, json!({ "nope": "1.00" }))
                        .await,
                ),
                (
                    clerk.post(&format!("{path}/reveal"), json!({ "field": key })).await,
                    clerk.post(&format!("{path}/reveal"), json!({ "field": "nope" })).await,
                ),
                (
                    clerk
                        .query(
                            "/insights/win_rate",
                            &[("filter", &json!({ "field": key, "op": "gt", "value": "0" }).to_string())],
                        )
                        .await,
                    clerk
                        .query(
                            "/insights/win_rate",
                            &[(
                                "filter",
                                &json!({ "field": "nope", "op": "gt", "value": "0" }).to_string(),
                            )],
                        )
                        .await,
                ),
            ] {
                assert_eq!(unseen(known, key), unseen(unknown.clone(), "nope"));
                assert_eq!(unknown.json["code"], "unknown_field", "{}", unknown.text());
            }
        }
        let read = clerk.get(&path).await.expect(200);
        assert_eq!(read.get("budget"), None);
        assert!(!clerk.get("/opportunities").await.text().contains("budget"));
    });
}

#[test]
fn a_masked_field_takes_only_eq_with_the_exact_value_and_never_sorts() {
    each(async |kit| {
        kit.make(
            "admin",
            "contacts",
            json!({ "name": "赵国栋", "phone": "13800138000", "email": "zhao@example.com" }),
        )
        .await;
        let viewer = kit.as_("viewer");
        let ask = async |op: &str, value: Json| {
            let filter = json!({ "field": "phone", "op": op, "value": value }).to_string();
            viewer.query("/contacts", &[("filter", &filter)]).await
        };
        assert_eq!(
            ask("eq", json!("13800138000")).await.expect(200)["data"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        assert_eq!(ask("eq", json!("1380013")).await.expect(200)["data"], json!([]));
        for (op, value) in [
            ("starts_with", json!("138")),
            ("contains", json!("0013")),
            ("gt", json!("1")),
            ("ne", json!("x")),
            ("in", json!(["13800138000"])),
            ("is_empty", json!(false)),
        ] {
            ask(op, value).await.fault("invalid_filter", "/op");
        }
        viewer.get("/contacts?sort=phone").await.problem(422, "invalid_value");
        assert!(!viewer.get("/contacts").await.text().contains("13800138000"));
        let through = json!({ "exists": { "path": "contacts", "where": { "field": "phone", "op": "starts_with", "value": "1" } } }).to_string();
        viewer
            .query("/accounts", &[("filter", &through)])
            .await
            .fault("invalid_filter", "/exists/where/op");
    });
}

#[test]
fn a_reference_that_one_may_not_see_reads_as_nothing() {
    each(async |kit| {
        let account = kit.make("jiayi", "accounts", json!({ "name": "南方公司" })).await;
        let deal = kit
            .make(
                "admin",
                "opportunities",
                json!({ "name": "一单", "account": account, "owner": kit.id("rep") }),
            )
            .await;
        let seen = kit.as_("rep").get(&format!("/opportunities/{deal}")).await.expect(200);
        assert_eq!(seen["account"], json!(null));
        assert!(!kit.as_("rep").get("/opportunities").await.text().contains("南方公司"));
        let timeline = kit.as_("rep").get(&format!("/opportunities/{deal}/timeline")).await;
        assert!(!timeline.text().contains("南方公司"));
        let rows = kit
            .as_("rep")
            .post(
                "/opportunities/aggregate",
                json!({ "group": ["account", "account.name"], "measures": ["count"] }),
            )
            .await
            .expect(200);
        assert!(
            !rows.to_string().contains("南方公司") && !rows.to_string().contains(&account),
            "{rows}"
        );
        let by_name = json!({ "field": "account.name", "op": "contains", "value": "南方" });
        assert_eq!(kit.as_("rep").list("opportunities", by_name).await, Vec::<Json>::new());
    });
}

#[test]
fn a_role_without_an_object_knows_nothing_of_it() {
    each(async |kit: &Kit| {
        let clerk = kit
            .hire(
                "clerk",
                json!({ "objects": { "tasks": { "read": "own", "create": true } } }),
            )
            .await;
        for path in ["/opportunities", "/accounts", "/users", "/nope"] {
            assert_eq!(clerk.get(path).await.body, clerk.get("/nope").await.body, "{path}");
        }
        clerk
            .post("/opportunities", json!({ "name": "x" }))
            .await
            .problem(404, "not_found");
        clerk
            .post("/opportunities/aggregate", json!({ "measures": ["count"] }))
            .await
            .problem(404, "not_found");
        clerk.get("/insights/win_rate").await.problem(404, "not_found");
        clerk.get("/today").await.expect(200);
        clerk.query("/search", &[("q", "x")]).await.expect(200);
        let task = clerk.post("/tasks", json!({ "title": "x" })).await.expect(201);
        // Its own name it learns from /me; as a reference it may not see, the owner reads as nothing.
        assert_eq!(task["owner"], json!(null));
        let filter = json!({ "field": "opportunity.name", "op": "eq", "value": "x" }).to_string();
        clerk
            .query("/tasks", &[("filter", &filter)])
            .await
            .fault("unknown_field", "/field");
    });
}

#[test]
fn a_reference_that_reads_null_is_null_in_every_question() {
    each(async |kit| {
        let theirs = kit.make("jiayi", "accounts", json!({ "name": "南方" })).await;
        let own = kit.make("rep", "accounts", json!({ "name": "北方" })).await;
        let (rep, admin) = (kit.as_("rep"), kit.as_("admin"));
        let mut deals = Vec::new();
        for account in [&theirs, &own] {
            let body = json!({ "name": "单", "account": account, "owner": kit.id("rep") });
            deals.push(kit.make("admin", "opportunities", body).await);
        }
        let read = rep.get(&format!("/opportunities/{}", deals[0])).await.expect(200);
        assert_eq!(read["account"], Json::Null);
        let leaf = |op: &str, value: Json| json!({ "field": "account", "op": op, "value": value });
        let not = |leaf: Json| json!({ "not": leaf });
        for (filter, first, second) in [
            (leaf("eq", json!(theirs)), false, false),
            (leaf("in", json!([theirs])), false, false),
            (leaf("ne", json!(own)), false, false),
            (leaf("not_in", json!([own])), false, false),
            (leaf("ne", json!(theirs)), false, true),
            (leaf("is_empty", json!(true)), true, false),
            (leaf("is_empty", json!(false)), false, true),
            (not(leaf("eq", json!(theirs))), true, true),
            (leaf("eq", json!(own)), false, true),
            (leaf("in", json!([own, theirs])), false, true),
        ] {
            let found = rep.list("opportunities", filter.clone()).await;
            let has = |id: &String| found.iter().any(|deal| deal["id"] == json!(id));
            assert_eq!((has(&deals[0]), has(&deals[1])), (first, second), "{filter}");
            let query = json!({ "filter": filter, "measures": ["count"] });
            let count = rep.post("/opportunities/aggregate", query).await.expect(200);
            assert_eq!(count["rows"][0]["count"], json!(found.len()), "{filter}");
            let rate = [("group", "owner"), ("filter", &filter.to_string())];
            rep.query("/insights/win_rate", &rate).await.expect(200);
        }
        // Who reads the account finds by it; so does a view of a child's reference.
        assert_eq!(admin.list("opportunities", leaf("eq", json!(theirs))).await.len(), 1);
        let group = json!({ "group": ["account"], "measures": ["count"] });
        let groups = rep.post("/opportunities/aggregate", group).await.expect(200);
        assert!(!groups.to_string().contains(&theirs), "{groups}");
    });
}

#[test]
fn oneself_and_ones_team_are_known_to_those_who_read_no_people() {
    each(async |kit| {
        let rights = json!({ "objects": { "accounts": { "read": "own", "create": true } } });
        let loner = kit.hire("loner", rights).await;
        loner.post("/accounts", json!({ "name": "一家" })).await.expect(201);
        for (field, word) in [("owner", "me"), ("team", "my_team")] {
            let mine = json!({ "field": field, "op": "eq", "value": { word: true } });
            assert_eq!(loner.list("accounts", mine).await.len(), 1, "{field}");
        }
        let ours = json!({ "field": "owner", "op": "in", "value": [{ "me": true }] });
        assert_eq!(loner.list("accounts", ours).await.len(), 1);
    });
}
