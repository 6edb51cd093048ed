//! Nobody is harassed: refusals lock every path, enough is enough, quiet hours are quiet, and what people agreed to is kept.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};
use crate::leads::qualify;

/// An account of the rep's with a person whose number is known.
async fn people(kit: &Kit) -> (String, String) {
    let account = kit.make("rep", "accounts", json!({ "name": "海力达" })).await;
    let contact = kit
        .make(
            "rep",
            "contacts",
            json!({ "name": "周敏", "account": account, "phone": "138 0000 1111", "email": "zhou@hld.example" }),
        )
        .await;
    (account, contact)
}

fn call(contact: &str) -> Json {
    json!({ "title": "回电", "kind": "call", "contact": contact, "due_on": "2026-11-25" })
}

fn channel<'j>(reach: &'j Json, key: &str) -> &'j Json {
    let channels = reach["channels"].as_array().unwrap();
    channels.iter().find(|c| c["channel"] == key).unwrap()
}

#[test]
fn a_refusal_locks_every_path_that_reaches_the_customer() {
    each(async |kit| {
        let (account, contact) = people(kit).await;
        let rep = kit.as_("rep");
        let planned = kit.make("rep", "tasks", call(&contact)).await;
        let internal = kit
            .make(
                "rep",
                "tasks",
                json!({ "title": "写方案", "kind": "other", "contact": contact }),
            )
            .await;
        let opportunity = kit
            .make("rep", "opportunities", json!({ "name": "扩产", "account": account }))
            .await;
        // The rep logs that the customer asked to be left alone.
        let log = json!({ "kind": "call", "contact": contact, "outcome": "do_not_contact", "body": "请不要再打来" });
        rep.post(&format!("/opportunities/{opportunity}/log"), log)
            .await
            .expect(201);
        let reach = rep.get(&format!("/contacts/{contact}/reach")).await.expect(200);
        assert_eq!(channel(&reach, "call")["allowed"], false);
        assert_eq!(channel(&reach, "call")["why"], "refusal");
        assert_eq!(reach["refusals"][0]["record"]["said"], "请不要再打来");
        assert_eq!(reach["refusals"][0]["may_lift"], false);

        // Planning, over whatever way.
        let refused = rep.post("/tasks", call(&contact)).await.problem(409, "contact_refused");
        assert_eq!((&refused["why"], &refused["until"]), (&json!("refusal"), &Json::Null));
        assert!(refused["detail"].as_str().unwrap().contains("2026-11-24"), "{refused}");
        let english = rep
            .clone()
            .lang("en")
            .post("/tasks", call(&contact))
            .await
            .problem(409, "contact_refused");
        assert!(
            english["detail"].as_str().unwrap().starts_with("They said"),
            "{english}"
        );
        for kind in ["visit", "meeting", "send"] {
            rep.post("/tasks", json!({ "title": "x", "kind": kind, "contact": contact }))
                .await
                .problem(409, "contact_refused");
        }
        let next = json!({ "kind": "email", "body": "资料", "contact": contact, "next": { "title": "再打", "due_on": "2026-11-25" } });
        rep.post(&format!("/opportunities/{opportunity}/log"), next)
            .await
            .problem(409, "contact_refused");
        rep.change("tasks", &planned, json!({ "due_on": "2026-11-27" }))
            .await
            .problem(409, "contact_refused");
        let bulk = json!({ "ids": [planned, internal], "set": { "kind": "visit" } });
        let bulk = rep.post("/tasks/bulk", bulk).await.expect(200);
        assert_eq!(bulk["done"], 0);
        assert_eq!(bulk["failed"][0]["error"]["code"], "contact_refused");
        // What is inside the company goes on, and what has happened may be told.
        rep.post(
            "/tasks",
            json!({ "title": "内部讨论", "kind": "other", "contact": contact }),
        )
        .await
        .expect(201);
        rep.post(
            "/activities",
            json!({ "kind": "call", "contact": contact, "body": "对方来电" }),
        )
        .await
        .expect(201);
        rep.change("tasks", &planned, json!({ "status": "done" }))
            .await
            .expect(200);

        // The same person by another record: it is the number that is known.
        let other = kit
            .make(
                "siyuan",
                "leads",
                json!({ "name": "周女士", "phone": "+86 13800001111" }),
            )
            .await;
        kit.as_("siyuan")
            .post("/tasks", json!({ "title": "x", "kind": "call", "lead": other }))
            .await
            .problem(409, "contact_refused");
    });
}

