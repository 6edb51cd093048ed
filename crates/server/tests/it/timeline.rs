//! What happened to a record, as far as the asker may know.

use serde_json::{Value as Json, json};

use crate::kit::{As, each};

async fn entries(asker: &As<'_>, object: &str, id: &str) -> Vec<Json> {
    let page = asker
        .get(&format!("/{object}/{id}/timeline?limit=200"))
        .await
        .expect(200);
    page["data"].as_array().unwrap().clone()
}

fn of<'e>(entries: &'e [Json], kind: &str) -> Vec<&'e Json> {
    entries.iter().filter(|e| e["kind"] == kind).collect()
}

#[test]
fn it_tells_who_changed_what_from_what_to_what() {
    each(async |kit| {
        let account = kit.make("rep", "accounts", json!({ "name": "苏州恒立" })).await;
        let id = kit.light("rep", "一单").await;
        kit.at("2026-11-24T03:00:00Z");
        let body = json!({ "name": "二单", "amount": "5.00", "account": account });
        kit.as_("manager").change("opportunities", &id, body).await.expect(200);
        let all = entries(&kit.as_("rep").lang("en"), "opportunities", &id).await;
        let updated = of(&all, "updated")[0];
        assert_eq!(updated["actor"], json!({ "id": kit.id("manager"), "name": "张伟" }));
        assert_eq!(updated["at"], "2026-11-24T03:00:00.000000Z");
        let mut fields = updated["fields"].as_array().unwrap().clone();
        fields.sort_by_key(|f| f["field"].to_string());
        assert_eq!(
            fields,
            [
                json!({ "field": "account", "label": "Account", "from": null, "to": { "id": account, "name": "苏州恒立" } }),
                json!({ "field": "amount", "label": "Amount", "from": null, "to": "5.00" }),
                json!({ "field": "name", "label": "Name", "from": "一单", "to": "二单" }),
            ]
        );
        assert_eq!((of(&all, "created").len(), of(&all, "sop_started").len()), (1, 1));
        let seqs: Vec<_> = all.iter().map(|e| e["seq"].as_i64().unwrap()).collect();
        assert!(seqs.is_sorted_by(|a, b| a > b), "newest first");
    });
}

#[test]
fn a_cursor_belongs_to_its_reader_and_its_record() {
    each(async |kit| {
        let (id, other) = (kit.light("rep", "一").await, kit.light("rep", "二").await);
        let timeline = |id: &str| format!("/opportunities/{id}/timeline");
        let manager = kit.as_("manager");
        let first = manager.query(&timeline(&id), &[("limit", "1")]).await.expect(200);
        let cursor = first["next_cursor"].as_str().unwrap();
        manager.query(&timeline(&id), &[("cursor", cursor)]).await.expect(200);
        let broken = format!("x{cursor}");
        let seq = first["data"][0]["seq"].to_string();
        for (who, record, cursor) in [
            ("rep", &id, cursor),
            ("manager", &other, cursor),
            ("manager", &id, broken.as_str()),
            ("manager", &id, seq.as_str()),
        ] {
            kit.as_(who)
                .query(&timeline(record), &[("cursor", cursor)])
                .await
                .fault("invalid_cursor", "/cursor");
        }
    });
}

#[test]
fn it_walks_in_pages() {
    each(async |kit| {
        let id = kit.light("rep", "0").await;
        for i in 1..8 {
            kit.as_("rep")
                .change("opportunities", &id, json!({ "name": i.to_string() }))
                .await
                .expect(200);
        }
        let whole = entries(&kit.as_("rep"), "opportunities", &id).await;
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = kit
                .as_("rep")
                .get(&format!("/opportunities/{id}/timeline?limit=3{cursor}"))
                .await
                .expect(200);
            all.extend(page["data"].as_array().unwrap().clone());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(all, whole);
        kit.as_("rep")
            .get(&format!("/opportunities/{id}/timeline?cursor=x"))
            .await
            .fault("invalid_cursor", "/cursor");
        kit.as_("rep")
            .get(&format!("/opportunities/{id}/timeline?limit=0"))
            .await
            .fault("invalid_value", "/limit");
    });
}

#[test]
fn children_stand_on_their_parents_timeline_as_they_are_now() {
    each(async |kit| {
        let id = kit.light("rep", "一单").await;
        let note = kit
            .make("rep", "notes", json!({ "opportunity": id, "body": "初稿" }))
            .await;
        kit.as_("rep")
            .change("notes", &note, json!({ "body": "定稿" }))
            .await
            .expect(200);
        kit.make("rep", "tasks", json!({ "opportunity": id, "title": "回电" }))
            .await;
        let all = entries(&kit.as_("rep"), "opportunities", &id).await;
        let made: Vec<_> = of(&all, "created")
            .into_iter()
            .filter(|e| e["object"] == "notes")
            .collect();
        assert_eq!(made[0]["record_data"]["body"], "定稿");
        assert!(
            all.iter()
                .any(|e| e["object"] == "tasks" && e["record_data"]["title"] == "回电")
        );
        // A task that the asker doesn't see isn't there for them.
        let seen = entries(&kit.as_("service"), "opportunities", &id).await;
        assert!(seen.iter().all(|e| e["object"] != "tasks"));
        kit.as_("rep").remove("notes", &note).await.expect(204);
        let all = entries(&kit.as_("rep"), "opportunities", &id).await;
        assert!(all.iter().all(|e| e["object"] != "notes"));
    });
}

