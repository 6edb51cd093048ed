//! Who may see and do what. What one may not see doesn't exist.

mod fields;

use serde_json::{Value as Json, json};

use crate::kit::{Reply, each};

const NONE: &str = "01234567-89ab-7cde-8f01-23456789abcd";

/// Whether a role reads, changes and deletes a deal of: the rep's own, a colleague's in the same team, another team's.
fn table() -> [(&'static str, [&'static str; 3]); 7] {
    [
        // r reads, u updates, d deletes; `-` doesn't see it at all.
        ("admin", ["rud", "rud", "rud"]),
        ("ops", ["rud", "rud", "rud"]),
        ("manager", ["rud", "rud", "-"]),
        ("rep", ["rud", "-", "-"]),
        ("south", ["-", "-", "rud"]),
        ("service", ["r", "r", "r"]),
        ("viewer", ["r", "r", "r"]),
    ]
}

#[test]
fn each_role_reaches_as_far_as_it_should_in_every_way_to_a_record() {
    each(async |kit| {
        for (who, reach) in table() {
            let mut seen = Vec::new();
            for (owner, may) in ["rep", "siyuan", "jiayi"].into_iter().zip(reach) {
                let id = kit.light(owner, owner).await;
                let asker = kit.as_(who);
                let path = format!("/opportunities/{id}");
                let label = format!("{who} on {owner}'s");
                let reads = [path.clone(), format!("{path}/timeline"), format!("{path}/sop")];
                for read in &reads {
                    assert_eq!(
                        asker.get(read).await.status,
                        if may == "-" { 404 } else { 200 },
                        "{label}: {read}"
                    );
                }
                let expected = |letter: char, ok: u16| match may {
                    "-" => 404,
                    m if m.contains(letter) => ok,
                    _ => 403,
                };
                let version = kit.as_("admin").get(&path).await.expect(200)["version"].clone();
                let patch = asker
                    .clone()
                    .if_match(&version)
                    .patch(&path, json!({ "source": "x" }))
                    .await;
                assert_eq!(patch.status, expected('u', 200), "{label}: {}", patch.text());
                for (verb, body) in [
                    ("hold", json!({ "reason": "客户放假" })),
                    ("resume", json!({})),
                    ("steps/know_account/skip", json!({ "reason": "个人客户" })),
                    ("log", json!({ "kind": "call", "step": "send_offer_none" })),
                ] {
                    let reply = asker.post(&format!("{path}/{verb}"), body).await;
                    if verb == "log" {
                        assert!(
                            may == "-" && reply.status == 404 || may != "-" && reply.status != 404,
                            "{label}: {verb} {}",
                            reply.text()
                        );
                    } else {
                        assert_eq!(reply.status, expected('u', 200), "{label}: {verb} {}", reply.text());
                    }
                }
                let answer = asker
                    .put(
                        &format!("{path}/answers/light_today"),
                        json!({ "text": "手工登记在本子上" }),
                    )
                    .await;
                assert_eq!(answer.status, expected('u', 200), "{label}: {}", answer.text());
                if may != "-" {
                    seen.push(id.clone());
                }
                let version = kit.as_("admin").get(&path).await.expect(200)["version"].clone();
                let delete = asker.clone().if_match(&version).delete(&path).await;
                assert_eq!(delete.status, expected('d', 204), "{label}: {}", delete.text());
                if delete.status == 204 {
                    asker.act(&format!("{path}/restore")).await.expect(200);
                }
            }
            // Lists, counts, sums, search agree with it.
            let asker = kit.as_(who);
            let mut listed: Vec<_> = asker
                .list("opportunities", json!({ "all": [] }))
                .await
                .iter()
                .map(|r| r["id"].as_str().unwrap().to_owned())
                .collect();
            listed.retain(|id| seen.contains(id));
            listed.sort();
            seen.sort();
            assert_eq!(listed, seen, "{who}");
            let whole = asker.get("/opportunities?count=true&limit=200").await.expect(200);
            let sum = asker
                .post("/opportunities/aggregate", json!({ "measures": ["count"] }))
                .await
                .expect(200);
            assert_eq!(
                (&whole["count"], whole["data"].as_array().unwrap().len() as u64),
                (&sum["rows"][0]["count"], whole["count"].as_u64().unwrap()),
                "{who}"
            );
        }
    });
}