#[test]
fn who_lifts_a_refusal_needs_the_right_and_a_reason() {
    each(async |kit| {
        let (_, contact) = people(kit).await;
        let refusal = kit
            .as_("rep")
            .post(
                &format!("/contacts/{contact}/refuse"),
                json!({ "channels": ["call"], "said": "只发邮件" }),
            )
            .await
            .expect(200);
        let id = refusal["id"].as_str().unwrap();
        assert_eq!(refusal["source"], "api");
        // The same again is the same.
        let again = kit
            .as_("rep")
            .post(&format!("/contacts/{contact}/refuse"), json!({ "channels": ["call"] }))
            .await
            .expect(200);
        assert_eq!(again["id"], refusal["id"]);
        kit.as_("rep")
            .post("/tasks", call(&contact))
            .await
            .problem(409, "contact_refused");
        kit.as_("rep")
            .post(
                "/tasks",
                json!({ "title": "发资料", "kind": "send", "contact": contact }),
            )
            .await
            .expect(201);
        let lift = format!("/contact_refusals/{id}/lift");
        let reason = json!({ "reason": "客户 11 月 24 日来电，说可以再打电话" });
        kit.as_("rep")
            .post(&lift, reason.clone())
            .await
            .problem(403, "forbidden");
        kit.as_("service")
            .post(&lift, reason.clone())
            .await
            .problem(403, "forbidden");
        kit.as_("south")
            .post(&lift, reason.clone())
            .await
            .problem(404, "not_found");
        kit.as_("manager")
            .post(&lift, json!({ "reason": "无" }))
            .await
            .fault("required", "/reason");
        let lifted = kit.as_("manager").post(&lift, reason.clone()).await.expect(200);
        assert_eq!(lifted["lifted_by"]["id"], kit.id("manager"));
        kit.as_("manager").post(&lift, reason).await.problem(409, "wrong_state");
        kit.as_("rep").post("/tasks", call(&contact)).await.expect(201);
        // It is never deleted or changed by hand, and its story stands on the person's timeline.
        kit.as_("admin")
            .remove("contact_refusals", id)
            .await
            .problem(405, "method_not_allowed");
        let story = kit
            .as_("rep")
            .get(&format!("/contacts/{contact}/timeline"))
            .await
            .expect(200);
        let kinds: Vec<&Json> = story["data"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|e| e["object"] == "contact_refusals")
            .map(|e| &e["kind"])
            .collect();
        assert_eq!(kinds, ["updated", "created"]);
        // Whom one doesn't see one can't lock; who may only read can't either.
        kit.as_("jiayi")
            .post(&format!("/contacts/{contact}/refuse"), json!({}))
            .await
            .problem(404, "not_found");
        kit.as_("jiayi")
            .get(&format!("/contacts/{contact}/reach"))
            .await
            .problem(404, "not_found");
        kit.as_("viewer")
            .post(&format!("/contacts/{contact}/refuse"), json!({}))
            .await
            .problem(403, "forbidden");
    });
}

