//! Making, reading and changing records of every kind.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};

/// The least that a record of each kind is made of, and a change to it.
async fn examples(kit: &Kit) -> Vec<(&'static str, Json, Json)> {
    let account = kit.make("admin", "accounts", json!({ "name": "苏州恒立" })).await;
    let contact = kit
        .make("admin", "contacts", json!({ "name": "赵国栋", "account": account }))
        .await;
    let deal = kit.light("admin", "产线升级").await;
    let product = kit.make("admin", "products", json!({ "name": "网关" })).await;
    let roles = kit
        .as_("admin")
        .list("roles", json!({ "field": "key", "op": "eq", "value": "rep" }))
        .await;
    vec![
        (
            "accounts",
            json!({ "name": "宁波汇川" }),
            json!({ "industry": "新能源" }),
        ),
        (
            "contacts",
            json!({ "name": "钱静怡", "account": account }),
            json!({ "title": "总经理" }),
        ),
        (
            "opportunities",
            json!({ "name": "一单" }),
            json!({ "amount": "1386000.00" }),
        ),
        (
            "stakeholders",
            json!({ "opportunity": deal, "contact": contact }),
            json!({ "role": "decider" }),
        ),
        (
            "line_items",
            json!({ "opportunity": deal, "product": product }),
            json!({ "quantity": 2.5 }),
        ),
        ("products", json!({ "name": "新产品" }), json!({ "price": "9.90" })),
        (
            "activities",
            json!({ "opportunity": deal, "kind": "call" }),
            json!({ "body": "约了周五" }),
        ),
        ("tasks", json!({ "title": "回电" }), json!({ "status": "done" })),
        (
            "notes",
            json!({ "opportunity": deal, "body": "备忘" }),
            json!({ "body": "两行\n备忘" }),
        ),
        (
            "users",
            json!({ "name": "新人", "email": "new@demo.example", "role": roles[0]["id"] }),
            json!({ "title": "销售" }),
        ),
        ("teams", json!({ "name": "华北大区" }), json!({ "region": "华北" })),
        (
            "roles",
            json!({ "name": "助理", "key": "assistant", "rights": {} }),
            json!({ "name": "销售助理" }),
        ),
        (
            "saved_views",
            json!({ "name": "我的", "object": "opportunities" }),
            json!({ "shared": true }),
        ),
    ]
}

#[test]
fn every_kind_is_made_read_changed_and_deleted_the_same_way() {
    each(async |kit| {
        let admin = kit.as_("admin");
        for (object, body, change) in examples(kit).await {
            let reply = admin.post(&format!("/{object}"), body.clone()).await;
            let (location, etag) = (reply.header("location").to_owned(), reply.header("etag").to_owned());
            let made = reply.expect(201);
            let id = made["id"].as_str().unwrap();
            assert_eq!(
                (location, etag),
                (format!("/api/v1/{object}/{id}"), format!("\"{}\"", made["version"])),
                "{object}"
            );
            assert_eq!(made["created_at"], "2026-11-24T02:00:00.000000Z", "{object}");
            assert_eq!(made["created_by"]["name"], "王志远", "{object}");
            let path = format!("/{object}/{id}");
            let read = admin.get(&path).await;
            assert_eq!(read.header("etag"), format!("\"{}\"", made["version"]));
            assert_eq!(read.expect(200), made, "{object}");
            kit.at("2026-11-24T03:00:00Z");
            let changed = admin
                .clone()
                .if_match(&made["version"])
                .patch(&path, change.clone())
                .await
                .expect(200);
            for (key, value) in change.as_object().unwrap() {
                assert_eq!(&changed[key], value, "{object}.{key}");
            }
            assert_eq!(
                changed["version"].as_i64(),
                made["version"].as_i64().map(|v| v + 1),
                "{object}"
            );
            assert_eq!(changed["updated_at"], "2026-11-24T03:00:00.000000Z", "{object}");
            // The same once more changes nothing.
            let again = admin
                .clone()
                .if_match(&changed["version"])
                .patch(&path, change)
                .await
                .expect(200);
            assert_eq!(again, changed, "{object}");
            admin
                .clone()
                .if_match(&changed["version"])
                .delete(&path)
                .await
                .expect(204);
            admin.get(&path).await.problem(404, "not_found");
            kit.at(crate::kit::NOW);
        }
    });
}

