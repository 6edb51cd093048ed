//! The catalogue: what a page draws lists and forms from, as the asker sees it.

use serde_json::{Value as Json, json};

use crate::kit::{As, each};

async fn object(asker: &As<'_>, key: &str) -> Option<Json> {
    let all = asker.get("/objects").await.expect(200);
    all["objects"]
        .as_array()
        .unwrap()
        .iter()
        .find(|o| o["key"] == key)
        .cloned()
}

fn field(object: &Json, key: &str) -> Json {
    let fields = object["fields"].as_array().unwrap();
    fields.iter().find(|f| f["key"] == key).cloned().unwrap_or_default()
}

#[test]
fn it_describes_every_kind_of_record_in_the_askers_language() {
    each(async |kit| {
        let all = kit.as_("admin").get("/objects").await.expect(200);
        let keys: Vec<_> = all["objects"]
            .as_array()
            .unwrap()
            .iter()
            .map(|o| o["key"].as_str().unwrap().to_owned())
            .collect();
        for key in [
            "accounts",
            "contacts",
            "opportunities",
            "stakeholders",
            "line_items",
            "products",
            "activities",
            "tasks",
            "notes",
            "users",
            "teams",
            "roles",
            "saved_views",
            "sops",
            "sop_versions",
            "waivers",
            "answers",
        ] {
            assert!(keys.iter().any(|k| k == key), "{key}");
        }
        assert_eq!(all["limits"]["page_rows"], 200);
        let zh = object(&kit.as_("rep"), "opportunities").await.unwrap();
        let en = object(&kit.as_("rep").lang("en"), "opportunities").await.unwrap();
        assert_eq!((&zh["label"], &en["label"]), (&json!("商机"), &json!("Opportunities")));
        assert_eq!(field(&zh, "amount")["type"], "money");
        assert_eq!(field(&zh, "amount")["label"], "金额");
        assert_eq!(field(&zh, "status")["read_only"], true);
        assert_eq!(field(&zh, "account")["target"], "accounts");
        assert_eq!(
            field(&en, "status")["options"][1],
            json!({ "key": "on_hold", "label": "On hold" })
        );
        assert_eq!(
            (&zh["runs_sop"], &zh["name_field"], &zh["sort"]),
            (&json!(true), &json!("name"), &json!("-amount"))
        );
        assert!(
            zh["collections"]
                .as_array()
                .unwrap()
                .iter()
                .any(|c| c["key"] == "stakeholders" && c["field"] == "opportunity")
        );
        for list in ["columns", "facts", "form"] {
            let keys = zh[list].as_array().unwrap();
            assert!(
                !keys.is_empty() && keys.iter().all(|k| !field(&zh, k.as_str().unwrap()).is_null()),
                "{list}"
            );
        }
    });
}

#[test]
fn it_says_what_each_role_may_do() {
    each(async |kit| {
        let rights = async |who: &str, key: &str| object(&kit.as_(who), key).await.unwrap()["rights"].clone();
        let full = |read: &str, transfer: bool| json!({ "read": read, "create": true, "update": true, "delete": true, "transfer": transfer });
        assert_eq!(rights("admin", "opportunities").await, full("all", true));
        assert_eq!(rights("manager", "opportunities").await, full("below", true));
        assert_eq!(rights("rep", "opportunities").await, full("own", false));
        assert_eq!(rights("rep", "contacts").await, full("team", false));
        let none = json!({ "read": "all", "create": false, "update": false, "delete": false, "transfer": false });
        assert_eq!(rights("viewer", "opportunities").await, none);
        assert_eq!(rights("rep", "users").await, none);
        // What only verbs write is nobody's to write.
        assert_eq!(rights("admin", "sops").await, none);
        let token = kit
            .as_("admin")
            .post("/me/tokens", json!({ "name": "x", "read_only": true }))
            .await
            .expect(201);
        let reader = kit.secret(token["token"].as_str().unwrap());
        assert_eq!(
            object(&reader, "opportunities").await.unwrap()["rights"]["update"],
            false
        );
    });
}

#[test]
fn hidden_fields_are_nowhere_in_it_and_masked_ones_say_so() {
    each(async |kit| {
        let seen = object(&kit.as_("service"), "opportunities").await.unwrap();
        for key in ["budget", "pain_amount", "probability_own", "probability_stage"] {
            assert!(
                field(&seen, key).is_null() && !seen.to_string().contains(&format!("\"{key}\"")),
                "{key}"
            );
        }
        let contacts = object(&kit.as_("service"), "contacts").await.unwrap();
        assert_eq!(
            (
                &field(&contacts, "email")["masked"],
                &field(&contacts, "phone")["masked"]
            ),
            (&json!(true), &json!(false))
        );
        assert_eq!(object(&kit.as_("service"), "waivers").await, None);
        let opportunity = object(&kit.as_("service"), "opportunities").await.unwrap();
        assert!(
            opportunity["collections"]
                .as_array()
                .unwrap()
                .iter()
                .all(|c| c["object"] != "waivers")
        );
    });
}