#[test]
fn a_company_may_refuse_as_a_whole() {
    each(async |kit| {
        let (account, contact) = people(kit).await;
        kit.as_("rep")
            .post(&format!("/accounts/{account}/refuse"), json!({}))
            .await
            .expect(200);
        for about in [json!({ "account": account }), json!({ "contact": contact })] {
            let mut task = json!({ "title": "x", "kind": "visit" });
            task.as_object_mut().unwrap().extend(about.as_object().unwrap().clone());
            kit.as_("rep")
                .post("/tasks", task)
                .await
                .problem(409, "contact_refused");
        }
        let deal = kit
            .make("rep", "opportunities", json!({ "name": "x", "account": account }))
            .await;
        kit.as_("rep")
            .post("/tasks", json!({ "title": "x", "kind": "call", "opportunity": deal }))
            .await
            .problem(409, "contact_refused");
    });
}

#[test]
fn a_refusal_reaches_every_server_at_once() {
    each(async |kit| {
        let (_, contact) = people(kit).await;
        let second = kit.second();
        second
            .as_("rep")
            .get(&format!("/contacts/{contact}/reach"))
            .await
            .expect(200);
        kit.as_("rep")
            .post(&format!("/contacts/{contact}/refuse"), json!({}))
            .await
            .expect(200);
        second
            .as_("rep")
            .post("/tasks", call(&contact))
            .await
            .problem(409, "contact_refused");
        let reach = second
            .as_("rep")
            .get(&format!("/contacts/{contact}/reach"))
            .await
            .expect(200);
        assert_eq!(channel(&reach, "email")["allowed"], false);
    });
}

#[test]
fn a_refusal_outlives_the_record_under_which_it_was_said() {
    each(async |kit| {
        let (_, contact) = people(kit).await;
        let rep = kit.as_("rep");
        rep.post(&format!("/contacts/{contact}/refuse"), json!({ "said": "别再打了" }))
            .await
            .expect(200);
        rep.remove("contacts", &contact).await;
        // The same person under a new record, the number written as it once was.
        let again = json!({ "name": "周敏", "phone": "(0)138-0000-1111" });
        let again = kit.make("rep", "contacts", again).await;
        let refused = rep.post("/tasks", call(&again)).await.problem(409, "contact_refused");
        assert_eq!(refused["why"], "refusal");
    });
}

#[test]
fn enough_is_enough_across_all_records_of_a_person() {
    each(async |kit| {
        let (account, contact) = people(kit).await;
        let rules = json!({ "caps": [{ "per": "person", "channel": "call", "most": 1, "within": "day" }] });
        kit.as_("ops").put("/contact_rules", rules).await.expect(200);
        kit.make("rep", "activities", json!({ "kind": "call", "contact": contact }))
            .await;
        let twin = json!({ "name": "周小姐", "account": account, "phone": "+86 13800001111" });
        let twin = kit.make("rep", "contacts", twin).await;
        let lead = json!({ "name": "周敏", "company": "海力达", "email": "Zhou@hld.example" });
        let lead = kit.make("rep", "leads", lead).await;
        for whom in [json!({ "contact": twin }), json!({ "lead": lead })] {
            let mut today = json!({ "title": "回电", "kind": "call", "due_on": "2026-11-24" });
            today.as_object_mut().unwrap().extend(whom.as_object().unwrap().clone());
            let refused = kit
                .as_("rep")
                .post("/tasks", today)
                .await
                .problem(409, "contact_refused");
            assert_eq!(refused["why"], "cap", "{whom}");
        }
    });
}

