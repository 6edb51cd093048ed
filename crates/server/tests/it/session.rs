//! Signing in and out, and what ends a session.

use serde_json::json;

use crate::kit::each;

const PASSWORD: &str = "stagecraft-demo";

#[test]
fn signing_in_sets_a_cookie_that_works_until_signing_out() {
    each(async |kit| {
        let reply = kit
            .nobody()
            .post(
                "/session",
                json!({ "email": " Rep@Demo.example ", "password": PASSWORD }),
            )
            .await;
        let cookie = reply.header("set-cookie").to_owned();
        let me = reply.expect(200);
        assert_eq!(me["user"]["email"], "rep@demo.example");
        assert_eq!(me["workspace"]["time_zone"], "Asia/Shanghai");
        assert_eq!(me["today"], "2026-11-24");
        assert!(me["user"]["role"]["id"].is_string() && me["user"]["team"]["name"].is_string());
        for part in ["stagecraft_session=", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        let holder = kit.nobody().header("cookie", cookie.split(';').next().unwrap());
        assert_eq!(holder.get("/me").await.expect(200)["user"], me["user"]);
        let out = holder.delete("/session").await;
        assert!(out.header("set-cookie").contains("Max-Age=0"));
        out.expect(204);
        holder.get("/me").await.problem(401, "unauthenticated");
    });
}

#[test]
fn a_wrong_password_an_unknown_address_and_an_inactive_account_answer_the_same() {
    each(async |kit| {
        let wrong = |email: &str| json!({ "email": email, "password": "not-this-one" });
        let known = kit.nobody().post("/session", wrong("rep@demo.example")).await;
        let unknown = kit.nobody().post("/session", wrong("nobody@demo.example")).await;
        assert_eq!(known.body, unknown.body);
        known.problem(401, "wrong_credentials");
        kit.as_("admin")
            .change("users", &kit.id("siyuan"), json!({ "active": false }))
            .await
            .expect(200);
        let right = json!({ "email": "siyuan@demo.example", "password": PASSWORD });
        let inactive = kit.nobody().post("/session", right).await;
        assert_eq!(inactive.body, unknown.body);
    });
}

#[test]
fn ten_wrong_passwords_close_the_account_for_a_while_and_others_stay_open() {
    each(async |kit| {
        let wrong = json!({ "email": "rep@demo.example", "password": "not-this-one" });
        for _ in 0..10 {
            kit.nobody()
                .post("/session", wrong.clone())
                .await
                .problem(401, "wrong_credentials");
        }
        let right = json!({ "email": "rep@demo.example", "password": PASSWORD });
        let closed = kit.nobody().post("/session", right.clone()).await;
        assert!(!closed.header("retry-after").is_empty());
        closed.problem(429, "rate_limited");
        let other = json!({ "email": "ops@demo.example", "password": PASSWORD });
        kit.nobody().post("/session", other).await.expect(200);
        kit.at("2026-11-24T02:16:00Z");
        kit.nobody().post("/session", right).await.expect(200);
    });
}

#[test]
fn who_is_deactivated_is_out_at_the_next_request() {
    each(async |kit| {
        kit.as_("rep").get("/me").await.expect(200);
        kit.as_("admin")
            .change("users", &kit.id("rep"), json!({ "active": false }))
            .await
            .expect(200);
        kit.as_("rep").get("/me").await.problem(401, "unauthenticated");
        kit.as_("rep")
            .get("/opportunities")
            .await
            .problem(401, "unauthenticated");
    });
}

#[test]
fn a_changed_role_counts_at_the_next_request() {
    each(async |kit| {
        let id = kit.light("rep", "一单").await;
        kit.as_("viewer")
            .change("opportunities", &id, json!({ "source": "x" }))
            .await
            .problem(403, "forbidden");
        let roles = kit
            .as_("admin")
            .list("roles", json!({ "field": "key", "op": "eq", "value": "ops" }))
            .await;
        kit.as_("admin")
            .change("users", &kit.id("viewer"), json!({ "role": roles[0]["id"] }))
            .await
            .expect(200);
        kit.as_("viewer")
            .change("opportunities", &id, json!({ "source": "x" }))
            .await
            .expect(200);
        // So does a change of the role itself.
        let rights = json!({ "objects": { "opportunities": { "read": "none" } } });
        kit.as_("admin")
            .change("roles", roles[0]["id"].as_str().unwrap(), json!({ "rights": rights }))
            .await
            .expect(200);
        kit.as_("viewer").get("/opportunities").await.problem(404, "not_found");
    });
}

#[test]
fn a_session_ends_when_it_was_not_used_for_a_week() {
    each(async |kit| {
        let body = json!({ "email": "rep@demo.example", "password": PASSWORD });
        let reply = kit.nobody().post("/session", body).await;
        let cookie = reply.header("set-cookie").split(';').next().unwrap().to_owned();
        let holder = kit.nobody().header("cookie", &cookie);
        kit.at("2026-11-30T02:00:00Z");
        holder.patch("/me", json!({ "theme": "dark" })).await.expect(200);
        kit.at("2026-12-06T02:00:00Z");
        holder.get("/me").await.expect(200);
        kit.at("2026-12-08T02:00:00Z");
        holder.get("/me").await.problem(401, "unauthenticated");
    });
}

#[test]
fn one_changes_ones_password_and_other_sessions_end() {
    each(async |kit| {
        let sign_in = |password: &str| json!({ "email": "rep@demo.example", "password": password });
        let reply = kit.nobody().post("/session", sign_in(PASSWORD)).await;
        let cookie = reply.header("set-cookie").split(';').next().unwrap().to_owned();
        let holder = kit.nobody().header("cookie", &cookie);
        let wrong = json!({ "current": "not-this-one", "password": "a new password" });
        holder
            .post("/me/password", wrong)
            .await
            .fault("invalid_value", "/current");
        let short = json!({ "current": PASSWORD, "password": "short" });
        holder
            .post("/me/password", short)
            .await
            .fault("invalid_value", "/password");
        let change = json!({ "current": PASSWORD, "password": "a new password" });
        holder.post("/me/password", change).await.expect(204);
        holder.get("/me").await.expect(200);
        kit.as_("rep").get("/me").await.problem(401, "unauthenticated");
        kit.nobody()
            .post("/session", sign_in(PASSWORD))
            .await
            .problem(401, "wrong_credentials");
        kit.nobody()
            .post("/session", sign_in("a new password"))
            .await
            .expect(200);
    });
}

#[test]
fn an_administrator_sets_somebodys_password_and_nobody_else_does() {
    each(async |kit| {
        let path = format!("/users/{}/password", kit.id("rep"));
        let body = json!({ "password": "a new password" });
        for who in ["rep", "manager", "ops"] {
            kit.as_(who).post(&path, body.clone()).await.problem(403, "forbidden");
        }
        kit.as_("admin").post(&path, body).await.expect(204);
        kit.as_("rep").get("/me").await.problem(401, "unauthenticated");
        let sign_in = json!({ "email": "rep@demo.example", "password": "a new password" });
        kit.nobody().post("/session", sign_in).await.expect(200);
        let nobody = "/users/01234567-89ab-7cde-8f01-23456789abcd/password";
        kit.as_("admin")
            .post(nobody, json!({ "password": "a new password" }))
            .await
            .problem(404, "not_found");
    });
}

#[test]
fn one_changes_ones_own_language_and_theme_and_nothing_else() {
    each(async |kit| {
        let me = kit.as_("viewer");
        let changed = me
            .patch("/me", json!({ "lang": "en", "theme": "dark" }))
            .await
            .expect(200);
        assert_eq!(
            (&changed["user"]["lang"], &changed["user"]["theme"]),
            (&json!("en"), &json!("dark"))
        );
        let problem = me.get("/opportunities/x").await.problem(404, "not_found");
        assert_eq!(problem["title"], "Not found");
        let problem = me
            .clone()
            .lang("zh-CN,zh;q=0.9")
            .get("/opportunities/x")
            .await
            .problem(404, "not_found");
        assert_eq!(problem["title"], "没有找到");
        me.patch("/me", json!({ "theme": "pink" }))
            .await
            .fault("invalid_value", "/theme");
        me.patch("/me", json!({ "role": kit.id("admin") }))
            .await
            .fault("unknown_field", "/role");
        assert_eq!(
            me.patch("/me", json!({ "lang": null })).await.expect(200)["user"]["lang"],
            json!(null)
        );
        // Who is through with the tour isn't asked again, whichever browser they use.
        assert_eq!(me.get("/me").await.expect(200)["user"]["toured"], json!(false));
        me.patch("/me", json!({ "toured": true })).await.expect(200);
        assert_eq!(me.get("/me").await.expect(200)["user"]["toured"], json!(true));
    });
}

#[test]
fn nothing_but_the_open_doors_answers_strangers() {
    each(async |kit| {
        for path in [
            "/me",
            "/objects",
            "/today",
            "/search?q=a",
            "/opportunities",
            "/workspace",
            "/me/tokens",
            "/events",
        ] {
            let reply = kit.nobody().get(path).await;
            assert_eq!(reply.header("www-authenticate"), "Bearer", "{path}");
            reply.problem(401, "unauthenticated");
        }
        // Not even what is wrong with their request.
        kit.nobody()
            .get("/opportunities?limit=0")
            .await
            .problem(401, "unauthenticated");
        kit.nobody()
            .get("/opportunities?nope=1")
            .await
            .problem(401, "unauthenticated");
        kit.nobody()
            .get("/search?limit=x")
            .await
            .problem(401, "unauthenticated");
        kit.nobody()
            .post("/opportunities", json!([]))
            .await
            .problem(401, "unauthenticated");
        kit.nobody()
            .post("/me/tokens", json!({}))
            .await
            .problem(401, "unauthenticated");
        kit.secret("not a secret")
            .get("/me")
            .await
            .problem(401, "unauthenticated");
        kit.nobody()
            .header("authorization", "Basic x")
            .get("/me")
            .await
            .problem(401, "unauthenticated");
        assert_eq!(kit.nobody().get("/setup").await.expect(200), json!({ "needed": false }));
    });
}
