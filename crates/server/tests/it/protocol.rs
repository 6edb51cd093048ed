//! HTTP itself: who may send what, and what every answer carries.

use serde_json::json;

use crate::kit::each;

#[test]
fn what_another_site_sends_is_refused_before_anything_else() {
    each(async |kit| {
        let body = json!({ "name": "一单" });
        for site in ["cross-site", "same-site"] {
            let reply = kit
                .as_("rep")
                .header("sec-fetch-site", site)
                .post("/opportunities", body.clone())
                .await;
            reply.problem(403, "cross_site");
        }
        let from = |origin: &str| kit.as_("rep").header("origin", origin).header("host", "crm.example");
        for origin in [
            "https://evil.example",
            "null",
            "https://crm.example.evil.example",
            "https://crm.example:8443",
        ] {
            from(origin)
                .post("/opportunities", body.clone())
                .await
                .problem(403, "cross_site");
        }
        from("https://crm.example")
            .post("/opportunities", body.clone())
            .await
            .expect(201);
        kit.as_("rep")
            .header("sec-fetch-site", "same-origin")
            .post("/opportunities", body.clone())
            .await
            .expect(201);
        kit.as_("rep")
            .header("sec-fetch-site", "none")
            .post("/opportunities", body)
            .await
            .expect(201);
        // Reading is not refused: links lead here.
        kit.as_("rep")
            .header("sec-fetch-site", "cross-site")
            .get("/opportunities")
            .await
            .expect(200);
        let sign_in = json!({ "email": "rep@demo.example", "password": "stagecraft-demo" });
        kit.nobody()
            .header("sec-fetch-site", "cross-site")
            .post("/session", sign_in)
            .await
            .problem(403, "cross_site");
    });
}

#[test]
fn a_body_that_is_too_large_too_deep_or_no_json_is_refused() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let large = format!(r#"{{"name":"{}"}}"#, "x".repeat(1024 * 1024));
        rep.send("POST", "/opportunities", Some(large))
            .await
            .problem(413, "body_too_large");
        let fits = format!(r#"{{"name":"一单"}}{}"#, " ".repeat(1024 * 1024 - 40));
        rep.send("POST", "/opportunities", Some(fits)).await.expect(201);
        let deep = format!(r#"{{"name":{}1{}}}"#, "[".repeat(40), "]".repeat(40));
        rep.send("POST", "/opportunities", Some(deep))
            .await
            .problem(400, "bad_json");
        let deepest = format!(r#"{{"name":{}1{}}}"#, "[".repeat(31), "]".repeat(31));
        rep.send("POST", "/opportunities", Some(deepest))
            .await
            .problem(422, "invalid_value");
        for broken in ["{", "{\"name\":}", "nope", "{\"name\":\"\u{1}\"}", "{} {}"] {
            rep.send("POST", "/opportunities", Some(broken.to_owned()))
                .await
                .problem(400, "bad_json");
        }
        for list in ["[]", "\"text\"", "5", "null"] {
            rep.send("POST", "/opportunities", Some(list.to_owned()))
                .await
                .problem(422, "invalid");
        }
        rep.post("/opportunities", json!({ "name": "a\u{0}b" }))
            .await
            .problem(422, "invalid_value");
        // Fields of a text have their own limit.
        let long = "字".repeat(22_000);
        rep.post("/opportunities", json!({ "name": "x", "pain": long }))
            .await
            .fault("invalid_value", "/pain");
    });
}

#[test]
fn only_json_is_read_as_json() {
    each(async |kit| {
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "application/jsonp",
        ] {
            let rep = kit.as_("rep").header("content-type", kind);
            rep.post("/opportunities", json!({ "name": "x" }))
                .await
                .problem(415, "unsupported_type");
        }
        let rep = kit.as_("rep").header("content-type", "Application/JSON; charset=utf-8");
        rep.post("/opportunities", json!({ "name": "x" })).await.expect(201);
    });
}

