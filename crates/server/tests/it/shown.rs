//! What the verbs' own reads show of what is hidden elsewhere.

use serde_json::{Value as Json, json};

use crate::kit::each;

const ANSWER: &str = "客户的采购总监亲口确认今年有预算";
const REASON: &str = "客户只有一位联系人，无法多线接触";

/// Rights like customer service: deals, but nothing of how they are worked.
fn bystander(hidden: Json) -> Json {
    json!({ "objects": { "opportunities": { "read": "all", "hidden": hidden } } })
}

#[test]
fn the_sop_of_a_deal_shows_what_its_reader_may_see() {
    each(async |kit| {
        let id = kit.light("rep", "一单").await;
        let (rep, path) = (kit.as_("rep"), format!("/opportunities/{id}/sop"));
        let body = json!({ "text": ANSWER });
        rep.put(&format!("/opportunities/{id}/answers/light_today"), body)
            .await
            .expect(200);
        rep.post(
            &format!("/opportunities/{id}/steps/know_person/waive"),
            json!({ "reason": REASON }),
        )
        .await;
        let own = rep.get(&path).await.expect(200).to_string();
        assert!(own.contains(ANSWER) && own.contains(REASON), "{own}");
        assert!(own.contains("probability"));
        let service = kit.as_("service");
        service.get("/answers").await.problem(404, "not_found");
        service.get("/waivers").await.problem(404, "not_found");
        let seen = service.get(&path).await.expect(200).to_string();
        for hidden in [ANSWER, REASON, "probability\":"] {
            assert!(!seen.contains(hidden), "{hidden} in {seen}");
        }
        let some = kit
            .hire("some", bystander(json!(["status", "next_step", "phase"])))
            .await;
        let seen = some.get(&path).await.expect(200);
        for member in ["status", "run", "next"] {
            assert_eq!(seen.get(member), None, "{member} in {seen}");
        }
        assert_eq!(seen["stages"][0].get("phase"), None);
        // People aren't theirs to see either.
        assert!(
            !seen.to_string().contains("done_by\":{\"id\":\"0\",\"name\":\"李"),
            "{seen}"
        );
        let none = kit.hire("none", bystander(json!(["stage"]))).await;
        none.get(&path).await.problem(404, "not_found");
    });
}

#[test]
fn the_recycle_bin_masks_names() {
    each(async |kit| {
        let rights = json!({ "objects": { "contacts": {
            "read": "all", "create": true, "update": "all", "delete": "all", "masked": ["name"] } } });
        let clerk = kit.hire("clerk", rights).await;
        let id = kit.make("admin", "contacts", json!({ "name": "欧阳明日香" })).await;
        kit.as_("admin").remove("contacts", &id).await.expect(204);
        let bin = clerk.get("/bin?object=contacts").await.expect(200);
        assert_eq!(bin["data"][0]["id"], json!(id));
        assert!(!bin.to_string().contains("欧阳明日香"), "{bin}");
    });
}

#[test]
fn a_deal_is_not_engaged_in_after_it_was_closed() {
    each(async |kit| {
        let id = kit.light("rep", "一单").await;
        let rep = kit.as_("rep");
        let engaged = |day: &str| json!({ "engaged_on": day });
        rep.post("/opportunities", json!({ "name": "x", "engaged_on": "2026-11-25" }))
            .await
            .fault("invalid_value", "/engaged_on");
        rep.change("opportunities", &id, engaged("2026-11-01"))
            .await
            .expect(200);
        let lose = json!({ "reason": "no_decision", "closed_on": "2026-11-10" });
        rep.post(&format!("/opportunities/{id}/lose"), lose).await.expect(200);
        for day in ["2099-01-01", "2026-11-11"] {
            rep.change("opportunities", &id, engaged(day))
                .await
                .fault("invalid_value", "/engaged_on");
        }
        rep.change("opportunities", &id, engaged("2026-11-05"))
            .await
            .expect(200);
        assert_eq!(
            rep.get(&format!("/opportunities/{id}")).await.expect(200)["cycle_days"],
            json!(5)
        );
    });
}

#[test]
fn a_decision_on_a_waiver_is_told_to_those_who_read_waivers() {
    each(async |kit| {
        let id = kit.light("rep", "一单").await;
        let waive = format!("/opportunities/{id}/steps/know_person/waive");
        let waiver = kit.as_("rep").post(&waive, json!({ "reason": REASON })).await;
        let waiver = waiver.json["id"].as_str().unwrap().to_owned();
        let comment = json!({ "comment": "仅此一次，下不为例" });
        kit.as_("manager")
            .post(&format!("/waivers/{waiver}/approve"), comment)
            .await
            .expect(200);
        let path = format!("/opportunities/{id}/timeline?limit=200");
        let own = kit.as_("rep").get(&path).await.expect(200).to_string();
        assert!(own.contains("仅此一次"), "{own}");
        let theirs = kit.as_("service").get(&path).await.expect(200).to_string();
        assert!(!theirs.contains("仅此一次") && !theirs.contains(REASON), "{theirs}");
    });
}
