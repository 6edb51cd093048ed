//! The studio: drafts, review, publishing with reasons, read receipts.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, Reply, each};
use crate::sop::simple;

const STEP: &str =
    "      - {key: ask, kind: checklist, title: {zh: 问, en: Ask}, required: true, items: [{zh: 问, en: Ask}]}";

/// A published SOP of the rep's and manager's, and a draft of its second version; gives the draft.
async fn second(kit: &Kit) -> String {
    let ops = kit.as_("ops");
    let first = ops
        .post("/sops", json!({ "yaml": simple("trial", STEP) }))
        .await
        .expect(201);
    let first = first["id"].as_str().unwrap();
    ops.act(&format!("/sop_versions/{first}/publish")).await.expect(204);
    let draft = ops.act(&format!("/sop_versions/{first}/draft")).await.expect(201);
    assert_eq!(
        (
            &draft["status"],
            &draft["number"],
            &draft["based_on"]["id"],
            &draft["owner"]["id"]
        ),
        (&json!("draft"), &json!(2), &json!(first), &json!(kit.id("ops")))
    );
    draft["id"].as_str().unwrap().to_owned()
}

async fn document(kit: &Kit, id: &str) -> Json {
    let asker = kit.as_("ops").header("accept", "application/json");
    asker.get(&format!("/sop_versions/{id}/document")).await.expect(200)
}

/// Saves a document over the version there is.
async fn save(kit: &Kit, id: &str, body: Json) -> Reply {
    let version = kit.as_("ops").get(&format!("/sop_versions/{id}")).await.expect(200)["version"].clone();
    kit.as_("ops")
        .if_match(version)
        .put(&format!("/sop_versions/{id}/document"), body)
        .await
}

fn why() -> Json {
    json!({ "summary": "提问前先确认来意", "reason": "客户常不知道我们为什么来" })
}

/// What kinds of news of a version somebody has, the newest first.
async fn notices(kit: &Kit, who: &str, version: &str) -> Vec<String> {
    let page = kit.as_(who).get("/notices?limit=200").await.expect(200);
    let kinds = page["data"].as_array().unwrap().iter();
    kinds
        .filter(|n| n["about"]["id"] == version)
        .map(|n| n["kind"].as_str().unwrap().to_owned())
        .filter(|k| k.starts_with("sop_") || k == "commented")
        .collect()
}

/// Does what is due now, as the server does beside its requests.
async fn work(kit: &Kit) {
    loop {
        let app = kit.app.clone();
        let more = kit
            .app
            .store()
            .write(move |tx| app::jobs::work(tx, &app))
            .await
            .unwrap();
        if !more {
            break;
        }
    }
}