#[test]
fn what_one_may_not_see_answers_with_the_same_bytes_as_what_is_not_there() {
    each(async |kit| {
        let account = kit.make("jiayi", "accounts", json!({ "name": "南方" })).await;
        let deal = kit
            .make("jiayi", "opportunities", json!({ "name": "南单", "account": account }))
            .await;
        let contact = kit
            .make(
                "jiayi",
                "contacts",
                json!({ "name": "许", "account": account, "phone": "13800138000" }),
            )
            .await;
        let stakeholder = kit
            .make(
                "jiayi",
                "stakeholders",
                json!({ "opportunity": deal, "contact": contact }),
            )
            .await;
        let note = kit
            .make("jiayi", "notes", json!({ "opportunity": deal, "body": "x" }))
            .await;
        let task = kit.make("jiayi", "tasks", json!({ "title": "x" })).await;
        let view = kit
            .make("jiayi", "saved_views", json!({ "name": "x", "object": "tasks" }))
            .await;
        let waiver = kit
            .as_("jiayi")
            .post(
                &format!("/opportunities/{deal}/steps/dev_reach/waive"),
                json!({ "reason": "客户是个人" }),
            )
            .await
            .expect(201);
        let waiver = waiver["id"].as_str().unwrap().to_owned();
        let rep = kit.as_("rep");
        let same = |a: Reply, b: Reply, what: &str| {
            assert_eq!((a.status, &a.body), (b.status, &b.body), "{what}: {}", a.text());
            assert_eq!(a.status, 404, "{what}: {}", a.text());
            for header in ["content-type", "etag", "content-length"] {
                assert_eq!(a.header(header), b.header(header), "{what}");
            }
        };
        for (object, id) in [
            ("opportunities", &deal),
            ("accounts", &account),
            ("contacts", &contact),
            ("stakeholders", &stakeholder),
            ("notes", &note),
            ("tasks", &task),
            ("saved_views", &view),
            ("waivers", &waiver),
        ] {
            let at = |id: &str, rest: &str| format!("/{object}/{id}{rest}");
            for rest in ["", "/timeline", "?fields=nope"] {
                let (a, b) = (rep.get(&at(id, rest)).await, rep.get(&at(NONE, rest)).await);
                if rest.contains("nope") {
                    assert_eq!((a.status, a.body), (b.status, b.body));
                } else {
                    same(a, b, &at("…", rest));
                }
            }
            if object == "waivers" {
                continue;
            }
            let old = rep.clone().if_match(99);
            same(
                rep.patch(&at(id, ""), json!({})).await,
                rep.patch(&at(NONE, ""), json!({})).await,
                "no version",
            );
            same(
                old.patch(&at(id, ""), json!({ "nope": 1 })).await,
                old.patch(&at(NONE, ""), json!({ "nope": 1 })).await,
                "a bad patch",
            );
            same(old.delete(&at(id, "")).await, old.delete(&at(NONE, "")).await, "delete");
            same(
                rep.delete(&at(id, "")).await,
                rep.delete(&at(NONE, "")).await,
                "delete without version",
            );
            same(
                rep.act(&at(id, "/restore")).await,
                rep.act(&at(NONE, "/restore")).await,
                "restore",
            );
            same(
                rep.post(&at(id, "/reveal"), json!({ "field": "phone" })).await,
                rep.post(&at(NONE, "/reveal"), json!({ "field": "phone" })).await,
                "reveal",
            );
        }
        for verb in [
            "advance",
            "back",
            "hold",
            "resume",
            "win",
            "lose",
            "reopen",
            "steps/dev_account/complete",
            "steps/dev_account/skip",
            "steps/dev_account/reopen",
            "steps/dev_account/waive",
            "log",
        ] {
            for body in [json!({}), json!({ "nope": 1 }), json!({ "kind": "call" })] {
                let at = |id: &str| format!("/opportunities/{id}/{verb}");
                let (a, b) = (
                    rep.post(&at(&deal), body.clone()).await,
                    rep.post(&at(NONE), body.clone()).await,
                );
                assert_eq!((a.status, &a.body), (b.status, &b.body), "{verb} {body}");
                assert!(a.status == 404 || a.status == 422, "{verb} {body} {}", a.text());
            }
        }
        for rest in ["/sop", "/answers/dev_none"] {
            let at = |id: &str| format!("/opportunities/{id}{rest}");
            if rest == "/sop" {
                same(rep.get(&at(&deal)).await, rep.get(&at(NONE)).await, rest);
            } else {
                let body = json!({ "text": "手工登记" });
                same(
                    rep.put(&at(&deal), body.clone()).await,
                    rep.put(&at(NONE), body).await,
                    rest,
                );
            }
        }
        for verb in ["approve", "reject"] {
            let at = |id: &str| format!("/waivers/{id}/{verb}");
            same(rep.act(&at(&waiver)).await, rep.act(&at(NONE)).await, verb);
        }
        // As a reference it is as little there.
        for (object, key, id) in [
            ("opportunities", "account", &account),
            ("tasks", "opportunity", &deal),
            ("contacts", "account", &account),
        ] {
            let body = |id: &str| json!({ "name": "x", "title": "x", key: id });
            let strip = |mut body: Json| {
                let wrong = if object == "tasks" { "name" } else { "title" };
                if object != "contacts" {
                    body.as_object_mut().unwrap().remove(wrong);
                }
                body
            };
            let (a, b) = (
                rep.post(&format!("/{object}"), strip(body(id))).await,
                rep.post(&format!("/{object}"), strip(body(NONE))).await,
            );
            assert_eq!((a.status, &a.body), (422, &b.body), "{object}: {}", a.text());
        }
        // In bulk, too.
        let outcome = async |id: &str| {
            let answer = rep
                .post("/opportunities/bulk", json!({ "ids": [id], "set": { "name": "x" } }))
                .await
                .expect(200);
            answer["failed"][0]["error"].clone()
        };
        assert_eq!(outcome(&deal).await, outcome(NONE).await);
    });
}

