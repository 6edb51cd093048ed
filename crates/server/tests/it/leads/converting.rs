//! Conversion in one transaction, and its undoing.

use serde_json::{Value as Json, json};

use super::{kinds, qualify};
use crate::kit::{Kit, each};
use crate::races::at_once;

async fn lead(kit: &Kit) -> String {
    let body = json!({ "name": "周敏", "title": "生产总监", "phone": "13800138000", "email": "zhou@hc.example", "region": "江苏",
        "industry": "仪器", "source": "展会", "amount": "300000", "expected_close": "2027-01-31" });
    kit.make("rep", "leads", body).await
}

async fn count(kit: &Kit, object: &str) -> usize {
    kit.as_("admin").list(object, json!({ "all": [] })).await.len()
}

#[test]
fn conversion_asks_for_the_checklist() {
    each(async |kit| {
        let id = lead(kit).await;
        let me = kit.as_("rep");
        let refused = me
            .act(&format!("/leads/{id}/convert"))
            .await
            .problem(409, "gate_not_met");
        assert_eq!(refused["missing"].as_array().unwrap().len(), 6, "{refused}");
        for object in ["accounts", "contacts", "opportunities"] {
            assert_eq!(count(kit, object).await, 0, "{object}");
        }
        // Moving on in the checklist alone makes it qualified.
        qualify(kit, "rep", &id).await;
        me.act(&format!("/leads/{id}/advance")).await.expect(200);
        let lead = me.get(&format!("/leads/{id}")).await.expect(200);
        assert_eq!(lead["status"], "qualified");
    });
}

#[test]
fn a_lead_becomes_account_contact_and_opportunity() {
    each(async |kit| {
        let id = lead(kit).await;
        qualify(kit, "rep", &id).await;
        // The manager converts; everything stays the rep's.
        let me = kit.as_("manager");
        let body = json!({ "opportunity": { "name": "恒测排产系统", "amount": "360000" } });
        let lead = me.post(&format!("/leads/{id}/convert"), body).await.expect(200);
        assert_eq!(lead["status"], "converted");
        let record = async |object: &str, field: &str| -> Json {
            let id = lead[field]["id"].as_str().unwrap();
            kit.as_("rep").get(&format!("/{object}/{id}")).await.expect(200)
        };
        let account = record("accounts", "account").await;
        let contact = record("contacts", "contact").await;
        let deal = record("opportunities", "opportunity").await;
        assert_eq!(account["name"], "苏州恒测仪器有限公司");
        assert_eq!(
            (&account["region"], &account["source"]),
            (&json!("江苏"), &json!("展会"))
        );
        assert_eq!(
            (&contact["phone"], &contact["title"]),
            (&json!("13800138000"), &json!("生产总监"))
        );
        assert_eq!(contact["account"]["id"], account["id"]);
        assert_eq!(
            (&deal["name"], &deal["amount"]),
            (&json!("恒测排产系统"), &json!("360000.00"))
        );
        assert_eq!(
            (&deal["pain"], &deal["expected_close"]),
            (&json!("排产靠手工，每周返工两次"), &json!("2027-01-31"))
        );
        assert!(deal["stage"].is_string(), "its SOP has begun");
        for made in [&account, &contact, &deal] {
            assert_eq!(made["owner"]["id"], kit.id("rep"));
            assert_eq!(made["team"]["id"], lead["team"]["id"]);
        }
        let people = kit
            .as_("rep")
            .list(
                "stakeholders",
                json!({ "field": "opportunity", "op": "eq", "value": deal["id"] }),
            )
            .await;
        assert_eq!(people[0]["contact"]["id"], contact["id"]);
        // What was done with the lead is known of the deal.
        let of = |field: &str, id: &Json| json!({ "field": field, "op": "eq", "value": id });
        let calls = kit.as_("rep").list("activities", of("opportunity", &deal["id"])).await;
        assert_eq!((calls.len(), &calls[0]["lead"]["id"]), (1, &json!(id)));
        assert_eq!(calls[0]["account"]["id"], account["id"]);
        assert!(kinds(kit, &id).await.contains(&"converted".to_owned()));
        me.act(&format!("/leads/{id}/convert"))
            .await
            .problem(409, "wrong_state");
    });
}