#[test]
fn unknown_places_and_methods_answer_with_problems() {
    each(async |kit| {
        let rep = kit.as_("rep");
        for path in [
            "/nope",
            "/opportunities/x/y/z",
            "/opportunities/not-an-id",
            "/nope/01234567-89ab-7cde-8f01-23456789abcd",
        ] {
            rep.get(path).await.problem(404, "not_found");
        }
        rep.get("!/api/v2/opportunities").await.problem(404, "not_found");
        for (method, path, allowed) in [
            ("PUT", "/opportunities", "POST"),
            ("DELETE", "/opportunities", "POST"),
            ("PATCH", "/session", "DELETE"),
            ("GET", "/opportunities/bulk/x/y", ""),
            ("POST", "/me", "PATCH"),
            (
                "GET",
                "/opportunities/01234567-89ab-7cde-8f01-23456789abcd/advance",
                "POST",
            ),
        ] {
            let reply = rep.send(method, path, None).await;
            if allowed.is_empty() {
                reply.problem(404, "not_found");
            } else {
                assert!(
                    reply.header("allow").contains(allowed),
                    "{method} {path}: {:?}",
                    reply.headers
                );
                reply.problem(405, "method_not_allowed");
            }
        }
        // Records that only verbs write have none of these methods.
        rep.post("/sop_versions", json!({ "name": "x" }))
            .await
            .problem(405, "method_not_allowed");
        rep.post("/answers", json!({ "question": "x" }))
            .await
            .problem(405, "method_not_allowed");
        rep.get("/opportunities?nope=1").await.fault("unknown_field", "/nope");
        rep.get("/opportunities?limit=5&limit=6")
            .await
            .fault("invalid_value", "/limit");
        rep.get("/opportunities?q=%00").await.fault("invalid_value", "/q");
        rep.get("/opportunities/%00").await.problem(404, "not_found");
    });
}

#[test]
fn every_answer_carries_the_headers_that_browsers_obey() {
    each(async |kit| {
        let replies = [
            kit.as_("rep").get("/opportunities").await,
            kit.as_("rep").get("/nope").await,
            kit.nobody().get("/me").await,
            kit.nobody().get("!/healthz").await,
            kit.nobody().get("!/opportunities").await,
            kit.nobody()
                .header("sec-fetch-site", "cross-site")
                .act("/session")
                .await,
        ];
        for reply in replies {
            let policy = reply.header("content-security-policy");
            assert!(
                policy.contains("default-src 'none'") && !policy.contains("unsafe"),
                "{policy}"
            );
            assert_eq!(reply.header("x-content-type-options"), "nosniff");
            assert_eq!(reply.header("x-frame-options"), "DENY");
            assert_eq!(reply.header("referrer-policy"), "same-origin");
        }
        assert_eq!(
            kit.as_("rep").get("/opportunities").await.header("cache-control"),
            "no-store"
        );
        assert_eq!(kit.nobody().get("/me").await.header("cache-control"), "no-store");
    });
}

#[test]
fn head_is_get_without_a_body_and_options_is_no_method() {
    each(async |kit| {
        let id = kit.light("rep", "一单").await;
        let head = kit.as_("rep").send("HEAD", &format!("/opportunities/{id}"), None).await;
        assert_eq!((head.status, head.body.len()), (200, 0));
        kit.as_("rep")
            .send("OPTIONS", "/opportunities", None)
            .await
            .problem(405, "method_not_allowed");
        kit.as_("rep")
            .send("TRACE", "/opportunities", None)
            .await
            .problem(405, "method_not_allowed");
    });
}

#[test]
fn the_process_tells_how_it_is() {
    each(async |kit| {
        assert_eq!(kit.nobody().get("!/healthz").await.text(), "ok\n");
        assert_eq!(kit.nobody().get("!/readyz").await.status, 200);
        kit.nobody().get("/me").await.expect(401);
        let metrics = kit.nobody().get("!/metrics").await.text();
        assert!(
            metrics.contains("stagecraft_answers_total{class=\"4xx\"} 1"),
            "{metrics}"
        );
        assert!(kit.nobody().get("/openapi.json").await.expect(200)["paths"].is_object());
    });
}

#[test]
fn problems_speak_the_askers_language() {
    each(async |kit| {
        let ask = |lang: &'static str| {
            let rep = kit.as_("rep").lang(lang);
            async move { rep.post("/opportunities", json!({})).await.fault("required", "/name") }
        };
        let (zh, en) = (ask("zh-CN").await, ask("en-GB,en;q=0.8").await);
        assert_eq!(zh["errors"][0]["text"], "请填写「名称」");
        assert_eq!(en["errors"][0]["text"], "Name is required");
        assert_eq!(ask("fr").await["errors"][0]["text"], "请填写「名称」");
    });
}

#[test]
fn slow_reads_do_not_make_it_unready() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    each(async |kit| {
        let held = Arc::new(AtomicBool::new(true));
        // More than there are readers.
        let slow: Vec<_> = (0..40)
            .map(|_| {
                let (store, held) = (kit.app.store().clone(), held.clone());
                let wait = move |_: &mut store::Tx<'_>| {
                    while held.load(Ordering::Relaxed) {
                        std::thread::sleep(Duration::from_millis(5));
                    }
                    Ok(())
                };
                tokio::spawn(async move { store.read(wait).await })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(100)).await;
        let nobody = kit.nobody();
        let ready = tokio::time::timeout(Duration::from_secs(5), nobody.get("!/readyz")).await;
        held.store(false, Ordering::Relaxed);
        for read in slow {
            assert!(read.await.unwrap().is_ok());
        }
        assert_eq!(ready.map(|reply| reply.status).ok(), Some(200));
    });
}