#[test]
fn a_child_is_seen_by_those_who_see_its_parent() {
    each(async |kit| {
        let deal = kit.light("rep", "一单").await;
        let contact = kit.make("rep", "contacts", json!({ "name": "赵" })).await;
        let children = [
            ("stakeholders", json!({ "opportunity": deal, "contact": contact })),
            ("notes", json!({ "opportunity": deal, "body": "x" })),
            ("activities", json!({ "opportunity": deal, "kind": "call" })),
        ];
        for (object, body) in children {
            let id = kit.make("rep", object, body.clone()).await;
            let path = format!("/{object}/{id}");
            for (who, status) in [
                ("rep", 200),
                ("manager", 200),
                ("siyuan", 404),
                ("jiayi", 404),
                ("south", 404),
                ("viewer", 200),
            ] {
                assert_eq!(kit.as_(who).get(&path).await.status, status, "{who} {object}");
                let listed = kit.as_(who).list(object, json!({ "all": [] })).await;
                assert_eq!(listed.len(), usize::from(status == 200), "{who} {object}");
            }
            // Nor does anybody put a child where they don't see the parent.
            for who in ["siyuan", "jiayi"] {
                let reply = kit.as_(who).post(&format!("/{object}"), body.clone()).await;
                reply.fault("reference_not_found", "/opportunity");
            }
            kit.as_("viewer")
                .post(&format!("/{object}"), body.clone())
                .await
                .problem(403, "forbidden");
            kit.as_("viewer")
                .change(object, &id, json!({}))
                .await
                .problem(403, "forbidden");
            kit.as_("manager").remove(object, &id).await.expect(204);
        }
        // A colleague reads the account and its notes, but changes neither.
        let account = kit.make("rep", "accounts", json!({ "name": "苏州" })).await;
        let note = kit
            .make("rep", "notes", json!({ "account": account, "body": "x" }))
            .await;
        kit.as_("siyuan").get(&format!("/notes/{note}")).await.expect(200);
        kit.as_("siyuan")
            .change("notes", &note, json!({ "body": "y" }))
            .await
            .problem(403, "forbidden");
    });
}