#[test]
fn what_exists_can_be_chosen_and_what_may_not_be_seen_cant() {
    each(async |kit| {
        let id = lead(kit).await;
        qualify(kit, "rep", &id).await;
        let me = kit.as_("rep");
        let theirs = kit.make("jiayi", "accounts", json!({ "name": "别的团队的客户" })).await;
        let path = format!("/leads/{id}/convert");
        me.post(&path, json!({ "account": theirs }))
            .await
            .fault("reference_not_found", "/account");
        me.post(&path, json!({ "account": "x" }))
            .await
            .fault("reference_not_found", "/account");
        me.post(&path, json!({ "account": 7 }))
            .await
            .fault("invalid_value", "/account");
        me.post(&path, json!({ "opportunity": { "status": "won" } }))
            .await
            .fault("read_only_field", "/opportunity/status");
        me.post(&path, json!({ "opportunity": { "amount": "abc" } }))
            .await
            .fault("invalid_value", "/opportunity/amount");
        me.post(&path, json!({ "opportunity": { "owner": kit.id("jiayi") } }))
            .await
            .fault("read_only_field", "/opportunity/owner");
        // Nothing was left of any of them.
        assert_eq!((count(kit, "accounts").await, count(kit, "contacts").await), (1, 0));

        let account = kit.make("siyuan", "accounts", json!({ "name": "同事的客户" })).await;
        let contact = kit
            .make("rep", "contacts", json!({ "name": "周敏", "account": account }))
            .await;
        let body = json!({ "account": account, "contact": contact, "opportunity": false });
        let lead = me.post(&path, body).await.expect(200);
        assert_eq!(
            (&lead["account"]["id"], &lead["contact"]["id"]),
            (&json!(account), &json!(contact))
        );
        assert_eq!(lead["opportunity"], Json::Null);
        assert_eq!((count(kit, "accounts").await, count(kit, "contacts").await), (2, 1));
        // Undoing it leaves what was there before.
        me.act(&format!("/leads/{id}/undo_conversion")).await.expect(200);
        assert_eq!((count(kit, "accounts").await, count(kit, "contacts").await), (2, 1));
    });
}

#[test]
fn a_conversion_is_undone_while_nothing_was_built_on_it() {
    each(async |kit| {
        let id = lead(kit).await;
        qualify(kit, "rep", &id).await;
        let me = kit.as_("rep");
        let (convert, undo) = (format!("/leads/{id}/convert"), format!("/leads/{id}/undo_conversion"));
        me.act(&undo).await.problem(409, "wrong_state");
        me.act(&convert).await.expect(200);
        let lead = me.act(&undo).await.expect(200);
        assert_eq!(lead["status"], "qualified");
        for field in ["account", "contact", "opportunity", "converted_at"] {
            assert_eq!(lead[field], Json::Null, "{field}");
        }
        for object in ["accounts", "contacts", "opportunities", "stakeholders"] {
            assert_eq!(count(kit, object).await, 0, "{object}");
        }
        assert!(kinds(kit, &id).await.contains(&"conversion_undone".to_owned()));
        let calls = me
            .list("activities", json!({ "field": "lead", "op": "eq", "value": id }))
            .await;
        assert_eq!(calls.len(), 1);
        assert_eq!(
            (&calls[0]["opportunity"], &calls[0]["account"]),
            (&Json::Null, &Json::Null)
        );

        // Again, and now somebody works with it.
        let lead = me.act(&convert).await.expect(200);
        let deal = lead["opportunity"]["id"].as_str().unwrap();
        me.change("opportunities", deal, json!({ "competitor": "某某" }))
            .await
            .expect(200);
        me.act(&undo).await.problem(409, "wrong_state");
        assert_eq!(count(kit, "opportunities").await, 1);
    });
}

