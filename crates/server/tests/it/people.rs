//! Users, teams, roles.

use serde_json::json;

use crate::kit::each;

#[test]
fn a_team_never_stands_under_itself() {
    each(async |kit| {
        let admin = kit.as_("admin");
        let a = kit.make("admin", "teams", json!({ "name": "甲" })).await;
        let b = kit.make("admin", "teams", json!({ "name": "乙", "parent": a })).await;
        let c = kit.make("admin", "teams", json!({ "name": "丙", "parent": b })).await;
        for parent in [&a, &b, &c] {
            admin
                .change("teams", &a, json!({ "parent": parent }))
                .await
                .fault("invalid_value", "/parent");
        }
        admin.change("teams", &c, json!({ "parent": a })).await.expect(200);
        admin.change("teams", &a, json!({ "parent": null })).await.expect(200);
    });
}

#[test]
fn a_team_that_moves_takes_its_records_into_its_new_managers_sight() {
    each(async |kit| {
        let deal = kit.light("jiayi", "南单").await;
        let path = format!("/opportunities/{deal}");
        kit.as_("manager").get(&path).await.problem(404, "not_found");
        let teams = kit.as_("admin").get("/teams").await.expect(200);
        let id = |name: &str| {
            teams["data"]
                .as_array()
                .unwrap()
                .iter()
                .find(|t| t["name"] == name)
                .unwrap()["id"]
                .clone()
        };
        let (south, east) = (id("华南大区"), id("华东大区"));
        kit.as_("admin")
            .change("teams", south.as_str().unwrap(), json!({ "parent": east }))
            .await
            .expect(200);
        kit.as_("manager").get(&path).await.expect(200);
        kit.as_("admin")
            .change("teams", south.as_str().unwrap(), json!({ "parent": null }))
            .await
            .expect(200);
        kit.as_("manager").get(&path).await.problem(404, "not_found");
    });
}

#[test]
fn at_least_one_active_administrator_remains() {
    each(async |kit| {
        let admin = kit.as_("admin");
        let roles = admin.get("/roles").await.expect(200);
        let role = |key: &str| {
            roles["data"]
                .as_array()
                .unwrap()
                .iter()
                .find(|r| r["key"] == key)
                .unwrap()["id"]
                .clone()
        };
        let me = kit.id("admin");
        admin
            .change("users", &me, json!({ "active": false }))
            .await
            .problem(409, "wrong_state");
        admin
            .change("users", &me, json!({ "role": role("rep") }))
            .await
            .problem(409, "wrong_state");
        admin.remove("users", &me).await.problem(409, "wrong_state");
        // Nor by taking the role's rights away.
        let none = json!({ "rights": { "objects": { "*": { "read": "all" } }, "can": [] } });
        admin
            .change("roles", role("admin").as_str().unwrap(), none)
            .await
            .problem(409, "wrong_state");
        admin.get("/workspace").await.expect(200);
        // With a second one all of it works.
        admin
            .change("users", &kit.id("ops"), json!({ "role": role("admin") }))
            .await
            .expect(200);
        admin.change("users", &me, json!({ "active": false })).await.expect(200);
        kit.as_("ops")
            .change("users", &kit.id("ops"), json!({ "active": false }))
            .await
            .problem(409, "wrong_state");
    });
}

#[test]
fn a_role_in_use_stays_and_its_rights_must_make_sense() {
    each(async |kit| {
        let admin = kit.as_("admin");
        let roles = admin.get("/roles").await.expect(200);
        let rep = roles["data"]
            .as_array()
            .unwrap()
            .iter()
            .find(|r| r["key"] == "rep")
            .unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned();
        admin.remove("roles", &rep).await.problem(409, "in_use");
        let make = async |rights: serde_json::Value| {
            admin
                .post("/roles", json!({ "name": "x", "key": "x", "rights": rights }))
                .await
        };
        for rights in [
            json!([]),
            json!({ "objects": { "opportunities": { "read": "everything" } } }),
            json!({ "objects": { "opportunities": { "reed": "all" } } }),
            json!({ "objects": { "opportunity": { "read": "all" } } }),
            json!({ "objects": { "opportunities": { "read": "all", "hidden": ["nope"] } } }),
            json!({ "objects": { "opportunities": { "read": "all", "hidden": ["id"] } } }),
            json!({ "objects": { "opportunities": { "read": "all", "masked": ["amount"] } } }),
            json!({ "can": ["fly"] }),
        ] {
            let shown = rights.to_string();
            let reply = make(rights).await;
            assert_eq!(reply.status, 422, "{shown}");
            reply.fault("invalid_value", "/rights");
        }
        make(json!({})).await.expect(201);
        admin
            .post("/roles", json!({ "name": "y", "key": "x", "rights": {} }))
            .await
            .problem(409, "duplicate");
    });
}

