//! The story of a company and of a person, which goes beyond their own timeline.

use serde_json::{Value as Json, json};

use crate::kit::{As, each};

async fn entries(asker: &As<'_>, object: &str, id: &str) -> Vec<Json> {
    let page = asker
        .get(&format!("/{object}/{id}/timeline?limit=200"))
        .await
        .expect(200);
    page["data"].as_array().unwrap().clone()
}

#[test]
fn a_company_and_a_person_tell_what_was_logged_on_their_deals() {
    each(async |kit| {
        let account = kit.make("rep", "accounts", json!({ "name": "苏州恒立" })).await;
        let person = kit
            .make("rep", "contacts", json!({ "name": "张国栋", "account": account }))
            .await;
        let mine = kit
            .make("rep", "opportunities", json!({ "name": "一单", "account": account }))
            .await;
        let theirs = kit
            .make(
                "ops",
                "opportunities",
                json!({ "name": "二单", "account": account, "owner": kit.id("siyuan") }),
            )
            .await;
        let call =
            |deal: &str, body: &str| json!({ "opportunity": deal, "contact": person, "kind": "call", "body": body });
        kit.make("rep", "activities", call(&mine, "问了预算")).await;
        kit.make("siyuan", "activities", call(&theirs, "谈了交期")).await;
        kit.make(
            "rep",
            "activities",
            json!({ "account": account, "kind": "visit", "body": "参观车间" }),
        )
        .await;
        kit.make("rep", "notes", json!({ "opportunity": mine, "body": "只在商机上" }))
            .await;
        let told = async |who: &str, object: &str, id: &str| {
            let all = entries(&kit.as_(who), object, id).await;
            let bodies: Vec<_> = all
                .iter()
                .filter(|e| e["object"] != object)
                .map(|e| e["record_data"]["body"].as_str().unwrap_or_default().to_owned())
                .collect();
            assert!(
                all.is_sorted_by(|a, b| a["seq"].as_i64() > b["seq"].as_i64()),
                "newest first"
            );
            bodies
        };
        assert_eq!(
            told("manager", "accounts", &account).await,
            ["参观车间", "谈了交期", "问了预算"]
        );
        assert_eq!(told("manager", "contacts", &person).await, ["谈了交期", "问了预算"]);
        // What was said about a colleague's deal is for those who see that deal.
        assert_eq!(told("rep", "accounts", &account).await, ["参观车间", "问了预算"]);
        assert_eq!(told("rep", "contacts", &person).await, ["问了预算"]);
        // Page by page the same.
        let (mut cursor, mut seen) = (String::new(), Vec::new());
        loop {
            let path = format!("/accounts/{account}/timeline?limit=1{cursor}");
            let page = kit.as_("manager").get(&path).await.expect(200);
            seen.extend(page["data"].as_array().unwrap().clone());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen, entries(&kit.as_("manager"), "accounts", &account).await);
        // Whose deals these are is hidden from some: for them they are nobody's story.
        let rights = json!({ "objects": { "*": { "read": "all" }, "opportunities": { "read": "all", "hidden": ["account"] },
            "activities": { "read": "all", "hidden": ["contact"] } } });
        kit.hire("blind", rights).await;
        assert_eq!(told("blind", "accounts", &account).await, ["参观车间"]);
        assert_eq!(told("blind", "contacts", &person).await, Vec::<String>::new());
    });
}