#[test]
fn a_patch_keeps_what_it_does_not_name_clears_null_and_sets_the_rest() {
    each(async |kit| {
        let body = json!({ "name": "一单", "amount": "10.50", "source": "展会", "expected_close": "2026-12-31" });
        let id = kit.make("rep", "opportunities", body).await;
        let changed = kit
            .as_("rep")
            .change("opportunities", &id, json!({ "source": null, "amount": 12 }))
            .await
            .expect(200);
        assert_eq!(changed["source"], json!(null));
        assert_eq!(changed["amount"], "12.00");
        assert_eq!(changed["expected_close"], "2026-12-31");
        // An empty text is none.
        let changed = kit
            .as_("rep")
            .change("opportunities", &id, json!({ "competitor": "  " }))
            .await
            .expect(200);
        assert_eq!(changed["competitor"], json!(null));
        let none = kit.as_("rep").change("opportunities", &id, json!({})).await.expect(200);
        assert_eq!(none["version"], changed["version"]);
        kit.as_("rep")
            .change("opportunities", &id, json!({ "name": null }))
            .await
            .fault("required", "/name");
    });
}

#[test]
fn a_new_record_gets_its_defaults_and_belongs_to_its_maker() {
    each(async |kit| {
        let id = kit.make("rep", "opportunities", json!({ "name": "一单" })).await;
        let deal = kit.as_("rep").get(&format!("/opportunities/{id}")).await.expect(200);
        assert_eq!(
            (&deal["status"], &deal["currency"], &deal["engaged_on"]),
            (&json!("open"), &json!("CNY"), &json!("2026-11-24"))
        );
        assert_eq!(
            (&deal["owner"]["id"], &deal["team"]["name"]),
            (&json!(kit.id("rep")), &json!("华东大区"))
        );
        let task = kit
            .make(
                "rep",
                "tasks",
                json!({ "title": "回电", "due_at": "2026-11-24T17:00:00Z", "opportunity": id }),
            )
            .await;
        let task = kit.as_("rep").get(&format!("/tasks/{task}")).await.expect(200);
        // Half past midnight in Shanghai is the next day.
        assert_eq!(
            (&task["due_on"], &task["status"], &task["kind"]),
            (&json!("2026-11-25"), &json!("open"), &json!("other"))
        );
        let done = kit
            .as_("rep")
            .change("tasks", task["id"].as_str().unwrap(), json!({ "status": "done" }))
            .await
            .expect(200);
        assert_eq!(done["done_at"], "2026-11-24T02:00:00.000000Z");
        let open = kit
            .as_("rep")
            .change("tasks", task["id"].as_str().unwrap(), json!({ "status": "open" }))
            .await
            .expect(200);
        assert_eq!(open["done_at"], json!(null));
    });
}

#[test]
fn every_fault_of_a_body_is_told_at_once_with_its_place() {
    each(async |kit| {
        let body = json!({
            "name": "x".repeat(201), "amount": "1.234", "expected_close": "2026-02-30", "nope": 1, "status": "won", "currency": "CNY",
            "account": "not-an-id", "stage": "closing", "a/b~c": 1,
        });
        let problem = kit.as_("rep").post("/opportunities", body).await;
        let problem = problem.fault("invalid_value", "/name");
        let mut faults: Vec<(String, String)> = problem["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| {
                (
                    e["pointer"].as_str().unwrap().to_owned(),
                    e["code"].as_str().unwrap().to_owned(),
                )
            })
            .collect();
        faults.sort();
        let expected = [
            ("/account", "invalid_value"),
            ("/amount", "invalid_value"),
            ("/a~1b~0c", "unknown_field"),
            ("/expected_close", "invalid_value"),
            ("/name", "invalid_value"),
            ("/nope", "unknown_field"),
            ("/stage", "read_only_field"),
            ("/status", "read_only_field"),
        ];
        assert_eq!(faults, expected.map(|(p, c)| (p.to_owned(), c.to_owned())));
        assert!(
            problem["errors"]
                .as_array()
                .unwrap()
                .iter()
                .all(|e| !e["text"].as_str().unwrap().is_empty())
        );
    });
}