#[test]
fn nobody_but_an_administrator_gives_rights() {
    each(async |kit| {
        let roles = kit.as_("admin").get("/roles").await.expect(200);
        let admin_role = roles["data"]
            .as_array()
            .unwrap()
            .iter()
            .find(|r| r["key"] == "admin")
            .unwrap()["id"]
            .clone();
        for who in ["ops", "manager", "rep", "service", "viewer"] {
            let me = kit.id(who);
            kit.as_(who)
                .change("users", &me, json!({ "role": admin_role }))
                .await
                .problem(403, "forbidden");
            kit.as_(who)
                .change("roles", admin_role.as_str().unwrap(), json!({ "name": "x" }))
                .await
                .problem(403, "forbidden");
            kit.as_(who)
                .post("/roles", json!({ "name": "x", "key": "x", "rights": {} }))
                .await
                .problem(403, "forbidden");
            let body = json!({ "name": "x", "email": "x@demo.example", "role": admin_role });
            kit.as_(who).post("/users", body).await.problem(403, "forbidden");
        }
        // Somebody who keeps the list of people, but isn't an administrator, doesn't make one either.
        let rights = json!({ "objects": { "*": { "read": "all", "create": true, "update": "all", "delete": "all" } } });
        let clerk = kit.hire("clerk", rights).await;
        clerk
            .change("users", &kit.id("rep"), json!({ "title": "高级销售" }))
            .await
            .expect(200);
        clerk
            .change("users", &kit.id("rep"), json!({ "role": admin_role }))
            .await
            .problem(403, "forbidden");
        let body = json!({ "name": "x", "email": "x@demo.example", "role": admin_role });
        clerk.post("/users", body).await.problem(403, "forbidden");
        clerk
            .change("roles", admin_role.as_str().unwrap(), json!({ "name": "x" }))
            .await
            .problem(403, "forbidden");
        clerk
            .change("users", &kit.id("admin"), json!({ "email": "mine@demo.example" }))
            .await
            .problem(403, "forbidden");
    });
}

#[test]
fn who_owns_records_is_deactivated_and_not_deleted() {
    each(async |kit| {
        let admin = kit.as_("admin");
        let task = kit.make("junjie", "tasks", json!({ "title": "回电" })).await;
        admin.remove("users", &kit.id("junjie")).await.problem(409, "in_use");
        admin
            .change("users", &kit.id("junjie"), json!({ "active": false }))
            .await
            .expect(200);
        let task = admin.get(&format!("/tasks/{task}")).await.expect(200);
        assert_eq!(
            (&task["owner"]["name"], &task["created_by"]["name"]),
            (&json!("吴俊杰"), &json!("吴俊杰"))
        );
        admin
            .change("tasks", task["id"].as_str().unwrap(), json!({ "owner": kit.id("rep") }))
            .await
            .expect(200);
        admin.remove("users", &kit.id("junjie")).await.expect(204);
    });
}

#[test]
fn a_team_with_people_in_it_stays() {
    each(async |kit| {
        let team = kit.as_("rep").get("/me").await.expect(200)["user"]["team"]["id"].clone();
        kit.as_("admin")
            .remove("teams", team.as_str().unwrap())
            .await
            .problem(409, "in_use");
        let empty = kit.make("admin", "teams", json!({ "name": "空" })).await;
        kit.as_("admin").remove("teams", &empty).await.expect(204);
    });
}