#[test]
fn enough_is_enough_across_all_colleagues() {
    each(async |kit| {
        let (_, contact) = people(kit).await;
        let rules = json!({ "caps": [
            { "per": "person", "channel": "call", "most": 1, "within": "day" },
            { "per": "company", "channel": null, "most": 3, "within": "week" },
        ], "quiet": { "from": 1260, "to": 480 }, "rest_days": true });
        kit.as_("rep")
            .put("/contact_rules", rules.clone())
            .await
            .problem(403, "forbidden");
        kit.as_("manager")
            .put("/contact_rules", rules.clone())
            .await
            .problem(403, "forbidden");
        let saved = kit.as_("ops").put("/contact_rules", rules.clone()).await.expect(200);
        assert_eq!(saved["words"][1], "同一个人每天最多 1 次电话，所有同事合计");
        assert_eq!(
            kit.as_("viewer").get("/contact_rules").await.expect(200)["rules"],
            rules
        );
        let said = kit
            .as_("viewer")
            .lang("en")
            .post("/contact_rules/preview", rules.clone())
            .await
            .expect(200);
        assert_eq!(said["words"].as_array().unwrap().len(), 5);

        // One colleague called today; the other may not, but may write.
        kit.make("rep", "activities", json!({ "kind": "call", "contact": contact }))
            .await;
        let siyuan = kit.as_("siyuan");
        let today = json!({ "title": "回电", "kind": "call", "contact": contact, "due_on": "2026-11-24" });
        let refused = siyuan.post("/tasks", today).await.problem(409, "contact_refused");
        assert_eq!(
            (&refused["why"], &refused["until"]),
            (&json!("cap"), &json!("2026-11-25T00:00:00.000000Z"))
        );
        let planned = siyuan.post("/tasks", call(&contact)).await.expect(201);
        // A planned call counts for the next one, not against itself.
        kit.as_("rep")
            .post("/tasks", call(&contact))
            .await
            .problem(409, "contact_refused");
        siyuan
            .change(
                "tasks",
                planned["id"].as_str().unwrap(),
                json!({ "due_at": "2026-11-25T06:00:00Z" }),
            )
            .await
            .expect(200);
        let reach = siyuan.get(&format!("/contacts/{contact}/reach")).await.expect(200);
        assert_eq!(channel(&reach, "call")["why"], "cap");
        assert_eq!(channel(&reach, "email")["allowed"], true);
        assert_eq!(reach["used"][0]["n"], 1);

        // At night and on Saturday it is quiet.
        let at = |time: &str| json!({ "title": "x", "kind": "send", "contact": contact, "due_at": time });
        for (time, until) in [
            ("2026-11-24T14:00:00Z", "2026-11-25T00:00:00.000000Z"),
            ("2026-11-28T04:00:00Z", "2026-11-30T00:00:00.000000Z"),
        ] {
            let refused = siyuan.post("/tasks", at(time)).await.problem(409, "contact_refused");
            assert_eq!((&refused["why"], &refused["until"]), (&json!("quiet"), &json!(until)));
        }
        // The past may be told whatever it was.
        kit.as_("rep")
            .post(
                "/activities",
                json!({ "kind": "call", "contact": contact, "at": "2026-11-22T15:00:00Z" }),
            )
            .await
            .expect(201);
        for (pointer, wrong) in [
            (
                "/caps/0/most",
                json!({ "caps": [{ "per": "person", "channel": null, "most": 0, "within": "day" }] }),
            ),
            (
                "/caps/0/within",
                json!({ "caps": [{ "per": "person", "channel": null, "most": 1, "within": "year" }] }),
            ),
            ("/quiet", json!({ "quiet": { "from": 60, "to": 60 } })),
            ("/rules", json!({ "caps": 1 })),
        ] {
            kit.as_("ops")
                .put("/contact_rules", wrong)
                .await
                .fault("invalid_value", pointer);
        }
    });
}

#[test]
fn a_series_ends_where_the_customer_refused() {
    each(async |kit| {
        let (_, contact) = people(kit).await;
        let mut series = call(&contact);
        series["repeat"] = json!("weekly");
        let task = kit.make("rep", "tasks", series).await;
        kit.as_("rep")
            .post(&format!("/contacts/{contact}/refuse"), json!({}))
            .await
            .expect(200);
        let done = kit
            .as_("rep")
            .change("tasks", &task, json!({ "status": "done" }))
            .await
            .expect(200);
        assert_eq!(done["next_task"], Json::Null);
    });
}

