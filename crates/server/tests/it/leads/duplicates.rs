//! Duplicates are shown before they come in, each to whom they may be shown.

use serde_json::{Value as Json, json};

use crate::kit::{As, each};

async fn ask(who: &As<'_>, known: Json) -> Json {
    who.post("/leads/duplicates", known).await.expect(200)
}

fn found(answer: &Json) -> Vec<(String, String)> {
    let rows = answer["found"].as_array().unwrap();
    let text = |v: &Json| v.as_str().unwrap_or_default().to_owned();
    rows.iter()
        .map(|r| {
            let why: Vec<String> = r["why"].as_array().unwrap().iter().map(text).collect();
            (text(&r["record"]["name"]), why.join(" "))
        })
        .collect()
}

#[test]
fn the_same_person_and_company_are_found_however_they_are_written() {
    each(async |kit| {
        let me = kit.as_("rep");
        kit.make(
            "rep",
            "leads",
            json!({ "name": "周敏", "company": "苏州恒测仪器有限公司", "phone": "+86 138-0013-8000" }),
        )
        .await;
        kit.make("siyuan", "accounts", json!({ "name": "苏州恒测仪器股份有限公司" }))
            .await;
        kit.make(
            "siyuan",
            "contacts",
            json!({ "name": "周敏", "phone": "13800138000", "email": "zhou@hc.example" }),
        )
        .await;

        let answer = ask(&me, json!({ "phone": "138 0013 8000" })).await;
        assert_eq!(
            found(&answer),
            [
                ("周敏".to_owned(), "phone".to_owned()),
                ("周敏".to_owned(), "phone".to_owned())
            ]
        );
        let answer = ask(&me, json!({ "email": "ZHOU@hc.example" })).await;
        assert_eq!(found(&answer), [("周敏".to_owned(), "email".to_owned())]);
        let answer = ask(&me, json!({ "name": "周敏", "company": "苏州恒测仪器" })).await;
        assert_eq!(
            found(&answer),
            [
                ("周敏".to_owned(), "company name".to_owned()),
                ("苏州恒测仪器股份有限公司".to_owned(), "name".to_owned())
            ]
        );
        // A name alone says nothing, nor does nothing.
        for known in [
            json!({ "name": "周敏" }),
            json!({}),
            json!({ "phone": "138" }),
            json!({ "company": "有限公司" }),
        ] {
            assert_eq!(found(&ask(&me, known.clone()).await), [], "{known}");
        }
        me.post("/leads/duplicates", json!({ "fax": "1" }))
            .await
            .fault("unknown_field", "/fax");
    });
}

#[test]
fn what_may_not_be_seen_is_only_said_to_be_there() {
    each(async |kit| {
        let id = kit
            .make(
                "jiayi",
                "leads",
                json!({ "name": "秘密", "company": "秘密公司", "phone": "13911112222", "email": "x@secret.example" }),
            )
            .await;
        let me = kit.as_("rep");
        let answer = ask(&me, json!({ "phone": "13911112222" })).await;
        assert_eq!(answer, json!({ "found": [], "elsewhere": true }));
        // A company's name can be guessed: it says nothing at all.
        let answer = ask(&me, json!({ "company": "秘密公司", "name": "秘密" })).await;
        assert_eq!(answer, json!({ "found": [], "elsewhere": false }));
        // The lead itself is no duplicate of its own.
        let answer = ask(&kit.as_("jiayi"), json!({ "phone": "13911112222", "except": id })).await;
        assert_eq!(found(&answer), []);
        // The viewer reads phones masked: trying numbers tells nothing.
        let answer = ask(&kit.as_("viewer"), json!({ "phone": "13911112222" })).await;
        assert_eq!(answer, json!({ "found": [], "elsewhere": false }));
    });
}
