//! Links for people outside: who makes one, what it shows, who wins, and what nobody finds out.

use serde_json::{Value as Json, json};

use crate::kit::{Kit, each};

async fn need(kit: &Kit, deal: &str, title: &str) -> String {
    let body = json!({ "title": title, "opportunity": deal, "source": "拜访", "why": "内部判断" });
    kit.make("rep", "needs", body).await
}

/// A link to the needs of a deal: where it is, and its record.
async fn link(kit: &Kit, deal: &str) -> (String, String) {
    let path = format!("/opportunities/{deal}/needs_link");
    let made = kit.as_("rep").post(&path, json!({})).await.expect(201);
    let secret = made["path"].as_str().unwrap().strip_prefix("/l/").unwrap();
    (
        format!("/public/links/{secret}"),
        made["id"].as_str().unwrap().to_owned(),
    )
}

fn reply(page: &Json, n: usize, status: &str, words: Option<&str>) -> Json {
    let need = &page["needs"][n];
    json!({ "need": need["id"], "version": need["version"], "status": status, "words": words })
}

#[test]
fn a_customer_confirms_and_corrects_what_was_understood() {
    each(async |kit| {
        let deal = kit.light("rep", "智能仓储").await;
        let path = format!("/opportunities/{deal}/needs_link");
        kit.as_("rep").post(&path, json!({})).await.problem(409, "wrong_state");
        let first = need(kit, &deal, "盘点一次要停线两天").await;
        let second = need(kit, &deal, "账实相差 3%").await;
        let (path, id) = link(kit, &deal).await;
        assert_eq!(path.rsplit('/').next().unwrap().len(), 22);
        let nobody = kit.from("203.0.113.7");
        let shown = nobody.get(&path).await;
        assert_eq!(shown.header("set-cookie"), "");
        // In their own words, and nothing of what is kept beside them.
        assert!(
            !shown.text().contains("内部判断") && !shown.text().contains("智能仓储"),
            "{}",
            shown.text()
        );
        let page = shown.expect(200);
        let of = |id: &str| {
            page["needs"]
                .as_array()
                .unwrap()
                .iter()
                .position(|n| n["id"] == id)
                .unwrap()
        };
        let (one, two) = (of(&first), of(&second));
        let corrected = reply(&page, two, "corrected", None);
        nobody.post(&path, corrected).await.fault("required", "/words");
        let corrected = reply(&page, two, "corrected", Some("是 5%，每季度都这样"));
        nobody.post(&path, corrected.clone()).await.expect(200);
        nobody
            .post(&path, reply(&page, one, "confirmed", None))
            .await
            .expect(200);
        // The first answer counts.
        kit.from("203.0.113.8")
            .post(&path, corrected)
            .await
            .problem(409, "wrong_state");
        let record = kit.as_("rep").get(&format!("/needs/{second}")).await.expect(200);
        assert_eq!(
            (&record["status"], &record["confirmed_how"], &record["confirmed_words"]),
            (&json!("corrected"), &json!("link"), &json!("是 5%，每季度都这样"))
        );
        let link = kit.as_("rep").get(&format!("/public_links/{id}")).await.expect(200);
        assert_eq!(link["opens"], json!(1));
        let told = kit
            .as_("rep")
            .get(&format!("/opportunities/{deal}/timeline"))
            .await
            .expect(200);
        let told = told["data"].as_array().unwrap();
        for object in ["needs", "public_links"] {
            assert!(
                told.iter().any(|e| e["object"] == object && e["kind"] == "updated"),
                "{object}"
            );
        }
        // What changes is to be confirmed anew, as it then reads.
        let changed = json!({ "title": "盘点要停线一天", "source": "回访" });
        kit.as_("rep").change("needs", &first, changed).await.expect(200);
        nobody
            .post(&path, reply(&page, one, "confirmed", None))
            .await
            .problem(409, "wrong_state");
        let page = nobody.get(&path).await.expect(200);
        nobody
            .post(&path, reply(&page, of(&first), "confirmed", None))
            .await
            .expect(200);
    });
}

