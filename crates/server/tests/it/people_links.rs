//! Links by which people set their password: the first one, and a new one for one that was forgotten.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, Reply, each};
use crate::races::at_once;

/// Somebody new whom an administrator entered: their id.
async fn newcomer(kit: &Kit) -> String {
    let rep = kit.as_("rep").get("/me").await.expect(200)["user"].clone();
    let body = json!({ "name": "林晓", "email": "linxiao@demo.example", "role": rep["role"]["id"], "team": rep["team"]["id"] });
    kit.make("admin", "users", body).await
}

/// A link for somebody, below the API.
async fn link(kit: &Kit, user: &str) -> String {
    let made = kit
        .as_("admin")
        .act(&format!("/users/{user}/invitation"))
        .await
        .expect(201);
    made["path"].as_str().unwrap().to_owned()
}

async fn sign_in(kit: &Kit, email: &str, password: &str) -> Reply {
    kit.nobody()
        .post("/session", json!({ "email": email, "password": password }))
        .await
}

fn told(problem: &Json) -> &str {
    problem["detail"].as_str().unwrap()
}

#[test]
fn who_is_new_sets_name_and_password_and_is_in() {
    each(async |kit| {
        let user = newcomer(kit).await;
        let path = format!("/users/{user}/invitation");
        let before = kit.as_("admin").get(&path).await.expect(200);
        assert_eq!(
            (&before["active"], &before["has_password"]),
            (&json!(false), &json!(false))
        );
        let made = kit.as_("admin").act(&path).await.expect(201);
        assert_eq!(made["expires_at"], "2026-12-01T02:00:00.000000Z");
        let link = made["path"].as_str().unwrap();
        let shown = kit.as_("admin").get(&path).await.expect(200);
        assert_eq!(
            (&shown["active"], &shown["path"]),
            (&json!(true), &json!(null)),
            "shown once"
        );

        let seen = kit.nobody().get(link).await.expect(200);
        let expected =
            json!({ "name": "林晓", "email": "linxiao@demo.example", "company": "启航智造", "returning": false });
        assert_eq!(seen, expected);
        let short = json!({ "name": "林晓", "password": "short" });
        kit.nobody().post(link, short).await.fault("invalid_value", "/password");
        let nameless = json!({ "name": " ", "password": "a good password" });
        kit.nobody().post(link, nameless).await.fault("required", "/name");

        let joined = kit
            .nobody()
            .post(link, json!({ "name": "林小晓", "password": "a good password" }))
            .await;
        let cookie = joined.header("set-cookie").split(';').next().unwrap().to_owned();
        assert_eq!(joined.expect(200)["user"]["name"], "林小晓");
        kit.nobody()
            .header("cookie", &cookie)
            .get("/opportunities")
            .await
            .expect(200);
        sign_in(kit, "linxiao@demo.example", "a good password")
            .await
            .expect(200);
        // It says by whom the name was changed.
        let timeline = kit
            .as_("admin")
            .get(&format!("/users/{user}/timeline"))
            .await
            .expect(200);
        assert_eq!(timeline["data"][0]["actor"]["id"], json!(user));
        let after = kit.as_("admin").get(&path).await.expect(200);
        assert_eq!(
            (&after["active"], &after["has_password"]),
            (&json!(false), &json!(true))
        );
    });
}

#[test]
fn a_link_works_once_for_a_week_and_says_what_to_do_after() {
    each(async |kit| {
        let user = newcomer(kit).await;
        let set = json!({ "password": "a good password" });
        let dead = async |link: &str, why: &str| {
            let problem = kit.nobody().lang("zh-CN").get(link).await.problem(404, "not_found");
            assert!(told(&problem).contains("请联系管理员重新生成"), "{why}: {problem}");
            let problem = kit
                .nobody()
                .lang("en")
                .post(link, set.clone())
                .await
                .problem(404, "not_found");
            assert!(told(&problem).contains("Ask your administrator"), "{why}: {problem}");
        };
        let first = link(kit, &user).await;
        let second = link(kit, &user).await;
        dead(&first, "renewed").await;
        kit.nobody().get(&second).await.expect(200);
        kit.as_("admin")
            .delete(&format!("/users/{user}/invitation"))
            .await
            .expect(204);
        dead(&second, "revoked").await;
        kit.as_("admin")
            .delete(&format!("/users/{user}/invitation"))
            .await
            .problem(404, "not_found");
        let third = link(kit, &user).await;
        kit.nobody().post(&third, set.clone()).await.expect(200);
        dead(&third, "used").await;
        let fourth = link(kit, &user).await;
        kit.as_("admin")
            .change("users", &user, json!({ "active": false }))
            .await
            .expect(200);
        dead(&fourth, "deactivated").await;
        let path = format!("/users/{user}/invitation");
        kit.as_("admin").act(&path).await.problem(409, "wrong_state");
        kit.as_("admin")
            .change("users", &user, json!({ "active": true }))
            .await
            .expect(200);
        dead(&fourth, "activated again").await;
        let fifth = link(kit, &user).await;
        kit.as_("admin")
            .change("users", &user, json!({ "email": "other@demo.example" }))
            .await
            .expect(200);
        dead(&fifth, "another address").await;
        let sixth = link(kit, &user).await;
        kit.at("2026-12-01T01:59:00Z");
        kit.nobody().get(&sixth).await.expect(200);
        kit.at("2026-12-01T02:00:00.000000Z");
        dead(&sixth, "expired").await;
        dead("/join/nothing-of-ours", "made up").await;
    });
}

