//! Leads from their coming in to conversion, as named users.

mod assigning;
mod converting;
mod duplicates;
mod responding;
mod scoring;

use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};

/// Does what the checklist asks of a lead, by hand and by data.
pub async fn qualify(kit: &Kit, who: &str, id: &str) {
    let me = kit.as_(who);
    let call = json!({ "kind": "call", "reached": "connected", "outcome": "advance", "body": "谈了二十分钟" });
    me.post(&format!("/leads/{id}/log"), call).await.expect(201);
    me.change(
        "leads",
        id,
        json!({ "need": "排产靠手工，每周返工两次", "company": "苏州恒测仪器有限公司" }),
    )
    .await
    .expect(200);
    for step in ["lead_fit", "lead_agreed"] {
        me.post(&format!("/leads/{id}/steps/{step}/complete"), json!({}))
            .await
            .expect(200);
    }
}

#[test]
fn a_lead_waits_for_its_first_response_in_working_time() {
    each(async |kit| {
        // Tuesday, 17:30 in Shanghai: half an hour is left of the day.
        kit.at("2026-11-24T09:30:00Z");
        let id = kit
            .make("rep", "leads", json!({ "name": "周敏", "phone": "13800138000" }))
            .await;
        let lead = kit.as_("rep").get(&format!("/leads/{id}")).await.expect(200);
        assert_eq!(lead["status"], "new");
        assert_eq!(lead["owner"]["id"], kit.id("rep"));
        assert_eq!(lead["response_due_at"], "2026-11-25T01:30:00.000000Z");
        assert_eq!(lead["stage"], "qualifying");
        assert_eq!((&lead["steps_done"], &lead["steps_required"]), (&json!(0), &json!(6)));

        // Nobody answered, but somebody tried: the clock stops.
        kit.at("2026-11-25T01:10:00Z");
        let call = json!({ "kind": "call", "reached": "no_answer", "next": { "title": "换个时间再打", "due_on": "2026-11-26" } });
        let logged = kit.as_("rep").post(&format!("/leads/{id}/log"), call).await.expect(201);
        assert_eq!(logged["task"]["lead"]["id"], json!(id));
        let lead = kit.as_("rep").get(&format!("/leads/{id}")).await.expect(200);
        assert_eq!(lead["status"], "working");
        assert_eq!(lead["responded_at"], "2026-11-25T01:10:00.000000Z");
        assert_eq!(lead["response_minutes"], json!(40));
        assert_eq!(lead["steps_done"], json!(1));

        // A second contact doesn't change it.
        kit.at("2026-11-25T02:00:00Z");
        let note = json!({ "kind": "message", "lead": id });
        kit.as_("rep").post("/activities", note).await.expect(201);
        let lead = kit.as_("rep").get(&format!("/leads/{id}")).await.expect(200);
        assert_eq!(lead["response_minutes"], json!(40));

        // The first call turns out to be none: what is left answers.
        let call = logged["activity"]["id"].as_str().unwrap();
        kit.as_("admin").remove("activities", call).await;
        let lead = kit.as_("rep").get(&format!("/leads/{id}")).await.expect(200);
        assert_eq!(lead["responded_at"], "2026-11-25T02:00:00.000000Z");
        assert_eq!(lead["response_late"], json!(true));
    });
}