#[test]
fn giving_a_record_away_needs_the_right_and_moves_it_to_the_new_owners_team() {
    each(async |kit| {
        let deal = kit.light("rep", "一单").await;
        let path = format!("/opportunities/{deal}");
        kit.as_("rep")
            .change("opportunities", &deal, json!({ "owner": kit.id("siyuan") }))
            .await
            .problem(403, "forbidden");
        kit.as_("rep")
            .post("/opportunities", json!({ "name": "x", "owner": kit.id("siyuan") }))
            .await
            .problem(403, "forbidden");
        kit.as_("rep")
            .post(
                "/opportunities/bulk",
                json!({ "ids": [deal], "set": { "owner": kit.id("siyuan") } }),
            )
            .await
            .expect(200)["failed"][0]["error"]["code"]
            .as_str()
            .map(|c| assert_eq!(c, "forbidden"))
            .unwrap();
        // Within the manager's teams it stays in sight.
        let moved = kit
            .as_("manager")
            .change("opportunities", &deal, json!({ "owner": kit.id("siyuan") }))
            .await
            .expect(200);
        assert_eq!(
            (&moved["owner"]["name"], &moved["team"]["name"]),
            (&json!("李思远"), &json!("华东大区"))
        );
        kit.as_("rep").get(&path).await.problem(404, "not_found");
        kit.as_("siyuan").get(&path).await.expect(200);
        // Beyond them it is gone from sight: the answer says that it was done, and no more.
        let reply = kit
            .as_("manager")
            .change("opportunities", &deal, json!({ "owner": kit.id("jiayi") }))
            .await;
        assert_eq!((reply.status, reply.body.len()), (204, 0));
        kit.as_("manager").get(&path).await.problem(404, "not_found");
        let there = kit.as_("south").get(&path).await.expect(200);
        assert_eq!(there["team"]["name"], "华南大区");
        kit.as_("jiayi").get(&format!("{path}/sop")).await.expect(200);
        // A person who changes teams leaves the team's records where they are.
        let teams = kit.as_("admin").get("/teams").await.expect(200);
        let east = teams["data"]
            .as_array()
            .unwrap()
            .iter()
            .find(|t| t["name"] == "华东大区")
            .unwrap()["id"]
            .clone();
        kit.as_("admin")
            .change("users", &kit.id("jiayi"), json!({ "team": east }))
            .await
            .expect(200);
        kit.as_("south").get(&path).await.expect(200);
        kit.as_("manager").get(&path).await.problem(404, "not_found");
        kit.as_("jiayi").get(&path).await.expect(200);
    });
}

#[test]
fn bulk_acts_on_each_record_under_its_own_rules() {
    each(async |kit| {
        let (mine, mates, foreign) = (
            kit.light("rep", "甲").await,
            kit.light("siyuan", "乙").await,
            kit.light("jiayi", "丙").await,
        );
        let set = json!({ "ids": [mine, mates, foreign], "set": { "source": "展会" } });
        let outcome = kit.as_("manager").post("/opportunities/bulk", set).await.expect(200);
        assert_eq!(
            (&outcome["done"], outcome["failed"].as_array().unwrap().len()),
            (&json!(2), 1)
        );
        assert_eq!(
            (&outcome["failed"][0]["id"], &outcome["failed"][0]["error"]["code"]),
            (&json!(foreign), &json!("not_found"))
        );
        let everything = json!({ "filter": { "all": [] }, "set": { "source": "网站" } });
        assert_eq!(
            kit.as_("rep")
                .post("/opportunities/bulk", everything.clone())
                .await
                .expect(200)["done"],
            1
        );
        let outcome = kit
            .as_("viewer")
            .post("/opportunities/bulk", everything)
            .await
            .expect(200);
        assert_eq!(
            (&outcome["done"], &outcome["failed"][0]["error"]["code"]),
            (&json!(0), &json!("forbidden"))
        );
        let outcome = kit
            .as_("rep")
            .lang("en")
            .post("/opportunities/bulk", json!({ "ids": [mine], "do": "advance" }))
            .await
            .expect(200);
        assert_eq!(outcome["failed"][0]["error"]["code"], "gate_not_met");
        assert!(
            outcome["failed"][0]["error"]["missing"]
                .as_array()
                .is_some_and(|m| !m.is_empty())
        );
        for (body, pointer) in [
            (json!({ "set": {} }), "/ids"),
            (
                json!({ "ids": [mine], "filter": { "all": [] }, "delete": true }),
                "/ids",
            ),
            (json!({ "ids": [mine] }), "/set"),
            (json!({ "ids": [mine], "delete": false }), "/set"),
            (json!({ "ids": [mine], "delete": true, "set": {} }), "/set"),
            (json!({ "ids": [mine], "do": "win" }), "/set"),
            (json!({ "ids": "x", "delete": true }), "/ids"),
            (json!({ "ids": vec![NONE; 1001], "delete": true }), "/ids"),
        ] {
            let reply = kit.as_("rep").post("/opportunities/bulk", body).await;
            assert_eq!(
                (reply.status, reply.json["errors"][0]["pointer"].as_str()),
                (422, Some(pointer)),
                "{}",
                reply.text()
            );
        }
        let outcome = kit
            .as_("manager")
            .post("/opportunities/bulk", json!({ "ids": [mine, mates], "delete": true }))
            .await
            .expect(200);
        assert_eq!(outcome["done"], 2);
        kit.as_("rep")
            .post("/answers/bulk", json!({ "filter": { "all": [] }, "delete": true }))
            .await
            .problem(405, "method_not_allowed");
    });
}