#[test]
fn neither_records_that_hang_on_it_nor_time_leave_it_to_be_undone() {
    each(async |kit| {
        let me = kit.as_("rep");
        let first = lead(kit).await;
        qualify(kit, "rep", &first).await;
        let converted = me.act(&format!("/leads/{first}/convert")).await.expect(200);
        let account = converted["account"]["id"].clone();
        kit.at("2026-11-24T02:00:01Z");
        kit.make("rep", "contacts", json!({ "name": "另一位", "account": account }))
            .await;
        me.act(&format!("/leads/{first}/undo_conversion"))
            .await
            .problem(409, "wrong_state");

        let second = lead(kit).await;
        qualify(kit, "rep", &second).await;
        me.act(&format!("/leads/{second}/convert")).await.expect(200);
        kit.at("2026-12-01T02:00:02Z");
        me.act(&format!("/leads/{second}/undo_conversion"))
            .await
            .problem(409, "wrong_state");
    });
}

#[test]
fn a_lead_that_many_convert_at_once_is_converted_once() {
    each(async |kit| {
        let id = lead(kit).await;
        qualify(kit, "rep", &id).await;
        let convert = |who| (kit.as_(who), "POST", format!("/leads/{id}/convert"), json!({}));
        let answers = at_once(["rep", "manager", "admin", "rep", "manager", "ops"].map(convert).into()).await;
        let statuses: Vec<_> = answers
            .iter()
            .map(|(status, replies)| (*status, replies.len()))
            .collect();
        assert_eq!(statuses, [(200, 1), (409, 5)]);
        assert!(answers[&409].iter().all(|reply| reply.json["code"] == "wrong_state"));
        for object in ["accounts", "contacts", "opportunities"] {
            assert_eq!(count(kit, object).await, 1, "{object}");
        }
        // Taken back twice at once, it is taken back once.
        let undo = |who| (kit.as_(who), "POST", format!("/leads/{id}/undo_conversion"), json!({}));
        let answers = at_once(["rep", "manager", "admin"].map(undo).into()).await;
        assert_eq!(answers.get(&200).map_or(0, Vec::len), 1, "{answers:?}");
        assert_eq!(count(kit, "opportunities").await, 0);
    });
}

#[test]
fn what_was_done_with_a_lead_is_told_by_what_it_became_as_it_was() {
    each(async |kit| {
        kit.at("2026-11-24T03:00:00Z");
        let id = lead(kit).await;
        qualify(kit, "rep", &id).await;
        let me = kit.as_("rep");
        kit.make("rep", "notes", json!({ "lead": id, "body": "展台上聊过" }))
            .await;
        let account = kit.make("rep", "accounts", json!({ "name": "苏州恒测" })).await;
        let told = async |object: &str, record: &Json| {
            let path = format!("/{object}/{}/timeline?limit=200", record.as_str().unwrap());
            let page = me.get(&path).await.expect(200);
            let of_lead = ["activities", "notes"];
            let all = page["data"].as_array().unwrap().iter().filter(|e| {
                let child = e["object"].as_str().unwrap();
                of_lead.contains(&child)
            });
            let all = all.map(|e| {
                let text = |v: &Json| v.as_str().unwrap().to_owned();
                let day = text(&e["at"])[..10].to_owned();
                (text(&e["kind"]), day, text(&e["record_data"]["body"]))
            });
            all.collect::<Vec<_>>()
        };
        let entry = |body: &str| ("created".to_owned(), "2026-11-24".to_owned(), body.to_owned());
        let (call, note) = (entry("谈了二十分钟"), entry("展台上聊过"));
        let before = told("leads", &json!(id)).await;
        assert_eq!(before, [note.clone(), call.clone()]);

        kit.at("2026-11-26T03:00:00Z");
        let convert = format!("/leads/{id}/convert");
        let lead = me.post(&convert, json!({ "account": account })).await.expect(200);
        let deal = lead["opportunity"]["id"].clone();
        assert_eq!(told("opportunities", &deal).await, [note.clone(), call.clone()]);
        assert_eq!(told("accounts", &json!(account)).await, vec![call.clone()]);
        assert_eq!(told("contacts", &lead["contact"]["id"]).await, vec![call.clone()]);
        assert_eq!(told("leads", &json!(id)).await, before);

        me.act(&format!("/leads/{id}/undo_conversion")).await.expect(200);
        assert_eq!(told("leads", &json!(id)).await, before);
        assert_eq!(told("accounts", &json!(account)).await, []);
        // Without a deal it is all the company's story.
        let body = json!({ "account": account, "opportunity": false });
        me.post(&convert, body).await.expect(200);
        assert_eq!(told("accounts", &json!(account)).await, [note, call]);
    });
}