#[test]
fn what_verbs_keep_cant_be_set_and_whoever_cant_see_a_lead_cant_act_on_it() {
    each(async |kit| {
        let id = kit.make("rep", "leads", json!({ "name": "周敏" })).await;
        for field in [
            "status",
            "reason",
            "response_due_at",
            "account",
            "converted_at",
            "assigned_by",
        ] {
            kit.as_("rep")
                .change("leads", &id, json!({ field: null }))
                .await
                .fault("read_only_field", &format!("/{field}"));
        }
        for verb in [
            "assign",
            "convert",
            "undo_conversion",
            "disqualify",
            "reopen",
            "advance",
            "log",
        ] {
            let path = format!("/leads/{id}/{verb}");
            let body = if verb == "log" {
                json!({ "kind": "call" })
            } else {
                json!({})
            };
            kit.as_("jiayi")
                .post(&path, body.clone())
                .await
                .problem(404, "not_found");
            kit.nobody().post(&path, body).await.problem(401, "unauthenticated");
        }
        kit.as_("viewer")
            .post(&format!("/leads/{id}/disqualify"), json!({ "reason": "no_need" }))
            .await
            .problem(403, "forbidden");
        // The viewer reads masked.
        kit.as_("rep")
            .change("leads", &id, json!({ "phone": "13800138000" }))
            .await
            .expect(200);
        let seen = kit.as_("viewer").get(&format!("/leads/{id}")).await.expect(200);
        assert_eq!(seen["phone"], "138****8000");
        // What runs on deals only isn't there for leads; and nothing runs on accounts.
        kit.as_("rep")
            .act(&format!("/leads/{id}/win"))
            .await
            .problem(404, "not_found");
        let account = kit.make("rep", "accounts", json!({ "name": "甲" })).await;
        kit.as_("rep")
            .get(&format!("/accounts/{account}/sop"))
            .await
            .problem(404, "not_found");
    });
}

#[test]
fn a_lead_is_given_up_for_a_reason_and_taken_up_again() {
    each(async |kit| {
        let me = kit.as_("rep");
        let id = kit.make("rep", "leads", json!({ "name": "周敏" })).await;
        let path = format!("/leads/{id}/disqualify");
        me.act(&path).await.fault("required", "/reason");
        me.post(&path, json!({ "reason": "boring" }))
            .await
            .fault("invalid_value", "/reason");
        let lead = me
            .post(&path, json!({ "reason": "no_budget", "detail": "明年再看" }))
            .await
            .expect(200);
        assert_eq!(
            (&lead["status"], &lead["reason"]),
            (&json!("disqualified"), &json!("no_budget"))
        );
        me.post(&path, json!({ "reason": "no_need" }))
            .await
            .problem(409, "wrong_state");
        me.act(&format!("/leads/{id}/convert"))
            .await
            .problem(409, "wrong_state");
        // Its checklist rests meanwhile.
        let sop = me.get(&format!("/leads/{id}/sop")).await.expect(200);
        assert_eq!(sop["run"], "on_hold");

        let reopen = format!("/leads/{id}/reopen");
        me.act(&reopen).await.fault("required", "/reason");
        me.post(&reopen, json!({ "reason": "暂无" }))
            .await
            .fault("required", "/reason");
        let why = json!({ "reason": "预算提前批下来了" });
        let lead = me.post(&reopen, why.clone()).await.expect(200);
        assert_eq!((&lead["status"], &lead["reason"]), (&json!("new"), &Json::Null));
        let sop = me.get(&format!("/leads/{id}/sop")).await.expect(200);
        assert_eq!(sop["run"], "active");
        me.post(&reopen, why).await.problem(409, "wrong_state");
        let kinds = kinds(kit, &id).await;
        assert!(
            kinds.contains(&"disqualified".to_owned()) && kinds.contains(&"reopened".to_owned()),
            "{kinds:?}"
        );
    });
}

/// The kinds of a lead's events, the latest first.
pub async fn kinds(kit: &Kit, id: &str) -> Vec<String> {
    let page = kit.as_("admin").get(&format!("/leads/{id}/timeline")).await.expect(200);
    let events = page["data"].as_array().unwrap();
    events.iter().map(|e| e["kind"].as_str().unwrap().to_owned()).collect()
}

/// Does the jobs that are due.
pub async fn jobs(kit: &Kit) {
    loop {
        let app = kit.app.clone();
        if !kit
            .app
            .store()
            .write(move |tx| app::jobs::work(tx, &app))
            .await
            .unwrap()
        {
            break;
        }
    }
}
