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

#[test]
fn a_person_is_known_by_each_of_their_companies() {
    each(async |kit| {
        let main = kit
            .make("rep", "accounts", json!({ "name": "苏州恒立机械有限公司" }))
            .await;
        let second = kit.make("rep", "accounts", json!({ "name": "恒源资本" })).await;
        let past = kit.make("rep", "accounts", json!({ "name": "老东家科技" })).await;
        let contact = kit
            .make(
                "rep",
                "contacts",
                json!({ "name": "张国栋", "account": main, "phone": "13800138000" }),
            )
            .await;
        let at = |account: &str, until: Json| json!({ "contact": contact, "account": account, "until": until });
        kit.make("rep", "affiliations", at(&second, Json::Null)).await;
        kit.make("rep", "affiliations", at(&past, json!("2020-12-31"))).await;
        let rep = kit.as_("rep");
        let both = [("张国栋".to_owned(), "company name".to_owned())];
        for company in ["苏州恒立机械", "恒源资本有限公司"] {
            let people = |answer: &Json| {
                let mut all = found(answer);
                all.retain(|(name, _)| name == "张国栋");
                all
            };
            let answer = ask(&rep, json!({ "name": "张国栋", "company": company })).await;
            assert_eq!(people(&answer), both, "{company}: {answer}");
            let row = answer["found"]
                .as_array()
                .unwrap()
                .iter()
                .find(|r| r["object"] == "contacts")
                .unwrap();
            assert_eq!(row["companies"], json!(["苏州恒立机械有限公司", "恒源资本"]));
            // The company alone, or another name there, says nothing.
            for known in [
                json!({ "company": company }),
                json!({ "name": "李四", "company": company }),
            ] {
                assert_eq!(people(&ask(&rep, known).await), []);
            }
            // Who doesn't see the person isn't told by their name.
            let answer = ask(&kit.as_("jiayi"), json!({ "name": "张国栋", "company": company })).await;
            assert_eq!((&answer["found"], &answer["elsewhere"]), (&json!([]), &json!(false)));
        }
        let left = ask(&rep, json!({ "name": "张国栋", "company": "老东家科技" })).await;
        assert!(found(&left).iter().all(|(name, _)| name != "张国栋"), "{left}");
    });
}
