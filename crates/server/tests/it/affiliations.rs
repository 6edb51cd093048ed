//! People who have a say at more than one company.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};

/// Somebody of the rep's at one company, and another company of theirs.
async fn person(kit: &Kit) -> (String, String, String) {
    let main = kit.make("rep", "accounts", json!({ "name": "苏州恒立" })).await;
    let second = kit.make("rep", "accounts", json!({ "name": "恒立集团" })).await;
    let contact = kit
        .make(
            "rep",
            "contacts",
            json!({ "name": "张国栋", "account": main, "phone": "13800138000" }),
        )
        .await;
    (contact, main, second)
}

#[test]
fn a_person_has_further_companies_and_the_journal_tells() {
    each(async |kit| {
        let (contact, main, second) = person(kit).await;
        let rep = kit.as_("rep");
        let body = json!({ "contact": contact, "account": second, "title": "董事", "since": "2025-03-01" });
        let id = kit.make("rep", "affiliations", body.clone()).await;
        let here = json!({ "field": "account", "op": "eq", "value": second });
        let found = rep.list("affiliations", here).await;
        assert_eq!(found[0]["contact"]["name"], "张国栋");
        // Those who work at a company or beside, by one filter.
        let at = |account: &str| {
            json!({ "any": [
            { "field": "account", "op": "eq", "value": account },
            { "exists": { "path": "affiliations", "where": { "field": "account", "op": "eq", "value": account } } } ] })
        };
        for account in [&main, &second] {
            assert_eq!(rep.list("contacts", at(account)).await.len(), 1);
        }
        kit.at("2026-11-24T03:00:00Z");
        rep.change("affiliations", &id, json!({ "until": "2026-12-31" }))
            .await
            .expect(200);
        let story = rep.get(&format!("/contacts/{contact}/timeline")).await.expect(200);
        let kinds: Vec<_> = story["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| format!("{} {}", e["object"].as_str().unwrap(), e["kind"].as_str().unwrap()))
            .collect();
        assert_eq!(
            kinds,
            ["affiliations updated", "affiliations created", "contacts created"]
        );
        assert_eq!(story["data"][0]["fields"][0]["to"], "2026-12-31");
        // Told twice, the main company, an end before the beginning: each refused at its field.
        rep.post("/affiliations", body).await.problem(409, "duplicate");
        rep.post("/affiliations", json!({ "contact": contact, "account": main }))
            .await
            .problem(409, "duplicate");
        let ended = json!({ "contact": contact, "account": main, "since": "2020-01-01", "until": "2019-01-01" });
        rep.post("/affiliations", ended).await.fault("invalid_value", "/until");
        // Having been there before is something else.
        let past = json!({ "contact": contact, "account": main, "since": "2019-01-01", "until": "2020-01-01" });
        rep.post("/affiliations", past).await.expect(201);
        // What comes back from the bin must not meet what was written meanwhile.
        rep.remove("affiliations", &id).await.expect(204);
        let again = json!({ "contact": contact, "account": second });
        rep.post("/affiliations", again).await.expect(201);
        rep.act(&format!("/affiliations/{id}/restore"))
            .await
            .problem(409, "duplicate");
    });
}

#[test]
fn who_moves_to_a_further_company_is_there_once() {
    each(async |kit| {
        let (contact, main, second) = person(kit).await;
        let rep = kit.as_("rep");
        let ended = json!({ "contact": contact, "account": second, "since": "2020-01-01", "until": "2021-01-01" });
        kit.make("rep", "affiliations", ended).await;
        kit.make(
            "rep",
            "affiliations",
            json!({ "contact": contact, "account": second, "since": "2024-01-01" }),
        )
        .await;
        rep.change("contacts", &contact, json!({ "account": second }))
            .await
            .expect(200);
        let left = rep
            .list(
                "affiliations",
                json!({ "field": "contact", "op": "eq", "value": contact }),
            )
            .await;
        assert_eq!(
            left.iter().map(|a| &a["since"]).collect::<Vec<_>>(),
            [&json!("2020-01-01")]
        );
        let story = rep.get(&format!("/contacts/{contact}/timeline")).await.expect(200);
        assert!(
            story["data"]
                .as_array()
                .unwrap()
                .iter()
                .any(|e| e["object"] == "contacts" && e["kind"] == "updated")
        );
        kit.make("rep", "affiliations", json!({ "contact": contact, "account": main }))
            .await;
    });
}

#[test]
fn being_at_a_further_company_gives_nobody_a_right() {
    each(async |kit| {
        let (contact, _, _) = person(kit).await;
        let south = kit.make("jiayi", "accounts", json!({ "name": "深圳凌云电子" })).await;
        let id = kit
            .make(
                "ops",
                "affiliations",
                json!({ "contact": contact, "account": south, "title": "顾问" }),
            )
            .await;
        // Who sees the company doesn't see the person by it, nor that somebody is there.
        let jiayi = kit.as_("jiayi");
        jiayi
            .get(&format!("/contacts/{contact}"))
            .await
            .problem(404, "not_found");
        jiayi
            .get(&format!("/affiliations/{id}"))
            .await
            .problem(404, "not_found");
        let here = json!({ "field": "account", "op": "eq", "value": south });
        assert_eq!(jiayi.list("affiliations", here.clone()).await, Vec::<Json>::new());
        let with_people = json!({ "exists": { "path": "affiliations" } });
        assert_eq!(jiayi.list("accounts", with_people).await, Vec::<Json>::new());
        let blind = jiayi
            .clone()
            .if_match(1)
            .patch(&format!("/affiliations/{id}"), json!({ "title": "总监" }))
            .await;
        blind.problem(404, "not_found");
        // Who sees the person sees that there is something, and not where.
        let rep = kit.as_("rep");
        let seen = rep.get(&format!("/affiliations/{id}")).await.expect(200);
        assert_eq!((&seen["title"], &seen["account"]), (&json!("顾问"), &Json::Null));
        rep.get(&format!("/accounts/{south}")).await.problem(404, "not_found");
        // Nor does anybody tie a person to a company that they don't see.
        let refused = rep
            .post("/affiliations", json!({ "contact": contact, "account": south }))
            .await;
        refused.fault("reference_not_found", "/account");
        let theirs = kit
            .make("jiayi", "contacts", json!({ "name": "许海燕", "account": south }))
            .await;
        rep.post("/affiliations", json!({ "contact": theirs, "account": south }))
            .await
            .fault("reference_not_found", "/contact");
        // A colleague of the team reads the person, and changes nothing of theirs.
        let siyuan = kit.as_("siyuan");
        siyuan
            .change("affiliations", &id, json!({ "title": "总监" }))
            .await
            .problem(403, "forbidden");
        siyuan.remove("affiliations", &id).await.problem(403, "forbidden");
        rep.remove("contacts", &contact).await.expect(204);
        kit.as_("ops")
            .get(&format!("/affiliations/{id}"))
            .await
            .problem(404, "not_found");
    });
}