#[test]
fn a_new_password_by_link_ends_the_sessions_from_before() {
    each(async |kit| {
        let rep = kit.id("rep");
        let link = link(kit, &rep).await;
        assert_eq!(kit.nobody().get(&link).await.expect(200)["returning"], true);
        kit.as_("rep").get("/me").await.expect(200);
        sign_in(kit, "rep@demo.example", "stagecraft-demo").await.expect(200);
        kit.nobody()
            .post(&link, json!({ "password": "a new password" }))
            .await
            .expect(200);
        kit.as_("rep").get("/me").await.problem(401, "unauthenticated");
        sign_in(kit, "rep@demo.example", "stagecraft-demo")
            .await
            .problem(401, "wrong_credentials");
        sign_in(kit, "rep@demo.example", "a new password").await.expect(200);
    });
}

#[test]
fn a_password_that_was_set_otherwise_ends_the_link() {
    each(async |kit| {
        let rep = kit.id("rep");
        let link = link(kit, &rep).await;
        let path = format!("/users/{rep}/password");
        kit.as_("admin")
            .post(&path, json!({ "password": "a new password" }))
            .await
            .expect(204);
        kit.nobody().get(&link).await.problem(404, "not_found");
    });
}

#[test]
fn nobody_but_an_administrator_makes_sees_or_ends_links() {
    each(async |kit| {
        let path = format!("/users/{}/invitation", kit.id("admin"));
        for who in ["ops", "manager", "rep", "service", "viewer"] {
            kit.as_(who).act(&path).await.problem(403, "forbidden");
            kit.as_(who).get(&path).await.problem(403, "forbidden");
            kit.as_(who).delete(&path).await.problem(403, "forbidden");
        }
        kit.nobody().act(&path).await.problem(401, "unauthenticated");
        // A link is a way to sign in: a token can't get one, whoever it acts for.
        let token = kit.as_("admin").post("/me/tokens", json!({ "name": "x" })).await;
        let token = token.expect(201)["token"].as_str().unwrap().to_owned();
        kit.secret(&token).act(&path).await.problem(403, "forbidden");
        let nowhere = "/users/01234567-89ab-7cde-8f01-23456789abcd/invitation";
        kit.as_("admin").act(nowhere).await.problem(404, "not_found");
        kit.as_("admin")
            .act("/users/nobody/invitation")
            .await
            .problem(404, "not_found");
    });
}

#[test]
fn who_tries_links_is_stopped_and_a_right_one_costs_nothing() {
    each(async |kit| {
        let link = link(kit, &newcomer(kit).await).await;
        for _ in 0..120 {
            kit.nobody().get(&link).await.expect(200);
        }
        for _ in 0..100 {
            kit.nobody().get("/join/made-up").await.problem(404, "not_found");
        }
        kit.nobody().get("/join/made-up").await.problem(429, "rate_limited");
        kit.nobody().get(&link).await.problem(429, "rate_limited");
        kit.at("2026-11-24T02:16:00Z");
        kit.nobody().get(&link).await.expect(200);
    });
}

#[test]
fn one_link_used_twice_at_once_sets_one_password() {
    each(async |kit| {
        let link = link(kit, &newcomer(kit).await).await;
        let set = |password: &str| json!({ "password": password });
        let answers = at_once(vec![
            (kit.nobody(), "POST", link.clone(), set("the first of two")),
            (kit.nobody(), "POST", link.clone(), set("the second of two")),
        ])
        .await;
        let counts: Vec<_> = answers
            .iter()
            .map(|(status, replies)| (*status, replies.len()))
            .collect();
        assert_eq!(counts, [(200, 1), (404, 1)]);
    });
}