#[test]
fn a_draft_is_saved_with_its_faults_and_only_as_it_was_seen() {
    each(async |kit| {
        let ops = kit.as_("ops");
        let id = second(kit).await;
        let path = format!("/sop_versions/{id}/document");
        let mut doc = document(kit, &id).await;
        doc["stages"][0]["exit"] =
            json!([{ "text": { "zh": "有金额", "en": "" }, "when": { "field": "amount", "op": "gt", "value": "0" } }]);
        ops.put(&path, json!({ "document": doc }))
            .await
            .problem(428, "version_required");
        let saved = save(kit, &id, json!({ "document": doc })).await.expect(200);
        let fault = &saved["faults"][0];
        assert_eq!(
            (&fault["pointer"], &fault["severity"]),
            (&json!("/stages/0/exit/0/text/en"), &json!("error"))
        );
        assert!(
            fault["line"].as_u64().unwrap() > 0 && fault["column"].as_u64().unwrap() > 0,
            "{fault}"
        );
        assert!(fault["text"].as_str().unwrap().contains("英文"), "{fault}");
        assert!(
            saved["words"]["/stages/0/exit/0/when"]
                .as_str()
                .unwrap()
                .contains("金额"),
            "{saved}"
        );
        ops.clone()
            .if_match(1)
            .put(&path, json!({ "document": doc }))
            .await
            .problem(412, "version_conflict");
        let english = ops
            .clone()
            .lang("en")
            .get(&format!("/sop_versions/{id}/faults"))
            .await
            .expect(200);
        assert!(
            english["faults"][0]["text"].as_str().unwrap().contains("English"),
            "{english}"
        );
        // Published it can't be; fixed it has none.
        let refused = ops.post(&format!("/sop_versions/{id}/publish"), why()).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        doc["stages"][0]["exit"][0]["text"]["en"] = json!("There is an amount");
        let fixed = save(kit, &id, json!({ "document": doc })).await.expect(200);
        assert_eq!(fixed["faults"], json!([]));
        let text = ops.get(&path).await.text();
        let same = save(kit, &id, json!({ "document": document(kit, &id).await }))
            .await
            .expect(200);
        assert_eq!(
            ops.get(&path).await.text(),
            text,
            "the same document is written in the same bytes"
        );
        assert_eq!(same["version"], fixed["version"], "what changes nothing is no version");
        // What isn't a document yet is kept as well.
        let half = json!({ "sop": doc["sop"], "stages": [{ "key": "Only" }] });
        let saved = save(kit, &id, json!({ "document": half })).await.expect(200);
        assert!(saved["faults"].as_array().unwrap().len() > 3, "{saved}");
        assert_eq!(document(kit, &id).await, half);
        save(kit, &id, json!({ "yaml": "a: [" }))
            .await
            .problem(422, "invalid_value");
        save(kit, &id, json!({})).await.fault("required", "/yaml");
        let yaml = simple("trial", STEP);
        save(kit, &id, json!({ "yaml": yaml })).await.expect(200);
        assert_eq!(ops.get(&path).await.text(), yaml, "a text is kept to the letter");
        let other = save(kit, &id, json!({ "yaml": simple("another", STEP) }))
            .await
            .expect(200);
        assert_eq!(other["faults"][0]["pointer"], "/sop/key");
    });
}