#[test]
fn hidden_fields_leave_no_trace_and_masked_ones_stay_masked() {
    each(async |kit| {
        let id = kit.light("rep", "一单").await;
        kit.as_("rep")
            .change("opportunities", &id, json!({ "budget": "77777.00" }))
            .await
            .expect(200);
        kit.as_("rep")
            .change("opportunities", &id, json!({ "budget": "88888.00", "source": "展会" }))
            .await
            .expect(200);
        let seen = entries(&kit.as_("service"), "opportunities", &id).await;
        let text = Json::from(seen.clone()).to_string();
        assert!(
            !text.contains("budget") && !text.contains("77777") && !text.contains("88888"),
            "{text}"
        );
        assert_eq!(of(&seen, "updated").len(), 1);
        assert_eq!(of(&seen, "updated")[0]["fields"].as_array().unwrap().len(), 1);
        let contact = kit
            .make("admin", "contacts", json!({ "name": "赵", "phone": "13800138000" }))
            .await;
        kit.as_("admin")
            .change("contacts", &contact, json!({ "phone": "13911112222" }))
            .await
            .expect(200);
        let seen = entries(&kit.as_("viewer"), "contacts", &contact).await;
        assert_eq!(of(&seen, "updated")[0]["fields"][0]["from"], "138****8000");
        assert!(!Json::from(seen).to_string().contains("13911112222"));
        // Who sees a reason for a loss only in the field learns no more from the event.
        kit.as_("rep")
            .post(
                &format!("/opportunities/{id}/lose"),
                json!({ "reason": "price", "detail": "贵了三成" }),
            )
            .await
            .expect(200);
        let hidden = json!({ "objects": { "opportunities": { "read": "all", "hidden": ["loss_reason", "loss_detail", "closed_on", "stage"] } } });
        let clerk = kit.hire("clerk", hidden).await;
        let text = Json::from(entries(&clerk, "opportunities", &id).await).to_string();
        for word in ["price", "贵了三成", "prospecting"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    });
}

#[test]
fn what_people_wrote_with_a_verb_stands_in_its_entry() {
    each(async |kit| {
        let rep = kit.as_("rep");
        let id = kit.light("rep", "一单").await;
        let verb =
            async |verb: &str, body: Json| rep.post(&format!("/opportunities/{id}/{verb}"), body).await.expect(200);
        verb("hold", json!({ "reason": "客户放假到下周" })).await;
        verb("resume", json!({})).await;
        verb("steps/know_account/skip", json!({ "reason": "个人客户，没有公司" })).await;
        let waiver = rep
            .post(
                &format!("/opportunities/{id}/steps/know_person/waive"),
                json!({ "reason": "只有一个人" }),
            )
            .await
            .expect(201);
        let path = format!("/waivers/{}/approve", waiver["id"].as_str().unwrap());
        kit.as_("manager")
            .post(&path, json!({ "comment": "同意，下次补上" }))
            .await
            .expect(200);
        verb("lose", json!({ "reason": "price", "detail": "贵了三成" })).await;
        let all = entries(&rep, "opportunities", &id).await;
        let note = |kind: &str| of(&all, kind)[0]["note"].clone();
        assert_eq!(note("held"), json!({ "reason": "客户放假到下周" }));
        assert_eq!(note("resumed"), json!(null));
        assert_eq!(note("step_skipped"), json!({ "reason": "个人客户，没有公司" }));
        assert_eq!(note("waiver_approved"), json!({ "comment": "同意，下次补上" }));
        assert_eq!(note("lost"), json!({ "detail": "贵了三成" }));
        assert_eq!(of(&all, "lost")[0]["meta"]["reason"], "price");
        assert!(of(&all, "updated").iter().all(|e| e["note"].is_null()));
    });
}

#[test]
fn a_revealed_number_leaves_a_trace() {
    each(async |kit| {
        let masked =
            json!({ "objects": { "contacts": { "read": "all", "masked": ["phone", "email"] } }, "can": ["reveal"] });
        let clerk = kit.hire("clerk", masked).await;
        let id = kit
            .make("admin", "contacts", json!({ "name": "赵", "phone": "13800138000" }))
            .await;
        let path = format!("/contacts/{id}/reveal");
        assert_eq!(
            clerk.get(&format!("/contacts/{id}")).await.expect(200)["phone"],
            "138****8000"
        );
        assert_eq!(
            clerk.post(&path, json!({ "field": "phone" })).await.expect(200),
            json!({ "value": "13800138000" })
        );
        let all = entries(&kit.as_("admin"), "contacts", &id).await;
        assert_eq!(
            (&all[0]["kind"], &all[0]["meta"]["field"], &all[0]["actor"]["name"]),
            (&json!("revealed"), &json!("phone"), &json!("clerk"))
        );
        clerk
            .post(&path, json!({ "field": "nope" }))
            .await
            .fault("unknown_field", "/field");
        clerk.post(&path, json!({})).await.fault("required", "/field");
        // Without the right there is no revealing, and no trace of an attempt.
        kit.as_("viewer")
            .post(&path, json!({ "field": "phone" }))
            .await
            .problem(403, "forbidden");
        let foreign = kit
            .make("jiayi", "contacts", json!({ "name": "钱", "phone": "13700000000" }))
            .await;
        kit.as_("rep")
            .post(&format!("/contacts/{foreign}/reveal"), json!({ "field": "phone" }))
            .await
            .problem(404, "not_found");
    });
}