#[test]
fn values_that_do_not_fit_their_fields_are_refused() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let account = kit.make("rep", "accounts", json!({ "name": "苏州恒立" })).await;
        let contact = |key: &str, value: Json| json!({ "name": "赵", "account": account, key: value });
        for (key, value) in [
            ("email", json!("nobody")),
            ("email", json!("a@b")),
            ("email", json!("a b@c.d")),
            ("email", json!("x@y.z\nBcc: q@r.s")),
            ("phone", json!("call me")),
            ("phone", json!("javascript:alert(1)")),
            ("phone", json!(13_800_138_000_i64)),
            ("birthday", json!("1990-13-01")),
            ("preferred_channel", json!("pigeon")),
            ("title", json!("x".repeat(81))),
            ("name", json!("a\u{7}b")),
        ] {
            rep.post("/contacts", contact(key, value))
                .await
                .fault("invalid_value", &format!("/{key}"));
        }
        let made = rep
            .post("/contacts", contact("email", json!(" Zhao@Example.COM ")))
            .await
            .expect(201);
        assert_eq!(made["email"], "zhao@example.com");
        for (key, value) in [
            ("website", json!("javascript:alert(1)")),
            ("website", json!("ftp://x")),
            ("employees", json!(1.5)),
            ("tier", json!("Z")),
            ("revenue", json!("1e5")),
            ("revenue", json!("99999999999999999999")),
            ("currency", json!("RMBX")),
            ("currency", json!("rmb")),
        ] {
            rep.post("/accounts", json!({ "name": "x", key: value }))
                .await
                .fault("invalid_value", &format!("/{key}"));
        }
        let made = rep
            .post(
                "/accounts",
                json!({ "name": "外企", "currency": "USD", "website": "https://a.example" }),
            )
            .await
            .expect(201);
        assert_eq!(made["currency"], "USD");
        for (key, value) in [("active", json!("yes")), ("active", json!(1))] {
            kit.as_("admin")
                .post("/products", json!({ "name": "x", key: value }))
                .await
                .fault("invalid_value", &format!("/{key}"));
        }
        for percent in [json!(-1), json!(100.01), json!("1.234")] {
            let reply = rep
                .post("/opportunities", json!({ "name": "x", "probability_own": percent }))
                .await;
            reply.fault("invalid_value", "/probability_own");
        }
        for percent in [json!(0), json!(100), json!("33.33")] {
            rep.post("/opportunities", json!({ "name": "x", "probability_own": percent }))
                .await
                .expect(201);
        }
        for minutes in [json!("5 min"), json!(true), json!(1.25)] {
            let body = json!({ "account": account, "kind": "call", "minutes": minutes });
            rep.post("/activities", body).await.fault("invalid_value", "/minutes");
        }
        rep.post("/activities", json!({ "account": account }))
            .await
            .fault("required", "/kind");
        rep.post("/activities", json!({ "kind": "call" }))
            .await
            .fault("required", "/opportunity");
        rep.post("/notes", json!({ "body": "无主" }))
            .await
            .fault("required", "/opportunity");
    });
}

#[test]
fn a_reference_leads_to_a_record_that_the_asker_sees() {
    each(async |kit| {
        let foreign = kit.make("jiayi", "accounts", json!({ "name": "南方公司" })).await;
        let none = "01234567-89ab-7cde-8f01-23456789abcd";
        for id in [foreign.as_str(), none] {
            let reply = kit
                .as_("rep")
                .post("/opportunities", json!({ "name": "x", "account": id }))
                .await;
            reply.fault("reference_not_found", "/account");
        }
        let own = kit.make("rep", "accounts", json!({ "name": "东方公司" })).await;
        let deal = kit
            .make("rep", "opportunities", json!({ "name": "x", "account": own }))
            .await;
        let reply = kit
            .as_("rep")
            .change("opportunities", &deal, json!({ "account": foreign }))
            .await;
        reply.fault("reference_not_found", "/account");
        // A deleted record is none.
        kit.as_("rep").remove("accounts", &own).await.expect(204);
        kit.as_("rep")
            .post("/opportunities", json!({ "name": "x", "account": own }))
            .await
            .fault("reference_not_found", "/account");
        // One that stands there already may stay, and reads as nothing.
        let deal = kit
            .as_("rep")
            .change("opportunities", &deal, json!({ "name": "y" }))
            .await
            .expect(200);
        assert_eq!(deal["account"], json!(null));
        let user = kit
            .as_("rep")
            .post("/opportunities", json!({ "name": "x", "account": kit.id("rep") }))
            .await;
        user.fault("reference_not_found", "/account");
    });
}

#[test]
fn what_reads_masked_is_kept_when_it_is_written_back() {
    each(async |kit| {
        let body =
            json!({ "name": "赵国栋", "phone": "13800138000", "email": "zhao@example.com", "wechat": "zhao_gd" });
        let id = kit.make("admin", "contacts", body).await;
        let masked = json!({ "objects": { "contacts": { "read": "all", "create": true, "update": "all", "masked": ["phone", "email", "wechat"] } } });
        let clerk = kit.hire("clerk", masked).await;
        let seen = clerk.get(&format!("/contacts/{id}")).await.expect(200);
        assert_eq!(
            (&seen["phone"], &seen["email"], &seen["wechat"]),
            (&json!("138****8000"), &json!("z***@example.com"), &json!("z******"))
        );
        let body =
            json!({ "phone": seen["phone"], "email": seen["email"], "wechat": seen["wechat"], "title": "总经理" });
        clerk.change("contacts", &id, body).await.expect(200);
        let whole = kit.as_("admin").get(&format!("/contacts/{id}")).await.expect(200);
        assert_eq!(
            (&whole["phone"], &whole["email"], &whole["wechat"], &whole["title"]),
            (
                &json!("13800138000"),
                &json!("zhao@example.com"),
                &json!("zhao_gd"),
                &json!("总经理")
            )
        );
        // A new number is a new number.
        clerk
            .change("contacts", &id, json!({ "phone": "13911112222" }))
            .await
            .expect(200);
        assert_eq!(
            kit.as_("admin").get(&format!("/contacts/{id}")).await.expect(200)["phone"],
            "13911112222"
        );
    });
}