#[test]
fn only_those_who_edit_sops_write_drafts_and_published_ones_are_never_written() {
    each(async |kit| {
        let id = second(kit).await;
        let first = kit.as_("ops").get(&format!("/sop_versions/{id}")).await.expect(200)["based_on"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let doc = document(kit, &id).await;
        for who in ["manager", "rep", "service", "viewer"] {
            let asker = kit.as_(who);
            for path in ["draft", "discard", "withdraw"] {
                asker
                    .act(&format!("/sop_versions/{id}/{path}"))
                    .await
                    .problem(403, "forbidden");
            }
            asker
                .clone()
                .if_match(1)
                .put(&format!("/sop_versions/{id}/document"), json!({ "document": doc }))
                .await
                .problem(403, "forbidden");
            asker
                .post(
                    &format!("/sop_versions/{id}/review"),
                    json!({ "reviewers": [kit.id("rep")] }),
                )
                .await
                .problem(403, "forbidden");
            asker
                .post(
                    &format!("/sop_versions/{id}/schedule"),
                    json!({ "review_on": "2030-01-01" }),
                )
                .await
                .problem(403, "forbidden");
        }
        save(kit, &first, json!({ "document": doc }))
            .await
            .problem(409, "wrong_state");
        let ops = kit.as_("ops");
        ops.act(&format!("/sop_versions/{first}/discard"))
            .await
            .problem(409, "wrong_state");
        ops.act(&format!("/sop_versions/{id}/discard")).await.expect(204);
        ops.get(&format!("/sop_versions/{id}")).await.problem(404, "not_found");
        let nobody = "/sop_versions/01234567-89ab-7cde-8f01-23456789abcd";
        for path in ["draft", "discard", "withdraw", "read", "publish"] {
            ops.act(&format!("{nobody}/{path}")).await.problem(404, "not_found");
        }
        for path in ["faults", "standing", "bpmn"] {
            ops.get(&format!("{nobody}/{path}")).await.problem(404, "not_found");
        }
    });
}

#[test]
fn reviewers_are_told_remark_at_a_place_and_hold_the_publishing() {
    each(async |kit| {
        let (ops, rep) = (kit.as_("ops"), kit.as_("rep"));
        let id = second(kit).await;
        let at = |path: &str| format!("/sop_versions/{id}/{path}");
        rep.post(&at("verdict"), json!({ "verdict": "approved" }))
            .await
            .problem(403, "forbidden");
        ops.post(&at("review"), json!({ "reviewers": [] }))
            .await
            .fault("invalid_value", "/reviewers");
        let asked = ops
            .post(
                &at("review"),
                json!({ "reviewers": [kit.id("rep"), kit.id("manager")] }),
            )
            .await
            .expect(200);
        assert_eq!(asked["status"], "in_review");
        assert_eq!(notices(kit, "rep", &id).await, ["sop_review"]);
        assert_eq!(
            rep.get(&at("standing")).await.expect(200)["review"]["verdict"],
            "waiting"
        );
        // A remark stands at a step.
        let remark = json!({ "sop_version": id, "place": "only/ask", "body": "先问来意" });
        let remark = rep.post("/notes", remark).await.expect(201)["id"]
            .as_str()
            .unwrap()
            .to_owned();
        rep.post("/notes", json!({ "sop_version": id, "place": "Only", "body": "x" }))
            .await
            .fault("invalid_value", "/place");
        assert_eq!(notices(kit, "ops", &id).await, ["commented"]);
        ops.change("notes", &remark, json!({ "body": "别的" }))
            .await
            .problem(403, "forbidden");
        kit.as_("siyuan")
            .change("notes", &remark, json!({ "resolved": true }))
            .await
            .problem(403, "forbidden");
        kit.as_("siyuan")
            .remove("notes", &remark)
            .await
            .problem(403, "forbidden");
        let refused = ops.post(&at("publish"), why()).await.problem(409, "wrong_state");
        assert!(refused["detail"].as_str().unwrap().contains("1 条"), "{refused}");
        rep.post(&at("verdict"), json!({ "verdict": "changes" }))
            .await
            .expect(204);
        ops.change("notes", &remark, json!({ "resolved": true }))
            .await
            .expect(200);
        ops.post(&at("publish"), why()).await.problem(409, "wrong_state");
        // Asked again they agree, but of another text that is no agreement.
        ops.post(&at("review"), json!({ "reviewers": [kit.id("rep")] }))
            .await
            .expect(200);
        rep.post(&at("verdict"), json!({ "verdict": "approved" }))
            .await
            .expect(204);
        let mut doc = document(kit, &id).await;
        doc["sop"]["name"]["zh"] = json!("试行流程");
        save(kit, &id, json!({ "document": doc })).await.expect(200);
        assert_eq!(
            rep.get(&at("standing")).await.expect(200)["review"]["verdict"],
            "waiting"
        );
        let reviews = rep
            .list("sop_reviews", json!({ "field": "version_of", "op": "eq", "value": id }))
            .await;
        assert_eq!(reviews.len(), 1);
        ops.act(&at("withdraw")).await.expect(204);
        ops.act(&at("withdraw")).await.problem(409, "wrong_state");
        ops.post(&at("publish"), why()).await.expect(204);
        let published = ops.get(&at("")[..at("").len() - 1]).await.expect(200);
        assert_eq!(
            (&published["name"], &published["summary"], &published["reason"]),
            (&json!("试行流程 v2"), &why()["summary"], &why()["reason"])
        );
    });
}

#[test]
fn a_second_version_says_what_it_changes_and_why_and_is_confirmed_as_read() {
    each(async |kit| {
        let (ops, rep) = (kit.as_("ops"), kit.as_("rep"));
        let id = second(kit).await;
        let at = |path: &str| format!("/sop_versions/{id}/{path}");
        ops.act(&at("publish")).await.fault("required", "/summary");
        ops.post(&at("publish"), json!({ "summary": "改了" }))
            .await
            .fault("required", "/reason");
        rep.act(&at("read")).await.problem(409, "wrong_state");
        ops.post(&at("publish"), why()).await.expect(204);
        // Whoever works by it: the document makes the rep responsible.
        assert_eq!(notices(kit, "rep", &id).await, ["sop_published"]);
        assert_eq!(notices(kit, "viewer", &id).await, [""; 0]);
        let unread = rep.get("/sop/unread").await.expect(200);
        assert_eq!(
            (&unread["data"][0]["id"], &unread["data"][0]["summary"]),
            (&json!(id), &why()["summary"])
        );
        let asked = ops.get(&at("standing")).await.expect(200)["receipts"].clone();
        assert_eq!(asked["read"], 0);
        assert!(asked["asked"].as_i64().unwrap() >= 4, "{asked}");
        rep.act(&at("read")).await.expect(204);
        rep.act(&at("read")).await.expect(204);
        assert_eq!(rep.get("/sop/unread").await.expect(200)["data"], json!([]));
        assert!(rep.get(&at("standing")).await.expect(200)["receipt"]["read_at"].is_string());
        let mine = json!({ "all": [
            { "field": "version_of", "op": "eq", "value": id }, { "field": "read_at", "op": "is_empty", "value": false }] });
        assert_eq!(
            kit.as_("manager").list("sop_receipts", mine).await[0]["person"]["id"],
            kit.id("rep")
        );
        rep.get("/sop_receipts").await.problem(404, "not_found");
        // The quiet reminders: not at night, not on a day off, ever rarer, and not to who has read it.
        work(kit).await;
        assert_eq!(notices(kit, "siyuan", &id).await, ["sop_published"]);
        kit.at("2026-11-24T23:00:00Z");
        work(kit).await;
        assert_eq!(notices(kit, "siyuan", &id).await, ["sop_published"]);
        for day in [
            "2026-11-25",
            "2026-11-26",
            "2026-11-27",
            "2026-11-28",
            "2026-11-30",
            "2026-12-01",
        ] {
            kit.at(&format!("{day}T03:00:00Z"));
            work(kit).await;
        }
        assert_eq!(
            notices(kit, "siyuan", &id).await,
            ["sop_unread", "sop_unread", "sop_unread", "sop_published"]
        );
        assert_eq!(notices(kit, "rep", &id).await, ["sop_published"]);
    });
}

#[test]
fn the_owner_is_reminded_when_a_version_is_to_be_reviewed() {
    each(async |kit| {
        let ops = kit.as_("ops");
        let id = second(kit).await;
        ops.post(&format!("/sop_versions/{id}/publish"), why())
            .await
            .expect(204);
        let path = format!("/sop_versions/{id}/schedule");
        ops.post(&path, json!({ "review_on": "2026-11-24" }))
            .await
            .fault("invalid_value", "/review_on");
        ops.post(&path, json!({ "owner": kit.id("viewer").replace('0', "1") }))
            .await
            .fault("reference_not_found", "/owner");
        let set = ops
            .post(&path, json!({ "review_on": "2026-11-30", "owner": kit.id("manager") }))
            .await
            .expect(200);
        assert_eq!(
            (&set["review_on"], &set["owner"]["id"]),
            (&json!("2026-11-30"), &json!(kit.id("manager")))
        );
        for day in ["2026-11-27", "2026-11-30", "2026-12-01"] {
            kit.at(&format!("{day}T03:00:00Z"));
            work(kit).await;
        }
        let due = notices(kit, "manager", &id)
            .await
            .into_iter()
            .filter(|k| k == "sop_review_due")
            .count();
        assert_eq!(due, 1);
    });
}

#[test]
fn a_version_comes_out_as_bpmn_in_the_asker_s_language() {
    each(async |kit| {
        let light = kit.sop("light").await;
        let version = kit.as_("rep").get(&format!("/sops/{light}")).await.expect(200)["current"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let path = format!("/sop_versions/{version}/bpmn");
        let zh = kit.as_("rep").get(&path).await;
        assert_eq!(zh.header("content-type"), "application/xml");
        assert!(zh.text().contains("name=\"初步接触\"") && zh.text().contains("bpmndi:BPMNShape"));
        assert!(
            kit.as_("rep")
                .lang("en")
                .get(&path)
                .await
                .text()
                .contains("name=\"Prospecting\"")
        );
    });
}