#[test]
fn a_link_that_is_over_is_one_that_never_was() {
    each(async |kit| {
        let deal = kit.light("rep", "智能仓储").await;
        need(kit, &deal, "盘点一次要停线两天").await;
        let nobody = kit.from("203.0.113.7");
        let never = nobody.get("/public/links/AAAAAAAAAAAAAAAAAAAAAA").await;
        never.clone().problem(404, "not_found");
        for guess in ["x", "..", "%00", &"A".repeat(300), "AAAAAAAAAAAAAAAAAAAAA%2F"] {
            assert_eq!(
                nobody.get(&format!("/public/links/{guess}")).await.status,
                404,
                "{guess}"
            );
        }
        let (path, id) = link(kit, &deal).await;
        let page = nobody.get(&path).await.expect(200);
        let revoke = format!("/public_links/{id}/revoke");
        kit.as_("siyuan").act(&revoke).await.problem(404, "not_found");
        kit.as_("viewer").act(&revoke).await.problem(403, "forbidden");
        kit.as_("rep").act(&revoke).await.expect(204);
        let ended = nobody.get(&path).await;
        assert_eq!((ended.status, ended.text()), (404, never.text()));
        nobody
            .post(&path, reply(&page, 0, "confirmed", None))
            .await
            .problem(404, "not_found");
        let (path, _) = link(kit, &deal).await;
        kit.at("2026-12-08T02:00:00Z");
        assert_eq!(nobody.get(&path).await.text(), never.text());
        // A deal in the recycle bin shows nothing.
        let (path, _) = link(kit, &deal).await;
        nobody.get(&path).await.expect(200);
        kit.as_("rep").remove("opportunities", &deal).await.expect(204);
        assert_eq!(nobody.get(&path).await.text(), never.text());
    });
}

#[test]
fn a_link_opens_one_deal_and_not_too_often() {
    each(async |kit| {
        let deal = kit.light("rep", "智能仓储").await;
        need(kit, &deal, "盘点一次要停线两天").await;
        let other = kit.light("rep", "另一单").await;
        let foreign = need(kit, &other, "别家的需求").await;
        let (path, id) = link(kit, &deal).await;
        let nobody = kit.from("203.0.113.7");
        let tamper = json!({ "need": foreign, "version": 1, "status": "confirmed" });
        nobody.post(&path, tamper).await.problem(404, "not_found");
        let more = json!({ "need": foreign, "version": 1, "status": "confirmed", "by": kit.id("rep") });
        nobody.post(&path, more).await.fault("unknown_field", "/by");
        // Who doesn't change the deal makes no link, and nobody writes the record of one.
        let ask = format!("/opportunities/{deal}/needs_link");
        kit.as_("siyuan").post(&ask, json!({})).await.problem(404, "not_found");
        kit.as_("viewer").post(&ask, json!({})).await.problem(403, "forbidden");
        kit.as_("rep")
            .post(&ask, json!({ "days": 91 }))
            .await
            .fault("invalid_value", "/days");
        let forever = kit
            .as_("rep")
            .change("public_links", &id, json!({ "expires_at": "2036-01-01T00:00:00Z" }))
            .await;
        forever.problem(405, "method_not_allowed");
        kit.as_("siyuan")
            .get(&format!("/public_links/{id}"))
            .await
            .problem(404, "not_found");
        let record = kit.as_("rep").get(&format!("/public_links/{id}")).await;
        let secret = path.rsplit('/').next().unwrap();
        assert!(!record.text().contains(secret));
        // Guessing ends after a while, for whoever guesses.
        for n in 0..130 {
            let reply = kit.from("203.0.113.9").get(&format!("/public/links/{n:0>22}")).await;
            assert_eq!(reply.status, if n < 120 { 404 } else { 429 }, "{n}");
        }
        kit.from("203.0.113.9").get(&path).await.problem(429, "rate_limited");
        nobody.get(&path).await.expect(200);
    });
}