#[test]
fn fixed_fields_are_given_once_and_status_and_stage_only_by_verbs() {
    each(async |kit| {
        let id = kit.light("rep", "一单").await;
        for (field, value) in [
            ("status", json!("won")),
            ("stage", json!("closing")),
            ("sop", json!(null)),
            ("closed_on", json!("2026-11-01")),
            ("next_step", json!("x")),
            ("team", json!(null)),
            ("cycle_days", json!(3)),
            ("id", json!("x")),
            ("version", json!(9)),
            ("created_at", json!(null)),
            ("loss_reason", json!("price")),
            ("probability_stage", json!(99)),
            ("steps_done", json!(9)),
            ("phase", json!("sign")),
        ] {
            let reply = kit
                .as_("admin")
                .change("opportunities", &id, json!({ field: value }))
                .await;
            reply.fault("read_only_field", &format!("/{field}"));
        }
        kit.as_("admin")
            .post("/opportunities", json!({ "name": "x", "status": "won" }))
            .await
            .fault("read_only_field", "/status");
    });
}

#[test]
fn the_parents_of_a_company_form_no_circle() {
    each(async |kit| {
        let a = kit.make("rep", "accounts", json!({ "name": "甲" })).await;
        let b = kit.make("rep", "accounts", json!({ "name": "乙", "parent": a })).await;
        let c = kit.make("rep", "accounts", json!({ "name": "丙", "parent": b })).await;
        for parent in [&a, &b, &c] {
            kit.as_("rep")
                .change("accounts", &a, json!({ "parent": parent }))
                .await
                .fault("invalid_value", "/parent");
        }
        kit.as_("rep")
            .change("accounts", &c, json!({ "parent": a }))
            .await
            .expect(200);
    });
}

#[test]
fn what_is_about_a_deal_is_about_its_account_too() {
    each(async |kit| {
        let account = kit.make("rep", "accounts", json!({ "name": "苏州恒立" })).await;
        let deal = kit
            .make("rep", "opportunities", json!({ "name": "一单", "account": account }))
            .await;
        let call = kit
            .as_("rep")
            .post("/activities", json!({ "opportunity": deal, "kind": "call" }))
            .await
            .expect(201);
        assert_eq!(
            (&call["account"]["id"], &call["owner"]["name"], &call["at"]),
            (&json!(account), &json!("林晓彤"), &json!("2026-11-24T02:00:00.000000Z"))
        );
        let task = kit
            .as_("rep")
            .post("/tasks", json!({ "opportunity": deal, "title": "回电" }))
            .await
            .expect(201);
        assert_eq!(task["account"]["name"], "苏州恒立");
    });
}

#[test]
fn a_number_that_is_taken_is_refused_in_the_same_words_whoever_has_it() {
    each(async |kit| {
        for who in ["rep", "jiayi"] {
            kit.make(
                who,
                "opportunities",
                json!({ "name": "一单", "number": format!("N-{who}") }),
            )
            .await;
        }
        let free = kit.light("rep", "另一单").await;
        let rep = kit.as_("rep");
        // Numbers are the company's own: it can't be had twice, and more than that is not told.
        let tried = async |number: &str| {
            let made = rep
                .post("/opportunities", json!({ "name": "x", "number": number }))
                .await;
            let changed = rep.change("opportunities", &free, json!({ "number": number })).await;
            let bulk = rep
                .post(
                    "/opportunities/bulk",
                    json!({ "ids": [free], "set": { "number": number } }),
                )
                .await;
            (made.body, changed.body, bulk.text())
        };
        let (seen, unseen) = (tried("N-rep").await, tried("N-jiayi").await);
        assert_eq!(seen, unseen);
        assert!(String::from_utf8_lossy(&unseen.0).contains("duplicate"));
        // One that is only read with a rights check gives nothing to compare with.
        let filter = json!({ "field": "number", "op": "eq", "value": "N-jiayi" });
        assert_eq!(rep.list("opportunities", filter).await.len(), 0);
    });
}
