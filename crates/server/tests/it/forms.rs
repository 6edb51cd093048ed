//! Public lead forms, as a stranger.

use serde_json::{Value as Json, json};

use crate::kit::{As, Kit, Reply, each};

async fn form(kit: &Kit, more: Json) -> (String, String) {
    let mut body = json!({ "name": "官网", "title_zh": "申请演示", "title_en": "Ask for a demo", "source": "官网", "campaign": "双十一" });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    let made = kit.as_("ops").post("/lead_forms", body).await.expect(201);
    (
        made["id"].as_str().unwrap().to_owned(),
        made["key"].as_str().unwrap().to_owned(),
    )
}

async fn send(who: &As<'_>, key: &str, values: Json) -> Reply {
    who.post(&format!("/public/forms/{key}"), json!({ "values": values }))
        .await
}

async fn leads(kit: &Kit, form: &str) -> Vec<Json> {
    kit.as_("admin")
        .list("leads", json!({"field": "form", "op": "eq", "value": form}))
        .await
}

#[test]
fn a_stranger_fills_in_a_form_and_it_is_a_lead() {
    each(async |kit| {
        let rule = json!({ "name": "全部", "person": kit.id("siyuan") });
        kit.make("admin", "assignment_rules", rule).await;
        let consent = json!({ "consent_zh": "同意贵司就产品与我联系", "purpose": "contact" });
        let (id, key) = form(kit, consent).await;
        assert_eq!(key.len(), 22);
        let nobody = kit.from("203.0.113.7");
        let path = format!("/public/forms/{key}");
        let shown = nobody.get(&path).await.expect(200);
        assert_eq!(shown["title"], "申请演示");
        assert_eq!(
            nobody.get(&format!("{path}?lang=en")).await.expect(200)["title"],
            "Ask for a demo"
        );
        let fields: Vec<_> = shown["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["key"].clone())
            .collect();
        assert_eq!(fields, ["name", "company", "phone", "need"]);

        let values = json!({ "name": "周敏", "phone": "13800138000", "company": "苏州恒测仪器有限公司" });
        let refused = nobody.post(&path, json!({ "values": values })).await;
        refused.fault("required", "/consent");
        // Everything that is missing is told at once.
        let refused = nobody.post(&path, json!({ "values": {} })).await;
        let faults = refused.fault("required", "/values/name")["errors"].clone();
        let told = faults.as_array().unwrap();
        assert_eq!(told.last().unwrap()["pointer"], "/consent");
        let sent = json!({ "values": values, "consent": true });
        let thanks = nobody.post(&path, sent.clone()).await;
        assert_eq!(thanks.header("set-cookie"), "");
        assert!(thanks.expect(202)["thanks"].as_str().unwrap().contains("已收到"));
        // Twice is once.
        nobody.post(&path, sent).await.expect(202);
        let made = leads(kit, &id).await;
        assert_eq!(made.len(), 1);
        let lead = &made[0];
        assert_eq!(
            (&lead["source"], &lead["campaign"], &lead["basis"]),
            (&json!("官网"), &json!("双十一"), &json!("consent"))
        );
        assert_eq!(lead["owner"]["id"], json!(kit.id("siyuan")));
        assert!(lead["assigned_because"]["zh"].as_str().unwrap().contains("全部"));
        let consents = kit
            .as_("admin")
            .list("consents", json!({"field": "lead", "op": "eq", "value": lead["id"]}))
            .await;
        assert_eq!((consents.len(), &consents[0]["text_version"]), (1, &json!("1")));
        let notices = kit.as_("siyuan").get("/notices").await.expect(200);
        assert_eq!(notices["data"][0]["kind"], "lead_came");
        // The first-response clock runs.
        assert_eq!(lead["response_due_at"], "2026-11-24T03:00:00.000000Z");
        // Another text is another version.
        kit.as_("ops")
            .change("lead_forms", &id, json!({ "consent_zh": "同意联系与回访" }))
            .await
            .expect(200);
        let form = kit.as_("ops").get(&format!("/lead_forms/{id}")).await.expect(200);
        assert_eq!(form["consent_version"], json!(2));
    });
}

#[test]
fn doubles_are_found_and_never_told() {
    each(async |kit| {
        let account = kit
            .make("rep", "accounts", json!({ "name": "苏州恒测仪器有限公司" }))
            .await;
        let lead = kit
            .make("siyuan", "leads", json!({ "name": "周敏", "phone": "138 0013 8000" }))
            .await;
        let (id, key) = form(kit, json!({})).await;
        let nobody = kit.from("203.0.113.7");
        let first = send(&nobody, &key, json!({ "name": "周敏", "phone": "13800138000" })).await;
        let second = send(
            &nobody,
            &key,
            json!({ "name": "赵雪", "phone": "13900139000", "company": "苏州恒测仪器" }),
        )
        .await;
        let third = send(&nobody, &key, json!({ "name": "钱多", "phone": "13700137000" })).await;
        // All three read the same.
        for reply in [&first, &second, &third] {
            assert_eq!((reply.status, reply.text()), (202, first.text()));
        }
        let made = leads(kit, &id).await;
        let of = |name: &str| made.iter().find(|l| l["name"] == name).unwrap();
        assert_eq!(of("周敏")["same_lead"]["id"], json!(lead));
        assert_eq!(of("周敏")["owner"]["id"], json!(kit.id("siyuan")));
        assert!(
            of("周敏")["assigned_because"]["en"]
                .as_str()
                .unwrap()
                .contains("same person")
        );
        assert_eq!(of("赵雪")["known_account"]["id"], json!(account));
        assert_eq!(of("赵雪")["owner"]["id"], json!(kit.id("rep")));
        // Nobody is named for the rest, and there is no pool.
        assert_eq!((&of("钱多")["owner"], &of("钱多")["pool"]), (&Json::Null, &Json::Null));
        let pool = kit
            .make("ops", "pools", json!({ "name": "公海", "active": true }))
            .await;
        send(&nobody, &key, json!({ "name": "孙可", "phone": "13600136000" }))
            .await
            .expect(202);
        let made = leads(kit, &id).await;
        assert_eq!(
            made.iter().find(|l| l["name"] == "孙可").unwrap()["pool"]["id"],
            json!(pool)
        );
    });
}

#[test]
fn a_form_takes_what_it_asks_from_people_who_are_not_too_many() {
    each(async |kit| {
        let (id, key) = form(kit, json!({})).await;
        let nobody = kit.from("203.0.113.7");
        send(&nobody, &key, json!({ "name": "周敏" }))
            .await
            .fault("required", "/values/phone");
        let values = json!({ "name": "周敏", "phone": "13800138000", "owner": kit.id("rep") });
        send(&nobody, &key, values)
            .await
            .fault("unknown_field", "/values/owner");
        send(
            &nobody,
            &key,
            json!({ "name": "周".repeat(81), "phone": "13800138000" }),
        )
        .await
        .fault("invalid_value", "/values/name");
        let trap = json!({ "values": { "name": "机器", "phone": "13800138000" }, "website": "http://spam.example" });
        nobody.post(&format!("/public/forms/{key}"), trap).await.expect(202);
        assert_eq!(leads(kit, &id).await.len(), 0);
        for n in 0..19 {
            let values = json!({ "name": "周敏", "phone": format!("138001380{n:02}") });
            let reply = send(&kit.from("203.0.113.8"), &key, values).await;
            assert_eq!(reply.status, 202, "{n}: {}", reply.text());
        }
        let reply = send(
            &kit.from("203.0.113.8"),
            &key,
            json!({ "name": "周敏", "phone": "13900139000" }),
        )
        .await;
        reply.expect(202);
        let reply = send(
            &kit.from("203.0.113.8"),
            &key,
            json!({ "name": "周敏", "phone": "13900139001" }),
        )
        .await;
        reply.problem(429, "rate_limited");
        send(
            &kit.from("203.0.113.9"),
            &key,
            json!({ "name": "周敏", "phone": "13900139001" }),
        )
        .await
        .expect(202);
        // Off is gone, like what never was.
        kit.as_("ops")
            .change("lead_forms", &id, json!({ "active": false }))
            .await
            .expect(200);
        let off = nobody.get(&format!("/public/forms/{key}")).await;
        let never = nobody.get("/public/forms/AAAAAAAAAAAAAAAAAAAAAA").await;
        assert_eq!((off.status, off.text()), (404, never.text()));
        send(&nobody, &key, json!({ "name": "周敏", "phone": "13800138000" }))
            .await
            .problem(404, "not_found");
    });
}

#[test]
fn only_the_sites_of_a_form_may_frame_it() {
    each(async |kit| {
        let (_, framed) = form(
            kit,
            json!({ "origins": "https://www.example.com\nhttps://shop.example.com" }),
        )
        .await;
        let (_, alone) = form(kit, json!({})).await;
        let page = kit.nobody().get(&format!("!/f/{framed}")).await;
        let policy = page.header("content-security-policy").to_owned();
        assert!(
            policy.contains("frame-ancestors https://www.example.com https://shop.example.com"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe") && page.header("x-frame-options").is_empty());
        assert_eq!(page.header("set-cookie"), "");
        let page = kit.nobody().get(&format!("!/f/{alone}")).await;
        assert!(
            page.header("content-security-policy")
                .contains("frame-ancestors 'none'")
        );
        assert_eq!(page.header("x-frame-options"), "DENY");
        let bad = json!({ "name": "x", "title_zh": "x", "origins": "https://a.example; script-src *" });
        kit.as_("ops")
            .post("/lead_forms", bad)
            .await
            .fault("invalid_value", "/origins");
        let fields = json!({ "name": "x", "title_zh": "x", "fields": [{ "field": "name", "required": true }] });
        kit.as_("ops")
            .post("/lead_forms", fields)
            .await
            .fault("invalid_value", "/fields");
        kit.as_("rep")
            .post("/lead_forms", json!({ "name": "x", "title_zh": "x" }))
            .await
            .problem(403, "forbidden");
    });
}
