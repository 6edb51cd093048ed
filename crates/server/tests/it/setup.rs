//! The first start: one company, one administrator, by the code on the console.

use serde_json::{Value as Json, json};

use crate::kit::{Bare, each_bare};

fn with(test: impl AsyncFn(&Bare)) {
    let config = server::Config {
        setup_code: Some("4711-0815".to_owned()),
        ..server::Config::default()
    };
    each_bare(&config, test);
}

fn company() -> Json {
    json!({
        "code": "4711-0815", "company": "成单科技", "currency": "CNY", "time_zone": "Asia/Shanghai", "lang": "zh-CN",
        "name": "王芳", "email": "Wang@Example.com", "password": "long enough",
    })
}

#[test]
fn the_code_opens_the_setup_which_signs_in_and_works_once() {
    with(async |bare| {
        assert_eq!(bare.nobody().get("/setup").await.expect(200), json!({ "needed": true }));
        let reply = bare.nobody().post("/setup", company()).await;
        let cookie = reply.header("set-cookie").split(';').next().unwrap().to_owned();
        let me = reply.expect(201);
        assert_eq!(me["user"]["email"], "wang@example.com");
        assert_eq!(me["workspace"]["name"], "成单科技");
        let holder = bare.cookie(&cookie);
        assert_eq!(holder.get("/me").await.expect(200)["user"], me["user"]);
        assert_eq!(
            bare.nobody().get("/setup").await.expect(200),
            json!({ "needed": false })
        );
        bare.nobody()
            .post("/setup", company())
            .await
            .problem(409, "wrong_state");
        // There is all that is needed to begin: roles, SOPs, a first record.
        let roles = holder.get("/roles").await.expect(200);
        assert_eq!(roles["data"].as_array().unwrap().len(), 6);
        let deal = holder
            .post("/opportunities", json!({ "name": "第一单" }))
            .await
            .expect(201);
        assert_eq!(deal["stage"], "develop");
    });
}

#[test]
fn without_the_code_there_is_no_company_and_guesses_are_counted() {
    with(async |bare| {
        for code in [json!("0000"), json!(null), json!(4711)] {
            let mut body = company();
            body["code"] = code;
            bare.nobody().post("/setup", body).await.fault("invalid_value", "/code");
        }
        let mut body = company();
        body.as_object_mut().unwrap().remove("code");
        for _ in 0..7 {
            bare.nobody()
                .post("/setup", body.clone())
                .await
                .fault("invalid_value", "/code");
        }
        bare.nobody()
            .post("/setup", company())
            .await
            .problem(429, "rate_limited");
        assert_eq!(bare.nobody().get("/setup").await.expect(200), json!({ "needed": true }));
    });
}

#[test]
fn every_part_is_checked_and_pointed_at() {
    with(async |bare| {
        let faults = [
            ("currency", json!("yuan"), "invalid_value"),
            ("time_zone", json!("Mars/Olympus"), "invalid_value"),
            ("company", json!(" "), "required"),
            ("password", json!("short"), "invalid_value"),
            ("email", json!("nobody"), "invalid_value"),
            ("name", json!(""), "required"),
            ("lang", json!("fr"), "invalid_value"),
            ("nope", json!(1), "unknown_field"),
        ];
        for (member, value, code) in faults {
            let mut body = company();
            body[member] = value;
            bare.nobody()
                .post("/setup", body)
                .await
                .fault(code, &format!("/{member}"));
        }
        let mut body = company();
        body.as_object_mut().unwrap().remove("company");
        bare.nobody().post("/setup", body).await.fault("required", "/company");
    });
}

#[test]
fn without_a_code_on_the_console_nobody_sets_up() {
    each_bare(&server::Config::default(), async |bare| {
        bare.nobody()
            .post("/setup", company())
            .await
            .fault("invalid_value", "/code");
        let mut body = company();
        body.as_object_mut().unwrap().remove("code");
        bare.nobody().post("/setup", body).await.fault("invalid_value", "/code");
    });
}
