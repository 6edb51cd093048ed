//! Requests that come at the same moment.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::kit::{As, Reply, each};
use crate::sop::{publish, simple};

/// Sends a change as many times at once; tells how often each status was answered.
pub async fn at_once(requests: Vec<(As<'_>, &str, String, Json)>) -> BTreeMap<u16, Vec<Reply>> {
    let mut sent: Vec<_> = requests
        .into_iter()
        .map(|(asker, method, path, body)| {
            let method = method.to_owned();
            Box::pin(async move { asker.send(&method, &path, Some(body.to_string())).await })
        })
        .collect();
    let mut answers: BTreeMap<u16, Vec<Reply>> = BTreeMap::new();
    // Each is polled in turn until all are answered, so that they are under way together.
    let mut waiting: Vec<_> = sent.drain(..).map(Some).collect();
    std::future::poll_fn(|cx| {
        for slot in &mut waiting {
            if let Some(future) = slot
                && let std::task::Poll::Ready(reply) = future.as_mut().poll(cx)
            {
                answers.entry(reply.status).or_default().push(reply);
                *slot = None;
            }
        }
        if waiting.iter().all(Option::is_none) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    answers
}

fn statuses(answers: &BTreeMap<u16, Vec<Reply>>) -> Vec<(u16, usize)> {
    answers
        .iter()
        .map(|(status, replies)| (*status, replies.len()))
        .collect()
}

#[test]
fn one_request_sent_many_times_at_once_is_done_once() {
    each(async |kit| {
        let request = || {
            (
                kit.as_("rep").key("same"),
                "POST",
                "/opportunities".to_owned(),
                json!({ "name": "一单" }),
            )
        };
        let answers = at_once((0..8).map(|_| request()).collect()).await;
        assert_eq!(statuses(&answers), [(201, 8)]);
        let first = &answers[&201][0].body;
        assert!(answers[&201].iter().all(|r| r.body == *first));
        assert_eq!(
            kit.as_("rep").get("/opportunities?count=true").await.expect(200)["count"],
            1
        );
    });
}

#[test]
fn of_several_changes_of_one_version_one_is_made() {
    each(async |kit| {
        let id = kit.light("rep", "一单").await;
        let path = format!("/opportunities/{id}");
        let version = kit.as_("rep").get(&path).await.expect(200)["version"].clone();
        let request = |i: usize| {
            (
                kit.as_("rep").if_match(&version),
                "PATCH",
                path.clone(),
                json!({ "source": i.to_string() }),
            )
        };
        let answers = at_once((0..6).map(request).collect()).await;
        assert_eq!(statuses(&answers), [(200, 1), (412, 5)]);
        for reply in &answers[&412] {
            assert_eq!(
                reply.json["current"]["version"].as_i64(),
                version.as_i64().map(|v| v + 1),
                "{}",
                reply.text()
            );
        }
    });
}

#[test]
fn a_unique_value_is_taken_once() {
    each(async |kit| {
        let request = |i: usize| {
            (
                kit.as_("rep"),
                "POST",
                "/opportunities".to_owned(),
                json!({ "name": i.to_string(), "number": "OP-1" }),
            )
        };
        let answers = at_once((0..6).map(request).collect()).await;
        assert_eq!(statuses(&answers), [(201, 1), (409, 5)]);
        assert!(
            answers[&409].iter().all(|r| r.json["code"] == "duplicate"),
            "{:?}",
            answers[&409][0].json
        );
    });
}

#[test]
fn two_administrators_do_not_shut_each_other_out() {
    each(async |kit| {
        let roles = kit
            .as_("admin")
            .list("roles", json!({ "field": "key", "op": "eq", "value": "admin" }))
            .await;
        kit.as_("admin")
            .change("users", &kit.id("ops"), json!({ "role": roles[0]["id"] }))
            .await
            .expect(200);
        let out = |who: &str, whom: &str| {
            let path = format!("/users/{}", kit.id(whom));
            (
                kit.as_(who).if_match(if whom == "ops" { 2 } else { 1 }),
                "PATCH",
                path,
                json!({ "active": false }),
            )
        };
        let answers = at_once(vec![out("admin", "ops"), out("ops", "admin")]).await;
        assert_eq!(answers.get(&200).map_or(0, Vec::len), 1, "{:?}", statuses(&answers));
    });
}

#[test]
fn a_gate_holds_while_what_it_asks_for_is_taken_away() {
    each(async |kit| {
        for _ in 0..3 {
            let deal = crate::sop::Deal::new(kit).await;
            deal.prospect().await;
            let people = deal
                .rep
                .list(
                    "stakeholders",
                    json!({ "field": "opportunity", "op": "eq", "value": deal.id }),
                )
                .await;
            let (id, version) = (people[0]["id"].as_str().unwrap(), &people[0]["version"]);
            let advance = (deal.rep.clone(), "POST", deal.path("/advance"), json!({}));
            let remove = (
                deal.rep.clone().if_match(version),
                "DELETE",
                format!("/stakeholders/{id}"),
                json!({}),
            );
            let answers = at_once(vec![advance, remove]).await;
            assert!(!answers.contains_key(&500), "{:?}", statuses(&answers));
            let advanced = answers
                .values()
                .flatten()
                .any(|r| r.status == 200 && r.json["stage"]["key"] == "engaging");
            let page = deal.rep.get(&deal.path("/timeline?limit=200")).await.expect(200);
            let seq = |object: &str, kind: &str| {
                let found = page["data"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .find(|e| e["object"] == object && e["kind"] == kind);
                found.map(|e| e["seq"].as_i64().unwrap())
            };
            // Whichever came first: a stage was entered only while the gate held, and the counts fit what there is.
            assert_eq!(seq("opportunities", "stage_entered").is_some(), advanced);
            let record = deal.record().await;
            if !advanced {
                assert_eq!(
                    (&record["stage"], &record["steps_done"]),
                    (&json!("prospecting"), &json!(2))
                );
            }
        }
    });
}

#[test]
fn a_bulk_request_sent_twice_at_once_moves_a_deal_on_once() {
    each(async |kit| {
        let one = simple(
            "twice",
            "      - {key: look, kind: checklist, title: {zh: 看一眼, en: Look}, required: false, items: [{zh: 看过, en: Seen}]}",
        );
        let stage = &one[one.find("  - key: only").unwrap()..];
        let first = ["first", "second"].map(|key| {
            stage
                .replace("key: only", &format!("key: {key}"))
                .replace("signing: true", "signing: false")
                .replace("key: look", &format!("key: look_{key}"))
        });
        let yaml = one.replace(stage, &format!("{}{}{stage}", first[0], first[1]));
        let sop = publish(kit, &yaml).await;
        let mut ids = Vec::new();
        for name in ["甲", "乙"] {
            ids.push(
                kit.make("rep", "opportunities", json!({ "name": name, "sop": sop }))
                    .await,
            );
        }
        let request = || {
            (
                kit.as_("rep").key("on"),
                "POST",
                "/opportunities/bulk".to_owned(),
                json!({ "ids": [ids[0], ids[1], ids[0]], "do": "advance" }),
            )
        };
        let answers = at_once((0..4).map(|_| request()).collect()).await;
        assert_eq!(statuses(&answers), [(200, 4)]);
        for reply in &answers[&200] {
            let body: Json = serde_json::from_slice(&reply.body).unwrap();
            assert_eq!(body, json!({ "done": 2, "failed": [] }));
        }
        for id in &ids {
            let deal = kit.as_("rep").get(&format!("/opportunities/{id}")).await.expect(200);
            assert_eq!(deal["stage"], "second");
        }
    });
}