#[test]
fn the_day_asks_for_nothing_that_reaches_who_refused() {
    each(async |kit| {
        let (_, contact) = people(kit).await;
        kit.make("rep", "tasks", call(&contact)).await;
        let seen = || async {
            let day = kit.as_("rep").get("/today").await.expect(200);
            day["tomorrow"].as_array().unwrap().len()
        };
        assert_eq!(seen().await, 1);
        kit.as_("rep")
            .post(&format!("/contacts/{contact}/refuse"), json!({}))
            .await
            .expect(200);
        assert_eq!(seen().await, 0);
    });
}

#[test]
fn consents_are_kept_and_withdrawn_by_one_act() {
    each(async |kit| {
        let (_, contact) = people(kit).await;
        let given = json!({ "contact": contact, "purpose": "marketing", "text_version": "2026-03", "source": "展会签到", "evidence": "签到表第 12 行" });
        let rep = kit.as_("rep");
        let consent = rep.post("/consents", given.clone()).await.expect(201);
        let id = consent["id"].as_str().unwrap();
        assert_eq!(consent["given_at"], "2026-11-24T02:00:00.000000Z");
        // Nobody changes or deletes an entry.
        kit.as_("ops")
            .change("consents", id, json!({ "purpose": "survey" }))
            .await
            .fault("read_only_field", "/purpose");
        kit.as_("admin")
            .remove("consents", id)
            .await
            .problem(409, "wrong_state");
        kit.as_("rep").remove("consents", id).await.problem(403, "forbidden");
        kit.as_("jiayi")
            .post(&format!("/consents/{id}/withdraw"), json!({}))
            .await
            .problem(404, "not_found");
        kit.as_("viewer")
            .post(&format!("/consents/{id}/withdraw"), json!({}))
            .await
            .problem(403, "forbidden");
        let over = rep
            .post(&format!("/consents/{id}/withdraw"), json!({}))
            .await
            .expect(200);
        assert_eq!(over["withdrawn_at"], "2026-11-24T02:00:00.000000Z");
        rep.post(&format!("/consents/{id}/withdraw"), json!({}))
            .await
            .problem(409, "wrong_state");
        // Without consent to marketing nothing is sent; calls about business go on.
        rep.post(
            "/tasks",
            json!({ "title": "发资料", "kind": "send", "contact": contact }),
        )
        .await
        .problem(409, "contact_refused");
        rep.post("/tasks", call(&contact)).await.expect(201);
        // It may be given anew: a new entry.
        rep.post("/consents", given).await.expect(201);
        let all = rep
            .list("consents", json!({ "field": "contact", "op": "eq", "value": contact }))
            .await;
        assert_eq!(all.len(), 2);
        rep.post("/consents", json!({ "contact": contact, "purpose": "survey", "text_version": "1", "source": "x", "given_at": "2027-01-01T00:00:00Z" }))
            .await
            .fault("invalid_value", "/given_at");
    });
}

#[test]
fn a_refusal_as_a_lead_holds_for_the_contact_made_of_it() {
    each(async |kit| {
        let lead = kit
            .make(
                "rep",
                "leads",
                json!({ "name": "钱工", "company": "晨光", "source": "展会", "wechat": "qian" }),
            )
            .await;
        qualify(kit, "rep", &lead).await;
        kit.as_("rep")
            .post(&format!("/leads/{lead}/refuse"), json!({ "source": "reply" }))
            .await
            .expect(200);
        let converted = kit
            .as_("rep")
            .post(&format!("/leads/{lead}/convert"), json!({}))
            .await
            .expect(200);
        let contact = converted["contact"]["id"].as_str().unwrap();
        kit.as_("rep")
            .post("/tasks", call(contact))
            .await
            .problem(409, "contact_refused");
        kit.as_("rep")
            .post("/tasks", json!({ "title": "x", "kind": "call", "lead": lead }))
            .await
            .problem(409, "contact_refused");
    });
}