#[test]
fn a_role_is_made_as_a_copy_and_counts_at_once() {
    each(async |kit| {
        let admin = kit.as_("admin");
        let roles = admin.get("/roles").await.expect(200);
        let rep = roles["data"]
            .as_array()
            .unwrap()
            .iter()
            .find(|r| r["key"] == "rep")
            .unwrap()
            .clone();
        let made = admin
            .post("/roles", json!({ "name": "高级销售", "rights": rep["rights"] }))
            .await
            .expect(201);
        assert_eq!(made["rights"], rep["rights"]);
        // The page doesn't ask for a key: it is given one, and keeps it.
        assert!(made["key"].as_str().unwrap().starts_with("role_"), "{made}");
        let role = made["id"].as_str().unwrap();
        admin
            .change("roles", role, json!({ "key": "other" }))
            .await
            .fault("read_only_field", "/key");
        admin
            .change("users", &kit.id("siyuan"), json!({ "role": role }))
            .await
            .expect(200);
        let deal = kit.light("rep", "一单").await;
        let path = format!("/opportunities/{deal}");
        kit.as_("siyuan").get(&path).await.problem(404, "not_found");
        let mut rights = made["rights"].clone();
        rights["objects"]["opportunities"]["read"] = json!("team");
        rights["objects"]["opportunities"]["hidden"] = json!(["budget"]);
        admin
            .change("roles", role, json!({ "rights": rights }))
            .await
            .expect(200);
        let seen = kit.as_("siyuan").get(&path).await.expect(200);
        assert!(seen.get("budget").is_none(), "{seen}");
        kit.as_("siyuan")
            .change("opportunities", &deal, json!({ "source": "x" }))
            .await
            .problem(403, "forbidden");
    });
}

#[test]
fn the_catalogue_says_how_each_kind_of_record_is_seen() {
    each(async |kit| {
        let all = kit.as_("admin").get("/objects").await.expect(200);
        let of = |key: &str, what: &str| {
            let objects = all["objects"].as_array().unwrap();
            objects.iter().find(|o| o["key"] == key).unwrap()[what].clone()
        };
        for (object, access, by_verbs) in [
            ("opportunities", "owned", false),
            ("line_items", "via", false),
            ("products", "workspace", false),
            ("saved_views", "personal", false),
            ("sop_versions", "workspace", true),
        ] {
            assert_eq!(of(object, "access"), access, "{object}");
            assert_eq!(of(object, "by_verbs"), by_verbs, "{object}");
        }
    });
}

/// What the page does when somebody leaves: out first, then the open work, kind by kind, in bulk.
#[test]
fn who_leaves_is_out_and_their_open_work_goes_to_others() {
    each(async |kit| {
        let admin = kit.as_("admin");
        let leaver = kit.id("junjie");
        let open = kit.light("junjie", "开着的").await;
        let lost = kit.light("junjie", "输掉的").await;
        let reason = json!({ "reason": "price" });
        kit.as_("junjie")
            .post(&format!("/opportunities/{lost}/lose"), reason)
            .await
            .expect(200);
        let task = kit.make("junjie", "tasks", json!({ "title": "回电" })).await;
        admin
            .change("users", &leaver, json!({ "active": false }))
            .await
            .expect(200);
        kit.as_("junjie").get("/me").await.problem(401, "unauthenticated");

        let filter = |status: serde_json::Value| {
            json!({ "all": [
                { "field": "owner", "op": "eq", "value": leaver },
                { "field": "status", "op": "in", "value": status },
            ] })
        };
        let deals = filter(json!(["open", "on_hold"]));
        let body = json!({ "filter": deals, "set": { "owner": kit.id("jiayi") } });
        let once = admin.clone().header("idempotency-key", "handover-deals");
        let told = once.post("/opportunities/bulk", body.clone()).await.expect(200);
        assert_eq!(told, json!({ "done": 1, "failed": [] }));
        // Sent again it does nothing twice.
        assert_eq!(once.post("/opportunities/bulk", body).await.expect(200), told);
        let body = json!({ "filter": filter(json!(["open", "doing"])), "set": { "owner": kit.id("rep") } });
        admin.post("/tasks/bulk", body).await.expect(200);

        let deal = kit
            .as_("jiayi")
            .get(&format!("/opportunities/{open}"))
            .await
            .expect(200);
        assert_eq!(deal["owner"]["id"], json!(kit.id("jiayi")));
        // It is her team's now.
        assert_eq!(
            deal["team"],
            kit.as_("jiayi").get("/me").await.expect(200)["user"]["team"]
        );
        let kept = admin.get(&format!("/opportunities/{lost}")).await.expect(200);
        assert_eq!(kept["owner"]["id"], json!(leaver), "what is over stays with who did it");
        let task = kit.as_("rep").get(&format!("/tasks/{task}")).await.expect(200);
        assert_eq!(task["owner"]["id"], json!(kit.id("rep")));
        assert!(admin.list("opportunities", deals).await.is_empty());
    });
}
