//! What lets somebody in without their password, and what ends it; rights over what belongs to everybody.

use serde_json::json;

use crate::kit::{Kit, each};

async fn token(kit: &Kit, who: &str) -> String {
    let made = kit
        .as_(who)
        .post("/me/tokens", json!({ "name": "脚本" }))
        .await
        .expect(201);
    made["token"].as_str().unwrap().to_owned()
}

#[test]
fn a_token_begets_no_way_to_sign_in() {
    each(async |kit| {
        let program = token(kit, "admin").await;
        let program = kit.secret(&program);
        program
            .post("/me/tokens", json!({ "name": "x" }))
            .await
            .problem(403, "forbidden");
        program.act("/me/calendar").await.problem(403, "forbidden");
        let body = json!({ "password": "a new password" });
        program
            .post(&format!("/users/{}/password", kit.id("rep")), body)
            .await
            .problem(403, "forbidden");
        program
            .act(&format!("/users/{}/invitation", kit.id("rep")))
            .await
            .problem(403, "forbidden");
    });
}

#[test]
fn a_deactivation_and_an_administrators_reset_end_tokens_and_the_feed() {
    each(async |kit| {
        for (who, reset) in [("rep", false), ("siyuan", true)] {
            let secret = token(kit, who).await;
            kit.as_(who).act("/me/calendar").await.expect(201);
            let path = format!("/users/{}", kit.id(who));
            let admin = kit.as_("admin");
            if reset {
                let body = json!({ "password": "a new password" });
                admin.post(&format!("{path}/password"), body).await.expect(204);
            } else {
                for active in [false, true] {
                    admin
                        .change("users", &kit.id(who), json!({ "active": active }))
                        .await
                        .expect(200);
                }
            }
            kit.secret(&secret).get("/me").await.problem(401, "unauthenticated");
            assert_eq!(
                admin.get(&format!("{path}/tokens")).await.expect(200)["data"],
                json!([])
            );
        }
    });
}

#[test]
fn an_administrator_sees_and_ends_the_tokens_of_others() {
    each(async |kit| {
        let secret = token(kit, "rep").await;
        let path = format!("/users/{}/tokens", kit.id("rep"));
        for who in ["rep", "manager", "ops"] {
            kit.as_(who).get(&path).await.problem(403, "forbidden");
            kit.as_(who).delete(&path).await.problem(403, "forbidden");
        }
        let listed = kit.as_("admin").get(&path).await.expect(200);
        assert_eq!(listed["data"][0]["name"], "脚本");
        assert!(!listed.to_string().contains(&secret));
        kit.as_("admin").delete(&path).await.expect(204);
        kit.secret(&secret).get("/me").await.problem(401, "unauthenticated");
        kit.as_("rep").get("/me").await.expect(200);
    });
}

#[test]
fn nothing_of_the_companys_is_anybodys_own() {
    each(async |kit| {
        let rights =
            json!({ "objects": { "*": { "read": "all", "create": true, "update": "own", "delete": "team" } } });
        let clerk = kit.hire("clerk", rights).await;
        let product = kit.make("admin", "products", json!({ "name": "阀门" })).await;
        clerk
            .change("products", &product, json!({ "name": "x" }))
            .await
            .problem(403, "forbidden");
        clerk.remove("products", &product).await.problem(403, "forbidden");
        clerk
            .change("users", &kit.id("rep"), json!({ "phone": "13800138000" }))
            .await
            .problem(403, "forbidden");
        // A role that says so of them by name is refused.
        let rights = json!({ "objects": { "products": { "read": "all", "update": "own" } } });
        kit.as_("admin")
            .post("/roles", json!({ "name": "x", "key": "x", "rights": rights }))
            .await
            .fault("invalid_value", "/rights");
    });
}

#[test]
fn only_an_administrator_moves_people_and_teams() {
    each(async |kit| {
        let clerk = json!({ "objects": { "*": { "read": "all", "create": true, "update": "all", "delete": "all" } } });
        let clerk = kit.hire("clerk", clerk).await;
        let teams = kit.as_("admin").get("/teams").await.expect(200)["data"].clone();
        let team = |i: usize| teams[i]["id"].clone();
        let me = clerk.get("/me").await.expect(200)["user"].clone();
        let other = (0..50).map(team).find(|id| *id != me["team"]["id"]).unwrap();
        clerk
            .change("users", me["id"].as_str().unwrap(), json!({ "team": other }))
            .await
            .problem(403, "forbidden");
        let new = kit.make("admin", "teams", json!({ "name": "新" })).await;
        clerk
            .change("teams", &new, json!({ "parent": other }))
            .await
            .problem(403, "forbidden");
        clerk.change("teams", &new, json!({ "name": "新二" })).await.expect(200);
    });
}
